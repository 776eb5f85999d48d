//! A place for one test: databases of its own, keys made now, identity on loopback.

use std::sync::Arc;

use axum::{Router, body::Body};
use base64ct::{Base64, Encoding};
use config::Secret;
use doorbell::Doorbell;
use http::{HeaderMap, Method, Request, StatusCode};
use identity::Settings;
use serde_json::{Value, json};
use service::{Peers, TOKEN};
use sql::{Database, Row, statement};
use tempfile::TempDir;
use token::{Caller, InternalKey, SecretKey};
use tokio::net::TcpListener;
use uuid::Uuid;

pub struct World {
    folder: TempDir,
    key: InternalKey,
    routes: Router,
    identity: Router,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    pub text: String,
}

/// A study with everybody who could want something from it.
pub struct Study {
    pub id: Uuid,
    pub owner: Uuid,
    pub admin: Uuid,
    pub member: Uuid,
    pub stranger: Uuid,
}

/// 32 bytes that no other test has.
fn random() -> String {
    let bytes = [Uuid::now_v7().into_bytes(), Uuid::now_v7().into_bytes()].concat();
    Base64::encode_string(&bytes)
}

impl World {
    pub async fn new() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let world = Self::with_identity_at(base).await;
        let routes = world.identity.clone();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Arc::new(world)
    }

    /// With an identity that problem looks for at `base`.
    pub async fn with_identity_at(base: String) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = Settings {
            internal_key: Secret::new(random()),
            jwt_secret: Secret::new(random()),
            token_encryption_key: Secret::new(random()),
            demo_mode: true,
        };
        let key = InternalKey::new(&SecretKey::new(settings.internal_key.reveal()));
        let app = problem::App::new(
            key.clone(),
            Doorbell::new(String::new()),
            path(&folder, "problem"),
            Peers::new("problem", key.clone()).with_base("identity", base),
        );
        let routes = problem::routes(app);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let served = routes.clone();
        tokio::spawn(async move { axum::serve(listener, served).await });
        let peers = Peers::new("identity", key.clone()).with_base("problem", base);
        let app = identity::App::new(&settings, path(&folder, "identity"), peers).unwrap();
        Self {
            folder,
            key,
            routes,
            identity: identity::routes(app),
        }
    }

    /// The database file of a service, read and written behind its back.
    pub fn database(&self, service: &str) -> Database {
        Database::new(path(&self.folder, service), &[])
    }

    /// Runs a statement on problem's database, with `id` as its parameter.
    pub async fn sql(&self, text: &'static str, id: &str) -> Vec<Row> {
        let rows = self.database("problem").run(statement(text).bind(id)).await;
        rows.unwrap().into_iter().collect()
    }

    pub fn token(&self, component: &str, user: Option<Uuid>, callee: &str) -> String {
        let caller = Caller {
            component: component.to_owned(),
            user,
            session: None,
            demo: false,
        };
        self.key.issue(&caller, callee).unwrap()
    }

    /// A request of a component's own.
    pub async fn ask(
        &self,
        component: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Reply {
        let token = self.token(component, None, "problem");
        self.send(Some(&token), method, path, body).await
    }

    /// A request of a signed-in user, as the gateway forwards it.
    pub async fn act(&self, user: Uuid, method: Method, path: &str, body: Option<Value>) -> Reply {
        let token = self.token("gateway", Some(user), "problem");
        self.send(Some(&token), method, path, body).await
    }

    pub async fn send(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Reply {
        send("problem", &self.routes, token, method, path, body).await
    }

    async fn tell_identity(&self, user: Option<Uuid>, path: &str, body: Value) -> Reply {
        let token = self.token("gateway", user, "identity");
        send(
            "identity",
            &self.identity,
            Some(&token),
            Method::POST,
            path,
            Some(body),
        )
        .await
    }

    /// A new user.
    pub async fn visitor(&self) -> Uuid {
        let body = json!({"address": "", "userAgent": ""});
        let reply = self.tell_identity(None, "/sessions/demo", body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        id(&reply.json["user"]["id"])
    }

    /// A new study without problems.
    pub async fn study(&self) -> Study {
        let owner = self.visitor().await;
        let body = json!({"name": "a study", "nickname": "owner"});
        let reply = self.tell_identity(Some(owner), "/api/studies", body).await;
        let study = Study {
            id: id(&reply.json["id"]),
            owner,
            admin: self.visitor().await,
            member: self.visitor().await,
            stranger: self.visitor().await,
        };
        for (user, role) in [(study.admin, "ADMIN"), (study.member, "MEMBER")] {
            let insert = "INSERT INTO members (study_id, user_id, role, nickname, joined_at) VALUES ($1, $2, $3, 'x', now_ms())";
            let insert = statement(insert)
                .bind(study.id.to_string())
                .bind(user.to_string())
                .bind(role);
            self.database("identity").run(insert).await.unwrap();
        }
        study
    }

    /// A new problem in it.
    pub async fn problem(&self, study: &Study, body: Value) -> Value {
        let path = format!("/api/studies/{}/problems", study.id);
        let reply = self.act(study.owner, Method::POST, &path, Some(body)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        reply.json
    }

    /// The titles on one page of a list, and where the next begins.
    pub async fn titles(&self, user: Uuid, path: &str) -> (Vec<String>, Option<String>) {
        let reply = self.act(user, Method::GET, path, None).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let items = reply.json["items"].as_array().unwrap();
        let titles = items
            .iter()
            .map(|item| item["title"].as_str().unwrap().to_owned());
        (
            titles.collect(),
            reply.json["nextCursor"].as_str().map(str::to_owned),
        )
    }
}

impl Reply {
    /// Refused with a status and a code.
    pub fn refused(&self, status: u16, code: &str) {
        let got = (self.status.as_u16(), self.json["code"].as_str());
        assert_eq!(got, (status, Some(code)), "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
    }

    /// Refused because of these fields: `(field, code)`.
    pub fn refused_fields(&self, expected: &[(&str, &str)]) {
        self.refused(422, "validation_failed");
        let found: Vec<(&str, &str)> = self.json["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                (
                    error["field"].as_str().unwrap(),
                    error["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }
}

pub fn id(value: &Value) -> Uuid {
    Uuid::try_parse(value.as_str().unwrap()).unwrap()
}

fn path(folder: &TempDir, service: &str) -> String {
    let path = folder.path().join(format!("{service}.db"));
    path.to_str().unwrap().to_owned()
}

async fn send(
    service: &'static str,
    routes: &Router,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(TOKEN, token);
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let bytes = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
    let request = request.body(Body::from(bytes)).unwrap();
    let response = service::answer(service, routes.clone(), request).await;
    let (head, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Reply {
        status: head.status,
        headers: head.headers,
        json: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    }
}

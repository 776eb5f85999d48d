//! A place for one test: databases of its own, keys made now, neighbours on loopback.

use axum::{Router, body::Body};
use base64ct::{Base64, Encoding};
use config::Secret;
use doorbell::Doorbell;
use http::{HeaderMap, Method, Request, StatusCode};
use identity::{App, Settings};
use serde_json::{Value, json};
use service::{Peers, TOKEN};
use sql::{Database, Row, statement};
use tempfile::TempDir;
use token::{Caller, InternalKey, SecretKey};
use uuid::Uuid;

pub struct World {
    folder: TempDir,
    key: InternalKey,
    routes: Router,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    pub text: String,
}

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:1";

/// How the neighbour is.
pub enum Neighbour {
    /// The real problem room.
    Real,
    /// Nobody listens there.
    Gone,
}

/// 32 bytes that no other test has.
fn random() -> String {
    let bytes = [Uuid::now_v7().into_bytes(), Uuid::now_v7().into_bytes()].concat();
    Base64::encode_string(&bytes)
}

impl World {
    pub async fn new() -> Self {
        Self::with(Neighbour::Real, true).await
    }

    pub async fn with(neighbour: Neighbour, demo_mode: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = Settings {
            internal_key: Secret::new(random()),
            jwt_secret: Secret::new(random()),
            token_encryption_key: Secret::new(random()),
            demo_mode,
        };
        let key = InternalKey::new(&SecretKey::new(settings.internal_key.reveal()));
        let (problem, submission) = match neighbour {
            Neighbour::Real => (serve_problem(&folder, &key).await, serve_submission().await),
            Neighbour::Gone => (NOWHERE.to_owned(), NOWHERE.to_owned()),
        };
        let peers = Peers::new("identity", key.clone())
            .with_base("problem", problem)
            .with_base("submission", submission);
        let app = App::new(&settings, path(&folder, "identity"), peers).unwrap();
        Self {
            folder,
            key,
            routes: identity::routes(app),
        }
    }

    /// The database file of a service, read and written behind its back.
    pub fn database(&self, service: &str) -> Database {
        Database::new(path(&self.folder, service), &[])
    }

    /// Runs a statement on identity's database, with `id` as its parameter.
    pub async fn sql(&self, text: &'static str, id: &str) -> Vec<Row> {
        let rows = self
            .database("identity")
            .run(statement(text).bind(id))
            .await;
        rows.unwrap().into_iter().collect()
    }

    pub async fn count(&self, text: &'static str, id: &str) -> i64 {
        self.sql(text, id).await[0].integer("n").unwrap()
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
        let token = self.token(component, None, "identity");
        self.send(Some(&token), method, path, body).await
    }

    /// A request of a signed-in user, as the gateway forwards it.
    pub async fn act(&self, user: Uuid, method: Method, path: &str, body: Option<Value>) -> Reply {
        let token = self.token("gateway", Some(user), "identity");
        self.send(Some(&token), method, path, body).await
    }

    pub async fn send(
        &self,
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
        let response = service::answer("identity", self.routes.clone(), request).await;
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

    /// A new demo visitor's whole answer.
    pub async fn demo(&self, locale: &str) -> Value {
        let body = json!({"locale": locale, "address": "192.0.2.1", "userAgent": "a test"});
        let reply = self
            .ask("gateway", Method::POST, "/sessions/demo", Some(body))
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        reply.json
    }

    /// A new demo visitor's id.
    pub async fn visitor(&self) -> Uuid {
        id(&self.demo("en").await["user"]["id"])
    }

    /// The study that a visitor got.
    pub async fn study_of(&self, user: Uuid) -> Uuid {
        let reply = self.act(user, Method::GET, "/api/studies", None).await;
        id(&reply.json["items"][0]["id"])
    }

    /// Puts a user into a study, which nobody can do through routes yet.
    pub async fn join(&self, study: Uuid, user: Uuid, role: &str) {
        let insert = "INSERT INTO members (study_id, user_id, role, nickname, joined_at) VALUES ($1, $2, $3, 'guest', now_ms())";
        let insert = statement(insert)
            .bind(study.to_string())
            .bind(user.to_string())
            .bind(role);
        self.database("identity").run(insert).await.unwrap();
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

async fn serve_problem(folder: &TempDir, key: &InternalKey) -> String {
    let app = problem::App::new(
        key.clone(),
        Doorbell::new(String::new()),
        path(folder, "problem"),
        Peers::new("problem", key.clone()),
    );
    serve(problem::routes(app)).await
}

/// A submission service that has nothing to forget.
async fn serve_submission() -> String {
    let forget = axum::routing::delete(|| async { StatusCode::NO_CONTENT });
    serve(Router::new().route("/studies/{study}", forget)).await
}

async fn serve(routes: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    base
}

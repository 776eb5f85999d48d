//! A place for one test: a database of its own, keys made now, neighbours on loopback.

use std::sync::Arc;

use axum::{Router, body::Body};
use doorbell::Doorbell;
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use service::{Peers, TOKEN};
use sql::{Database, Row, Statement, statement};
use tempfile::TempDir;
use timestamp::Timestamp;
use token::{Caller, InternalKey, SecretKey};
use uuid::Uuid;

use super::neighbours::Neighbours;
use crate::{
    app::{App, MIGRATIONS, NAME},
    routes::routes,
};

pub(super) struct World {
    pub app: Arc<App>,
    pub neighbours: Arc<Neighbours>,
    key: InternalKey,
    routes: Router,
    /// The same file as the service's, read and written behind its back.
    database: Database,
    _folder: TempDir,
}

pub(super) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    pub text: String,
}

/// A problem in a study, and a member of it.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub study: Uuid,
    pub problem: Uuid,
    pub member: Uuid,
}

impl World {
    pub(super) async fn new() -> Self {
        let secret = format!("{}{}", Uuid::now_v7(), Uuid::now_v7());
        let key = InternalKey::new(&SecretKey::new(&secret));
        let (neighbours, base) = Neighbours::start(key.clone()).await;
        let folder = folder();
        let peers = Peers::new(NAME, key.clone())
            .with_base("identity", format!("{base}/identity"))
            .with_base("problem", format!("{base}/problem"));
        let app = App::new(
            Database::new(path(&folder), MIGRATIONS),
            Doorbell::new(String::new()),
            peers,
            key.clone(),
        );
        app.database.ready().await.unwrap();
        Self {
            routes: routes(&app),
            app,
            neighbours,
            key,
            database: Database::new(path(&folder), &[]),
            _folder: folder,
        }
    }

    /// A new study with a problem and a member.
    pub(super) fn setting(&self) -> Setting {
        let study = Uuid::now_v7();
        Setting {
            study,
            problem: self.problem(study, &json!({})),
            member: self.member(study, "MEMBER"),
        }
    }

    /// The same for a member of their own, whose work waits for nobody else's.
    pub(super) fn somebody_else(&self, setting: &Setting) -> Setting {
        Setting {
            member: self.member(setting.study, "MEMBER"),
            ..*setting
        }
    }

    /// A new problem; `fields` replace what is usual.
    pub(super) fn problem(&self, study: Uuid, fields: &Value) -> Uuid {
        let id = Uuid::now_v7();
        self.change_problem(id, study, fields);
        id
    }

    /// What `problem` says of it from now on.
    pub(super) fn change_problem(&self, id: Uuid, study: Uuid, fields: &Value) {
        let mut problem = json!({
            "id": id, "studyId": study, "title": "Two sums", "statement": "Add them.", "week": 3,
            "platform": "Baekjoon", "number": "1000", "sourceUrl": "https://judge.example/1000",
            "difficulty": "easy", "category": "sums", "deadline": null, "allowedLanguages": [],
            "deleted": false,
        });
        for (name, value) in fields.as_object().unwrap() {
            problem[name] = value.clone();
        }
        self.neighbours
            .knows(format!("problem/problems/{id}"), problem);
        self.app.problems.forget(&id);
    }

    /// A new user with a role in the study.
    pub(super) fn member(&self, study: Uuid, role: &str) -> Uuid {
        let user = Uuid::now_v7();
        let member = json!({"role": role, "nickname": "ada", "studyOpen": true});
        self.neighbours
            .knows(format!("identity/memberships/{study}/{user}"), member);
        let described = json!({"name": "Ada", "locale": "ko"});
        self.neighbours
            .knows(format!("identity/users/{user}"), described);
        user
    }

    pub(super) fn token(&self, component: &str, user: Option<Uuid>, callee: &str) -> String {
        let caller = Caller {
            component: component.to_owned(),
            user,
            session: None,
            demo: false,
        };
        self.key.issue(&caller, callee).unwrap()
    }

    /// A request of a signed-in user, as the gateway forwards it.
    pub(super) async fn act(
        &self,
        user: Uuid,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Reply {
        let token = self.token("gateway", Some(user), NAME);
        self.send(request(&token, method, path, body)).await
    }

    pub(super) async fn see(&self, user: Uuid, path: &str) -> Reply {
        self.act(user, Method::GET, path, None).await
    }

    /// A request of a component's own.
    pub(super) async fn ask(&self, component: &str, path: &str, body: Option<Value>) -> Reply {
        let token = self.token(component, None, NAME);
        let method = body.as_ref().map_or(Method::GET, |_| Method::POST);
        self.send(request(&token, method, path, body)).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Reply {
        let response = service::answer(NAME, self.routes.clone(), request).await;
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

    /// Runs a statement on the service's database behind its back.
    pub(super) async fn sql(&self, statement: Statement) -> Vec<Row> {
        let rows = self.database.run(statement).await.unwrap();
        rows.into_iter().collect()
    }

    pub(super) async fn change(&self, text: &'static str) {
        self.sql(statement(text)).await;
    }

    /// One number of the database: an expression, and what it is taken from.
    pub(super) async fn count(&self, what: &str) -> i64 {
        let rows = self
            .sql(statement(format!("SELECT (SELECT {what}) AS n")))
            .await;
        rows[0].integer("n").unwrap()
    }

    /// How many rows each table of the service has that a request could have filled, and where its log ends.
    pub(super) async fn traces(&self) -> Vec<i64> {
        let mut traces = vec![self.count("seq FROM log_head").await];
        for table in [
            "submissions",
            "submission_texts",
            "events",
            "jobs",
            "idempotency_keys",
            "reviews",
            "commits",
            "drafts",
        ] {
            traces.push(self.count(&format!("count(*) FROM {table}")).await);
        }
        traces
    }

    /// The channels that were rung since the last look.
    pub(super) fn rung(&self, from: usize) -> Vec<String> {
        let bells = self.app.doorbell.rung().into_iter().skip(from);
        bells.map(|bell| bell.channel).collect()
    }
}

impl Reply {
    /// Refused with a status and a code.
    pub(super) fn refused(&self, status: u16, code: &str) {
        let got = (self.status.as_u16(), self.json["code"].as_str());
        assert_eq!(got, (status, Some(code)), "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
    }

    /// Refused because of one field.
    pub(super) fn refused_field(&self, field: &str, code: &str) {
        self.refused(422, "validation_failed");
        let error = &self.json["errors"][0];
        assert_eq!(
            (error["field"].as_str(), error["code"].as_str()),
            (Some(field), Some(code)),
            "{}",
            self.text
        );
    }

    pub(super) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self.json
    }
}

pub(super) fn request(
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Request<Body> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(TOKEN, token)
        .header("content-type", "application/json");
    let bytes = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
    request.body(Body::from(bytes)).unwrap()
}

pub(super) fn id(value: &Value) -> Uuid {
    Uuid::try_parse(value.as_str().unwrap()).unwrap()
}

/// A moment of the wire, this many milliseconds from now.
pub(super) fn from_now(value: &Value) -> i64 {
    let moment = Timestamp::parse(value.as_str().unwrap()).unwrap();
    moment.as_millis() - Timestamp::now().as_millis()
}

/// None of this has to survive a power cut, so where files can lie in memory they do.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .unwrap()
}

fn path(folder: &TempDir) -> String {
    folder.path().join("submission.db").display().to_string()
}

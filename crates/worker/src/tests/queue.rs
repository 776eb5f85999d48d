//! A queue behind HTTP, in memory.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// Instead of a status: no answer at all.
pub(super) const HANG: u16 = 0;

pub(super) struct Queue {
    pub(super) url: String,
    pub(super) key: String,
    shelf: Arc<Mutex<Shelf>>,
    server: JoinHandle<()>,
}

/// What the queue holds and what it has seen.
#[derive(Default)]
pub(super) struct Shelf {
    key: String,
    /// Jobs that nobody has claimed, as a claim answers them.
    pub(super) waiting: VecDeque<Value>,
    /// `limit` of each claim.
    pub(super) claims: Vec<u64>,
    /// Every accepted call under a job: its id, the verb, the body.
    pub(super) calls: Vec<(String, String, Value)>,
    /// Statuses to answer with instead, by verb, each once.
    pub(super) faults: Vec<(&'static str, u16)>,
    /// Verbs that always answer with this status.
    pub(super) broken: Vec<(&'static str, u16)>,
    /// What `credentials` answers.
    pub(super) credentials: Option<Value>,
}

impl Shelf {
    pub(super) fn add(&mut self, id: &str, payload: &Value) {
        self.waiting.push_back(json!({
            "id": id, "epoch": 7, "attempt": 1,
            "leaseUntil": "2026-11-20T00:00:08.000Z", "payload": payload,
        }));
    }

    /// The bodies that were sent for a job with this verb.
    pub(super) fn bodies(&self, id: &str, verb: &str) -> Vec<Value> {
        let of_job = |call: &&(String, String, Value)| call.0 == id && call.1 == verb;
        self.calls
            .iter()
            .filter(of_job)
            .map(|call| call.2.clone())
            .collect()
    }

    fn fault(&mut self, verb: &str) -> Option<StatusCode> {
        let once = self.faults.iter().position(|fault| fault.0 == verb);
        let status = match once {
            Some(place) => self.faults.remove(place).1,
            None => self.broken.iter().find(|broken| broken.0 == verb)?.1,
        };
        StatusCode::from_u16(status).ok()
    }
}

impl Queue {
    pub(super) async fn start() -> Self {
        let key = format!("{:064x}", std::process::id());
        let shelf = Arc::new(Mutex::new(Shelf {
            key: key.clone(),
            ..Shelf::default()
        }));
        let router = Router::new()
            .route("/internal/jobs/claim", post(claim))
            .route("/internal/jobs/{id}/{verb}", post(call))
            .with_state(shelf.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            key,
            shelf,
            server,
        }
    }

    pub(super) fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap()
    }

    pub(super) fn handle(&self) -> Arc<Mutex<Shelf>> {
        self.shelf.clone()
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = State<Arc<Mutex<Shelf>>>;

async fn claim(State(shelf): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mut shelf = shelf.lock().unwrap();
    if headers.get("x-internal-key").unwrap().to_str().unwrap() != shelf.key {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    assert_eq!(body["queue"], "github-push");
    assert_eq!(body["worker"], "test-worker");
    if let Some(status) = shelf.fault("claim") {
        return status.into_response();
    }
    let limit = body["limit"].as_u64().unwrap();
    shelf.claims.push(limit);
    let count = usize::try_from(limit).unwrap().min(shelf.waiting.len());
    let jobs: Vec<Value> = shelf.waiting.drain(..count).collect();
    Json(json!({"jobs": jobs})).into_response()
}

async fn call(
    State(shelf): Shared,
    Path((id, verb)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let hangs = shelf.lock().unwrap().broken.contains(&(&verb, HANG));
    if hangs {
        std::future::pending::<()>().await;
    }
    let mut shelf = shelf.lock().unwrap();
    assert_eq!(headers["x-internal-key"], shelf.key.as_str());
    assert_eq!(body["epoch"], 7);
    if let Some(status) = shelf.fault(&verb) {
        return (status, Json(json!({"code": "stale_epoch"}))).into_response();
    }
    shelf.calls.push((id, verb.clone(), body));
    match verb.as_str() {
        "heartbeat" => Json(json!({"leaseUntil": "2026-11-20T00:00:08.000Z"})).into_response(),
        "credentials" => match &shelf.credentials {
            Some(credentials) => Json(credentials.clone()).into_response(),
            None => {
                let problem = json!({"status": 404, "code": "github_not_linked"});
                (StatusCode::NOT_FOUND, Json(problem)).into_response()
            }
        },
        _ => Json(json!({})).into_response(),
    }
}

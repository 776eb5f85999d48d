//! A queue behind HTTP with leases, epochs and facts, in memory. Failures that may be tried again are
//! due at once.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinHandle};

const LEASE: Duration = Duration::from_secs(8);

/// Where a job stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    Due,
    Leased(Instant),
    Completed(Value),
    /// Told to wait; nobody claims it here.
    Waiting(Value),
    Dead(Value),
}

pub(super) struct Job {
    payload: Value,
    end: End,
    epoch: i64,
    attempt: u32,
    facts: Vec<Value>,
    /// What was reported with `fail`.
    errors: Vec<Value>,
}

#[derive(Default)]
struct Shelf {
    jobs: BTreeMap<String, Job>,
    credentials: Option<Value>,
    /// A verb whose next request is never answered.
    hold: Option<&'static str>,
}

pub(super) struct Queue {
    address: String,
    inner: Arc<Inner>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Inner {
    shelf: Mutex<Shelf>,
    held: Notify,
}

impl Queue {
    pub(super) async fn start() -> Self {
        let inner = Arc::new(Inner::default());
        let router = Router::new()
            .route("/internal/jobs/claim", post(claim))
            .route("/internal/jobs/{id}/{verb}", post(call))
            .with_state(inner.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            inner,
            server,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.inner.shelf.lock().unwrap()
    }

    pub(super) fn add(&self, payload: &Value) {
        let id = payload["submissionId"].as_str().unwrap().to_owned();
        let job = Job {
            payload: payload.clone(),
            end: End::Due,
            epoch: 0,
            attempt: 0,
            facts: Vec::new(),
            errors: Vec::new(),
        };
        self.shelf().jobs.insert(id, job);
    }

    pub(super) fn link(&self, credentials: Value) {
        self.shelf().credentials = Some(credentials);
    }

    pub(super) fn unlink(&self) {
        self.shelf().credentials = None;
    }

    pub(super) fn credentials(&self) -> Value {
        self.shelf().credentials.clone().unwrap()
    }

    pub(super) fn end(&self, id: &str) -> End {
        self.shelf().jobs[id].end.clone()
    }

    pub(super) fn facts(&self, id: &str) -> Vec<Value> {
        self.shelf().jobs[id].facts.clone()
    }

    pub(super) fn errors(&self, id: &str) -> Vec<Value> {
        self.shelf().jobs[id].errors.clone()
    }

    /// All leases run out now, and what was told to wait has waited.
    pub(super) fn let_time_pass(&self) {
        for job in self.shelf().jobs.values_mut() {
            if matches!(job.end, End::Leased(_) | End::Waiting(_)) {
                job.end = End::Due;
            }
        }
    }

    /// The next request of this verb has its effect, or not, but never an answer.
    pub(super) fn hold(&self, verb: &'static str) {
        self.shelf().hold = Some(verb);
    }

    /// Waits until a request is held.
    pub(super) async fn held(&self) {
        self.inner.held.notified().await;
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn claim(State(inner): State<Arc<Inner>>, Json(body): Json<Value>) -> Response {
    let mut shelf = inner.shelf.lock().unwrap();
    let limit = usize::try_from(body["limit"].as_u64().unwrap()).unwrap();
    let now = Instant::now();
    let due = |job: &&mut Job| match job.end {
        End::Due => true,
        End::Leased(until) => until < now,
        _ => false,
    };
    let mut jobs = Vec::new();
    for (id, job) in &mut shelf.jobs {
        if jobs.len() < limit && due(&&mut *job) {
            job.end = End::Leased(now + LEASE);
            job.epoch += 1;
            job.attempt += 1;
            let mut payload = job.payload.clone();
            payload["priorCommits"] = job.facts.clone().into();
            jobs.push(json!({
                "id": id, "epoch": job.epoch, "attempt": job.attempt, "payload": payload,
                "leaseUntil": "2026-11-20T00:00:08.000Z",
            }));
        }
    }
    Json(json!({"jobs": jobs})).into_response()
}

async fn call(
    State(inner): State<Arc<Inner>>,
    Path((id, verb)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Response {
    let held = {
        let mut shelf = inner.shelf.lock().unwrap();
        let held = shelf.hold == Some(verb.as_str());
        if held {
            shelf.hold = None;
        }
        held
    };
    if held {
        inner.held.notify_one();
        std::future::pending::<()>().await;
    }
    let mut shelf = inner.shelf.lock().unwrap();
    let credentials = shelf.credentials.clone();
    let job = shelf.jobs.get_mut(&id).unwrap();
    // A fact is a fact, whoever brings it.
    if let Some(fact) = body.get("fact") {
        job.facts.push(fact.clone());
    }
    let live = matches!(job.end, End::Leased(until) if until >= Instant::now());
    if body["epoch"] != job.epoch || !live {
        return problem(StatusCode::CONFLICT, "stale_epoch");
    }
    match verb.as_str() {
        "heartbeat" => job.end = End::Leased(Instant::now() + LEASE),
        "complete" => job.end = End::Completed(body["result"].clone()),
        "fail" => {
            let error = body["error"].clone();
            job.errors.push(error.clone());
            job.end = match error["kind"].as_str().unwrap() {
                "retry" => End::Due,
                "wait" => End::Waiting(error),
                _ => End::Dead(error),
            };
        }
        "credentials" => {
            return match credentials {
                Some(credentials) => Json(credentials).into_response(),
                None => problem(StatusCode::NOT_FOUND, "github_not_linked"),
            };
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    }
    Json(json!({"leaseUntil": "2026-11-20T00:00:08.000Z"})).into_response()
}

fn problem(status: StatusCode, code: &str) -> Response {
    (
        status,
        Json(json!({"status": status.as_u16(), "code": code})),
    )
        .into_response()
}

//! A queue behind HTTP, in memory: a job is due until it has an end.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

#[derive(Default)]
pub(super) struct Jobs {
    jobs: BTreeMap<String, Job>,
    /// While true, `complete` does nothing and answers 500.
    deaf: bool,
}

#[derive(Default)]
struct Job {
    payload: Value,
    leased: bool,
    attempt: u32,
    results: Vec<Value>,
    errors: Vec<Value>,
}

pub(super) struct Queue {
    address: String,
    jobs: Arc<Mutex<Jobs>>,
    server: JoinHandle<()>,
}

impl Queue {
    pub(super) async fn start() -> Self {
        let jobs = Arc::<Mutex<Jobs>>::default();
        let router = Router::new()
            .route("/internal/jobs/claim", post(claim))
            .route("/internal/jobs/{id}/{verb}", post(call))
            .with_state(jobs.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            jobs,
            server,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap()
    }

    pub(super) fn add(&self, id: &str, payload: Value) {
        let job = Job {
            payload,
            ..Job::default()
        };
        self.jobs().jobs.insert(id.to_owned(), job);
    }

    pub(super) fn be_deaf(&self, deaf: bool) {
        self.jobs().deaf = deaf;
    }

    /// Leases that were not kept run out.
    pub(super) fn let_time_pass(&self) {
        for job in self.jobs().jobs.values_mut() {
            job.leased = false;
        }
    }

    pub(super) fn results(&self, id: &str) -> Vec<Value> {
        self.jobs().jobs[id].results.clone()
    }

    pub(super) fn errors(&self, id: &str) -> Vec<Value> {
        self.jobs().jobs[id].errors.clone()
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = State<Arc<Mutex<Jobs>>>;

async fn claim(State(jobs): Shared, Json(body): Json<Value>) -> Response {
    assert_eq!(body["queue"], "ai-review");
    let mut jobs = jobs.lock().unwrap();
    let due = jobs
        .jobs
        .iter_mut()
        .filter(|(_, job)| !job.leased && job.results.is_empty());
    let claimed: Vec<Value> = due
        .take(usize::try_from(body["limit"].as_u64().unwrap()).unwrap())
        .map(|(id, job)| {
            job.leased = true;
            job.attempt += 1;
            json!({
                "id": id, "epoch": job.attempt, "attempt": job.attempt,
                "leaseUntil": "2026-11-20T00:00:08.000Z", "payload": job.payload,
            })
        })
        .collect();
    Json(json!({ "jobs": claimed })).into_response()
}

async fn call(
    State(jobs): Shared,
    Path((id, verb)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Response {
    let mut jobs = jobs.lock().unwrap();
    if jobs.deaf && verb == "complete" {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let job = jobs.jobs.get_mut(&id).unwrap();
    if body["epoch"] != job.attempt {
        return (StatusCode::CONFLICT, Json(json!({"code": "stale_epoch"}))).into_response();
    }
    match verb.as_str() {
        "complete" => job.results.push(body["result"].clone()),
        "fail" => job.errors.push(body["error"].clone()),
        _ => return Json(json!({"leaseUntil": "2026-11-20T00:00:08.000Z"})).into_response(),
    }
    Json(json!({})).into_response()
}

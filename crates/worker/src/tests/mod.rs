//! The loop against a real HTTP server that keeps a queue and misbehaves on demand.

mod failing;
mod queue;
mod working;

use std::{
    future::Future,
    sync::Mutex,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use config::Secret;
use serde_json::{Value, json};

use crate::{Config, Error, Handler, Lease, Outcome, Timing, sleep};
use queue::Queue;

/// Quick, but with room for a busy machine.
const TIMING: Timing = Timing {
    lease: Duration::from_millis(1_500),
    renew: Duration::from_millis(100),
    look: Duration::from_millis(50),
    backoff: Duration::from_millis(10),
    claim: Duration::from_millis(200),
};

fn config(queue: &Queue, concurrency: usize) -> Config {
    Config {
        internal_url: queue.url.clone(),
        key: Secret::new(queue.key.clone()),
        queue: "github-push",
        worker: "test-worker",
        concurrency,
        timing: TIMING,
    }
}

/// A payload of these tests: how long the work takes.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Work {
    name: String,
    millis: u64,
}

fn work(name: &str, millis: u64) -> Value {
    json!({"name": name, "millis": millis})
}

/// Sleeps as told and keeps count of what runs at once and of what came to its end.
#[derive(Default)]
struct Sleeper {
    running: AtomicUsize,
    most: AtomicUsize,
    ended: Mutex<Vec<String>>,
}

impl Sleeper {
    fn ended(&self) -> Vec<String> {
        self.ended.lock().unwrap().clone()
    }
}

impl Handler for Sleeper {
    type Payload = Work;
    type Result = Value;

    async fn handle(&self, work: Work, _lease: &Lease<'_>) -> Result<Outcome<Value>, Error> {
        let now = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        sleep(Duration::from_millis(work.millis)).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        self.ended.lock().unwrap().push(work.name.clone());
        Ok(Outcome::Complete(
            json!({"type": "pushed", "name": work.name}),
        ))
    }
}

/// Runs a closure as the work.
struct With<F>(F);

impl<F, Fut> Handler for With<F>
where
    F: Fn(String, u32) -> Fut,
    Fut: Future<Output = Result<Outcome<Value>, Error>>,
{
    type Payload = Value;
    type Result = Value;

    async fn handle(&self, _: Value, lease: &Lease<'_>) -> Result<Outcome<Value>, Error> {
        (self.0)(lease.job().to_owned(), lease.attempt()).await
    }
}

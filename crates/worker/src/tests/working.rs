use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{Queue, Sleeper, config, work};
use crate::{Error, Failure, Handler, Lease, Outcome, Tally, run, sleep, within};

#[tokio::test]
async fn every_job_is_done_and_no_more_at_once_than_asked() {
    let queue = Queue::start().await;
    for number in 0..20 {
        queue
            .shelf()
            .add(&format!("job-{number}"), &work(&format!("{number}"), 20));
    }
    let sleeper = Sleeper::default();
    let tally = run(&config(&queue, 3), &sleeper).await.unwrap();
    assert_eq!(
        tally,
        Tally {
            completed: 20,
            ..Tally::default()
        }
    );
    assert_eq!(sleeper.most.load(Ordering::SeqCst), 3);
    for number in 0..20 {
        let reports = queue.shelf().bodies(&format!("job-{number}"), "complete");
        let result = json!({"type": "pushed", "name": number.to_string()});
        assert_eq!(reports, [json!({"epoch": 7, "result": result})]);
    }
}

#[tokio::test]
async fn a_slow_job_does_not_hold_the_others() {
    let queue = Queue::start().await;
    queue.shelf().add("slow", &work("slow", 1_000));
    for number in 0..8 {
        queue
            .shelf()
            .add(&format!("quick-{number}"), &work("quick", 5));
    }
    let sleeper = Sleeper::default();
    run(&config(&queue, 2), &sleeper).await.unwrap();
    let ended = sleeper.ended();
    assert_eq!(ended.len(), 9);
    assert_eq!(ended.last().unwrap(), "slow", "{ended:?}");
}

#[tokio::test]
async fn work_that_arrives_while_a_job_runs_is_taken_by_a_free_slot() {
    let queue = Queue::start().await;
    queue.shelf().add("slow", &work("slow", 1_000));
    let shelf = queue.handle();
    let arrives = async {
        sleep(Duration::from_millis(200)).await;
        shelf.lock().unwrap().add("late", &work("late", 1));
    };
    let sleeper = Sleeper::default();
    let config = config(&queue, 2);
    let (tally, ()) = futures::join!(run(&config, &sleeper), arrives);
    assert_eq!(tally.unwrap().completed, 2);
    assert_eq!(sleeper.ended(), ["late", "slow"]);
}

#[tokio::test]
async fn a_lease_is_renewed_while_its_work_runs() {
    let queue = Queue::start().await;
    queue.shelf().add("long", &work("long", 2_000));
    let tally = run(&config(&queue, 1), &Sleeper::default()).await.unwrap();
    assert_eq!(
        tally.completed, 1,
        "the work takes longer than one lease lasts"
    );
    let renewals = queue.shelf().bodies("long", "heartbeat");
    assert!(renewals.len() >= 5, "{} renewals", renewals.len());
    assert_eq!(renewals[0], json!({"epoch": 7}));
}

#[tokio::test]
async fn an_empty_queue_costs_one_claim() {
    let queue = Queue::start().await;
    let tally = run(&config(&queue, 4), &Sleeper::default()).await.unwrap();
    assert_eq!(tally, Tally::default());
    assert_eq!(queue.shelf().claims, [4]);
}

#[tokio::test]
async fn many_free_slots_claim_in_batches() {
    let queue = Queue::start().await;
    for number in 0..30 {
        queue
            .shelf()
            .add(&format!("job-{number}"), &work("job", 300));
    }
    let sleeper = Sleeper::default();
    let mut config = config(&queue, 64);
    config.timing.look = Duration::from_secs(60);
    run(&config, &sleeper).await.unwrap();
    assert_eq!(sleeper.most.load(Ordering::SeqCst), 30);
    assert_eq!(queue.shelf().claims[..4], [8, 8, 8, 8]);
}

/// Uses everything that a lease offers.
pub(super) struct Curious;

impl Handler for Curious {
    type Payload = Value;
    type Result = Value;

    async fn handle(&self, _: Value, lease: &Lease<'_>) -> Result<Outcome<Value>, Error> {
        let credentials: Value = match lease.credentials().await {
            Ok(credentials) => credentials,
            Err(Error::Refused { status: 404, code }) => {
                return Ok(Outcome::Complete(json!({"type": "skipped", "code": code})));
            }
            Err(error) => return Err(error),
        };
        lease
            .record(&json!({"type": "commitCreated", "sha": credentials["token"]}))
            .await?;
        let wait = Failure::wait("github_rate_limited", "told to", Duration::from_secs(90));
        Ok(Outcome::Fail(wait))
    }
}

#[tokio::test]
async fn facts_and_credentials_go_under_the_epoch() {
    let queue = Queue::start().await;
    queue.shelf().credentials = Some(json!({"token": "a-token"}));
    queue.shelf().add("one", &json!({}));
    let tally = run(&config(&queue, 1), &Curious).await.unwrap();
    assert_eq!((tally.completed, tally.failed), (0, 1));
    let fact = json!({"type": "commitCreated", "sha": "a-token"});
    assert_eq!(
        queue.shelf().bodies("one", "heartbeat"),
        [json!({"epoch": 7, "fact": fact})]
    );
    let error = json!({
        "code": "github_rate_limited", "detail": "told to", "retryAfterMs": 90_000, "kind": "wait",
    });
    assert_eq!(
        queue.shelf().bodies("one", "fail"),
        [json!({"epoch": 7, "error": error})]
    );
}

#[tokio::test]
async fn missing_credentials_are_told_by_their_code() {
    let queue = Queue::start().await;
    queue.shelf().add("one", &json!({}));
    run(&config(&queue, 1), &Curious).await.unwrap();
    let result = json!({"type": "skipped", "code": "github_not_linked"});
    assert_eq!(
        queue.shelf().bodies("one", "complete"),
        [json!({"epoch": 7, "result": result})]
    );
}

#[test]
fn each_kind_of_failure_has_its_word() {
    let long = "한".repeat(600);
    for (failure, kind) in [
        (Failure::retry("code", &long), "retry"),
        (Failure::wait("code", &long, Duration::ZERO), "wait"),
        (Failure::permanent("code", &long), "permanent"),
        (Failure::token("code", &long), "token"),
        (Failure::poison("code", &long), "poison"),
    ] {
        let wire = serde_json::to_value(&failure).unwrap();
        assert_eq!(wire["kind"], kind);
        assert_eq!(wire["detail"].as_str().unwrap().chars().count(), 500);
        assert_eq!(wire.get("retryAfterMs").is_some(), kind == "wait");
    }
}

#[tokio::test]
async fn work_that_takes_too_long_is_dropped() {
    let began = Instant::now();
    let slow = async {
        sleep(Duration::from_secs(30)).await;
        1
    };
    assert_eq!(within(Duration::from_millis(50), slow).await, None);
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(within(Duration::from_secs(30), async { 2 }).await, Some(2));
}

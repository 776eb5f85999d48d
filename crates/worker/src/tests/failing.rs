use std::time::{Duration, Instant};

use config::Secret;
use serde_json::json;

use super::{Queue, Sleeper, TIMING, With, config, queue::HANG, work, working::Curious};
use crate::{Config, Error, Outcome, run, sleep};

#[tokio::test]
async fn a_stale_epoch_on_renewal_stops_the_work_and_reports_nothing() {
    let queue = Queue::start().await;
    queue.shelf().faults.push(("heartbeat", 409));
    queue.shelf().add("stale", &work("stale", 60_000));
    let sleeper = Sleeper::default();
    let began = Instant::now();
    let tally = run(&config(&queue, 1), &sleeper).await.unwrap();
    assert_eq!(tally.lost, 1);
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(sleeper.ended().is_empty());
    assert!(queue.shelf().calls.is_empty(), "{:?}", queue.shelf().calls);
}

#[tokio::test]
async fn a_stale_epoch_on_the_report_is_not_repeated() {
    let queue = Queue::start().await;
    queue.shelf().broken.push(("complete", 409));
    queue.shelf().add("stale", &work("stale", 1));
    queue.shelf().add("other", &work("other", 1));
    let tally = run(&config(&queue, 2), &Sleeper::default()).await.unwrap();
    assert_eq!((tally.lost, tally.completed), (2, 0));
    assert!(queue.shelf().bodies("stale", "fail").is_empty());
}

#[tokio::test]
async fn a_result_survives_a_gateway_that_is_away_for_a_moment() {
    let queue = Queue::start().await;
    for status in [503, 500, 502, 429] {
        queue.shelf().faults.push(("complete", status));
    }
    queue.shelf().add("one", &work("one", 1));
    let tally = run(&config(&queue, 1), &Sleeper::default()).await.unwrap();
    assert_eq!(tally.completed, 1);
    assert_eq!(queue.shelf().bodies("one", "complete").len(), 1);
}

#[tokio::test]
async fn a_renewal_survives_a_gateway_that_is_away_for_a_moment() {
    let queue = Queue::start().await;
    for _ in 0..5 {
        queue.shelf().faults.push(("heartbeat", 503));
    }
    queue.shelf().add("one", &work("one", 800));
    let tally = run(&config(&queue, 1), &Sleeper::default()).await.unwrap();
    assert_eq!(tally.completed, 1);
}

#[tokio::test]
async fn a_lease_that_cannot_be_renewed_for_its_length_stops_the_work() {
    let queue = Queue::start().await;
    queue.shelf().broken.push(("heartbeat", 503));
    queue.shelf().add("one", &work("one", 60_000));
    let sleeper = Sleeper::default();
    let began = Instant::now();
    let tally = run(&config(&queue, 1), &sleeper).await.unwrap();
    assert_eq!(tally.lost, 1);
    assert!(began.elapsed() >= TIMING.lease / 2, "{:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(sleeper.ended().is_empty());
}

#[tokio::test]
async fn a_report_that_nobody_takes_is_given_up_when_the_lease_ends() {
    let queue = Queue::start().await;
    queue.shelf().broken.push(("complete", 503));
    queue.shelf().add("one", &work("one", 1));
    let began = Instant::now();
    let tally = run(&config(&queue, 1), &Sleeper::default()).await.unwrap();
    assert_eq!(tally.lost, 1);
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_is_poison_and_harms_no_other() {
    let queue = Queue::start().await;
    let secret = "words of a user";
    queue
        .shelf()
        .add("bad", &json!({"name": "x", "millis": secret}));
    queue.shelf().waiting.push_back(json!("not a job at all"));
    queue
        .shelf()
        .waiting
        .push_back(json!({"id": "../claim", "epoch": 7, "payload": work("path", 1)}));
    queue.shelf().add("good", &work("good", 1));
    let tally = run(&config(&queue, 2), &Sleeper::default()).await.unwrap();
    assert_eq!((tally.completed, tally.failed, tally.lost), (1, 1, 2));
    let failures = queue.shelf().bodies("bad", "fail");
    assert_eq!(failures[0]["error"]["kind"], "poison");
    assert_eq!(
        failures[0]["error"]["detail"],
        "the payload cannot be read at `millis`"
    );
}

#[tokio::test]
async fn what_the_gateway_refuses_is_tried_again_later() {
    let queue = Queue::start().await;
    queue.shelf().add("one", &json!({}));
    let refused = With(|_, _| async {
        Err(Error::Refused {
            status: 400,
            code: "bad_request".to_owned(),
        })
    });
    let tally = run(&config(&queue, 1), &refused).await.unwrap();
    assert_eq!(tally.failed, 1);
    let error = queue.shelf().bodies("one", "fail")[0]["error"].clone();
    assert_eq!(error["kind"], "retry");
    assert_eq!(error["code"], "internal_defect");
}

#[tokio::test]
async fn a_lease_lost_inside_the_work_reports_nothing() {
    let queue = Queue::start().await;
    queue.shelf().add("one", &json!({}));
    let lost = With(|_, _| async { Err(Error::LeaseLost) });
    let tally = run(&config(&queue, 1), &lost).await.unwrap();
    assert_eq!(tally.lost, 1);
    assert!(queue.shelf().calls.is_empty());
}

#[tokio::test]
async fn a_stale_epoch_that_the_work_itself_meets_reports_nothing() {
    for verb in ["credentials", "heartbeat"] {
        let queue = Queue::start().await;
        queue.shelf().credentials = Some(json!({"token": "a-token"}));
        queue.shelf().broken.push((verb, 409));
        queue.shelf().add("one", &json!({}));
        let tally = run(&config(&queue, 1), &Curious).await.unwrap();
        assert_eq!(tally.lost, 1, "{verb}");
        assert!(queue.shelf().bodies("one", "fail").is_empty(), "{verb}");
    }
}

#[tokio::test]
async fn a_renewal_that_hangs_does_not_outlast_the_lease() {
    let queue = Queue::start().await;
    queue.shelf().broken.push(("heartbeat", HANG));
    queue.shelf().add("one", &work("one", 60_000));
    let mut config = config(&queue, 1);
    config.timing.lease = Duration::from_millis(500);
    let began = Instant::now();
    let tally = run(&config, &Sleeper::default()).await.unwrap();
    assert_eq!(tally.lost, 1);
    // A renewal's own wait is 3 s.
    assert!(began.elapsed() < Duration::from_millis(2_800));
}

#[tokio::test]
async fn a_wrong_key_is_an_error_at_once() {
    let queue = Queue::start().await;
    let wrong = Config {
        key: Secret::new("wrong".to_owned()),
        ..config(&queue, 1)
    };
    let error = run(&wrong, &Sleeper::default()).await.unwrap_err();
    assert_eq!(
        error,
        Error::Refused {
            status: 401,
            code: String::new()
        }
    );
}

#[tokio::test]
async fn a_gateway_that_is_away_ends_the_run_soon() {
    let queue = Queue::start().await;
    let config = config(&queue, 1);
    drop(queue);
    let began = Instant::now();
    let error = run(&config, &Sleeper::default()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn claims_that_fail_while_a_job_runs_do_not_stop_it() {
    let queue = Queue::start().await;
    queue.shelf().add("one", &json!({}));
    let shelf = queue.handle();
    let breaks_the_queue = With(|_, _| {
        let shelf = shelf.clone();
        async move {
            shelf.lock().unwrap().broken.push(("claim", 503));
            sleep(Duration::from_millis(600)).await;
            shelf.lock().unwrap().broken.clear();
            Ok(Outcome::Complete(json!({})))
        }
    });
    let tally = run(&config(&queue, 2), &breaks_the_queue).await.unwrap();
    assert_eq!(tally.completed, 1);
}

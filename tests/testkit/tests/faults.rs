//! Faults and barriers do what they say, no more and no less.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

mod support;

use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::json;
use support::Caller;
use testkit::Error;
use testkit::fake::{Fault, Outcome, Stage};
use testkit::github::{FakeGithub, Repository, endpoint, refusal};

const WITHIN: Duration = Duration::from_secs(5);
const BLOBS: &str = "/repos/ada/algorithms/git/blobs";

fn start() -> (FakeGithub, Repository, Caller) {
    let github = FakeGithub::start().unwrap();
    let repository = github.repository("ada/algorithms");
    let caller = Caller::new(&github, &github.token_for(&repository));
    (github, repository, caller)
}

async fn blob(ada: &Caller) -> Result<u16, Error> {
    let call = ada
        .call("POST", BLOBS)
        .json(&json!({ "content": "x" }))
        .within(Duration::from_millis(500));
    Ok(call.send().await?.status.as_u16())
}

#[tokio::test]
async fn before_the_effect_nothing_is_done_and_after_it_everything() {
    let faults = [
        (Fault::answer(refusal::server_error()), Some(500)),
        (Fault::status(StatusCode::SERVICE_UNAVAILABLE), Some(503)),
        (
            Fault::answer(refusal::secondary_limit(StatusCode::FORBIDDEN, WITHIN)),
            Some(403),
        ),
        (Fault::garbage(), Some(200)),
        (Fault::cut(), None),
        (Fault::hang(), None),
    ];
    for (fault, status) in faults {
        let (github, _repository, ada) = start();
        let rule = github.on(endpoint::CREATE_BLOB).fault(fault.clone());
        assert_eq!(blob(&ada).await.ok(), status, "{fault:?}");
        assert_eq!(github.ledger().len(), 0, "{fault:?}");
        assert!(!github.exchanges()[0].took_effect);
        github
            .on(endpoint::CREATE_BLOB)
            .fault(fault.clone().after_effect());
        assert_eq!(blob(&ada).await.ok(), status, "{fault:?}");
        assert_eq!(github.ledger().len(), 1, "{fault:?}");
        assert!(github.exchanges()[1].took_effect);
        assert_eq!(blob(&ada).await.unwrap(), 201, "{fault:?} strikes once");
        assert_eq!(rule.hits(), 1);
    }
}

#[tokio::test]
async fn half_an_answer_has_its_head_and_not_its_end() {
    let (github, _repository, ada) = start();
    github.on(endpoint::CREATE_BLOB).fault(Fault::half_answer());
    assert!(matches!(blob(&ada).await, Err(Error::NoAnswer { .. })));
    assert_eq!(github.ledger().len(), 1);
    assert_eq!(
        github.exchanges()[0].outcome,
        Outcome::Answered(StatusCode::CREATED)
    );
}

#[tokio::test]
async fn slow_is_slow_and_no_more() {
    let (github, _repository, ada) = start();
    github
        .on(endpoint::CREATE_BLOB)
        .fault(Fault::slow(Duration::from_millis(200)));
    let start = Instant::now();
    assert_eq!(blob(&ada).await.unwrap(), 201);
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn a_rule_strikes_only_what_it_names_as_often_as_it_says() {
    let (github, _repository, ada) = start();
    let broken = || Fault::answer(refusal::server_error());
    let rule = github
        .on(endpoint::CREATE_BLOB)
        .skip(1)
        .times(2)
        .fault(broken());
    let mut statuses = Vec::new();
    for _ in 0..5 {
        ada.get("/user").await.expect(200).unwrap();
        statuses.push(blob(&ada).await.unwrap());
    }
    assert_eq!(statuses, [201, 500, 500, 201, 201]);
    assert_eq!(rule.hits(), 2);
    let picky = github
        .on(endpoint::ANY)
        .always()
        .when(|request| request.body.is_empty())
        .fault(broken());
    assert_eq!(blob(&ada).await.unwrap(), 201);
    ada.get("/user").await.expect(500).unwrap();
    picky.remove();
    ada.get("/user").await.expect(200).unwrap();
    assert_eq!(github.count("GET /user"), 7);
}

#[tokio::test]
async fn chance_is_drawn_from_the_seed_and_about_as_often_as_it_says() {
    let (github, _repository, ada) = start();
    let rule = github
        .on(endpoint::CREATE_BLOB)
        .chance(0.3)
        .fault(Fault::answer(refusal::bad_gateway()));
    for _ in 0..100 {
        blob(&ada).await.unwrap();
    }
    assert!((15..=45).contains(&rule.hits()), "{}", rule.hits());
    let (again, _repository, ada) = start();
    let same = again
        .on(endpoint::CREATE_BLOB)
        .chance(0.3)
        .fault(Fault::answer(refusal::bad_gateway()));
    for _ in 0..100 {
        blob(&ada).await.unwrap();
    }
    assert_eq!(rule.hits(), same.hits());
}

#[tokio::test]
async fn at_a_barrier_the_request_stands_until_it_is_released() {
    for (stage, written) in [(Stage::BeforeEffect, 0), (Stage::AfterEffect, 1)] {
        let (github, _repository, ada) = start();
        let mut barrier = github.on(endpoint::CREATE_BLOB).barrier(stage);
        let (status, ()) = tokio::join!(
            async {
                ada.send("POST", BLOBS, json!({ "content": "x" }))
                    .await
                    .status
            },
            async {
                let stopped = barrier.reached(WITHIN).await.unwrap();
                assert_eq!(stopped.request().json().unwrap(), json!({ "content": "x" }));
                assert_eq!(github.ledger().len(), written, "{stage:?}");
                assert_eq!(github.exchanges()[0].outcome, Outcome::Open);
                tokio::time::sleep(Duration::from_millis(50)).await;
                stopped.release();
            }
        );
        assert_eq!(status, 201);
        assert_eq!(github.ledger().len(), 1);
    }
}

#[tokio::test]
async fn a_request_dropped_at_a_barrier_does_nothing_more_and_its_connection_is_cut() {
    let (github, _repository, ada) = start();
    let mut barrier = github
        .on(endpoint::CREATE_BLOB)
        .barrier(Stage::BeforeEffect);
    let (answer, ()) = tokio::join!(blob(&ada), async {
        barrier.reached(WITHIN).await.unwrap().drop_request();
    });
    assert!(matches!(answer, Err(Error::NoAnswer { .. })));
    assert_eq!(github.ledger().len(), 0);
    assert_eq!(github.exchanges()[0].outcome, Outcome::Cut);
}

#[tokio::test]
async fn a_request_released_after_its_client_has_died_still_takes_effect() {
    let (github, repository, ada) = start();
    let sha = ada
        .prepare(&repository, "a.py", "1", "m\n\nSubmission-Id: s")
        .await;
    let mut barrier = github.on(endpoint::UPDATE_REF).barrier(Stage::BeforeEffect);
    // The client gives up and hangs up while the request stands.
    let path = "/repos/ada/algorithms/git/refs/heads/main";
    let impatient = ada
        .call("PATCH", path)
        .json(&json!({ "sha": sha }))
        .within(Duration::from_millis(100));
    assert!(impatient.send().await.is_err());
    let stopped = barrier.reached(WITHIN).await.unwrap();
    assert_eq!(repository.commits_of("main", "s"), 0);
    stopped.release();
    let end = Instant::now() + WITHIN;
    while repository.commits_of("main", "s") == 0 {
        assert!(Instant::now() < end, "the zombie never struck");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_barrier_nobody_holds_any_more_lets_everybody_pass_and_one_not_reached_says_so() {
    let (github, _repository, ada) = start();
    let mut barrier = github
        .on(endpoint::CREATE_BLOB)
        .always()
        .barrier(Stage::BeforeEffect);
    let waited = barrier.reached(Duration::from_millis(20)).await;
    assert!(matches!(waited, Err(Error::TimedOut { .. })));
    drop(barrier);
    assert_eq!(blob(&ada).await.unwrap(), 201);
}

#[test]
fn a_fake_serves_tests_with_runtimes_of_their_own_one_after_the_other() {
    let (github, _repository, ada) = start();
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async { assert_eq!(blob(&ada).await.unwrap(), 201) });
    }
    assert_eq!(github.ledger().len(), 2);
}

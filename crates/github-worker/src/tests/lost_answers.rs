//! The branch moves, and the worker never hears of it.

use std::time::Duration;

use http::StatusCode;
use testkit::fake::{Fault, Reply};
use testkit::github::{endpoint, refusal};

use super::{End, World, submission};

fn faults() -> Vec<Fault> {
    vec![
        Fault::status(StatusCode::INTERNAL_SERVER_ERROR),
        Fault::answer(refusal::bad_gateway()),
        Fault::garbage(),
        Fault::answer(Reply::empty(StatusCode::OK)),
        Fault::cut(),
        Fault::hang(),
        // Refusals that lie are settled by the history as well.
        Fault::answer(refusal::not_a_fast_forward()),
        Fault::answer(refusal::forbidden()),
        Fault::answer(refusal::not_found()),
    ]
}

async fn hasty() -> World {
    let mut world = World::new().await;
    world.settings.github.limits.first_byte = Duration::from_secs(2);
    world
}

#[tokio::test]
async fn a_move_whose_answer_is_lost_is_found_in_the_history() {
    for fault in faults().into_iter().map(Fault::after_effect) {
        let world = hasty().await;
        let shown = format!("{fault:?}");
        world.github.on(endpoint::UPDATE_REF).fault(fault);
        world.push_one().await;
        world.assert_pushed_once("one");
        assert!(world.queue.errors("one").is_empty(), "{shown}");
        assert_eq!(world.github.count(endpoint::UPDATE_REF), 1, "{shown}");
    }
    let world = hasty().await;
    world
        .github
        .on(endpoint::UPDATE_REF)
        .fault(Fault::half_answer());
    world.push_one().await;
    world.assert_pushed_once("one");
    assert!(world.queue.errors("one").is_empty());
}

#[tokio::test]
async fn a_move_that_failed_is_tried_again() {
    for fault in faults().into_iter().take(6) {
        let world = hasty().await;
        let shown = format!("{fault:?}");
        world.github.on(endpoint::UPDATE_REF).fault(fault);
        world.push_one().await;
        world.assert_pushed_once("one");
        let errors = world.queue.errors("one");
        assert_eq!(errors.len(), 1, "{shown}");
        assert_eq!(errors[0]["code"], "github_unavailable", "{shown}");
        assert_eq!(errors[0]["kind"], "retry", "{shown}");
    }
}

#[tokio::test]
async fn a_lost_answer_and_a_github_that_stays_away_still_leave_one_commit() {
    let world = hasty().await;
    let lost = Fault::cut().after_effect();
    world.github.on(endpoint::UPDATE_REF).fault(lost);
    // The look that follows fails too, and so does the next attempt.
    let away = || Fault::status(StatusCode::SERVICE_UNAVAILABLE);
    world
        .github
        .on(endpoint::GET_REF)
        .skip(1)
        .times(1)
        .fault(away());
    world.github.on(endpoint::COMPARE).times(1).fault(away());
    world.repository.push("main", "mine.txt", b"mine", "Mine");
    world.push_one().await;
    world.assert_pushed_once("one");
    assert_eq!(world.github.count(endpoint::UPDATE_REF), 1);
}

#[tokio::test]
async fn a_first_commit_whose_answer_is_lost_is_not_made_again() {
    let github = testkit::github::FakeGithub::start().unwrap();
    let repository = github.empty_repository("minsu/solutions");
    let world = World::with(github, repository).await;
    world
        .github
        .on(endpoint::PUT_CONTENTS)
        .fault(Fault::cut().after_effect());
    world.push_one().await;
    world.assert_pushed_once("one");
    assert_eq!(world.repository.commits("main").len(), 2);
}

#[tokio::test]
async fn an_answer_that_never_ends_is_cut_off() {
    let mut world = World::new().await;
    world.settings.github.whole = Duration::from_millis(500);
    let trickle = (0..600)
        .map(|_| (Duration::from_millis(100), " ".into()))
        .collect();
    let mut slow = Reply::empty(StatusCode::CREATED);
    slow.body = testkit::fake::Body::Stream(trickle);
    world
        .github
        .on(endpoint::CREATE_BLOB)
        .fault(Fault::answer(slow));
    world.queue.add(&submission("one", "print(1)\n"));
    let began = std::time::Instant::now();
    world.work().await;
    assert!(began.elapsed() < Duration::from_secs(30));
    world.assert_pushed_once("one");
    assert_eq!(world.queue.errors("one")[0]["code"], "github_unavailable");
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_not_read() {
    let world = World::new().await;
    let mut long = Reply::empty(StatusCode::CREATED);
    long.body = testkit::fake::Body::Whole(vec![b' '; 5 * 1024 * 1024].into());
    world
        .github
        .on(endpoint::CREATE_TREE)
        .fault(Fault::answer(long));
    world.push_one().await;
    assert_eq!(world.queue.errors("one")[0]["code"], "github_unavailable");
    assert!(matches!(world.queue.end("one"), End::Completed(_)));
}

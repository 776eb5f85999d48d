//! The worker dies, or sleeps past its lease, at each point of its work.

use std::time::Duration;

use serde_json::json;
use testkit::fake::Stage;
use testkit::github::endpoint;

use super::{PATIENCE, World, submission};

/// Works until a request stands at this place, then dies. What was sent is done all the same, or never,
/// as told.
async fn die_at(world: &World, pattern: &'static str, stage: Stage, done_all_the_same: bool) {
    let mut barrier = world.github.on(pattern).barrier(stage);
    let stopped = tokio::select! {
        tally = world.work() => panic!("ended without {pattern}: {tally:?}"),
        stopped = barrier.reached(PATIENCE) => stopped.unwrap(),
    };
    if done_all_the_same {
        stopped.release();
    } else {
        stopped.drop_request();
    }
    world.queue.let_time_pass();
}

const STATIONS: [&str; 7] = [
    endpoint::GET_REPOSITORY,
    endpoint::GET_REF,
    endpoint::GET_COMMIT,
    endpoint::CREATE_BLOB,
    endpoint::CREATE_TREE,
    endpoint::CREATE_COMMIT,
    endpoint::UPDATE_REF,
];

#[tokio::test]
async fn a_crash_at_any_request_leaves_one_commit() {
    for station in STATIONS {
        for (stage, done) in [
            (Stage::BeforeEffect, false),
            (Stage::BeforeEffect, true),
            (Stage::AfterEffect, true),
        ] {
            let world = World::new().await;
            world.queue.add(&submission("one", "print(1)\n"));
            die_at(&world, station, stage, done).await;
            world.work().await;
            world.assert_pushed_once("one");
            assert_eq!(
                world.repository.commits("main").len(),
                2,
                "{station} {stage:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_crash_before_the_commit_is_recorded_or_reported_leaves_one_commit() {
    for verb in ["credentials", "heartbeat", "complete"] {
        let world = World::new().await;
        world.queue.add(&submission("one", "print(1)\n"));
        world.queue.hold(verb);
        tokio::select! {
            tally = world.work() => panic!("ended without {verb}: {tally:?}"),
            () = world.queue.held() => {}
        }
        world.queue.let_time_pass();
        world.work().await;
        world.assert_pushed_once("one");
        assert_eq!(world.repository.commits("main").len(), 2, "{verb}");
    }
}

#[tokio::test]
async fn a_crash_after_the_move_is_found_below_what_others_pushed_since() {
    let world = World::new().await;
    world.queue.add(&submission("one", "A"));
    die_at(&world, endpoint::UPDATE_REF, Stage::AfterEffect, true).await;
    world.queue.add(&submission("two", "B"));
    world.repository.push("main", "mine.txt", b"mine", "Mine");
    world.work().await;
    world.assert_pushed_once("one");
    world.assert_pushed_once("two");
    let head = world.repository.file("main", super::PATH).unwrap();
    assert_eq!(head, "B", "the earlier submission is not put on top again");
}

#[tokio::test]
async fn repeated_crashes_leave_one_commit() {
    let world = World::new().await;
    world.queue.add(&submission("one", "print(1)\n"));
    for number in 0..3 {
        die_at(&world, endpoint::UPDATE_REF, Stage::BeforeEffect, false).await;
        let name = format!("{number}.txt");
        world.repository.push("main", &name, b"mine", "Mine");
    }
    world.work().await;
    world.assert_pushed_once("one");
    assert_eq!(world.queue.facts("one").len(), 4);
}

#[tokio::test]
async fn any_recorded_commit_counts_not_only_the_first_or_the_last() {
    for late_move_lands in [true, false] {
        let world = World::new().await;
        world.queue.add(&submission("one", "print(1)\n"));
        let mut barrier = world
            .github
            .on(endpoint::UPDATE_REF)
            .barrier(Stage::BeforeEffect);
        let first = tokio::select! {
            tally = world.work() => panic!("ended too early: {tally:?}"),
            stopped = barrier.reached(PATIENCE) => stopped.unwrap(),
        };
        world.queue.let_time_pass();
        // Another path makes another commit upon the same head.
        world.relink("pathTemplate", json!("elsewhere/{title}.{ext}"));
        let stage = if late_move_lands {
            Stage::BeforeEffect
        } else {
            Stage::AfterEffect
        };
        die_at(&world, endpoint::UPDATE_REF, stage, false).await;
        if late_move_lands {
            first.release();
            while world.commits_of("one") == 0 {
                worker::sleep(Duration::from_millis(20)).await;
            }
        } else {
            first.drop_request();
        }
        assert_eq!(world.queue.facts("one").len(), 2);
        world.work().await;
        world.assert_pushed_once("one");
    }
}

/// A worker whose move stands still on the way while its lease runs out, and another that does the job.
async fn sleeps_past_its_lease(someone_pushes: bool) {
    let world = World::new().await;
    world.queue.add(&submission("one", "print(1)\n"));
    let mut barrier = world
        .github
        .on(endpoint::UPDATE_REF)
        .barrier(Stage::BeforeEffect);
    let other = async {
        let stopped = barrier.reached(PATIENCE).await.unwrap();
        world.queue.let_time_pass();
        if someone_pushes {
            world.repository.push("main", "mine.txt", b"mine", "Mine");
        }
        world.work().await;
        world.assert_pushed_once("one");
        stopped.release();
    };
    tokio::join!(world.work(), other);
    world.assert_pushed_once("one");
    let others = usize::from(someone_pushes);
    assert_eq!(world.repository.commits("main").len(), 2 + others);
}

#[tokio::test]
async fn a_worker_that_sleeps_past_its_lease_moves_nothing() {
    sleeps_past_its_lease(false).await;
    sleeps_past_its_lease(true).await;
}

#[tokio::test]
async fn a_lease_lost_before_the_record_moves_nothing() {
    let world = World::new().await;
    world.queue.add(&submission("one", "print(1)\n"));
    let mut barrier = world
        .github
        .on(endpoint::CREATE_COMMIT)
        .barrier(Stage::AfterEffect);
    let other = async {
        let stopped = barrier.reached(PATIENCE).await.unwrap();
        world.queue.let_time_pass();
        world.work().await;
        stopped.release();
    };
    let (tally, ()) = tokio::join!(world.work(), other);
    assert_eq!((tally.lost, tally.completed), (1, 0));
    world.assert_pushed_once("one");
    assert_eq!(world.github.count(endpoint::UPDATE_REF), 1);
}

use futures::future::join_all;
use serde_json::json;
use sql::statement;

use super::{
    work::{PUSH, REVIEW, failure},
    world::World,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn wakes_close_to_one_another_are_one() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let rung = world.rung(0).len();
    let wakes = (0..20).map(|_| world.ask("gateway", "/wake", Some(json!({}))));
    for reply in join_all(wakes).await {
        assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
    }
    assert_eq!(world.rung(rung), ["jobs.github-push"]);
    for (age, more) in [(600, 0), (800, 1), (-3_600_000_i64, 1)] {
        let rung = world.rung(0).len();
        let earlier = statement("UPDATE wakes SET woken_at = now_ms() - $1");
        world.sql(earlier.bind(age)).await;
        world.ask("gateway", "/wake", Some(json!({}))).await;
        assert_eq!(world.rung(rung).len(), more, "{age}");
    }
}

#[tokio::test]
async fn a_wake_rings_for_the_queues_that_have_something_due() {
    let world = World::new().await;
    let setting = world.setting();
    let rung = |from| {
        let mut rung = world.rung(from);
        rung.sort();
        rung
    };
    let wake = async || {
        let from = world.rung(0).len();
        world.wake().await;
        rung(from)
    };
    assert!(wake().await.is_empty());
    world.pushed(&setting).await;
    assert_eq!(wake().await, ["jobs.ai-review"]);
    world.submit(&setting).await;
    assert_eq!(wake().await, ["jobs.ai-review", "jobs.github-push"]);
    let job = world.claim_one(PUSH).await;
    assert_eq!(wake().await, ["jobs.ai-review"]);
    world.fails(&job, failure("retry", "x")).await.ok();
    assert_eq!(wake().await, ["jobs.ai-review"]);
    world.pass_time().await;
    assert_eq!(wake().await, ["jobs.ai-review", "jobs.github-push"]);
    // A worker that died is noticed by nothing but its lease.
    world.claim_one(PUSH).await;
    world.claim_one(REVIEW).await;
    assert!(wake().await.is_empty());
    world
        .change("UPDATE jobs SET due_at = 0 WHERE queue = 'github-push'")
        .await;
    assert_eq!(wake().await, ["jobs.github-push"]);
}

#[tokio::test]
async fn a_step_whose_time_is_over_is_given_up_with_its_last_reason_and_the_saga_goes_on() {
    for (queue, step, nobody_spoke) in [
        (PUSH, "AI_QUEUED", "github_gave_up"),
        (REVIEW, "DONE", "ai_gave_up"),
    ] {
        for spoke in [false, true] {
            let world = World::new().await;
            let setting = world.setting();
            let submission = match queue {
                PUSH => world.submit(&setting).await,
                _ => world.pushed(&setting).await,
            };
            if spoke {
                let job = world.claim_one(queue).await;
                world.fails(&job, failure("retry", "x_away")).await.ok();
            }
            world.change("UPDATE jobs SET give_up_at = now_ms()").await;
            world.wake().await;
            let waits = world.view(&setting, submission).await;
            assert_eq!(waits["step"] == step, !spoke, "a job that waits is not due");
            world.pass_time().await;
            assert!(world.claim(queue, 10).await.is_empty());
            let rung = world.rung(0).len();
            if spoke {
                world.wake().await;
                let rung = world.rung(rung);
                assert!(rung.contains(&format!("submission:status:{submission}")));
                assert!(rung.contains(&"events.submission".to_owned()));
                assert_eq!(rung.contains(&"jobs.ai-review".to_owned()), queue == PUSH);
            }
            let view = world.view(&setting, submission).await;
            let track = &view["journey"][if queue == PUSH { "push" } else { "review" }];
            let code = if spoke { "x_away" } else { nobody_spoke };
            assert_eq!(
                (&view["step"], &track["status"], &track["code"]),
                (&json!(step), &json!("FAILED"), &json!(code))
            );
            assert_eq!(
                world.count("count(*) FROM jobs WHERE state = 'dead'").await,
                0
            );
        }
    }
}

#[tokio::test]
async fn a_job_whose_every_try_died_is_dead_and_its_submission_has_failed() {
    for queue in [PUSH, REVIEW] {
        let world = World::new().await;
        let setting = world.setting();
        let submission = match queue {
            PUSH => world.submit(&setting).await,
            _ => world.pushed(&setting).await,
        };
        let tries = saga::work_of(queue).unwrap().attempts;
        for attempt in 1..=tries {
            // A neighbour that is away for a moment is nobody's word.
            world.neighbours.known().away.insert("identity");
            assert!(world.claim(queue, 1).await.is_empty());
            world.neighbours.known().away.clear();
            world.pass_time().await;
            world.wake().await;
            let job = world.claim_one(queue).await;
            assert_eq!(job["attempt"], attempt);
            world.pass_time().await;
        }
        assert!(world.claim(queue, 1).await.is_empty());
        world.wake().await;
        let view = world.view(&setting, submission).await;
        let track = &view["journey"][if queue == PUSH { "push" } else { "review" }];
        assert_eq!(
            (&view["step"], &track["status"], &track["code"]),
            (
                &json!("FAILED"),
                &json!("FAILED"),
                &json!("internal_defect")
            )
        );
        let dead = "count(*) FROM jobs WHERE state = 'dead' AND last_error = 'each try ended without a word'";
        assert_eq!(world.count(dead).await, 1);
        let events = world.story(submission).await.len();
        world.pass_time().await;
        world.wake().await;
        assert_eq!(world.story(submission).await.len(), events);
    }
}

#[tokio::test]
async fn a_job_that_died_at_last_but_had_spoken_is_given_up_with_what_it_said() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    world
        .fails(&job, failure("retry", "github_conflict"))
        .await
        .ok();
    for _ in 2..=8 {
        world.pass_time().await;
        world.claim_one(PUSH).await;
    }
    world.pass_time().await;
    world.wake().await;
    let view = world.view(&setting, submission).await;
    assert_eq!(
        (&view["step"], &view["journey"]["push"]["code"]),
        (&json!("AI_QUEUED"), &json!("github_conflict"))
    );
}

#[tokio::test]
async fn whoever_slept_through_the_last_lease_finds_the_job_ended() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    world.change("UPDATE jobs SET give_up_at = 0").await;
    // While the lease lives its holder may finish.
    world.wake().await;
    world.report(&job, "heartbeat", json!({})).await.ok();
    world.pass_time().await;
    world.wake().await;
    let reply = world.report(&job, "heartbeat", json!({})).await;
    reply.refused(409, "stale_epoch");
}

#[tokio::test]
async fn more_than_can_be_ended_in_one_wake_is_ended_in_the_next() {
    let world = World::new().await;
    let setting = world.setting();
    for _ in 0..60 {
        world.submit(&world.somebody_else(&setting)).await;
    }
    world.change("UPDATE jobs SET give_up_at = 0").await;
    let left = "count(*) FROM jobs WHERE queue = 'github-push'";
    world.wake().await;
    assert_eq!(world.count(left).await, 10);
    world.wake().await;
    assert_eq!(world.count(left).await, 0);
    assert_eq!(world.count("count(*) FROM jobs").await, 60);
}

#[tokio::test]
async fn old_keys_are_swept_out_once_a_minute() {
    let world = World::new().await;
    let insert = "INSERT INTO idempotency_keys (user_id, key, request_sha256, submission_id, created_at) \
         VALUES ('u', $1, '', '', now_ms() - $2)";
    for (key, age) in [("young", 86_300_000_i64), ("old", 86_500_000)] {
        world.sql(statement(insert).bind(key).bind(age)).await;
    }
    // The service's clock is the database's: wait for its next full minute in effect, not in time.
    let mut swept = false;
    for _ in 0..3 {
        world.wake().await;
        let second = world.count("woken_at % 60000 / 1000 FROM wakes").await;
        swept |= second == 0;
        let left = world.count("count(*) FROM idempotency_keys").await;
        assert_eq!(left, if swept { 1 } else { 2 });
    }
}

use futures::future::join_all;
use serde_json::json;
use sql::statement;

use super::{
    work::{PUSH, REVIEW, failure, pushed, reviewed},
    world::World,
};

#[tokio::test]
async fn whoever_lost_the_job_moves_nothing_whatever_they_report() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let stale = world.claim_one(PUSH).await;
    world.pass_time().await;
    let held = world.claim_one(PUSH).await;
    let (view, traces) = (world.view(&setting, submission).await, world.traces().await);
    let rung = world.rung(0).len();
    for kind in ["retry", "wait", "permanent", "token", "poison"] {
        let reply = world.fails(&stale, failure(kind, "x")).await;
        reply.refused(409, "stale_epoch");
    }
    let reply = world
        .report(&stale, "complete", json!({"result": pushed()}))
        .await;
    reply.refused(409, "stale_epoch");
    assert_eq!(world.view(&setting, submission).await, view);
    assert_eq!(world.traces().await, traces);
    assert_eq!(world.rung(0).len(), rung);
    world
        .report(&held, "complete", json!({"result": pushed()}))
        .await
        .ok();
    // It is done now; whoever held it comes too late as well.
    for job in [&stale, &held] {
        let reply = world.fails(job, failure("permanent", "x")).await;
        reply.refused(409, "stale_epoch");
    }
    let view = world.view(&setting, submission).await;
    assert_eq!(view["githubStatus"], "SYNCED");
}

#[tokio::test]
async fn a_job_that_waits_again_is_nobodys() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    world.fails(&job, failure("retry", "x")).await.ok();
    let reply = world
        .report(&job, "complete", json!({"result": pushed()}))
        .await;
    reply.refused(409, "stale_epoch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_reports_at_the_same_time_one_moves_the_saga() {
    let world = World::new().await;
    let setting = world.setting();
    for _ in 0..5 {
        let submission = world.submit(&setting).await;
        let job = world.claim_one(PUSH).await;
        let reports = (0..8).map(|n| {
            let (world, job) = (&world, &job);
            async move {
                if n % 2 == 0 {
                    let result = json!({"result": pushed()});
                    world.report(job, "complete", result).await
                } else {
                    world.fails(job, failure("permanent", "x")).await
                }
            }
        });
        let mut moved = 0;
        for reply in join_all(reports).await {
            match reply.status.as_u16() {
                200 => moved += 1,
                _ => reply.refused(409, "stale_epoch"),
            }
        }
        assert_eq!(moved, 1);
        assert_eq!(world.story(submission).await.len(), 4);
        let jobs = statement("SELECT id FROM jobs WHERE subject = $1");
        let jobs = world.sql(jobs.bind(submission.to_string())).await;
        assert_eq!(jobs.len(), 1);
        let job = world.claim_one(REVIEW).await;
        world.fails(&job, failure("permanent", "x")).await.ok();
    }
}

#[tokio::test]
async fn a_report_is_decided_anew_if_the_submission_has_moved_meanwhile() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    // Somebody ends the step by other means between the claim and the report.
    let mut state = world.sql(statement("SELECT state FROM submissions")).await;
    let text = state.remove(0).text("state").unwrap();
    let done = text.replace("GITHUB_QUEUED", "DONE");
    assert_ne!(text, done);
    world
        .sql(statement("UPDATE submissions SET state = $1, version = version + 1").bind(done))
        .await;
    let before = world.story(submission).await;
    world
        .report(&job, "complete", json!({"result": pushed()}))
        .await
        .ok();
    // Past that step, only the job ends.
    assert_eq!(world.story(submission).await, before);
    assert_eq!(world.count("count(*) FROM jobs").await, 0);
}

#[tokio::test]
async fn a_submission_that_never_stands_still_is_503_and_its_job_stays() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    world.change("UPDATE submissions SET version = 99").await;
    let reply = world
        .report(&job, "complete", json!({"result": pushed()}))
        .await;
    reply.refused(503, "unavailable");
    assert_eq!(
        world
            .count("count(*) FROM jobs WHERE state = 'running'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_second_review_cannot_be_stored() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.pushed(&setting).await;
    let job = world.claim_one(REVIEW).await;
    let first = "INSERT INTO reviews (submission_id, provider, review, created_at) VALUES ($1, 'first', '{}', 0)";
    world
        .sql(statement(first).bind(submission.to_string()))
        .await;
    let before = world.view(&setting, submission).await;
    let reply = world
        .report(&job, "complete", json!({"result": reviewed(Some(9))}))
        .await;
    reply.refused(500, "internal");
    assert_eq!(world.view(&setting, submission).await, before);
    let rows = world.sql(statement("SELECT provider FROM reviews")).await;
    assert_eq!(rows[0].text("provider").unwrap(), "first");
    assert_eq!(rows.len(), 1);
}

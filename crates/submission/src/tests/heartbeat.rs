use serde_json::{Value, json};
use sql::statement;

use super::{
    work::{PUSH, REVIEW, pushed},
    world::{World, from_now},
};

fn commit(sha: &str) -> Value {
    json!({
        "sha": sha, "path": "3/two-sums.rs", "blobSha": "b".repeat(40),
        "repository": "ada/solutions", "branch": "main",
    })
}

fn fact(sha: &str) -> Value {
    let mut fact = commit(sha);
    fact["type"] = json!("commitCreated");
    json!({"fact": fact})
}

#[tokio::test]
async fn a_heartbeat_renews_the_lease() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let before = world.view(&setting, submission).await;
    world.change("UPDATE jobs SET due_at = now_ms() + 1").await;
    let reply = world.report(&job, "heartbeat", json!({})).await.ok();
    let lease = from_now(&reply["leaseUntil"]);
    assert!((5_000..=8_000).contains(&lease), "{lease}");
    assert_eq!(
        world.count("due_at / 1000 FROM jobs").await,
        lease_of(&reply) / 1000
    );
    assert_eq!(world.view(&setting, submission).await, before);
    // Also when the lease has just ended and nobody else has taken the job.
    world.change("UPDATE jobs SET due_at = 0").await;
    world.report(&job, "heartbeat", json!({})).await.ok();
}

fn lease_of(reply: &Value) -> i64 {
    let until = reply["leaseUntil"].as_str().unwrap();
    timestamp::Timestamp::parse(until).unwrap().as_millis()
}

#[tokio::test]
async fn a_commit_that_was_made_is_told_to_whoever_tries_next() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    for sha in ["a1", "b2", "a1"] {
        world.report(&job, "heartbeat", fact(sha)).await.ok();
    }
    world.pass_time().await;
    let again = world.claim_one(PUSH).await;
    assert_eq!(again["attempt"], 2);
    assert_eq!(
        again["payload"]["priorCommits"],
        json!([commit("a1"), commit("b2")])
    );
}

#[tokio::test]
async fn what_a_stale_worker_learnt_is_kept_and_it_is_sent_away() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let stale = world.claim_one(PUSH).await;
    world.pass_time().await;
    let held = world.claim_one(PUSH).await;
    let reply = world.report(&stale, "heartbeat", fact("a1")).await;
    reply.refused(409, "stale_epoch");
    assert_eq!(world.count("count(*) FROM commits").await, 1);
    assert_eq!(world.count("epoch FROM jobs").await, 2);
    world.report(&held, "heartbeat", json!({})).await.ok();
    // Of a job that is done there is nothing to keep.
    let done = json!({"result": pushed()});
    world.report(&held, "complete", done).await.ok();
    let reply = world.report(&held, "heartbeat", fact("c3")).await;
    reply.refused(409, "stale_epoch");
    let rows = world
        .sql(statement("SELECT sha FROM commits ORDER BY sha"))
        .await;
    let known: Vec<String> = rows.iter().map(|row| row.text("sha").unwrap()).collect();
    assert_eq!(known, ["a1".to_owned(), "a".repeat(40)]);
}

#[tokio::test]
async fn a_fact_and_the_lease_are_one_transaction() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    world.change("UPDATE jobs SET due_at = 7").await;
    world
        .change("CREATE TRIGGER refusal BEFORE INSERT ON commits BEGIN SELECT RAISE(ABORT, 'refused'); END")
        .await;
    let reply = world.report(&job, "heartbeat", fact("a1")).await;
    reply.refused(500, "internal");
    assert_eq!(world.count("due_at FROM jobs").await, 7);
}

#[tokio::test]
async fn another_queues_worker_keeps_nothing_alive_and_records_nothing() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let mut job = world.claim_one(PUSH).await;
    let path = format!("/internal/jobs/{}/heartbeat", job["id"].as_str().unwrap());
    for epoch in [1, 0] {
        let mut body = fact("a1");
        body["epoch"] = json!(epoch);
        let reply = world.ask("ai-worker", &path, Some(body)).await;
        reply.refused(404, "not_found");
    }
    assert_eq!(world.count("count(*) FROM commits").await, 0);
    world
        .report(&job, "complete", json!({"result": pushed()}))
        .await
        .ok();
    job = world.claim_one(REVIEW).await;
    world.report(&job, "heartbeat", json!({})).await.ok();
    let unknown = json!({"fact": {"type": "commitMerged"}});
    let reply = world.report(&job, "heartbeat", unknown).await;
    reply.refused(422, "validation_failed");
}

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use sql::statement;
use uuid::Uuid;

use super::{
    work::{PUSH, REVIEW, failure, pushed},
    world::{World, from_now, id},
};

#[tokio::test]
async fn the_worker_of_a_push_is_told_all_that_it_needs() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let view = world.view(&setting, submission).await;
    assert_eq!(
        job["payload"],
        json!({
            "submissionId": submission, "userId": setting.member, "userName": "Ada",
            "language": "rust", "code": "fn main() {}",
            "problem": {
                "title": "Two sums", "week": 3, "platform": "Baekjoon", "number": "1000",
                "sourceUrl": "https://judge.example/1000",
            },
            "createdAt": view["createdAt"], "priorCommits": [],
        })
    );
    assert_eq!((&job["epoch"], &job["attempt"]), (&json!(1), &json!(1)));
    let lease = from_now(&job["leaseUntil"]);
    assert!((5_000..=8_000).contains(&lease), "{lease}");
    // While it is held nobody else gets it.
    assert!(world.claim(PUSH, 10).await.is_empty());
}

#[tokio::test]
async fn the_worker_of_a_review_is_told_all_that_it_needs() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.pushed(&setting).await;
    let job = world.claim_one(REVIEW).await;
    assert_eq!(
        job["payload"],
        json!({
            "submissionId": submission, "userId": setting.member, "locale": "ko",
            "language": "rust", "code": "fn main() {}",
            "problem": {
                "title": "Two sums", "statement": "Add them.", "platform": "Baekjoon",
                "number": "1000", "difficulty": "easy", "category": "sums",
            },
        })
    );
}

#[tokio::test]
async fn the_neighbours_are_asked_as_the_service_itself_and_for_nobody() {
    let world = World::new().await;
    let setting = world.setting();
    world.pushed(&setting).await;
    world.neighbours.known().ledger.clear();
    world.app.problems.forget(&setting.problem);
    world.claim_one(REVIEW).await;
    let known = world.neighbours.known();
    assert_eq!(known.ledger.len(), 2);
    for (method, path, caller) in &known.ledger {
        assert_eq!(
            (method, caller.component.as_str(), caller.user),
            (&Method::GET, "submission", None),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_member_who_left_algosu_and_a_problem_that_is_gone_stop_nothing() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    world.neighbours.known().answers.clear();
    world.app.problems.forget(&setting.problem);
    let job = world.claim_one(PUSH).await;
    assert_eq!(job["payload"]["userName"], "ada");
    let result = json!({"result": pushed()});
    world.report(&job, "complete", result).await.ok();
    let job = world.claim_one(REVIEW).await;
    let payload = &job["payload"];
    assert_eq!(
        (&payload["locale"], &payload["problem"]["statement"]),
        (&json!("en"), &json!(""))
    );
    assert_eq!(payload["problem"]["title"], "Two sums");
}

#[tokio::test]
async fn while_a_neighbour_is_away_a_job_goes_back_without_using_up_an_attempt() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    for round in 1..=12 {
        world.neighbours.known().away.insert("identity");
        assert!(world.claim(PUSH, 10).await.is_empty());
        let job = statement("SELECT * FROM jobs");
        let job = &world.sql(job).await[0];
        assert_eq!(
            (
                job.text("state").unwrap().as_str(),
                job.integer("attempts").unwrap(),
                job.integer("epoch").unwrap(),
                job.maybe_text("last_error").unwrap()
            ),
            ("ready", 0, round, None)
        );
        // It comes back in a moment, and not at once.
        assert!(world.claim(PUSH, 10).await.is_empty());
        world.pass_time().await;
        world.neighbours.known().away.clear();
    }
    let job = world.claim_one(PUSH).await;
    assert_eq!((&job["attempt"], &job["epoch"]), (&json!(1), &json!(13)));
    // What went wrong before stays known.
    world.fails(&job, failure("retry", "github_conflict")).await;
    world.pass_time().await;
    world.neighbours.known().away.insert("identity");
    assert!(world.claim(PUSH, 10).await.is_empty());
    world.neighbours.known().away.clear();
    world
        .change("UPDATE jobs SET due_at = 0, give_up_at = 0")
        .await;
    world.wake().await;
    let view = world.view(&setting, submission).await;
    assert_eq!(view["journey"]["push"]["code"], "github_conflict");
}

#[tokio::test]
async fn one_job_that_cannot_be_described_does_not_hold_up_the_others() {
    let world = World::new().await;
    let setting = world.setting();
    let first = world.pushed(&setting).await;
    let second = world.pushed(&world.somebody_else(&setting)).await;
    // The first one's state cannot be read.
    let broken = statement("UPDATE submissions SET state = '{}' WHERE id = $1");
    world.sql(broken.bind(first.to_string())).await;
    let jobs = world.claim(REVIEW, 10).await;
    assert_eq!(jobs.len(), 1);
    assert_eq!(id(&jobs[0]["payload"]["submissionId"]), second);
}

#[tokio::test]
async fn each_worker_claims_from_its_own_queue_alone() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let body = |queue: &str| json!({"queue": queue, "limit": 1, "worker": "w"});
    for (component, queue) in [
        ("ai-worker", PUSH),
        ("github-worker", REVIEW),
        ("gateway", PUSH),
        ("waker", PUSH),
        ("github-worker", "jobs"),
        ("github-worker", ""),
    ] {
        let reply = world
            .ask(component, "/internal/jobs/claim", Some(body(queue)))
            .await;
        reply.refused(404, "not_found");
    }
    assert_eq!(world.claim(PUSH, 1).await.len(), 1);
}

#[tokio::test]
async fn a_claim_takes_as_many_as_it_says_and_the_oldest_first() {
    let world = World::new().await;
    let setting = world.setting();
    let mut all = Vec::new();
    for n in 0..5_i64 {
        all.push(world.submit(&world.somebody_else(&setting)).await);
        let age = statement("UPDATE jobs SET due_at = $1 WHERE subject = $2");
        world
            .sql(age.bind(n).bind(all.last().map(Uuid::to_string)))
            .await;
    }
    let of = |jobs: Vec<Value>| -> BTreeSet<Uuid> {
        let ids = jobs.iter().map(|job| id(&job["payload"]["submissionId"]));
        ids.collect()
    };
    let oldest = all[..2].iter().copied().collect();
    assert_eq!(of(world.claim(PUSH, 2).await), oldest);
    let rest = all[2..].iter().copied().collect();
    assert_eq!(of(world.claim(PUSH, 100).await), rest);
    for (field, value) in [
        ("limit", json!(0)),
        ("limit", json!(101)),
        ("worker", json!("")),
        ("worker", json!("w".repeat(101))),
    ] {
        let mut body = json!({"queue": PUSH, "limit": 1, "worker": "w"});
        body[field] = value;
        let reply = world
            .ask("github-worker", "/internal/jobs/claim", Some(body))
            .await;
        reply.refused_field(field, "out_of_range");
    }
}

use http::Method;
use saga::work_of;
use serde_json::{Value, json};
use sql::statement;

use super::{
    work::{PUSH, REVIEW, failure},
    world::{Setting, World, from_now},
};

/// A submission at the step of `queue`, with its job claimed.
async fn claimed(queue: &str) -> (World, Setting, uuid::Uuid, Value) {
    let world = World::new().await;
    let setting = world.setting();
    let submission = match queue {
        PUSH => world.submit(&setting).await,
        _ => world.pushed(&setting).await,
    };
    let job = world.claim_one(queue).await;
    (world, setting, submission, job)
}

fn track<'a>(view: &'a Value, queue: &str) -> &'a Value {
    &view["journey"][if queue == PUSH { "push" } else { "review" }]
}

#[tokio::test]
async fn what_failed_is_tried_again_with_growing_waits_until_its_attempts_are_used_up() {
    for queue in [PUSH, REVIEW] {
        let (world, setting, submission, mut job) = claimed(queue).await;
        let work = work_of(queue).unwrap();
        for attempt in 1..i64::from(work.attempts) {
            world
                .fails(&job, failure("retry", "x_unavailable"))
                .await
                .ok();
            let view = world.view(&setting, submission).await;
            let track = track(&view, queue);
            assert_eq!(
                (&track["status"], &track["attempts"], &track["code"]),
                (&json!("PENDING"), &json!(attempt), &json!("x_unavailable"))
            );
            let wait = from_now(&track["retryAt"]);
            let full = work.backoff_ms(attempt, 0);
            assert!(wait <= full && wait >= full / 2 - 3_000, "{wait} of {full}");
            assert!(world.claim(queue, 1).await.is_empty());
            world.pass_time().await;
            job = world.claim_one(queue).await;
            assert_eq!(job["attempt"], attempt + 1);
        }
        world
            .fails(&job, failure("retry", "x_unavailable"))
            .await
            .ok();
        let view = world.view(&setting, submission).await;
        let track = track(&view, queue);
        assert_eq!(
            (&track["status"], &track["code"], &track["retryAt"]),
            (&json!("FAILED"), &json!("x_unavailable"), &Value::Null)
        );
        let step = if queue == PUSH { "AI_QUEUED" } else { "DONE" };
        assert_eq!(view["step"], step);
    }
}

#[tokio::test]
async fn an_upstreams_own_wait_is_kept_within_an_hour_and_never_outlives_the_step() {
    for (asked, kept) in [(30_000, 30_000), (-5, 0)] {
        let (world, setting, submission, job) = claimed(PUSH).await;
        let mut error = failure("retry", "github_unavailable");
        error["retryAfterMs"] = json!(asked);
        world.fails(&job, error).await.ok();
        let view = world.view(&setting, submission).await;
        let wait = from_now(&track(&view, PUSH)["retryAt"]);
        assert!((kept - 3_000..=kept).contains(&wait), "{wait}");
    }
    for (kind, asked) in [("retry", 15 * 60_000), ("wait", i64::MAX)] {
        let (world, setting, submission, job) = claimed(PUSH).await;
        let mut error = failure(kind, "github_rate_limited");
        error["retryAfterMs"] = json!(asked);
        world.fails(&job, error).await.ok();
        let view = world.view(&setting, submission).await;
        assert_eq!(
            (&view["githubStatus"], &track(&view, PUSH)["code"]),
            (&json!("FAILED"), &json!("github_rate_limited"))
        );
    }
}

#[tokio::test]
async fn a_wait_of_githubs_is_one_members_and_uses_up_no_attempt() {
    let (world, setting, submission, mut job) = claimed(PUSH).await;
    let other = world.submit(&world.somebody_else(&setting)).await;
    for _ in 0..10 {
        let mut error = failure("wait", "github_rate_limited");
        error["retryAfterMs"] = json!(60_000);
        world.fails(&job, error).await.ok();
        let view = world.view(&setting, submission).await;
        let track = track(&view, PUSH);
        assert_eq!(
            (&track["status"], &track["attempts"], &track["code"]),
            (&json!("DELAYED"), &json!(0), &json!("github_rate_limited"))
        );
        assert!((50_000..=60_000).contains(&from_now(&track["retryAt"])));
        let one = statement("UPDATE jobs SET due_at = 0 WHERE subject = $1");
        world.sql(one.bind(submission.to_string())).await;
        let jobs = world.claim(PUSH, 10).await;
        // The other one is claimed as if nothing were.
        job = jobs
            .iter()
            .find(|job| job["payload"]["submissionId"] == json!(submission))
            .unwrap()
            .clone();
        assert_eq!(job["attempt"], 1);
    }
    assert_eq!(world.story(other).await.len(), 2);
    assert_eq!(world.count("count(*) FROM queue_control").await, 0);
}

#[tokio::test]
async fn a_wait_of_the_reviewers_pauses_its_queue_for_everybody_and_no_other() {
    let (world, setting, submission, job) = claimed(REVIEW).await;
    world.pushed(&setting).await;
    let mut error = failure("wait", "ai_rate_limited");
    error["retryAfterMs"] = json!(60_000);
    world.fails(&job, error).await.ok();
    let view = world.view(&setting, submission).await;
    assert_eq!(
        (&view["aiStatus"], &view["journey"]["review"]["attempts"]),
        (&json!("DELAYED"), &json!(0))
    );
    assert!(world.claim(REVIEW, 10).await.is_empty());
    world.submit(&world.somebody_else(&setting)).await;
    assert_eq!(world.claim(PUSH, 10).await.len(), 1);
    let rung = world.rung(0).len();
    world.wake().await;
    assert!(world.rung(rung).is_empty());
    // A shorter wait does not shorten it.
    world
        .change("UPDATE queue_control SET paused_until = paused_until + 60000")
        .await;
    let until = world.count("paused_until FROM queue_control").await;
    let shorter = queue::pause(REVIEW, timestamp::Timestamp::now());
    world.sql(shorter).await;
    assert_eq!(world.count("paused_until FROM queue_control").await, until);
    world.pass_time().await;
    assert_eq!(world.claim(REVIEW, 10).await.len(), 2);
}

#[tokio::test]
async fn what_is_permanent_is_given_up_at_once() {
    for (queue, step) in [(PUSH, "AI_QUEUED"), (REVIEW, "DONE")] {
        let (world, setting, submission, job) = claimed(queue).await;
        world
            .fails(&job, failure("permanent", "x_refused"))
            .await
            .ok();
        let view = world.view(&setting, submission).await;
        let track = track(&view, queue);
        assert_eq!(
            (&view["step"], &track["status"], &track["code"]),
            (&json!(step), &json!("FAILED"), &json!("x_refused"))
        );
    }
}

#[tokio::test]
async fn a_refused_token_is_told_to_identity_after_the_saga_has_moved() {
    for away in [false, true] {
        let (world, setting, submission, job) = claimed(PUSH).await;
        world.neighbours.known().ledger.clear();
        if away {
            world.neighbours.known().away.insert("identity");
        }
        world
            .fails(&job, failure("token", "github_token_refused"))
            .await
            .ok();
        let told = world.neighbours.known().ledger.clone();
        assert_eq!(told.len(), 1);
        let (method, path, caller) = &told[0];
        let refused = format!("identity/github-credentials/{}/refused", setting.member);
        assert_eq!((method, path), (&Method::POST, &refused));
        assert_eq!(
            (caller.component.as_str(), caller.user),
            ("submission", None)
        );
        world.neighbours.known().away.clear();
        let view = world.view(&setting, submission).await;
        assert_eq!(
            (&view["step"], &view["githubStatus"]),
            (&json!("AI_QUEUED"), &json!("TOKEN_INVALID"))
        );
    }
    // A review has no token to refuse.
    let (world, setting, submission, job) = claimed(REVIEW).await;
    let before = world.view(&setting, submission).await;
    let reply = world.fails(&job, failure("token", "x")).await;
    reply.refused(422, "validation_failed");
    assert_eq!(world.view(&setting, submission).await, before);
}

#[tokio::test]
async fn a_poisoned_job_dies_with_its_reason_and_its_submission_has_failed() {
    for queue in [PUSH, REVIEW] {
        let (world, setting, submission, job) = claimed(queue).await;
        let rung = world.rung(0).len();
        world
            .fails(&job, failure("poison", "unreadable"))
            .await
            .ok();
        let view = world.view(&setting, submission).await;
        let track = track(&view, queue);
        assert_eq!(
            (&view["step"], &track["status"], &track["code"]),
            (
                &json!("FAILED"),
                &json!("FAILED"),
                &json!("internal_defect")
            )
        );
        let rows = world
            .sql(statement("SELECT state, last_error FROM jobs"))
            .await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].text("state").unwrap(), "dead");
        let why = rows[0].text("last_error").unwrap();
        assert_eq!(why, "unreadable: the upstream said: no");
        assert_eq!(world.rung(rung).len(), 2);
        // It stays for an operator, and nobody works on it.
        world.pass_time().await;
        world.wake().await;
        assert!(world.claim(queue, 10).await.is_empty());
        for verb in ["heartbeat", "credentials"] {
            let reply = world.report(&job, verb, json!({})).await;
            if verb == "heartbeat" || queue == PUSH {
                reply.refused(409, "stale_epoch");
            }
        }
    }
}

#[tokio::test]
async fn a_report_that_makes_no_sense_moves_nothing() {
    let (world, _, _, job) = claimed(PUSH).await;
    let before = world.traces().await;
    let whole = failure("retry", "c");
    for (field, value) in [
        ("kind", json!("later")),
        ("code", json!(null)),
        ("detail", json!(7)),
        ("retryAfterMs", json!("1")),
        ("extra", json!(1)),
    ] {
        let mut error = whole.clone();
        error[field] = value;
        let reply = world.fails(&job, error).await;
        reply.refused(422, "validation_failed");
    }
    assert_eq!(world.traces().await, before);
    world.fails(&job, whole).await.ok();
}

use serde_json::json;

use super::{
    work::{PUSH, REVIEW, pushed, reviewed},
    world::World,
};

#[tokio::test]
async fn a_push_that_is_done_leads_to_the_review_and_a_review_to_the_end() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let rung = world.rung(0).len();
    let answer = world
        .report(&job, "complete", json!({"result": pushed()}))
        .await;
    assert_eq!(answer.ok(), json!({}));
    let status = format!("submission:status:{submission}");
    assert_eq!(
        world.rung(rung),
        [status.as_str(), "jobs.ai-review", "events.submission"]
    );
    let view = world.view(&setting, submission).await;
    assert_eq!(
        (&view["step"], &view["githubStatus"], &view["githubUrl"]),
        (&json!("AI_QUEUED"), &json!("SYNCED"), &pushed()["url"])
    );
    assert!(view["journey"]["push"]["doneAt"].is_string());
    assert!(view["journey"]["review"]["since"].is_string());
    assert_eq!(world.count("count(*) FROM jobs").await, 1);

    let job = world.claim_one(REVIEW).await;
    let rung = world.rung(0).len();
    let result = json!({"result": reviewed(Some(83))});
    world.report(&job, "complete", result).await.ok();
    assert_eq!(world.rung(rung), [status.as_str(), "events.submission"]);
    let view = world.view(&setting, submission).await;
    assert_eq!(
        (&view["step"], &view["aiStatus"], &view["aiScore"]),
        (&json!("DONE"), &json!("COMPLETED"), &json!(83))
    );
    assert_eq!(view["journey"]["review"]["provider"], "anthropic");
    assert_eq!(
        world.story(submission).await,
        [
            "SubmissionReceived",
            "GithubPushQueued",
            "GithubPushed",
            "ReviewQueued",
            "ReviewCompleted",
            "SubmissionCompleted"
        ]
    );
    assert_eq!(world.traces().await, [6, 1, 1, 6, 0, 0, 1, 1, 0]);
}

#[tokio::test]
async fn what_was_skipped_says_why_and_the_saga_goes_on() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let skipped = json!({"result": {"type": "skipped", "code": "github_not_linked"}});
    world.report(&job, "complete", skipped).await.ok();
    let view = world.view(&setting, submission).await;
    let push = &view["journey"]["push"];
    assert_eq!(
        (&view["step"], &push["status"], &push["code"]),
        (
            &json!("AI_QUEUED"),
            &json!("SKIPPED"),
            &json!("github_not_linked")
        )
    );
    let job = world.claim_one(REVIEW).await;
    let skipped = json!({"result": {"type": "skipped", "code": "ai_not_configured"}});
    world.report(&job, "complete", skipped).await.ok();
    let view = world.view(&setting, submission).await;
    assert_eq!(
        (&view["step"], &view["aiStatus"]),
        (&json!("DONE"), &json!("SKIPPED"))
    );
}

#[tokio::test]
async fn a_result_of_another_queue_or_of_no_known_kind_moves_nothing() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let before = world.traces().await;
    let mut extra = reviewed(None);
    extra["extra"] = json!(1);
    for result in [
        reviewed(None),
        extra,
        json!({"type": "merged"}),
        json!({"type": "pushed"}),
        json!({}),
        json!(null),
    ] {
        let body = json!({"result": result});
        let reply = world.report(&job, "complete", body).await;
        reply.refused(422, "validation_failed");
    }
    assert_eq!(world.traces().await, before);
    world
        .report(&job, "complete", json!({"result": pushed()}))
        .await
        .ok();
}

#[tokio::test]
async fn whichever_statement_of_a_report_fails_nothing_moves_and_nobody_is_told() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.pushed(&setting).await;
    let job = world.claim_one(REVIEW).await;
    let view = world.view(&setting, submission).await;
    let (traces, rung) = (world.traces().await, world.rung(0).len());
    let body = json!({"result": reviewed(Some(1))});
    for change in [
        "DELETE ON jobs",
        "UPDATE ON submissions",
        "INSERT ON events",
        "INSERT ON reviews",
    ] {
        let trigger = format!(
            "CREATE TRIGGER refusal BEFORE {change} BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );
        world.sql(sql::statement(trigger)).await;
        let reply = world.report(&job, "complete", body.clone()).await;
        reply.refused(500, "internal");
        world.change("DROP TRIGGER refusal").await;
        assert_eq!(world.traces().await, traces, "{change}");
        assert_eq!(world.view(&setting, submission).await, view, "{change}");
        assert_eq!(world.rung(0).len(), rung, "{change}");
    }
    world.report(&job, "complete", body).await.ok();
}

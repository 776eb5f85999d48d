use http::Method;
use serde_json::json;
use uuid::Uuid;

use super::{
    work::{PUSH, REVIEW, pushed, reviewed},
    world::{World, request},
};

async fn forget(world: &World, study: Uuid) {
    let token = world.token("identity", None, "submission");
    let path = format!("/studies/{study}");
    let reply = world
        .send(request(&token, Method::DELETE, &path, None))
        .await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
}

#[tokio::test]
async fn what_members_of_a_study_wrote_goes_and_its_log_stays_whole() {
    let world = World::new().await;
    let (gone, stays) = (world.setting(), world.setting());
    let mut submissions = Vec::new();
    for setting in [&gone, &stays] {
        submissions.push(world.pushed(setting).await);
        let job = world.claim_one(REVIEW).await;
        let result = json!({"result": reviewed(None)});
        world.report(&job, "complete", result).await.ok();
        world.submit(setting).await;
        let body = json!({"language": "rust", "code": "x"});
        let draft = format!("/api/problems/{}/draft", setting.problem);
        let written = world.act(setting.member, Method::PUT, &draft, Some(body));
        written.await.ok();
    }
    let before = world.traces().await;
    let rest = {
        forget(&world, gone.study).await;
        world.traces().await
    };
    // Log and states are whole; of submission_texts, jobs, reviews, commits and drafts half is left.
    assert_eq!(before, [16, 4, 4, 16, 2, 0, 2, 2, 2]);
    assert_eq!(rest, [16, 4, 2, 16, 1, 0, 1, 1, 1]);
    forget(&world, gone.study).await;
    forget(&world, Uuid::now_v7()).await;
    assert_eq!(world.traces().await, rest);
    for (setting, submission, status) in [(gone, submissions[0], 404), (stays, submissions[1], 200)]
    {
        for path in ["", "/review"] {
            let path = format!("/api/submissions/{submission}{path}");
            let reply = world.see(setting.member, &path).await;
            assert_eq!(reply.status.as_u16(), status, "{path}");
        }
    }
}

#[tokio::test]
async fn whoever_works_for_a_study_that_is_over_comes_too_late() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    forget(&world, setting.study).await;
    let story = world.story(submission).await;
    let done = json!({"result": pushed()});
    let reply = world.report(&job, "complete", done).await;
    reply.refused(409, "stale_epoch");
    assert_eq!(world.story(submission).await, story);
    world.pass_time().await;
    let rung = world.rung(0).len();
    world.wake().await;
    assert!(world.rung(rung).is_empty());
}

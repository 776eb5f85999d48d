use http::Method;
use serde_json::json;

use super::{
    work::{PUSH, REVIEW, failure},
    world::World,
};

#[tokio::test]
async fn credentials_are_handed_out_for_a_live_lease_alone() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let linked =
        json!({"token": "t", "repository": "ada/solutions", "branch": null, "pathTemplate": "p"});
    let path = format!("identity/github-credentials/{}", setting.member);
    world.neighbours.knows(path.clone(), linked.clone());
    world.neighbours.known().ledger.clear();
    let reply = world.report(&job, "credentials", json!({})).await;
    assert_eq!(reply.ok(), linked);
    {
        let known = world.neighbours.known();
        let (method, asked, caller) = &known.ledger[0];
        assert_eq!((method, asked), (&Method::GET, &path));
        assert_eq!(
            (caller.component.as_str(), caller.user),
            ("submission", None)
        );
    }

    let ended = "UPDATE jobs SET due_at = now_ms() - 1";
    world.change(ended).await;
    let reply = world.report(&job, "credentials", json!({})).await;
    reply.refused(409, "stale_epoch");
    let held = world.claim_one(PUSH).await;
    let reply = world.report(&job, "credentials", json!({})).await;
    reply.refused(409, "stale_epoch");
    world.report(&held, "credentials", json!({})).await.ok();
    world.fails(&held, failure("retry", "x")).await.ok();
    let reply = world.report(&held, "credentials", json!({})).await;
    reply.refused(409, "stale_epoch");
    // Of all the refusals, none asked identity.
    assert_eq!(world.neighbours.known().ledger.len(), 3);
}

#[tokio::test]
async fn without_a_linked_repository_the_worker_is_told_so() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await;
    let reply = world.report(&job, "credentials", json!({})).await;
    reply.refused(404, "github_not_linked");
    world.neighbours.known().away.insert("identity");
    let reply = world.report(&job, "credentials", json!({})).await;
    reply.refused(503, "unavailable");
}

#[tokio::test]
async fn nobody_but_the_worker_of_pushes_gets_credentials() {
    let world = World::new().await;
    let setting = world.setting();
    world.pushed(&setting).await;
    let review = world.claim_one(REVIEW).await;
    let path = format!(
        "/internal/jobs/{}/credentials",
        review["id"].as_str().unwrap()
    );
    for component in ["ai-worker", "github-worker", "gateway"] {
        let body = json!({"epoch": review["epoch"]});
        let reply = world.ask(component, &path, Some(body)).await;
        reply.refused(404, "not_found");
    }
}

use std::collections::HashSet;

use futures::future::join_all;
use http::{HeaderValue, Method};
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::{Reply, World, id, request};

async fn post(world: &World, user: Uuid, keys: &[&str], body: &Value) -> Reply {
    let token = world.token("gateway", Some(user), "submission");
    let mut request = request(&token, Method::POST, "/api/submissions", Some(body.clone()));
    for key in keys {
        let key = HeaderValue::from_bytes(key.as_bytes()).unwrap();
        request.headers_mut().append("idempotency-key", key);
    }
    world.send(request).await
}

fn body(problem: Uuid, code: &str) -> Value {
    json!({"problemId": problem, "language": "rust", "code": code})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_equal_requests_at_once_are_one_submission() {
    let world = World::new().await;
    let setting = world.setting();
    let body = body(setting.problem, "x");
    let all = (0..20).map(|_| post(&world, setting.member, &["k"], &body));
    let replies = join_all(all).await;
    let ids: HashSet<Uuid> = replies.iter().map(|reply| id(&reply.json["id"])).collect();
    assert_eq!(ids.len(), 1);
    assert!(replies.iter().all(|reply| reply.status.as_u16() == 201));
    assert_eq!(world.traces().await, [2, 1, 1, 2, 1, 1, 0, 0, 0]);
    assert_eq!(world.rung(0).len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_different_requests_under_one_key_one_is_accepted() {
    let world = World::new().await;
    let setting = world.setting();
    let bodies: Vec<Value> = (0..20)
        .map(|n| body(setting.problem, &format!("code {n}")))
        .collect();
    let all = bodies
        .iter()
        .map(|body| post(&world, setting.member, &["k"], body));
    let mut accepted = 0;
    for reply in join_all(all).await {
        match reply.status.as_u16() {
            201 => accepted += 1,
            _ => reply.refused(409, "idempotency_mismatch"),
        }
    }
    assert_eq!(accepted, 1);
    assert_eq!(world.traces().await, [2, 1, 1, 2, 1, 1, 0, 0, 0]);
}

#[tokio::test]
async fn a_key_stands_for_one_request_of_one_user() {
    let world = World::new().await;
    let setting = world.setting();
    let first = post(&world, setting.member, &["k"], &body(setting.problem, "x")).await;
    let first = id(&first.json["id"]);
    let again = post(&world, setting.member, &["k"], &body(setting.problem, "x")).await;
    assert_eq!(id(&again.json["id"]), first);
    let other = world.problem(setting.study, &json!({}));
    let mut language = body(setting.problem, "x");
    language["language"] = json!("c");
    for different in [body(setting.problem, "y"), body(other, "x"), language] {
        let reply = post(&world, setting.member, &["k"], &different).await;
        reply.refused(409, "idempotency_mismatch");
    }
    let somebody = world.member(setting.study, "MEMBER");
    for (user, keys) in [
        (somebody, &["k"][..]),
        (setting.member, &["K"]),
        (setting.member, &[]),
        (setting.member, &[]),
    ] {
        let reply = post(&world, user, keys, &body(setting.problem, "x")).await;
        assert_ne!(id(&reply.ok()["id"]), first);
    }
}

#[tokio::test]
async fn a_key_older_than_a_day_stands_for_nothing_any_more() {
    let world = World::new().await;
    let setting = world.setting();
    let send = |code| {
        let body = body(setting.problem, code);
        let world = &world;
        async move { post(world, setting.member, &["k"], &body).await }
    };
    let first = id(&send("x").await.json["id"]);
    world
        .change("UPDATE idempotency_keys SET created_at = created_at - 86390000")
        .await;
    assert_eq!(id(&send("x").await.json["id"]), first);
    world
        .change("UPDATE idempotency_keys SET created_at = created_at - 20000")
        .await;
    let second = id(&send("y").await.json["id"]);
    assert_ne!(second, first);
    assert_eq!(id(&send("y").await.json["id"]), second);
    send("x").await.refused(409, "idempotency_mismatch");
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let world = World::new().await;
    let setting = world.setting();
    let nothing = world.traces().await;
    let long = "k".repeat(256);
    for keys in [&[""][..], &[&long], &["한"], &["a", "a"], &["a", "b"]] {
        let reply = post(&world, setting.member, keys, &body(setting.problem, "x")).await;
        reply.refused_field("Idempotency-Key", "malformed");
    }
    assert_eq!(world.traces().await, nothing);
    let longest = "k".repeat(255);
    post(
        &world,
        setting.member,
        &[&longest],
        &body(setting.problem, "x"),
    )
    .await
    .ok();
}

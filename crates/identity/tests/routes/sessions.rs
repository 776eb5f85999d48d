use std::{collections::HashSet, sync::Arc};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Reply, World};

async fn refresh(world: &World, token: &str) -> Reply {
    let body = json!({"refreshToken": token});
    world
        .ask("gateway", Method::POST, "/sessions/refresh", Some(body))
        .await
}

fn token(value: &Value) -> String {
    value["refreshToken"].as_str().unwrap().to_owned()
}

async fn show(world: &World, session: &str) -> Reply {
    let path = format!("/sessions/{session}");
    world.ask("gateway", Method::GET, &path, None).await
}

#[tokio::test]
async fn a_session_is_shown_until_it_is_revoked() {
    let world = World::new().await;
    let demo = world.demo("ko").await;
    let session = demo["session"]["id"].as_str().unwrap();
    let reply = show(&world, session).await;
    assert_eq!(reply.status, StatusCode::OK);
    let expected = json!({
        "id": session,
        "userId": demo["user"]["id"],
        "expiresAt": demo["session"]["expiresAt"],
        "demo": true,
        "roles": [],
        "user": demo["user"],
    });
    assert_eq!(reply.json, expected);

    let path = format!("/sessions/{session}");
    for _ in 0..2 {
        let reply = world.ask("gateway", Method::DELETE, &path, None).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
    }
    show(&world, session).await.refused(404, "not_found");
    refresh(&world, &token(&demo))
        .await
        .refused(401, "session_expired");
}

#[tokio::test]
async fn a_refresh_moves_the_session_forward_and_keeps_its_end() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let first = refresh(&world, &token(&demo)).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert_eq!(first.json["session"], demo["session"]);
    assert_eq!(first.json["user"], demo["user"]);
    assert_ne!(token(&first.json), token(&demo));
    let second = refresh(&world, &token(&first.json)).await;
    assert_eq!(second.json["session"], demo["session"]);
    assert_ne!(token(&second.json), token(&first.json));
}

#[tokio::test]
async fn a_second_call_within_ten_seconds_gets_the_same_successor() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let once = refresh(&world, &token(&demo)).await;
    let again = refresh(&world, &token(&demo)).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(token(&again.json), token(&once.json));
}

#[tokio::test]
async fn a_second_call_after_ten_seconds_revokes_the_family() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let session = demo["session"]["id"].as_str().unwrap();
    let successor = refresh(&world, &token(&demo)).await;
    world
        .sql(
            "UPDATE sessions SET rotated_at = rotated_at - 10000 WHERE id = $1",
            session,
        )
        .await;
    refresh(&world, &token(&demo))
        .await
        .refused(401, "session_expired");
    show(&world, session).await.refused(404, "not_found");
    refresh(&world, &token(&successor.json))
        .await
        .refused(401, "session_expired");
}

#[tokio::test]
async fn a_token_from_before_the_last_rotation_revokes_the_family_at_once() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let session = demo["session"]["id"].as_str().unwrap();
    let first = refresh(&world, &token(&demo)).await;
    let second = refresh(&world, &token(&first.json)).await;
    refresh(&world, &token(&demo))
        .await
        .refused(401, "session_expired");
    show(&world, session).await.refused(404, "not_found");
    refresh(&world, &token(&second.json))
        .await
        .refused(401, "session_expired");
}

#[tokio::test]
async fn a_forged_token_is_refused_and_harms_nobody() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let session = demo["session"]["id"].as_str().unwrap();
    let good = token(&demo);
    let code = good.rsplit('.').next().unwrap();
    let other = token(&world.demo("en").await);
    let other_code = other.rsplit('.').next().unwrap();
    for forged in [
        String::new(),
        format!("{session}.2.{code}"),
        format!("{session}.0.{code}"),
        format!("{session}.1.{other_code}"),
        format!("{session}.1."),
        good.to_uppercase(),
        format!("{good} "),
    ] {
        refresh(&world, &forged)
            .await
            .refused(401, "session_expired");
    }
    assert_eq!(show(&world, session).await.status, StatusCode::OK);
    assert_eq!(refresh(&world, &good).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_with_its_row_whatever_token_is_shown() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let session = demo["session"]["id"].as_str().unwrap();
    world
        .sql(
            "UPDATE sessions SET expires_at = now_ms() WHERE id = $1",
            session,
        )
        .await;
    show(&world, session).await.refused(404, "not_found");
    refresh(&world, &token(&demo))
        .await
        .refused(401, "session_expired");
    let generation = "SELECT generation AS n FROM sessions WHERE id = $1";
    assert_eq!(world.count(generation, session).await, 1);
}

#[tokio::test]
async fn a_token_from_beyond_a_restored_backup_is_refused() {
    let world = World::new().await;
    let demo = world.demo("en").await;
    let session = demo["session"]["id"].as_str().unwrap();
    let newer = token(&refresh(&world, &token(&demo)).await.json);
    world
        .sql("UPDATE sessions SET generation = 1 WHERE id = $1", session)
        .await;
    refresh(&world, &newer)
        .await
        .refused(401, "session_expired");
    assert_eq!(refresh(&world, &token(&demo)).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forty_refreshes_at_once_have_one_successor() {
    const ROUNDS: i64 = 10;
    let world = Arc::new(World::new().await);
    let demo = world.demo("en").await;
    let session = demo["session"]["id"].as_str().unwrap();
    let mut current = token(&demo);
    for _ in 0..ROUNDS {
        let calls: Vec<_> = (0..40)
            .map(|_| {
                let (world, current) = (Arc::clone(&world), current.clone());
                tokio::spawn(async move { refresh(&world, &current).await })
            })
            .collect();
        let mut successors = HashSet::new();
        for call in calls {
            let reply = call.await.unwrap();
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
            successors.insert(token(&reply.json));
        }
        assert_eq!(successors.len(), 1);
        current = successors.into_iter().next().unwrap();
    }
    let generation = "SELECT generation AS n FROM sessions WHERE id = $1";
    assert_eq!(world.count(generation, session).await, ROUNDS + 1);
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused() {
    let world = World::new().await;
    let path = "/sessions/refresh";
    let reply = world
        .ask("gateway", Method::POST, path, Some(json!({})))
        .await;
    reply.refused_fields(&[("refreshToken", "required")]);
    let body = json!({"refreshToken": "x", "extra": 1});
    let reply = world.ask("gateway", Method::POST, path, Some(body)).await;
    reply.refused_fields(&[("extra", "unknown_field")]);
    let body = json!({"locale": "fr", "address": "", "userAgent": ""});
    let reply = world
        .ask("gateway", Method::POST, "/sessions/demo", Some(body))
        .await;
    reply.refused_fields(&[("locale", "wrong_type")]);
}

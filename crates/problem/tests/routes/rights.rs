//! The rows of the rights table that are about problems.

use http::{Method, StatusCode};
use serde_json::json;
use sql::statement;

use crate::world::World;

#[tokio::test]
async fn members_read_admins_and_owners_write_and_for_others_there_is_nothing() {
    let world = World::new().await;
    let study = world.study().await;
    let body = || Some(json!({"title": "t", "week": 1}));
    let list = format!("/api/studies/{}/problems", study.id);
    for (user, reads, writes) in [
        (study.owner, 200, 201),
        (study.admin, 200, 201),
        (study.member, 200, 403),
        (study.stranger, 404, 404),
    ] {
        let problem = world
            .problem(&study, json!({"title": "t", "week": 1}))
            .await;
        let one = format!("/api/problems/{}", problem["id"].as_str().unwrap());
        for path in [&list, &one] {
            let reply = world.act(user, Method::GET, path, None).await;
            assert_eq!(reply.status.as_u16(), reads, "{}", reply.text);
        }
        let reply = world.act(user, Method::POST, &list, body()).await;
        assert_eq!(reply.status.as_u16(), writes, "{}", reply.text);
        let reply = world
            .act(user, Method::PATCH, &one, Some(json!({"title": "new"})))
            .await;
        assert_eq!(
            reply.status.as_u16(),
            if writes == 201 { 200 } else { writes }
        );
        let reply = world.act(user, Method::DELETE, &one, None).await;
        assert_eq!(
            reply.status.as_u16(),
            if writes == 201 { 204 } else { writes }
        );
    }
}

#[tokio::test]
async fn a_closed_study_is_read_and_no_longer_written() {
    let world = World::new().await;
    let study = world.study().await;
    let problem = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    let close = statement("UPDATE studies SET closed_at = now_ms() WHERE id = $1")
        .bind(study.id.to_string());
    world.database("identity").run(close).await.unwrap();
    // The admin has not been asked about yet; what is known of the owner may be two seconds old.
    let one = format!("/api/problems/{}", problem["id"].as_str().unwrap());
    let list = format!("/api/studies/{}/problems", study.id);
    let body = Some(json!({"title": "t", "week": 1}));
    world
        .act(study.admin, Method::POST, &list, body)
        .await
        .refused(409, "conflict");
    let patch = Some(json!({"title": "new"}));
    world
        .act(study.admin, Method::PATCH, &one, patch)
        .await
        .refused(409, "conflict");
    world
        .act(study.admin, Method::DELETE, &one, None)
        .await
        .refused(409, "conflict");
    assert_eq!(
        world.act(study.admin, Method::GET, &one, None).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_right_that_was_taken_away_is_gone_after_two_seconds() {
    let world = World::new().await;
    let study = world.study().await;
    let list = format!("/api/studies/{}/problems", study.id);
    assert_eq!(
        world
            .act(study.member, Method::GET, &list, None)
            .await
            .status,
        StatusCode::OK
    );
    let leave = statement("DELETE FROM members WHERE user_id = $1").bind(study.member.to_string());
    world.database("identity").run(leave).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    world
        .act(study.member, Method::GET, &list, None)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn whoever_joins_need_not_wait() {
    let world = World::new().await;
    let study = world.study().await;
    let list = format!("/api/studies/{}/problems", study.id);
    world
        .act(study.stranger, Method::GET, &list, None)
        .await
        .refused(404, "not_found");
    let join = "INSERT INTO members (study_id, user_id, role, nickname, joined_at) VALUES ($1, $2, 'MEMBER', 'x', 0)";
    let join = statement(join)
        .bind(study.id.to_string())
        .bind(study.stranger.to_string());
    world.database("identity").run(join).await.unwrap();
    assert_eq!(
        world
            .act(study.stranger, Method::GET, &list, None)
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn without_identity_nobody_is_let_in() {
    let world = World::with_identity_at("http://127.0.0.1:1".to_owned()).await;
    let user = world.visitor().await;
    let rows = world
        .sql(
            "SELECT id, study_id FROM problems WHERE $1 = '' LIMIT 1",
            "",
        )
        .await;
    let one = format!("/api/problems/{}", rows[0].text("id").unwrap());
    let list = format!(
        "/api/studies/{}/problems",
        rows[0].text("study_id").unwrap()
    );
    for path in [one, list] {
        world
            .act(user, Method::GET, &path, None)
            .await
            .refused(503, "unavailable");
    }
}

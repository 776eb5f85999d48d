use http::{Method, StatusCode};
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_user_sees_and_changes_themselves() {
    let world = World::new().await;
    let user = world.visitor().await;
    let before = world.act(user, Method::GET, "/api/me", None).await.json;
    let keys: Vec<&String> = before.as_object().unwrap().keys().collect();
    let expected = [
        "avatar",
        "createdAt",
        "demo",
        "id",
        "locale",
        "name",
        "timeZone",
    ];
    assert_eq!(keys, expected);

    let patch = json!({"name": "  새 이름 ", "locale": "ko", "timeZone": "Asia/Seoul"});
    let reply = world.act(user, Method::PATCH, "/api/me", Some(patch)).await;
    assert_eq!(reply.status, StatusCode::OK);
    let mut after = before.clone();
    after["name"] = json!("새 이름");
    after["locale"] = json!("ko");
    after["timeZone"] = json!("Asia/Seoul");
    assert_eq!(reply.json, after);
    let reply = world
        .act(user, Method::PATCH, "/api/me", Some(json!({})))
        .await;
    assert_eq!(reply.json, after);
}

#[tokio::test]
async fn what_does_not_fit_changes_nothing() {
    let world = World::new().await;
    let user = world.visitor().await;
    let before = world.act(user, Method::GET, "/api/me", None).await.json;
    let cases = [
        (
            json!({"name": " ", "timeZone": "nowhere"}),
            vec![("name", "too_short"), ("timeZone", "not_a_time_zone")],
        ),
        (json!({"name": "가".repeat(41)}), vec![("name", "too_long")]),
        (json!({"name": "a\nb"}), vec![("name", "bad_characters")]),
        (json!({"locale": "fr"}), vec![("locale", "wrong_type")]),
        (json!({"demo": false}), vec![("demo", "unknown_field")]),
        (json!({"id": user}), vec![("id", "unknown_field")]),
    ];
    for (patch, expected) in cases {
        let reply = world.act(user, Method::PATCH, "/api/me", Some(patch)).await;
        reply.refused_fields(&expected);
    }
    assert_eq!(
        world.act(user, Method::GET, "/api/me", None).await.json,
        before
    );
}

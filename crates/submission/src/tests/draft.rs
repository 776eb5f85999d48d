use http::Method;
use serde_json::json;
use uuid::Uuid;

use super::world::{World, from_now};

#[tokio::test]
async fn a_draft_is_kept_replaced_and_removed() {
    let world = World::new().await;
    let setting = world.setting();
    let path = format!("/api/problems/{}/draft", setting.problem);
    let member = setting.member;
    world.see(member, &path).await.refused(404, "not_found");
    for (language, code) in [("rust", ""), ("c", "한"), ("c", &"x".repeat(102_400))] {
        let body = json!({"language": language, "code": code});
        let written = world.act(member, Method::PUT, &path, Some(body)).await.ok();
        let read = world.see(member, &path).await.ok();
        assert_eq!(written, read);
        assert_eq!(
            (read["language"].as_str(), read["code"].as_str()),
            (Some(language), Some(code))
        );
        assert!(from_now(&read["updatedAt"]).abs() < 5_000);
    }
    for _ in 0..2 {
        let reply = world.act(member, Method::DELETE, &path, None).await;
        assert_eq!(reply.status.as_u16(), 204);
    }
    world.see(member, &path).await.refused(404, "not_found");
    assert!(world.rung(0).is_empty());
}

#[tokio::test]
async fn everybody_has_a_draft_of_their_own_at_each_problem() {
    let world = World::new().await;
    let setting = world.setting();
    let other = world.problem(setting.study, &json!({}));
    let admin = world.member(setting.study, "ADMIN");
    let path = |problem: Uuid| format!("/api/problems/{problem}/draft");
    let body = json!({"language": "rust", "code": "mine"});
    world
        .act(
            setting.member,
            Method::PUT,
            &path(setting.problem),
            Some(body),
        )
        .await
        .ok();
    for (user, problem) in [(admin, setting.problem), (setting.member, other)] {
        let reply = world.see(user, &path(problem)).await;
        reply.refused(404, "not_found");
    }
    world
        .act(admin, Method::DELETE, &path(setting.problem), None)
        .await;
    let mine = world.see(setting.member, &path(setting.problem)).await;
    assert_eq!(mine.ok()["code"], "mine");
}

#[tokio::test]
async fn nobody_keeps_a_draft_where_they_could_not_submit() {
    let world = World::new().await;
    let setting = world.setting();
    let stranger = world.member(Uuid::now_v7(), "OWNER");
    let deleted = world.problem(setting.study, &json!({"deleted": true}));
    let body = json!({"language": "rust", "code": "x"});
    for (user, problem) in [
        (stranger, setting.problem),
        (setting.member, deleted),
        (setting.member, Uuid::now_v7()),
    ] {
        let path = format!("/api/problems/{problem}/draft");
        for (method, body) in [
            (Method::PUT, Some(body.clone())),
            (Method::GET, None),
            (Method::DELETE, None),
        ] {
            let reply = world.act(user, method, &path, body).await;
            reply.refused(404, "not_found");
        }
    }
    let closed = json!({"role": "MEMBER", "nickname": "ada", "studyOpen": false});
    let path = format!("identity/memberships/{}/{}", setting.study, setting.member);
    world.neighbours.knows(path, closed);
    world
        .app
        .memberships
        .forget(&(setting.study, setting.member));
    let path = format!("/api/problems/{}/draft", setting.problem);
    let reply = world
        .act(setting.member, Method::PUT, &path, Some(body))
        .await;
    reply.refused(409, "conflict");
}

#[tokio::test]
async fn a_draft_is_no_larger_than_code_may_be() {
    let world = World::new().await;
    let setting = world.setting();
    let path = format!("/api/problems/{}/draft", setting.problem);
    for (body, field, code) in [
        (
            json!({"language": "rust", "code": "x".repeat(102_401)}),
            "code",
            "too_long",
        ),
        (
            json!({"language": "", "code": ""}),
            "language",
            "unknown_language",
        ),
        (
            json!({"language": "c", "code": "", "x": 1}),
            "x",
            "unknown_field",
        ),
    ] {
        let reply = world
            .act(setting.member, Method::PUT, &path, Some(body))
            .await;
        reply.refused_field(field, code);
    }
    assert_eq!(world.count("count(*) FROM drafts").await, 0);
}

use http::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

use crate::world::World;

#[tokio::test]
async fn services_learn_who_is_a_member_of_what() {
    let world = World::new().await;
    let (owner, member) = (world.visitor().await, world.visitor().await);
    let study = world.study_of(owner).await;
    let own = world.study_of(member).await;
    world.join(study, member, "MEMBER").await;
    for caller in ["problem", "submission", "events"] {
        let path = format!("/memberships/{study}/{member}");
        let reply = world.ask(caller, Method::GET, &path, None).await;
        let expected =
            json!({"studyId": study, "role": "MEMBER", "nickname": "guest", "studyOpen": true});
        assert_eq!(reply.json, expected);

        let reply = world
            .ask(
                caller,
                Method::GET,
                &format!("/memberships?user={member}"),
                None,
            )
            .await;
        let items = reply.json["items"].as_array().unwrap();
        let mut studies: Vec<&str> = items
            .iter()
            .map(|item| item["studyId"].as_str().unwrap())
            .collect();
        studies.sort_unstable();
        let mut expected = [study.to_string(), own.to_string()];
        expected.sort();
        assert_eq!(studies, expected);
    }
    let path = format!("/memberships/{own}/{owner}");
    world
        .ask("problem", Method::GET, &path, None)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_closed_study_says_so() {
    let world = World::new().await;
    let owner = world.visitor().await;
    let study = world.study_of(owner).await;
    world
        .sql(
            "UPDATE studies SET closed_at = now_ms() WHERE id = $1",
            &study.to_string(),
        )
        .await;
    let path = format!("/memberships/{study}/{owner}");
    let reply = world.ask("submission", Method::GET, &path, None).await;
    assert_eq!(reply.json["studyOpen"], false);
}

#[tokio::test]
async fn services_learn_a_users_name_and_language() {
    let world = World::new().await;
    let user = world.visitor().await;
    let me = world.act(user, Method::GET, "/api/me", None).await.json;
    let reply = world
        .ask("submission", Method::GET, &format!("/users/{user}"), None)
        .await;
    let expected =
        json!({"id": user, "name": me["name"], "locale": "en", "timeZone": "UTC", "demo": true});
    assert_eq!(reply.json, expected);
    let nobody = format!("/users/{}", Uuid::now_v7());
    world
        .ask("submission", Method::GET, &nobody, None)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn health_brings_the_schema_up_to_date() {
    let world = World::new().await;
    let reply = world.ask("gateway", Method::GET, "/health", None).await;
    assert_eq!(reply.status, StatusCode::OK);
    let applied = world
        .count(
            "SELECT COUNT(*) AS n FROM schema_migrations WHERE $1 = ''",
            "",
        )
        .await;
    assert_eq!(applied, 5);
}

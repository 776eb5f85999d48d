use http::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

use crate::world::World;

#[tokio::test]
async fn services_read_a_problem_whole_also_after_it_was_deleted() {
    let world = World::new().await;
    let study = world.study().await;
    let mut problem = world
        .problem(&study, json!({"title": "t", "week": 1, "statement": "s", "sourceUrl": "https://judge.example/9"}))
        .await;
    let id = problem["id"].as_str().unwrap().to_owned();
    let path = format!("/problems/{id}");
    for caller in ["submission", "events"] {
        let reply = world.ask(caller, Method::GET, &path, None).await;
        problem["deleted"] = json!(false);
        assert_eq!(reply.json, problem);
    }
    world
        .act(study.owner, Method::DELETE, &format!("/api{path}"), None)
        .await;
    let reply = world.ask("submission", Method::GET, &path, None).await;
    assert_eq!(
        (&reply.json["deleted"], &reply.json["number"]),
        (&json!(true), &json!("9"))
    );
    let nothing = format!("/problems/{}", Uuid::now_v7());
    world
        .ask("submission", Method::GET, &nothing, None)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_removed_study_takes_its_problems_along_and_no_others() {
    let world = World::new().await;
    let (gone, stays) = (world.study().await, world.study().await);
    let mut problems = Vec::new();
    for study in [&gone, &gone, &stays] {
        problems.push(world.problem(study, json!({"title": "t", "week": 1})).await);
    }
    let path = format!("/studies/{}", gone.id);
    for _ in 0..2 {
        let reply = world.ask("identity", Method::DELETE, &path, None).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
    }
    for (problem, status) in problems.iter().zip([404, 404, 200]) {
        let path = format!("/problems/{}", problem["id"].as_str().unwrap());
        let reply = world.ask("submission", Method::GET, &path, None).await;
        assert_eq!(reply.status.as_u16(), status);
    }
}

#[tokio::test]
async fn a_wake_and_a_look_at_the_health_are_answered() {
    let world = World::new().await;
    let reply = world.ask("gateway", Method::POST, "/wake", None).await;
    assert_eq!((reply.status, reply.json), (StatusCode::OK, json!({})));
    let reply = world.ask("gateway", Method::GET, "/health", None).await;
    assert_eq!(
        (reply.status, reply.json),
        (StatusCode::OK, json!({"status": "ok"}))
    );
}

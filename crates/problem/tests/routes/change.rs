use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

fn path(problem: &Value) -> String {
    format!("/api/problems/{}", problem["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_change_touches_what_was_sent_and_nothing_else() {
    let world = World::new().await;
    let study = world.study().await;
    let all = json!({
        "title": "t", "week": 1, "statement": "s", "sourceUrl": "https://judge.example/5", "platform": "p",
        "difficulty": "d", "deadline": "2026-11-20T00:00:00Z", "tags": ["a"], "allowedLanguages": ["c"], "category": "k",
    });
    let made = world.problem(&study, all).await;
    let patch = json!({"title": "new", "deadline": null, "tags": []});
    let reply = world
        .act(study.admin, Method::PATCH, &path(&made), Some(patch))
        .await;
    let mut expected = made.clone();
    expected["title"] = json!("new");
    expected["deadline"] = Value::Null;
    expected["tags"] = json!([]);
    expected["version"] = json!(2);
    expected["updatedAt"] = reply.json["updatedAt"].clone();
    assert_eq!(reply.json, expected);
    let patch = json!({"sourceUrl": null});
    let reply = world
        .act(study.admin, Method::PATCH, &path(&made), Some(patch))
        .await;
    assert_eq!(
        (&reply.json["sourceUrl"], &reply.json["number"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        world
            .act(study.member, Method::GET, &path(&made), None)
            .await
            .json,
        reply.json
    );
}

#[tokio::test]
async fn a_change_of_nothing_is_no_change() {
    let world = World::new().await;
    let study = world.study().await;
    let made = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    for patch in [json!({}), json!({"title": " t "}), json!({"version": 1})] {
        let reply = world
            .act(study.owner, Method::PATCH, &path(&made), Some(patch))
            .await;
        assert_eq!(reply.json, made);
    }
}

#[tokio::test]
async fn an_editor_who_has_seen_an_older_version_is_told() {
    let world = World::new().await;
    let study = world.study().await;
    let made = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    let patch = |title: &str, version: i64| Some(json!({"title": title, "version": version}));
    let reply = world
        .act(study.owner, Method::PATCH, &path(&made), patch("first", 1))
        .await;
    assert_eq!(reply.json["version"], 2);
    let reply = world
        .act(study.admin, Method::PATCH, &path(&made), patch("second", 1))
        .await;
    reply.refused(409, "conflict");
    let shown = world
        .act(study.owner, Method::GET, &path(&made), None)
        .await;
    assert_eq!(shown.json["title"], "first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_changes_at_once_each_happens_whole_or_is_refused() {
    let world = World::new().await;
    let study = Arc::new(world.study().await);
    let made = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    let path = path(&made);
    let calls: Vec<_> = (0..20)
        .map(|n| {
            let (world, study, path) = (Arc::clone(&world), Arc::clone(&study), path.clone());
            tokio::spawn(async move {
                let patch =
                    json!({"title": format!("title {n}"), "statement": format!("statement {n}")});
                world
                    .act(study.owner, Method::PATCH, &path, Some(patch))
                    .await
                    .status
            })
        })
        .collect();
    let mut changes = 0;
    for call in calls {
        match call.await.unwrap() {
            StatusCode::OK => changes += 1,
            status => assert_eq!(status, StatusCode::CONFLICT),
        }
    }
    let shown = world.act(study.owner, Method::GET, &path, None).await.json;
    assert_eq!(shown["version"], 1 + changes);
    let (title, statement) = (
        shown["title"].as_str().unwrap(),
        shown["statement"].as_str().unwrap(),
    );
    assert_eq!(title.replace("title", "statement"), statement);
    let id = made["id"].as_str().unwrap();
    let events = world
        .sql("SELECT COUNT(*) AS n FROM events WHERE subject = $1", id)
        .await;
    assert_eq!(events[0].integer("n").unwrap(), 1 + changes);
}

#[tokio::test]
async fn a_change_keeps_the_rules() {
    let world = World::new().await;
    let study = world.study().await;
    let made = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    for (patch, expected) in [
        (
            json!({"title": "", "week": 0}),
            vec![("title", "too_short"), ("week", "out_of_range")],
        ),
        (
            json!({"deadline": "2026-13-01T00:00:00Z"}),
            vec![("deadline", "not_a_time")],
        ),
        (json!({"id": "x"}), vec![("id", "unknown_field")]),
    ] {
        let reply = world
            .act(study.owner, Method::PATCH, &path(&made), Some(patch))
            .await;
        reply.refused_fields(&expected);
    }
    assert_eq!(
        world
            .act(study.owner, Method::GET, &path(&made), None)
            .await
            .json,
        made
    );
}

#[tokio::test]
async fn a_deleted_problem_is_gone_for_members() {
    let world = World::new().await;
    let study = world.study().await;
    let made = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    let reply = world
        .act(study.admin, Method::DELETE, &path(&made), None)
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    for method in [Method::GET, Method::DELETE] {
        world
            .act(study.owner, method, &path(&made), None)
            .await
            .refused(404, "not_found");
    }
    let reply = world
        .act(
            study.owner,
            Method::PATCH,
            &path(&made),
            Some(json!({"title": "x"})),
        )
        .await;
    reply.refused(404, "not_found");
    let list = format!("/api/studies/{}/problems", study.id);
    assert_eq!(
        world.titles(study.owner, &list).await.0,
        Vec::<String>::new()
    );
}

use http::Method;
use log::Event;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::World;

async fn log_of(world: &World, study: Uuid) -> Vec<Event> {
    let rows = world
        .database("problem")
        .run(log::after(0, 1000))
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| Event::try_from(row).unwrap())
        .filter(|event| event.study == study)
        .collect()
}

#[tokio::test]
async fn every_change_is_in_the_log_with_the_state_after_it_and_without_the_statement() {
    let world = World::new().await;
    let study = world.study().await;
    let made = world
        .problem(
            &study,
            json!({"title": "t", "week": 1, "statement": "a statement of our own"}),
        )
        .await;
    let path = format!("/api/problems/{}", made["id"].as_str().unwrap());
    let patch = Some(json!({"title": "new"}));
    let changed = world
        .act(study.owner, Method::PATCH, &path, patch)
        .await
        .json;
    world.act(study.owner, Method::DELETE, &path, None).await;

    let events = log_of(&world, study.id).await;
    let kinds: Vec<&str> = events.iter().map(|event| event.r#type.as_str()).collect();
    assert_eq!(
        kinds,
        ["ProblemCreated", "ProblemChanged", "ProblemDeleted"]
    );
    for (event, state) in events.iter().zip([&made, &changed]) {
        let mut expected = state.clone();
        let fields = expected.as_object_mut().unwrap();
        fields.remove("statement");
        fields.insert(
            "statementHash".to_owned(),
            event.data["statementHash"].clone(),
        );
        assert_eq!(event.data, expected);
        assert_eq!(event.data["statementHash"].as_str().unwrap().len(), 64);
        assert_eq!(json!(event.subject), made["id"]);
        assert_eq!(json!(event.occurred_at), state["updatedAt"]);
        assert!(Uuid::try_parse(&event.caused_by).is_ok());
        assert!(event.traceparent.starts_with("00-"));
    }
    assert_eq!(events[2].data["version"], 3);
    assert!(!json!(events).to_string().contains("a statement of our own"));
}

#[tokio::test]
async fn seeding_and_removing_a_study_are_in_the_log() {
    let world = World::new().await;
    let study = world.study().await;
    let body = json!({"locale": "ko", "createdBy": study.owner});
    let seed = format!("/studies/{}/seed", study.id);
    world.ask("identity", Method::POST, &seed, Some(body)).await;
    let list = format!("/api/studies/{}/problems", study.id);
    let items = world.act(study.owner, Method::GET, &list, None).await.json["items"].clone();
    let one = format!("/api/problems/{}", items[0]["id"].as_str().unwrap());
    world.act(study.owner, Method::DELETE, &one, None).await;
    world
        .ask(
            "identity",
            Method::DELETE,
            &format!("/studies/{}", study.id),
            None,
        )
        .await;

    let events = log_of(&world, study.id).await;
    let kinds: Vec<&str> = events.iter().map(|event| event.r#type.as_str()).collect();
    let expected = [["ProblemCreated"; 5], ["ProblemDeleted"; 5]].concat();
    assert_eq!(kinds, expected);
    let created: Vec<Value> = events[..5]
        .iter()
        .map(|event| json!(event.subject))
        .collect();
    assert!(
        events[5..]
            .iter()
            .all(|event| created.contains(&json!(event.subject)))
    );
}

#[tokio::test]
async fn those_who_follow_a_study_live_read_the_log_from_where_they_were() {
    let world = World::new().await;
    let study = world.study().await;
    let start = world.ask("events", Method::GET, "/log", None).await.json;
    assert_eq!(start["items"], json!([]));
    let made = world
        .problem(
            &study,
            json!({"title": "t", "week": 1, "statement": "long"}),
        )
        .await;
    let path = format!("/api/problems/{}", made["id"].as_str().unwrap());
    world.act(study.owner, Method::DELETE, &path, None).await;

    let path = format!("/log?after={}", start["cursor"]);
    let feed = world.ask("events", Method::GET, &path, None).await.json;
    let items = feed["items"].as_array().unwrap();
    let kinds: Vec<&Value> = items
        .iter()
        .map(|item| &item["data"]["eventType"])
        .collect();
    assert_eq!(kinds, ["ProblemCreated", "ProblemDeleted"]);
    for item in items {
        assert_eq!(item["topics"], json!([format!("study:{}", study.id)]));
        assert_eq!(item["event"], "study");
        assert_eq!(item["data"]["id"], made["id"]);
        assert_eq!(item["data"]["statement"], Value::Null);
    }
    assert_eq!(feed["cursor"], items[1]["seq"]);
    let path = format!("/log?after={}", feed["cursor"]);
    let end = world.ask("events", Method::GET, &path, None).await.json;
    assert_eq!(end, json!({"items": [], "cursor": feed["cursor"]}));
}

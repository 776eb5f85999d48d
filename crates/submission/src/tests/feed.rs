use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    work::{REVIEW, reviewed},
    world::World,
};

async fn feed(world: &World, query: &str) -> (Vec<Value>, i64) {
    let feed = world
        .ask("events", &format!("/log{query}"), None)
        .await
        .ok();
    let items = feed["items"].as_array().unwrap().clone();
    (items, feed["cursor"].as_i64().unwrap())
}

#[tokio::test]
async fn the_log_is_read_from_a_place_to_its_end() {
    let world = World::new().await;
    let setting = world.setting();
    assert_eq!(feed(&world, "").await, (Vec::new(), 0));
    assert_eq!(feed(&world, "?after=0").await, (Vec::new(), 0));
    let first = world.pushed(&setting).await;
    let second = world.submit(&setting).await;
    assert_eq!(feed(&world, "").await, (Vec::new(), 6));
    let (items, cursor) = feed(&world, "?after=0").await;
    assert_eq!(cursor, 6);
    let seqs: Vec<i64> = items
        .iter()
        .map(|item| item["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
    let (rest, _) = feed(&world, "?after=4").await;
    assert_eq!(rest, items[4..]);
    assert_eq!(feed(&world, "?after=6").await, (Vec::new(), 6));
    assert_eq!(feed(&world, "?after=99").await, (Vec::new(), 99));
    let (own, cursor) = feed(&world, &format!("?after=1&subject={first}")).await;
    assert_eq!((own, cursor), (items[1..4].to_vec(), 4));
    let (own, cursor) = feed(&world, &format!("?after=0&subject={second}")).await;
    assert_eq!((own.len(), cursor), (2, 6));
    let nobody = format!("?after=3&subject={}", Uuid::now_v7());
    assert_eq!(feed(&world, &nobody).await, (Vec::new(), 3));
}

#[tokio::test]
async fn an_item_is_the_submission_as_it_was_then_without_texts() {
    let world = World::new().await;
    let setting = world.setting();
    let submission = world.pushed(&setting).await;
    let job = world.claim_one(REVIEW).await;
    let result = json!({"result": reviewed(Some(5))});
    world.report(&job, "complete", result).await.ok();
    let (items, _) = feed(&world, "?after=0").await;
    let steps: Vec<(&str, &str)> = items
        .iter()
        .map(|item| {
            let data = &item["data"];
            (
                data["eventType"].as_str().unwrap(),
                data["step"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            ("SubmissionReceived", "DB_SAVED"),
            ("GithubPushQueued", "GITHUB_QUEUED"),
            ("GithubPushed", "GITHUB_QUEUED"),
            ("ReviewQueued", "AI_QUEUED"),
            ("ReviewCompleted", "AI_QUEUED"),
            ("SubmissionCompleted", "DONE"),
        ]
    );
    for (item, number) in items.iter().zip(1..) {
        assert_eq!(item["event"], "status");
        assert_eq!(
            item["topics"],
            json!([
                format!("submission:{submission}"),
                format!("study:{}", setting.study)
            ])
        );
        assert_eq!(item["last"], number == 6);
        assert_eq!(item["data"]["seq"], number);
        for text in ["fn main", "userName", "\"code\":\"fn", "Good."] {
            assert!(!item.to_string().contains(text), "{text}");
        }
    }
    let mut last = items[5]["data"].clone();
    let mut view = world.view(&setting, submission).await;
    for (value, names) in [
        (&mut last, &["seq", "eventType"]),
        (&mut view, &["code", "userName"]),
    ] {
        for name in names {
            value.as_object_mut().unwrap().remove(*name);
        }
    }
    assert_eq!(last, view);
}

#[tokio::test]
async fn a_long_log_is_read_in_stretches() {
    let world = World::new().await;
    let setting = world.setting();
    for _ in 0..255 {
        world.submit(&setting).await;
    }
    let (items, cursor) = feed(&world, "?after=0").await;
    assert_eq!((items.len(), cursor), (500, 500));
    let (items, cursor) = feed(&world, "?after=500").await;
    assert_eq!((items.len(), cursor), (10, 510));
}

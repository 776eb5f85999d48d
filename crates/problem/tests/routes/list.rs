use http::Method;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn later_weeks_come_first_and_within_a_week_what_is_due_first() {
    let world = World::new().await;
    let study = world.study().await;
    for (title, week, deadline) in [
        ("1 late", 1, Some("2026-11-09T00:00:00Z")),
        ("2 never", 2, None),
        ("2 late", 2, Some("2026-11-20T00:00:00Z")),
        ("1 early", 1, Some("2026-11-08T00:00:00Z")),
        ("2 early", 2, Some("2026-11-18T00:00:00Z")),
        ("2 early too", 2, Some("2026-11-18T00:00:00Z")),
        ("2 never too", 2, None),
        ("12", 12, None),
    ] {
        let body = json!({"title": title, "week": week, "deadline": deadline});
        world.problem(&study, body).await;
    }
    let expected = [
        "12",
        "2 early",
        "2 early too",
        "2 late",
        "2 never",
        "2 never too",
        "1 early",
        "1 late",
    ];
    let path = format!("/api/studies/{}/problems", study.id);
    let (titles, next) = world.titles(study.member, &path).await;
    assert_eq!(titles, expected);
    assert_eq!(next, None);

    for limit in [1, 2, 3, 7, 8] {
        let mut found = Vec::new();
        let mut query = format!("?limit={limit}");
        loop {
            let (titles, next) = world.titles(study.member, &format!("{path}{query}")).await;
            assert!(titles.len() <= limit);
            found.extend(titles);
            assert!(found.len() <= expected.len(), "{found:?}");
            let Some(next) = next else { break };
            query = format!("?limit={limit}&cursor={next}");
        }
        assert_eq!(found, expected, "limit {limit}");
    }
    let (titles, _) = world.titles(study.member, &format!("{path}?week=1")).await;
    assert_eq!(titles, ["1 early", "1 late"]);
    let (titles, _) = world.titles(study.member, &format!("{path}?week=3")).await;
    assert_eq!(titles, Vec::<String>::new());
}

#[tokio::test]
async fn a_tag_is_found_whole_and_by_its_own_spelling() {
    let world = World::new().await;
    let study = world.study().await;
    for (title, tags) in [
        ("a", json!(["dp", "graph theory"])),
        ("b", json!(["dp2"])),
        ("c", json!(["DP"])),
        ("d", json!(["동적 계획법", "100%_sure"])),
        ("e", json!([])),
    ] {
        let body = json!({"title": title, "week": 1, "tags": tags});
        world.problem(&study, body).await;
    }
    let path = format!("/api/studies/{}/problems?tag=", study.id);
    for (tag, expected) in [
        ("dp", vec!["a"]),
        ("DP", vec!["c"]),
        ("d", vec![]),
        ("graph%20theory", vec!["a"]),
        (
            "%EB%8F%99%EC%A0%81%20%EA%B3%84%ED%9A%8D%EB%B2%95",
            vec!["d"],
        ),
        ("100%25_sure", vec!["d"]),
        ("%25", vec![]),
        ("%22", vec![]),
        ("dp%22%2C%22graph%20theory", vec!["a"]),
        ("'%20OR%201=1", vec![]),
    ] {
        let (titles, _) = world.titles(study.member, &format!("{path}{tag}")).await;
        assert_eq!(titles, expected, "{tag}");
    }
}

#[tokio::test]
async fn a_list_leaves_the_statements_out() {
    let world = World::new().await;
    let study = world.study().await;
    let mut made = world
        .problem(
            &study,
            json!({"title": "t", "week": 1, "statement": "long"}),
        )
        .await;
    let path = format!("/api/studies/{}/problems", study.id);
    let reply = world.act(study.member, Method::GET, &path, None).await;
    made.as_object_mut().unwrap().remove("statement");
    assert_eq!(reply.json, json!({"items": [made], "nextCursor": null}));
}

#[tokio::test]
async fn a_query_that_does_not_fit_is_refused() {
    let world = World::new().await;
    let study = world.study().await;
    for (query, field) in [
        ("week=x", "week"),
        ("week=-1", "week"),
        ("week=99999999999", "week"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=1.2.3", "cursor"),
        ("cursor=..", "cursor"),
        ("week=1&week=2", "query"),
    ] {
        let path = format!("/api/studies/{}/problems?{query}", study.id);
        let reply = world.act(study.member, Method::GET, &path, None).await;
        reply.refused(422, "validation_failed");
        assert_eq!(reply.json["errors"][0]["field"], field, "{query}");
    }
}

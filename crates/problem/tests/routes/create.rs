use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn a_problem_with_everything_comes_back_as_it_was_sent() {
    let world = World::new().await;
    let study = world.study().await;
    let sent = json!({
        "title": "두 수의 합",
        "statement": "## 입력\n첫 줄에 n.\n",
        "sourceUrl": "https://judge.example/problem/1000",
        "platform": "BOJ",
        "number": "1000A",
        "difficulty": "BRONZE",
        "week": 3,
        "deadline": "2026-11-20T23:59:00+09:00",
        "allowedLanguages": ["cpp", "python"],
        "tags": ["math", "구현"],
        "category": "algorithm",
    });
    let path = format!("/api/studies/{}/problems", study.id);
    let reply = world
        .act(study.admin, Method::POST, &path, Some(sent.clone()))
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
    let id = reply.json["id"].as_str().unwrap();
    assert_eq!(
        reply.headers["location"],
        format!("/api/problems/{id}").as_str()
    );

    let mut expected = sent;
    expected["deadline"] = json!("2026-11-20T14:59:00.000Z");
    expected["id"] = json!(id);
    expected["studyId"] = json!(study.id);
    expected["createdBy"] = json!(study.admin);
    expected["createdAt"] = reply.json["createdAt"].clone();
    expected["updatedAt"] = reply.json["createdAt"].clone();
    expected["version"] = json!(1);
    assert_eq!(reply.json, expected);
    let shown = world
        .act(
            study.member,
            Method::GET,
            &format!("/api/problems/{id}"),
            None,
        )
        .await;
    assert_eq!(shown.json, expected);
}

#[tokio::test]
async fn a_title_and_a_week_are_enough() {
    let world = World::new().await;
    let study = world.study().await;
    let made = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    for field in [
        "sourceUrl",
        "platform",
        "number",
        "difficulty",
        "deadline",
        "category",
    ] {
        assert_eq!(made[field], Value::Null, "{field}");
    }
    assert_eq!(made["statement"], "");
    assert_eq!(
        (&made["tags"], &made["allowedLanguages"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn the_number_may_be_a_number_and_falls_back_to_the_urls_last_digits() {
    let world = World::new().await;
    let study = world.study().await;
    let url = "https://judge.example/problem/1000";
    for (sent, expected) in [
        (
            json!({"title": "t", "week": 1, "number": 7, "sourceUrl": url}),
            json!("7"),
        ),
        (
            json!({"title": "t", "week": 1, "number": null, "sourceUrl": url}),
            json!("1000"),
        ),
        (
            json!({"title": "t", "week": 1, "sourceUrl": url}),
            json!("1000"),
        ),
        (
            json!({"title": "t", "week": 1, "number": "", "sourceUrl": url}),
            json!("1000"),
        ),
        (json!({"title": "t", "week": 1}), Value::Null),
    ] {
        assert_eq!(world.problem(&study, sent).await["number"], expected);
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_field_by_field_and_leaves_nothing_behind() {
    let world = World::new().await;
    let study = world.study().await;
    let path = format!("/api/studies/{}/problems", study.id);
    let cases = [
        (json!({}), vec![("title", "required"), ("week", "required")]),
        (
            json!({"title": " ", "week": 521}),
            vec![("title", "too_short"), ("week", "out_of_range")],
        ),
        (
            json!({"title": "t", "week": 1.5}),
            vec![("week", "wrong_type")],
        ),
        (
            json!({"title": "t", "week": "1"}),
            vec![("week", "wrong_type")],
        ),
        (
            json!({"title": "t", "week": 1, "deadline": "tomorrow"}),
            vec![("deadline", "not_a_time")],
        ),
        (
            json!({"title": "t", "week": 1, "deadline": 17}),
            vec![("deadline", "wrong_type")],
        ),
        (
            json!({"title": "t", "week": 1, "number": 1.5}),
            vec![("number", "wrong_type")],
        ),
        (
            json!({"title": "t", "week": 1, "number": -1}),
            vec![("number", "wrong_type")],
        ),
        (
            json!({"title": "t", "week": 1, "allowedLanguages": ["cobol"]}),
            vec![("allowedLanguages[0]", "unknown_language")],
        ),
        (
            json!({"title": "t", "week": 1, "tags": ["a", 1]}),
            vec![("tags[1]", "wrong_type")],
        ),
        (
            json!({"title": "t", "week": 1, "sourceUrl": "javascript:alert(1)"}),
            vec![("sourceUrl", "not_a_web_address")],
        ),
        (
            json!({"title": "t", "week": 1, "statement": "x".repeat(65537)}),
            vec![("statement", "too_long")],
        ),
        (
            json!({"title": "t", "week": 1, "version": 1}),
            vec![("version", "unknown_field")],
        ),
        (
            json!({"title": "t", "week": 1, "studyId": study.id}),
            vec![("studyId", "unknown_field")],
        ),
        (
            json!({"title": "t", "week": 1, "createdBy": study.member}),
            vec![("createdBy", "unknown_field")],
        ),
    ];
    for (body, expected) in cases {
        let reply = world
            .act(study.owner, Method::POST, &path, Some(body))
            .await;
        reply.refused_fields(&expected);
    }
    assert_eq!(
        world.titles(study.owner, &path).await.0,
        Vec::<String>::new()
    );
    let count = "SELECT COUNT(*) AS n FROM events WHERE study = $1";
    assert_eq!(
        world.sql(count, &study.id.to_string()).await[0]
            .integer("n")
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn the_largest_statement_is_kept_to_the_byte() {
    let world = World::new().await;
    let study = world.study().await;
    let statement = format!("{}a", "가".repeat(21845));
    assert_eq!(statement.len(), 64 * 1024);
    let made = world
        .problem(
            &study,
            json!({"title": "t", "week": 1, "statement": statement}),
        )
        .await;
    let path = format!("/api/problems/{}", made["id"].as_str().unwrap());
    let shown = world.act(study.owner, Method::GET, &path, None).await;
    assert_eq!(shown.json["statement"], statement);
}

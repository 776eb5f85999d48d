//! `/api/studies/{study}/problems` and `/api/problems/{problem}`

use serde_json::{Value, json};

use crate::support::{Done, World, refused, refused_field};

#[tokio::test]
async fn a_problem_is_added_read_changed_and_deleted() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = json!({
        "title": "평범한 배낭", "statement": "# 배낭\n", "sourceUrl": "https://judge.example/problem/12865",
        "platform": "BOJ", "difficulty": "GOLD", "week": 3, "deadline": "2999-01-01T09:00:00+09:00",
        "allowedLanguages": ["java", "python"], "tags": ["dp"], "category": "algorithm",
    });
    let target = format!("/api/studies/{}/problems", member.study);
    let created = member.post(&target, &problem).await?.expect(201)?;
    let address = created.header("location").unwrap().to_owned();
    assert_eq!(address, format!("/api/problems/{}", created.text("/id")));
    let shown = member.get(&address).await?.expect(200)?.json;
    assert_eq!(shown, created.json);
    let mut expected = problem.clone();
    expected["deadline"] = json!("2999-01-01T00:00:00.000Z");
    expected["number"] = json!("12865");
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }
    let change = json!({ "title": "배낭", "deadline": null, "version": shown["version"] });
    let changed = member.patch(&address, &change).await?.expect(200)?.json;
    assert_eq!(
        (&changed["title"], &changed["deadline"]),
        (&json!("배낭"), &json!(null))
    );
    assert_eq!(changed["version"], shown["version"].as_i64().unwrap() + 1);
    let stale = member.patch(&address, &change).await?;
    refused(&stale, 409, "conflict");

    member.delete(&address).await?.expect(204)?;
    refused(&member.get(&address).await?, 404, "not_found");
    let list = member
        .get(&format!("{target}?limit=100"))
        .await?
        .expect(200)?
        .json;
    let all = list["items"].as_array().unwrap();
    assert!(all.iter().all(|item| item["id"] != shown["id"]) && !all.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_problem_that_does_not_fit_is_refused_by_field() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let target = format!("/api/studies/{}/problems", member.study);
    let address = format!("/api/problems/{}", member.any_problem().await?);
    let before = world.snapshot()?;
    let (long, large) = ("가".repeat(201), "x".repeat(64 * 1024 + 1));
    for (field, value, at, reason) in [
        ("title", json!(""), "title", "too_short"),
        ("title", json!(long), "title", "too_long"),
        ("title", json!(null), "title", "required"),
        ("statement", json!(large), "statement", "too_long"),
        ("week", json!(0), "week", "out_of_range"),
        ("week", json!(1.5), "week", "wrong_type"),
        ("week", json!("1"), "week", "wrong_type"),
        ("deadline", json!("tomorrow"), "deadline", "not_a_time"),
        (
            "deadline",
            json!("2026-02-30T00:00:00Z"),
            "deadline",
            "not_a_time",
        ),
        (
            "sourceUrl",
            json!("javascript:alert(1)"),
            "sourceUrl",
            "not_a_web_address",
        ),
        (
            "allowedLanguages",
            json!(["cobol"]),
            "allowedLanguages[0]",
            "unknown_language",
        ),
        ("tags", json!(["a\"b"]), "tags[0]", "bad_characters"),
        ("createdBy", json!(member.id), "createdBy", "unknown_field"),
        ("studyId", json!(member.study), "studyId", "unknown_field"),
    ] {
        let mut problem = json!({ "title": "Fine", "week": 1 });
        problem[field] = value.clone();
        refused_field(&member.post(&target, &problem).await?, at, reason);
        if value != Value::Null {
            refused_field(
                &member.patch(&address, &json!({ field: value })).await?,
                at,
                reason,
            );
        }
    }
    refused_field(
        &member.post(&target, &json!({ "title": "x" })).await?,
        "week",
        "required",
    );
    for query in ["limit=0", "cursor=x", "week=one"] {
        refused(
            &member.get(&format!("{target}?{query}")).await?,
            422,
            "validation_failed",
        );
    }
    before.assert_unchanged(&world.snapshot()?, "a refused problem");
    Ok(())
}

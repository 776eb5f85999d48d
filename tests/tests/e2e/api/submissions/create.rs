use serde_json::{Value, json};

use crate::support::{Done, Member, NOBODY, World, follow, refused, refused_field};

const TARGET: &str = "/api/submissions";

/// Sends a body as it is.
async fn send(
    member: &Member,
    body: impl AsRef<[u8]>,
) -> Result<testkit::client::Answer, testkit::Error> {
    let body = body.as_ref().to_vec();
    member
        .request("POST", TARGET)
        .body("application/json", body)
        .send()
        .await
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_field_and_leaves_nothing_behind() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let picky = json!({ "title": "Picky", "week": 1, "allowedLanguages": ["java", "cpp"] });
    let (problem, picky) = (
        member.any_problem().await?,
        member.new_problem(&picky).await?,
    );
    let before = world.snapshot()?;
    let with = |field: &str, value: Value| {
        let mut body = json!({ "problemId": problem, "language": "python", "code": "x" });
        body[field] = value;
        body
    };
    for (body, field, reason) in [
        (with("code", json!("")), "code", "too_short"),
        (with("code", json!(7)), "code", "wrong_type"),
        (with("code", json!(null)), "code", "wrong_type"),
        (with("code", json!(["x"])), "code", "wrong_type"),
        (
            with("language", json!("cobol")),
            "language",
            "unknown_language",
        ),
        (
            with("language", json!("Python")),
            "language",
            "unknown_language",
        ),
        (with("language", json!("")), "language", "unknown_language"),
        (with("language", json!({})), "language", "wrong_type"),
        (with("problemId", json!("7")), "problemId", "not_an_id"),
        (with("problemId", json!("")), "problemId", "not_an_id"),
        (with("problemId", json!(7)), "problemId", "wrong_type"),
        (with("userId", json!(NOBODY)), "userId", "unknown_field"),
        (with("step", json!("DONE")), "step", "unknown_field"),
        (with("", json!(1)), "", "unknown_field"),
    ] {
        let answer = member.post(TARGET, &body).await?;
        refused_field(&answer, field, reason);
    }
    for field in ["problemId", "language", "code"] {
        let mut body = with("code", json!("x"));
        body.as_object_mut().unwrap().remove(field);
        refused_field(&member.post(TARGET, &body).await?, field, "required");
    }
    let answer = member.try_submit(&picky, "python", "x").await?;
    refused_field(&answer, "language", "not_allowed");
    let everything = json!({ "problemId": "x", "language": "x", "code": "" });
    let answer = member.post(TARGET, &everything).await?;
    refused(&answer, 422, "validation_failed");
    assert_eq!(
        answer.json["errors"].as_array().unwrap().len(),
        3,
        "{}",
        answer.json
    );
    before.assert_unchanged(&world.snapshot()?, "a field that does not fit");
    Ok(())
}

#[tokio::test]
async fn a_body_that_is_no_json_object_in_utf_8_is_refused() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = member.any_problem().await?;
    let before = world.snapshot()?;
    let start = format!(r#"{{"problemId":"{problem}","language":"python","code":""#);
    let not_utf_8 = [start.as_bytes(), b"\xff\xfe\"}"].concat();
    let cut_off = [
        start.as_bytes(),
        "가".as_bytes().split_last().unwrap().1,
        b"\"}",
    ]
    .concat();
    let malformed: [Vec<u8>; 12] = [
        not_utf_8,
        cut_off,
        format!(r#"{start}\ud800"}}"#).into(),
        format!(r#"{start}\x"}}"#).into(),
        format!("{start}a\nb\"}}").into(),
        format!(r#"{start}x"}} more"#).into(),
        format!(r#"{start}x"}}{{}}"#).into(),
        format!(r#"{start}x",}}"#).into(),
        format!("{start}x").into(),
        "code=x".into(),
        "\u{feff}{}".into(),
        Vec::new(),
    ];
    for body in malformed {
        let answer = send(&member, &body).await?;
        assert_eq!(answer.status, 400, "{}", String::from_utf8_lossy(&body));
        refused(&answer, 400, "malformed");
    }
    let array = json!([problem, "python", "print(1)"]).to_string();
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for body in [array.as_str(), &deep, "[]", "null", "7", "\"x\"", "true"] {
        let answer = send(&member, body).await?;
        assert!(
            matches!(answer.status.as_u16(), 400 | 422),
            "{body}: {}",
            answer.json
        );
    }
    let twice = format!(r#"{start}x","code":"y"}}"#);
    refused_field(&send(&member, twice).await?, "code", "duplicate_field");
    before.assert_unchanged(&world.snapshot()?, "a body that is no JSON");
    Ok(())
}

#[tokio::test]
async fn a_problem_that_one_may_not_know_of_does_not_exist() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let theirs = ada.any_problem().await?;
    let deleted = ben.any_problem().await?;
    ben.delete(&format!("/api/problems/{deleted}"))
        .await?
        .expect(204)?;
    let before = world.snapshot()?;
    for problem in [&theirs, &deleted, &ben.study, &ben.id, NOBODY] {
        refused(
            &ben.try_submit(problem, "python", "x").await?,
            404,
            "not_found",
        );
    }
    before.assert_unchanged(&world.snapshot()?, "a submission to nothing");
    Ok(())
}

#[tokio::test]
async fn code_after_the_deadline_is_accepted_and_marked_late() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    for (deadline, late) in [
        ("2020-01-01T00:00:00Z", true),
        ("2999-01-01T00:00:00Z", false),
    ] {
        let problem = json!({ "title": "Due", "week": 1, "deadline": deadline });
        let problem = member.new_problem(&problem).await?;
        let accepted = member
            .try_submit(&problem, "python", "x")
            .await?
            .expect(201)?;
        assert_eq!(accepted.json["late"], late);
        let journey = follow(&world, &member, accepted.text("/id")).await?;
        assert_eq!(journey.submission["late"], late);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_accepted_is_answered_with_its_address_and_whole() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = member.any_problem().await?;
    let code = "\u{0}\t\r\n\\ \"quoted\" 한글 🦀 \u{202e}\u{7f}";
    let accepted = member
        .try_submit(&problem, "ruby", code)
        .await?
        .expect(201)?;
    let id = accepted.text("/id").to_owned();
    assert_eq!(
        accepted.header("location"),
        Some(format!("/api/submissions/{id}").as_str())
    );
    let shown = [
        ("code", json!(code)),
        ("language", json!("ruby")),
        ("problemId", json!(problem)),
        ("problemTitle", json!("Any")),
        ("studyId", json!(member.study)),
        ("userId", json!(member.id)),
    ];
    for (field, value) in shown {
        assert_eq!(accepted.json[field], value, "{field}");
    }
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.submission["code"], code);
    Ok(())
}

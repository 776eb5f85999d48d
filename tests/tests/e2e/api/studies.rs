//! `/api/studies/...`

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Done, WITHIN, World, refused, refused_field};

#[tokio::test]
async fn everybody_sees_their_own_studies_and_no_others() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let study = json!({ "name": "Mondays", "description": "Every week\none", "nickname": "Ada" });
    let created = ada.post("/api/studies", &study).await?.expect(201)?;
    let address = created.header("location").unwrap().to_owned();
    assert_eq!(created.json["role"], "OWNER");
    assert_eq!(ada.get(&address).await?.expect(200)?.json, created.json);
    let names = async |member: &crate::support::Member| -> Result<usize, testkit::Error> {
        let list = member.get("/api/studies").await?.expect(200)?.json;
        Ok(list["items"].as_array().unwrap().len())
    };
    assert_eq!((names(&ada).await?, names(&ben).await?), (2, 1));
    refused(&ben.get(&address).await?, 404, "not_found");

    let members = ada
        .get(&format!("{address}/members"))
        .await?
        .expect(200)?
        .json;
    let (only, more) = members["items"].as_array().unwrap().split_first().unwrap();
    assert!(more.is_empty());
    assert_eq!(
        (&only["userId"], &only["nickname"]),
        (&json!(ada.id), &json!("Ada"))
    );

    let changed = ada
        .patch(&address, &json!({ "name": "Tuesdays" }))
        .await?
        .expect(200)?
        .json;
    assert_eq!(
        (&changed["name"], &changed["description"]),
        (&json!("Tuesdays"), &study["description"])
    );
    ada.delete(&address).await?.expect(204)?;
    refused(&ada.get(&address).await?, 404, "not_found");
    assert_eq!(names(&ada).await?, 1);
    Ok(())
}

#[tokio::test]
async fn nothing_can_be_done_in_a_study_that_was_deleted() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = member.any_problem().await?;
    member
        .delete(&format!("/api/studies/{}", member.study))
        .await?
        .expect(204)?;
    // Other services may believe for two seconds more what they have just heard of rights.
    let more = format!("/api/studies/{}/problems", member.study);
    let draft = format!("/api/problems/{problem}/draft");
    let end = Instant::now() + WITHIN;
    for target in [&format!("/api/problems/{problem}"), &more, &draft] {
        while member.get(target).await?.status != 404 {
            assert!(Instant::now() < end, "{target} stays");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    let added = member
        .post(&more, &json!({ "title": "x", "week": 1 }))
        .await?;
    refused(&added, 404, "not_found");
    refused(
        &member.try_submit(&problem, "python", "x").await?,
        404,
        "not_found",
    );
    assert_eq!(world.count("submissions WHERE user_id", &member.id)?, 0);
    Ok(())
}

#[tokio::test]
async fn a_study_that_does_not_fit_is_refused_by_field() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let before = world.snapshot()?;
    let (name, description) = ("가".repeat(61), "x".repeat(2001));
    for (field, value, reason) in [
        ("name", json!(""), "too_short"),
        ("name", json!(name), "too_long"),
        ("name", json!("a\u{0}b"), "bad_characters"),
        ("description", json!(description), "too_long"),
        ("nickname", json!(" "), "too_short"),
        ("role", json!("OWNER"), "unknown_field"),
    ] {
        let mut study = json!({ "name": "Fine", "nickname": "Ada" });
        study[field] = value.clone();
        refused_field(&member.post("/api/studies", &study).await?, field, reason);
    }
    let target = format!("/api/studies/{}", member.study);
    refused_field(
        &member.patch(&target, &json!({ "name": "" })).await?,
        "name",
        "too_short",
    );
    refused_field(
        &member.patch(&target, &json!({ "role": "x" })).await?,
        "role",
        "unknown_field",
    );
    before.assert_unchanged(&world.snapshot()?, "a refused study");
    Ok(())
}

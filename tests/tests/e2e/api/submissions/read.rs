use serde_json::{Value, json};

use crate::support::{Done, World, follow, refused, refused_field};

fn ids(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_list_is_of_ones_own_study_newest_first_page_by_page() -> Done {
    let world = World::offline()?;
    let (ada, ben) = (world.member().await?, world.member().await?);
    let problem = ada.any_problem().await?;
    let mut submitted = Vec::new();
    for code in ["1", "2", "3"] {
        let answer = ada
            .try_submit(&problem, "python", code)
            .await?
            .expect(201)?;
        submitted.insert(0, answer.text("/id").to_owned());
    }
    let elsewhere = ada.hand_in_anything().await?;
    let bens = ben.hand_in_anything().await?;
    for (member, id) in [(&ada, &submitted[0]), (&ada, &elsewhere), (&ben, &bens)] {
        follow(&world, member, id).await?;
    }

    let all = ada.get("/api/submissions").await?.expect(200)?.json;
    let mut expected = vec![elsewhere.as_str()];
    expected.extend(submitted.iter().map(String::as_str));
    assert_eq!(ids(&all), expected);
    assert!(all["items"][0].get("code").is_none(), "lists carry no code");
    let study = format!("/api/submissions?study={}", ada.study);
    assert_eq!(ids(&ada.get(&study).await?.expect(200)?.json), expected);
    assert_eq!(
        ids(&ben
            .get("/api/submissions?mine=true")
            .await?
            .expect(200)?
            .json),
        [bens.as_str()]
    );

    let mut target = format!("/api/submissions?problem={problem}&limit=2");
    let first = ada.get(&target).await?.expect(200)?.json;
    assert_eq!(ids(&first), [&submitted[0], &submitted[1]]);
    target.push_str("&cursor=");
    target.push_str(first["nextCursor"].as_str().unwrap());
    let second = ada.get(&target).await?.expect(200)?.json;
    assert_eq!(
        (ids(&second), &second["nextCursor"]),
        (vec![submitted[2].as_str()], &json!(null))
    );
    Ok(())
}

#[tokio::test]
async fn a_query_that_does_not_fit_is_named() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("cursor=x", "cursor"),
        ("mine=maybe", "mine"),
        ("author=me", "query"),
        ("limit=1&limit=2", "query"),
    ] {
        let answer = member.get(&format!("/api/submissions?{query}")).await?;
        refused(&answer, 422, "validation_failed");
        assert_eq!(
            answer.json["errors"][0]["field"], field,
            "{query}: {}",
            answer.json
        );
    }
    let id = member.hand_in_anything().await?;
    for query in ["limit=0", "limit=101", "cursor=x", "cursor=-1"] {
        let answer = member
            .get(&format!("/api/submissions/{id}/events?{query}"))
            .await?;
        refused(&answer, 422, "validation_failed");
    }
    follow(&world, &member, &id).await?;
    refused_field(
        &member.get("/api/submissions?cursor=1").await?,
        "cursor",
        "malformed",
    );
    Ok(())
}

#[tokio::test]
async fn other_studies_submissions_cannot_be_seen_in_any_way() -> Done {
    let world = World::offline()?;
    let (ada, ben, eve) = (
        world.member().await?,
        world.member().await?,
        world.member().await?,
    );
    let id = ada.hand_in_anything().await?;
    follow(&world, &ada, &id).await?;
    let problem = ada.get(&format!("/api/submissions/{id}")).await?.json["problemId"].clone();
    let problem = problem.as_str().unwrap();
    for stranger in [&ben, &eve] {
        for target in [
            format!("/api/submissions/{id}"),
            format!("/api/submissions/{id}/events"),
            format!("/api/submissions/{id}/review"),
            format!("/api/submissions?study={}", ada.study),
            format!("/api/submissions?problem={problem}"),
            format!("/api/submissions?problem={problem}&mine=true"),
            format!("/api/events/submissions/{id}"),
            format!("/api/events?topics=submission:{id}"),
            format!("/api/events?topics=study:{}", ada.study),
            format!(
                "/api/events?topics=notifications,study:{},submission:{id}",
                stranger.study
            ),
        ] {
            refused(&stranger.get(&target).await?, 404, "not_found");
        }
        let list = stranger.get("/api/submissions").await?.expect(200)?.json;
        assert_eq!(list, json!({ "items": [], "nextCursor": null }));
    }
    Ok(())
}

#[tokio::test]
async fn there_is_no_review_until_there_is_one() -> Done {
    let world = World::start()?;
    let member = world.member().await?;
    let mut asked = world
        .anthropic
        .on(testkit::anthropic::MESSAGES)
        .barrier(testkit::fake::Stage::BeforeEffect);
    let id = member.hand_in_anything().await?;
    let stopped = asked.reached(crate::support::WITHIN).await?;
    let target = format!("/api/submissions/{id}/review");
    refused(&member.get(&target).await?, 404, "not_found");
    let submission = member
        .get(&format!("/api/submissions/{id}"))
        .await?
        .expect(200)?
        .json;
    assert_eq!(
        (&submission["step"], &submission["aiStatus"]),
        (&json!("AI_QUEUED"), &json!("PENDING"))
    );
    stopped.release();
    follow(&world, &member, &id).await?;
    let review = member.get(&target).await?.expect(200)?.json;
    assert_eq!(review["submissionId"], id);
    Ok(())
}

use serde_json::{Value, json};
use testkit::client::Answer;

use crate::support::{Done, Member, World, follow, refused, refused_field};

async fn submit_as(member: &Member, key: &str, body: &Value) -> Result<Answer, testkit::Error> {
    let call = member.request("POST", "/api/submissions");
    call.header("idempotency-key", key).json(body).send().await
}

#[tokio::test]
async fn the_same_request_under_one_key_is_one_submission() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let problem = member.any_problem().await?;
    let body = json!({ "problemId": problem, "language": "rust", "code": "fn main() {}\n" });
    let first = submit_as(&member, "key-1", &body).await?.expect(201)?;
    let id = first.text("/id").to_owned();
    follow(&world, &member, &id).await?;

    let again = submit_as(&member, "key-1", &body).await?.expect(201)?;
    assert_eq!(again.text("/id"), id);
    assert_eq!(again.text("/step"), "DONE", "as it is now");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(repository.submissions("main"), [(id.clone(), 1)].into());

    let other = submit_as(&member, "key-2", &body).await?.expect(201)?;
    assert_ne!(other.text("/id"), id);
    follow(&world, &member, other.text("/id")).await?;

    let elsewhere = world.member().await?;
    let body =
        json!({ "problemId": elsewhere.any_problem().await?, "language": "rust", "code": "x" });
    let theirs = submit_as(&elsewhere, "key-1", &body).await?.expect(201)?;
    assert_ne!(theirs.text("/id"), id, "keys are each member's own");
    follow(&world, &elsewhere, theirs.text("/id")).await?;
    Ok(())
}

#[tokio::test]
async fn twenty_equal_requests_at_once_are_one_submission() -> Done {
    let world = World::start()?;
    let (member, repository) = world.linked("ada/algorithms").await?;
    let problem = member.any_problem().await?;
    let body = json!({ "problemId": problem, "language": "go", "code": "package main\n" });
    let all = (0..20).map(|_| submit_as(&member, "the-same", &body));
    let answers = futures::future::try_join_all(all).await?;
    let id = answers[0].text("/id").to_owned();
    for answer in answers {
        assert_eq!(answer.expect(201)?.text("/id"), id);
    }
    follow(&world, &member, &id).await?;
    assert_eq!(world.count("submissions WHERE user_id", &member.id)?, 1);
    assert_eq!(repository.submissions("main"), [(id, 1)].into());
    assert_eq!(world.anthropic.calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_is_refused() -> Done {
    let world = World::offline()?;
    let member = world.member().await?;
    let problem = member.any_problem().await?;
    let body = json!({ "problemId": problem, "language": "c", "code": "int main;" });
    let id = submit_as(&member, "k", &body)
        .await?
        .expect(201)?
        .text("/id")
        .to_owned();
    follow(&world, &member, &id).await?;
    let before = world.snapshot()?;
    for (field, other) in [
        ("code", json!("int main ;")),
        ("language", json!("cpp")),
        ("problemId", json!(member.problem().await?["id"])),
    ] {
        let mut body = body.clone();
        body[field] = other;
        refused(
            &submit_as(&member, "k", &body).await?,
            409,
            "idempotency_mismatch",
        );
    }
    let long = "k".repeat(256);
    for key in ["", &long, "schlüssel"] {
        let answer = submit_as(&member, key, &body).await?;
        refused_field(&answer, "Idempotency-Key", "malformed");
    }
    let twice = member.request("POST", "/api/submissions").json(&body);
    let twice = twice
        .header("idempotency-key", "a")
        .header("idempotency-key", "b");
    refused_field(&twice.send().await?, "Idempotency-Key", "malformed");
    before.assert_unchanged(&world.snapshot()?, "a refused key");
    Ok(())
}

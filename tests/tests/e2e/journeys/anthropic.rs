use std::time::Duration;

use serde_json::json;
use testkit::anthropic::{Answer, MESSAGES, refusal};
use testkit::fake::Fault;

use crate::support::{Done, Member, World, follow, refused};

/// Submits code that says which of several tests of one application it belongs to.
async fn hand_in(member: &Member, code: &str) -> Result<String, testkit::Error> {
    let problem = member.any_problem().await?;
    let answer = member
        .try_submit(&problem, "python", code)
        .await?
        .expect(201)?;
    Ok(answer.text("/id").to_owned())
}

#[tokio::test]
async fn a_review_that_failed_is_tried_again_and_paid_for_once() -> Done {
    let world = World::start()?;
    let member = world.member().await?;
    world
        .anthropic
        .on(MESSAGES)
        .fault(Fault::answer(refusal::api_error()));
    let id = hand_in(&member, "print(500)\n").await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SKIPPED", "COMPLETED"]);
    let fact = &journey.event("ReviewRetried")["data"]["fact"];
    assert_eq!(
        (&fact["code"], &fact["attempts"]),
        (&json!("ai_unavailable"), &json!(1))
    );
    assert_eq!(journey.submission["journey"]["review"]["code"], json!(null));
    assert_eq!(world.anthropic.count(MESSAGES), 2);
    assert_eq!(world.anthropic.calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_model_that_asks_to_wait_is_waited_for() -> Done {
    let world = World::start()?;
    let member = world.member().await?;
    let limit = refusal::rate_limited(Duration::from_secs(1));
    world.anthropic.on(MESSAGES).fault(Fault::answer(limit));
    let id = hand_in(&member, "print(429)\n").await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SKIPPED", "COMPLETED"]);
    let track = &journey.event("ReviewDelayed")["data"]["state"]["review"];
    assert_eq!(track["status"], "DELAYED");
    assert_eq!(track["code"], "ai_rate_limited");
    assert_eq!(track["attempts"], 0);
    assert!(track["retryAt"].is_string());
    assert_eq!(
        journey.submission["journey"]["review"]["retryAt"],
        json!(null)
    );
    Ok(())
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_a_failed_review_and_never_shown() -> Done {
    let world = World::start()?;
    let member = world.member().await?;
    let marker = testkit::random_alphanumeric(24);
    let nonsense = format!("I like your code! {marker} {{\"totalScore\": 1000, ");
    world
        .anthropic
        .answer_with(move |_| Answer::text(&nonsense));
    let id = hand_in(&member, "print(1)\n").await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SKIPPED", "FAILED"]);
    assert_eq!(
        journey.event("ReviewFailed")["data"]["fact"]["code"],
        "ai_bad_answer"
    );
    assert_eq!(journey.submission["aiScore"], json!(null));
    let review = member.get(&format!("/api/submissions/{id}/review")).await?;
    refused(&review, 404, "not_found");
    assert_eq!(
        world.anthropic.calls().len(),
        2,
        "asked once more and no more"
    );
    let said = world.algosu.leaks(&[("the model's words", &marker)])?;
    assert_eq!(said, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_model_that_declines_or_is_not_configured_ends_the_review_at_once() -> Done {
    let world = World::start()?;
    let member = world.member().await?;
    world.anthropic.answer_next(Answer::refusal());
    let id = hand_in(&member, "print('declined')\n").await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SKIPPED", "FAILED"]);
    assert_eq!(
        journey.submission["journey"]["review"]["code"],
        "ai_refused"
    );

    world
        .anthropic
        .require_key(&testkit::random_alphanumeric(48));
    let id = hand_in(&member, "print('not configured')\n").await?;
    let journey = follow(&world, &member, &id).await?;
    assert_eq!(journey.ends(), ["DONE", "SKIPPED", "FAILED"]);
    assert_eq!(
        journey.submission["journey"]["review"]["code"],
        "ai_not_configured"
    );
    Ok(())
}

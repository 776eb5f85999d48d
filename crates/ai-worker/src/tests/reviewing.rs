use std::time::Duration;

use serde_json::{Value, json};
use testkit::{
    anthropic::{Answer, FakeAnthropic, MESSAGES, refusal, valid_review},
    fake::Fault,
};
use worker::Tally;

use super::{Queue, anthropic, payload, settings};
use crate::{Reviewer, review_all};

#[tokio::test]
async fn the_offline_reviewer_completes_every_job() {
    let queue = Queue::start().await;
    for number in 0..10 {
        queue.add(
            &format!("job-{number}"),
            payload(&format!("offline-{number}")),
        );
    }
    let tally = review_all(&settings(&queue, Reviewer::Offline))
        .await
        .unwrap();
    let expected = Tally {
        completed: 10,
        ..Tally::default()
    };
    assert_eq!(tally, expected);
    let results = queue.results("job-3");
    let [result] = results.as_slice() else {
        panic!("{results:?}");
    };
    assert_eq!(result["type"], "reviewed");
    assert_eq!(result["provider"], "offline");
    for absent in ["model", "promptVersion", "usage"] {
        assert_eq!(result[absent], Value::Null, "{absent}");
    }
    assert_eq!(result["review"]["totalScore"], Value::Null);
    let loops = &result["review"]["categories"][1]["highlights"][0];
    assert_eq!(
        (&loops["startLine"], &loops["endLine"]),
        (&json!(2), &json!(4))
    );
}

#[tokio::test]
async fn a_model_reviews_with_model_version_and_usage() {
    let (queue, fake) = (Queue::start().await, FakeAnthropic::start().unwrap());
    queue.add("job", payload("model-1"));
    review_all(&settings(&queue, anthropic(&fake)))
        .await
        .unwrap();
    let results = queue.results("job");
    let result = results.first().unwrap();
    assert_eq!(result["provider"], "anthropic");
    assert_eq!(result["model"], "claude-test");
    assert_eq!(result["promptVersion"], "v1");
    assert_eq!(result["review"]["totalScore"], 84);
    assert!(result["usage"]["inputTokens"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn a_review_that_was_paid_for_is_not_asked_for_again() {
    let (queue, fake) = (Queue::start().await, FakeAnthropic::start().unwrap());
    let settings = settings(&queue, anthropic(&fake));
    queue.add("job", payload("paid-1"));
    queue.be_deaf(true);
    let tally = review_all(&settings).await.unwrap();
    assert_eq!((tally.completed, tally.lost), (0, 1));
    assert_eq!(fake.count(MESSAGES), 1);

    queue.be_deaf(false);
    queue.let_time_pass();
    let tally = review_all(&settings).await.unwrap();
    assert_eq!(tally.completed, 1);
    assert_eq!(fake.count(MESSAGES), 1, "the review lay on the shelf");
    assert_eq!(queue.results("job")[0]["review"]["totalScore"], 84);

    // It was reported, so it is gone: the same submission, asked about once more, is a new review.
    queue.add("again", payload("paid-1"));
    review_all(&settings).await.unwrap();
    assert_eq!(fake.count(MESSAGES), 2);
}

#[tokio::test]
async fn another_submission_with_the_same_code_gets_a_review_of_its_own() {
    let (queue, fake) = (Queue::start().await, FakeAnthropic::start().unwrap());
    let settings = settings(&queue, anthropic(&fake));
    queue.add("one", payload("own-1"));
    queue.be_deaf(true);
    review_all(&settings).await.unwrap();
    queue.be_deaf(false);
    let mut other = payload("own-1");
    other["submissionId"] = json!("own-2");
    queue.add("two", other);
    review_all(&settings).await.unwrap();
    assert_eq!(fake.count(MESSAGES), 2);
}

#[tokio::test]
async fn failures_are_reported_in_the_queues_words() {
    let (queue, fake) = (Queue::start().await, FakeAnthropic::start().unwrap());
    let settings = settings(&queue, anthropic(&fake));
    let limited = refusal::rate_limited(Duration::from_secs(7));
    for (name, reply, expected) in [
        (
            "limited",
            limited,
            json!(["wait", "ai_rate_limited", 7_000]),
        ),
        (
            "overloaded",
            refusal::overloaded(None),
            json!(["retry", "ai_rate_limited", null]),
        ),
        (
            "failing",
            refusal::api_error(),
            json!(["retry", "ai_unavailable", null]),
        ),
        (
            "key",
            refusal::authentication(),
            json!(["permanent", "ai_not_configured", null]),
        ),
        (
            "request",
            refusal::invalid_request("no"),
            json!(["permanent", "ai_refused", null]),
        ),
    ] {
        fake.on(MESSAGES).fault(Fault::answer(reply));
        queue.add(name, payload(name));
        review_all(&settings).await.unwrap();
        let errors = queue.errors(name);
        let error = errors.first().unwrap();
        let told = json!([error["kind"], error["code"], error["retryAfterMs"]]);
        assert_eq!(told, expected, "{name}");
        assert_eq!(queue.results(name), [] as [Value; 0], "{name}");
    }
}

#[tokio::test]
async fn a_bad_answer_is_asked_for_once_more_and_then_given_up() {
    let (queue, fake) = (Queue::start().await, FakeAnthropic::start().unwrap());
    let settings = settings(&queue, anthropic(&fake));
    fake.answer_with(|_| Answer::text("xyzzy"));
    queue.add("job", payload("bad-1"));
    review_all(&settings).await.unwrap();
    queue.let_time_pass();
    review_all(&settings).await.unwrap();
    let errors = queue.errors("job");
    let kinds: Vec<&Value> = errors.iter().map(|error| &error["kind"]).collect();
    assert_eq!(kinds, ["retry", "permanent"]);
    assert!(
        errors.iter().all(|error| error["code"] == "ai_bad_answer"),
        "{errors:?}"
    );
    assert!(!format!("{errors:?}").contains("xyzzy"));
    assert_eq!(fake.count(MESSAGES), 2);
}

#[tokio::test]
async fn a_reviewer_is_not_believed() {
    let (queue, fake) = (Queue::start().await, FakeAnthropic::start().unwrap());
    let mut review = valid_review();
    review["categories"][0]["highlights"] = json!([
        {"startLine": 3, "endLine": 900, "type": "issue", "message": "to the end\u{0}"},
        {"startLine": 800, "endLine": 900, "type": "issue", "message": "nowhere"},
    ]);
    fake.answer_next(Answer::json(&review));
    queue.add("job", payload("belief-1"));
    review_all(&settings(&queue, anthropic(&fake)))
        .await
        .unwrap();
    assert_eq!(
        queue.results("job")[0]["review"]["categories"][0]["highlights"],
        json!([{"startLine": 3, "endLine": 4, "type": "issue", "message": "to the end"}])
    );
}

#[tokio::test]
async fn a_payload_that_makes_no_sense_is_poison_and_harms_no_other() {
    let queue = Queue::start().await;
    queue.add("poison", json!({"submissionId": 7}));
    queue.add("sound", payload("sound-1"));
    review_all(&settings(&queue, Reviewer::Offline))
        .await
        .unwrap();
    assert_eq!(queue.errors("poison")[0]["kind"], "poison");
    assert_eq!(queue.results("sound").len(), 1);
}

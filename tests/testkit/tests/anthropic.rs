//! The fake Anthropic checks what the real one checks and answers in its shapes, whole and as a stream.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in the functions around it too"
)]

use std::time::Duration;

use serde_json::{Value, json};
use testkit::anthropic::{Answer, FakeAnthropic, MESSAGES, refusal, valid_review};
use testkit::client::{self, Client};
use testkit::fake::Fault;

fn body() -> Value {
    json!({
        "model": "claude-haiku-4-5-20251001",
        "max_tokens": 8192,
        "system": "You review code.",
        "messages": [{ "role": "user", "content": "print(1)" }],
    })
}

fn with(more: Value) -> Value {
    let mut body = body();
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

async fn ask(anthropic: &FakeAnthropic, body: &Value) -> client::Answer {
    let client = Client::new(&anthropic.url());
    let call = client
        .request("POST", "/v1/messages")
        .header("x-api-key", "key");
    call.header("anthropic-version", "2023-06-01")
        .json(body)
        .send()
        .await
        .unwrap()
}

fn events(answer: &client::Answer) -> Vec<Value> {
    let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

#[tokio::test]
async fn a_call_is_answered_with_a_review_and_written_down() {
    let anthropic = FakeAnthropic::start().unwrap();
    let answer = ask(&anthropic, &body()).await.expect(200).unwrap();
    assert_eq!(
        (answer.text("/type"), answer.text("/role")),
        ("message", "assistant")
    );
    assert_eq!(answer.text("/stop_reason"), "end_turn");
    let review: Value = serde_json::from_str(answer.text("/content/0/text")).unwrap();
    assert_eq!(review, valid_review());
    assert!(answer.json["usage"]["output_tokens"].as_u64().unwrap() > 10);
    let calls = anthropic.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].model(), "claude-haiku-4-5-20251001");
    assert_eq!(calls[0].text(), "You review code.\nprint(1)");
}

#[tokio::test]
async fn a_forced_tool_is_called_and_a_prefilled_answer_is_continued() {
    let anthropic = FakeAnthropic::start().unwrap();
    let tool = json!({ "name": "review", "input_schema": { "type": "object" } });
    let forced =
        with(json!({ "tools": [tool], "tool_choice": { "type": "tool", "name": "review" } }));
    let answer = ask(&anthropic, &forced).await.expect(200).unwrap();
    assert_eq!(
        (answer.text("/content/0/type"), answer.text("/stop_reason")),
        ("tool_use", "tool_use")
    );
    assert_eq!(answer.json["content"][0]["input"], valid_review());
    let prefilled = json!({ "messages": [
        { "role": "user", "content": "x" },
        { "role": "assistant", "content": [{ "type": "text", "text": "{" }] },
    ] });
    let answer = ask(&anthropic, &with(prefilled)).await.expect(200).unwrap();
    let whole = format!("{{{}", answer.text("/content/0/text"));
    assert_eq!(
        serde_json::from_str::<Value>(&whole).unwrap(),
        valid_review()
    );
}

#[tokio::test]
async fn a_stream_adds_up_to_the_same_message() {
    let anthropic = FakeAnthropic::start().unwrap();
    let text = "한 줄이 아주 길어서 여러 조각으로 나뉘어야 하는 설명입니다. ".repeat(5);
    anthropic.answer_next(Answer::text(&text));
    let answer = ask(&anthropic, &with(json!({ "stream": true })))
        .await
        .expect(200)
        .unwrap();
    let events = events(&answer);
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds[..3], ["message_start", "content_block_start", "ping"]);
    assert_eq!(
        kinds[kinds.len() - 3..],
        ["content_block_stop", "message_delta", "message_stop"]
    );
    let deltas = events
        .iter()
        .filter_map(|event| event["delta"]["text"].as_str());
    assert_eq!(deltas.collect::<String>(), text);
    assert_eq!(events[events.len() - 2]["delta"]["stop_reason"], "end_turn");
    anthropic.on(MESSAGES).fault(Fault::half_answer());
    let client = Client::new(&anthropic.url());
    let call = client
        .request("POST", "/v1/messages")
        .header("x-api-key", "key");
    let call = call
        .header("anthropic-version", "2023-06-01")
        .json(&with(json!({ "stream": true })));
    assert!(
        call.send().await.is_err(),
        "a stream cut in the middle is no whole answer"
    );
}

#[tokio::test]
async fn what_the_model_says_can_be_set_for_the_next_call_or_for_all() {
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic.answer_with(|call| Answer::text(&format!("{} bytes", call.text().len())));
    anthropic.answer_next(Answer::json(&valid_review()).cut_short(20));
    anthropic.answer_next(Answer::refusal());
    let cut = ask(&anthropic, &body()).await;
    assert_eq!(
        (cut.text("/stop_reason"), cut.text("/content/0/text").len()),
        ("max_tokens", 20)
    );
    let refused = ask(&anthropic, &body()).await;
    assert_eq!(
        (refused.text("/stop_reason"), &refused.json["content"]),
        ("refusal", &json!([]))
    );
    assert_eq!(
        ask(&anthropic, &body()).await.text("/content/0/text"),
        "25 bytes"
    );
}

#[tokio::test]
async fn wrong_requests_are_refused_before_the_model_is_asked() {
    let anthropic = FakeAnthropic::start().unwrap();
    let bad = [
        with(json!({ "max_tokens": 0 })),
        with(json!({ "messages": [] })),
        with(json!({ "messages": [{ "role": "assistant", "content": "x" }] })),
        with(json!({ "messages": [{ "role": "user", "content": "" }] })),
        with(json!({ "temperature": 1.5 })),
        with(json!({ "max_token": 10 })),
        json!({ "model": "claude-x", "messages": [] }),
        json!("text"),
    ];
    for body in bad {
        let refused = ask(&anthropic, &body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.text("/error/type")),
            (400, "invalid_request_error"),
            "{body}"
        );
    }
    ask(&anthropic, &with(json!({ "model": "gpt" })))
        .await
        .expect(404)
        .unwrap();
    let client = Client::new(&anthropic.url());
    let no_key = client
        .request("POST", "/v1/messages")
        .json(&body())
        .send()
        .await
        .unwrap();
    assert_eq!(
        no_key.expect(401).unwrap().text("/error/type"),
        "authentication_error"
    );
    let no_version = client
        .request("POST", "/v1/messages")
        .header("x-api-key", "k")
        .json(&body())
        .send()
        .await;
    no_version.unwrap().expect(400).unwrap();
    anthropic.require_key("another");
    ask(&anthropic, &body()).await.expect(401).unwrap();
    assert_eq!(anthropic.calls().len(), 0);
    assert_eq!(anthropic.count(MESSAGES), 12);
}

#[tokio::test]
async fn limits_and_overload_come_with_the_time_to_wait() {
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic
        .on(MESSAGES)
        .fault(Fault::answer(refusal::rate_limited(Duration::from_secs(7))));
    anthropic
        .on(MESSAGES)
        .fault(Fault::answer(refusal::overloaded(None)));
    let limited = ask(&anthropic, &body()).await.expect(429).unwrap();
    assert_eq!(
        (limited.header("retry-after"), limited.text("/error/type")),
        (Some("7"), "rate_limit_error")
    );
    let overloaded = ask(&anthropic, &body()).await.expect(529).unwrap();
    assert_eq!(overloaded.text("/error/type"), "overloaded_error");
    ask(&anthropic, &body()).await.expect(200).unwrap();
}

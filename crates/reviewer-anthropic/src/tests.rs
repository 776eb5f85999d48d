//! The reviewer against an Anthropic that answers over real HTTP and misbehaves on demand.

use std::time::Duration;

use http::StatusCode;
use review::{Answer, CategoryName, Error, Problem, RateLimit, Request, Setting, Source, settle};
use serde_json::json;
use testkit::{
    anthropic::{Answer as Said, FakeAnthropic, MESSAGES, refusal, valid_review},
    fake::Fault,
};

use crate::{API_KEY, API_URL, MODEL, review};

const CODE: &str = "n = int(input())\nprint(n * (n + 1) // 2)\n";

fn request() -> Request {
    Request {
        submission_id: "0197".to_owned(),
        locale: "en".to_owned(),
        language: "python".to_owned(),
        code: CODE.to_owned(),
        problem: Problem {
            title: "Sum to n".to_owned(),
            statement: "Add all numbers from 1 to n.".to_owned(),
            platform: None,
            number: None,
            difficulty: None,
            category: None,
        },
    }
}

/// A key that nobody else has.
fn key() -> String {
    format!("test-{:032x}", std::process::id())
}

async fn ask(anthropic: &FakeAnthropic) -> Result<Answer, Error> {
    let settings = [
        (API_URL, anthropic.url()),
        (API_KEY, key()),
        (MODEL, "claude-test".to_owned()),
    ];
    let configuration: Vec<Setting> = settings
        .into_iter()
        .map(|(name, value)| Setting {
            name: name.to_owned(),
            value,
        })
        .collect();
    review(&request(), &configuration).await
}

#[tokio::test]
async fn a_review_comes_back_with_model_version_and_usage() {
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic.require_key(&key());
    let answer = ask(&anthropic).await.unwrap();
    assert_eq!(answer.provider, "anthropic");
    assert_eq!(answer.model.as_deref(), Some("claude-test"));
    assert_eq!(answer.prompt_version.as_deref(), Some("v1"));
    let usage = answer.usage.unwrap();
    assert!(
        usage.input_tokens > 100 && usage.output_tokens > 100,
        "{usage:?}"
    );
    let source = Source {
        language: "python",
        code: CODE,
    };
    let settled = settle(answer, source).unwrap().review;
    assert_eq!(
        settled.total_score,
        Some(84),
        "computed from the categories, not the 82 that was said"
    );
    assert_eq!(settled.categories.len(), 5);
    assert_eq!(settled.categories[4].name, CategoryName::BestPractice);
    let calls = anthropic.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].body["max_tokens"], 8192);
    assert!(calls[0].text().contains("2| print(n * (n + 1) // 2)"));
}

#[tokio::test]
async fn an_answer_that_is_no_review_is_a_bad_answer_and_stays_inside() {
    let anthropic = FakeAnthropic::start().unwrap();
    let mut beyond = valid_review();
    beyond["categories"][0]["score"] = json!(900);
    for said in [
        Said::text("xyzzy, I would rather talk about the weather."),
        Said::json(&json!({"summary": "xyzzy"})),
        Said::json(&beyond),
        Said::json(&valid_review()).cut_short(300),
    ] {
        anthropic.answer_next(said);
        let Err(Error::BadAnswer(text)) = ask(&anthropic).await else {
            panic!("a bad answer was accepted");
        };
        assert!(!text.contains("xyzzy"), "{text}");
    }
}

#[tokio::test]
async fn a_fenced_answer_is_a_review() {
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic.answer_next(Said::text(&format!("```json\n{}\n```", valid_review())));
    assert!(ask(&anthropic).await.is_ok());
}

#[tokio::test]
async fn a_model_that_declines_is_a_refusal() {
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic.answer_next(Said::refusal());
    assert!(matches!(ask(&anthropic).await, Err(Error::Refused(_))));
}

#[tokio::test]
async fn a_wrong_key_and_an_unknown_model_are_the_operators_to_mend() {
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic.require_key("another");
    let Err(Error::NotConfigured(text)) = ask(&anthropic).await else {
        panic!("a wrong key was accepted");
    };
    assert!(
        text.starts_with("the API answers 401 authentication_error, request req_"),
        "{text}"
    );
    assert!(!text.contains(&key()), "{text}");
    let anthropic = FakeAnthropic::start().unwrap();
    anthropic.only_models(&["claude-other"]);
    assert!(matches!(
        ask(&anthropic).await,
        Err(Error::NotConfigured(_))
    ));
}

#[tokio::test]
async fn the_api_asks_for_patience() {
    let anthropic = FakeAnthropic::start().unwrap();
    let patience = [
        (refusal::rate_limited(Duration::from_secs(7)), Some(7_000)),
        (
            refusal::overloaded(Some(Duration::from_secs(2))),
            Some(2_000),
        ),
        (refusal::overloaded(None), None),
    ];
    for (reply, expected) in patience {
        anthropic.on(MESSAGES).fault(Fault::answer(reply));
        let Err(Error::RateLimited(RateLimit { retry_after_ms, .. })) = ask(&anthropic).await
        else {
            panic!("not told apart");
        };
        assert_eq!(retry_after_ms, expected);
    }
}

#[tokio::test]
async fn an_api_that_fails_is_unavailable() {
    let anthropic = FakeAnthropic::start().unwrap();
    for fault in [
        Fault::answer(refusal::api_error()),
        Fault::status(StatusCode::BAD_GATEWAY),
        Fault::cut(),
    ] {
        anthropic.on(MESSAGES).fault(fault);
        assert!(matches!(ask(&anthropic).await, Err(Error::Unavailable(_))));
    }
    anthropic.on(MESSAGES).fault(Fault::garbage());
    assert!(matches!(ask(&anthropic).await, Err(Error::BadAnswer(_))));
    let nobody = anthropic.url();
    drop(anthropic);
    let settings = [
        (API_URL, nobody),
        (API_KEY, key()),
        (MODEL, "claude-test".to_owned()),
    ]
    .map(|(name, value)| Setting {
        name: name.to_owned(),
        value,
    });
    assert!(matches!(
        review(&request(), &settings).await,
        Err(Error::Unavailable(_))
    ));
}

#[tokio::test]
async fn a_request_that_will_never_be_accepted_is_refused() {
    let anthropic = FakeAnthropic::start().unwrap();
    for reply in [refusal::invalid_request("xyzzy"), refusal::too_large()] {
        anthropic.on(MESSAGES).fault(Fault::answer(reply));
        let Err(Error::Refused(text)) = ask(&anthropic).await else {
            panic!("not told apart");
        };
        assert!(!text.contains("xyzzy"), "{text}");
    }
}

#[tokio::test]
async fn code_that_is_too_long_is_not_sent() {
    let anthropic = FakeAnthropic::start().unwrap();
    let mut long = request();
    long.code = "x".repeat(102_401);
    let settings = [
        (API_URL, anthropic.url()),
        (API_KEY, key()),
        (MODEL, "claude-test".to_owned()),
    ]
    .map(|(name, value)| Setting {
        name: name.to_owned(),
        value,
    });
    assert!(matches!(
        review(&long, &settings).await,
        Err(Error::Refused(_))
    ));
    assert_eq!(anthropic.count(MESSAGES), 0);
}

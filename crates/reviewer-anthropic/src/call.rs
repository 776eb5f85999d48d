//! One request to the Messages API, and what its answer means.
//!
//! | answer | means |
//! | --- | --- |
//! | 200 | a message; a refusal or one that was cut off is told apart by its `stop_reason` |
//! | 401, 402, 403, 404 | the key, the account or the model: not configured |
//! | 408, 5xx, no answer | unavailable |
//! | 429, 529 | rate-limited, for as long as `retry-after` says |
//! | any other 4xx | this request will never be accepted: refused |
//!
//! What the API says in words is not passed on, only its type and the request's id.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use outbound::Limits;
use review::{Error, RateLimit, Usage};
use serde::{Deserialize, Serialize};

use crate::{prompt::Prompt, settings::Settings};

/// The most tokens of an answer.
const MAX_TOKENS: u32 = 8_192;

/// The answer comes in one piece when all of it is written, which takes a slow model minutes.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    first_byte: Duration::from_secs(240),
    between_bytes: Duration::from_secs(10),
    body_bytes: 1024 * 1024,
};

/// The longest wait that is believed.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// What the model wrote and what it took.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) text: String,
    /// The model as the API names it.
    pub(crate) model: Option<String>,
    pub(crate) usage: Usage,
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    system: &'a str,
    messages: [Message<'a>; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    model: Option<String>,
    content: Vec<Block>,
    #[serde(default)]
    stop_reason: Option<String>,
    #[serde(default)]
    usage: Used,
}

/// A piece of the answer; pieces that are no text are passed over.
#[derive(Deserialize)]
struct Block {
    #[serde(default)]
    text: String,
}

#[derive(Default, Deserialize)]
struct Used {
    #[serde(default)]
    input_tokens: Option<u64>,
    #[serde(default)]
    cache_creation_input_tokens: Option<u64>,
    #[serde(default)]
    cache_read_input_tokens: Option<u64>,
    #[serde(default)]
    output_tokens: Option<u64>,
}

/// Asks once.
pub(crate) async fn send(settings: &Settings, prompt: &Prompt) -> Result<Reply, Error> {
    send_within(settings, prompt, &LIMITS).await
}

async fn send_within(
    settings: &Settings,
    prompt: &Prompt,
    limits: &Limits,
) -> Result<Reply, Error> {
    let body = Body {
        model: &settings.model,
        max_tokens: MAX_TOKENS,
        system: &prompt.system,
        messages: [Message {
            role: "user",
            content: &prompt.message,
        }],
    };
    let body = serde_json::to_vec(&body).map_err(|error| Error::Refused(error.to_string()))?;
    let request = Request::post(settings.endpoint.clone())
        .header("x-api-key", settings.key.clone())
        .header("anthropic-version", "2023-06-01")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .body(Bytes::from(body))
        .map_err(|error| Error::NotConfigured(error.to_string()))?;
    let answer = outbound::send(request, limits).await.map_err(unreached)?;
    match answer.status() {
        StatusCode::OK => read(answer.body()),
        status => Err(refusal(status, &answer)),
    }
}

fn unreached(error: outbound::Error) -> Error {
    match error {
        outbound::Error::Denied | outbound::Error::Invalid(_) => {
            Error::NotConfigured(error.to_string())
        }
        outbound::Error::TooLarge => Error::BadAnswer(error.to_string()),
        outbound::Error::Connect(_) | outbound::Error::Timeout | outbound::Error::Broken(_) => {
            Error::Unavailable(error.to_string())
        }
    }
}

fn read(body: &[u8]) -> Result<Reply, Error> {
    let answered: Answered = serde_json::from_slice(body)
        .map_err(|_| Error::BadAnswer("the API's answer is no message".to_owned()))?;
    match answered.stop_reason.as_deref() {
        Some("refusal") => return Err(Error::Refused("the model declined to answer".to_owned())),
        Some("max_tokens" | "model_context_window_exceeded") => {
            return Err(Error::BadAnswer(
                "the answer was cut off because it was too long".to_owned(),
            ));
        }
        _ => {}
    }
    let used = answered.usage;
    let input = [
        used.input_tokens,
        used.cache_creation_input_tokens,
        used.cache_read_input_tokens,
    ];
    Ok(Reply {
        text: answered
            .content
            .into_iter()
            .map(|block| block.text)
            .collect(),
        model: answered.model,
        usage: Usage {
            input_tokens: input.into_iter().flatten().fold(0, u64::saturating_add),
            output_tokens: used.output_tokens.unwrap_or_default(),
        },
    })
}

fn refusal(status: StatusCode, answer: &Response<Bytes>) -> Error {
    let detail = detail(status, answer);
    match status.as_u16() {
        429 | 529 => Error::RateLimited(RateLimit {
            retry_after_ms: retry_after(answer.headers()),
            detail,
        }),
        401..=404 => Error::NotConfigured(detail),
        408 | 500.. => Error::Unavailable(detail),
        400.. => Error::Refused(detail),
        _ => Error::Unavailable(detail),
    }
}

/// `429 rate_limit_error, request req_011`.
fn detail(status: StatusCode, answer: &Response<Bytes>) -> String {
    #[derive(Deserialize)]
    struct Failed {
        error: Kind,
    }
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    let mut detail = format!("the API answers {}", status.as_u16());
    if let Ok(failed) = serde_json::from_slice::<Failed>(answer.body())
        && is_token(&failed.error.kind)
    {
        detail = format!("{detail} {}", failed.error.kind);
    }
    let id = answer
        .headers()
        .get("request-id")
        .and_then(|id| id.to_str().ok());
    if let Some(id) = id.filter(|id| is_token(id)) {
        detail = format!("{detail}, request {id}");
    }
    detail
}

/// One short word.
fn is_token(word: &str) -> bool {
    (1..=64).contains(&word.len())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// The wait in milliseconds: `retry-after-ms`, or `retry-after` in seconds, which is what this API sends.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let number = |name: &str| {
        let value: &HeaderValue = headers.get(name)?;
        let number: f64 = value.to_str().ok()?.trim().parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(number)
    };
    let seconds = number("retry-after-ms")
        .map(|millis| millis / 1_000.0)
        .or_else(|| number("retry-after"))?;
    let wait = Duration::from_secs_f64(seconds.min(LONGEST_WAIT.as_secs_f64()));
    u64::try_from(wait.as_millis()).ok()
}

#[cfg(test)]
mod tests;

//! Answers in the shape of GitHub's errors, for the fake itself and for faults made by tests.

use std::time::{Duration, SystemTime};

use http::StatusCode;
use serde_json::json;

use crate::fake::{Body, Reply};

/// An answer that refuses. Boxed, since it is the error of every handler.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) Box<Reply>);

impl From<Reply> for Refusal {
    fn from(reply: Reply) -> Self {
        Self(Box::new(reply))
    }
}

/// Any error in GitHub's JSON.
#[must_use]
pub fn error(status: StatusCode, message: &str) -> Reply {
    let body = json!({
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": status.as_str(),
    });
    Reply::json(status, &body)
}

/// 401: the token is not (or no longer) known.
#[must_use]
pub fn bad_credentials() -> Reply {
    error(StatusCode::UNAUTHORIZED, "Bad credentials")
}

/// 403: the token may read but not do this.
#[must_use]
pub fn forbidden() -> Reply {
    error(
        StatusCode::FORBIDDEN,
        "Resource not accessible by personal access token",
    )
    .with("x-accepted-github-permissions", "contents=write")
}

/// 404: there is no such thing, or it may not be seen.
#[must_use]
pub fn not_found() -> Reply {
    error(StatusCode::NOT_FOUND, "Not Found")
}

/// 409: nothing can be done in a repository without a commit.
#[must_use]
pub fn empty_repository() -> Reply {
    error(StatusCode::CONFLICT, "Git Repository is empty.")
}

/// 422 with this message.
#[must_use]
pub fn unprocessable(message: &str) -> Reply {
    error(StatusCode::UNPROCESSABLE_ENTITY, message)
}

/// 422: the branch has moved on.
#[must_use]
pub fn not_a_fast_forward() -> Reply {
    unprocessable("Update is not a fast forward")
}

/// 403 or 429: the hour's requests are used up until `reset`.
#[must_use]
pub fn primary_limit(status: StatusCode, limit: u64, reset: SystemTime) -> Reply {
    error(
        status,
        "API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, please include the \
         request ID.",
    )
    .with("x-ratelimit-limit", limit.to_string())
    .with("x-ratelimit-remaining", "0")
    .with("x-ratelimit-used", limit.to_string())
    .with("x-ratelimit-reset", epoch_seconds(reset).to_string())
    .with("x-ratelimit-resource", "core")
}

/// 403 or 429: too much at once; come back after a while.
#[must_use]
pub fn secondary_limit(status: StatusCode, retry_after: Duration) -> Reply {
    error(
        status,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    )
    .with("retry-after", retry_after.as_secs().to_string())
}

/// 500 as GitHub's own.
#[must_use]
pub fn server_error() -> Reply {
    error(StatusCode::INTERNAL_SERVER_ERROR, "Server Error")
}

/// 502 with the page of HTML that GitHub's edge answers when a request took too long.
#[must_use]
pub fn bad_gateway() -> Reply {
    let mut reply = Reply::empty(StatusCode::BAD_GATEWAY).with("content-type", "text/html");
    reply.body = Body::Whole("<html><head><title>Unicorn!</title></head></html>".into());
    reply
}

/// Whole seconds since 1970, rounded up: nobody comes back too early.
pub(super) fn epoch_seconds(at: SystemTime) -> u64 {
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    since.as_secs() + u64::from(since.subsec_nanos() > 0)
}

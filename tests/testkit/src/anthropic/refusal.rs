//! Answers in the shape of Anthropic's errors, for the fake itself and for faults made by tests.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use crate::fake::Reply;

/// Any error in Anthropic's JSON.
#[must_use]
pub fn error(status: StatusCode, kind: &str, message: &str) -> Reply {
    let body = json!({ "type": "error", "error": { "type": kind, "message": message } });
    Reply::json(status, &body)
}

/// 400
#[must_use]
pub fn invalid_request(message: &str) -> Reply {
    error(StatusCode::BAD_REQUEST, "invalid_request_error", message)
}

/// 401
#[must_use]
pub fn authentication() -> Reply {
    error(
        StatusCode::UNAUTHORIZED,
        "authentication_error",
        "invalid x-api-key",
    )
}

/// 403
#[must_use]
pub fn permission() -> Reply {
    let message = "Your API key does not have permission to use the specified resource.";
    error(StatusCode::FORBIDDEN, "permission_error", message)
}

/// 404
#[must_use]
pub fn not_found(what: &str) -> Reply {
    error(StatusCode::NOT_FOUND, "not_found_error", what)
}

/// 413
#[must_use]
pub fn too_large() -> Reply {
    let message = "Request exceeds the maximum size";
    error(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", message)
}

/// 429, to be tried again after this time (in whole seconds).
#[must_use]
pub fn rate_limited(retry_after: Duration) -> Reply {
    let message = "This request would exceed your organization's rate limit.";
    error(StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", message)
        .with("retry-after", retry_after.as_secs().to_string())
        .with("anthropic-ratelimit-requests-remaining", "0")
}

/// 500
#[must_use]
pub fn api_error() -> Reply {
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "api_error",
        "Internal server error",
    )
}

/// 529: overloaded; with a time to wait if one is given.
#[must_use]
pub fn overloaded(retry_after: Option<Duration>) -> Reply {
    let status = StatusCode::from_u16(529).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let reply = error(status, "overloaded_error", "Overloaded");
    match retry_after {
        Some(pause) => reply.with("retry-after", pause.as_secs().to_string()),
        None => reply,
    }
}

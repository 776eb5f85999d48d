//! Errors as RFC 9457 `application/problem+json`: one shape for every service.
//!
//! A [`Problem`] has two readers. Its `code`, `detail` and `errors` go to the user; its `context` goes to
//! the operator's log and never leaves the process. A handler returns it with `?`; it is logged and
//! turned into bytes once, at the boundary ([`render`]).

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// What went wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's path in the body, `camelCase`, such as `code` or `tags[2]`.
    pub field: String,
    /// Stable, `snake_case`: `too_long`, `unknown_field`, ...
    pub code: &'static str,
    /// One English sentence; the page translates by `code`.
    pub message: String,
}

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// Stable, `snake_case`; clients decide by it.
    pub code: &'static str,
    /// One sentence for the user.
    pub detail: String,
    /// Field by field, for `validation_failed`.
    pub errors: Vec<FieldError>,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u64>,
    /// For the operator's log alone.
    pub context: Option<String>,
}

impl Problem {
    /// A problem with any status and code.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            context: None,
        }
    }

    /// 400: not even well-formed.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        let detail = "Sign in to do this.";
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
    }

    /// 403: known, but not allowed. For things that the caller may not even know of use
    /// [`Problem::not_found`].
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404, also for what the caller may not know of.
    #[must_use]
    pub fn not_found() -> Self {
        let detail = "There is nothing here, or it is not yours to see.";
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 405.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        let detail = "This address does not take that method.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    /// 409: the thing is not in the state that this needs.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", detail)
    }

    /// 413.
    #[must_use]
    pub fn too_large(limit_bytes: usize) -> Self {
        let detail = format!("The request is larger than {limit_bytes} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    /// 415.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        let detail = "Send the body as application/json.";
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            detail,
        )
    }

    /// 422 with one or more fields to mend.
    #[must_use]
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let detail = "Some of what was sent cannot be accepted.";
        Self {
            errors,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "validation_failed",
                detail,
            )
        }
    }

    /// 422 for one field.
    pub fn field(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self::validation(vec![FieldError {
            field: field.into(),
            code,
            message: message.into(),
        }])
    }

    /// 503: try again in a moment. `context` says why, to the operator.
    pub fn unavailable(context: impl Into<String>) -> Self {
        let detail = "A part of algosu does not answer right now. Try again in a moment.";
        Self {
            retry_after: Some(2),
            context: Some(context.into()),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
        }
    }

    /// 500: a defect of ours. `context` says which, to the operator.
    pub fn internal(context: impl Into<String>) -> Self {
        let detail = "Something went wrong on our side.";
        Self {
            context: Some(context.into()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
        }
    }

    /// Adds what the operator should read in the log.
    #[must_use]
    pub fn with_context(mut self, context: impl Into<String>) -> Self {
        self.context = Some(context.into());
        self
    }

    /// Adds `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    /// An empty answer that carries the problem; [`render`] gives it its body at the boundary, where the
    /// request's id is known.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(rename = "requestId")]
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

/// Writes a problem for the wire. `request_id` lets the user name the request to the operator.
#[must_use]
pub fn render(problem: &Problem, request_id: &str) -> Response {
    let wire = Wire {
        r#type: format!("urn:algosu:problem:{}", problem.code),
        title: problem.status.canonical_reason().unwrap_or("Error"),
        status: problem.status.as_u16(),
        detail: &problem.detail,
        code: problem.code,
        request_id,
        errors: &problem.errors,
    };
    // A struct of strings always serialises.
    let body = serde_json::to_vec(&wire).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = problem.status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

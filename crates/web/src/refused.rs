//! Answers without a file, in the shape that all of algosu's errors have (RFC 9457).

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use crate::site::SiteError;

/// Why a request is not answered with a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// 405.
    #[error("Files can only be read.")]
    Method,
    /// 404.
    #[error("There is no such file.")]
    NotFound,
    /// 406: the client refuses every form there is.
    #[error("The file does not exist in a form that this client accepts.")]
    NotAcceptable,
    /// 503: the page is not there or not whole. The reason goes to the operator, not to the reader.
    #[error("The page is not available at the moment.")]
    Site(#[from] SiteError),
}

impl Refused {
    pub(crate) fn answer(&self, request_id: &str) -> Response<Bytes> {
        let (status, code) = match self {
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::NotAcceptable => (StatusCode::NOT_ACCEPTABLE, "not_acceptable"),
            Self::Site(error) => {
                log(error, request_id);
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
        };
        let body = json!({
            "type": format!("urn:algosu:problem:{code}"),
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": self.to_string(),
            "code": code,
            "requestId": request_id,
        });
        let body = Bytes::from(body.to_string());
        let length = HeaderValue::from(body.len());
        let mut answer = Response::new(body);
        *answer.status_mut() = status;
        let head = answer.headers_mut();
        head.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        head.insert(header::CONTENT_LENGTH, length);
        head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::Method => head.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD")),
            Self::Site(_) => head.insert(header::RETRY_AFTER, HeaderValue::from_static("5")),
            Self::NotFound | Self::NotAcceptable => None,
        };
        answer
    }
}

/// One line for the operator, in the shape of every service's log.
fn log(error: &SiteError, request_id: &str) {
    println!(
        "{}",
        json!({
            "level": "error",
            "service": "web",
            "message": error.to_string(),
            "fields": { "requestId": request_id },
        })
    );
}

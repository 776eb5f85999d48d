//! What every answer of this door carries: the page may do what it needs and nothing more.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use uuid::Uuid;

/// Scripts, styles and fonts come from here alone, never from inside a document; data comes from here
/// alone; pictures in problem statements may come from any secure place.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' data: https:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'; object-src 'none'";

const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    // Browsers heed it over https alone, where it belongs.
    (
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=31536000; includeSubDomains",
    ),
];

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request's id: the caller's if it is a UUID, else a new one.
pub(crate) fn request_id(request: &HeaderMap) -> String {
    let given = request
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| Uuid::try_parse(text).ok());
    given.unwrap_or_else(Uuid::now_v7).hyphenated().to_string()
}

/// Adds the security headers and the request's id to an answer.
pub(crate) fn secure(answer: &mut HeaderMap, id: &str) {
    for (name, value) in HEADERS {
        answer.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        answer.insert(REQUEST_ID, value);
    }
}

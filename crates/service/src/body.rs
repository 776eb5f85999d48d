//! Strict JSON: the right type, well-formed, nothing unknown.

use axum::{
    body::Bytes, extract::FromRequest, extract::Request, extract::rejection::BytesRejection,
};
use http::{HeaderMap, header};
use problem_details::Problem;
use serde::de::DeserializeOwned;

/// The largest body that a service reads, in bytes. The largest code (102,400 bytes) takes at most six
/// times as much in JSON, with every character escaped.
pub const BODY_BYTES: usize = 1024 * 1024;

/// A JSON body. Types should `deny_unknown_fields`.
///
/// Not JSON at all is 400, JSON that does not fit is 422 with the field's path.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::unsupported_media_type());
        }
        let bytes = whole_body(request, state).await?;
        parse(&bytes).map(Self)
    }
}

/// The whole body of a request, up to [`BODY_BYTES`].
///
/// # Errors
/// 413, or 400 if it broke off.
pub async fn whole_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(failure)
                if failure.status() == http::StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Problem::too_large(BODY_BYTES)
            }
            _ => Problem::malformed("The body did not arrive whole."),
        })
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(kind)) = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str())
    else {
        return false;
    };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if !inner.is_data() {
            return Problem::malformed("The body is not well-formed JSON in UTF-8.");
        }
        let message = inner.to_string();
        let (code, sentence) = if message.starts_with("unknown field") {
            ("unknown_field", "This field is not known here.")
        } else if message.starts_with("missing field") {
            ("required", "This field is missing.")
        } else if message.starts_with("duplicate field") {
            ("duplicate_field", "This field is there twice.")
        } else {
            (
                "wrong_type",
                "This is not the kind of value that belongs here.",
            )
        };
        Problem::field(field_name(&path, &message), code, sentence)
    })?;
    deserializer
        .end()
        .map_err(|_| Problem::malformed("There is something after the end of the JSON body."))?;
    // serde would also take a list of the fields' values, in an order that nobody has promised.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        Ok(value)
    } else {
        Err(Problem::field(
            ".",
            "wrong_type",
            "The body must be a JSON object.",
        ))
    }
}

/// A missing field has no path of its own, nor has one that is there twice; serde names it between backticks.
fn field_name(path: &str, message: &str) -> String {
    let named = message.split('`').nth(1).unwrap_or_default();
    let about_a_field =
        message.starts_with("missing field") || message.starts_with("duplicate field");
    match (path, about_a_field) {
        (".", true) => named.to_owned(),
        (path, true) => format!("{path}.{named}"),
        (path, false) => path.to_owned(),
    }
}

//! An error as RFC 9457 and algosu's own rules want it.

use testkit::client::Answer;

/// Holds an answer against everything that a refusal must be.
#[track_caller]
pub fn refused(answer: &Answer, status: u16, code: &str) {
    let body = String::from_utf8_lossy(&answer.bytes);
    let what = format!("{} was answered {}: {body}", answer.request, answer.status);
    assert_eq!(answer.status, status, "{what}");
    assert_eq!(answer.code(), code, "{what}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{what}"
    );
    assert_eq!(
        answer.header("x-content-type-options"),
        Some("nosniff"),
        "{what}"
    );
    assert_eq!(answer.json["status"], status, "{what}");
    assert_eq!(
        answer.json["type"],
        format!("urn:algosu:problem:{code}"),
        "{what}"
    );
    assert_eq!(
        answer.header("x-request-id"),
        answer.json["requestId"].as_str(),
        "{what}"
    );
    for field in ["title", "detail"] {
        assert!(!answer.text(&format!("/{field}")).is_empty(), "{what}");
    }
    assert_eq!(answer.json["errors"].is_array(), status == 422, "{what}");
}

/// The same for one field that cannot be accepted: 422 with this field and reason first.
#[track_caller]
pub fn refused_field(answer: &Answer, field: &str, reason: &str) {
    refused(answer, 422, "validation_failed");
    let first = &answer.json["errors"][0];
    assert_eq!(
        (&first["field"], &first["code"]),
        (&field.into(), &reason.into()),
        "{}",
        answer.json
    );
    assert!(
        !answer.text("/errors/0/message").is_empty(),
        "{}",
        answer.json
    );
}

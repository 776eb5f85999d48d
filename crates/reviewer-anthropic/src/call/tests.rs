use super::*;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            (
                http::HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_wait_is_read_from_the_headers_and_bounded() {
    let wait = |pairs: &[(&'static str, &str)]| retry_after(&headers(pairs));
    assert_eq!(wait(&[("retry-after", "7")]), Some(7_000));
    assert_eq!(wait(&[("retry-after", " 0.5 ")]), Some(500));
    assert_eq!(
        wait(&[("retry-after-ms", "1500"), ("retry-after", "2")]),
        Some(1_500)
    );
    assert_eq!(
        wait(&[("retry-after", "99999999999999999999")]),
        Some(3_600_000)
    );
    for nothing in [
        "",
        "-1",
        "soon",
        "NaN",
        "inf",
        "Fri, 20 Nov 2026 07:28:00 GMT",
    ] {
        assert_eq!(wait(&[("retry-after", nothing)]), None, "{nothing:?}");
    }
    assert_eq!(wait(&[]), None);
}

#[test]
fn each_status_has_its_meaning() {
    let meaning = |status: u16| {
        let answer = Response::new(Bytes::from_static(b"{}"));
        match refusal(StatusCode::from_u16(status).unwrap(), &answer) {
            Error::Unavailable(_) => "unavailable",
            Error::RateLimited(_) => "rate-limited",
            Error::BadAnswer(_) => "bad-answer",
            Error::Refused(_) => "refused",
            Error::NotConfigured(_) => "not-configured",
        }
    };
    for (statuses, expected) in [
        (&[400, 405, 409, 413, 422][..], "refused"),
        (&[401, 402, 403, 404], "not-configured"),
        (&[429, 529], "rate-limited"),
        (&[204, 301, 408, 500, 502, 503, 504, 520], "unavailable"),
    ] {
        for status in statuses {
            assert_eq!(meaning(*status), expected, "{status}");
        }
    }
}

#[test]
fn only_the_type_and_the_request_id_of_an_error_are_passed_on() {
    let body = r#"{"type":"error","error":{"type":"rate_limit_error","message":"xyzzy"}}"#;
    let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
    answer
        .headers_mut()
        .insert("request-id", HeaderValue::from_static("req_011"));
    let told = detail(StatusCode::TOO_MANY_REQUESTS, &answer);
    assert_eq!(
        told,
        "the API answers 429 rate_limit_error, request req_011"
    );
    let strange = r#"{"error":{"type":"xyzzy plugh"}}"#;
    let answer = Response::new(Bytes::from_static(strange.as_bytes()));
    assert_eq!(
        detail(StatusCode::BAD_REQUEST, &answer),
        "the API answers 400"
    );
}

use super::*;

fn sent(path: &str, accept: Option<&str>) -> (StatusCode, Option<String>, Bytes) {
    let built = Built::new(LIST);
    let lines: Vec<(&str, &str)> = accept
        .map(|value| ("accept-encoding", value))
        .into_iter()
        .collect();
    let answer = get(&built.site(), path, &lines);
    let encoding = header(&answer, "content-encoding").map(str::to_owned);
    if answer.status() == StatusCode::OK {
        let length = header(&answer, "content-length").unwrap().parse::<usize>();
        assert_eq!(
            length,
            Ok(answer.body().len()),
            "the length is that of the form sent"
        );
    }
    (answer.status(), encoding, answer.into_body())
}

fn encoding(accept: &str) -> Option<String> {
    let (status, encoding, _) = sent("/index.html", Some(accept));
    assert_eq!(status, StatusCode::OK, "{accept}");
    encoding
}

#[test]
fn the_smallest_welcome_form_is_sent() {
    for accept in [
        "br",
        "gzip, deflate, br, zstd",
        "GZIP, BR",
        "*",
        "br;q=1.0, gzip;q=1.0",
        "gzip;q=0.5, br;q=0.9",
    ] {
        assert_eq!(encoding(accept).as_deref(), Some("br"), "{accept}");
    }
    for accept in [
        "gzip",
        "x-gzip",
        "gzip;q=0.9, br;q=0.5",
        "br;q=0, gzip",
        "*, br;q=0",
        "deflate, gzip;q=0.001",
    ] {
        assert_eq!(encoding(accept).as_deref(), Some("gzip"), "{accept}");
    }
}

#[test]
fn the_plain_form_is_sent_to_a_client_that_asks_for_nothing_we_have() {
    for accept in [
        "",
        "identity",
        "deflate",
        "zstd;q=1",
        "br;q=0, gzip;q=0",
        "identity;q=1, br;q=0.5",
        "*;q=0, identity",
    ] {
        assert_eq!(encoding(accept), None, "{accept}");
    }
    let (_, encoding, body) = sent("/index.html", None);
    assert_eq!((encoding, body), (None, Bytes::from("<!doctype html>")));
}

#[test]
fn a_form_that_does_not_exist_is_passed_over() {
    let (_, encoding, body) = sent(SCRIPT, Some("gzip, br;q=0.1"));
    assert_eq!(
        (encoding.as_deref(), body),
        (Some("br"), Bytes::from("js as br"))
    );
    let (_, encoding, _) = sent("/assets/font.woff2", Some("br, gzip"));
    assert_eq!(encoding, None);
}

#[test]
fn a_client_that_refuses_everything_is_told_so() {
    for accept in ["identity;q=0", "*;q=0", "zstd, *;q=0"] {
        let (status, _, _) = sent("/assets/font.woff2", Some(accept));
        assert_eq!(status, StatusCode::NOT_ACCEPTABLE, "{accept}");
    }
}

#[test]
fn nonsense_is_read_leniently_and_never_breaks_an_answer() {
    for accept in [
        ";;;",
        ",,,",
        "br;q=",
        "br;q=abc",
        "br;q=-1, gzip;q=nan",
        "br; q = 0.3 ; x=y",
        "\"br\"",
        "br;q=99999999999999999999",
    ] {
        let (status, _, _) = sent("/index.html", Some(accept));
        assert_eq!(status, StatusCode::OK, "{accept}");
    }
}

#[test]
fn an_answer_that_depends_on_the_client_says_so() {
    let built = Built::new(LIST);
    let site = built.site();
    assert_eq!(
        header(&get(&site, "/", &[]), "vary"),
        Some("accept-encoding")
    );
    assert_eq!(header(&get(&site, "/assets/font.woff2", &[]), "vary"), None);
}

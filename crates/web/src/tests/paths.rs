use super::*;

#[test]
fn a_file_is_sent_with_its_type_and_length() {
    let built = Built::new(LIST);
    let answer = get(&built.site(), SCRIPT, &[]);
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.body(), "script");
    assert_eq!(
        header(&answer, "content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(header(&answer, "content-length"), Some("6"));
}

#[test]
fn an_address_of_the_page_is_answered_with_the_page() {
    let built = Built::new(LIST);
    let site = built.site();
    for path in [
        "/",
        "/login",
        "/problems/0198-ab_~",
        "/studies/x/problems/new",
        "/assets",
    ] {
        for accept in [
            "text/html,application/xhtml+xml",
            "*/*;q=0.8",
            "image/png, text/*;q=0.1",
        ] {
            let answer = get(&site, path, &[("accept", accept)]);
            assert_eq!(answer.status(), StatusCode::OK, "{path} {accept}");
            assert_eq!(answer.body(), "<!doctype html>");
            assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
        }
        assert_eq!(get(&site, path, &[]).status(), StatusCode::OK);
        assert_eq!(
            get(&site, path, &[("sec-fetch-mode", "navigate")]).status(),
            StatusCode::OK
        );
    }
}

#[test]
fn a_program_that_asks_for_a_missing_file_is_not_given_the_page() {
    let built = Built::new(LIST);
    let site = built.site();
    for mode in ["cors", "no-cors", "same-origin"] {
        let answer = get(
            &site,
            "/problems/1",
            &[("sec-fetch-mode", mode), ("accept", "*/*")],
        );
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{mode}");
    }
    assert_eq!(
        get(&site, "/login", &[("accept", "application/json")]).status(),
        StatusCode::NOT_FOUND
    );
}

#[test]
fn what_looks_like_a_file_and_is_none_is_missing_even_to_a_navigating_browser() {
    let built = Built::new(LIST);
    let site = built.site();
    for path in [
        "/favicon.ico",
        "/assets/main-old.js",
        "/assets/gone",
        "/index.html.br",
        "/site.json",
        "/secret.txt",
        "/a.b/c",
    ] {
        let answer = get(
            &site,
            path,
            &[("sec-fetch-mode", "navigate"), ("accept", "text/html")],
        );
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            header(&answer, "content-type"),
            Some("application/problem+json")
        );
        assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    }
}

#[test]
fn no_spelling_of_a_path_reaches_what_is_not_listed() {
    let built = Built::new(LIST);
    let site = built.site();
    for path in [
        "/../secret.txt",
        "/assets/../secret.txt",
        "/assets/../index.html",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/./index.html",
        "//index.html",
        "//etc/passwd",
        "/assets//font.woff2",
        "/index.html/",
        "/INDEX.HTML",
        "/index.html%00",
        "/\\..\\secret.txt",
        "/secret%2etxt",
        "",
        "*",
        "index.html",
        "/etc/passwd%00",
        "/한글",
    ] {
        let answer = get(&site, path, &[("accept", "text/html")]);
        let page = answer.body() == "<!doctype html>";
        assert!(
            answer.status() == StatusCode::NOT_FOUND || (path.is_empty() && page),
            "{path}"
        );
    }
}

#[test]
fn only_reading_is_possible() {
    let built = Built::new(LIST);
    let site = built.site();
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
        Method::TRACE,
    ] {
        let answer = site.answer(&method, "/index.html", &HeaderMap::new());
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(header(&answer, "allow"), Some("GET, HEAD"));
    }
}

#[test]
fn head_answers_like_get_without_the_body() {
    let built = Built::new(LIST);
    let site = built.site();
    for (path, lines) in [
        (SCRIPT, headers(&[("accept-encoding", "br")])),
        ("/", HeaderMap::new()),
        ("/missing.js", HeaderMap::new()),
    ] {
        let mut get = site.answer(&Method::GET, path, &lines);
        let mut head = site.answer(&Method::HEAD, path, &lines);
        assert!(head.body().is_empty());
        assert_eq!(get.status(), head.status());
        get.headers_mut().remove("x-request-id");
        head.headers_mut().remove("x-request-id");
        assert_eq!(get.headers(), head.headers());
    }
}

#[test]
fn every_answer_carries_the_security_headers() {
    let built = Built::new(LIST);
    let site = built.site();
    for (method, path) in [
        (Method::GET, "/"),
        (Method::GET, SCRIPT),
        (Method::GET, "/no.js"),
        (Method::POST, "/"),
    ] {
        let answer = site.answer(&method, path, &HeaderMap::new());
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(
            !policy.contains("unsafe"),
            "nothing inline, nothing evaluated"
        );
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
        assert_eq!(header(&answer, "referrer-policy"), Some("same-origin"));
        assert_eq!(
            header(&answer, "cross-origin-opener-policy"),
            Some("same-origin")
        );
    }
}

#[test]
fn a_request_id_is_taken_over_if_it_is_a_uuid_and_made_otherwise() {
    let built = Built::new(LIST);
    let site = built.site();
    let given = "0198c0de-0000-7000-8000-000000000001";
    let answer = get(&site, "/no.js", &[("x-request-id", given)]);
    assert_eq!(header(&answer, "x-request-id"), Some(given));
    assert!(String::from_utf8_lossy(answer.body()).contains(given));
    let answer = get(&site, "/", &[("x-request-id", "<script>")]);
    let made = header(&answer, "x-request-id").unwrap();
    assert!(made.len() == 36 && made != given);
}

use http::{HeaderMap, Method, Request};
use serde_json::json;
use uuid::Uuid;

use super::world::{World, empty, headers, relayed};

#[tokio::test]
async fn every_address_reaches_its_service_as_the_signed_in_user() {
    let world = World::new().await;
    let visitor = world.visitor();
    for (method, path, service) in relayed() {
        let request = visitor.act(method.clone(), &format!("{path}?a=%20b&a=c"));
        let reply = world.send(empty(request)).await;
        assert_eq!(reply.status.as_u16(), 200, "{path}");
        let calls = world.services.calls();
        assert_eq!(calls.len(), 1, "{path}");
        let call = &calls[0];
        assert_eq!((call.service.as_str(), &call.method), (service, &method));
        assert_eq!(call.path, format!("{path}?a=%20b&a=c"));
        let caller = &call.caller;
        assert_eq!(
            (caller.component.as_str(), caller.user, caller.session),
            ("gateway", Some(visitor.user), Some(visitor.session))
        );
        assert!(caller.demo);
    }
}

#[tokio::test]
async fn only_the_named_headers_of_a_client_reach_a_service() {
    let world = World::new().await;
    let visitor = world.visitor();
    let forged = world.visitor();
    let mut request = visitor.act(Method::POST, "/api/submissions");
    for (name, value) in [
        ("x-algosu-token", "forged"),
        ("X-ALGOSU-TOKEN", "forged"),
        ("x-user-id", "1"),
        ("x-internal-key", "k"),
        ("x-internal-user", "1"),
        ("authorization", "Bearer t"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-forwarded-host", "evil.test"),
        ("forwarded", "for=10.0.0.1"),
        ("spin-client-addr", "10.0.0.1"),
        ("spin-full-url", "http://evil.test"),
        ("x-http-method-override", "DELETE"),
        ("x-original-url", "/internal/wake"),
        ("referer", "http://evil.test"),
        ("user-agent", "Firefox"),
        ("content-type", "application/json"),
        ("accept-language", "ko"),
        ("idempotency-key", "k1"),
    ] {
        request = request.header(name, value);
    }
    request = request.header("x-csrf-session", &forged.token);
    world.send(empty(request)).await;
    let call = world.services.calls().remove(0);
    assert_eq!(call.caller.user, Some(visitor.user));
    assert_eq!(call.method, Method::POST);
    let mut names: Vec<&str> = call.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept-language",
            "content-length",
            "content-type",
            "host",
            "idempotency-key",
            "traceparent",
            "x-algosu-token",
            "x-request-id"
        ]
    );
    assert_eq!(call.headers["idempotency-key"], "k1");
    assert_eq!(call.headers["accept-language"], "ko");
}

#[tokio::test]
async fn two_values_of_a_header_stay_two_so_that_the_service_can_refuse_them() {
    let world = World::new().await;
    let visitor = world.visitor();
    let request = visitor
        .act(Method::POST, "/api/submissions")
        .header("idempotency-key", "a")
        .header("idempotency-key", "b");
    world.send(empty(request)).await;
    let call = world.services.calls().remove(0);
    let keys: Vec<_> = call.headers.get_all("idempotency-key").iter().collect();
    assert_eq!(keys, ["a", "b"]);
}

#[tokio::test]
async fn only_the_named_headers_of_a_service_reach_the_client() {
    let world = World::new().await;
    let visitor = world.visitor();
    let answered = headers(&[
        ("content-type", "application/json; charset=utf-8"),
        ("location", "/api/submissions/1"),
        ("retry-after", "7"),
        ("cache-control", "private"),
        ("etag", "\"1\""),
        ("set-cookie", "algosu_session=planted"),
        ("x-algosu-token", "secret"),
        ("access-control-allow-origin", "*"),
        ("content-security-policy", "default-src *"),
        ("x-frame-options", "ALLOWALL"),
        ("server", "x"),
        ("x-internal", "x"),
    ]);
    world.services.answers_with(
        "POST submission/api/submissions",
        201,
        answered,
        "{\"id\":1}".to_owned(),
    );
    let request = visitor.act(Method::POST, "/api/submissions");
    let reply = world.send(empty(request)).await;
    assert_eq!(reply.status.as_u16(), 201);
    assert_eq!(reply.text, "{\"id\":1}");
    let mut names: Vec<&str> = reply.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "cache-control",
            "content-length",
            "content-security-policy",
            "content-type",
            "cross-origin-resource-policy",
            "etag",
            "location",
            "referrer-policy",
            "retry-after",
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options",
            "x-request-id"
        ]
    );
    assert_eq!(
        reply.headers["content-type"],
        "application/json; charset=utf-8"
    );
    assert_eq!(reply.headers["cache-control"], "private");
    assert_eq!(reply.headers["x-frame-options"], "DENY");
}

#[tokio::test]
async fn a_services_refusal_is_passed_on_as_it_is() {
    let world = World::new().await;
    let visitor = world.visitor();
    for status in [204, 400, 404, 405, 409, 422, 429, 503] {
        let kind = headers(&[
            ("content-type", "application/problem+json"),
            ("allow", "GET"),
        ]);
        let body = match status {
            204 => String::new(),
            _ => json!({"code": "theirs", "status": status}).to_string(),
        };
        let what = "GET identity/api/me";
        world
            .services
            .answers_with(what, status, kind, body.clone());
        let reply = world.send(empty(visitor.get("/api/me"))).await;
        assert_eq!(
            (reply.status.as_u16(), reply.text.as_str()),
            (status, body.as_str())
        );
        assert_eq!(reply.headers["allow"], "GET");
    }
}

#[tokio::test]
async fn a_request_has_one_id_and_one_trace_on_its_way() {
    let world = World::new().await;
    let visitor = world.visitor();
    let theirs = Uuid::now_v7().to_string();
    let trace = format!("00-{}-00f067aa0ba902b7-01", Uuid::now_v7().simple());
    let odd = headers(&[("x-request-id", "1"), ("traceparent", "00-1-2-3")]);
    let mut good = HeaderMap::new();
    good.insert("x-request-id", theirs.parse().unwrap());
    good.insert("traceparent", trace.parse().unwrap());
    for (given, kept) in [(HeaderMap::new(), false), (odd, false), (good, true)] {
        let mut request = empty(visitor.get("/api/me"));
        request.headers_mut().extend(given);
        let reply = world.send(request).await;
        let call = world.services.calls().remove(0);
        let id = call.headers["x-request-id"].to_str().unwrap();
        assert_eq!(reply.headers["x-request-id"], id);
        assert!(Uuid::try_parse(id).is_ok());
        assert_eq!(id == theirs, kept);
        assert_eq!(call.headers["traceparent"] == trace, kept);
        assert_eq!(call.headers["traceparent"].len(), 55);
    }
}

#[tokio::test]
async fn what_is_in_no_table_is_404_and_what_takes_another_method_is_405() {
    let world = World::new().await;
    let visitor = world.visitor();
    let me = "/api/me";
    for path in [
        "/",
        "/api",
        "/api/",
        "/api/me/",
        "//api/me",
        "/api//me",
        "/api/./me",
        "/api/x/../me",
        "/API/me",
        "/api/me;x",
        "/api/me.",
        "/api%2fme",
        "/%61pi/users/1",
        "/api/users",
        "/api/submissions/1/2/3",
        "/sessions/1",
        "/wake",
        "/log",
        "/health",
        "/studies/1",
        "/auth",
        "/auth/register",
    ] {
        let reply = world.send(empty(visitor.get(path))).await;
        reply.refused(404, "not_found");
        // Nobody is told more who is not signed in.
        let reply = world.send(empty(Request::get(path))).await;
        reply.refused(404, "not_found");
    }
    for (method, path, allowed) in [
        (Method::POST, me, "GET,HEAD,PATCH"),
        (Method::OPTIONS, me, "GET,HEAD,PATCH"),
        (Method::TRACE, me, "GET,HEAD,PATCH"),
        (Method::DELETE, "/api/submissions", "GET,HEAD,POST"),
        (Method::GET, "/auth/demo", "POST"),
        (Method::POST, "/health/live", "GET,HEAD"),
    ] {
        let reply = world.send(empty(visitor.act(method, path))).await;
        reply.refused(405, "method_not_allowed");
        let mut allow: Vec<&str> = reply.headers["allow"]
            .to_str()
            .unwrap()
            .split(',')
            .collect();
        allow.sort_unstable();
        assert_eq!(allow.join(","), allowed);
    }
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_is_503_and_the_others_go_on() {
    let world = World::without("problem").await;
    let visitor = world.visitor();
    for (method, path, service) in relayed() {
        let reply = world.send(empty(visitor.act(method, &path))).await;
        if service == "problem" {
            reply.refused(503, "unavailable");
            assert!(reply.headers.contains_key("retry-after"));
            assert!(!reply.text.contains("127.0.0.1"), "{}", reply.text);
        } else {
            assert_eq!(reply.status.as_u16(), 200);
        }
    }
}

use http::{Method, Request, request::Builder};

use super::world::{ORIGIN, World, empty, relayed};
use crate::app::origin_of;

/// Every unsafe relayed address, and logout.
fn unsafe_addresses() -> impl Iterator<Item = (Method, String)> {
    relayed()
        .filter(|(method, _, _)| *method != Method::GET)
        .map(|(method, path, _)| (method, path))
        .chain([(Method::POST, "/auth/logout".to_owned())])
}

const OTHERS: [&[&str]; 10] = [
    &[],
    &["null"],
    &[""],
    &["http://evil.test"],
    &["http://algosu.test"],
    &["https://algosu.test:3000"],
    &["http://algosu.test:3000.evil.test"],
    &["http://www.algosu.test:3000"],
    &["http://algosu.test:3000/"],
    &[ORIGIN, ORIGIN],
];

fn from(mut request: Builder, origins: &[&str]) -> Builder {
    for origin in origins {
        request = request.header("origin", *origin);
    }
    request
}

#[tokio::test]
async fn what_changes_something_must_come_from_our_own_page() {
    let world = World::new().await;
    let visitor = world.visitor();
    for origins in OTHERS {
        for (method, path) in unsafe_addresses() {
            let request = visitor
                .get(&path)
                .method(method)
                .header("x-csrf-token", &visitor.csrf)
                .header("referer", format!("{ORIGIN}/"))
                .header("sec-fetch-site", "same-origin");
            let reply = world.send(empty(from(request, origins))).await;
            reply.refused(403, "csrf");
        }
    }
    assert!(world.services.calls().is_empty());
    // The session is still there.
    let reply = world.send(empty(visitor.get("/auth/session"))).await;
    assert_eq!(reply.status.as_u16(), 200);
}

#[tokio::test]
async fn what_changes_something_must_show_the_token_of_this_session() {
    let world = World::new().await;
    let (visitor, other) = (world.visitor(), world.visitor());
    let upper = visitor.csrf.to_uppercase();
    let shorter: String = visitor.csrf.chars().skip(1).collect();
    for tokens in [
        &[][..],
        &[""],
        &["x"],
        &[other.csrf.as_str()],
        &[visitor.session.to_string().as_str()],
        &[upper.as_str()],
        &[shorter.as_str()],
    ] {
        for (method, path) in unsafe_addresses() {
            let mut request = visitor.get(&path).method(method).header("origin", ORIGIN);
            for token in tokens {
                request = request.header("x-csrf-token", *token);
            }
            let reply = world.send(empty(request)).await;
            reply.refused(403, "csrf");
        }
    }
    assert!(world.services.calls().is_empty());
    for (method, path) in unsafe_addresses() {
        let reply = world.send(empty(visitor.act(method, &path))).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text);
    }
}

#[tokio::test]
async fn looking_at_things_needs_neither() {
    let world = World::new().await;
    let visitor = world.visitor();
    for (_, path, _) in relayed().filter(|(method, _, _)| *method == Method::GET) {
        let request = visitor.get(&path).header("origin", "http://evil.test");
        let reply = world.send(empty(request)).await;
        assert_eq!(reply.status.as_u16(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_session_begins_and_goes_on_from_our_own_page_alone() {
    let world = World::new().await;
    for path in ["/auth/demo", "/auth/refresh"] {
        for origins in OTHERS {
            let request = Request::post(path).header("cookie", "algosu_refresh=r");
            let reply = world.send(empty(from(request, origins))).await;
            reply.refused(403, "csrf");
        }
    }
    assert!(world.services.calls().is_empty());
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    for (url, origin) in [
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("https://Algosu.Example", "https://algosu.example"),
        ("https://algosu.example:443/app/", "https://algosu.example"),
        ("http://algosu.example:80", "http://algosu.example"),
        ("http://algosu.example:443", "http://algosu.example:443"),
        ("https://algosu.example:80", "https://algosu.example:80"),
        ("http://[::1]:3000/x", "http://[::1]:3000"),
    ] {
        assert_eq!(origin_of(url), origin);
    }
}

use http::Request;
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::{ORIGIN, World, empty, now, session_row};

fn begun() -> Value {
    json!({
        "session": session_row(Uuid::now_v7(), Uuid::now_v7(), now() + 86_400), "refreshToken": "r1",
    })
}

#[tokio::test]
async fn without_demo_mode_there_is_no_such_address() {
    let world = World::open_at(ORIGIN, false).await;
    let request = Request::post("/auth/demo").header("origin", ORIGIN);
    world.send(empty(request)).await.refused(404, "not_found");
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn a_visitor_gets_a_session_that_is_theirs() {
    let world = World::new().await;
    let begun = begun();
    world
        .services
        .answers("POST identity/sessions/demo", 201, &begun);
    let request = Request::post("/auth/demo")
        .header("origin", ORIGIN)
        .header("user-agent", "Firefox")
        .header("spin-client-addr", "203.0.113.9")
        .header("spin-client-addr", "198.51.100.7:1234")
        .header("accept-language", "ko-KR,en;q=0.5");
    let reply = world.send(empty(request)).await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
    let calls = world.services.calls();
    // Of two addresses the client claimed the first, and the host appended the last.
    assert_eq!(
        serde_json::from_slice::<Value>(&calls[0].body).unwrap(),
        json!({"locale": "ko", "address": "198.51.100.7:1234", "userAgent": "Firefox"})
    );
    let (token, _) = reply.cookie("algosu_session").unwrap();
    let session = world.app.guard.key().check(&token).unwrap();
    assert_eq!(json!(session.id), begun["session"]["id"]);
    assert_eq!(json!(session.user), begun["session"]["userId"]);
    assert!(session.demo && session.roles.is_empty());
    assert_eq!(reply.cookie("algosu_refresh").unwrap().0, "r1");
}

#[tokio::test]
async fn the_language_is_the_first_that_the_browser_names_and_we_speak() {
    let world = World::new().await;
    world
        .services
        .answers("POST identity/sessions/demo", 201, &begun());
    for (wanted, locale) in [
        ("ko", "ko"),
        ("EN-us, ko", "en"),
        ("fr, ko;q=0.8, en;q=0.7", "ko"),
        ("fr", "en"),
        ("", "en"),
        ("한국어", "en"),
        ("k", "en"),
        (", ,ko", "ko"),
    ] {
        let request = Request::post("/auth/demo")
            .header("origin", ORIGIN)
            .header("accept-language", wanted.as_bytes());
        let reply = world.send(empty(request)).await;
        assert_eq!(reply.status.as_u16(), 204);
        let body: Value = serde_json::from_slice(&world.services.calls()[0].body).unwrap();
        assert_eq!(body["locale"], locale, "{wanted}");
    }
}

#[tokio::test]
async fn no_session_begins_while_identity_is_away() {
    let world = World::new().await;
    world.services.known().away.insert("identity");
    let request = Request::post("/auth/demo").header("origin", ORIGIN);
    let reply = world.send(empty(request)).await;
    reply.refused(503, "unavailable");
    assert!(!reply.headers.contains_key("set-cookie"));
}

use http::{Method, Request};
use serde_json::json;
use timestamp::Timestamp;
use uuid::Uuid;

use super::world::{ORIGIN, World, empty, now, session_row};

#[tokio::test]
async fn the_page_is_told_who_is_signed_in_and_what_to_send() {
    let world = World::new().await;
    let visitor = world.visitor();
    let reply = world.send(empty(visitor.get("/auth/session"))).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    assert_eq!(
        reply.json["user"],
        json!({"id": visitor.user, "name": "Ada"})
    );
    assert_eq!(reply.json["csrfToken"], visitor.csrf);
    assert_eq!(reply.json["demo"], true);
    let end = Timestamp::parse(reply.json["expiresAt"].as_str().unwrap()).unwrap();
    let left = end.as_millis() - Timestamp::now().as_millis();
    assert!((890_000..=900_000).contains(&left), "{left}");
    assert_eq!(reply.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_refresh_gives_new_cookies_and_its_row_is_looked_at_anew() {
    let world = World::new().await;
    let visitor = world.visitor();
    world.send(empty(visitor.get("/api/me"))).await;
    let begun = json!({
        "session": session_row(visitor.session, visitor.user, now() + 3600), "refreshToken": "second",
    });
    world
        .services
        .answers("POST identity/sessions/refresh", 200, &begun);
    world.services.calls();
    let request = Request::post("/auth/refresh")
        .header("cookie", "algosu_refresh=first; algosu_session=expired")
        .header("origin", ORIGIN);
    let reply = world.send(empty(request)).await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
    let calls = world.services.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].body, r#"{"refreshToken":"first"}"#);
    assert_eq!(
        (calls[0].caller.component.as_str(), calls[0].caller.user),
        ("gateway", None)
    );
    let (token, attributes) = reply.cookie("algosu_session").unwrap();
    let session = world.app.guard.key().check(&token).unwrap();
    assert_eq!((session.user, session.id), (visitor.user, visitor.session));
    assert!(attributes.contains("HttpOnly; SameSite=Lax") && attributes.starts_with("Path=/;"));
    let (token, attributes) = reply.cookie("algosu_refresh").unwrap();
    assert_eq!(token, "second");
    assert!(attributes.starts_with("Path=/auth;"), "{attributes}");
    // The row may have changed with it.
    world.send(empty(visitor.get("/api/me"))).await;
    assert_eq!(world.services.looks(), 1);
}

#[tokio::test]
async fn without_a_refresh_token_that_identity_takes_the_session_is_over() {
    let world = World::new().await;
    for (cookie, answer) in [
        ("", 200),
        ("algosu_refresh=", 200),
        ("algosu_refresh=a; algosu_refresh=b", 200),
        ("algosu_refresh=a", 401),
        ("algosu_refresh=a", 404),
    ] {
        world
            .services
            .answers("POST identity/sessions/refresh", answer, &json!({}));
        let request = Request::post("/auth/refresh")
            .header("cookie", cookie)
            .header("origin", ORIGIN);
        let reply = world.send(empty(request)).await;
        reply.refused(401, "session_expired");
        assert!(!reply.headers.contains_key("set-cookie"));
    }
    // What is no verdict on the token is none.
    for answer in [200, 429, 500, 503] {
        world
            .services
            .answers("POST identity/sessions/refresh", answer, &json!({}));
        let request = Request::post("/auth/refresh")
            .header("cookie", "algosu_refresh=a")
            .header("origin", ORIGIN);
        let status = world.send(empty(request)).await.status;
        assert!(status.is_server_error(), "{answer} became {status}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_row_clears_the_cookies_and_is_in_force_at_once() {
    let world = World::new().await;
    for answer in [204, 404] {
        let visitor = world.visitor();
        world.send(empty(visitor.get("/api/me"))).await;
        let row = format!("identity/sessions/{}", visitor.session);
        world
            .services
            .answers(&format!("DELETE {row}"), answer, &json!({}));
        world.services.known().sessions.clear();
        world.services.calls();
        let request = visitor.act(Method::POST, "/auth/logout");
        let reply = world.send(empty(request)).await;
        assert_eq!(reply.status.as_u16(), 204, "{}", reply.text);
        let calls = world.services.calls();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].caller.user, None);
        for name in ["algosu_session", "algosu_refresh"] {
            let (value, attributes) = reply.cookie(name).unwrap();
            assert_eq!(value, "");
            assert!(attributes.contains("Max-Age=0"), "{attributes}");
        }
        let reply = world.send(empty(visitor.get("/api/me"))).await;
        reply.refused(401, "session_expired");
    }
}

#[tokio::test]
async fn whoever_could_not_be_signed_out_is_told_so_and_keeps_the_cookies() {
    let world = World::new().await;
    let visitor = world.visitor();
    world.send(empty(visitor.get("/api/me"))).await;
    world.services.known().away.insert("identity");
    let request = visitor.act(Method::POST, "/auth/logout");
    let reply = world.send(empty(request)).await;
    reply.refused(503, "unavailable");
    assert!(!reply.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn a_row_that_ends_meanwhile_begins_no_session() {
    let world = World::new().await;
    let ended = session_row(Uuid::now_v7(), Uuid::now_v7(), now() - 1);
    let begun = json!({"session": ended, "refreshToken": "r"});
    world
        .services
        .answers("POST identity/sessions/refresh", 200, &begun);
    let request = Request::post("/auth/refresh")
        .header("cookie", "algosu_refresh=a")
        .header("origin", ORIGIN);
    let reply = world.send(empty(request)).await;
    reply.refused(401, "session_expired");
}

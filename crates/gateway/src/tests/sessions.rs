use std::time::Duration;

use http::{Method, Request};
use token::{SecretKey, Session, SessionKey};
use uuid::Uuid;

use super::world::{ORIGIN, Visitor, World, empty, now, relayed};

/// Sends one request with this cookie header to every relayed address, as well-formed as can be otherwise.
async fn refused_everywhere(world: &World, visitor: &Visitor, cookies: &[&str], code: &str) {
    let own = [
        (Method::GET, "/auth/session".to_owned(), ""),
        (Method::POST, "/auth/logout".to_owned(), ""),
    ];
    for (method, path, _) in relayed().chain(own) {
        let mut request = Request::builder()
            .method(method)
            .uri(&path)
            .header("origin", ORIGIN)
            .header("x-csrf-token", &visitor.csrf);
        for cookie in cookies {
            request = request.header("cookie", *cookie);
        }
        let reply = world.send(empty(request)).await;
        reply.refused(401, code);
        assert!(reply.cookie("algosu_session").is_none());
    }
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn without_an_acceptable_token_nothing_reaches_a_service() {
    let world = World::new().await;
    let visitor = world.visitor();
    let token = &visitor.token;
    let mut damaged = token.clone();
    let last = damaged.pop().unwrap();
    damaged.push(if last == 'A' { 'Q' } else { 'A' });
    let mut parts = token.split('.');
    let (header, claims) = (parts.next().unwrap(), parts.next().unwrap());
    let elsewhere = SessionKey::new(&SecretKey::new("another installation's jwt_secret"));
    let mut session = Session {
        user: visitor.user,
        id: visitor.session,
        demo: false,
        roles: vec!["admin".to_owned()],
        expires_at: 0,
    };
    let foreign = elsewhere.issue(&mut session, now() + 900).unwrap();
    let cookie = |value: &str| format!("algosu_session={value}");
    for cookies in [
        &[][..],
        &["".to_owned()],
        &[cookie("")],
        &["a=b; c".to_owned()],
        &[cookie("x")],
        &[cookie(&damaged)],
        &[cookie(&format!("{header}.{claims}."))],
        &[cookie(&format!("{header}.{claims}"))],
        &[cookie(&foreign)],
        // Over http the cookie has no prefix, and a prefixed one is not ours.
        &[format!("__Host-algosu_session={token}")],
        &[format!("Algosu_session={token}")],
        &[format!("algosu_refresh={token}")],
    ] {
        let cookies: Vec<&str> = cookies.iter().map(String::as_str).collect();
        refused_everywhere(&world, &visitor, &cookies, "unauthenticated").await;
    }
}

#[tokio::test]
async fn a_cookie_that_was_planted_beside_ours_makes_both_worthless() {
    let world = World::new().await;
    let (visitor, attacker) = (world.visitor(), world.visitor());
    let (own, planted) = (
        format!("algosu_session={}", visitor.token),
        format!("algosu_session={}", attacker.token),
    );
    for cookies in [
        vec![format!("{own}; {planted}")],
        vec![format!("{planted}; {own}")],
        vec![own.clone(), planted.clone()],
        vec![format!("{own}; {own}")],
        vec![format!("{own}; algosu_session=")],
    ] {
        let cookies: Vec<&str> = cookies.iter().map(String::as_str).collect();
        refused_everywhere(&world, &visitor, &cookies, "unauthenticated").await;
    }
}

#[tokio::test]
async fn a_token_whose_time_is_over_is_told_from_none() {
    let world = World::new().await;
    let visitor = world.visitor_for(1, 3600);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let cookie = format!("algosu_session={}", visitor.token);
    refused_everywhere(&world, &visitor, &[&cookie], "session_expired").await;
    assert_eq!(world.services.looks(), 0);
}

#[tokio::test]
async fn a_session_without_its_row_is_over() {
    let world = World::new().await;
    let visitor = world.visitor();
    world.services.known().sessions.clear();
    let cookie = format!("algosu_session={}", visitor.token);
    refused_everywhere(&world, &visitor, &[&cookie], "session_expired").await;
}

#[tokio::test]
async fn a_row_of_somebody_else_lets_nobody_in() {
    let world = World::new().await;
    let visitor = world.visitor();
    world.row(visitor.session, Uuid::now_v7(), 3600);
    let cookie = format!("algosu_session={}", visitor.token);
    refused_everywhere(&world, &visitor, &[&cookie], "unauthenticated").await;
}

#[tokio::test]
async fn a_revoked_session_is_out_after_a_moments_trust() {
    let world = World::new().await;
    let visitor = world.visitor();
    let look = || world.send(empty(visitor.get("/api/me")));
    for _ in 0..5 {
        assert_eq!(look().await.status.as_u16(), 200);
    }
    // The row is looked at once in that time, not each time.
    assert_eq!(world.services.looks(), 1);
    world.services.known().sessions.clear();
    tokio::time::sleep(session::TRUST + Duration::from_millis(100)).await;
    look().await.refused(401, "session_expired");
}

#[tokio::test]
async fn while_identity_is_away_nobody_is_thrown_out_and_nobody_let_in() {
    let world = World::new().await;
    let visitor = world.visitor();
    world.services.known().away.insert("identity");
    let reply = world.send(empty(visitor.get("/api/submissions"))).await;
    reply.refused(503, "unavailable");
    assert!(reply.headers.contains_key("retry-after"));
    assert!(world.services.calls().is_empty());
    world.services.known().away.clear();
    let reply = world.send(empty(visitor.get("/api/submissions"))).await;
    assert_eq!(reply.status.as_u16(), 200);
}

#[tokio::test]
async fn over_https_the_cookie_has_its_prefix() {
    let world = World::open_at("https://algosu.test", false).await;
    let visitor = world.visitor();
    for (name, status) in [("algosu_session", 401), ("__Host-algosu_session", 200)] {
        let cookie = format!("{name}={}", visitor.token);
        let request = Request::get("/api/me").header("cookie", cookie);
        let reply = world.send(empty(request)).await;
        assert_eq!(reply.status.as_u16(), status);
    }
}

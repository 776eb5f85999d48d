use http::Method;
use serde_json::json;
use timestamp::Timestamp;

use super::world::{Reply, Visitor, World, empty, now};

const WEEK: u64 = 7 * 24 * 3600;

/// When the session token that a reply sets ends.
fn end_of(world: &World, visitor: &Visitor, reply: &Reply) -> Option<u64> {
    let (token, _) = reply.cookie("algosu_session")?;
    let session = world.app.guard.key().check(&token).unwrap();
    assert_eq!((session.user, session.id), (visitor.user, visitor.session));
    assert!(reply.cookie("algosu_refresh").is_none());
    Some(session.expires_at)
}

#[tokio::test]
async fn a_token_with_less_than_five_minutes_left_is_renewed_in_the_same_answer() {
    let world = World::new().await;
    for (left, renewed) in [(900, false), (310, false), (290, true), (20, true)] {
        let visitor = world.visitor_for(left, WEEK);
        for request in [
            visitor.get("/api/me"),
            visitor.get("/auth/session"),
            visitor.act(Method::PATCH, "/api/me"),
        ] {
            let reply = world.send(empty(request)).await;
            assert_eq!(reply.status.as_u16(), 200);
            let end = end_of(&world, &visitor, &reply);
            assert_eq!(end.is_some(), renewed, "{left}");
            if let Some(end) = end {
                let lives = end - now();
                assert!((890..=900).contains(&lives), "{lives}");
            }
        }
    }
}

#[tokio::test]
async fn the_page_is_told_the_end_of_the_session_that_it_now_has() {
    let world = World::new().await;
    let visitor = world.visitor_for(100, WEEK);
    let reply = world.send(empty(visitor.get("/auth/session"))).await;
    let end = end_of(&world, &visitor, &reply).unwrap();
    let told = Timestamp::parse(reply.json["expiresAt"].as_str().unwrap()).unwrap();
    assert_eq!(told.as_millis(), i64::try_from(end * 1000).unwrap());
}

#[tokio::test]
async fn a_renewal_never_reaches_beyond_the_row_as_it_is_now() {
    let world = World::new().await;
    let visitor = world.visitor_for(200, WEEK);
    // Trusted for a moment, and meanwhile cut short.
    world.send(empty(visitor.get("/api/me"))).await;
    world.row(visitor.session, visitor.user, 250);
    let reply = world.send(empty(visitor.get("/api/me"))).await;
    let lives = end_of(&world, &visitor, &reply).unwrap() - now();
    assert!((240..=250).contains(&lives), "{lives}");
}

#[tokio::test]
async fn a_row_that_is_gone_renews_nothing() {
    let world = World::new().await;
    let visitor = world.visitor_for(200, WEEK);
    world.send(empty(visitor.get("/api/me"))).await;
    world.services.known().sessions.clear();
    let reply = world.send(empty(visitor.get("/api/me"))).await;
    assert_eq!(end_of(&world, &visitor, &reply), None);
    // A look that fails is not the end of the request: the next answer renews.
    let visitor = world.visitor_for(200, WEEK);
    world.send(empty(visitor.get("/api/submissions"))).await;
    world.services.known().away.insert("identity");
    let reply = world.send(empty(visitor.get("/api/submissions"))).await;
    assert_eq!(reply.status.as_u16(), 200);
    assert_eq!(end_of(&world, &visitor, &reply), None);
}

#[tokio::test]
async fn an_error_of_a_service_renews_too() {
    let world = World::new().await;
    let visitor = world.visitor_for(200, WEEK);
    world
        .services
        .answers("GET identity/api/me", 409, &json!({}));
    let reply = world.send(empty(visitor.get("/api/me"))).await;
    assert_eq!(reply.status.as_u16(), 409);
    assert!(end_of(&world, &visitor, &reply).is_some());
}

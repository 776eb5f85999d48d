use http::Request;
use serde_json::json;

use super::world::{World, empty};
use crate::routes::SERVICES;

#[tokio::test]
async fn life_needs_nobody_else() {
    let world = World::new().await;
    for service in SERVICES {
        world.services.known().away.insert(service);
    }
    let reply = world.send(empty(Request::get("/health/live"))).await;
    assert_eq!(
        (reply.status.as_u16(), reply.json),
        (200, json!({"status": "ok"}))
    );
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn readiness_asks_every_service() {
    let world = World::new().await;
    let reply = world.send(empty(Request::get("/health/ready"))).await;
    assert_eq!(
        (reply.status.as_u16(), reply.json),
        (200, json!({"status": "ok"}))
    );
    let mut calls = world.services.calls();
    calls.sort_by(|left, right| left.service.cmp(&right.service));
    let asked: Vec<&str> = calls.iter().map(|call| call.service.as_str()).collect();
    assert_eq!(asked, SERVICES);
    for call in calls {
        assert_eq!((call.path.as_str(), call.caller.user), ("/health", None));
    }
}

#[tokio::test]
async fn readiness_names_the_parts_that_fail() {
    let world = World::new().await;
    for (away, named) in [
        (&["identity"][..], "Not ready: identity."),
        (&["problem"], "Not ready: problem."),
        (
            &["identity", "submission"],
            "Not ready: identity, submission.",
        ),
    ] {
        world.services.known().away = away.iter().copied().collect();
        let reply = world.send(empty(Request::get("/health/ready"))).await;
        reply.refused(503, "unavailable");
        assert_eq!(reply.json["detail"], named);
        assert_eq!(reply.headers["retry-after"], "2");
    }
}

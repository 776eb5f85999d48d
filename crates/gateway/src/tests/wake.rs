use axum::body::Body;
use http::{Method, Request};

use super::world::{Reply, World};
use crate::routes::SERVICES;

async fn wake(world: &World, caller: &str, body: &str) -> Reply {
    let request = Request::post("/internal/wake")
        .header("x-internal-key", world.key_of(caller))
        .body(Body::from(body.to_owned()))
        .unwrap();
    world.send(request).await
}

/// The services that were woken, each by the gateway, which they know.
fn woken(world: &World) -> Vec<String> {
    let mut calls = world.services.calls();
    calls.sort_by(|left, right| left.service.cmp(&right.service));
    let woken = calls.into_iter().map(|call| {
        assert_eq!((&call.method, call.path.as_str()), (&Method::POST, "/wake"));
        assert_eq!(
            (call.caller.component.as_str(), call.caller.user),
            ("gateway", None)
        );
        call.service
    });
    woken.collect()
}

#[tokio::test]
async fn all_are_woken_or_the_one_that_is_named() {
    let world = World::new().await;
    for caller in ["waker", "operator"] {
        for body in ["", "{}", r#"{"service":null}"#] {
            assert_eq!(wake(&world, caller, body).await.status.as_u16(), 204);
            assert_eq!(woken(&world), SERVICES);
        }
        for service in SERVICES {
            let body = format!(r#"{{"service":"{service}"}}"#);
            assert_eq!(wake(&world, caller, &body).await.status.as_u16(), 204);
            assert_eq!(woken(&world), [service]);
        }
    }
}

#[tokio::test]
async fn a_service_that_does_not_exist_is_not_woken() {
    let world = World::new().await;
    for name in ["", "gateway", "Identity", "identity/x"] {
        let body = format!(r#"{{"service":"{name}"}}"#);
        let reply = wake(&world, "waker", &body).await;
        reply.refused(422, "validation_failed");
        assert_eq!(reply.json["errors"][0]["field"], "service");
    }
    for body in [
        "x",
        "[]",
        r#"{"services":["identity"]}"#,
        r#"{"service":1}"#,
    ] {
        let reply = wake(&world, "waker", body).await;
        reply.refused(400, "malformed");
    }
    assert!(woken(&world).is_empty());
}

#[tokio::test]
async fn one_that_does_not_wake_keeps_the_others_from_nothing() {
    let world = World::new().await;
    world.services.known().away.insert("identity");
    let reply = wake(&world, "waker", "").await;
    reply.refused(503, "unavailable");
    assert_eq!(woken(&world), SERVICES);
}

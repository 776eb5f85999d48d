use http::{Method, Request};

use super::world::{Reply, World, empty};

fn holds(reply: &Reply) {
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        let values: Vec<_> = reply.headers.get_all(name).iter().collect();
        assert_eq!(values, [value], "{name}: {}", reply.text);
    }
    let transport = reply.headers["strict-transport-security"].to_str().unwrap();
    assert!(transport.starts_with("max-age="), "{transport}");
    assert!(reply.headers.contains_key("x-request-id"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_whatever_it_is() {
    let world = World::new().await;
    let visitor = world.visitor();
    for (request, status) in [
        (Request::get("/health/live"), 200),
        (Request::get("/health/ready"), 200),
        (visitor.get("/api/me"), 200),
        (visitor.get("/auth/session"), 200),
        (Request::get("/api/me"), 401),
        (visitor.get("/api/me").method(Method::PATCH), 403),
        (Request::get("/nowhere"), 404),
        (Request::post("/auth/session"), 405),
        (Request::post("/internal/wake"), 401),
        (Request::get("/internal/nothing"), 401),
    ] {
        let reply = world.send(empty(request)).await;
        assert_eq!(reply.status.as_u16(), status, "{}", reply.text);
        holds(&reply);
    }
    world.services.known().away.insert("problem");
    let reply = world.send(empty(Request::get("/health/ready"))).await;
    reply.refused(503, "unavailable");
    holds(&reply);
}

#[tokio::test]
async fn a_gateway_that_is_not_configured_refuses_everything_and_names_no_secret() {
    // The variables are not set in the environment of this test.
    for path in ["/health/live", "/api/me", "/nowhere"] {
        let reply = Reply::of(crate::serve(empty(Request::get(path))).await).await;
        reply.refused(503, "unavailable");
        assert!(!reply.text.contains("SPIN_VARIABLE"), "{}", reply.text);
        holds(&reply);
    }
}

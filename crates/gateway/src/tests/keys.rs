use axum::body::Body;
use http::{Method, Request};
use serde_json::json;
use uuid::Uuid;

use super::world::{ORIGIN, World, empty};

const JOBS: [&str; 5] = [
    "/internal/jobs/claim",
    "/internal/jobs/{id}/heartbeat",
    "/internal/jobs/{id}/complete",
    "/internal/jobs/{id}/fail",
    "/internal/jobs/{id}/credentials",
];

fn job(path: &str) -> String {
    path.replace("{id}", &Uuid::now_v7().to_string())
}

#[tokio::test]
async fn each_key_opens_what_its_holder_needs_and_nothing_else() {
    let world = World::new().await;
    for (caller, jobs, wakes) in [
        ("github-worker", true, false),
        ("ai-worker", true, false),
        ("waker", false, true),
        ("operator", false, true),
    ] {
        let key = world.key_of(caller);
        for path in JOBS {
            let path = job(path);
            let request = Request::post(&path)
                .header("x-internal-key", &key)
                .header("content-type", "application/json")
                .header("x-user-id", "1")
                .body(Body::from(r#"{"epoch":1}"#))
                .unwrap();
            let reply = world.send(request).await;
            let calls = world.services.calls();
            if !jobs {
                reply.refused(404, "not_found");
                assert!(calls.is_empty());
                continue;
            }
            assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
            // Who it was stands in the token, so that the service can tell the queues apart.
            let call = &calls[0];
            assert_eq!((call.service.as_str(), &call.path), ("submission", &path));
            assert_eq!(
                (call.caller.component.as_str(), call.caller.user),
                (caller, None)
            );
            assert_eq!(call.body, r#"{"epoch":1}"#);
            assert_eq!(call.headers["content-type"], "application/json");
            assert!(!call.headers.contains_key("x-internal-key"));
            assert!(!call.headers.contains_key("x-user-id"));
        }
        let wake = Request::post("/internal/wake").header("x-internal-key", &key);
        let reply = world.send(empty(wake)).await;
        assert_eq!(reply.status.as_u16(), if wakes { 204 } else { 404 });
        for path in [
            "/internal/",
            "/internal/x",
            "/internal/jobs",
            "/internal/jobs/1/redrive",
        ] {
            let request = Request::post(path).header("x-internal-key", &key);
            world.send(empty(request)).await.refused(404, "not_found");
        }
        for path in ["/api/me", "/auth/session"] {
            let request = Request::get(path).header("x-internal-key", &key);
            let reply = world.send(empty(request)).await;
            reply.refused(401, "unauthenticated");
        }
        world.services.calls();
    }
}

#[tokio::test]
async fn without_exactly_one_right_key_there_is_nothing_to_see() {
    let world = World::new().await;
    let key = world.key_of("ai-worker");
    let other = world.key_of("waker");
    let longer = format!("{key}x");
    let shorter: String = key.chars().skip(1).collect();
    for keys in [
        &[][..],
        &[""],
        &["x"],
        &[shorter.as_str()],
        &[longer.as_str()],
        &[key.as_str(), key.as_str()],
        &[key.as_str(), other.as_str()],
        &["x", key.as_str()],
        &[key.to_uppercase().as_str()],
    ] {
        let paths = JOBS.map(job);
        let others = ["/internal/wake", "/internal/x"].map(str::to_owned);
        for path in paths.iter().chain(&others) {
            let mut request = Request::post(path);
            for key in keys {
                request = request.header("x-internal-key", *key);
            }
            let reply = world.send(empty(request)).await;
            reply.refused(401, "unauthenticated");
        }
    }
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn a_browser_has_no_business_there_whatever_key_it_has() {
    let world = World::new().await;
    let visitor = world.visitor();
    let key = world.key_of("github-worker");
    let waker = world.key_of("waker");
    for (path, key) in [("/internal/jobs/claim", &key), ("/internal/wake", &waker)] {
        for (name, value) in [
            ("cookie", format!("algosu_session={}", visitor.token)),
            ("cookie", "x=1".to_owned()),
            ("cookie", String::new()),
            ("origin", ORIGIN.to_owned()),
            ("origin", "null".to_owned()),
        ] {
            let request = Request::post(path)
                .header("x-internal-key", key)
                .header(name, value);
            let reply = world.send(empty(request)).await;
            reply.refused(401, "unauthenticated");
        }
        // Neither does a session open it.
        let reply = world.send(empty(visitor.act(Method::POST, path))).await;
        reply.refused(401, "unauthenticated");
    }
    assert!(world.services.calls().is_empty());
}

#[tokio::test]
async fn what_a_service_says_to_a_worker_is_passed_on() {
    let world = World::new().await;
    let key = world.key_of("ai-worker");
    world.services.answers(
        "POST submission/internal/jobs/claim",
        409,
        &json!({"code": "stale_epoch"}),
    );
    let request = Request::post("/internal/jobs/claim?limit=9").header("x-internal-key", &key);
    let reply = world.send(empty(request)).await;
    assert_eq!(reply.status.as_u16(), 409);
    assert_eq!(reply.json["code"], "stale_epoch");
    assert!(reply.headers.contains_key("x-frame-options"));
    assert_eq!(world.services.calls()[0].path, "/internal/jobs/claim");
}

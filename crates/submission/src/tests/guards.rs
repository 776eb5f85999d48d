//! No address of the service is left unguarded: the table is held against the code.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    work::PUSH,
    world::{World, request},
};

const ROUTES: &str = include_str!("../routes/mod.rs");

/// Method, path, who may: nobody named means whoever acts for a user.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("GET", "/api/submissions", &[]),
    ("POST", "/api/submissions", &[]),
    ("GET", "/api/submissions/{id}", &[]),
    ("GET", "/api/submissions/{id}/events", &[]),
    ("GET", "/api/submissions/{id}/review", &[]),
    ("GET", "/api/problems/{id}/draft", &[]),
    ("PUT", "/api/problems/{id}/draft", &[]),
    ("DELETE", "/api/problems/{id}/draft", &[]),
    ("POST", "/internal/jobs/claim", &["github-worker"]),
    ("POST", "/internal/jobs/{id}/heartbeat", &["github-worker"]),
    ("POST", "/internal/jobs/{id}/complete", &["github-worker"]),
    ("POST", "/internal/jobs/{id}/fail", &["github-worker"]),
    (
        "POST",
        "/internal/jobs/{id}/credentials",
        &["github-worker"],
    ),
    ("GET", "/log", &["events"]),
    ("DELETE", "/studies/{study}", &["identity"]),
    ("POST", "/wake", &["gateway"]),
    ("GET", "/health", &["gateway"]),
];

/// Everybody who could hold an internal token.
const COMPONENTS: [&str; 10] = [
    "gateway",
    "events",
    "web",
    "identity",
    "problem",
    "submission",
    "github-worker",
    "ai-worker",
    "waker",
    "operator",
];

fn body(path: &str) -> Option<Value> {
    Some(match path {
        "/api/submissions" => json!({"problemId": Uuid::nil(), "language": "c", "code": "x"}),
        "/api/problems/{id}/draft" => json!({"language": "c", "code": "x"}),
        "/internal/jobs/claim" => json!({"queue": PUSH, "limit": 1, "worker": "w"}),
        "/internal/jobs/{id}/heartbeat" | "/internal/jobs/{id}/credentials" => {
            json!({"epoch": 1})
        }
        "/internal/jobs/{id}/complete" => {
            json!({"epoch": 1, "result": {"type": "skipped", "code": "x"}})
        }
        "/internal/jobs/{id}/fail" => {
            json!({"epoch": 1, "error": {"kind": "retry", "code": "x", "detail": "x"}})
        }
        _ => return None,
    })
}

fn filled(path: &str, id: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn the_table_names_every_route_of_the_code() {
    let in_code: BTreeSet<&str> = ROUTES
        .split('"')
        .filter(|text| text.starts_with('/') && !text.contains('\n'))
        .collect();
    let in_table: BTreeSet<&str> = TABLE.iter().map(|(_, path, _)| *path).collect();
    assert_eq!(in_code, in_table);
    let verbs = ["get(", "post(", "put(", "patch(", "delete("];
    let in_code: usize = verbs.iter().map(|verb| ROUTES.matches(verb).count()).sum();
    assert_eq!(in_code, TABLE.len());
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_for_this_service() {
    let world = World::new().await;
    for (method, path, callers) in TABLE {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let full = filled(path, &Uuid::now_v7().to_string());
        let caller = callers.first().copied().unwrap_or("gateway");
        let elsewhere = world.token(caller, Some(Uuid::now_v7()), "identity");
        for token in ["", "a.b.c", elsewhere.as_str()] {
            let mut refused = request(token, method.clone(), &full, body(path));
            if token.is_empty() {
                refused.headers_mut().remove(service::TOKEN);
            }
            let reply = world.send(refused).await;
            reply.refused(401, "unauthenticated");
        }
        // Of two tokens one was smuggled in.
        let good = world.token(caller, None, "submission");
        let mut twice = request(&good, method, &full, body(path));
        let value = good.parse().unwrap();
        twice.headers_mut().append(service::TOKEN, value);
        world.send(twice).await.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn components_reach_their_own_routes_alone() {
    let world = World::new().await;
    let setting = world.setting();
    world.submit(&setting).await;
    let job = world.claim_one(PUSH).await["id"].clone();
    let traces = world.traces().await;
    for (method, path, callers) in TABLE {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        for component in COMPONENTS {
            for id in [job.as_str().unwrap().to_owned(), Uuid::now_v7().to_string()] {
                let full = filled(path, &id);
                // A user in the token opens none of the services' own routes.
                let users: &[_] = match callers.is_empty() {
                    true => &[None],
                    false => &[None, Some(setting.member)],
                };
                for user in users.iter().filter(|_| !callers.contains(&component)) {
                    let token = world.token(component, *user, "submission");
                    let request = request(&token, method.clone(), &full, body(path));
                    let reply = world.send(request).await;
                    match *path {
                        // It says nothing but that the service is there.
                        "/health" => assert_eq!(reply.status.as_u16(), 204),
                        // A job that is gone belongs to neither queue, so either worker comes too late.
                        _ if component == "ai-worker" && reply.status.as_u16() == 409 => {
                            assert_ne!(id, job.as_str().unwrap());
                        }
                        _ if callers.is_empty() => reply.refused(401, "unauthenticated"),
                        _ => reply.refused(404, "not_found"),
                    }
                }
            }
        }
    }
    assert_eq!(world.traces().await, traces);
    assert_eq!(world.count("epoch FROM jobs").await, 1);
}

#[tokio::test]
async fn what_is_no_id_is_404_and_never_a_failure() {
    let world = World::new().await;
    let user = Uuid::now_v7();
    let long = "a".repeat(5000);
    let odd = [
        "1",
        "%ff",
        "%00",
        "%2e%2e",
        "..%2f..",
        "null",
        "0190a5f2",
        "%7b0190a5f2-0000-7000-8000-000000000000%7d",
        long.as_str(),
    ];
    for (method, path, callers) in TABLE.iter().filter(|(_, path, _)| path.contains('{')) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let token = match callers.first() {
            Some(caller) => world.token(caller, None, "submission"),
            None => world.token("gateway", Some(user), "submission"),
        };
        for id in odd {
            let full = filled(path, id);
            let request = request(&token, method.clone(), &full, body(path));
            let reply = world.send(request).await;
            reply.refused(404, "not_found");
        }
    }
}

#[tokio::test]
async fn the_health_says_whether_the_database_can_be_used() {
    let world = World::new().await;
    let reply = world.ask("gateway", "/health", None).await;
    assert_eq!(reply.status.as_u16(), 204);
}

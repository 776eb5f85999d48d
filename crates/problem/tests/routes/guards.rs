//! Every route, taken from the code, against everybody who may not use it.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::World;

const ROUTES: &str = include_str!("../../src/routes.rs");

/// Each route with the components that may call it for themselves; none: it acts for a signed-in user.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("GET", "/api/studies/{study}/problems", &[]),
    ("POST", "/api/studies/{study}/problems", &[]),
    ("GET", "/api/problems/{problem}", &[]),
    ("PATCH", "/api/problems/{problem}", &[]),
    ("DELETE", "/api/problems/{problem}", &[]),
    ("POST", "/wake", &["gateway"]),
    ("GET", "/health", &["gateway"]),
    ("GET", "/log", &["events"]),
    ("GET", "/problems/{problem}", &["submission", "events"]),
    ("POST", "/studies/{study}/seed", &["identity"]),
    ("DELETE", "/studies/{study}", &["identity"]),
];

/// Everybody who could hold an internal token.
const COMPONENTS: [&str; 9] = [
    "gateway",
    "events",
    "web",
    "identity",
    "problem",
    "submission",
    "github-worker",
    "ai-worker",
    "waker",
];

fn body(method: &str, path: &str) -> Option<Value> {
    match (method, path) {
        ("POST", "/studies/{study}/seed") => {
            Some(json!({"locale": "en", "createdBy": Uuid::nil()}))
        }
        ("POST", "/api/studies/{study}/problems") | ("PATCH", _) => {
            Some(json!({"title": "t", "week": 1}))
        }
        _ => None,
    }
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
    let user = Uuid::now_v7();
    for (method, path, callers) in TABLE {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let full = filled(path, &Uuid::now_v7().to_string());
        let caller = callers.first().copied().unwrap_or("gateway");
        let elsewhere = world.token(caller, Some(user), "identity");
        for token in [None, Some(""), Some("a.b.c"), Some(elsewhere.as_str())] {
            let reply = world
                .send(token, method.clone(), &full, body(method.as_str(), path))
                .await;
            reply.refused(401, "unauthenticated");
        }
    }
}

#[tokio::test]
async fn components_reach_their_own_routes_alone() {
    let world = World::new().await;
    let study = world.study().await;
    let problem = world
        .problem(&study, json!({"title": "t", "week": 1}))
        .await;
    // Those who may not come first, while everything is still there to be seen.
    for may in [false, true] {
        for (method, path, callers) in TABLE {
            let body = body(method, path);
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let path = path
                .replace("{study}", &study.id.to_string())
                .replace("{problem}", problem["id"].as_str().unwrap());
            for component in COMPONENTS
                .iter()
                .filter(|component| callers.contains(component) == may)
            {
                // A user in the token opens none of the services' own routes, not even the owner.
                let users: &[_] = match callers.is_empty() {
                    true => &[None],
                    false => &[None, Some(study.owner)],
                };
                for user in users {
                    let token = world.token(component, *user, "problem");
                    let reply = world
                        .send(Some(&token), method.clone(), &path, body.clone())
                        .await;
                    if callers.is_empty() {
                        reply.refused(401, "unauthenticated");
                    } else {
                        let refused = reply.status == StatusCode::NOT_FOUND;
                        assert_eq!(refused, !may, "{component} {method} {path}: {}", reply.text);
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_id_is_404_and_never_a_failure() {
    let world = World::new().await;
    let user = world.visitor().await;
    let long = "a".repeat(5000);
    let unknown = Uuid::now_v7().to_string();
    let odd = [
        "1",
        "%ff",
        "%00",
        "%2e%2e",
        "..%2f..",
        "null",
        "0190a5f2",
        long.as_str(),
        unknown.as_str(),
    ];
    for (method, path, callers) in TABLE.iter().filter(|(_, path, _)| path.contains('{')) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let token = match callers.first() {
            Some(caller) => world.token(caller, None, "problem"),
            None => world.token("gateway", Some(user), "problem"),
        };
        // Studies are identity's to know, so for identity any id will do.
        let known = callers == &["identity"];
        for id in odd.iter().filter(|id| !known || **id != unknown) {
            let reply = world
                .send(
                    Some(&token),
                    method.clone(),
                    &filled(path, id),
                    body(method.as_str(), path),
                )
                .await;
            reply.refused(404, "not_found");
        }
    }
}

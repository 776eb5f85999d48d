//! Every route, taken from the code, against everybody who may not use it.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::json;

use crate::world::{World, id};

const ROUTES: &str = include_str!("../../src/routes.rs");

/// Each route with the components that may call it for themselves; none: it acts for a signed-in user.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("GET", "/api/me", &[]),
    ("PATCH", "/api/me", &[]),
    ("GET", "/api/me/github", &[]),
    ("PUT", "/api/me/github", &[]),
    ("DELETE", "/api/me/github", &[]),
    ("GET", "/api/studies", &[]),
    ("POST", "/api/studies", &[]),
    ("GET", "/api/studies/{study}", &[]),
    ("PATCH", "/api/studies/{study}", &[]),
    ("DELETE", "/api/studies/{study}", &[]),
    ("GET", "/api/studies/{study}/members", &[]),
    ("POST", "/sessions/demo", &["gateway"]),
    ("POST", "/sessions/refresh", &["gateway"]),
    ("GET", "/sessions/{session}", &["gateway", "events"]),
    ("DELETE", "/sessions/{session}", &["gateway"]),
    ("POST", "/wake", &["gateway"]),
    ("GET", "/health", &["gateway"]),
    ("GET", "/users/{user}", &["submission", "events"]),
    ("GET", "/memberships", &["problem", "submission", "events"]),
    (
        "GET",
        "/memberships/{study}/{user}",
        &["problem", "submission", "events"],
    ),
    ("GET", "/github-credentials/{user}", &["submission"]),
    (
        "POST",
        "/github-credentials/{user}/refused",
        &["submission"],
    ),
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

fn body(method: &str, path: &str) -> Option<serde_json::Value> {
    match (method, path) {
        ("POST", "/sessions/demo") => Some(json!({"address": "", "userAgent": ""})),
        ("POST", "/sessions/refresh") => Some(json!({"refreshToken": ""})),
        ("POST", "/api/studies") => Some(json!({"name": "a", "nickname": "a"})),
        ("PUT", _) => Some(json!({"token": "a", "repository": "a/b"})),
        ("PATCH", _) => Some(json!({"name": "a"})),
        _ => None,
    }
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
    let user = world.visitor().await;
    let study = world.study_of(user).await;
    for (method, path, callers) in TABLE {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let full = path
            .replace("{study}", &study.to_string())
            .replace("{user}", &user.to_string());
        let caller = callers.first().copied().unwrap_or("gateway");
        let elsewhere = world.token(caller, Some(user), "submission");
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
    let demo = world.demo("en").await;
    let user = id(&demo["user"]["id"]);
    let study = world.study_of(user).await;
    let link = Some(json!({"token": "a", "repository": "a/b"}));
    world.act(user, Method::PUT, "/api/me/github", link).await;
    // Those who may not come first, while everything is still there to be seen.
    for may in [false, true] {
        for (method, path, callers) in TABLE {
            let body = body(method, path);
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let path = path
                .replace("{study}", &study.to_string())
                .replace("{user}", &user.to_string())
                .replace("{session}", demo["session"]["id"].as_str().unwrap());
            let path = match path.as_str() {
                "/memberships" => format!("{path}?user={user}"),
                _ => path,
            };
            for component in COMPONENTS
                .iter()
                .filter(|component| callers.contains(component) == may)
            {
                // A user in the token opens none of the services' own routes.
                let users: &[_] = match callers.is_empty() {
                    true => &[None],
                    false => &[None, Some(user)],
                };
                for user in users {
                    let token = world.token(component, *user, "identity");
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
    let odd = [
        "1",
        "%ff",
        "%00",
        "%2e%2e",
        "..%2f..",
        "null",
        "0190a5f2",
        long.as_str(),
        "%F0%9F%98%80",
    ];
    for (method, path, callers) in TABLE.iter().filter(|(_, path, _)| path.contains('{')) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let token = match callers.first() {
            Some(caller) => world.token(caller, None, "identity"),
            None => world.token("gateway", Some(user), "identity"),
        };
        for id in odd {
            let full: String = path
                .split('/')
                .map(|part| if part.starts_with('{') { id } else { part })
                .collect::<Vec<_>>()
                .join("/");
            let reply = world
                .send(
                    Some(&token),
                    method.clone(),
                    &full,
                    body(method.as_str(), path),
                )
                .await;
            reply.refused(404, "not_found");
        }
    }
}

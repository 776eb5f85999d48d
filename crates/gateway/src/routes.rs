//! Every public address, and who answers it.

use std::sync::Arc;

use axum::{
    Router,
    routing::{MethodFilter, any, get, on, post},
};

use crate::{
    app::App,
    auth, health,
    internal::{self, WORKERS},
    relay,
};

/// Addresses that are answered by the service that owns the thing: methods, path, service. Sorted by
/// path. The service serves the same path.
pub(crate) const RELAYED: &[(&str, &str, &str)] = &[
    ("GET PATCH", "/api/me", "identity"),
    ("GET PUT DELETE", "/api/me/github", "identity"),
    ("GET PATCH DELETE", "/api/problems/{problem}", "problem"),
    (
        "GET PUT DELETE",
        "/api/problems/{problem}/draft",
        "submission",
    ),
    ("GET POST", "/api/studies", "identity"),
    ("GET PATCH DELETE", "/api/studies/{study}", "identity"),
    ("GET", "/api/studies/{study}/members", "identity"),
    ("GET POST", "/api/studies/{study}/problems", "problem"),
    ("GET POST", "/api/submissions", "submission"),
    ("GET", "/api/submissions/{submission}", "submission"),
    ("GET", "/api/submissions/{submission}/events", "submission"),
    ("GET", "/api/submissions/{submission}/review", "submission"),
];

/// The services behind the gateway.
pub(crate) const SERVICES: [&str; 3] = ["identity", "problem", "submission"];

/// The flat table.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    let mut router = Router::new()
        // Anybody.
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/auth/demo", post(auth::demo::demo))
        .route("/auth/refresh", post(auth::refresh::refresh))
        // Whoever is signed in.
        .route("/auth/session", get(auth::session::session))
        .route("/auth/logout", post(auth::logout::logout))
        // Workers, each with its key.
        .route("/internal/jobs/claim", post(internal::jobs))
        .route("/internal/jobs/{id}/heartbeat", post(internal::jobs))
        .route("/internal/jobs/{id}/complete", post(internal::jobs))
        .route("/internal/jobs/{id}/fail", post(internal::jobs))
        .route("/internal/jobs/{id}/credentials", post(internal::jobs))
        .route("/internal/wake", post(internal::wake));
    for (methods, path, service) in RELAYED {
        router = router.route(
            path,
            on(filter(methods), move |state, request| {
                relay::relay(state, service, request)
            }),
        );
    }
    // Whatever else is under /internal looks the same with a key and without.
    router
        .route("/internal/{*rest}", any(internal::nothing))
        .with_state(Arc::clone(app))
}

fn filter(methods: &str) -> MethodFilter {
    methods
        .split(' ')
        .filter_map(|method| match method {
            "GET" => Some(MethodFilter::GET),
            "POST" => Some(MethodFilter::POST),
            "PUT" => Some(MethodFilter::PUT),
            "PATCH" => Some(MethodFilter::PATCH),
            "DELETE" => Some(MethodFilter::DELETE),
            _ => None,
        })
        .reduce(MethodFilter::or)
        .unwrap_or(MethodFilter::GET)
}

/// The callers that may report on jobs.
pub(crate) fn is_worker(caller: &str) -> bool {
    WORKERS.contains(&caller)
}

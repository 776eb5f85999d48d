//! Every public address, and who answers it.

use std::sync::Arc;

use axum::{
    Router,
    routing::{MethodFilter, any, on},
};

use crate::{
    app::App,
    auth, health,
    internal::{self, WORKERS},
    relay,
};

/// Addresses that are answered here: methods, path, by what.
const OWN: &[(&str, &str, Own)] = &[
    // Anybody.
    ("GET", "/health/live", Own::Live),
    ("GET", "/health/ready", Own::Ready),
    ("POST", "/auth/demo", Own::Demo),
    ("POST", "/auth/refresh", Own::Refresh),
    // Whoever is signed in.
    ("GET", "/auth/session", Own::Session),
    ("POST", "/auth/logout", Own::Logout),
    // Workers, each with its key.
    ("POST", "/internal/jobs/claim", Own::Jobs),
    ("POST", "/internal/jobs/{id}/heartbeat", Own::Jobs),
    ("POST", "/internal/jobs/{id}/complete", Own::Jobs),
    ("POST", "/internal/jobs/{id}/fail", Own::Jobs),
    ("POST", "/internal/jobs/{id}/credentials", Own::Jobs),
    ("POST", "/internal/wake", Own::Wake),
];

/// What the gateway does itself.
#[derive(Clone, Copy)]
enum Own {
    Live,
    Ready,
    Demo,
    Refresh,
    Session,
    Logout,
    Jobs,
    Wake,
}

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

/// Every address, with its methods parted by spaces: for tests that must not miss one.
pub fn addresses() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = OWN.iter().map(|(methods, path, _)| (*methods, *path));
    let relayed = RELAYED.iter().map(|(methods, path, _)| (*methods, *path));
    own.chain(relayed)
}

/// Both tables as a router.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for (methods, path, own) in OWN {
        let methods = filter(methods);
        let answered = match own {
            Own::Live => on(methods, health::live),
            Own::Ready => on(methods, health::ready),
            Own::Demo => on(methods, auth::demo::demo),
            Own::Refresh => on(methods, auth::refresh::refresh),
            Own::Session => on(methods, auth::session::session),
            Own::Logout => on(methods, auth::logout::logout),
            Own::Jobs => on(methods, internal::jobs),
            Own::Wake => on(methods, internal::wake),
        };
        router = router.route(path, answered);
    }
    for (methods, path, service) in RELAYED {
        router = router.route(
            path,
            on(filter(methods), move |state, request| {
                relay::relay(state, service, request)
            }),
        );
    }
    // Whatever else is under /internal: without a key one is not told that it is not there.
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

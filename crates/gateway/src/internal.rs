//! `/internal/...`: for components that run in another process, each with a key of its own.
//!
//! A key opens what its holder needs and nothing else. A browser has no business here: a request with a
//! cookie is refused, whatever key it has.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use futures::future::join_all;
use http::{HeaderMap, Method, StatusCode, header};
use serde::Deserialize;
use service::{Context, Problem, whole_body};
use token::equal;

use crate::{
    app::{App, NAME},
    relay::answer,
    routes::{SERVICES, is_worker},
};

/// Who may claim and report jobs; `submission` checks that a queue is the caller's own.
pub(crate) const WORKERS: [&str; 2] = ["github-worker", "ai-worker"];
const WAKERS: [&str; 2] = ["waker", "operator"];

/// The caller whose key was shown.
///
/// # Errors
/// 401 without exactly one right key, and for every browser.
fn caller(app: &App, headers: &HeaderMap) -> Result<(&'static str, Context), Problem> {
    let mut keys = headers.get_all("x-internal-key").iter();
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return Err(Problem::unauthenticated());
    };
    let key = key.to_str().unwrap_or_default();
    // All are compared, so that the time does not tell which one was nearly right.
    let mut found = None;
    for (name, secret) in &app.internal_callers {
        if equal(key, secret.reveal()) {
            found = Some(*name);
        }
    }
    let from_browser = headers.contains_key(header::COOKIE) || headers.contains_key(header::ORIGIN);
    let name = found
        .filter(|_| !from_browser)
        .ok_or_else(Problem::unauthenticated)?;
    let mut context = app.guard.context(headers, None);
    name.clone_into(&mut context.caller.component);
    Ok((name, context))
}

/// `POST /internal/jobs/...`.
pub(crate) async fn jobs(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Problem> {
    let (name, context) = caller(&app, request.headers())?;
    if !is_worker(name) {
        return Err(Problem::not_found());
    }
    let path = request.uri().path().to_owned();
    let mut headers = HeaderMap::new();
    if let Some(kind) = request.headers().get(header::CONTENT_TYPE) {
        headers.insert(header::CONTENT_TYPE, kind.clone());
    }
    let body = whole_body(request, &()).await?;
    let reply = app
        .peers
        .send(&context, "submission", Method::POST, &path, headers, body)
        .await?;
    Ok(answer(reply))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wake {
    service: Option<String>,
}

/// `POST /internal/wake {service?}`: time has passed, for one service or for all.
pub(crate) async fn wake(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let (name, mut context) = caller(&app, request.headers())?;
    if !WAKERS.contains(&name) {
        return Err(Problem::not_found());
    }
    // To the services it is the gateway that wakes them, whoever rang.
    NAME.clone_into(&mut context.caller.component);
    let body = whole_body(request, &()).await?;
    let wanted = if body.is_empty() {
        None
    } else {
        let wake: Wake = serde_json::from_slice(&body)
            .map_err(|_| Problem::malformed("The body must be {\"service\": name} or nothing."))?;
        wake.service
    };
    let services: Vec<&'static str> = SERVICES
        .into_iter()
        .filter(|service| wanted.as_deref().is_none_or(|wanted| wanted == *service))
        .collect();
    if services.is_empty() {
        let message = "There is no such service.";
        return Err(Problem::field("service", "unknown_service", message));
    }
    let woken = services.into_iter().map(|service| {
        app.peers.send(
            &context,
            service,
            Method::POST,
            "/wake",
            HeaderMap::new(),
            axum::body::Bytes::new(),
        )
    });
    for reply in join_all(woken).await {
        let status = reply?.status;
        if !status.is_success() {
            return Err(Problem::unavailable(format!(
                "a service woke with {status}"
            )));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Anything else under `/internal`: nothing is told without a key.
pub(crate) async fn nothing(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    caller(&app, &headers)?;
    Err(Problem::not_found())
}

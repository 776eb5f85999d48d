use std::sync::Arc;

use axum::{Json, extract::State};
use futures::future::join_all;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use service::Problem;

use crate::{app::App, routes::SERVICES};

/// `GET /health/live`: this process answers.
pub(crate) async fn live() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// `GET /health/ready`: every service answers and its schema is up to date.
pub(crate) async fn ready(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let context = app.guard.context(&headers, None);
    let asked = SERVICES.map(|service| {
        let context = &context;
        let peers = &app.peers;
        async move {
            let reply = peers
                .send(
                    context,
                    service,
                    Method::GET,
                    "/health",
                    HeaderMap::new(),
                    axum::body::Bytes::new(),
                )
                .await;
            let well = reply.is_ok_and(|reply| reply.status.is_success());
            (!well).then_some(service)
        }
    });
    let failing: Vec<&str> = join_all(asked).await.into_iter().flatten().collect();
    if failing.is_empty() {
        return Ok(Json(json!({"status": "ok"})));
    }
    let detail = format!("Not ready: {}.", failing.join(", "));
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail);
    Err(problem.retry_after(2))
}

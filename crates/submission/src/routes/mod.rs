//! Every route of the service, grouped by who calls it.

mod create;
mod draft;
mod events;
mod forget;
mod get;
mod health;
mod list;
mod log;
mod review;
mod wake;

use std::sync::Arc;

use axum::{
    Router,
    routing::{delete, get, post},
};

use crate::{app::App, jobs};

/// The flat table.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        // Browsers and API clients, through the gateway.
        .route("/api/submissions", post(create::create).get(list::list))
        .route("/api/submissions/{id}", get(get::get))
        .route("/api/submissions/{id}/events", get(events::events))
        .route("/api/submissions/{id}/review", get(review::review))
        .route(
            "/api/problems/{id}/draft",
            get(draft::read).put(draft::write).delete(draft::remove),
        )
        // Workers, through the gateway.
        .route("/internal/jobs/claim", post(jobs::claim))
        .route("/internal/jobs/{id}/heartbeat", post(jobs::heartbeat))
        .route("/internal/jobs/{id}/complete", post(jobs::complete))
        .route("/internal/jobs/{id}/fail", post(jobs::fail))
        .route("/internal/jobs/{id}/credentials", post(jobs::credentials))
        // Other services.
        .route("/log", get(log::log))
        .route("/studies/{study}", delete(forget::forget))
        .route("/wake", post(wake::wake))
        .route("/health", get(health::health))
        .with_state(Arc::clone(app))
}

//! Every route of this service, by who calls it. Each handler names its callers again
//! (`context.only`); what is under `/api` acts for the signed-in user of the internal token.

use axum::{
    Router,
    routing::{delete, get, post},
};

use crate::{app::App, described, feed, health, problem, problems, seed, study, wake};

/// The routes over one state.
pub fn routes(app: App) -> Router {
    Router::new()
        // From browsers, through the gateway.
        .route(
            "/api/studies/{study}/problems",
            get(problems::list).post(problems::create),
        )
        .route(
            "/api/problems/{problem}",
            get(problem::show)
                .patch(problem::change)
                .delete(problem::delete),
        )
        // The gateway's own.
        .route("/wake", post(wake::wake))
        .route("/health", get(health::check))
        // Other services.
        .route("/log", get(feed::show))
        .route("/problems/{problem}", get(described::show))
        .route("/studies/{study}/seed", post(seed::seed))
        .route("/studies/{study}", delete(study::remove))
        .with_state(app)
}

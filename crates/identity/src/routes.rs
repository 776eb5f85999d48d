//! Every route of this service, by who calls it. Each handler names its callers again
//! (`context.only`); what is under `/api` acts for the signed-in user of the internal token.

use axum::{
    Router,
    routing::{get, post},
};

use crate::{
    app::App, github_credentials, health, me, me_github, members, memberships, sessions, studies,
    study, users, wake,
};

/// The routes over one state.
pub fn routes(app: App) -> Router {
    Router::new()
        // From browsers, through the gateway.
        .route("/api/me", get(me::show).patch(me::change))
        .route(
            "/api/me/github",
            get(me_github::show)
                .put(me_github::link)
                .delete(me_github::unlink),
        )
        .route("/api/studies", get(studies::list).post(studies::create))
        .route(
            "/api/studies/{study}",
            get(study::show).patch(study::change).delete(study::delete),
        )
        .route("/api/studies/{study}/members", get(members::list))
        // The gateway's own: who is signed in.
        .route("/sessions/demo", post(sessions::demo::create))
        .route("/sessions/refresh", post(sessions::refresh::refresh))
        .route(
            "/sessions/{session}",
            get(sessions::session::show).delete(sessions::session::revoke),
        )
        .route("/wake", post(wake::wake))
        .route("/health", get(health::check))
        // Other services.
        .route("/users/{user}", get(users::show))
        .route("/memberships", get(memberships::list))
        .route("/memberships/{study}/{user}", get(memberships::show))
        .route("/github-credentials/{user}", get(github_credentials::show))
        .route(
            "/github-credentials/{user}/refused",
            post(github_credentials::refuse),
        )
        .with_state(app)
}

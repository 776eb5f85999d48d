//! The identity room: who people are, how long they stay signed in, which studies they belong to, and
//! where their code is pushed.
//!
//! It owns the `identity` database and is the one place that knows who is a member of what: other
//! services ask it. A refresh token moves a session forward exactly once ([`refresh_token`]), a stored
//! GitHub token can be read by nobody but the push worker ([`vault`]), and a demo visitor shares
//! nothing with anybody and is gone after a day.

mod app;
mod check;
mod config;
mod demo_name;
mod github_credentials;
mod github_rules;
mod health;
mod locale;
mod me;
mod me_github;
mod members;
mod memberships;
mod refresh_token;
mod routes;
mod sessions;
mod store;
mod studies;
mod study;
mod users;
mod vault;
mod wake;

use axum::{body::Bytes, response::Response};
use http::Request;
use service::Instance;

pub use app::App;
pub use config::Settings;
pub use routes::routes;

/// The service's name: component, audience of its tokens, database.
pub const SERVICE: &str = "identity";

static INSTANCE: Instance = Instance::new(SERVICE);

/// Answers one request. The instance keeps its state and its routes for the next ones; as long as its
/// configuration cannot work, every request is refused with a 503 and reads it again.
pub async fn serve<B>(request: Request<B>) -> Response
where
    B: http_body_util::BodyExt<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    INSTANCE
        .answer(request, || async { App::load().await.map(routes) })
        .await
}

//! The problem room: what a study has to solve, in which week, and until when.
//!
//! It owns the `problem` database. Who may read or write is decided here, with what `identity` says about
//! the caller: members of a study read its problems, admins and the owner write them, and for everybody
//! else there are none. Every change is one transaction with its event in the log.
//!
//! A deadline closes nothing: whoever submits after it is late, and from then on every member may read
//! the others' code. What ends submitting is deleting the problem or closing the study.

mod access;
mod app;
mod content;
mod described;
mod edit;
mod feed;
mod happened;
mod health;
mod number;
mod problem;
mod problems;
mod routes;
mod seed;
mod store;
mod study;
mod view;
mod wake;

use axum::{body::Bytes, response::Response};
use http::Request;
use service::Instance;

pub use app::App;
pub use routes::routes;

/// The service's name: component, audience of its tokens, database.
pub const SERVICE: &str = "problem";

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

//! Server-Sent Events: what happens, as it happens.
//!
//! A connection follows topics and is told where it stands in the logs concerned with every event (`id:`),
//! so a browser that comes back with `Last-Event-ID` misses nothing and sees nothing twice.
//!
//! One reader per instance tails each log for all its streams ([`tail`]), while somebody listens and never
//! otherwise. A stream first hears where the log ends, catches up by itself to there, and from then on takes
//! what the reader hands out; if it is too slow for that, it catches up by itself again ([`stream`]).
//!
//! A stream keeps its instance alive for minutes, so streams have this component to themselves.

mod app;
mod cursor;
mod pace;
mod routes;
mod runtime;
mod sse;
mod stream;
mod tail;
mod topics;

use axum::{body::Bytes, response::Response};
use http::Request;
use service::Instance;

use crate::app::{App, NAME};

pub use routes::ADDRESSES;

static INSTANCE: Instance = Instance::new(NAME);

/// Answers one request.
pub async fn serve<B>(request: Request<B>) -> Response
where
    B: http_body_util::BodyExt<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let response = INSTANCE
        .answer(request, || async {
            App::load().await.map(|app| routes::routes(&app))
        })
        .await;
    service::secure(response)
}

#[cfg(test)]
mod tests;

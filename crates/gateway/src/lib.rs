//! The gateway: the door for requests.
//!
//! It knows who is calling and nothing else. It checks the session, or the key of an internal caller,
//! and relays to the service that owns the thing, with a token that says on whose behalf. The owning
//! service authorises.
//!
//! What a client sends never reaches a service except for the method, the path, the query, the body and
//! the few headers that [`relay`] names. An address that is not in the table of [`routes`] is a 404.

mod app;
mod auth;
mod csrf;
mod health;
mod internal;
mod relay;
mod routes;

use axum::{body::Bytes, response::Response};
use http::Request;
use service::Instance;

use crate::app::{App, NAME};

pub use routes::addresses;

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

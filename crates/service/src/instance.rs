//! What an instance keeps from its first request to its last.

use std::sync::OnceLock;

use axum::{Router, body::Bytes, response::Response};
use http::Request;

use crate::{answer, refuse};

/// A service in one instance: its routes over its state, made with the first request that needs them.
/// Nothing in them may belong to a user.
pub struct Instance {
    service: &'static str,
    routes: OnceLock<Router>,
}

impl Instance {
    /// Nothing is loaded yet.
    #[must_use]
    pub const fn new(service: &'static str) -> Self {
        Self {
            service,
            routes: OnceLock::new(),
        }
    }

    /// Answers one request. A configuration that cannot work is refused with a 503, and read again the
    /// next time.
    pub async fn answer<B, L, F, E>(&self, request: Request<B>, load: L) -> Response
    where
        B: http_body_util::BodyExt<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
        L: FnOnce() -> F,
        F: Future<Output = Result<Router, E>>,
        E: std::fmt::Display,
    {
        // Requests that arrive together may each load; the first to finish stays, the others are dropped
        // before they have opened anything. Nobody waits for a load that its request gave up.
        let routes = match self.routes.get() {
            Some(routes) => routes,
            None => match load().await {
                Ok(routes) => self.routes.get_or_init(|| routes),
                Err(error) => return refuse(self.service, &request, &error.to_string()),
            },
        };
        answer(self.service, routes.clone(), request).await
    }
}

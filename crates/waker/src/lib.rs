//! The waker: nothing in Spin rings by itself, so whenever the clock or another log rings, it tells the
//! services to look.
//!
//! It knows nothing of what they look for. A wake may be missing, doubled or late: the services throttle
//! it, and do what is due with the same queries as everything else.

use bytes::Bytes;
use config::Secret;
use http::Request;
use outbound::Limits;

/// What the waker works with.
pub struct Settings {
    internal_url: String,
    key: Secret,
}

/// Why nobody was woken. The next ring tries again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot work.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The gateway does not answer.
    #[error("the gateway does not answer: {0}")]
    Gateway(#[from] outbound::Error),
    /// The gateway refused, or a service could not be woken.
    #[error("the gateway answered {0}")]
    Refused(http::StatusCode),
    /// `internal_url` cannot be used.
    #[error("internal_url cannot be used: {0}")]
    Address(#[from] http::Error),
}

impl Settings {
    /// From the component's variables.
    ///
    /// # Errors
    /// A sentence that says which variable to set.
    pub async fn load() -> Result<Self, config::Error> {
        Ok(Self {
            internal_url: config::base_url("internal_url").await?,
            key: config::secret("waker_key").await?,
        })
    }

    /// From parts.
    #[must_use]
    pub fn new(internal_url: String, key: Secret) -> Self {
        Self { internal_url, key }
    }
}

/// Tells every service that time has passed.
///
/// # Errors
/// See [`Error`].
pub async fn wake(settings: &Settings) -> Result<(), Error> {
    let request = Request::post(format!("{}/internal/wake", settings.internal_url))
        .header("x-internal-key", settings.key.reveal())
        .body(Bytes::new())?;
    let answer = outbound::send(request, &Limits::SERVICE).await?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(Error::Refused(answer.status()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use axum::{Router, http::HeaderMap, routing::post};

    use super::*;

    async fn gateway(rings: Arc<AtomicUsize>) -> String {
        let wake = move |headers: HeaderMap| async move {
            if headers
                .get("x-internal-key")
                .is_some_and(|key| key == "right")
            {
                rings.fetch_add(1, Ordering::SeqCst);
                http::StatusCode::NO_CONTENT
            } else {
                http::StatusCode::UNAUTHORIZED
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/internal/wake", post(wake));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn a_ring_wakes_through_the_gateway() {
        let rings = Arc::new(AtomicUsize::new(0));
        let url = gateway(Arc::clone(&rings)).await;
        let settings = Settings::new(url, Secret::new("right".to_owned()));
        wake(&settings).await.unwrap();
        assert_eq!(rings.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_wrong_key_is_reported() {
        let url = gateway(Arc::default()).await;
        let settings = Settings::new(url, Secret::new("wrong".to_owned()));
        assert!(matches!(wake(&settings).await, Err(Error::Refused(_))));
    }
}

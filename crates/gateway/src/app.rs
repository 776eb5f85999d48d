//! What the gateway works with, made once per instance.

use std::sync::Arc;

use config::Secret;
use service::Peers;
use session::Guard;
use token::{InternalKey, SecretKey};

pub(crate) const NAME: &str = "gateway";

/// The gateway's state.
pub(crate) struct App {
    pub(crate) guard: Guard,
    pub(crate) peers: Peers,
    /// Scheme, host and port at which browsers reach us, as in their `Origin` header.
    pub(crate) origin: String,
    pub(crate) demo_mode: bool,
    /// The keys of internal callers, each with the caller's name.
    pub(crate) internal_callers: Vec<(&'static str, Secret)>,
}

impl App {
    /// From the component's variables.
    ///
    /// # Errors
    /// A sentence that says which variable to set.
    pub(crate) async fn load() -> Result<Arc<Self>, config::Error> {
        let internal_key = config::secret("internal_key").await?;
        let jwt_secret = config::secret("jwt_secret").await?;
        let public_url = config::base_url("public_url").await?;
        let key = InternalKey::new(&SecretKey::new(internal_key.reveal()));
        Ok(Arc::new(Self {
            guard: Guard::new(NAME, jwt_secret.reveal(), &public_url),
            peers: Peers::new(NAME, key).vouching(),
            origin: origin_of(&public_url),
            demo_mode: config::flag("demo_mode").await?,
            internal_callers: vec![
                ("github-worker", config::secret("github_worker_key").await?),
                ("ai-worker", config::secret("ai_worker_key").await?),
                ("waker", config::secret("waker_key").await?),
                ("operator", config::secret("operator_key").await?),
            ],
        }))
    }
}

/// The origin (RFC 6454) of an http(s) URL: without path, and without the scheme's own port.
pub(crate) fn origin_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let authority = rest.split('/').next().unwrap_or_default();
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let authority = authority.strip_suffix(default_port).unwrap_or(authority);
    format!("{scheme}://{authority}").to_ascii_lowercase()
}

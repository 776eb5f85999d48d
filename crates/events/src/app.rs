use std::sync::Arc;

use doorbell::Doorbell;
use service::Peers;
use session::Guard;
use token::{InternalKey, SecretKey};

use crate::{pace::Pace, tail::Tail};

pub(crate) const NAME: &str = "events";

/// What the component works with, made once per instance.
pub(crate) struct App {
    pub(crate) guard: Guard,
    pub(crate) peers: Peers,
    pub(crate) doorbell: Doorbell,
    pub(crate) tail: Tail,
    pub(crate) pace: Pace,
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
            peers: Peers::new(NAME, key),
            doorbell: Doorbell::new(config::text("redis_url").await?),
            tail: Tail::new(),
            pace: Pace::PROMISED,
        }))
    }
}

use std::{ops::Deref, sync::Arc};

use config::Error;
use service::{Guarded, Peers};
use sql::{Database, Migration};
use token::{InternalKey, SecretKey};

use crate::{SERVICE, config::Settings, refresh_token::RefreshKey, vault::Vault};

const MIGRATIONS: &[Migration] = sql::migrations!("identity":
    "0001_create_users",
    "0002_create_sessions",
    "0003_create_studies",
    "0004_create_github_links",
    "0005_create_chores",
);

/// What every handler works with. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    pub(crate) database: Database,
    pub(crate) peers: Peers,
    pub(crate) internal_key: InternalKey,
    pub(crate) refresh_key: RefreshKey,
    pub(crate) vault: Vault,
    pub(crate) demo_mode: bool,
}

impl App {
    /// As a component: variables from the manifest, the database of the same name, peers by chaining.
    ///
    /// # Errors
    /// [`Error`], which says what to set.
    pub async fn load() -> Result<Self, Error> {
        let settings = Settings::load().await?;
        let key = InternalKey::new(&SecretKey::new(settings.internal_key.reveal()));
        Self::new(&settings, SERVICE, Peers::new(SERVICE, key))
    }

    /// With a database at `location` (natively a file's path) and `peers`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the encryption key is not 32 bytes in base64.
    pub fn new(
        settings: &Settings,
        location: impl Into<String>,
        peers: Peers,
    ) -> Result<Self, Error> {
        Ok(Self(Arc::new(Parts {
            database: Database::new(location, MIGRATIONS),
            peers,
            internal_key: InternalKey::new(&SecretKey::new(settings.internal_key.reveal())),
            refresh_key: RefreshKey::new(&SecretKey::new(settings.jwt_secret.reveal())),
            vault: settings.vault()?,
            demo_mode: settings.demo_mode,
        })))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Guarded for App {
    fn service(&self) -> &'static str {
        SERVICE
    }

    fn internal_key(&self) -> &InternalKey {
        &self.internal_key
    }
}

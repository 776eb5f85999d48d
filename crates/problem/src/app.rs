use std::{ops::Deref, sync::Arc, time::Duration};

use config::Error;
use doorbell::Doorbell;
use service::{Guarded, Peers, Recent};
use sql::{Database, Migration};
use token::{InternalKey, SecretKey};
use uuid::Uuid;

use crate::{SERVICE, access::Membership};

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_create_log",
        text: log::TABLES,
    },
    Migration {
        name: "0002_create_problems",
        text: include_str!("../../../migrations/problem/0002_create_problems.sql"),
    },
];

/// How long `identity`'s word about a member is taken again without asking: a right that was taken away
/// is gone that much later.
const TRUST: Duration = Duration::from_secs(2);
const KEPT_MEMBERSHIPS: usize = 1024;

/// What every handler works with. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    pub(crate) database: Database,
    pub(crate) doorbell: Doorbell,
    pub(crate) peers: Peers,
    pub(crate) memberships: Recent<(Uuid, Uuid), Membership>,
    internal_key: InternalKey,
}

impl App {
    /// As a component: variables from the manifest, the database of the same name, peers by chaining.
    ///
    /// # Errors
    /// [`Error`], which says what to set.
    pub async fn load() -> Result<Self, Error> {
        let secret = config::secret("internal_key").await?;
        let key = InternalKey::new(&SecretKey::new(secret.reveal()));
        let doorbell = Doorbell::new(config::text("redis_url").await?);
        let peers = Peers::new(SERVICE, key.clone());
        Ok(Self::new(key, doorbell, SERVICE, peers))
    }

    /// With a database at `location` (natively a file's path).
    #[must_use]
    pub fn new(
        internal_key: InternalKey,
        doorbell: Doorbell,
        location: impl Into<String>,
        peers: Peers,
    ) -> Self {
        Self(Arc::new(Parts {
            database: Database::new(location, MIGRATIONS),
            doorbell,
            peers,
            memberships: Recent::new(TRUST, KEPT_MEMBERSHIPS),
            internal_key,
        }))
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

//! What the service works with, made once per instance.

use std::{sync::Arc, time::Duration};

use doorbell::Doorbell;
use service::{Guarded, Peers, Recent};
use sql::{Database, Migration};
use token::{InternalKey, SecretKey};
use uuid::Uuid;

use crate::access::{Membership, Problem};

pub(crate) const NAME: &str = "submission";

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_create_log",
        text: log::TABLES,
    },
    Migration {
        name: "0002_create_jobs",
        text: queue::TABLES,
    },
    Migration {
        name: "0003_create_submissions",
        text: include_str!("../../../migrations/submission/0003_create_submissions.sql"),
    },
    Migration {
        name: "0004_index_jobs",
        text: queue::IN_TURN,
    },
];

/// How long another service's word about rights and deadlines is taken again without asking.
const TRUST: Duration = Duration::from_secs(2);

/// The service's state.
pub(crate) struct App {
    pub(crate) database: Database,
    pub(crate) doorbell: Doorbell,
    pub(crate) peers: Peers,
    pub(crate) problems: Recent<Uuid, Option<Problem>>,
    pub(crate) memberships: Recent<(Uuid, Uuid), Option<Membership>>,
    internal_key: InternalKey,
}

impl App {
    /// From the component's variables.
    ///
    /// # Errors
    /// A sentence that says which variable to set.
    pub(crate) async fn load() -> Result<Arc<Self>, config::Error> {
        let key = InternalKey::new(&SecretKey::new(
            config::secret("internal_key").await?.reveal(),
        ));
        let doorbell = Doorbell::new(config::text("redis_url").await?);
        let peers = Peers::new(NAME, key.clone());
        Ok(Self::new(
            Database::new(NAME, MIGRATIONS),
            doorbell,
            peers,
            key,
        ))
    }

    /// From parts.
    pub(crate) fn new(
        database: Database,
        doorbell: Doorbell,
        peers: Peers,
        internal_key: InternalKey,
    ) -> Arc<Self> {
        Arc::new(Self {
            database,
            doorbell,
            peers,
            problems: Recent::new(TRUST, 256),
            memberships: Recent::new(TRUST, 1024),
            internal_key,
        })
    }
}

impl Guarded for App {
    fn service(&self) -> &'static str {
        NAME
    }

    fn internal_key(&self) -> &InternalKey {
        &self.internal_key
    }
}

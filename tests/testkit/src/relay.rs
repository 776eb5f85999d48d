//! A door between algosu's workers and its gateway, with the same faults and barriers as the fakes.
//!
//! Workers reach the gateway at `internal_url`. With [`crate::Options::relay`] that is a [`Relay`], which passes every
//! call on to the application: so a test can stop a worker before it claims, before or after the result of a job is
//! taken in, cut what it is told, or keep a call of a killed worker and let it arrive much later. Calls and answers are
//! passed on whole; event streams do not go through here.

use std::sync::Arc;

use crate::Error;
use crate::client::Base;
use crate::fake::{Exchange, Forward, Pattern, RuleBuilder, Server, Worker};

/// Patterns of the calls that pass, for rules and counts.
pub mod endpoint {
    /// A worker asks for jobs.
    pub const CLAIM: &str = "POST /internal/jobs/claim";
    /// A worker renews a lease, and may record a fact.
    pub const HEARTBEAT: &str = "POST /internal/jobs/*/heartbeat";
    /// A worker reports a result.
    pub const COMPLETE: &str = "POST /internal/jobs/*/complete";
    /// A worker reports a failure.
    pub const FAIL: &str = "POST /internal/jobs/*/fail";
    /// The push worker asks for a token.
    pub const CREDENTIALS: &str = "POST /internal/jobs/*/credentials";
    /// The waker wakes a service.
    pub const WAKE: &str = "POST /internal/wake";
}

/// A running relay; it ends when this is dropped.
pub struct Relay {
    server: Server,
    target: Base,
}

impl Relay {
    /// Starts on a free port of 127.0.0.1; it cuts every connection until an application has been started with it.
    ///
    /// # Errors
    /// [`Error::Io`] if there is no port or no thread to be had.
    pub fn start() -> Result<Self, Error> {
        let target = Base::new("");
        let forward = Forward::new(target.clone());
        let server = Server::start_with(Worker::Beyond(Arc::new(forward)), crate::seed())?;
        Ok(Self { server, target })
    }

    /// What `internal_url` is to be set to.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Where the calls go.
    pub(crate) fn target(&self) -> Base {
        self.target.clone()
    }

    /// Begins a rule for the calls that match: see [`crate::fake`].
    pub fn on(&self, pattern: impl Into<Pattern>) -> RuleBuilder {
        self.server.on(pattern)
    }

    /// Takes back all faults and barriers.
    pub fn clear_rules(&self) {
        self.server.clear_rules();
    }

    /// Every call so far and how it ended.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.server.exchanges()
    }

    /// How many calls that match were made so far.
    #[must_use]
    pub fn count(&self, pattern: impl Into<Pattern>) -> usize {
        self.server.count(pattern)
    }
}

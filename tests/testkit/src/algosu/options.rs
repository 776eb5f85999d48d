//! How an application is to be started.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::anthropic::FakeAnthropic;
use crate::client::Base;
use crate::github::FakeGithub;
use crate::relay::Relay;

/// Settings of one application. The default is what `cargo xtask up` gives: demo mode, offline reviewer, a clock that
/// ticks every second.
#[derive(Debug, Clone)]
pub struct Options {
    pub(super) variables: BTreeMap<String, String>,
    pub(super) tick: Duration,
    pub(super) manifest: Option<PathBuf>,
    pub(super) program: Option<PathBuf>,
    pub(super) ready_within: Duration,
    pub(super) relays: Vec<Base>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            variables: BTreeMap::from([("demo_mode".to_owned(), "true".to_owned())]),
            tick: Duration::from_secs(1),
            manifest: None,
            program: None,
            ready_within: Duration::from_secs(120),
            relays: Vec::new(),
        }
    }
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a variable of `spin.toml` by its name there; also a secret, which is otherwise made at run time.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Pushes go to this fake.
    #[must_use]
    pub fn github(self, github: &FakeGithub) -> Self {
        self.variable("github_api_url", &github.url())
    }

    /// Reviews come from this fake, with a key made at run time that it accepts alone from now on.
    #[must_use]
    pub fn anthropic(self, anthropic: &FakeAnthropic) -> Self {
        let key = crate::random_alphanumeric(48);
        anthropic.require_key(&key);
        self.variable("ai_provider", "anthropic")
            .variable("anthropic_api_url", &anthropic.url())
            .variable("anthropic_api_key", &key)
    }

    /// Workers reach the gateway through this relay.
    #[must_use]
    pub fn relay(mut self, relay: &Relay) -> Self {
        self.relays.push(relay.target());
        self.variable("internal_url", &relay.url())
    }

    /// How often the clock rings; zero: never.
    #[must_use]
    pub fn tick(mut self, tick: Duration) -> Self {
        self.tick = tick;
        self
    }

    /// Another manifest than the repository's `spin.toml`.
    #[must_use]
    pub fn manifest(mut self, manifest: impl Into<PathBuf>) -> Self {
        self.manifest = Some(manifest.into());
        self
    }

    /// Another host program than the one the environment names.
    #[must_use]
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// How long it may take until it serves (120 s at first: the components may have to be compiled).
    #[must_use]
    pub fn ready_within(mut self, within: Duration) -> Self {
        self.ready_within = within;
        self
    }
}

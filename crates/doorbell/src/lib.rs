//! The doorbell: tells whoever waits that there is something to look at.
//!
//! A message carries no work. The work is in the database, was committed before the bell was rung, and is
//! found there without any bell; losing one delays, never loses. So ringing cannot fail: it gives up
//! after [`PATIENCE`] and the clock does the rest.

use std::time::Duration;

#[cfg_attr(target_family = "wasm", path = "redis.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "recorder.rs")]
mod backend;

/// The longest that a request waits for its bells.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bell {
    /// The Redis channel, such as `jobs.github-push`.
    pub channel: String,
    /// Ignored by algosu itself; `submission:status:{id}` carries JSON for outside listeners.
    pub payload: String,
}

impl Bell {
    /// A bell that says nothing but "look".
    pub fn plain(channel: impl Into<String>) -> Self {
        Self {
            channel: channel.into(),
            payload: String::new(),
        }
    }
}

/// Rings bells through Redis in a component. Natively, for tests, they are recorded instead.
pub struct Doorbell(backend::Ringer);

impl Doorbell {
    /// `redis_url` as in the manifest.
    #[must_use]
    pub fn new(redis_url: String) -> Self {
        Self(backend::Ringer::new(redis_url))
    }

    /// Rings them all. Call it after the commit, never before.
    pub async fn ring(&self, bells: Vec<Bell>) {
        if !bells.is_empty() {
            self.0.ring(bells).await;
        }
    }

    /// What has been rung so far.
    #[cfg(not(target_family = "wasm"))]
    #[must_use]
    pub fn rung(&self) -> Vec<Bell> {
        self.0.rung()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bells_are_rung_in_order() {
        let doorbell = Doorbell::new("redis://127.0.0.1:6379".to_owned());
        doorbell
            .ring(vec![
                Bell::plain("jobs.github-push"),
                Bell::plain("events.submission"),
            ])
            .await;
        let channels: Vec<String> = doorbell
            .rung()
            .into_iter()
            .map(|bell| bell.channel)
            .collect();
        assert_eq!(channels, ["jobs.github-push", "events.submission"]);
    }
}

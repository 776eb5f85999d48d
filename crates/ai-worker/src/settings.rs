//! All that the worker is told from outside, read and checked in one place.

use worker::Timing;

use crate::Reviewer;

/// What the worker needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The queue, and as whom to work on it.
    pub queue: worker::Config,
    /// Who reviews.
    pub reviewer: Reviewer,
}

impl Settings {
    /// Reads `internal_url`, `ai_worker_key`, `ai_concurrency` (1 to 64), `ai_provider` (`offline` or
    /// `anthropic`), and for the latter `anthropic_api_url`, `anthropic_api_key` and `anthropic_model`. An
    /// empty key is for the reviewer to refuse: then each submission says what is missing.
    ///
    /// # Errors
    /// The first variable that is missing or makes no sense.
    pub async fn load() -> Result<Self, config::Error> {
        let reviewer = match config::text("ai_provider").await?.as_str() {
            "offline" => Reviewer::Offline,
            "anthropic" => Reviewer::anthropic(
                config::base_url("anthropic_api_url").await?,
                config::Secret::new(config::text("anthropic_api_key").await?),
                config::text("anthropic_model").await?,
            ),
            _ => {
                return Err(config::Error::Invalid {
                    name: "ai_provider",
                    reason: "it must be offline or anthropic".to_owned(),
                });
            }
        };
        let concurrency = config::number("ai_concurrency", 1, 64).await?;
        Ok(Self {
            queue: worker::Config {
                internal_url: config::base_url("internal_url").await?,
                key: config::secret("ai_worker_key").await?,
                queue: "ai-review",
                worker: "ai-worker",
                concurrency: usize::try_from(concurrency).unwrap_or(1),
                timing: Timing::DEFAULT,
            },
            reviewer,
        })
    }
}

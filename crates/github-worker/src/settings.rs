//! All that the worker is told from outside, read and checked in one place.

use std::time::Duration;

use http::HeaderValue;
use outbound::Limits;
use worker::Timing;

/// What the worker needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The queue, and as whom to work on it.
    pub queue: worker::Config,
    /// GitHub.
    pub github: Github,
}

/// Where GitHub is and how to speak to it.
#[derive(Clone, Debug)]
pub struct Github {
    /// The base URL of the REST API, without a trailing slash.
    pub api_url: String,
    /// What every request says in `User-Agent`; GitHub refuses requests without one.
    pub user_agent: String,
    /// Bounds of each wait and of the answer.
    pub limits: Limits,
    /// The bound of a whole request and answer, so that one which trickles ends too.
    pub whole: Duration,
}

/// GitHub ends a request of its own accord after 10 s. The longest answer read is that to a new tree,
/// which lists the repository's top folder.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    first_byte: Duration::from_secs(15),
    between_bytes: Duration::from_secs(5),
    body_bytes: 4 * 1024 * 1024,
};

const WHOLE: Duration = Duration::from_secs(30);

impl Settings {
    /// Reads `internal_url`, `github_worker_key`, `github_concurrency` (1 to 64), `github_api_url` and
    /// `github_user_agent`.
    ///
    /// # Errors
    /// The first variable that is missing or makes no sense.
    pub async fn load() -> Result<Self, config::Error> {
        let user_agent = config::text("github_user_agent").await?;
        if user_agent.is_empty() || HeaderValue::from_str(&user_agent).is_err() {
            return Err(config::Error::Invalid {
                name: "github_user_agent",
                reason: "it must be a word that can stand in an HTTP header".to_owned(),
            });
        }
        let concurrency = config::number("github_concurrency", 1, 64).await?;
        Ok(Self {
            queue: worker::Config {
                internal_url: config::base_url("internal_url").await?,
                key: config::secret("github_worker_key").await?,
                queue: "github-push",
                worker: "github-worker",
                concurrency: usize::try_from(concurrency).unwrap_or(1),
                timing: Timing::DEFAULT,
            },
            github: Github {
                api_url: config::base_url("github_api_url").await?,
                user_agent,
                limits: LIMITS,
                whole: WHOLE,
            },
        })
    }
}

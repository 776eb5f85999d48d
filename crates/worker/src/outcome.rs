//! How a job ended, in the words of the queue.

use std::{borrow::Cow, time::Duration};

use serde::{Serialize, Serializer};

/// The end of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<R> {
    /// Done, with a result that moves the saga on.
    Complete(R),
    /// Not done.
    Fail(Failure),
}

/// Why a job was not done, and what the queue shall do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Stable code, translated for the user by the page.
    pub code: Cow<'static, str>,
    /// For the operator; holds no secret and no code of a user. Cut at 500 characters.
    #[serde(serialize_with = "cut")]
    pub detail: String,
    /// How long to wait; overrides the queue's own backoff.
    #[serde(
        rename = "retryAfterMs",
        skip_serializing_if = "Option::is_none",
        serialize_with = "millis"
    )]
    pub retry_after: Option<Duration>,
    /// What the queue shall do.
    pub kind: Kind,
}

/// What the queue does with a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Try again later; counts an attempt.
    Retry,
    /// Wait as long as the upstream said; counts no attempt.
    Wait,
    /// Give this step up now.
    Permanent,
    /// The user's token was refused.
    Token,
    /// The payload makes no sense to this worker and never will.
    Poison,
}

impl Failure {
    /// A failure that is tried again after the queue's own backoff.
    pub fn retry(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self::new(Kind::Retry, code, detail)
    }

    /// The upstream asks to come back after `wait`.
    pub fn wait(
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
        wait: Duration,
    ) -> Self {
        Self::new(Kind::Wait, code, detail).after(wait)
    }

    /// Trying again cannot help.
    pub fn permanent(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self::new(Kind::Permanent, code, detail)
    }

    /// The user's token was refused.
    pub fn token(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self::new(Kind::Token, code, detail)
    }

    /// The payload makes no sense.
    pub fn poison(code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self::new(Kind::Poison, code, detail)
    }

    /// The same failure, to be tried again after `wait`.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    fn new(kind: Kind, code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            detail: detail.into(),
            retry_after: None,
            kind,
        }
    }
}

const DETAIL_CHARS: usize = 500;

fn cut<S: Serializer>(detail: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let short: String = detail.chars().take(DETAIL_CHARS).collect();
    serializer.serialize_str(&short)
}

fn millis<S: Serializer>(wait: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    let wait = wait.unwrap_or_default().as_millis();
    serializer.serialize_u64(u64::try_from(wait).unwrap_or(u64::MAX))
}

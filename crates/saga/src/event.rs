use serde::{Deserialize, Serialize};
use timestamp::Timestamp;

use crate::{Status, Submission};

/// What happened to a submission. Each is a fact, recorded in the log under its type and version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was accepted and stored.
    SubmissionReceived(Received),
    /// Its push is in the queue.
    GithubPushQueued {},
    /// A push failed and will be tried again.
    GithubPushRetried {
        /// Why.
        code: String,
        /// How often it has been tried.
        attempts: i64,
        /// When it is tried again.
        retry_at: Timestamp,
    },
    /// GitHub asked us to wait.
    GithubPushDelayed {
        /// Why.
        code: String,
        /// Until when.
        retry_at: Timestamp,
    },
    /// The commit is in the branch.
    GithubPushed {
        /// Which commit.
        commit: Commit,
    },
    /// There was nothing to push to.
    GithubPushSkipped {
        /// Why.
        code: String,
    },
    /// Pushing was given up.
    GithubPushFailed {
        /// Why.
        code: String,
        /// `FAILED` or `TOKEN_INVALID`.
        status: Status,
    },
    /// Its review is in the queue.
    ReviewQueued {},
    /// A review failed and will be tried again.
    ReviewRetried {
        /// Why.
        code: String,
        /// How often it has been tried.
        attempts: i64,
        /// When it is tried again.
        retry_at: Timestamp,
    },
    /// The reviewer asked us to wait.
    ReviewDelayed {
        /// Why.
        code: String,
        /// Until when.
        retry_at: Timestamp,
    },
    /// The review is stored.
    ReviewCompleted {
        /// Which reviewer it was.
        provider: String,
        /// Its total, 0 to 100, if it gave one.
        score: Option<i64>,
    },
    /// No review was wanted or allowed.
    ReviewSkipped {
        /// Why.
        code: String,
    },
    /// Reviewing was given up.
    ReviewFailed {
        /// Why.
        code: String,
    },
    /// Everything that could be done was done.
    SubmissionCompleted {},
    /// A defect of ours stopped it.
    SubmissionFailed {
        /// Which.
        code: String,
    },
}

/// The first event: what was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// It.
    pub submission: Submission,
}

/// A commit in a member's repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Commit {
    /// The commit's id.
    pub sha: String,
    /// Where the file is.
    pub path: String,
    /// The file's id, by which a revert knows that it is still ours.
    pub blob_sha: String,
    /// `owner/name`.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// The commit's page.
    pub url: String,
}

impl Event {
    /// The name of its type, as in the log.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SubmissionReceived(_) => "SubmissionReceived",
            Self::GithubPushQueued {} => "GithubPushQueued",
            Self::GithubPushRetried { .. } => "GithubPushRetried",
            Self::GithubPushDelayed { .. } => "GithubPushDelayed",
            Self::GithubPushed { .. } => "GithubPushed",
            Self::GithubPushSkipped { .. } => "GithubPushSkipped",
            Self::GithubPushFailed { .. } => "GithubPushFailed",
            Self::ReviewQueued {} => "ReviewQueued",
            Self::ReviewRetried { .. } => "ReviewRetried",
            Self::ReviewDelayed { .. } => "ReviewDelayed",
            Self::ReviewCompleted { .. } => "ReviewCompleted",
            Self::ReviewSkipped { .. } => "ReviewSkipped",
            Self::ReviewFailed { .. } => "ReviewFailed",
            Self::SubmissionCompleted {} => "SubmissionCompleted",
            Self::SubmissionFailed { .. } => "SubmissionFailed",
        }
    }

    /// The version of its schema.
    #[must_use]
    pub fn version(&self) -> u32 {
        1
    }
}

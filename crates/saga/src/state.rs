use serde::{Deserialize, Serialize};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{Commit, TABLE, Work};

/// Where a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Step {
    /// Accepted and stored.
    DbSaved,
    /// Being pushed to GitHub.
    GithubQueued,
    /// Being reviewed.
    AiQueued,
    /// Everything that could be done was done.
    Done,
    /// A defect of ours stopped it; an operator sets it going again.
    Failed,
    /// Taken back by its author.
    Withdrawn,
}

impl Step {
    /// Whether nothing more happens by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Withdrawn)
    }
}

/// How the work of one step stands. A push ends in `SYNCED`, a review in `COMPLETED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not done yet.
    Pending,
    /// Waiting for an upstream, until a known time.
    Delayed,
    /// The commit is in the branch.
    Synced,
    /// The review is stored.
    Completed,
    /// There was nothing to do, for a reason that the code tells.
    Skipped,
    /// Tried and given up.
    Failed,
    /// GitHub refuses the member's token.
    TokenInvalid,
    /// The commit is being taken back.
    Reverting,
    /// The commit was taken back.
    Reverted,
}

/// The work of one step, as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Track {
    /// How it stands.
    pub status: Status,
    /// When it was queued; none before.
    pub since: Option<Timestamp>,
    /// When it ended, however it ended.
    pub done_at: Option<Timestamp>,
    /// When it is tried again, while it waits.
    pub retry_at: Option<Timestamp>,
    /// How often it has been tried without success.
    pub attempts: i64,
    /// Why it waits, was skipped or failed: stable, `snake_case`.
    pub code: Option<String>,
}

impl Track {
    pub(crate) fn new() -> Self {
        Self {
            status: Status::Pending,
            since: None,
            done_at: None,
            retry_at: None,
            attempts: 0,
            code: None,
        }
    }
}

/// What was submitted: everything but the code itself and the member's name, which can be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// UUIDv7.
    pub id: Uuid,
    /// Its study.
    pub study_id: Uuid,
    /// Its author.
    pub user_id: Uuid,
    /// One of the thirteen languages.
    pub language: String,
    /// SHA-256 of the code, hexadecimal.
    pub code_sha256: String,
    /// Length of the code, in UTF-8 bytes.
    pub code_bytes: i64,
    /// Whether it came after the deadline.
    pub late: bool,
    /// The problem as it was then.
    pub problem: Problem,
}

/// What the journey needs to know of the problem, as it was when the submission was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The study's week, from 1.
    pub week: i64,
    /// Where it comes from.
    pub platform: Option<String>,
    /// Its number there.
    pub number: Option<String>,
    /// Its address there.
    pub source_url: Option<String>,
}

/// The whole state of a submission's saga. It is stored as it is, and replaying the log gives it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// What was submitted.
    pub submission: Submission,
    /// Where it is.
    pub step: Step,
    /// The work of `GITHUB_QUEUED`.
    pub push: Track,
    /// The work of `AI_QUEUED`.
    pub review: Track,
    /// The commit in the member's repository.
    pub commit: Option<Commit>,
    /// Which reviewer it was.
    pub provider: Option<String>,
    /// The review's total, 0 to 100, if the reviewer gave one.
    pub score: Option<i64>,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// How many events made this state.
    pub version: i64,
}

impl State {
    /// The step's row in the table, if work is being done for it.
    #[must_use]
    pub fn work(&self) -> Option<&'static Work> {
        TABLE.iter().find(|work| work.step == self.step)
    }

    pub(crate) fn track_mut(&mut self, work: &Work) -> &mut Track {
        (work.track)(self)
    }
}

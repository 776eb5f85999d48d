//! Pushes each submission to its member's repository with exactly one commit, whatever dies on the way.
//!
//! For every claimed job of the queue `github-push`:
//!
//! 1. **Credentials.** Asked for under the live lease. None: the job is complete, as skipped.
//! 2. **Look.** Read the repository and the head of the branch (the default one, if the member chose
//!    none). For each commit that an earlier attempt recorded, ask whether it is in the history of that
//!    head. One is: the work was done before, report that commit.
//! 3. **Build.** Blob, tree upon the head's tree, commit upon the head. Nothing points to them yet, so
//!    however often this happens, nobody sees it. Author, committer and both dates come from the
//!    submission: the same submission upon the same head is the same commit, bit for bit.
//! 4. **Record.** The commit's sha becomes a fact under the job's epoch, which renews the lease too.
//!    Only then may the branch move: whatever happens from here on, the next attempt knows what to
//!    look for. A lease that is lost by now ends the attempt.
//! 5. **Move** the branch to the commit, without force. GitHub refuses unless the commit descends from
//!    the branch: that is the compare-and-swap. Two workers at the same job cannot both succeed with
//!    different commits, because the second one's parent is no longer the head.
//! 6. **Any other answer than yes**, or none: look again before anything else. A commit of this job is
//!    in the history: done, whatever the answer was. The head has moved on: build upon the new head
//!    (at most [`push::REBASES`] times, then the job is tried again later). The head is where it was and
//!    GitHub answered: its refusal is for another reason. GitHub did not answer: tried again later.
//!
//! Within one run, jobs of one repository take turns.
//!
//! A submission whose file is already there, byte for byte, gets its commit all the same: it is a
//! submission of its own, with its own date and trailer.
//!
//! **Empty repositories.** GitHub's git-data API answers 409 until there is a commit, and names the
//! contents API as the way to begin. So a first commit of its own puts a README on the default branch,
//! saying who wrote it; it carries no submission and no trailer. The submission follows as above.
//!
//! GitHub's answers are not trusted: bounded in size and time, checked for shape; what they name is
//! validated before it goes into a path or a report. Failures are told apart by status and headers, see
//! [`trouble`].

mod commit;
mod github;
mod handler;
mod job;
mod language;
mod name;
mod path;
pub mod push;
mod segment;
mod settings;
pub mod trouble;
mod turn;

pub use path::DEFAULT_TEMPLATE;
pub use settings::Settings;
pub use worker::Tally;

/// Why the worker stopped before the queue was empty.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A variable is missing or makes no sense.
    #[error(transparent)]
    Settings(#[from] config::Error),
    /// The queue could not be asked for work.
    #[error("no job could be claimed: {0}")]
    Queue(#[from] worker::Error),
}

/// Reads the settings and pushes until the queue is empty.
///
/// # Errors
/// [`Error`]; a job that fails is reported to the queue and is no error here.
pub async fn run() -> Result<Tally, Error> {
    let settings = Settings::load().await?;
    Ok(push_all(&settings).await?)
}

/// Pushes until the queue is empty.
///
/// # Errors
/// If no job could be claimed.
pub async fn push_all(settings: &Settings) -> Result<Tally, worker::Error> {
    let handler = handler::Push {
        github: &settings.github,
        turns: turn::Turns::default(),
    };
    worker::run(&settings.queue, &handler).await
}

#[cfg(test)]
mod tests;

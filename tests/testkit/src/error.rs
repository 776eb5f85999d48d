//! What can go wrong in the kit itself.

use std::path::PathBuf;
use std::time::Duration;

/// A failure of the kit or of what it talks to. Tests pass it on with `?`; its text says what to look at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("input or output failed: {0}")]
    Io(#[from] std::io::Error),
    /// Something awaited did not happen.
    #[error("waited {after:?} in vain for {what}")]
    TimedOut {
        /// What was awaited.
        what: String,
        /// For how long.
        after: Duration,
    },
    /// The application did not come up.
    #[error("{program} did not start: {why}\n--- end of {} ---\n{tail}", log.display())]
    NotStarted {
        /// The program that was started.
        program: String,
        /// What was seen.
        why: String,
        /// Its log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// A file the kit depends on is missing or unreadable.
    #[error("{}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what makes it.
        why: String,
    },
    /// A request got no (whole) answer.
    #[error("{method} {url}: {why}")]
    NoAnswer {
        /// The request's method.
        method: String,
        /// The request's address.
        url: String,
        /// What happened instead.
        why: String,
    },
    /// An answer was not what the test needs to go on.
    #[error("{request} was answered {status}, not {wanted}: {body}")]
    Unexpected {
        /// Method and path.
        request: String,
        /// The status that came.
        status: u16,
        /// What was wanted.
        wanted: String,
        /// The content that came.
        body: String,
    },
    /// A database could not be read.
    #[error("{}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

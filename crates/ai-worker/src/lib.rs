//! Has submissions reviewed, each once.
//!
//! For every claimed job of the queue `ai-review`:
//!
//! 1. **Look** whether an earlier attempt already has the review ([`shelf`]): a review that was paid for
//!    is not asked for again only because its report got lost.
//! 2. **Ask** the reviewer that the operator chose, at most [`handler::WHOLE`] long.
//! 3. **Check** what it answers ([`review::settle`]): a reviewer is not believed.
//! 4. **Keep** the review on the shelf, if it cost something, until the report has succeeded.
//! 5. **Report** it, or what went wrong in the queue's words ([`failure`]).
//!
//! The shelf is a cache: losing it costs a second call and nothing else.

mod failure;
mod handler;
mod job;
mod reviewer;
mod settings;
mod shelf;

pub use reviewer::Reviewer;
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

/// Reads the settings and has submissions reviewed until the queue is empty.
///
/// # Errors
/// [`Error`]; a job that fails is reported to the queue and is no error here.
pub async fn run() -> Result<Tally, Error> {
    let settings = Settings::load().await?;
    Ok(review_all(&settings).await?)
}

/// Has submissions reviewed until the queue is empty.
///
/// # Errors
/// If no job could be claimed.
pub async fn review_all(settings: &Settings) -> Result<Tally, worker::Error> {
    let handler = handler::Review::new(&settings.reviewer);
    let tally = worker::run(&settings.queue, &handler).await;
    if let Ok(Tally { lost: 0, .. }) = tally {
        handler.clear().await;
    }
    tally
}

#[cfg(test)]
mod tests;

//! The client of the job queue.
//!
//! A doorbell wakes a worker; the work itself is in the queue, behind the gateway. [`run`] claims jobs
//! until none is left and hands each to a [`Handler`]:
//!
//! 1. Claim as many jobs as there are free slots, and work on all claimed jobs at once. A slot that
//!    becomes free claims anew at once, so a slow job never holds back the others.
//! 2. While a job is worked on, its lease is renewed every 2 s. A lease that was refused (409), or that
//!    could not be renewed for its whole length, is lost: the work is dropped on the spot, nothing is
//!    reported, and whoever claims the job next does it.
//! 3. The outcome is reported under the job's epoch. While the gateway is away the report is repeated,
//!    at most for as long as the lease lasts; then it is given up quietly and the lease runs out.
//! 4. While some jobs run and slots are free, the queue is looked at twice a second: a doorbell that
//!    rings meanwhile waits until [`run`] returns.
//! 5. When nothing runs and a claim brings nothing, [`run`] returns.
//!
//! There is no recovery code: a worker that dies at any point leaves leases that run out. A payload
//! that cannot be read ends its own job as poison and no other.
//!
//! Nothing is spawned, because a task that outlives a component's handler dies with it; all jobs are
//! futures of [`run`] itself, which must be awaited to its end.

use std::{future::Future, time::Duration};

use config::Secret;
use serde::{Serialize, de::DeserializeOwned};

mod clock;
mod error;
mod gateway;
mod lease;
mod notice;
mod outcome;
mod run;

pub use clock::{sleep, within};
pub use error::Error;
pub use lease::Lease;
pub use outcome::{Failure, Kind, Outcome};
pub use run::{Tally, run};

/// What is done with a job.
pub trait Handler {
    /// The job's payload. One that cannot be decoded never reaches [`Handler::handle`]: its job fails
    /// as poison.
    type Payload: DeserializeOwned;
    /// What a completed job reports.
    type Result: Serialize;

    /// Does the work. The future is dropped at any await point when the lease is lost, and may be
    /// run again from the start by another worker: every effect must be safe to repeat.
    ///
    /// # Errors
    /// The lease's errors, passed on. [`Error::Refused`] becomes a failure that is tried again; after
    /// the others nothing is reported.
    fn handle(
        &self,
        payload: Self::Payload,
        lease: &Lease<'_>,
    ) -> impl Future<Output = Result<Outcome<Self::Result>, Error>>;
}

/// Which queue to work on, and as whom.
#[derive(Clone, Debug)]
pub struct Config {
    /// The gateway's base URL, without a trailing slash.
    pub internal_url: String,
    /// This worker's key, sent as `X-Internal-Key`.
    pub key: Secret,
    /// The queue's name.
    pub queue: &'static str,
    /// The worker's name, shown to operators.
    pub worker: &'static str,
    /// Jobs at once; at least one.
    pub concurrency: usize,
    /// The waits.
    pub timing: Timing,
}

/// The waits of a worker. [`Timing::DEFAULT`] fits the queue's leases; only tests have others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long a lease lasts after it was granted or renewed.
    pub lease: Duration,
    /// How often a lease is renewed.
    pub renew: Duration,
    /// How often free slots look for work while other jobs run.
    pub look: Duration,
    /// The first wait before a request to the gateway is repeated; doubles up to eight times this.
    pub backoff: Duration,
    /// How long a claim is tried while the gateway is away.
    pub claim: Duration,
}

impl Timing {
    /// Leases of 8 s renewed every 2 s; two looks a second; repeats after 100 ms to 800 ms; claims
    /// given up after 2 s.
    pub const DEFAULT: Self = Self {
        lease: Duration::from_secs(8),
        renew: Duration::from_secs(2),
        look: Duration::from_millis(500),
        backoff: Duration::from_millis(100),
        claim: Duration::from_secs(2),
    };
}

impl Default for Timing {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests;

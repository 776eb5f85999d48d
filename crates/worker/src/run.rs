//! The loop: one set of futures in which claims, jobs and the timer take turns.

use std::{pin::pin, time::Instant};

use futures::{
    StreamExt,
    future::{Either, LocalBoxFuture, select},
    stream::FuturesUnordered,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Config, Error, Failure, Handler, Lease, Outcome, clock::sleep, gateway::Gateway, notice,
};

/// What one [`run`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Jobs reported as done.
    pub completed: usize,
    /// Jobs reported as failed, whatever the kind.
    pub failed: usize,
    /// Jobs given up without a report: the lease was lost or the gateway was away for too long.
    pub lost: usize,
}

/// Jobs asked for at once: an answer of this many of the largest payloads stays within bounds.
const BATCH: usize = 8;

#[derive(Serialize)]
struct Claim {
    queue: &'static str,
    limit: usize,
    worker: &'static str,
}

/// Each job is decoded on its own, so that one that makes no sense harms no other.
#[derive(Deserialize)]
struct Claimed {
    jobs: Vec<Value>,
}

#[derive(Deserialize)]
struct Job {
    id: String,
    epoch: i64,
    #[serde(default)]
    attempt: u32,
    #[serde(default)]
    payload: Value,
}

enum Event {
    Claimed {
        asked: usize,
        at: Instant,
        answer: Result<Claimed, Error>,
    },
    Ended(End),
    Look,
}

enum End {
    Completed,
    Failed,
    Lost,
}

/// Works on the queue until it is empty.
///
/// # Errors
/// If the last claim could not be made: [`Error::Refused`] when the key is wrong,
/// [`Error::Unreachable`] when the gateway is away. Jobs claimed before were worked on to their end.
pub async fn run<H: Handler>(config: &Config, handler: &H) -> Result<Tally, Error> {
    let gateway = Gateway::new(config);
    let slots = config.concurrency.max(1);
    let mut tally = Tally::default();
    let mut tasks = FuturesUnordered::<LocalBoxFuture<'_, Event>>::new();
    let mut running = 0;
    let mut claiming = false;
    let mut looking = false;
    let mut again = true;
    let mut trouble = None;
    loop {
        let free = slots.saturating_sub(running);
        if !claiming {
            if again && free > 0 {
                (claiming, again) = (true, false);
                tasks.push(Box::pin(claim(&gateway, free.min(BATCH))));
            } else if running == 0 {
                break;
            } else if free > 0 && !looking {
                looking = true;
                tasks.push(Box::pin(look(&gateway)));
            }
        }
        match tasks.next().await {
            Some(Event::Claimed { asked, at, answer }) => {
                claiming = false;
                match answer {
                    Ok(claimed) => {
                        trouble = None;
                        again |= claimed.jobs.len() >= asked;
                        running += claimed.jobs.len();
                        for job in claimed.jobs {
                            tasks.push(Box::pin(work(&gateway, handler, job, at)));
                        }
                    }
                    Err(error) => {
                        trouble = Some(error);
                        again = false;
                    }
                }
            }
            Some(Event::Ended(end)) => {
                running -= 1;
                again = true;
                match end {
                    End::Completed => tally.completed += 1,
                    End::Failed => tally.failed += 1,
                    End::Lost => tally.lost += 1,
                }
            }
            Some(Event::Look) => {
                looking = false;
                again = true;
            }
            None => break,
        }
    }
    trouble.map_or(Ok(tally), Err)
}

async fn claim(gateway: &Gateway<'_>, limit: usize) -> Event {
    let config = gateway.config();
    let at = Instant::now();
    let claim = Claim {
        queue: config.queue,
        limit,
        worker: config.worker,
    };
    let answer = gateway.claim(&claim).await;
    Event::Claimed {
        asked: limit,
        at,
        answer,
    }
}

async fn look(gateway: &Gateway<'_>) -> Event {
    sleep(gateway.config().timing.look).await;
    Event::Look
}

/// One job from its claim to its report.
async fn work<H: Handler>(gateway: &Gateway<'_>, handler: &H, job: Value, at: Instant) -> Event {
    let service = gateway.config().worker;
    let job = match serde_json::from_value::<Job>(job) {
        Ok(job) if is_id(&job.id) => job,
        _ => {
            notice::warn(service, "", "a claimed job has no id or epoch");
            return Event::Ended(End::Lost);
        }
    };
    let lease = Lease::new(gateway, job.id, job.epoch, job.attempt, at);
    let outcome = match decode::<H::Payload>(job.payload) {
        Ok(payload) => {
            let work = pin!(handler.handle(payload, &lease));
            let keep = pin!(lease.keep());
            match select(work, keep).await {
                Either::Left((Err(error @ Error::Refused { .. }), _)) => Ok(Outcome::Fail(
                    Failure::retry("internal_defect", error.to_string()),
                )),
                Either::Left((outcome, _)) => outcome,
                Either::Right((error, _)) => Err(error),
            }
        }
        Err(place) => Ok(Outcome::Fail(Failure::poison(
            "internal_defect",
            format!("the payload cannot be read at `{place}`"),
        ))),
    };
    let end = match outcome {
        Ok(Outcome::Complete(result)) => lease.complete(&result).await.map(|()| End::Completed),
        Ok(Outcome::Fail(failure)) => lease.fail(&failure).await.map(|()| End::Failed),
        Err(error) => Err(error),
    };
    Event::Ended(end.unwrap_or_else(|error| {
        notice::warn(service, lease.job(), &format!("given up: {error}"));
        End::Lost
    }))
}

/// A payload, or the place where it makes no sense. The parser's own words are not passed on: they
/// may quote what a user wrote.
fn decode<T: DeserializeOwned>(payload: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(payload).map_err(|error| error.path().to_string())
}

/// Whether an id can stand in a path as it is.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 64
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

//! The job queue: one table in the same database as the state that its jobs belong to, so that state and
//! work can never disagree.
//!
//! The promise: **a job is worked on by one holder at a time, and none is ever stuck.** A claim takes due
//! jobs in one atomic statement, gives each a lease of [`LEASE_MS`] and a new epoch. The holder renews the
//! lease while it works and shows the epoch with everything it reports; a stale epoch moves nothing. If the
//! holder dies, the lease ends and the next claim takes the job: there is no recovery code that could be
//! forgotten. A lease that ends implausibly far in the future (the clock was set back) counts as ended.
//!
//! Where a queue is worked on [`Order::InTurn`], no job of a user is claimed before the earlier ones of that
//! user have left the queue, died or been given up: so what they do takes effect in the order in which it was
//! asked for, also after a crash, when the later job is free and the earlier one's lease still has to end.
//!
//! The payload is not here: it is made from the subject's own tables when the job is claimed, so code and
//! personal text stay where they can be erased.
//!
//! Everything here is a statement; the owning service puts them into its transactions. Time is the
//! database's.

mod job;

pub use job::{Held, Job};

use sql::{Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

/// The tables: the text of a migration of the owning service. A later change is a migration of its own; this
/// one stays as it is.
pub const TABLES: &str = include_str!("tables.sql");

/// The index behind [`Order::InTurn`]: the text of a migration of the owning service, after [`TABLES`].
pub const IN_TURN: &str = include_str!("in_turn.sql");

/// In which order the jobs of one user are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each as soon as it is due.
    Any,
    /// One after the other, by their ids, which are in the order of time. A job that waits for its next try
    /// holds up those after it.
    InTurn,
}

/// How long a lease lasts, in milliseconds; holders renew it every two seconds.
pub const LEASE_MS: i64 = 8_000;

/// No honest lease ends later than this from now, in milliseconds.
const IMPLAUSIBLE_LEASE_MS: i64 = 60_000;

/// Puts a job into its queue, due at once.
#[must_use]
pub fn enqueue(job: &Job) -> Statement {
    let insert = "INSERT INTO jobs (id, queue, subject, user_id, state, attempts, max_attempts, epoch, due_at, give_up_at, traceparent, created_at) \
         VALUES ($1, $2, $3, $4, 'ready', 0, $5, 0, now_ms(), now_ms() + $6, $7, now_ms())";
    statement(insert)
        .bind(job.id.to_string())
        .bind(job.queue)
        .bind(job.subject.to_string())
        .bind(job.user.to_string())
        .bind(job.max_attempts)
        .bind(job.give_up_after_ms)
        .bind(job.traceparent.as_str())
}

/// Takes up to `limit` jobs that are due, oldest first; each returned row is a [`Held`]. Jobs whose time or
/// attempts are used up are left to [`exhausted`]. A paused queue gives nothing.
#[must_use]
pub fn claim(queue: &str, order: Order, limit: u32, worker: &str) -> Statement {
    let claim = "UPDATE jobs SET state = 'running', epoch = epoch + 1, attempts = attempts + 1, \
           due_at = now_ms() + $3, worker = $4 \
         WHERE id IN ( \
           SELECT id FROM jobs AS candidate \
           WHERE queue = $1 AND state IN ('ready', 'running') \
             AND (due_at <= now_ms() OR (state = 'running' AND due_at > now_ms() + $5)) \
             AND give_up_at > now_ms() AND attempts < max_attempts \
             AND NOT EXISTS (SELECT 1 FROM queue_control WHERE queue = $1 AND paused_until > now_ms()) \
             AND ($6 = 0 OR NOT EXISTS (SELECT 1 FROM jobs AS earlier \
               WHERE earlier.queue = $1 AND earlier.user_id = candidate.user_id AND earlier.id < candidate.id \
                 AND earlier.state IN ('ready', 'running'))) \
           ORDER BY due_at LIMIT $2 \
         ) RETURNING id, queue, subject, user_id, attempts, max_attempts, epoch, due_at, give_up_at, last_error, traceparent";
    statement(claim)
        .bind(queue)
        .bind(limit)
        .bind(LEASE_MS)
        .bind(worker)
        .bind(IMPLAUSIBLE_LEASE_MS)
        .bind(order == Order::InTurn)
}

/// Takes up to `limit` jobs that nobody holds and nobody may claim again: their time or their attempts are
/// used up. Each returned row is a [`Held`]: whoever ends them holds them as a worker would, so that one who
/// only slept too long cannot go on in the middle of it.
#[must_use]
pub fn exhausted(limit: u32) -> Statement {
    let claim = "UPDATE jobs SET state = 'running', epoch = epoch + 1, due_at = now_ms() + $2, worker = NULL \
         WHERE id IN ( \
           SELECT id FROM jobs WHERE state IN ('ready', 'running') AND due_at <= now_ms() \
             AND (give_up_at <= now_ms() OR attempts >= max_attempts) \
           ORDER BY due_at LIMIT $1 \
         ) RETURNING id, queue, subject, user_id, attempts, max_attempts, epoch, due_at, give_up_at, last_error, traceparent";
    statement(claim).bind(limit).bind(LEASE_MS)
}

/// The queues that have something due now, as `queue`, with `exhausted` 1 for what only [`exhausted`]
/// finds and 0 for what can be claimed.
#[must_use]
pub fn due() -> Statement {
    let select = "SELECT DISTINCT queue, CASE WHEN give_up_at <= now_ms() OR attempts >= max_attempts THEN 1 ELSE 0 END AS exhausted \
         FROM jobs WHERE state IN ('ready', 'running') AND due_at <= now_ms() \
           AND (give_up_at <= now_ms() OR NOT EXISTS (SELECT 1 FROM queue_control c WHERE c.queue = jobs.queue AND c.paused_until > now_ms()))";
    statement(select)
}

/// Reads a job by id, with the database's time as `now`.
#[must_use]
pub fn read(id: Uuid) -> Statement {
    let select = "SELECT id, queue, subject, user_id, state, attempts, max_attempts, epoch, due_at, give_up_at, last_error, traceparent, now_ms() AS now \
         FROM jobs WHERE id = $1";
    statement(select).bind(id.to_string())
}

/// Renews the lease of the holder with this epoch; returns the new end as `due_at`.
#[must_use]
pub fn renew(id: Uuid, epoch: i64) -> Statement {
    let update = "UPDATE jobs SET due_at = now_ms() + $3 WHERE id = $1 AND epoch = $2 AND state = 'running' RETURNING due_at";
    fenced(update, id, epoch).bind(LEASE_MS)
}

/// The holder is done: the job leaves the queue.
#[must_use]
pub fn finish(id: Uuid, epoch: i64) -> Statement {
    let delete = "DELETE FROM jobs WHERE id = $1 AND epoch = $2 AND state <> 'dead' RETURNING id";
    fenced(delete, id, epoch)
}

/// The holder could not do it: the job is ready again at `due_at`. Without an `error` the last one stays.
/// `refund` gives the attempt back, for waits that are nobody's failure.
#[must_use]
pub fn release(
    id: Uuid,
    epoch: i64,
    due_at: Timestamp,
    error: Option<&str>,
    refund: bool,
) -> Statement {
    let update = "UPDATE jobs SET state = 'ready', due_at = $3, last_error = COALESCE($4, last_error), attempts = attempts - $5 \
         WHERE id = $1 AND epoch = $2 AND state = 'running' RETURNING id";
    fenced(update, id, epoch)
        .bind(due_at)
        .bind(error)
        .bind(refund)
}

/// The job can never be done as it is: it stays, dead, with its reason, for an operator.
#[must_use]
pub fn bury(id: Uuid, epoch: i64, error: &str) -> Statement {
    let update = "UPDATE jobs SET state = 'dead', last_error = $3 WHERE id = $1 AND epoch = $2 AND state <> 'dead' RETURNING id";
    fenced(update, id, epoch).bind(error)
}

/// Nobody claims from `queue` until then: the upstream asked us to wait, or it is down.
#[must_use]
pub fn pause(queue: &str, until: Timestamp) -> Statement {
    let upsert = "INSERT INTO queue_control (queue, paused_until, failures, probes, max_in_flight) VALUES ($1, $2, 0, 0, 0) \
         ON CONFLICT (queue) DO UPDATE SET paused_until = CASE WHEN excluded.paused_until > queue_control.paused_until THEN excluded.paused_until ELSE queue_control.paused_until END";
    statement(upsert).bind(queue).bind(until)
}

fn fenced(text: &'static str, id: Uuid, epoch: i64) -> Statement {
    statement(text).bind(id.to_string()).bind(epoch).expect(1)
}

#[cfg(test)]
mod tests;

//! What workers do with jobs: claim, keep, finish.
//!
//! Each report is one transaction: the job's fenced statement first, then the saga's move, conditional on
//! the submission's version. If somebody else moved the submission meanwhile, it is read and decided anew;
//! if the epoch is stale, nothing moves and the worker is told so (409).

mod claim;
mod complete;
mod credentials;
mod fail;
mod heartbeat;
mod payload;
mod report;
mod sweep;

pub(crate) use claim::claim;
pub(crate) use complete::complete;
pub(crate) use credentials::credentials;
pub(crate) use fail::fail;
pub(crate) use heartbeat::heartbeat;
pub(crate) use sweep::sweep;

use queue::Held;
use saga::{AI_REVIEW, GITHUB_PUSH};
use service::{Context, Problem, sql_problem};
use sql::statement;
use timestamp::Timestamp;
use uuid::Uuid;

use crate::app::App;

/// Everybody who works on jobs.
const WORKERS: [&str; 2] = ["github-worker", "ai-worker"];

/// The worker of a queue, as the gateway names it after checking its key.
fn worker_of(queue: &str) -> Option<&'static str> {
    match queue {
        GITHUB_PUSH => Some("github-worker"),
        AI_REVIEW => Some("ai-worker"),
        _ => None,
    }
}

/// A job that the caller says to hold, and the database's time.
struct Claimed {
    job: Held,
    now: Timestamp,
}

/// The job `id`, if the caller is its queue's worker and its epoch is `epoch`.
async fn claimed(app: &App, context: &Context, id: Uuid, epoch: i64) -> Result<Claimed, Problem> {
    context.only(&WORKERS)?;
    let row = app
        .database
        .run(queue::read(id))
        .await
        .map_err(sql_problem)?
        .first();
    let Some(row) = row else {
        // A job that is done has left the queue, so whoever still reports on it comes too late.
        return Err(stale());
    };
    let job = Held::try_from(&row).map_err(sql_problem)?;
    let worker = worker_of(&job.queue).ok_or_else(Problem::not_found)?;
    context.only(&[worker])?;
    let running = row.text("state").map_err(sql_problem)? == "running";
    if job.epoch != epoch || !running {
        return Err(stale());
    }
    let now = row.time("now").map_err(sql_problem)?;
    Ok(Claimed { job, now })
}

fn stale() -> Problem {
    Problem::new(
        http::StatusCode::CONFLICT,
        "stale_epoch",
        "Somebody else holds this job now, or it is done.",
    )
}

/// The submission that a job is about, whoever holds it: for facts that a stale worker learnt. None once the
/// job is done.
async fn subject_of(app: &App, job: Uuid) -> Result<Option<Uuid>, Problem> {
    let select = "SELECT subject FROM jobs WHERE id = $1";
    let row = app
        .database
        .run(statement(select).bind(job.to_string()))
        .await
        .map_err(sql_problem)?
        .first();
    let Some(row) = row else { return Ok(None) };
    let subject = row.text("subject").map_err(sql_problem)?;
    Ok(Uuid::try_parse(&subject).ok())
}

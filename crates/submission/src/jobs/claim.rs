use std::sync::Arc;

use axum::{Json as JsonAnswer, extract::State};
use queue::{Held, Order};
use saga::work_of;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{Context, Json, Problem, log_line, sql_problem};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{
    app::{App, NAME},
    jobs::{payload::payload, worker_of},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    queue: String,
    limit: u32,
    worker: String,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    jobs: Vec<ClaimedJob>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimedJob {
    id: Uuid,
    epoch: i64,
    lease_until: Timestamp,
    attempt: i64,
    traceparent: String,
    payload: Value,
}

/// The wait before a job is tried again whose payload could not be put together just now, in milliseconds.
const NOT_NOW_MS: i64 = 2_000;

/// `POST /internal/jobs/claim`.
pub(crate) async fn claim(
    State(app): State<Arc<App>>,
    context: Context,
    Json(body): Json<Body>,
) -> Result<JsonAnswer<Answer>, Problem> {
    let worker = worker_of(&body.queue).ok_or_else(Problem::not_found)?;
    let order = match work_of(&body.queue) {
        Some(work) if work.in_turn => Order::InTurn,
        _ => Order::Any,
    };
    context.only(&[worker])?;
    if !(1..=100).contains(&body.limit) {
        let message = "It must be a number from 1 to 100.";
        return Err(Problem::field("limit", "out_of_range", message));
    }
    if body.worker.is_empty() || body.worker.len() > 100 {
        let message = "It must have 1 to 100 characters.";
        return Err(Problem::field("worker", "out_of_range", message));
    }
    let rows = app
        .database
        .run(queue::claim(&body.queue, order, body.limit, &body.worker))
        .await
        .map_err(sql_problem)?;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in rows {
        let held = Held::try_from(&row).map_err(sql_problem)?;
        match payload(&app, &context, &held).await {
            Ok(payload) => jobs.push(ClaimedJob {
                id: held.id,
                epoch: held.epoch,
                lease_until: held.due_at,
                attempt: held.attempts,
                traceparent: held.traceparent,
                payload,
            }),
            Err(problem) => give_back(&app, &held, &problem).await,
        }
    }
    Ok(JsonAnswer(Answer { jobs }))
}

/// Another service is away, so the job cannot be described: it goes back as it was, without having used up
/// an attempt, and without a reason of its own, which members would be shown in the end.
/// If even that fails, its lease ends by itself.
async fn give_back(app: &App, held: &Held, problem: &Problem) {
    let due_at = Timestamp::now().plus_millis(NOT_NOW_MS);
    let back = queue::release(held.id, held.epoch, due_at, None, true);
    let returned = app.database.commit(vec![back]).await.is_ok();
    let fields = serde_json::json!({
        "job": held.id, "returned": returned, "context": problem.context,
    });
    log_line(
        NAME,
        "warn",
        "a claimed job could not be described",
        &fields,
    );
}

use std::sync::Arc;

use axum::extract::State;
use doorbell::Bell;
use http::StatusCode;
use service::{Context, Problem, sql_problem};
use sql::statement;

use crate::{app::App, jobs::sweep};

/// Wakes within this time of one another are one wake, in milliseconds.
const THROTTLE_MS: i64 = 700;
/// Keys and the like are looked through once in this many wakes' worth of time, in milliseconds.
const CLEANING_MS: i64 = 60_000;

/// `POST /wake`: time has passed. Rings for queues whose jobs have come due, and ends the work that nobody
/// may try any more. May be missing, doubled or late.
pub(crate) async fn wake(
    State(app): State<Arc<App>>,
    context: Context,
) -> Result<StatusCode, Problem> {
    context.only(&["gateway"])?;
    // A wake that lies in the future (the clock was set back) does not count.
    let take = "UPDATE wakes SET woken_at = now_ms() \
         WHERE id = 1 AND (woken_at <= now_ms() - $1 OR woken_at > now_ms()) \
         RETURNING woken_at";
    let taken = app
        .database
        .run(statement(take).bind(THROTTLE_MS))
        .await
        .map_err(sql_problem)?
        .first();
    let Some(taken) = taken else {
        return Ok(StatusCode::NO_CONTENT);
    };
    let due = app.database.run(queue::due()).await.map_err(sql_problem)?;
    let mut bells = Vec::new();
    let mut exhausted = false;
    for row in due {
        if row.integer("exhausted").map_err(sql_problem)? == 1 {
            exhausted = true;
        } else {
            let queue = row.text("queue").map_err(sql_problem)?;
            bells.push(Bell::plain(format!("jobs.{queue}")));
        }
    }
    if exhausted {
        bells.extend(sweep(&app).await?);
    }
    app.doorbell.ring(bells).await;
    let now = taken.integer("woken_at").map_err(sql_problem)?;
    if now % CLEANING_MS < 1_000 {
        let old = "DELETE FROM idempotency_keys WHERE created_at < now_ms() - 86400000";
        app.database
            .run(statement(old))
            .await
            .map_err(sql_problem)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

use std::sync::Arc;

use axum::{Json as JsonAnswer, extract::State};
use serde::{Deserialize, Serialize};
use service::{Context, Ids, Json, Problem, sql_problem};
use sql::Error;
use timestamp::Timestamp;

use crate::{
    app::App,
    jobs::{claimed, stale, subject_of},
    store::{PriorCommit, record_commit},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    epoch: i64,
    fact: Option<Fact>,
}

/// What a worker learnt and must not be forgotten.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
enum Fact {
    CommitCreated(PriorCommit),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    lease_until: Timestamp,
}

/// `POST /internal/jobs/{id}/heartbeat`: renews the lease, and records a fact with it. A stale worker's
/// fact is recorded too, before it is sent away: it is one, whoever learnt it. (Only of a job that is done
/// nothing more is learnt: the commit of one who comes that late is in no branch, and is told not to go there.)
pub(crate) async fn heartbeat(
    State(app): State<Arc<App>>,
    context: Context,
    Ids([job]): Ids<1>,
    Json(body): Json<Body>,
) -> Result<JsonAnswer<Answer>, Problem> {
    let held = match claimed(&app, &context, job, body.epoch).await {
        Ok(claimed) => claimed.job,
        Err(problem) if problem.code == "stale_epoch" => {
            let subject = subject_of(&app, job).await?;
            if let (Some(Fact::CommitCreated(commit)), Some(subject)) = (&body.fact, subject) {
                let fact = record_commit(subject, commit);
                app.database.run(fact).await.map_err(sql_problem)?;
            }
            return Err(problem);
        }
        Err(problem) => return Err(problem),
    };
    let mut transaction = vec![queue::renew(held.id, held.epoch)];
    if let Some(Fact::CommitCreated(commit)) = &body.fact {
        transaction.push(record_commit(held.subject, commit));
    }
    let rows = match app.database.commit(transaction).await {
        Ok(rows) => rows,
        Err(Error::Expectation { .. }) => return Err(stale()),
        Err(error) => return Err(sql_problem(error)),
    };
    let renewed = rows.into_iter().next().and_then(sql::Rows::first);
    let lease_until = renewed
        .ok_or_else(stale)?
        .time("due_at")
        .map_err(sql_problem)?;
    Ok(JsonAnswer(Answer { lease_until }))
}

use std::sync::Arc;

use axum::{Json as JsonAnswer, extract::State};
use saga::{Commit, Outcome};
use serde::Deserialize;
use serde_json::{Value, json};
use service::{Context, Ids, Json, Problem};

use crate::{
    app::App,
    jobs::{
        claimed,
        report::{Report, report},
    },
    store::{
        PriorCommit, record_commit,
        reviews::{self, Reviewed},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    epoch: i64,
    result: WorkResult,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum WorkResult {
    Pushed(Commit),
    Skipped { code: String },
    Reviewed(Reviewed),
}

/// `POST /internal/jobs/{id}/complete`: the work is done; the saga goes on.
pub(crate) async fn complete(
    State(app): State<Arc<App>>,
    context: Context,
    Ids([job]): Ids<1>,
    Json(body): Json<Body>,
) -> Result<JsonAnswer<Value>, Problem> {
    let claimed = claimed(&app, &context, job, body.epoch).await?;
    let held = claimed.job;
    let (outcome, facts) = match body.result {
        WorkResult::Pushed(commit) => {
            let fact = PriorCommit {
                sha: commit.sha.clone(),
                path: commit.path.clone(),
                blob_sha: commit.blob_sha.clone(),
                repository: commit.repository.clone(),
                branch: commit.branch.clone(),
            };
            let fact = record_commit(held.subject, &fact);
            (Outcome::Pushed(commit), vec![fact])
        }
        WorkResult::Skipped { code } => (Outcome::Skipped { code }, Vec::new()),
        WorkResult::Reviewed(reviewed) => {
            let outcome = Outcome::Reviewed {
                provider: reviewed.provider.clone(),
                score: reviewed.score(),
            };
            let fact = reviews::store(held.subject, &reviewed, claimed.now);
            (outcome, vec![fact])
        }
    };
    let done = Report {
        outcome,
        job: queue::finish(held.id, held.epoch),
        facts,
    };
    let bells = report(&app, &held, claimed.now, &done).await?;
    app.doorbell.ring(bells).await;
    Ok(JsonAnswer(json!({})))
}

use std::sync::Arc;

use axum::{Json as JsonAnswer, extract::State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use service::{Context, Ids, Json, Problem};

use crate::{app::App, jobs::claimed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    epoch: i64,
}

/// `POST /internal/jobs/{id}/credentials`: the GitHub token of the job's member, for a live lease only.
pub(crate) async fn credentials(
    State(app): State<Arc<App>>,
    context: Context,
    Ids([job]): Ids<1>,
    Json(body): Json<Body>,
) -> Result<JsonAnswer<Value>, Problem> {
    context.only(&["github-worker"])?;
    let claimed = claimed(&app, &context, job, body.epoch).await?;
    if claimed.job.due_at <= claimed.now {
        return Err(crate::jobs::stale());
    }
    let path = format!("/github-credentials/{}", claimed.job.user);
    let credentials: Option<Value> = app
        .peers
        .get(&context.as_system(), "identity", &path)
        .await?;
    credentials.map(JsonAnswer).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "github_not_linked",
            "This member has linked no repository.",
        )
    })
}

//! `DELETE /studies/{study}`, for `identity`: the study is no more. It is fine to do it twice.

use axum::extract::State;
use http::StatusCode;
use service::{Context, Ids, Problem as Refusal, sql_problem};

use crate::{
    app::App,
    happened::{self, event},
    store::problems::{self, Stored},
};

/// Removes all problems of the study for good; the log keeps that they were there.
pub(crate) async fn remove(
    State(app): State<App>,
    context: Context,
    Ids([study]): Ids<1>,
) -> Result<StatusCode, Refusal> {
    context.only(&["identity"])?;
    let problems = problems::of_study(&app.database, study)
        .await
        .map_err(sql_problem)?;
    if problems.is_empty() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let now = problems::now(&app.database).await.map_err(sql_problem)?;
    let events = problems
        .into_iter()
        .filter(|problem| !problem.deleted)
        .map(|problem| {
            let deleted = Stored {
                updated_at: now,
                deleted: true,
                version: problem.version + 1,
                ..problem
            };
            event(happened::DELETED, &deleted, now, &context)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut statements = vec![problems::remove_of_study(study)];
    statements.extend(log::append(&events));
    app.database.commit(statements).await.map_err(sql_problem)?;
    app.ring().await;
    Ok(StatusCode::NO_CONTENT)
}

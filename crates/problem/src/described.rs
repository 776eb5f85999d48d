//! `GET /problems/{problem}`, for services: the whole problem, also after it was deleted.

use axum::{Json, extract::State};
use serde::Serialize;
use service::{Context, Ids, Problem as Refusal, sql_problem};

use crate::{app::App, store::problems, view::View};

#[derive(Serialize)]
pub(crate) struct Described {
    #[serde(flatten)]
    view: View,
    deleted: bool,
}

/// 404 only if there never was one, or its study is gone.
pub(crate) async fn show(
    State(app): State<App>,
    context: Context,
    Ids([problem]): Ids<1>,
) -> Result<Json<Described>, Refusal> {
    context.only(&["submission", "events"])?;
    let read = problems::find(&app.database, problem)
        .await
        .map_err(sql_problem)?
        .ok_or_else(Refusal::not_found)?;
    let deleted = read.problem.deleted;
    Ok(Json(Described {
        view: View::whole(read.problem),
        deleted,
    }))
}

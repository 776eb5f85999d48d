//! `GET`, `PATCH` and `DELETE /api/problems/{problem}`.

use axum::{Json, extract::State};
use http::StatusCode;
use service::{Ids, Problem as Refusal, User, sql_problem};
use uuid::Uuid;

use crate::{
    app::App,
    edit::Edit,
    happened::{self, event},
    store::problems::{self, Read, Stored},
    view::View,
};

pub(crate) async fn show(
    State(app): State<App>,
    user: User,
    Ids([problem]): Ids<1>,
) -> Result<Json<View>, Refusal> {
    let read = find(&app, problem).await?;
    app.reader(&user, read.problem.study).await?;
    Ok(Json(View::whole(read.problem)))
}

/// Changes what is sent and nothing else. With `version` the change happens only if the problem is still as
/// the editor has seen it; without, only if nobody changes it at the same moment. Else 409.
pub(crate) async fn change(
    State(app): State<App>,
    user: User,
    Ids([problem]): Ids<1>,
    service::Json(edit): service::Json<Edit>,
) -> Result<Json<View>, Refusal> {
    let Read { problem, now } = find(&app, problem).await?;
    app.writer(&user, problem.study).await?;
    if edit.version().is_some_and(|seen| seen != problem.version) {
        let detail = "Somebody has changed this problem. Look at it again first.";
        return Err(Refusal::conflict(detail));
    }
    let content = edit.onto(problem.content.clone())?;
    if content == problem.content {
        return Ok(Json(View::whole(problem)));
    }
    let changed = Stored {
        content,
        updated_at: now,
        version: problem.version + 1,
        ..problem
    };
    let mut statements = vec![problems::update(&changed)];
    let event = event(happened::CHANGED, &changed, now, &user.context)?;
    statements.extend(log::append(&[event]));
    app.database.commit(statements).await.map_err(sql_problem)?;
    app.ring().await;
    Ok(Json(View::whole(changed)))
}

/// Takes a problem away. Its submissions stay, and services can still read it.
pub(crate) async fn delete(
    State(app): State<App>,
    user: User,
    Ids([problem]): Ids<1>,
) -> Result<StatusCode, Refusal> {
    let Read { problem, now } = find(&app, problem).await?;
    app.writer(&user, problem.study).await?;
    let deleted = Stored {
        updated_at: now,
        deleted: true,
        version: problem.version + 1,
        ..problem
    };
    let mut statements = vec![problems::delete(&deleted)];
    let event = event(happened::DELETED, &deleted, now, &user.context)?;
    statements.extend(log::append(&[event]));
    app.database.commit(statements).await.map_err(sql_problem)?;
    app.ring().await;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(app: &App, problem: Uuid) -> Result<Read, Refusal> {
    problems::find(&app.database, problem)
        .await
        .map_err(sql_problem)?
        .filter(|read| !read.problem.deleted)
        .ok_or_else(Refusal::not_found)
}

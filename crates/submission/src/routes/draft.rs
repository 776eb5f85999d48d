use std::sync::Arc;

use axum::{Json as JsonAnswer, extract::State};
use http::StatusCode;
use serde::Deserialize;
use service::{Ids, Json, Problem, User};

use crate::{
    app::App,
    routes::create::check_code,
    store::drafts::{self, Draft, Place},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    language: String,
    code: String,
}

/// `GET /api/problems/{id}/draft`: 404 if there is none.
pub(crate) async fn read(
    State(app): State<Arc<App>>,
    user: User,
    Ids([problem]): Ids<1>,
) -> Result<JsonAnswer<Draft>, Problem> {
    let (problem, _) = app.problem_for(&user, problem).await?;
    let draft = drafts::read(&app.database, user.id, problem.id).await?;
    draft.map(JsonAnswer).ok_or_else(Problem::not_found)
}

/// `PUT /api/problems/{id}/draft`: replaces it; the last one wins.
pub(crate) async fn write(
    State(app): State<Arc<App>>,
    user: User,
    Ids([problem]): Ids<1>,
    Json(body): Json<Body>,
) -> Result<JsonAnswer<Draft>, Problem> {
    let errors = check_code("code", &body.language, &body.code, 0);
    if !errors.is_empty() {
        return Err(Problem::validation(errors));
    }
    let (problem, membership) = app.problem_for(&user, problem).await?;
    if !membership.study_open {
        return Err(Problem::conflict("This study is closed."));
    }
    let place = Place {
        user: user.id,
        problem: problem.id,
        study: problem.study_id,
    };
    drafts::write(&app.database, place, &body.language, &body.code).await?;
    let draft = drafts::read(&app.database, user.id, problem.id).await?;
    draft.map(JsonAnswer).ok_or_else(Problem::not_found)
}

/// `DELETE /api/problems/{id}/draft`: also when there is none.
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    user: User,
    Ids([problem]): Ids<1>,
) -> Result<StatusCode, Problem> {
    let (problem, _) = app.problem_for(&user, problem).await?;
    drafts::remove(&app.database, user.id, problem.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

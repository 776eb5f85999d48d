//! `GET`, `PATCH` and `DELETE /api/studies/{study}`. Members read, admins and the owner change, the owner
//! deletes; for everybody else there is no such study.

use axum::{Json, extract::State};
use http::StatusCode;
use serde::Deserialize;
use service::{Ids, Problem, User, sql_problem};
use uuid::Uuid;

use crate::{
    app::App,
    check::Check,
    store::{
        members::Role,
        studies::{self, Study},
    },
    studies::{DESCRIPTION, NAME},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Patch {
    name: Option<String>,
    description: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    user: User,
    Ids([study]): Ids<1>,
) -> Result<Json<Study>, Problem> {
    find(&app, study, user.id).await.map(Json)
}

pub(crate) async fn change(
    State(app): State<App>,
    user: User,
    Ids([study]): Ids<1>,
    service::Json(patch): service::Json<Patch>,
) -> Result<Json<Study>, Problem> {
    if find(&app, study, user.id).await?.role == Role::Member {
        return Err(Problem::forbidden(
            "Only the owner and admins can change a study.",
        ));
    }
    let mut check = Check::default();
    let name = patch.name.map(|name| check.line("name", &name, 1, NAME));
    let description = patch
        .description
        .map(|text| check.paragraph("description", &text, DESCRIPTION));
    check.done()?;
    studies::change(&app.database, study, name, description)
        .await
        .map_err(sql_problem)?;
    find(&app, study, user.id).await.map(Json)
}

pub(crate) async fn delete(
    State(app): State<App>,
    user: User,
    Ids([study]): Ids<1>,
) -> Result<StatusCode, Problem> {
    if find(&app, study, user.id).await?.role != Role::Owner {
        return Err(Problem::forbidden("Only the owner can delete a study."));
    }
    studies::delete(&app.database, study)
        .await
        .map_err(sql_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The study as the user sees it; 404 if they are no member.
pub(crate) async fn find(app: &App, study: Uuid, user: Uuid) -> Result<Study, Problem> {
    studies::find(&app.database, study, user)
        .await
        .map_err(sql_problem)?
        .ok_or_else(Problem::not_found)
}

//! `GET /memberships/{study}/{user}` and `GET /memberships?user=`, for the services that decide by them.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use service::{Context, Ids, Problem, Query, sql_problem};

use crate::{
    app::App,
    store::members::{self, Membership},
};

const CALLERS: [&str; 3] = ["problem", "submission", "events"];

/// Whose memberships.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Of {
    user: String,
}

/// All of them: a user is in few studies.
#[derive(Serialize)]
pub(crate) struct List {
    items: Vec<Membership>,
}

/// 404 if the user is not in the study, or it is gone.
pub(crate) async fn show(
    State(app): State<App>,
    context: Context,
    Ids([study, user]): Ids<2>,
) -> Result<Json<Membership>, Problem> {
    context.only(&CALLERS)?;
    members::membership(&app.database, study, user)
        .await
        .map_err(sql_problem)?
        .map(Json)
        .ok_or_else(Problem::not_found)
}

pub(crate) async fn list(
    State(app): State<App>,
    context: Context,
    Query(of): Query<Of>,
) -> Result<Json<List>, Problem> {
    context.only(&CALLERS)?;
    let user = service::id(&of.user)?;
    let items = members::memberships(&app.database, user)
        .await
        .map_err(sql_problem)?;
    Ok(Json(List { items }))
}

//! `GET /github-credentials/{user}` and `POST .../refused`, for `submission` alone, which hands them to the
//! push worker while it holds a lease.

use axum::{Json, extract::State};
use serde::Serialize;
use serde_json::{Value, json};
use service::{Context, Ids, Problem, sql_problem};

use crate::{app::App, store::github_links};

/// The one answer of this service that carries a token. No `Debug`, so that it cannot get into a log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Credentials {
    token: String,
    login: Option<String>,
    repository: String,
    branch: Option<String>,
    path_template: String,
    status: String,
}

/// 404 if the user has linked nothing.
pub(crate) async fn show(
    State(app): State<App>,
    context: Context,
    Ids([user]): Ids<1>,
) -> Result<Json<Credentials>, Problem> {
    context.only(&["submission"])?;
    let link = github_links::find(&app.database, user)
        .await
        .map_err(sql_problem)?
        .ok_or_else(Problem::not_found)?;
    let token = app
        .vault
        .open(user, &link.token)
        .map_err(|error| Problem::unavailable(format!("credential of {user}: {error}")))?;
    Ok(Json(Credentials {
        token: token.reveal().to_owned(),
        login: link.login,
        repository: link.repository,
        branch: link.branch,
        path_template: link.path_template,
        status: link.status,
    }))
}

/// GitHub has refused the token; the user is asked for another one.
pub(crate) async fn refuse(
    State(app): State<App>,
    context: Context,
    Ids([user]): Ids<1>,
) -> Result<Json<Value>, Problem> {
    context.only(&["submission"])?;
    github_links::refuse(&app.database, user)
        .await
        .map_err(sql_problem)?;
    Ok(Json(json!({})))
}

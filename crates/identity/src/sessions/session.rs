//! `GET` and `DELETE /sessions/{session}`.

use axum::{Json, extract::State};
use http::StatusCode;
use serde::Serialize;
use service::{Context, Ids, Problem, sql_problem};

use super::Session;
use crate::{
    app::App,
    store::{sessions, users::Me},
};

#[derive(Serialize)]
pub(crate) struct Live {
    #[serde(flatten)]
    session: Session,
    user: Me,
}

/// 404 once it is revoked or over.
pub(crate) async fn show(
    State(app): State<App>,
    context: Context,
    Ids([session]): Ids<1>,
) -> Result<Json<Live>, Problem> {
    context.only(&["gateway", "events"])?;
    let row = sessions::find(&app.database, session)
        .await
        .map_err(sql_problem)?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(Live {
        session: Session::from(&row),
        user: row.user,
    }))
}

/// Signs out. It is fine to do it twice.
pub(crate) async fn revoke(
    State(app): State<App>,
    context: Context,
    Ids([session]): Ids<1>,
) -> Result<StatusCode, Problem> {
    context.only(&["gateway"])?;
    sessions::revoke(&app.database, session)
        .await
        .map_err(sql_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

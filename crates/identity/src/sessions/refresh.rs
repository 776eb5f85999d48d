//! `POST /sessions/refresh`: see [`crate::refresh_token`] and [`crate::store::sessions::rotate`].

use axum::{Json, extract::State};
use http::StatusCode;
use serde::Deserialize;
use service::{Context, Problem, sql_problem};

use super::{Renewed, Session};
use crate::{app::App, refresh_token::Refresh, store::sessions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Post {
    refresh_token: String,
}

pub(crate) async fn refresh(
    State(app): State<App>,
    context: Context,
    service::Json(post): service::Json<Post>,
) -> Result<Json<Renewed>, Problem> {
    context.only(&["gateway"])?;
    let refresh = app
        .refresh_key
        .check(&post.refresh_token)
        .ok_or_else(over)?;
    let row = sessions::rotate(&app.database, refresh)
        .await
        .map_err(sql_problem)?
        .ok_or_else(over)?;
    Ok(Json(Renewed {
        session: Session::from(&row),
        refresh_token: app.refresh_key.issue(Refresh {
            session: row.id,
            generation: row.generation,
        }),
        user: row.user,
    }))
}

fn over() -> Problem {
    let detail = "This session is over. Sign in again.";
    Problem::new(StatusCode::UNAUTHORIZED, "session_expired", detail)
}

//! `GET /health`, for the gateway: the configuration is good (or this would not run), the database is
//! there and its schema up to date.

use axum::{Json, extract::State};
use serde_json::{Value, json};
use service::{Context, Problem, sql_problem};

use crate::app::App;

pub(crate) async fn check(
    State(app): State<App>,
    context: Context,
) -> Result<Json<Value>, Problem> {
    context.only(&["gateway"])?;
    app.database.ready().await.map_err(sql_problem)?;
    Ok(Json(json!({"status": "ok"})))
}

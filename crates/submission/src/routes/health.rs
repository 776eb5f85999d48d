use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use service::{Context, Problem, sql_problem};

use crate::app::App;

/// `GET /health`: brings the schema up to date and says whether the service can work.
pub(crate) async fn health(
    State(app): State<Arc<App>>,
    _context: Context,
) -> Result<StatusCode, Problem> {
    app.database.ready().await.map_err(sql_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

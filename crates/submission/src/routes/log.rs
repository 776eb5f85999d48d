use std::sync::Arc;

use axum::{Json, extract::State};
use service::{Context, FeedQuery, Problem, Query, feed};

use crate::{app::App, view::feed_item};

/// `GET /log?after=&subject=`: for those who follow submissions live.
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    context: Context,
    Query(query): Query<FeedQuery>,
) -> Result<Json<::log::Feed>, Problem> {
    context.only(&["events"])?;
    feed(&app.database, &query, feed_item).await.map(Json)
}

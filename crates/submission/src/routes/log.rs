use std::sync::Arc;

use ::log::{Event, Feed, about, after, head};
use axum::{Json, extract::State};
use serde::Deserialize;
use service::{Context, Problem, Query, id, sql_problem};

use crate::{app::App, view::feed_item};

/// The longest stretch of the log in one answer.
const STRETCH: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    after: Option<i64>,
    subject: Option<String>,
}

/// `GET /log?after=&subject=`: the next stretch of the log for those who follow it, of all submissions or
/// of one. Without `after` nothing but the place where the log ends now.
pub(crate) async fn log(
    State(app): State<Arc<App>>,
    context: Context,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Feed>, Problem> {
    context.only(&["events"])?;
    let Some(cursor) = wanted.after else {
        let head = app.database.run(head()).await.map_err(sql_problem)?.first();
        let head = head.ok_or_else(|| Problem::internal("the log has no head"))?;
        return Ok(Json(Feed {
            items: Vec::new(),
            cursor: head.integer("seq").map_err(sql_problem)?,
        }));
    };
    let statement = match &wanted.subject {
        Some(subject) => about(id(subject)?, cursor, STRETCH),
        None => after(cursor, STRETCH),
    };
    let rows = app.database.run(statement).await.map_err(sql_problem)?;
    let events: Result<Vec<Event>, _> = rows.into_iter().map(Event::try_from).collect();
    let events = events.map_err(sql_problem)?;
    let cursor = events.last().map_or(cursor, |event| event.seq);
    let items = events.into_iter().filter_map(feed_item).collect();
    Ok(Json(Feed { items, cursor }))
}

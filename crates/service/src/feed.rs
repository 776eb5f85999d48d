//! A service's log, for those who follow it live.

use log::{Event, Feed, FeedItem, about, after, head};
use problem_details::Problem;
use serde::Deserialize;
use sql::Database;

use crate::{context::id, failure::sql_problem};

/// The longest stretch of a log in one answer.
const STRETCH: u32 = 500;

/// `?after=&subject=`: the next stretch after a place, of all entities or of one. Without `after` nothing
/// but the place where the log ends now.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    after: Option<i64>,
    subject: Option<String>,
}

/// Reads a stretch; `show` decides the public shape of each event, or to leave it out.
///
/// # Errors
/// 404 for a subject that is no id; 503 if the database does not answer.
pub async fn feed(
    database: &Database,
    query: &FeedQuery,
    show: impl Fn(Event) -> Option<FeedItem>,
) -> Result<Feed, Problem> {
    let Some(cursor) = query.after else {
        let head = database.run(head()).await.map_err(sql_problem)?.first();
        let head = head.ok_or_else(|| Problem::internal("the log has no head"))?;
        return Ok(Feed {
            items: Vec::new(),
            cursor: head.integer("seq").map_err(sql_problem)?,
        });
    };
    let statement = match &query.subject {
        Some(subject) => about(id(subject)?, cursor, STRETCH),
        None => after(cursor, STRETCH),
    };
    let rows = database.run(statement).await.map_err(sql_problem)?;
    let events: Result<Vec<Event>, _> = rows.into_iter().map(Event::try_from).collect();
    let events = events.map_err(sql_problem)?;
    let cursor = events.last().map_or(cursor, |event| event.seq);
    let items = events.into_iter().filter_map(show).collect();
    Ok(Feed { items, cursor })
}

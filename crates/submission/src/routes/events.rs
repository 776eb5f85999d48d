use std::sync::Arc;

use ::log::{Event, about};
use axum::{Json, extract::State};
use serde_json::Value;
use service::{Ids, Page, PageQuery, Problem, Query, User, sql_problem};

use crate::{app::App, store::submissions::state, view::audit};

/// `GET /api/submissions/{id}/events`: what happened to it, in order.
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    user: User,
    Ids([submission]): Ids<1>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Value>>, Problem> {
    let limit = page.limit()?;
    let cursor = match page.cursor.as_deref().map(str::parse::<i64>) {
        None => 0,
        Some(Ok(cursor)) if cursor >= 0 => cursor,
        Some(_) => {
            let message = "It is not a cursor of this list.";
            return Err(Problem::field("cursor", "malformed", message));
        }
    };
    let state = state(&app.database, submission)
        .await?
        .ok_or_else(Problem::not_found)?;
    app.member(&user, state.submission.study_id).await?;

    let one_more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let rows = app
        .database
        .run(about(submission, cursor, one_more))
        .await
        .map_err(sql_problem)?;
    let events: Result<Vec<Event>, _> = rows.into_iter().map(Event::try_from).collect();
    let page = Page::of(events.map_err(sql_problem)?, limit, |event| {
        event.seq.to_string()
    });
    Ok(Json(Page {
        items: page.items.iter().map(audit).collect(),
        next_cursor: page.next_cursor,
    }))
}

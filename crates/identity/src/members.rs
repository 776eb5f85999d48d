//! `GET /api/studies/{study}/members`, for members.

use axum::{Json, extract::State};
use service::{Ids, Page, PageQuery, Problem, Query, User, sql_problem};
use uuid::Uuid;

use crate::{
    app::App,
    store::members::{self, Member},
    studies::wrong_cursor,
    study,
};

/// In the order of joining.
pub(crate) async fn list(
    State(app): State<App>,
    user: User,
    Ids([study]): Ids<1>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Member>>, Problem> {
    let limit = query.limit()?;
    let (joined_at, after) = match query.cursor.as_deref() {
        None => (i64::MIN, String::new()),
        Some(text) => cursor(text).ok_or_else(wrong_cursor)?,
    };
    study::find(&app, study, user.id).await?;
    let wanted = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let found = members::of_study(&app.database, study, (joined_at, &after), wanted)
        .await
        .map_err(sql_problem)?;
    let next = |member: &Member| format!("{}.{}", member.joined_at.as_millis(), member.user_id);
    Ok(Json(Page::of(found, limit, next)))
}

fn cursor(text: &str) -> Option<(i64, String)> {
    let (joined_at, user) = text.split_once('.')?;
    let user = Uuid::try_parse(user).ok()?;
    Some((joined_at.parse().ok()?, user.to_string()))
}

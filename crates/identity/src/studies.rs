//! `GET` and `POST /api/studies`.

use axum::{Json, extract::State};
use http::{HeaderName, StatusCode, header};
use serde::Deserialize;
use service::{Page, PageQuery, Problem, Query, User, sql_problem};
use uuid::Uuid;

use crate::{
    app::App,
    check::Check,
    store::studies::{self, NewStudy, Study},
};

/// The longest name of a study, in characters.
pub(crate) const NAME: usize = 60;
/// The longest description, in characters.
pub(crate) const DESCRIPTION: usize = 2000;
/// The longest nickname, in characters.
pub(crate) const NICKNAME: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Post {
    name: String,
    description: Option<String>,
    nickname: String,
}

/// The user's studies, oldest first.
pub(crate) async fn list(
    State(app): State<App>,
    user: User,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Study>>, Problem> {
    let limit = query.limit()?;
    let cursor = match query.cursor.as_deref() {
        None => String::new(),
        Some(text) => Uuid::try_parse(text)
            .map_err(|_| wrong_cursor())?
            .to_string(),
    };
    // The limit is at most 100; one more shows whether there is a next page.
    let wanted = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let found = studies::of_member(&app.database, user.id, &cursor, wanted)
        .await
        .map_err(sql_problem)?;
    Ok(Json(Page::of(found, limit, |study| study.id.to_string())))
}

pub(crate) fn wrong_cursor() -> Problem {
    let message = "Use the nextCursor of an earlier answer as it is.";
    Problem::field("cursor", "not_a_cursor", message)
}

type Created = (StatusCode, [(HeaderName, String); 1], Json<Study>);

/// Creates a study whose owner is the caller.
pub(crate) async fn create(
    State(app): State<App>,
    user: User,
    service::Json(post): service::Json<Post>,
) -> Result<Created, Problem> {
    let mut check = Check::default();
    let study = NewStudy {
        id: Uuid::now_v7(),
        name: check.line("name", &post.name, 1, NAME),
        description: check.paragraph(
            "description",
            &post.description.unwrap_or_default(),
            DESCRIPTION,
        ),
        nickname: check.line("nickname", &post.nickname, 1, NICKNAME),
    };
    check.done()?;
    match app.database.commit(studies::create(&study, user.id)).await {
        Ok(_) => {}
        // The account was removed while its session token was still good.
        Err(sql::Error::Expectation { statement: 0, .. }) => return Err(Problem::unauthenticated()),
        Err(error) => return Err(sql_problem(error)),
    }
    let created = studies::find(&app.database, study.id, user.id)
        .await
        .map_err(sql_problem)?
        .ok_or_else(Problem::not_found)?;
    let location = format!("/api/studies/{}", created.id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(created),
    ))
}

//! `GET` and `POST /api/studies/{study}/problems`.

use axum::{Json, extract::State};
use http::{HeaderName, StatusCode, header};
use serde::Deserialize;
use service::{Ids, Page, PageQuery, Problem as Refusal, Query, User, sql_problem};
use uuid::Uuid;

use crate::{
    app::App,
    edit::Edit,
    happened::{self, event},
    store::problems::{self, Filter, Place, Stored},
    view::View,
};

/// `?week=&tag=&limit=&cursor=`, all of which may be missing.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    week: Option<String>,
    tag: Option<String>,
    #[serde(flatten)]
    page: PageQuery,
}

/// Later weeks first; within a week what is due first, and what is never due at the end.
pub(crate) async fn list(
    State(app): State<App>,
    user: User,
    Ids([study]): Ids<1>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<View>>, Refusal> {
    let limit = wanted.page.limit()?;
    let week = wanted.week.map(|text| text.parse::<u32>()).transpose();
    let week =
        week.map_err(|_| Refusal::field("week", "wrong_type", "It must be a whole number."))?;
    let after = match wanted.page.cursor.as_deref() {
        None => Place::start(),
        Some(text) => place(text).ok_or_else(|| {
            let message = "Use the nextCursor of an earlier answer as it is.";
            Refusal::field("cursor", "not_a_cursor", message)
        })?,
    };
    app.reader(&user, study).await?;
    let filter = Filter {
        study,
        week: week.map(i64::from),
        tag: wanted.tag.as_deref(),
        after,
    };
    // The limit is at most 100; one more shows whether there is a next page.
    let one_more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let found = problems::list(&app.database, filter, one_more)
        .await
        .map_err(sql_problem)?;
    let page = Page::of(found, limit, |problem| {
        let place = Place::of(problem.content.week, problem.content.deadline, problem.id);
        format!("{}.{}.{}", place.week, place.due, place.id)
    });
    Ok(Json(Page {
        items: page.items.into_iter().map(View::listed).collect(),
        next_cursor: page.next_cursor,
    }))
}

fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '.');
    Some(Place {
        week: parts.next()?.parse().ok()?,
        due: parts.next()?.parse().ok()?,
        id: Uuid::try_parse(parts.next()?).ok()?.to_string(),
    })
}

type Created = (StatusCode, [(HeaderName, String); 1], Json<View>);

/// Adds a problem to a study.
pub(crate) async fn create(
    State(app): State<App>,
    user: User,
    Ids([study]): Ids<1>,
    service::Json(edit): service::Json<Edit>,
) -> Result<Created, Refusal> {
    app.writer(&user, study).await?;
    let content = edit.into_new()?;
    let now = problems::now(&app.database).await.map_err(sql_problem)?;
    let problem = Stored {
        id: Uuid::now_v7(),
        study,
        content,
        created_by: user.id,
        created_at: now,
        updated_at: now,
        deleted: false,
        version: 1,
    };
    let mut statements = vec![problems::insert(&problem)];
    let event = event(happened::CREATED, &problem, now, &user.context)?;
    statements.extend(log::append(&[event]));
    app.database.commit(statements).await.map_err(sql_problem)?;
    app.ring().await;
    let location = format!("/api/problems/{}", problem.id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(View::whole(problem)),
    ))
}

//! The twin's two routes.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use bench_work::{Author, Body, LIST, View, accept, list, page_parameters};
use http::{HeaderMap, StatusCode, header};
use rusqlite::{OptionalExtension, params, params_from_iter};
use session::{Cookies, Names};
use timestamp::Timestamp;
use token::{SecretKey, SessionKey};
use uuid::Uuid;

use super::store::{Store, stored};

/// What the twin works with.
pub struct App {
    pub(super) store: Store,
    pub(super) key: SessionKey,
    pub(super) secret: SecretKey,
    pub(super) names: Names,
    origin: String,
}

impl App {
    /// With secrets of this run alone.
    pub fn new(store: Store, origin: String) -> Self {
        let secret = SecretKey::new(&testkit::random_alphanumeric(48));
        Self {
            store,
            key: SessionKey::new(&secret),
            secret,
            names: Names::of(&origin),
            origin,
        }
    }
}

/// A request that is not answered as it wants.
enum Refusal {
    Status(StatusCode),
    Defect(String),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Status(status) => status.into_response(),
            Self::Defect(text) => (StatusCode::INTERNAL_SERVER_ERROR, text).into_response(),
        }
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::Defect(format!("{error:#}"))
    }
}

/// The flat table.
pub fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/api/submissions", post(create).get(mine))
        .with_state(Arc::clone(app))
}

async fn create(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(body): Json<Body>,
) -> Result<Response, Refusal> {
    let user = signed_in(&app, &headers, true)?;
    let author = author(&app, user, body.problem_id)?;
    let name = author.name.clone();
    let request = Uuid::now_v7();
    let accepted = accept(author, &body, request).map_err(Refusal::Defect)?;
    app.store.write(accepted.statements).await?;
    let view = View::of(accepted.state, name, Some(body.code));
    let named = [
        (header::LOCATION, format!("/api/submissions/{}", view.id)),
        (
            header::HeaderName::from_static("x-request-id"),
            request.to_string(),
        ),
    ];
    Ok((StatusCode::CREATED, named, Json(view)).into_response())
}

async fn mine(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let user = signed_in(&app, &headers, false)?;
    let rows: Vec<(String, String)> = app.store.with(|connection| {
        connection
            .prepare_cached(LIST)?
            .query_map(params_from_iter(page_parameters(user).map(stored)), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect()
    })?;
    let page = list(rows).map_err(Refusal::Defect)?;
    Ok(Json(page).into_response())
}

/// The session's signature and row, and for what changes something, where the request comes from.
fn signed_in(app: &App, headers: &HeaderMap, changes: bool) -> Result<Uuid, Refusal> {
    let unauthenticated = || Refusal::Status(StatusCode::UNAUTHORIZED);
    let cookie = Cookies::of(headers).one(app.names.session());
    let session = cookie.and_then(|cookie| app.key.check(&cookie).ok());
    let session = session.ok_or_else(unauthenticated)?;
    let select = "SELECT s.user_id, u.name, u.locale FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE s.id = ?1 AND s.revoked_at IS NULL AND s.expires_at > ?2";
    let user: Option<String> = app.store.with(|connection| {
        let now = Timestamp::now().as_millis();
        let mut statement = connection.prepare_cached(select)?;
        let found = statement.query_row(params![session.id.to_string(), now], |row| row.get(0));
        found.optional()
    })?;
    if user != Some(session.user.to_string()) {
        return Err(unauthenticated());
    }
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if changes {
        let shown = says("x-csrf-token").unwrap_or_default();
        let expected = app.secret.code("csrf", &session.id.to_string());
        if says("origin") != Some(&app.origin) || !token::equal(shown, &expected) {
            return Err(Refusal::Status(StatusCode::FORBIDDEN));
        }
    }
    Ok(session.user)
}

/// The problem, and the user's membership of its open study.
fn author(app: &App, user: Uuid, problem: Uuid) -> Result<Author, Refusal> {
    let problems = "SELECT study_id, title, week, platform, number, source_url, deadline FROM problems \
         WHERE id = ?1 AND deleted_at IS NULL";
    let members = "SELECT m.nickname FROM members m JOIN studies s ON s.id = m.study_id \
         WHERE m.study_id = ?1 AND m.user_id = ?2 AND s.closed_at IS NULL AND s.deleted_at IS NULL";
    let found = app.store.with(|connection| {
        let mut statement = connection.prepare_cached(problems)?;
        let found = statement.query_row([problem.to_string()], |row| {
            let study: String = row.get(0)?;
            let deadline: Option<i64> = row.get(6)?;
            let problem = saga_problem(problem, row)?;
            Ok((study, problem, deadline))
        });
        let Some((study, problem, deadline)) = found.optional()? else {
            return Ok(None);
        };
        let mut statement = connection.prepare_cached(members)?;
        let name = statement.query_row([&study, &user.to_string()], |row| row.get(0));
        let name: Option<String> = name.optional()?;
        Ok(name.map(|name| (study, problem, deadline, name)))
    })?;
    let not_found = || Refusal::Status(StatusCode::NOT_FOUND);
    let (study, problem, deadline, name) = found.ok_or_else(not_found)?;
    Ok(Author {
        user,
        name,
        study: Uuid::try_parse(&study).map_err(|error| Refusal::Defect(error.to_string()))?,
        problem,
        late: deadline.is_some_and(|deadline| deadline < Timestamp::now().as_millis()),
    })
}

fn saga_problem(id: Uuid, row: &rusqlite::Row<'_>) -> rusqlite::Result<saga::Problem> {
    Ok(saga::Problem {
        id,
        title: row.get(1)?,
        week: row.get(2)?,
        platform: row.get(3)?,
        number: row.get(4)?,
        source_url: row.get(5)?,
    })
}

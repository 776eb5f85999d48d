//! The bare chain's end: the transaction of a submission, or the reading of a list, and the answer. Nobody asks who
//! is calling, whether the problem exists, or rings anything.

use std::sync::OnceLock;

use bench_work::{Author, Body, LIST, SUBMISSION_TABLES, View, accept, list, page_parameters};
use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode, header};
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{FullBody, IntoResponse, Request};
use spin_sdk::http_service;
use sql::{Database, Migration, Statement, statement};
use uuid::Uuid;

static TABLES: [Migration; 3] = SUBMISSION_TABLES;
static DATABASE: OnceLock<Database> = OnceLock::new();

/// Everybody's study.
const STUDY: Uuid = Uuid::from_u128(1);

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let (status, body) = match work(request).await {
        Ok(answer) => answer,
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.into_bytes()),
    };
    let length = body.len().into();
    let mut response = Response::new(FullBody::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, length);
    response
}

async fn work(request: Request) -> Result<(StatusCode, Vec<u8>), String> {
    if request.uri().path() == "/nothing" {
        return Ok((StatusCode::OK, Vec::new()));
    }
    let database = DATABASE.get_or_init(|| Database::new("submission", &TABLES));
    let user = user(request.headers())?;
    if request.method() != Method::POST {
        return read(database, user).await;
    }
    let body = request.into_body().bytes().await;
    let body = body.map_err(|error| format!("{error:?}"))?;
    let body: Body = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
    write(database, user, body).await
}

async fn write(
    database: &Database,
    user: Uuid,
    body: Body,
) -> Result<(StatusCode, Vec<u8>), String> {
    let author = Author {
        user,
        name: "bench".to_owned(),
        study: STUDY,
        problem: bench_work::plain_problem(body.problem_id),
        late: false,
    };
    let name = author.name.clone();
    let accepted = accept(author, &body, Uuid::now_v7())?;
    let statements = accepted
        .statements
        .into_iter()
        .map(|(text, values)| values.into_iter().fold(statement(text), Statement::bind))
        .collect();
    database
        .commit(statements)
        .await
        .map_err(|error| error.to_string())?;
    let view = View::of(accepted.state, name, Some(body.code));
    let json = serde_json::to_vec(&view).map_err(|error| error.to_string())?;
    Ok((StatusCode::CREATED, json))
}

async fn read(database: &Database, user: Uuid) -> Result<(StatusCode, Vec<u8>), String> {
    let select = page_parameters(user)
        .into_iter()
        .fold(statement(LIST), Statement::bind);
    let rows = database.run(select).await.map_err(|e| e.to_string())?;
    let rows: Result<Vec<(String, String)>, sql::Error> = rows
        .into_iter()
        .map(|row| Ok((row.text("state")?, row.text("user_name")?)))
        .collect();
    let page = list(rows.map_err(|error| error.to_string())?)?;
    let json = serde_json::to_vec(&page).map_err(|error| error.to_string())?;
    Ok((StatusCode::OK, json))
}

fn user(headers: &HeaderMap) -> Result<Uuid, String> {
    let text = headers.get("x-bench-user");
    let text = text.and_then(|value| value.to_str().ok());
    Uuid::try_parse(text.unwrap_or_default()).map_err(|error| error.to_string())
}

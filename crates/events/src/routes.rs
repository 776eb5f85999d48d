//! The routes of streams.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, State},
    response::Response,
    routing::get,
};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use serde::Deserialize;
use service::{Ids, Problem, Query};
use session::SignedIn;

use crate::{
    app::App,
    cursor::Cursor,
    stream::{Wanted, open},
    tail::ends,
    topics::{self, Topic},
};

const TOPICS: &str = "/api/events";
const SUBMISSION: &str = "/api/events/submissions/{id}";

/// Every address, all of them `GET`: for tests that must not miss one.
pub const ADDRESSES: [&str; 2] = [TOPICS, SUBMISSION];

/// The flat table.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route(TOPICS, get(topics_stream))
        .route(SUBMISSION, get(submission_stream))
        .with_state(Arc::clone(app))
}

/// Whoever is signed in. It comes before all that is read from a request, so that nobody else is told what is
/// wrong with theirs.
struct Caller(SignedIn);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        app.guard.check(&parts.headers, &app.peers).await.map(Self)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TopicsQuery {
    topics: Option<String>,
    last_event_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OneQuery {
    last_event_id: Option<String>,
}

/// `GET /api/events?topics=notifications,study:<id>,submission:<id>`.
async fn topics_stream(
    State(app): State<Arc<App>>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Query(query): Query<TopicsQuery>,
) -> Result<Response, Problem> {
    let topics = topics::parse(query.topics.as_deref().unwrap_or_default())?;
    start(
        &app,
        caller,
        headers,
        topics.into_iter().collect(),
        query.last_event_id,
        false,
    )
    .await
}

/// `GET /api/events/submissions/{id}`: one submission, until it is at its end.
async fn submission_stream(
    State(app): State<Arc<App>>,
    Caller(caller): Caller,
    headers: HeaderMap,
    Ids([submission]): Ids<1>,
    Query(query): Query<OneQuery>,
) -> Result<Response, Problem> {
    let topics = vec![Topic::Submission(submission)];
    start(&app, caller, headers, topics, query.last_event_id, true).await
}

async fn start(
    app: &Arc<App>,
    caller: SignedIn,
    headers: HeaderMap,
    topics: Vec<Topic>,
    last_event_id: Option<String>,
    until_done: bool,
) -> Result<Response, Problem> {
    let last_event_id = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
        .or(last_event_id);
    // The end of the logs first, the state of things after it: what happens in between is told twice
    // rather than never.
    let ends = ends(app, &caller.context).await?;
    let from = last_event_id
        .as_deref()
        .and_then(Cursor::parse)
        .filter(|cursor| cursor.is_within(&ends));
    let mut snapshots = Vec::new();
    for topic in &topics {
        snapshots.extend(topics::admit(app, &caller, *topic).await?);
    }
    let wanted = Wanted {
        topics: topics.into_iter().collect(),
        snapshots,
        resumes: from.is_some(),
        resync: last_event_id.is_some() && from.is_none(),
        until_done,
    };
    let body = open(app, caller, headers, from.unwrap_or(ends), wanted);
    Ok(event_stream(body))
}

fn event_stream(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Proxies that buffer would hold the events back.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

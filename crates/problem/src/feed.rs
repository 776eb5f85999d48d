//! `GET /log?after=&subject=`: for those who follow a study live.

use axum::{Json, extract::State};
use log::{Event, Feed, FeedItem};
use serde_json::Value;
use service::{Context, FeedQuery, Problem as Refusal, Query, feed};

use crate::app::App;

pub(crate) async fn show(
    State(app): State<App>,
    context: Context,
    Query(query): Query<FeedQuery>,
) -> Result<Json<Feed>, Refusal> {
    context.only(&["events"])?;
    feed(&app.database, &query, item).await.map(Json)
}

/// What happened to a problem, for whoever follows its study.
fn item(event: Event) -> Option<FeedItem> {
    let mut data = event.data;
    let fields = data.as_object_mut()?;
    fields.insert("eventType".to_owned(), Value::String(event.r#type));
    fields.insert("seq".to_owned(), Value::from(event.seq));
    Some(FeedItem {
        seq: event.seq,
        topics: vec![format!("study:{}", event.study)],
        event: "study".to_owned(),
        data,
        last: false,
    })
}

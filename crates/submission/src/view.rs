//! The public shape of a submission and of its events.

use log::{Event, FeedItem};
use saga::{State, Status, Step, Track};
use serde::Serialize;
use serde_json::{Value, json};
use timestamp::Timestamp;
use uuid::Uuid;

/// A submission as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubmissionView {
    pub id: Uuid,
    pub study_id: Uuid,
    pub problem_id: Uuid,
    pub problem_title: String,
    pub user_id: Uuid,
    /// Personal, so streams do not carry it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    pub language: String,
    /// Absent in lists and streams, null where the reader may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Option<String>>,
    pub step: Step,
    pub github_status: Status,
    pub github_url: Option<String>,
    pub ai_status: Status,
    pub ai_score: Option<i64>,
    pub late: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    pub journey: Journey,
}

/// The four stations.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Journey {
    pub received_at: Timestamp,
    pub saved_at: Timestamp,
    pub push: Track,
    pub review: ReviewStation,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReviewStation {
    #[serde(flatten)]
    pub track: Track,
    pub provider: Option<String>,
}

impl From<State> for SubmissionView {
    fn from(state: State) -> Self {
        let submission = state.submission;
        Self {
            id: submission.id,
            study_id: submission.study_id,
            problem_id: submission.problem.id,
            problem_title: submission.problem.title,
            user_id: submission.user_id,
            user_name: None,
            language: submission.language,
            code: None,
            step: state.step,
            github_status: state.push.status,
            github_url: state.commit.map(|commit| commit.url),
            ai_status: state.review.status,
            ai_score: state.score,
            late: submission.late,
            created_at: state.created_at,
            updated_at: state.updated_at,
            version: state.version,
            journey: Journey {
                received_at: state.created_at,
                // Receiving and saving are one transaction.
                saved_at: state.created_at,
                push: state.push,
                review: ReviewStation {
                    track: state.review,
                    provider: state.provider,
                },
            },
        }
    }
}

/// What those who follow a submission see of one of its events; none if its data cannot be read.
pub(crate) fn feed_item(event: Event) -> Option<FeedItem> {
    let state: State = serde_json::from_value(event.data.get("state")?.clone()).ok()?;
    let last = state.step.is_final();
    let mut data = serde_json::to_value(SubmissionView::from(state)).ok()?;
    let fields = data.as_object_mut()?;
    fields.insert("eventType".to_owned(), Value::String(event.r#type));
    fields.insert("seq".to_owned(), Value::from(event.seq));
    Some(FeedItem {
        seq: event.seq,
        topics: vec![
            format!("submission:{}", event.subject),
            format!("study:{}", event.study),
        ],
        event: "status".to_owned(),
        data,
        last,
    })
}

/// An event as the audit of a submission shows it.
pub(crate) fn audit(event: &Event) -> Value {
    json!({
        "id": event.id,
        "seq": event.seq,
        "type": event.r#type,
        "version": event.version,
        "subject": event.subject,
        "occurredAt": event.occurred_at,
        "causedBy": event.caused_by,
        "traceparent": event.traceparent,
        "data": event.data,
    })
}

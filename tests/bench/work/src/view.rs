//! A submission as the API shows it. The benchmark compares the answers' fields with algosu's own in each run.

use saga::{State, Status, Step, Track};
use serde::Serialize;
use timestamp::Timestamp;
use uuid::Uuid;

/// The public shape.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// UUIDv7.
    pub id: Uuid,
    study_id: Uuid,
    problem_id: Uuid,
    problem_title: String,
    user_id: Uuid,
    user_name: String,
    language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    step: Step,
    github_status: Status,
    github_url: Option<String>,
    ai_status: Status,
    ai_score: Option<i64>,
    late: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
    journey: Journey,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Journey {
    received_at: Timestamp,
    saved_at: Timestamp,
    push: Track,
    review: Review,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Review {
    #[serde(flatten)]
    track: Track,
    provider: Option<String>,
}

impl View {
    /// Of a state, with what can be erased.
    #[must_use]
    pub fn of(state: State, user_name: String, code: Option<String>) -> Self {
        let submission = state.submission;
        Self {
            id: submission.id,
            study_id: submission.study_id,
            problem_id: submission.problem.id,
            problem_title: submission.problem.title,
            user_id: submission.user_id,
            user_name,
            language: submission.language,
            code,
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
                saved_at: state.created_at,
                push: state.push,
                review: Review {
                    track: state.review,
                    provider: state.provider,
                },
            },
        }
    }
}

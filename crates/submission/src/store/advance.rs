//! Moving a submission's saga by one decision.

use doorbell::Bell;
use log::NewEvent;
use queue::Job;
use saga::{Event, State, Work, evolve};
use serde_json::json;
use service::{Context, Problem};
use sql::{Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::view::feed_item;

/// What brought a change about.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    text: String,
    traceparent: String,
}

impl Cause {
    pub(crate) fn request(context: &Context) -> Self {
        Self {
            text: format!("request:{}", context.request_id),
            traceparent: context.trace.as_str().to_owned(),
        }
    }

    pub(crate) fn job(job: &queue::Held) -> Self {
        Self {
            text: format!("job:{}:{}", job.id, job.epoch),
            traceparent: job.traceparent.clone(),
        }
    }
}

/// A decision as one transaction's statements, and the bells to ring after it.
pub(crate) struct Advance {
    /// The first one fails the transaction if somebody else moved the submission meanwhile.
    pub statements: Vec<Statement>,
    pub bells: Vec<Bell>,
}

/// The statements that carry out `events` on `before`: the conditional update of the state, the log, and
/// the job of the step that was reached.
///
/// # Errors
/// 500 if the events do not fit the state, which only a defect brings about.
pub(crate) fn advance(
    before: Option<State>,
    events: &[Event],
    at: Timestamp,
    cause: &Cause,
) -> Result<Advance, Problem> {
    let defect = |text: String| Problem::internal(text);
    let version = before.as_ref().map(|state| state.version);
    let mut state = before;
    let mut logged = Vec::with_capacity(events.len());
    let mut queued: Option<&'static Work> = None;
    for event in events {
        let step_before = state.as_ref().map(|state| state.step);
        let next = evolve(state, event, at).map_err(|refusal| defect(refusal.to_string()))?;
        if step_before != Some(next.step) {
            queued = next.work().or(queued);
        }
        logged.push(NewEvent {
            kind: event.kind(),
            version: event.version(),
            subject: next.submission.id,
            study: next.submission.study_id,
            occurred_at: at,
            caused_by: cause.text.clone(),
            traceparent: cause.traceparent.clone(),
            data: json!({"fact": event, "state": next}),
        });
        state = Some(next);
    }
    let state = state.ok_or_else(|| defect("a decision without events".to_owned()))?;
    let json = serde_json::to_string(&state).map_err(|error| defect(error.to_string()))?;

    let mut statements = vec![match version {
        None => insert(&state, json),
        Some(version) => update(&state, json, version),
    }];
    statements.extend(log::append(&logged));
    let mut bells = vec![Bell {
        channel: format!("submission:status:{}", state.submission.id),
        payload: status_json(logged.pop()),
    }];
    let still_there = queued.filter(|work| work.step == state.step);
    if let Some(work) = still_there {
        statements.push(queue::enqueue(&job(&state, work, cause)));
        bells.push(Bell::plain(format!("jobs.{}", work.queue)));
    }
    Ok(Advance { statements, bells })
}

fn insert(state: &State, json: String) -> Statement {
    let insert = "INSERT INTO submissions (id, study_id, problem_id, user_id, version, created_at, state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let submission = &state.submission;
    statement(insert)
        .bind(submission.id.to_string())
        .bind(submission.study_id.to_string())
        .bind(submission.problem.id.to_string())
        .bind(submission.user_id.to_string())
        .bind(state.version)
        .bind(state.created_at)
        .bind(json)
        .expect(1)
}

fn update(state: &State, json: String, version: i64) -> Statement {
    let update = "UPDATE submissions SET version = $3, state = $4 WHERE id = $1 AND version = $2 RETURNING id";
    statement(update)
        .bind(state.submission.id.to_string())
        .bind(version)
        .bind(state.version)
        .bind(json)
        .expect(1)
}

fn job(state: &State, work: &'static Work, cause: &Cause) -> Job {
    Job {
        id: Uuid::now_v7(),
        queue: work.queue,
        subject: state.submission.id,
        user: state.submission.user_id,
        max_attempts: work.attempts,
        give_up_after_ms: work.gives_up_after_ms,
        traceparent: cause.traceparent.clone(),
    }
}

/// For listeners outside of algosu: what a stream would carry, without a place in the log, which is only
/// known after the commit.
fn status_json(event: Option<NewEvent>) -> String {
    event
        .and_then(|event| {
            feed_item(log::Event {
                id: Uuid::nil(),
                seq: 0,
                r#type: event.kind.to_owned(),
                version: event.version.into(),
                subject: event.subject,
                study: event.study,
                occurred_at: event.occurred_at,
                caused_by: event.caused_by,
                traceparent: event.traceparent,
                data: event.data,
            })
        })
        .map_or_else(String::new, |item| item.data.to_string())
}

//! The transaction that accepts a submission: its state, two events, a job, its text.

use saga::{Command, Event, State, Submission};
use serde::Deserialize;
use serde_json::json;
use sql::Value;
use timestamp::Timestamp;
use uuid::Uuid;

/// The database's time in epoch milliseconds, as SQLite spells it.
macro_rules! now_ms {
    () => {
        "CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)"
    };
}

const INSERT_SUBMISSION: &str = "INSERT INTO submissions (id, study_id, problem_id, user_id, version, created_at, state) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
const MOVE_HEAD: &str = "UPDATE log_head SET seq = seq + ?1 WHERE id = 1 RETURNING seq";
const INSERT_EVENT: &str = "INSERT INTO events (seq, id, type, version, subject, study, occurred_at, caused_by, traceparent, data) \
     SELECT seq - ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM log_head WHERE id = 1";
const INSERT_JOB: &str = concat!(
    "INSERT INTO jobs (id, queue, subject, user_id, state, attempts, max_attempts, epoch, due_at, give_up_at, traceparent, created_at) \
     VALUES (?1, ?2, ?3, ?4, 'ready', 0, ?5, 0, ",
    now_ms!(),
    ", ",
    now_ms!(),
    " + ?6, ?7, ",
    now_ms!(),
    ")"
);
const INSERT_TEXT: &str =
    "INSERT INTO submission_texts (submission_id, code, user_name) VALUES (?1, ?2, ?3)";

/// What the request says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Body {
    /// To which problem.
    pub problem_id: Uuid,
    /// In which language.
    pub language: String,
    /// The program.
    pub code: String,
}

/// Who submits, where.
#[derive(Clone, Debug)]
pub struct Author {
    /// The user.
    pub user: Uuid,
    /// Their name in the study.
    pub name: String,
    /// The problem's study.
    pub study: Uuid,
    /// The problem.
    pub problem: saga::Problem,
    /// The problem's deadline has passed.
    pub late: bool,
}

/// A problem where nobody keeps problems, as long as those of algosu's own demo studies.
#[must_use]
pub fn plain_problem(id: Uuid) -> saga::Problem {
    saga::Problem {
        id,
        title: "Two sum".to_owned(),
        week: 1,
        platform: Some("LeetCode".to_owned()),
        number: Some("1".to_owned()),
        source_url: Some("https://leetcode.com/problems/two-sum".to_owned()),
    }
}

/// A submission that the transaction would accept.
pub struct Accepted {
    /// Its state after the transaction.
    pub state: State,
    /// The transaction's statements, in SQLite's dialect, with `?1` parameters.
    pub statements: Vec<(&'static str, Vec<Value>)>,
}

/// Makes the statements and the state.
///
/// # Errors
/// A sentence, which only a defect brings about.
pub fn accept(author: Author, body: &Body, request: Uuid) -> Result<Accepted, String> {
    let now = Timestamp::now();
    let submission = Submission {
        id: Uuid::now_v7(),
        study_id: author.study,
        user_id: author.user,
        language: body.language.clone(),
        code_sha256: sha256(&body.code),
        code_bytes: i64::try_from(body.code.len()).unwrap_or(i64::MAX),
        late: author.late,
        problem: author.problem,
    };
    let events = saga::decide(None, Command::Receive(submission)).map_err(|e| e.to_string())?;
    let cause = format!("request:{request}");
    let trace = format!("00-{:032x}-{:016x}-01", request.as_u128(), 1);
    let mut logged = Vec::with_capacity(events.len());
    let mut state: Option<State> = None;
    for event in &events {
        let next = saga::evolve(state, event, now).map_err(|e| e.to_string())?;
        logged.push((event, json!({"fact": event, "state": next}).to_string()));
        state = Some(next);
    }
    let state = state.ok_or("no event")?;
    let work = state.work().ok_or("no work")?;

    let id = Value::from(state.submission.id.to_string());
    let study = Value::from(state.submission.study_id.to_string());
    let user = Value::from(state.submission.user_id.to_string());
    let stored = serde_json::to_string(&state).map_err(|e| e.to_string())?;
    let count = i64::try_from(logged.len()).unwrap_or(i64::MAX);
    let mut statements = vec![
        (
            INSERT_SUBMISSION,
            vec![
                id.clone(),
                study.clone(),
                state.submission.problem.id.to_string().into(),
                user.clone(),
                state.version.into(),
                state.created_at.into(),
                stored.into(),
            ],
        ),
        (MOVE_HEAD, vec![count.into()]),
    ];
    for ((event, data), behind) in logged.into_iter().zip((0..count).rev()) {
        let parameters = event_parameters(event, behind, &id, &study, now, &cause, &trace, data);
        statements.push((INSERT_EVENT, parameters));
    }
    statements.push((
        INSERT_JOB,
        vec![
            Uuid::now_v7().to_string().into(),
            work.queue.into(),
            id.clone(),
            user,
            work.attempts.into(),
            work.gives_up_after_ms.into(),
            trace.into(),
        ],
    ));
    let text = vec![id, body.code.as_str().into(), author.name.into()];
    statements.push((INSERT_TEXT, text));
    Ok(Accepted { state, statements })
}

#[expect(clippy::too_many_arguments, reason = "one for each column")]
fn event_parameters(
    event: &Event,
    behind: i64,
    subject: &Value,
    study: &Value,
    now: Timestamp,
    cause: &str,
    trace: &str,
    data: String,
) -> Vec<Value> {
    vec![
        behind.into(),
        Uuid::now_v7().to_string().into(),
        event.kind().into(),
        event.version().into(),
        subject.clone(),
        study.clone(),
        now.into(),
        cause.into(),
        trace.into(),
        data.into(),
    ]
}

fn sha256(text: &str) -> String {
    hmac_sha256::Hash::hash(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

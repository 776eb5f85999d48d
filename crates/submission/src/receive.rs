//! Accepting a submission.
//!
//! One transaction holds the submission, its first events, its first job and the caller's idempotency key;
//! only then is anything answered or rung. The key is taken by its own insert, so of two equal requests at
//! the same time one wins and the other finds the winner's submission.

use doorbell::Bell;
use saga::{Command, Submission};
use service::{Problem as Refusal, User, sql_problem};
use sql::{Error, Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{
    access::Problem,
    app::App,
    store::{self, Cause},
};

/// The longest code, in UTF-8 bytes.
pub(crate) const CODE_BYTES: usize = 102_400;

/// What may be submitted.
pub(crate) const LANGUAGES: [&str; 13] = [
    "c",
    "cpp",
    "csharp",
    "go",
    "java",
    "javascript",
    "kotlin",
    "python",
    "ruby",
    "rust",
    "sql",
    "swift",
    "typescript",
];

pub(crate) struct NewSubmission {
    pub problem: Problem,
    pub user_name: String,
    pub language: String,
    pub code: String,
    pub idempotency_key: Option<String>,
}

/// Accepts `new`, or finds what was accepted under the same key before. Returns its id.
///
/// # Errors
/// 409 `idempotency_mismatch` if the key was used for something else; 503 if the database does not answer.
pub(crate) async fn receive(app: &App, user: &User, new: NewSubmission) -> Result<Uuid, Refusal> {
    let now = Timestamp::now();
    let id = Uuid::now_v7();
    let request_sha256 = sha256(&format!(
        "{}\n{}\n{}",
        new.problem.id, new.language, new.code
    ));
    let submission = Submission {
        id,
        study_id: new.problem.study_id,
        user_id: user.id,
        language: new.language,
        code_sha256: sha256(&new.code),
        code_bytes: i64::try_from(new.code.len()).unwrap_or(i64::MAX),
        late: new.problem.is_over(now),
        problem: saga::Problem {
            id: new.problem.id,
            title: new.problem.title,
            week: new.problem.week,
            platform: new.problem.platform,
            number: new.problem.number,
            source_url: new.problem.source_url,
        },
    };
    let events = saga::decide(None, Command::Receive(submission))
        .map_err(|refusal| Refusal::internal(refusal.to_string()))?;
    let advance = store::advance(None, &events, now, &Cause::request(&user.context))?;

    let mut transaction: Vec<Statement> = new
        .idempotency_key
        .iter()
        .map(|key| take_key(user.id, key, &request_sha256, id))
        .collect();
    let takes_key = !transaction.is_empty();
    transaction.extend(advance.statements);
    transaction.push(
        statement(
            "INSERT INTO submission_texts (submission_id, code, user_name) VALUES ($1, $2, $3)",
        )
        .bind(id.to_string())
        .bind(new.code)
        .bind(new.user_name),
    );
    match app.database.commit(transaction).await {
        Ok(_) => {
            let mut bells = vec![Bell::plain("events.submission")];
            bells.extend(advance.bells);
            app.doorbell.ring(bells).await;
            Ok(id)
        }
        Err(Error::Expectation { statement: 0, .. }) if takes_key => {
            let key = new.idempotency_key.unwrap_or_default();
            earlier(app, user.id, &key, &request_sha256).await
        }
        Err(error) => Err(sql_problem(error)),
    }
}

/// Returns one row if the key is new, or older than a day.
fn take_key(user: Uuid, key: &str, request_sha256: &str, submission: Uuid) -> Statement {
    let take = "INSERT INTO idempotency_keys (user_id, key, request_sha256, submission_id, created_at) \
         VALUES ($1, $2, $3, $4, now_ms()) \
         ON CONFLICT (user_id, key) DO UPDATE SET request_sha256 = excluded.request_sha256, \
           submission_id = excluded.submission_id, created_at = excluded.created_at \
         WHERE idempotency_keys.created_at < now_ms() - 86400000 RETURNING key";
    statement(take)
        .bind(user.to_string())
        .bind(key)
        .bind(request_sha256)
        .bind(submission.to_string())
        .expect(1)
}

async fn earlier(app: &App, user: Uuid, key: &str, request_sha256: &str) -> Result<Uuid, Refusal> {
    let select = "SELECT submission_id, request_sha256 FROM idempotency_keys WHERE user_id = $1 AND key = $2";
    let row = app
        .database
        .run(statement(select).bind(user.to_string()).bind(key))
        .await
        .map_err(sql_problem)?
        .first()
        .ok_or_else(|| Refusal::unavailable("the idempotency key vanished meanwhile"))?;
    let same = row.text("request_sha256").map_err(sql_problem)? == request_sha256;
    if !same {
        return Err(Refusal::new(
            http::StatusCode::CONFLICT,
            "idempotency_mismatch",
            "This Idempotency-Key was used for another submission.",
        ));
    }
    let id = row.text("submission_id").map_err(sql_problem)?;
    Uuid::try_parse(&id)
        .map_err(|_| Refusal::internal("a submission id in the database is no UUID"))
}

pub(crate) fn sha256(text: &str) -> String {
    hmac_sha256::Hash::hash(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

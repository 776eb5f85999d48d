use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use service::{Problem, sql_problem};
use sql::{Database, Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

/// A review as its worker reports it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Reviewed {
    pub provider: String,
    pub model: Option<String>,
    pub prompt_version: Option<String>,
    pub review: Map<String, Value>,
    pub usage: Option<Usage>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Usage {
    pub input_tokens: i64,
    pub output_tokens: i64,
}

impl Reviewed {
    /// The total, if the reviewer gave one.
    pub(crate) fn score(&self) -> Option<i64> {
        self.review.get("totalScore").and_then(Value::as_i64)
    }
}

/// A review as the API shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReviewView {
    submission_id: Uuid,
    provider: String,
    model: Option<String>,
    prompt_version: Option<String>,
    created_at: Timestamp,
    #[serde(flatten)]
    review: Map<String, Value>,
}

/// Stores the one review of a submission; a second one fails the transaction.
pub(crate) fn store(submission: Uuid, reviewed: &Reviewed, at: Timestamp) -> Statement {
    let insert = "INSERT INTO reviews (submission_id, provider, model, prompt_version, review, input_tokens, output_tokens, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    statement(insert)
        .bind(submission.to_string())
        .bind(&reviewed.provider)
        .bind(reviewed.model.clone())
        .bind(reviewed.prompt_version.clone())
        .bind(Value::Object(reviewed.review.clone()).to_string())
        .bind(reviewed.usage.map(|usage| usage.input_tokens))
        .bind(reviewed.usage.map(|usage| usage.output_tokens))
        .bind(at)
}

pub(crate) async fn read(
    database: &Database,
    submission: Uuid,
) -> Result<Option<ReviewView>, Problem> {
    let select = "SELECT provider, model, prompt_version, review, created_at FROM reviews WHERE submission_id = $1";
    let rows = database
        .run(statement(select).bind(submission.to_string()))
        .await
        .map_err(sql_problem)?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let text = row.text("review").map_err(sql_problem)?;
    Ok(Some(ReviewView {
        submission_id: submission,
        provider: row.text("provider").map_err(sql_problem)?,
        model: row.maybe_text("model").map_err(sql_problem)?,
        prompt_version: row.maybe_text("prompt_version").map_err(sql_problem)?,
        created_at: row.time("created_at").map_err(sql_problem)?,
        review: serde_json::from_str(&text)
            .map_err(|error| Problem::internal(format!("a stored review: {error}")))?,
    }))
}

//! The events of this service. Each carries the problem as it is afterwards, in the shape of a list item,
//! and instead of its statement the statement's hash.

use doorbell::Bell;
use log::NewEvent;
use serde_json::{Value, json};
use service::{Context, Problem as Refusal};
use timestamp::Timestamp;

use crate::{app::App, store::problems::Stored, view::View};

/// A problem was added to a study.
pub(crate) const CREATED: &str = "ProblemCreated";
/// It says something else now.
pub(crate) const CHANGED: &str = "ProblemChanged";
/// It is gone for everybody but the submissions that point to it.
pub(crate) const DELETED: &str = "ProblemDeleted";

/// Describes what happens to `problem`, which is given as it is afterwards.
pub(crate) fn event(
    kind: &'static str,
    problem: &Stored,
    at: Timestamp,
    context: &Context,
) -> Result<NewEvent, Refusal> {
    let hash = hmac_sha256::Hash::hash(problem.content.statement.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut data = serde_json::to_value(View::listed(problem.clone()))
        .map_err(|error| Refusal::internal(error.to_string()))?;
    if let Value::Object(fields) = &mut data {
        fields.insert("statementHash".to_owned(), json!(hash));
    }
    Ok(NewEvent {
        kind,
        version: 1,
        subject: problem.id,
        study: problem.study,
        occurred_at: at,
        caused_by: context.request_id.to_string(),
        traceparent: context.trace.as_str().to_owned(),
        data,
    })
}

impl App {
    /// Tells whoever follows the log that there is something new in it. After the commit.
    pub(crate) async fn ring(&self) {
        self.doorbell
            .ring(vec![Bell::plain("events.problem")])
            .await;
    }
}

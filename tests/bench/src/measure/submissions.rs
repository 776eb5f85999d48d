//! What the log says of submissions: when each was received and when it was at its end.

use std::collections::HashMap;

use anyhow::Result;
use testkit::Algosu;

/// Times of one submission in epoch milliseconds, as its events say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// `SubmissionReceived`.
    pub received: Option<i64>,
    /// `SubmissionCompleted`.
    pub completed: Option<i64>,
}

/// Those of every submission.
pub fn times(algosu: &Algosu) -> Result<HashMap<String, Times>> {
    let select = "SELECT subject, type, occurred_at FROM events \
         WHERE type IN ('SubmissionReceived', 'SubmissionCompleted')";
    let mut found: HashMap<String, Times> = HashMap::new();
    for row in algosu.database("submission")?.rows(select, &[])? {
        let text = |name: &str| row.get(name).and_then(|value| value.as_str());
        let at = row.get("occurred_at").and_then(serde_json::Value::as_i64);
        let times = found.entry(text("subject").unwrap_or_default().to_owned());
        let times = times.or_default();
        match text("type") {
            Some("SubmissionReceived") => times.received = at,
            _ => times.completed = at,
        }
    }
    Ok(found)
}

/// How many are at their end.
pub fn completed(algosu: &Algosu) -> Result<usize> {
    let count = "SELECT COUNT(*) FROM events WHERE type = 'SubmissionCompleted'";
    Ok(usize::try_from(
        algosu.database("submission")?.number(count, &[])?,
    )?)
}

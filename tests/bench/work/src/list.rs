//! The first page of a user's submissions.

use saga::State;
use serde_json::{Value as Json, json};
use sql::Value;
use uuid::Uuid;

use crate::View;

/// How many are on a page.
const PAGE: usize = 20;

/// Reads the states with their authors' names, newest first; one more than are on a page.
pub const LIST: &str = "SELECT s.state, t.user_name FROM submissions s \
     JOIN submission_texts t ON t.submission_id = s.id \
     WHERE s.user_id = ?1 ORDER BY s.id DESC LIMIT ?2";

/// The parameters of [`LIST`].
#[must_use]
pub fn page_parameters(user: Uuid) -> [Value; 2] {
    [
        user.to_string().into(),
        Value::Integer(i64::try_from(PAGE + 1).unwrap_or(i64::MAX)),
    ]
}

/// The answer: the rows of [`LIST`] as the API shows them.
///
/// # Errors
/// A sentence, if a stored state cannot be read.
pub fn list(rows: impl IntoIterator<Item = (String, String)>) -> Result<Json, String> {
    let mut views = Vec::with_capacity(PAGE + 1);
    for (state, name) in rows {
        let state: State = serde_json::from_str(&state).map_err(|error| error.to_string())?;
        views.push(View::of(state, name, None));
    }
    let more = views.len() > PAGE;
    views.truncate(PAGE);
    let next = views.last().filter(|_| more).map(|view| view.id);
    Ok(json!({"items": views, "nextCursor": next}))
}

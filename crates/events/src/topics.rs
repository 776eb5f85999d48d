//! What can be followed, and by whom: the owning services decide.

use std::collections::BTreeSet;

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use service::{Problem, id};
use session::SignedIn;
use uuid::Uuid;

use crate::app::App;

/// The most topics of one connection.
const MOST: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// What is new for the caller.
    Notifications,
    /// What happens in a study.
    Study(Uuid),
    /// What happens to a submission.
    Submission(Uuid),
}

impl Topic {
    /// As it stands in the feeds of the services.
    pub(crate) fn key(self, user: Uuid) -> String {
        match self {
            Self::Notifications => format!("user:{user}"),
            Self::Study(id) => format!("study:{id}"),
            Self::Submission(id) => format!("submission:{id}"),
        }
    }
}

/// Reads `notifications,study:<id>,submission:<id>`.
///
/// # Errors
/// 422 for anything else, for none and for too many.
pub(crate) fn parse(text: &str) -> Result<BTreeSet<Topic>, Problem> {
    let wrong = |message: &str| Problem::field("topics", "malformed", message);
    let mut topics = BTreeSet::new();
    for part in text.split(',') {
        let topic = match part.split_once(':') {
            None if part == "notifications" => Some(Topic::Notifications),
            Some(("study", study)) => id(study).ok().map(Topic::Study),
            Some(("submission", submission)) => id(submission).ok().map(Topic::Submission),
            _ => None,
        };
        topics.insert(
            topic.ok_or_else(|| {
                wrong("Each topic is notifications, study:<id> or submission:<id>.")
            })?,
        );
    }
    if topics.len() > MOST {
        return Err(wrong("There are at most 50 topics on one connection."));
    }
    Ok(topics)
}

/// Checks that the caller may follow a topic. For a submission, returns it as it is now.
///
/// # Errors
/// 404 for what they may not know of.
pub(crate) async fn admit(
    app: &App,
    caller: &SignedIn,
    topic: Topic,
) -> Result<Option<Value>, Problem> {
    match topic {
        Topic::Notifications => Ok(None),
        Topic::Study(study) => {
            let path = format!("/memberships/{study}/{}", caller.session.user);
            let membership: Option<Value> =
                app.peers.get(&caller.context, "identity", &path).await?;
            membership.map(|_| None).ok_or_else(Problem::not_found)
        }
        Topic::Submission(submission) => {
            let path = format!("/api/submissions/{submission}");
            let reply = app
                .peers
                .send(
                    &caller.context,
                    "submission",
                    Method::GET,
                    &path,
                    HeaderMap::new(),
                    axum::body::Bytes::new(),
                )
                .await?;
            if reply.status == StatusCode::NOT_FOUND {
                return Err(Problem::not_found());
            }
            let state: Option<Value> = reply.read("submission")?;
            Ok(state.map(without_texts))
        }
    }
}

/// Streams carry neither code nor names.
fn without_texts(mut submission: Value) -> Value {
    if let Some(fields) = submission.as_object_mut() {
        fields.remove("code");
        fields.remove("userName");
    }
    submission
}

//! What goes to and fro between the queue and this worker, as JSON.

use config::Secret;
use serde::{Deserialize, Deserializer, Serialize};
use timestamp::Timestamp;

use crate::name::Sha;

/// A job of the queue `github-push`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submission {
    pub(crate) submission_id: String,
    pub(crate) user_id: String,
    pub(crate) user_name: String,
    pub(crate) language: String,
    pub(crate) code: String,
    pub(crate) problem: Problem,
    pub(crate) created_at: Timestamp,
    /// The commits that earlier attempts recorded.
    #[serde(default)]
    pub(crate) prior_commits: Vec<Candidate>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Problem {
    pub(crate) title: String,
    pub(crate) week: i64,
    #[serde(default)]
    pub(crate) platform: Option<String>,
    /// A number or a slug, as the platform has it.
    #[serde(default, deserialize_with = "text_or_number")]
    pub(crate) number: Option<String>,
}

/// A commit made for a submission, which may or may not be in the branch's history.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Candidate {
    pub(crate) sha: Sha,
    pub(crate) path: String,
    pub(crate) blob_sha: Sha,
}

/// What the job's owner linked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Credentials {
    #[serde(deserialize_with = "secret")]
    pub(crate) token: Secret,
    pub(crate) repository: String,
    #[serde(default)]
    pub(crate) branch: Option<String>,
    pub(crate) path_template: String,
}

/// Recorded before the branch is moved.
#[derive(Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Fact<'a> {
    CommitCreated {
        sha: &'a Sha,
        path: &'a str,
        blob_sha: &'a Sha,
        repository: &'a str,
        branch: &'a str,
    },
}

/// The result of a completed job.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Done {
    Pushed {
        sha: Sha,
        path: String,
        blob_sha: Sha,
        repository: String,
        branch: String,
        url: String,
    },
    Skipped {
        code: &'static str,
    },
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(i64),
    }
    Ok(
        Option::<Either>::deserialize(deserializer)?.map(|either| match either {
            Either::Text(text) => text,
            Either::Number(number) => number.to_string(),
        }),
    )
}

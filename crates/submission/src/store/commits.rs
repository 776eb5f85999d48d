use serde::{Deserialize, Serialize};
use sql::{Error, Row, Statement, statement};
use uuid::Uuid;

/// A commit that a worker made for a submission; whether it is in the branch is for GitHub to say.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PriorCommit {
    pub sha: String,
    pub path: String,
    pub blob_sha: String,
    pub repository: String,
    pub branch: String,
}

pub(crate) fn record_commit(submission: Uuid, commit: &PriorCommit) -> Statement {
    let insert = "INSERT INTO commits (submission_id, repository, sha, branch, path, blob_sha, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, now_ms()) ON CONFLICT DO NOTHING";
    statement(insert)
        .bind(submission.to_string())
        .bind(&commit.repository)
        .bind(&commit.sha)
        .bind(&commit.branch)
        .bind(&commit.path)
        .bind(&commit.blob_sha)
}

pub(crate) fn commits_of(submission: Uuid) -> Statement {
    let select = "SELECT repository, sha, branch, path, blob_sha FROM commits \
         WHERE submission_id = $1 ORDER BY recorded_at, sha";
    statement(select).bind(submission.to_string())
}

impl TryFrom<Row> for PriorCommit {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            sha: row.text("sha")?,
            path: row.text("path")?,
            blob_sha: row.text("blob_sha")?,
            repository: row.text("repository")?,
            branch: row.text("branch")?,
        })
    }
}

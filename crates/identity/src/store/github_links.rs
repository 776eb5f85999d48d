use sql::{Database, Error, Row, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::vault::Sealed;

/// Where a user's code is pushed, with the sealed token.
#[derive(Debug)]
pub(crate) struct GithubLink {
    pub(crate) token: Sealed,
    pub(crate) login: Option<String>,
    pub(crate) repository: String,
    pub(crate) branch: Option<String>,
    pub(crate) path_template: String,
    pub(crate) status: String,
    pub(crate) updated_at: Timestamp,
}

/// What the user decides about it.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) repository: String,
    pub(crate) branch: Option<String>,
    pub(crate) path_template: String,
}

const COLUMNS: &str = "token, token_nonce, token_key_id, login, repository, branch, path_template, status, updated_at";

impl TryFrom<&Row> for GithubLink {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            token: Sealed {
                key_id: row.text("token_key_id")?,
                nonce: row.blob("token_nonce")?,
                ciphertext: row.blob("token")?,
            },
            login: row.maybe_text("login")?,
            repository: row.text("repository")?,
            branch: row.maybe_text("branch")?,
            path_template: row.text("path_template")?,
            status: row.text("status")?,
            updated_at: row.time("updated_at")?,
        })
    }
}

pub(crate) async fn find(database: &Database, user: Uuid) -> Result<Option<GithubLink>, Error> {
    let select = format!("SELECT {COLUMNS} FROM github_links WHERE user_id = $1");
    let rows = database
        .run(statement(select).bind(user.to_string()))
        .await?;
    rows.first()
        .map(|row| GithubLink::try_from(&row))
        .transpose()
}

/// Links with a new token; `None` if there is no such user.
pub(crate) async fn link(
    database: &Database,
    user: Uuid,
    token: Sealed,
    target: Target,
) -> Result<Option<GithubLink>, Error> {
    let upsert = format!(
        "INSERT INTO github_links (user_id, token, token_nonce, token_key_id, repository, branch, path_template, status, updated_at) \
         SELECT u.id, $2, $3, $4, $5, $6, $7, 'LINKED', now_ms() FROM users u WHERE u.id = $1 \
         ON CONFLICT (user_id) DO UPDATE SET token = excluded.token, token_nonce = excluded.token_nonce, \
         token_key_id = excluded.token_key_id, login = NULL, repository = excluded.repository, branch = excluded.branch, \
         path_template = excluded.path_template, status = 'LINKED', updated_at = excluded.updated_at \
         RETURNING {COLUMNS}"
    );
    let rows = database
        .run(
            statement(upsert)
                .bind(user.to_string())
                .bind(token.ciphertext)
                .bind(token.nonce)
                .bind(token.key_id)
                .bind(target.repository)
                .bind(target.branch)
                .bind(target.path_template),
        )
        .await?;
    rows.first()
        .map(|row| GithubLink::try_from(&row))
        .transpose()
}

/// Points an existing link elsewhere and keeps its token; `None` if there is none yet.
pub(crate) async fn retarget(
    database: &Database,
    user: Uuid,
    target: Target,
) -> Result<Option<GithubLink>, Error> {
    let update = format!(
        "UPDATE github_links SET repository = $2, branch = $3, path_template = $4, updated_at = now_ms() \
         WHERE user_id = $1 RETURNING {COLUMNS}"
    );
    let rows = database
        .run(
            statement(update)
                .bind(user.to_string())
                .bind(target.repository)
                .bind(target.branch)
                .bind(target.path_template),
        )
        .await?;
    rows.first()
        .map(|row| GithubLink::try_from(&row))
        .transpose()
}

/// GitHub has refused the token.
pub(crate) async fn refuse(database: &Database, user: Uuid) -> Result<(), Error> {
    let update = "UPDATE github_links SET status = 'TOKEN_INVALID', updated_at = now_ms() \
         WHERE user_id = $1 AND status <> 'TOKEN_INVALID'";
    database
        .run(statement(update).bind(user.to_string()))
        .await
        .map(drop)
}

/// Forgets the link and its token.
pub(crate) async fn unlink(database: &Database, user: Uuid) -> Result<(), Error> {
    let delete = "DELETE FROM github_links WHERE user_id = $1";
    database
        .run(statement(delete).bind(user.to_string()))
        .await
        .map(drop)
}

//! Sessions: the rows that session tokens and refresh tokens live and die with.

use sql::{Database, Error, Row, Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use super::{
    users::{ME, Me},
    uuid,
};
use crate::refresh_token::Refresh;

/// How long after a rotation the token before it still gets the same successor, in milliseconds.
const GRACE_MILLIS: i64 = 10_000;

/// A session that is good right now.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) id: Uuid,
    pub(crate) expires_at: Timestamp,
    pub(crate) generation: i64,
    pub(crate) demo: bool,
    pub(crate) user: Me,
}

impl TryFrom<&Row> for Session {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: uuid(row, "session_id")?,
            expires_at: row.time("expires_at")?,
            generation: row.integer("generation")?,
            demo: row.integer("session_demo")? != 0,
            user: Me::try_from(row)?,
        })
    }
}

/// Finds a session that is neither revoked nor over.
fn live(session: Uuid) -> Statement {
    statement(format!(
        "SELECT s.id AS session_id, s.expires_at, s.generation, s.demo AS session_demo, {ME} \
         FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > now_ms()"
    ))
    .bind(session.to_string())
}

pub(crate) async fn find(database: &Database, session: Uuid) -> Result<Option<Session>, Error> {
    let rows = database.run(live(session)).await?;
    rows.first().map(|row| Session::try_from(&row)).transpose()
}

/// Ends a session; one that has ended stays as it is.
pub(crate) async fn revoke(database: &Database, session: Uuid) -> Result<(), Error> {
    let update = "UPDATE sessions SET revoked_at = now_ms() WHERE id = $1 AND revoked_at IS NULL";
    database
        .run(statement(update).bind(session.to_string()))
        .await
        .map(drop)
}

/// Moves a session to the generation after `refresh`, exactly once whoever calls together; `None` if
/// the session is over.
///
/// 1. A token older than the one before the current, or that one after the grace time: somebody holds a
///    copy. The family is revoked.
/// 2. The current token: the session moves on. Of several at once only the first finds it current.
/// 3. What is live now and stands exactly one further is the successor, for the one who moved it and for
///    those who came within the grace time.
pub(crate) async fn rotate(
    database: &Database,
    refresh: Refresh,
) -> Result<Option<Session>, Error> {
    let revoke_reused = statement(
        "UPDATE sessions SET revoked_at = now_ms() WHERE id = $1 AND revoked_at IS NULL \
         AND (generation > $2 + 1 OR (generation = $2 + 1 AND rotated_at <= now_ms() - $3))",
    )
    .bind(refresh.session.to_string())
    .bind(refresh.generation)
    .bind(GRACE_MILLIS);
    let advance = statement(
        "UPDATE sessions SET generation = generation + 1, rotated_at = now_ms() \
         WHERE id = $1 AND generation = $2 AND revoked_at IS NULL AND expires_at > now_ms()",
    )
    .bind(refresh.session.to_string())
    .bind(refresh.generation);
    let results = database
        .commit(vec![revoke_reused, advance, live(refresh.session)])
        .await?;
    let session = results
        .into_iter()
        .next_back()
        .and_then(sql::Rows::first)
        .map(|row| Session::try_from(&row))
        .transpose()?;
    Ok(session.filter(|session| session.generation == refresh.generation + 1))
}

//! Demo visitors: made whole, removed whole.

use sql::{Database, Error, statement};
use uuid::Uuid;

use super::{
    sessions::{self, Session},
    studies::{self, NewStudy},
    uuid,
};
use crate::locale::Locale;

/// How long a visitor may stay, in milliseconds.
const STAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// How often expired rows are looked for, in milliseconds.
const SWEEP_MILLIS: i64 = 10_000;
/// How many visitors one sweep removes.
const SWEEP_USERS: u32 = 50;

/// A visitor to create, with a session and a study of their own.
#[derive(Debug)]
pub(crate) struct NewVisitor {
    pub(crate) user: Uuid,
    pub(crate) name: String,
    pub(crate) locale: Locale,
    pub(crate) session: Uuid,
    pub(crate) address: String,
    pub(crate) user_agent: String,
    pub(crate) study: NewStudy,
}

/// Creates them in one transaction and returns the session, at generation 1.
pub(crate) async fn create(
    database: &Database,
    visitor: &NewVisitor,
) -> Result<Option<Session>, Error> {
    let user = "INSERT INTO users (id, name, locale, time_zone, demo, demo_ends_at, created_at, updated_at) \
         VALUES ($1, $2, $3, 'UTC', 1, now_ms() + $4, now_ms(), now_ms())";
    let session = "INSERT INTO sessions (id, user_id, demo, generation, rotated_at, created_at, expires_at, address, user_agent) \
         SELECT $1, u.id, 1, 1, now_ms(), now_ms(), u.demo_ends_at, $3, $4 FROM users u WHERE u.id = $2 RETURNING id";
    let mut statements = vec![
        statement(user)
            .bind(visitor.user.to_string())
            .bind(&visitor.name)
            .bind(visitor.locale.as_str())
            .bind(STAY_MILLIS),
        statement(session)
            .bind(visitor.session.to_string())
            .bind(visitor.user.to_string())
            .bind(&visitor.address)
            .bind(&visitor.user_agent)
            .expect(1),
    ];
    statements.extend(studies::create(&visitor.study, visitor.user));
    database.commit(statements).await?;
    sessions::find(database, visitor.session).await
}

/// Whether it is this wake's turn to sweep: true for one of all that ask within ten seconds.
pub(crate) async fn take_sweep(database: &Database) -> Result<bool, Error> {
    let update = "UPDATE chores SET due_at = now_ms() + $1 \
         WHERE name = 'remove_expired' AND due_at <= now_ms() RETURNING name";
    let rows = database.run(statement(update).bind(SWEEP_MILLIS)).await?;
    Ok(!rows.is_empty())
}

/// Visitors whose stay is over.
pub(crate) async fn expired(database: &Database) -> Result<Vec<Uuid>, Error> {
    let select =
        "SELECT id FROM users WHERE demo_ends_at <= now_ms() ORDER BY demo_ends_at LIMIT $1";
    let rows = database.run(statement(select).bind(SWEEP_USERS)).await?;
    rows.into_iter().map(|row| uuid(&row, "id")).collect()
}

/// The studies that a user has created, deleted ones too.
pub(crate) async fn studies_of(database: &Database, user: Uuid) -> Result<Vec<Uuid>, Error> {
    let select = "SELECT id FROM studies WHERE created_by = $1";
    let rows = database
        .run(statement(select).bind(user.to_string()))
        .await?;
    rows.into_iter().map(|row| uuid(&row, "id")).collect()
}

/// Removes a visitor whose stay is over, with their studies, sessions and links.
pub(crate) async fn remove(database: &Database, user: Uuid) -> Result<(), Error> {
    let studies = "DELETE FROM studies WHERE created_by IN \
         (SELECT id FROM users WHERE id = $1 AND demo_ends_at <= now_ms())";
    let visitor = "DELETE FROM users WHERE id = $1 AND demo_ends_at <= now_ms()";
    database
        .commit(vec![
            statement(studies).bind(user.to_string()),
            statement(visitor).bind(user.to_string()),
        ])
        .await
        .map(drop)
}

/// Removes sessions that have been over for a day, so that the table does not grow for ever.
pub(crate) async fn remove_old_sessions(database: &Database) -> Result<(), Error> {
    let delete = "DELETE FROM sessions WHERE expires_at <= now_ms() - $1";
    database
        .run(statement(delete).bind(STAY_MILLIS))
        .await
        .map(drop)
}

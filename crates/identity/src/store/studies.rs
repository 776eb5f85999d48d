use serde::Serialize;
use sql::{Database, Error, Row, Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use super::{members::Role, uuid};

/// A study as one of its members sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Study {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) role: Role,
    pub(crate) nickname: String,
    pub(crate) member_count: i64,
    pub(crate) created_at: Timestamp,
}

impl TryFrom<&Row> for Study {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: uuid(row, "id")?,
            name: row.text("name")?,
            description: row.text("description")?,
            role: Role::of(row)?,
            nickname: row.text("nickname")?,
            member_count: row.integer("member_count")?,
            created_at: row.time("created_at")?,
        })
    }
}

/// A study to create, and what its creator is called in it.
#[derive(Debug)]
pub(crate) struct NewStudy {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) nickname: String,
}

const OF_MEMBER: &str = "SELECT s.id, s.name, s.description, s.created_at, m.role, m.nickname, \
     (SELECT COUNT(*) FROM members c WHERE c.study_id = s.id) AS member_count \
     FROM members m JOIN studies s ON s.id = m.study_id \
     WHERE m.user_id = $1 AND s.deleted_at IS NULL";

/// The studies of a user after `cursor` (an id, or nothing), oldest first.
pub(crate) async fn of_member(
    database: &Database,
    user: Uuid,
    cursor: &str,
    limit: u32,
) -> Result<Vec<Study>, Error> {
    let select = format!("{OF_MEMBER} AND s.id > $2 ORDER BY s.id LIMIT $3");
    let rows = database
        .run(
            statement(select)
                .bind(user.to_string())
                .bind(cursor)
                .bind(limit),
        )
        .await?;
    rows.into_iter().map(|row| Study::try_from(&row)).collect()
}

/// One study as one of its members sees it; `None` for everybody else.
pub(crate) async fn find(
    database: &Database,
    study: Uuid,
    user: Uuid,
) -> Result<Option<Study>, Error> {
    let select = format!("{OF_MEMBER} AND s.id = $2");
    let rows = database
        .run(
            statement(select)
                .bind(user.to_string())
                .bind(study.to_string()),
        )
        .await?;
    rows.first().map(|row| Study::try_from(&row)).transpose()
}

/// The statements that create a study with its owner. The first one returns no row if there is no such
/// user, and the transaction does not happen.
pub(crate) fn create(study: &NewStudy, owner: Uuid) -> Vec<Statement> {
    let insert = "INSERT INTO studies (id, name, description, created_by, created_at, updated_at) \
         SELECT $1, $2, $3, u.id, now_ms(), now_ms() FROM users u WHERE u.id = $4 RETURNING id";
    let member = "INSERT INTO members (study_id, user_id, role, nickname, joined_at) \
         VALUES ($1, $2, 'OWNER', $3, now_ms())";
    vec![
        statement(insert)
            .bind(study.id.to_string())
            .bind(&study.name)
            .bind(&study.description)
            .bind(owner.to_string())
            .expect(1),
        statement(member)
            .bind(study.id.to_string())
            .bind(owner.to_string())
            .bind(&study.nickname),
    ]
}

/// Changes name and description; `None` stays as it is.
pub(crate) async fn change(
    database: &Database,
    study: Uuid,
    name: Option<String>,
    description: Option<String>,
) -> Result<(), Error> {
    let update = "UPDATE studies SET name = COALESCE($2, name), description = COALESCE($3, description), \
         updated_at = now_ms() WHERE id = $1 AND deleted_at IS NULL";
    database
        .run(
            statement(update)
                .bind(study.to_string())
                .bind(name)
                .bind(description),
        )
        .await
        .map(drop)
}

/// Makes a study invisible to everybody.
pub(crate) async fn delete(database: &Database, study: Uuid) -> Result<(), Error> {
    let update = "UPDATE studies SET deleted_at = now_ms() WHERE id = $1 AND deleted_at IS NULL";
    database
        .run(statement(update).bind(study.to_string()))
        .await
        .map(drop)
}

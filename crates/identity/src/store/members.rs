use serde::Serialize;
use sql::{Database, Error, Row, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use super::{uuid, wrong};

/// What a member may do in a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Role {
    /// Everything, also roles, closing and deleting.
    Owner,
    /// Reads and writes what belongs to the study.
    Admin,
    /// Reads, and writes what is their own.
    Member,
}

impl Role {
    pub(super) fn of(row: &Row) -> Result<Self, Error> {
        match row.text("role")?.as_str() {
            "OWNER" => Ok(Self::Owner),
            "ADMIN" => Ok(Self::Admin),
            "MEMBER" => Ok(Self::Member),
            _ => Err(wrong("role", "it is no role of ours")),
        }
    }
}

/// A member as the others see them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    pub(crate) user_id: Uuid,
    pub(crate) nickname: String,
    pub(crate) role: Role,
    pub(crate) joined_at: Timestamp,
}

/// What another service needs to know about a member.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Membership {
    pub(crate) study_id: Uuid,
    pub(crate) role: Role,
    pub(crate) nickname: String,
    pub(crate) study_open: bool,
}

impl TryFrom<&Row> for Membership {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            study_id: uuid(row, "study_id")?,
            role: Role::of(row)?,
            nickname: row.text("nickname")?,
            study_open: row.maybe_time("closed_at")?.is_none(),
        })
    }
}

/// The members of a study after `cursor` (when they joined, and their id), in the order of joining.
pub(crate) async fn of_study(
    database: &Database,
    study: Uuid,
    cursor: (i64, &str),
    limit: u32,
) -> Result<Vec<Member>, Error> {
    let select = "SELECT user_id, nickname, role, joined_at FROM members \
         WHERE study_id = $1 AND (joined_at > $2 OR (joined_at = $2 AND user_id > $3)) \
         ORDER BY joined_at, user_id LIMIT $4";
    let rows = database
        .run(
            statement(select)
                .bind(study.to_string())
                .bind(cursor.0)
                .bind(cursor.1)
                .bind(limit),
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                user_id: uuid(&row, "user_id")?,
                nickname: row.text("nickname")?,
                role: Role::of(&row)?,
                joined_at: row.time("joined_at")?,
            })
        })
        .collect()
}

const MEMBERSHIP: &str = "SELECT m.study_id, m.role, m.nickname, s.closed_at \
     FROM members m JOIN studies s ON s.id = m.study_id \
     WHERE m.user_id = $1 AND s.deleted_at IS NULL";

/// What a user is in a study; `None` if they are not in it or it is gone.
pub(crate) async fn membership(
    database: &Database,
    study: Uuid,
    user: Uuid,
) -> Result<Option<Membership>, Error> {
    let select = format!("{MEMBERSHIP} AND m.study_id = $2");
    let rows = database
        .run(
            statement(select)
                .bind(user.to_string())
                .bind(study.to_string()),
        )
        .await?;
    rows.first()
        .map(|row| Membership::try_from(&row))
        .transpose()
}

/// All studies that a user is in.
pub(crate) async fn memberships(database: &Database, user: Uuid) -> Result<Vec<Membership>, Error> {
    let select = format!("{MEMBERSHIP} ORDER BY m.study_id");
    let rows = database
        .run(statement(select).bind(user.to_string()))
        .await?;
    rows.into_iter()
        .map(|row| Membership::try_from(&row))
        .collect()
}

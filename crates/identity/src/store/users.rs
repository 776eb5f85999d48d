use serde::Serialize;
use sql::{Database, Error, Row, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use super::{uuid, wrong};
use crate::locale::Locale;

/// The columns that [`Me`] is read from, of a table called `u`.
pub(super) const ME: &str =
    "u.id AS user_id, u.name, u.avatar, u.locale, u.time_zone, u.demo, u.created_at AS user_since";

/// A user as they see themselves.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) avatar: Option<String>,
    pub(crate) locale: Locale,
    pub(crate) time_zone: String,
    pub(crate) demo: bool,
    pub(crate) created_at: Timestamp,
}

impl TryFrom<&Row> for Me {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: uuid(row, "user_id")?,
            name: row.text("name")?,
            avatar: row.maybe_text("avatar")?,
            locale: match row.text("locale")?.as_str() {
                "ko" => Locale::Ko,
                "en" => Locale::En,
                _ => return Err(wrong("locale", "it is no language of ours")),
            },
            time_zone: row.text("time_zone")?,
            demo: row.integer("demo")? != 0,
            created_at: row.time("user_since")?,
        })
    }
}

/// What a user changes about themselves; `None` stays as it is.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) name: Option<String>,
    pub(crate) locale: Option<Locale>,
    pub(crate) time_zone: Option<String>,
}

pub(crate) async fn find(database: &Database, user: Uuid) -> Result<Option<Me>, Error> {
    let select = statement(format!("SELECT {ME} FROM users u WHERE u.id = $1"));
    let rows = database.run(select.bind(user.to_string())).await?;
    rows.first().map(|row| Me::try_from(&row)).transpose()
}

pub(crate) async fn change(
    database: &Database,
    user: Uuid,
    change: Change,
) -> Result<Option<Me>, Error> {
    let update = statement(format!(
        "UPDATE users SET name = COALESCE($2, name), locale = COALESCE($3, locale), \
         time_zone = COALESCE($4, time_zone), updated_at = now_ms() WHERE id = $1 RETURNING {}",
        ME.replace("u.", "")
    ))
    .bind(user.to_string())
    .bind(change.name)
    .bind(change.locale.map(Locale::as_str))
    .bind(change.time_zone);
    let rows = database.run(update).await?;
    rows.first().map(|row| Me::try_from(&row)).transpose()
}

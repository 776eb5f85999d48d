use serde::de::DeserializeOwned;
use sql::{Database, Error, Row, Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::content::Content;

/// A problem as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    pub(crate) study: Uuid,
    pub(crate) content: Content,
    pub(crate) created_by: Uuid,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) deleted: bool,
    /// Grows by one with each change.
    pub(crate) version: i64,
}

/// A problem and what the database's clock said when it was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) problem: Stored,
    pub(crate) now: Timestamp,
}

/// What a list is about.
#[derive(Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) study: Uuid,
    pub(crate) week: Option<i64>,
    pub(crate) tag: Option<&'a str>,
    pub(crate) after: Place,
}

/// A place in the order of lists: later weeks first, within a week what is due first, and what is never
/// due at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) week: i64,
    pub(crate) due: i64,
    pub(crate) id: String,
}

impl Place {
    /// Before every problem.
    pub(crate) fn start() -> Self {
        Self {
            week: i64::MAX,
            due: 0,
            id: String::new(),
        }
    }

    /// Where a problem with these stands.
    pub(crate) fn of(week: i64, deadline: Option<Timestamp>, id: Uuid) -> Self {
        Self {
            week,
            due: deadline.map_or(i64::MAX, Timestamp::as_millis),
            id: id.to_string(),
        }
    }
}

const COLUMNS: &str = "id, study_id, title, source_url, platform, number, difficulty, week, deadline, \
     allowed_languages, tags, category, created_by, created_at, updated_at, deleted_at, version";

impl TryFrom<&Row> for Stored {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: uuid(row, "id")?,
            study: uuid(row, "study_id")?,
            content: Content {
                title: row.text("title")?,
                statement: row.text("statement")?,
                source_url: row.maybe_text("source_url")?,
                platform: row.maybe_text("platform")?,
                number: row.maybe_text("number")?,
                difficulty: row.maybe_text("difficulty")?,
                week: row.integer("week")?,
                deadline: row.maybe_time("deadline")?,
                allowed_languages: json(row, "allowed_languages")?,
                tags: json(row, "tags")?,
                category: row.maybe_text("category")?,
            },
            created_by: uuid(row, "created_by")?,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
            deleted: row.maybe_time("deleted_at")?.is_some(),
            version: row.integer("version")?,
        })
    }
}

/// The database's clock.
pub(crate) async fn now(database: &Database) -> Result<Timestamp, Error> {
    let rows = database.run(statement("SELECT now_ms() AS now")).await?;
    let row = rows
        .first()
        .ok_or_else(|| wrong("now", "there is no row"))?;
    row.time("now")
}

/// A problem, deleted or not.
pub(crate) async fn find(database: &Database, id: Uuid) -> Result<Option<Read>, Error> {
    let select =
        format!("SELECT {COLUMNS}, statement, now_ms() AS now FROM problems WHERE id = $1");
    let rows = database.run(statement(select).bind(id.to_string())).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Read {
        problem: Stored::try_from(&row)?,
        now: row.time("now")?,
    }))
}

/// The next `limit` problems that fit `filter`, without their statements.
pub(crate) async fn list(
    database: &Database,
    filter: Filter<'_>,
    limit: u32,
) -> Result<Vec<Stored>, Error> {
    // A tag is found by its text in the stored JSON, quotes included; tags themselves contain none.
    let tag = filter
        .tag
        .map_or_else(String::new, |tag| format!("\"{tag}\""));
    let select = format!(
        "SELECT {COLUMNS}, '' AS statement FROM problems WHERE study_id = $1 AND deleted_at IS NULL \
         AND week BETWEEN $2 AND $3 AND ($4 = '' OR REPLACE(tags, $4, '') <> tags) \
         AND (week < $5 OR (week = $5 AND (COALESCE(deadline, $8) > $6 \
           OR (COALESCE(deadline, $8) = $6 AND id > $7)))) \
         ORDER BY week DESC, COALESCE(deadline, $8), id LIMIT $9"
    );
    let rows = database
        .run(
            statement(select)
                .bind(filter.study.to_string())
                .bind(filter.week.unwrap_or(0))
                .bind(filter.week.unwrap_or(i64::MAX))
                .bind(tag)
                .bind(filter.after.week)
                .bind(filter.after.due)
                .bind(filter.after.id)
                .bind(i64::MAX)
                .bind(limit),
        )
        .await?;
    rows.into_iter().map(|row| Stored::try_from(&row)).collect()
}

/// All problems of a study, deleted ones too.
pub(crate) async fn of_study(database: &Database, study: Uuid) -> Result<Vec<Stored>, Error> {
    let select =
        format!("SELECT {COLUMNS}, statement FROM problems WHERE study_id = $1 ORDER BY id");
    let rows = database
        .run(statement(select).bind(study.to_string()))
        .await?;
    rows.into_iter().map(|row| Stored::try_from(&row)).collect()
}

/// The statement that stores a new problem.
pub(crate) fn insert(problem: &Stored) -> Statement {
    let insert = "INSERT INTO problems (id, study_id, title, statement, source_url, platform, number, difficulty, week, deadline, \
         allowed_languages, tags, category, created_by, created_at, updated_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    bind_content(
        statement(insert)
            .bind(problem.id.to_string())
            .bind(problem.study.to_string()),
        &problem.content,
    )
    .bind(problem.created_by.to_string())
    .bind(problem.created_at)
    .bind(problem.updated_at)
    .bind(problem.version)
}

/// The statement that stores a changed problem, given as it is afterwards. It finds no row if somebody else
/// was faster.
pub(crate) fn update(problem: &Stored) -> Statement {
    let update = "UPDATE problems SET title = $3, statement = $4, source_url = $5, platform = $6, number = $7, difficulty = $8, \
         week = $9, deadline = $10, allowed_languages = $11, tags = $12, category = $13, updated_at = $14, version = $15 \
         WHERE id = $1 AND study_id = $2 AND version = $15 - 1 AND deleted_at IS NULL RETURNING id";
    bind_content(
        statement(update)
            .bind(problem.id.to_string())
            .bind(problem.study.to_string()),
        &problem.content,
    )
    .bind(problem.updated_at)
    .bind(problem.version)
    .expect(1)
}

/// The statement that deletes a problem, given as it is afterwards.
pub(crate) fn delete(problem: &Stored) -> Statement {
    let update = "UPDATE problems SET deleted_at = $2, updated_at = $2, version = $3 \
         WHERE id = $1 AND version = $3 - 1 AND deleted_at IS NULL RETURNING id";
    statement(update)
        .bind(problem.id.to_string())
        .bind(problem.updated_at)
        .bind(problem.version)
        .expect(1)
}

/// The statement that removes all problems of a study for good.
pub(crate) fn remove_of_study(study: Uuid) -> Statement {
    statement("DELETE FROM problems WHERE study_id = $1").bind(study.to_string())
}

/// Binds eleven parameters.
fn bind_content(statement: Statement, content: &Content) -> Statement {
    statement
        .bind(&content.title)
        .bind(&content.statement)
        .bind(content.source_url.clone())
        .bind(content.platform.clone())
        .bind(content.number.clone())
        .bind(content.difficulty.clone())
        .bind(content.week)
        .bind(content.deadline)
        .bind(json_text(&content.allowed_languages))
        .bind(json_text(&content.tags))
        .bind(content.category.clone())
}

fn json_text(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, Error> {
    serde_json::from_str(&row.text(column)?)
        .map_err(|_| wrong(column, "it is not the JSON expected"))
}

fn uuid(row: &Row, column: &'static str) -> Result<Uuid, Error> {
    Uuid::try_parse(&row.text(column)?).map_err(|_| wrong(column, "it is not a UUID"))
}

fn wrong(column: &'static str, reason: &'static str) -> Error {
    Error::Decode {
        column: column.to_owned(),
        reason,
    }
}

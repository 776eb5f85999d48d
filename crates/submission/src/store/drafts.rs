use serde::Serialize;
use service::{Problem, sql_problem};
use sql::{Database, statement};
use timestamp::Timestamp;
use uuid::Uuid;

/// Code that is not submitted yet.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Draft {
    pub language: String,
    pub code: String,
    pub updated_at: Timestamp,
}

pub(crate) async fn read(
    database: &Database,
    user: Uuid,
    problem: Uuid,
) -> Result<Option<Draft>, Problem> {
    let select =
        "SELECT language, code, updated_at FROM drafts WHERE user_id = $1 AND problem_id = $2";
    let rows = database
        .run(
            statement(select)
                .bind(user.to_string())
                .bind(problem.to_string()),
        )
        .await
        .map_err(sql_problem)?;
    rows.first()
        .map(|row| {
            Ok(Draft {
                language: row.text("language").map_err(sql_problem)?,
                code: row.text("code").map_err(sql_problem)?,
                updated_at: row.time("updated_at").map_err(sql_problem)?,
            })
        })
        .transpose()
}

/// Whose draft it is.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub user: Uuid,
    pub problem: Uuid,
    pub study: Uuid,
}

pub(crate) async fn write(
    database: &Database,
    place: Place,
    language: &str,
    code: &str,
) -> Result<(), Problem> {
    let upsert = "INSERT INTO drafts (user_id, problem_id, study_id, language, code, updated_at) \
         VALUES ($1, $2, $3, $4, $5, now_ms()) \
         ON CONFLICT (user_id, problem_id) DO UPDATE SET language = excluded.language, \
           code = excluded.code, updated_at = excluded.updated_at";
    let upsert = statement(upsert)
        .bind(place.user.to_string())
        .bind(place.problem.to_string())
        .bind(place.study.to_string())
        .bind(language)
        .bind(code);
    database.run(upsert).await.map_err(sql_problem)?;
    Ok(())
}

pub(crate) async fn remove(database: &Database, user: Uuid, problem: Uuid) -> Result<(), Problem> {
    let delete = "DELETE FROM drafts WHERE user_id = $1 AND problem_id = $2";
    let delete = statement(delete)
        .bind(user.to_string())
        .bind(problem.to_string());
    database.run(delete).await.map_err(sql_problem)?;
    Ok(())
}

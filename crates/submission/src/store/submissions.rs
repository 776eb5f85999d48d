use saga::State;
use service::{Problem, sql_problem};
use sql::{Database, Row, Statement, statement};
use uuid::Uuid;

/// A submission with what can be erased of it.
pub(crate) struct Stored {
    pub state: State,
    pub code: String,
    pub user_name: String,
}

/// The state of one submission.
pub(crate) async fn state(database: &Database, id: Uuid) -> Result<Option<State>, Problem> {
    let select = "SELECT state FROM submissions WHERE id = $1";
    let rows = database
        .run(statement(select).bind(id.to_string()))
        .await
        .map_err(sql_problem)?;
    rows.first().as_ref().map(read_state).transpose()
}

/// One submission, whole.
pub(crate) async fn stored(database: &Database, id: Uuid) -> Result<Option<Stored>, Problem> {
    let select = "SELECT s.state, t.code, t.user_name FROM submissions s \
         JOIN submission_texts t ON t.submission_id = s.id WHERE s.id = $1";
    let rows = database
        .run(statement(select).bind(id.to_string()))
        .await
        .map_err(sql_problem)?;
    rows.first()
        .map(|row| {
            Ok(Stored {
                state: read_state(&row)?,
                code: row.text("code").map_err(sql_problem)?,
                user_name: row.text("user_name").map_err(sql_problem)?,
            })
        })
        .transpose()
}

/// Whether a user has submitted to a problem.
pub(crate) async fn has_submitted(
    database: &Database,
    user: Uuid,
    problem: Uuid,
) -> Result<bool, Problem> {
    let select = "SELECT id FROM submissions WHERE problem_id = $1 AND user_id = $2 LIMIT 1";
    let rows = database
        .run(
            statement(select)
                .bind(problem.to_string())
                .bind(user.to_string()),
        )
        .await
        .map_err(sql_problem)?;
    Ok(!rows.is_empty())
}

/// Which submissions a list is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    pub study: Option<Uuid>,
    pub problem: Option<Uuid>,
    pub user: Option<Uuid>,
}

/// Newest first, beginning before `cursor`; one more than `limit`, to see whether there are more. Each
/// comes with its author's name.
pub(crate) async fn list(
    database: &Database,
    filter: Filter,
    cursor: Option<Uuid>,
    limit: usize,
) -> Result<Vec<(State, String)>, Problem> {
    let rows = database
        .run(select_list(filter, cursor, limit))
        .await
        .map_err(sql_problem)?;
    rows.into_iter()
        .map(|row| {
            let name = row.text("user_name").map_err(sql_problem)?;
            Ok((read_state(&row)?, name))
        })
        .collect()
}

/// Only the conditions that are asked for are in the text, so that each has its index.
fn select_list(filter: Filter, cursor: Option<Uuid>, limit: usize) -> Statement {
    let conditions = [
        ("s.study_id =", filter.study),
        ("s.problem_id =", filter.problem),
        ("s.user_id =", filter.user),
        ("s.id <", cursor),
    ];
    let mut parameters = Vec::new();
    let mut wheres = Vec::new();
    for (condition, value) in conditions {
        if let Some(value) = value {
            parameters.push(value.to_string());
            wheres.push(format!("{condition} ${}", parameters.len()));
        }
    }
    let mut select = "SELECT s.state, t.user_name FROM submissions s \
         JOIN submission_texts t ON t.submission_id = s.id"
        .to_owned();
    if !wheres.is_empty() {
        select.push_str(" WHERE ");
        select.push_str(&wheres.join(" AND "));
    }
    select.push_str(&format!(
        " ORDER BY s.id DESC LIMIT ${}",
        parameters.len() + 1
    ));
    let one_more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    parameters
        .into_iter()
        .fold(statement(select), Statement::bind)
        .bind(one_more)
}

fn read_state(row: &Row) -> Result<State, Problem> {
    let text = row.text("state").map_err(sql_problem)?;
    serde_json::from_str(&text)
        .map_err(|error| Problem::internal(format!("a stored state cannot be read: {error}")))
}

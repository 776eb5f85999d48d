use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use service::{Context, Ids, Problem, sql_problem};
use sql::statement;

use crate::app::App;

/// `DELETE /studies/{study}`: a demo study is over. What members wrote goes (code, names, drafts, reviews)
/// with the work that was still to be done for it; the log and the states, which hold neither, stay. It is
/// fine to do it twice.
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    context: Context,
    Ids([study]): Ids<1>,
) -> Result<StatusCode, Problem> {
    context.only(&["identity"])?;
    let study = study.to_string();
    let of_study = "(SELECT id FROM submissions WHERE study_id = $1)";
    let drafts = "DELETE FROM drafts WHERE study_id = $1";
    let mut statements = vec![statement(drafts).bind(&study)];
    for (table, column) in [
        ("jobs", "subject"),
        ("reviews", "submission_id"),
        ("commits", "submission_id"),
        ("idempotency_keys", "submission_id"),
        ("submission_texts", "submission_id"),
    ] {
        let delete = format!("DELETE FROM {table} WHERE {column} IN {of_study}");
        statements.push(statement(delete).bind(&study));
    }
    app.database.commit(statements).await.map_err(sql_problem)?;
    Ok(StatusCode::NO_CONTENT)
}

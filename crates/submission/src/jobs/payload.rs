//! What a worker needs to know, put together when it claims.

use queue::Held;
use saga::GITHUB_PUSH;
use serde::Deserialize;
use serde_json::{Value, json};
use service::{Context, Problem, sql_problem};

use crate::{
    app::App,
    store::{
        PriorCommit, commits_of,
        submissions::{Stored, stored},
    },
};

/// A member, as `identity` describes them to services.
#[derive(Deserialize)]
struct Member {
    name: String,
    locale: String,
}

/// The payload of a claimed job. A job whose submission is gone gets none, which its worker reports.
///
/// # Errors
/// 503 if another service that must be asked does not answer.
pub(super) async fn payload(app: &App, context: &Context, held: &Held) -> Result<Value, Problem> {
    let Some(stored) = stored(&app.database, held.subject).await? else {
        return Ok(Value::Null);
    };
    if held.queue == GITHUB_PUSH {
        push(app, context, stored).await
    } else {
        review(app, context, stored).await
    }
}

async fn push(app: &App, context: &Context, stored: Stored) -> Result<Value, Problem> {
    let submission = stored.state.submission;
    let rows = app
        .database
        .run(commits_of(submission.id))
        .await
        .map_err(sql_problem)?;
    let commits: Result<Vec<PriorCommit>, _> =
        rows.into_iter().map(PriorCommit::try_from).collect();
    let member = member(app, context, submission.user_id).await?;
    let problem = submission.problem;
    Ok(json!({
        "submissionId": submission.id,
        "userId": submission.user_id,
        "userName": member.map_or(stored.user_name, |member| member.name),
        "language": submission.language,
        "code": stored.code,
        "problem": {
            "title": problem.title,
            "week": problem.week,
            "platform": problem.platform,
            "number": problem.number,
            "sourceUrl": problem.source_url,
        },
        "createdAt": stored.state.created_at,
        "priorCommits": commits.map_err(sql_problem)?,
    }))
}

async fn review(app: &App, context: &Context, stored: Stored) -> Result<Value, Problem> {
    let submission = stored.state.submission;
    let known = app
        .problem(&context.as_system(), submission.problem.id)
        .await?;
    let member = member(app, context, submission.user_id).await?;
    let (statement, difficulty, category) = known.map_or_else(
        || (String::new(), None, None),
        |problem| (problem.statement, problem.difficulty, problem.category),
    );
    let problem = submission.problem;
    Ok(json!({
        "submissionId": submission.id,
        "userId": submission.user_id,
        "locale": member.map_or_else(|| "en".to_owned(), |member| member.locale),
        "language": submission.language,
        "code": stored.code,
        "problem": {
            "title": problem.title,
            "statement": statement,
            "platform": problem.platform,
            "number": problem.number,
            "difficulty": difficulty,
            "category": category,
        },
    }))
}

/// None if the member has left algosu.
async fn member(app: &App, context: &Context, user: uuid::Uuid) -> Result<Option<Member>, Problem> {
    let path = format!("/users/{user}");
    app.peers.get(&context.as_system(), "identity", &path).await
}

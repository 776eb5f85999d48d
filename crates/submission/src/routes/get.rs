use std::sync::Arc;

use axum::{Json, extract::State};
use service::{Ids, Problem, User};
use timestamp::Timestamp;
use uuid::Uuid;

use crate::{
    access::Role,
    app::App,
    store::submissions::{Stored, has_submitted, stored},
    view::SubmissionView,
};

/// `GET /api/submissions/{id}`.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    user: User,
    Ids([submission]): Ids<1>,
) -> Result<Json<SubmissionView>, Problem> {
    read(&app, &user, submission).await.map(Json)
}

/// A submission as the caller may see it.
pub(crate) async fn read(
    app: &App,
    user: &User,
    submission: Uuid,
) -> Result<SubmissionView, Problem> {
    let (stored, sees_code) = visible(app, user, submission).await?;
    let code = sees_code.then_some(stored.code);
    Ok(SubmissionView {
        user_name: Some(stored.user_name),
        code: Some(code),
        ..SubmissionView::from(stored.state)
    })
}

/// A submission that the caller may know of, and whether they may see its code and review.
pub(crate) async fn visible(
    app: &App,
    user: &User,
    submission: Uuid,
) -> Result<(Stored, bool), Problem> {
    let stored = stored(&app.database, submission)
        .await?
        .ok_or_else(Problem::not_found)?;
    let about = &stored.state.submission;
    let membership = app.member(user, about.study_id).await?;
    let sees_code = about.user_id == user.id
        || membership.role != Role::Member
        || is_over(app, user, about.problem.id).await?
        || has_submitted(&app.database, user.id, about.problem.id).await?;
    Ok((stored, sees_code))
}

async fn is_over(app: &App, user: &User, problem: Uuid) -> Result<bool, Problem> {
    let problem = app.problem(&user.context, problem).await?;
    Ok(problem.is_some_and(|problem| problem.is_over(Timestamp::now())))
}

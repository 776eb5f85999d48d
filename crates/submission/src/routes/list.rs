use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;
use service::{Page, PageQuery, Problem, Query, User, id};

use crate::{
    app::App,
    store::submissions::{Filter, list as read_list},
    view::SubmissionView,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    study: Option<String>,
    problem: Option<String>,
    mine: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// `GET /api/submissions?study=&problem=&mine=`: newest first. Without a study or a problem, the caller's
/// own.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    user: User,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<SubmissionView>>, Problem> {
    let page = PageQuery::new(wanted.limit, wanted.cursor);
    let limit = page.limit()?;
    let cursor = page
        .cursor
        .map(|cursor| id(&cursor))
        .transpose()
        .map_err(|_| Problem::field("cursor", "malformed", "It is not a cursor of this list."))?;
    let study = wanted.study.as_deref().map(id).transpose()?;
    let problem = wanted.problem.as_deref().map(id).transpose()?;
    let mine = match wanted.mine.as_deref() {
        None | Some("false") => study.is_none() && problem.is_none(),
        Some("true") => true,
        Some(_) => {
            let message = "It must be true or false.";
            return Err(Problem::field("mine", "wrong_type", message));
        }
    };
    if let Some(study) = study {
        app.member(&user, study).await?;
    }
    if let Some(problem) = problem {
        app.problem_for(&user, problem).await?;
    }
    let filter = Filter {
        study,
        problem,
        user: mine.then_some(user.id),
    };
    let found = read_list(&app.database, filter, cursor, limit).await?;
    let views = found
        .into_iter()
        .map(|(state, user_name)| SubmissionView {
            user_name: Some(user_name),
            ..SubmissionView::from(state)
        })
        .collect();
    Ok(Json(Page::of(views, limit, |view: &SubmissionView| {
        view.id.to_string()
    })))
}

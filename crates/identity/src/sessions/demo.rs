//! `POST /sessions/demo`: a visitor of their own, with a study of their own, so that visitors never share
//! anything.
//!
//! Visitor, session and study are one transaction; then `problem` fills the study. If it cannot, the
//! visitor gets no session to see (503) and what was made is swept away with the others after a day.

use axum::{Json, extract::State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use service::{Context, Problem, sql_problem};
use uuid::Uuid;

use super::{Renewed, Session};
use crate::{
    app::App,
    demo_name::{demo_name, demo_study},
    locale::Locale,
    refresh_token::Refresh,
    store::{
        demo::{self, NewVisitor},
        studies::NewStudy,
    },
};

/// How much of an address or user agent is kept, in characters.
const KEPT: usize = 255;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Post {
    locale: Option<Locale>,
    address: String,
    user_agent: String,
}

pub(crate) async fn create(
    State(app): State<App>,
    context: Context,
    service::Json(post): service::Json<Post>,
) -> Result<(StatusCode, Json<Renewed>), Problem> {
    context.only(&["gateway"])?;
    if !app.demo_mode {
        return Err(Problem::not_found());
    }
    let locale = post.locale.unwrap_or_default();
    let user = Uuid::now_v7();
    let name = demo_name(user, locale);
    let (study_name, description) = demo_study(&name, locale);
    let visitor = NewVisitor {
        user,
        locale,
        session: Uuid::now_v7(),
        address: post.address.chars().take(KEPT).collect(),
        user_agent: post.user_agent.chars().take(KEPT).collect(),
        study: NewStudy {
            id: Uuid::now_v7(),
            name: study_name,
            description,
            nickname: name.clone(),
        },
        name,
    };
    let row = demo::create(&app.database, &visitor)
        .await
        .map_err(sql_problem)?
        .ok_or_else(|| Problem::internal("a session was over as soon as it began"))?;

    let path = format!("/studies/{}/seed", visitor.study.id);
    let seed = json!({"locale": locale, "createdBy": user});
    let seeded: Option<Value> = app
        .peers
        .post(&context.as_system(), "problem", &path, &seed)
        .await?;
    if seeded.is_none() {
        return Err(Problem::unavailable("problem does not seed studies"));
    }

    let refresh_token = app.refresh_key.issue(Refresh {
        session: row.id,
        generation: row.generation,
    });
    let renewed = Renewed {
        session: Session::from(&row),
        refresh_token,
        user: row.user,
    };
    Ok((StatusCode::CREATED, Json(renewed)))
}

//! `POST /studies/{study}/seed`, for `identity`: exercises to look around in, with deadlines around now.

mod evening;
mod exercises;

use axum::{Json, extract::State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use service::{Context, Ids, Problem as Refusal, sql_problem};
use uuid::Uuid;

use crate::{
    app::App,
    happened::{self, event},
    store::problems::{self, Stored},
};

use exercises::exercises;

/// The language of the exercises, and the evening that "tonight" means.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Locale {
    Ko,
    En,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Post {
    locale: Locale,
    created_by: Uuid,
}

/// Fills an empty study; one that has problems is left alone, so it is fine to ask twice.
pub(crate) async fn seed(
    State(app): State<App>,
    context: Context,
    Ids([study]): Ids<1>,
    service::Json(post): service::Json<Post>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    context.only(&["identity"])?;
    let there = problems::of_study(&app.database, study)
        .await
        .map_err(sql_problem)?;
    if !there.is_empty() {
        return Ok((StatusCode::OK, Json(json!({"problems": there.len()}))));
    }
    let now = problems::now(&app.database).await.map_err(sql_problem)?;
    let mut statements = Vec::new();
    let mut events = Vec::new();
    for content in exercises(post.locale, now) {
        let problem = Stored {
            id: Uuid::now_v7(),
            study,
            content: content.checked(Vec::new())?,
            created_by: post.created_by,
            created_at: now,
            updated_at: now,
            deleted: false,
            version: 1,
        };
        statements.push(problems::insert(&problem));
        events.push(event(happened::CREATED, &problem, now, &context)?);
    }
    let count = events.len();
    statements.extend(log::append(&events));
    app.database.commit(statements).await.map_err(sql_problem)?;
    app.ring().await;
    Ok((StatusCode::CREATED, Json(json!({"problems": count}))))
}

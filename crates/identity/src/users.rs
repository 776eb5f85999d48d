//! `GET /users/{user}`, for services that show or address somebody.

use axum::{Json, extract::State};
use serde::Serialize;
use service::{Context, Ids, Problem, sql_problem};
use uuid::Uuid;

use crate::{app::App, locale::Locale, store::users};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    id: Uuid,
    name: String,
    locale: Locale,
    time_zone: String,
    demo: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    context: Context,
    Ids([user]): Ids<1>,
) -> Result<Json<Person>, Problem> {
    context.only(&["submission", "events"])?;
    let me = users::find(&app.database, user)
        .await
        .map_err(sql_problem)?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(Person {
        id: me.id,
        name: me.name,
        locale: me.locale,
        time_zone: me.time_zone,
        demo: me.demo,
    }))
}

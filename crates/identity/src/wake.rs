//! `POST /wake`, for the gateway: time has passed. May be missing, doubled or late.
//!
//! What is due here is the end of demo visits: the visitor's submissions and problems first (asking twice does
//! no harm), then, in one transaction, the visitor with everything of theirs. Dying in between leaves the visitor
//! for the next wake.

use axum::{Json, extract::State};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use service::{Context, Problem, sql_problem};
use uuid::Uuid;

use crate::{app::App, store::demo};

pub(crate) async fn wake(State(app): State<App>, context: Context) -> Result<Json<Value>, Problem> {
    context.only(&["gateway"])?;
    if demo::take_sweep(&app.database).await.map_err(sql_problem)? {
        let context = context.as_system();
        for visitor in demo::expired(&app.database).await.map_err(sql_problem)? {
            remove(&app, &context, visitor).await?;
        }
        demo::remove_old_sessions(&app.database)
            .await
            .map_err(sql_problem)?;
    }
    Ok(Json(json!({})))
}

async fn remove(app: &App, context: &Context, visitor: Uuid) -> Result<(), Problem> {
    for study in demo::studies_of(&app.database, visitor)
        .await
        .map_err(sql_problem)?
    {
        for service in ["submission", "problem"] {
            let reply = app
                .peers
                .send(
                    context,
                    service,
                    Method::DELETE,
                    &format!("/studies/{study}"),
                    http::HeaderMap::new(),
                    axum::body::Bytes::new(),
                )
                .await?;
            if reply.status != StatusCode::NO_CONTENT {
                let status = reply.status;
                let context = format!("{service} answered {status} to the removal of {study}");
                return Err(Problem::unavailable(context));
            }
        }
    }
    demo::remove(&app.database, visitor)
        .await
        .map_err(sql_problem)
}

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use serde_json::json;
use service::Problem;
use timestamp::Timestamp;

use crate::{app::App, auth::renewal};

/// `GET /auth/session`: who is signed in, and what their page must send with what it changes.
pub(crate) async fn session(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = app.guard.check(&headers, &app.peers).await?;
    let row = app
        .guard
        .look_up(&caller.context, &app.peers, caller.session.id)
        .await?;
    let renewal = renewal(&app, &caller).await;
    let end = renewal
        .as_ref()
        .map_or(caller.session.expires_at, |renewal| renewal.expires_at);
    let end = i64::try_from(end).unwrap_or(i64::MAX);
    let body = json!({
        "user": row.user,
        "csrfToken": app.guard.csrf_token(caller.session.id),
        "expiresAt": Timestamp::from_millis(end.saturating_mul(1000)),
        "demo": row.demo,
    });
    let mut response = Json(body).into_response();
    if let Some(renewal) = renewal {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, renewal.cookie);
    }
    Ok(response)
}

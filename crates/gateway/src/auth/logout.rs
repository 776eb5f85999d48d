use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use service::Problem;

use crate::{app::App, csrf};

/// `POST /auth/logout`: the session is over everywhere, and the cookies go.
pub(crate) async fn logout(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = app.guard.check(&headers, &app.peers).await?;
    csrf::check(&app, &Method::POST, &headers, Some(&caller))?;
    let reply = app
        .peers
        .send(
            &caller.context.as_system(),
            "identity",
            Method::DELETE,
            &format!("/sessions/{}", caller.session.id),
            HeaderMap::new(),
            Bytes::new(),
        )
        .await?;
    if !reply.status.is_success() && reply.status != StatusCode::NOT_FOUND {
        let context = format!("identity answered {}", reply.status);
        return Err(Problem::unavailable(context));
    }
    app.guard.forget(caller.session.id);
    let mut response = StatusCode::NO_CONTENT.into_response();
    for cookie in app.guard.names().clear() {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(response)
}

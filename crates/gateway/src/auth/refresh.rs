use std::sync::Arc;

use axum::{body::Bytes, extract::State, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::json;
use service::Problem;
use session::{Cookies, session_expired};

use crate::{
    app::App,
    auth::{Begun, signed_in},
    csrf,
};

/// `POST /auth/refresh`: 204 with both cookies renewed.
pub(crate) async fn refresh(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    csrf::check(&app, &Method::POST, &headers, None)?;
    let token = Cookies::of(&headers)
        .one(app.guard.names().refresh())
        .ok_or_else(session_expired)?;
    let context = app.guard.context(&headers, None);
    let body = serde_json::to_vec(&json!({"refreshToken": token})).unwrap_or_default();
    let mut sent = HeaderMap::new();
    sent.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    let reply = app
        .peers
        .send(
            &context,
            "identity",
            Method::POST,
            "/sessions/refresh",
            sent,
            Bytes::from(body),
        )
        .await?;
    if reply.status == StatusCode::UNAUTHORIZED {
        return Err(session_expired());
    }
    let begun: Option<Begun> = reply.read("identity")?;
    let begun = begun.ok_or_else(session_expired)?;
    app.guard.forget(begun.session.id);
    signed_in(&app, &begun)
}

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, Method, header};
use serde_json::json;
use service::Problem;

use crate::{
    app::App,
    auth::{Begun, signed_in},
    csrf,
};

/// `POST /auth/demo`: a visitor of their own, with a study of their own, for a day.
pub(crate) async fn demo(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !app.demo_mode {
        return Err(Problem::not_found());
    }
    csrf::check(&app, &Method::POST, &headers, None)?;
    let context = app.guard.context(&headers, None);
    let body = json!({
        "locale": locale(&headers),
        "address": last(&headers, "spin-client-addr"),
        "userAgent": last(&headers, header::USER_AGENT.as_str()),
    });
    let begun: Option<Begun> = app
        .peers
        .post(&context, "identity", "/sessions/demo", &body)
        .await?;
    signed_in(&app, &begun.ok_or_else(Problem::not_found)?)
}

/// Korean or English, whichever the browser names first.
fn locale(headers: &HeaderMap) -> &'static str {
    let wanted = last(headers, header::ACCEPT_LANGUAGE.as_str());
    wanted
        .split(',')
        .filter_map(|range| range.trim().get(..2))
        .find_map(|language| match language.to_ascii_lowercase().as_str() {
            "ko" => Some("ko"),
            "en" => Some("en"),
            _ => None,
        })
        .unwrap_or("en")
}

/// The last value of a header. The host appends its own `spin-*` headers behind whatever the client
/// claimed, so the last one is the host's.
fn last(headers: &HeaderMap, name: &str) -> String {
    headers
        .get_all(name)
        .iter()
        .next_back()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

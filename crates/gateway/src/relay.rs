//! Passing a signed-in caller's request on to the service that owns the thing.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use service::{Problem, REQUEST_ID, Reply, whole_body};
use session::SignedIn;

use crate::{app::App, auth::renewal, csrf};

/// The only headers of a client that a service gets to see.
const FORWARDED: [HeaderName; 3] = [
    header::CONTENT_TYPE,
    header::ACCEPT_LANGUAGE,
    HeaderName::from_static("idempotency-key"),
];

/// The only headers of a service that a client gets to see.
const RETURNED: [HeaderName; 7] = [
    header::CONTENT_TYPE,
    header::LOCATION,
    header::RETRY_AFTER,
    header::CACHE_CONTROL,
    header::ETAG,
    header::ALLOW,
    REQUEST_ID,
];

/// Checks the session and, for unsafe methods, where the request comes from; then relays it.
pub(crate) async fn relay(
    State(app): State<Arc<App>>,
    service: &'static str,
    request: Request,
) -> Result<Response, Problem> {
    let caller = app.guard.check(request.headers(), &app.peers).await?;
    csrf::check(&app, request.method(), request.headers(), Some(&caller))?;
    let renewal = renewal(&app, &caller).await;
    let mut response = forward(&app, &caller, service, request).await?;
    if let Some(renewal) = renewal {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, renewal.cookie);
    }
    Ok(response)
}

async fn forward(
    app: &App,
    caller: &SignedIn,
    service: &'static str,
    request: Request,
) -> Result<Response, Problem> {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str)
        .to_owned();
    let method = request.method().clone();
    let headers = only(request.headers(), &FORWARDED);
    let body = whole_body(request, &()).await?;
    let reply = app
        .peers
        .send(&caller.context, service, method, &path, headers, body)
        .await?;
    Ok(answer(reply))
}

/// A service's answer, as the client gets it: whole, with its length.
pub(crate) fn answer(reply: Reply) -> Response {
    let headers = only(&reply.headers, &RETURNED);
    let mut response = (reply.status, reply.body).into_response();
    // What axum guesses from the body's type is not what the service said.
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.headers_mut().extend(headers);
    response
}

fn only(headers: &HeaderMap, names: &[HeaderName]) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in names {
        for value in headers.get_all(name) {
            kept.append(name.clone(), HeaderValue::clone(value));
        }
    }
    kept
}

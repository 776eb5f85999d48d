//! The bare chain's door: hands every request on by service chaining, whole, and its answer back.
//!
//! `/instance` alone is answered here, with the number of requests that this instance has had: 1 says that the
//! request has waited for a new instance. `/nothing` is answered by the component behind, at once.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderName, Response, StatusCode, header};
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{FullBody, IntoResponse, Request, send};
use spin_sdk::http_service;

/// Who submits: there are no sessions here.
const USER: HeaderName = HeaderName::from_static("x-bench-user");

static REQUESTS: AtomicU64 = AtomicU64::new(0);

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed) + 1;
    if request.uri().path() == "/instance" {
        return answer(StatusCode::OK, number.to_string().into());
    }
    match hand_on(request).await {
        Ok(response) => response,
        Err(error) => answer(StatusCode::BAD_GATEWAY, error.into()),
    }
}

async fn hand_on(request: Request) -> Result<Response<FullBody<Bytes>>, String> {
    let (head, body) = request.into_parts();
    let body = body.bytes().await.map_err(|error| format!("{error:?}"))?;
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut onward = http::Request::new(FullBody::new(body.clone()));
    *onward.method_mut() = head.method;
    *onward.uri_mut() = format!("http://back.spin.internal{path}")
        .parse()
        .map_err(|error: http::uri::InvalidUri| error.to_string())?;
    for name in [header::CONTENT_TYPE, USER] {
        if let Some(value) = head.headers.get(&name) {
            onward.headers_mut().insert(name, value.clone());
        }
    }
    if !body.is_empty() {
        let length = body.len().into();
        onward.headers_mut().insert(header::CONTENT_LENGTH, length);
    }
    let response = send(onward).await.map_err(|error| format!("{error:?}"))?;
    let status = response.status();
    let body = response.into_body().bytes().await;
    Ok(answer(status, body.map_err(|error| format!("{error:?}"))?))
}

fn answer(status: StatusCode, body: Bytes) -> Response<FullBody<Bytes>> {
    let length = body.len().into();
    let mut response = Response::new(FullBody::new(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length);
    response
}

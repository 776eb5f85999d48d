//! The boundary: one request in, one whole answer out.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::DefaultBodyLimit,
    response::Response,
};
use http::{HeaderValue, Request, StatusCode, header};
use problem_details::{Problem, render};
use serde_json::{Value, json};
use tower_service::Service;
use uuid::Uuid;

use crate::{body::BODY_BYTES, context::REQUEST_ID};

/// Runs a request through a service's routes. Problems become `application/problem+json`, are logged
/// with their context if they are ours, and every answer names its request.
pub async fn answer<B>(service: &'static str, mut routes: Router, request: Request<B>) -> Response
where
    B: http_body_util::BodyExt<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let request_id = request_id(&request);
    let what = format!("{} {}", request.method(), request.uri().path());
    let mut request = request.map(Body::new);
    // From here on the request has this one id: in its handlers, in the services that they call and in
    // what those record.
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        request.headers_mut().insert(REQUEST_ID, value);
    }
    DefaultBodyLimit::max(BODY_BYTES).apply(&mut request);
    let mut response = match routes.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        if problem.status.is_server_error() {
            log_line(
                service,
                "error",
                &what,
                &json!({
                    "requestId": request_id,
                    "status": problem.status.as_u16(),
                    "code": problem.code,
                    "context": problem.context,
                }),
            );
        }
        response = render(&problem, &request_id);
    } else if response.status() == StatusCode::NOT_FOUND && !has_type(&response) {
        response = render(&Problem::not_found(), &request_id);
    } else if response.status() == StatusCode::METHOD_NOT_ALLOWED && !has_type(&response) {
        // RFC 9110, 15.5.6: whoever is refused a method is told which ones there are.
        let allowed = response.headers_mut().remove(header::ALLOW);
        response = render(&Problem::method_not_allowed(), &request_id);
        response
            .headers_mut()
            .extend(allowed.map(|methods| (header::ALLOW, methods)));
    }
    name(&mut response, &request_id);
    response
}

/// An answer for a service that cannot work at all, such as one whose configuration is incomplete.
pub fn refuse<B>(service: &'static str, request: &Request<B>, context: &str) -> Response {
    let request_id = request_id(request);
    let problem = Problem::unavailable(context);
    log_line(
        service,
        "error",
        "cannot serve",
        &json!({"requestId": request_id, "context": context}),
    );
    let mut response = render(&problem, &request_id);
    name(&mut response, &request_id);
    response
}

/// Writes one line of structured log: JSON on standard output, which Spin and the local host collect.
pub fn log_line(service: &'static str, level: &str, message: &str, fields: &Value) {
    println!(
        "{}",
        json!({"level": level, "service": service, "message": message, "fields": fields})
    );
}

fn has_type(response: &Response) -> bool {
    response.headers().contains_key(header::CONTENT_TYPE)
}

fn name(response: &mut Response, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
}

/// The caller's request id if it is a UUID, else a new one.
fn request_id<B>(request: &Request<B>) -> String {
    let given = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| Uuid::try_parse(text).ok());
    given.unwrap_or_else(Uuid::now_v7).to_string()
}

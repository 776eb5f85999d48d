//! One component that does one thing per path, so that a host's behaviour can be observed from outside.
//!
//! The manifest beside it makes several components of this one binary. What a request does is the part of its path after the route;
//! its parameters are in the query. Answers are plain text: what was seen, for the tests in `host/tests/conformance` to judge.

mod database;
mod instance;
mod outbound;
mod store;

use std::collections::HashMap;

use http::{HeaderMap, Response, StatusCode};
use spin_sdk::http::{BoxBody, FullBody, IntoResponse, Request, box_body};
use spin_sdk::{http_service, variables};
use url::form_urlencoded;

/// A request's parameters.
type Parameters = HashMap<String, String>;

/// What a probe saw, or the text of the error that it met.
type Seen = Result<String, String>;

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    let (parts, _) = request.into_parts();
    let rest = last(&parts.headers, "spin-path-info").unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let parameters: Parameters = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    if rest == "/stream" {
        return instance::stream(&parameters);
    }
    match probe(&rest, &parts.headers, &parameters).await {
        Some(Ok(seen)) => answer(StatusCode::OK, seen),
        Some(Err(error)) => answer(StatusCode::OK, format!("error: {error}")),
        None => answer(StatusCode::NOT_FOUND, format!("no probe {rest:?}")),
    }
}

async fn probe(rest: &str, headers: &HeaderMap, parameters: &Parameters) -> Option<Seen> {
    Some(match rest {
        "" | "/" | "/name" => variable("name").await,
        "/headers" => Ok(listed(headers)),
        "/variable" => variable(of(parameters, "name")).await,
        "/file" => std::fs::read_to_string(of(parameters, "path")).map_err(|e| e.to_string()),
        "/write-file" => std::fs::write(of(parameters, "path"), "written")
            .map(|()| "written".to_owned())
            .map_err(|e| e.to_string()),
        "/say" => {
            println!("{}", of(parameters, "text"));
            Ok("said".to_owned())
        }
        "/trap" => instance::trap(),
        "/loop" => instance::run_for_ever(),
        "/together" => instance::together(parameters).await,
        "/get" => outbound::get(parameters).await,
        "/publish" => outbound::publish(parameters).await,
        "/redis-get" => outbound::redis_get(parameters).await,
        "/sqlite/transaction" => database::transaction().await,
        "/sqlite/abandon" => database::abandon().await,
        "/sqlite/late-error" => database::late_error().await,
        "/sqlite/two-statements" => database::two_statements().await,
        "/sqlite/undrained" => database::undrained().await,
        "/sqlite/many-rows" => database::many_rows(parameters).await,
        "/sqlite/heard" => database::heard().await,
        "/sqlite/other" => database::other().await,
        "/sqlite/insert" => database::insert().await,
        "/sqlite/read" => database::read().await,
        "/key-value" => store::round_trip().await,
        _ => return None,
    })
}

async fn variable(name: &str) -> Seen {
    variables::get(name)
        .await
        .map_err(|error| format!("{error:?}"))
}

/// All headers, one `name: value` per line, in the order in which they came.
fn listed(headers: &HeaderMap) -> String {
    headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or("?")))
        .collect()
}

/// The last value of a header: the host's own, whatever the client sent.
fn last(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get_all(name).iter().next_back()?;
    value.to_str().ok().map(str::to_owned)
}

fn of<'a>(parameters: &'a Parameters, name: &str) -> &'a str {
    parameters.get(name).map_or("", String::as_str)
}

fn number(parameters: &Parameters, name: &str) -> u64 {
    of(parameters, name).parse().unwrap_or_default()
}

fn answer(status: StatusCode, text: String) -> Response<BoxBody> {
    let length = text.len();
    let mut response = Response::new(box_body(FullBody::new(bytes::Bytes::from(text))));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(http::header::CONTENT_LENGTH, length.into());
    response
}

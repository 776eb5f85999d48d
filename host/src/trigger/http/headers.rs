//! What a request looks like to the component that serves it, as in Spin.
//!
//! The `spin-*` headers are added after the client's own, so a client's forgery comes first and the last value is the true one.

use std::net::SocketAddr;
use std::str;

use http::header::{CONNECTION, HOST};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};

use super::Unanswerable;
use super::router::Found;
use crate::config::allowed_hosts::chaining_target;

/// The host in `spin-full-url` where the request names none.
const NO_HOST: &str = "localhost";

/// Removes what a client may not say: that it is another component, or anything about its connection.
pub fn strip(headers: &mut HeaderMap) {
    let chained = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .is_some_and(|host| chaining_target(host).is_some());
    if chained {
        headers.remove(HOST);
    }
    headers.remove(CONNECTION);
}

/// Puts scheme and host into the request's address, from the `host` header where the address has none.
pub fn complete_uri<B>(request: &mut Request<B>) -> Result<(), Unanswerable> {
    let from_header = request
        .headers()
        .get(HOST)
        .map(|host| {
            let host = host.to_str().map_err(|_| Unanswerable)?;
            host.parse::<Authority>().map_err(|_| Unanswerable)
        })
        .transpose()?;
    let mut parts = request.uri().clone().into_parts();
    let authority = match (from_header, parts.authority.take()) {
        (Some(header), Some(address)) if header != address => return Err(Unanswerable),
        (Some(authority), _) | (None, Some(authority)) => authority,
        (None, None) => return Err(Unanswerable),
    };
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    parts
        .path_and_query
        .get_or_insert_with(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_| Unanswerable)?;
    Ok(())
}

/// Adds Spin's headers. `None` where a header of the request is not UTF-8, which Spin answers with 500.
pub fn prepare<B>(request: &mut Request<B>, found: &Found, client: SocketAddr) -> Option<()> {
    if request
        .headers()
        .values()
        .any(|value| str::from_utf8(value.as_bytes()).is_err())
    {
        return None;
    }
    let full_url = full_url(request)?;
    let mut add = |name: HeaderName, value: &str| {
        request
            .headers_mut()
            .append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        Some(())
    };
    add(HeaderName::from_static("spin-path-info"), &found.rest)?;
    add(HeaderName::from_static("spin-full-url"), &full_url)?;
    add(HeaderName::from_static("spin-matched-route"), &found.route)?;
    add(HeaderName::from_static("spin-base-path"), "/")?;
    add(
        HeaderName::from_static("spin-raw-component-route"),
        &found.route,
    )?;
    add(
        HeaderName::from_static("spin-component-route"),
        found.prefix(),
    )?;
    add(
        HeaderName::from_static("spin-client-addr"),
        &client.to_string(),
    )?;
    for (name, value) in &found.named {
        let name = format!(
            "spin-path-match-{}",
            name.to_ascii_lowercase().replace('_', "-")
        );
        add(HeaderName::try_from(name).ok()?, value)?;
    }
    Some(())
}

fn full_url<B>(request: &Request<B>) -> Option<String> {
    let host = match request.headers().get(HOST) {
        Some(host) => str::from_utf8(host.as_bytes()).ok()?,
        None => NO_HOST,
    };
    let scheme = request.uri().scheme_str().unwrap_or("http");
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", PathAndQuery::as_str);
    Some(format!("{scheme}://{host}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::http::router::Router;

    fn prepared(request: &mut Request<()>) -> Option<()> {
        let router = Router::new(&[("/users/:user_id/...", "user")]).unwrap();
        complete_uri(request).unwrap();
        let found = router.find(request.uri().path()).unwrap();
        prepare(request, &found, "127.0.0.1:5000".parse().unwrap())
    }

    fn request(uri: &str) -> http::request::Builder {
        Request::get(uri).header(HOST, "example.org")
    }

    #[test]
    fn the_component_is_told_how_it_was_found() {
        let mut request = request("/users/7/posts?page=2").body(()).unwrap();
        prepared(&mut request).unwrap();
        for (name, value) in [
            ("spin-path-info", "/posts"),
            ("spin-full-url", "http://example.org/users/7/posts?page=2"),
            ("spin-matched-route", "/users/:user_id/..."),
            ("spin-raw-component-route", "/users/:user_id/..."),
            ("spin-component-route", "/users/:user_id"),
            ("spin-base-path", "/"),
            ("spin-client-addr", "127.0.0.1:5000"),
            ("spin-path-match-user-id", "7"),
        ] {
            assert_eq!(request.headers().get(name).unwrap(), value, "{name}");
        }
        assert_eq!(request.uri(), "http://example.org/users/7/posts?page=2");
    }

    #[test]
    fn the_last_value_is_the_hosts_and_the_first_the_clients() {
        let mut request = request("/users/7")
            .header("spin-client-addr", "6.6.6.6:6")
            .body(())
            .unwrap();
        prepared(&mut request).unwrap();
        let values: Vec<_> = request
            .headers()
            .get_all("spin-client-addr")
            .iter()
            .collect();
        assert_eq!(values, ["6.6.6.6:6", "127.0.0.1:5000"]);
    }

    #[test]
    fn a_header_that_is_not_utf8_is_noticed() {
        let value = HeaderValue::from_bytes(b"\xff").unwrap();
        let mut request = request("/users/7")
            .header("x-name", value)
            .body(())
            .unwrap();
        assert!(prepared(&mut request).is_none());
    }

    #[test]
    fn a_client_cannot_pass_for_a_component() {
        let mut request = Request::get("/")
            .header(HOST, "identity.spin.internal")
            .header(CONNECTION, "keep-alive")
            .body(())
            .unwrap();
        strip(request.headers_mut());
        assert!(request.headers().is_empty());
        assert!(complete_uri(&mut request).is_err());
    }

    #[test]
    fn two_different_hosts_are_refused() {
        let mut request = request("http://other.org/").body(()).unwrap();
        assert!(complete_uri(&mut request).is_err());
    }
}

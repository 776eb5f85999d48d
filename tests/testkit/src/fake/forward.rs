//! A request passed on to another server, whole, and its answer passed back, whole.

use bytes::Bytes;
use http::header::{self, HeaderName};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::message::{Body, Reply, Request};
use crate::client::Base;

/// Headers that are about one connection only (RFC 9110, section 7.6.1), and those that are made anew.
const OF_THE_CONNECTION: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::HOST,
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Passes requests on to wherever `target` points at that moment.
pub(crate) struct Forward {
    target: Base,
    http: legacy::Client<HttpConnector, Full<Bytes>>,
}

impl Forward {
    pub(crate) fn new(target: Base) -> Self {
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build_http();
        Self { target, http }
    }

    /// None if no whole answer came.
    pub(super) async fn pass_on(&self, request: &Request) -> Option<Reply> {
        let uri = format!("{}{}", self.target.get(), request.target);
        let mut onward = http::Request::new(Full::new(request.body.clone()));
        *onward.method_mut() = request.method.clone();
        *onward.uri_mut() = uri.parse().ok()?;
        *onward.headers_mut() = request.headers.clone();
        for name in OF_THE_CONNECTION {
            onward.headers_mut().remove(name);
        }
        let (head, body) = self.http.request(onward).await.ok()?.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        let mut reply = Reply::empty(head.status);
        reply.headers = head.headers;
        for name in OF_THE_CONNECTION {
            reply.headers.remove(name);
        }
        reply.body = Body::Whole(body);
        Some(reply)
    }
}

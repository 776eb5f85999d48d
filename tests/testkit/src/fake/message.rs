//! A request as a fake saw it, and the answer it gives.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// One request, read whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// Counts from 1 in the order of arrival.
    pub number: u64,
    /// When it had been read.
    pub at: SystemTime,
    /// `GET`, `POST`, ...
    pub method: Method,
    /// Path and query as they were sent.
    pub target: String,
    /// The path as it was sent, still percent-encoded.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Request {
    /// A header's text; none if it is missing or not ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(key, _)| key == name)?;
        Some(&pair.1)
    }

    /// The path's parts between the slashes, decoded.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .skip(1)
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// What an answer consists of.
#[derive(Debug, Clone)]
pub enum Body {
    /// Sent at once, with its length.
    Whole(Bytes),
    /// Sent piece by piece, each after a pause.
    Stream(Vec<(Duration, Bytes)>),
    /// As the streamed body, and then the connection is cut instead of ended.
    Broken(Vec<(Duration, Bytes)>, Option<usize>),
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers, without the length.
    pub headers: HeaderMap,
    /// Its content.
    pub body: Body,
}

impl Reply {
    /// An answer without content.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Body::Whole(Bytes::new()),
        }
    }

    /// An answer with JSON.
    #[must_use]
    pub fn json(status: StatusCode, value: &Value) -> Self {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        let mut reply = Self::empty(status);
        reply.headers.insert(header::CONTENT_TYPE, json);
        reply.body = Body::Whole(value.to_string().into());
        reply
    }

    /// The same answer with one more header; a name or value that HTTP forbids is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Ok(value) = HeaderValue::try_from(value.into()) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The same answer, of which only half arrives before the connection is cut.
    pub(super) fn cut_in_half(mut self) -> Self {
        self.body = match self.body {
            Body::Whole(bytes) => {
                let half = bytes.slice(..bytes.len() / 2);
                Body::Broken(vec![(Duration::ZERO, half)], Some(bytes.len().max(1)))
            }
            Body::Stream(mut pieces) | Body::Broken(mut pieces, _) => {
                pieces.truncate(pieces.len() / 2);
                Body::Broken(pieces, None)
            }
        };
        self
    }
}

//! One request and its answer.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use serde_json::Value;

use super::Client;
use crate::Error;

/// A request in the making. By itself it carries the cookies, and if the method is an unsafe one, `Origin` and the
/// CSRF token.
#[must_use = "a request does nothing before .send()"]
pub struct Call {
    client: Client,
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Bytes,
    cookies: bool,
    origin: Option<String>,
    csrf: bool,
    within: Duration,
}

/// A whole answer, of any status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Method and target of the request.
    pub request: String,
    /// Its status; compares with numbers: `answer.status == 201`.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its content.
    pub bytes: Bytes,
    /// Its content as JSON; `Null` if it is none.
    pub json: Value,
}

impl Call {
    pub(super) fn new(client: Client, method: &str, target: &str) -> Self {
        let origin = client.url();
        Self {
            client,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
            cookies: true,
            origin: (!is_safe(method)).then_some(origin),
            csrf: !is_safe(method),
            within: Duration::from_secs(30),
        }
    }

    /// One more header, with any bytes that HTTP allows; those that this client would set itself are replaced.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// A JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Any body.
    pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// Without cookies: as nobody.
    pub fn without_session(mut self) -> Self {
        self.cookies = false;
        self
    }

    /// Without the CSRF token.
    pub fn without_csrf(mut self) -> Self {
        self.csrf = false;
        self
    }

    /// Without `Origin`.
    pub fn without_origin(mut self) -> Self {
        self.origin = None;
        self
    }

    /// With another `Origin`.
    pub fn origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.to_owned());
        self
    }

    /// Waits so long for the whole answer (30 s at first).
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// Sends it and reads the whole answer; its cookies are kept.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] if none came, or not whole, or not in time; any status is an answer.
    pub async fn send(self) -> Result<Answer, Error> {
        let (method, url) = (self.method.clone(), self.url());
        let request = format!("{method} {}", self.target);
        let within = self.within;
        let heard = self.client.heard.clone();
        let whole = async {
            let (head, body) = self.open().await?.into_parts();
            let bytes = body
                .collect()
                .await
                .map_err(|error| no_answer(&method, &url, &error))?;
            let bytes = bytes.to_bytes();
            heard.content(&bytes);
            Ok(Answer {
                request,
                status: head.status,
                headers: head.headers,
                json: serde_json::from_slice(&bytes).unwrap_or_default(),
                bytes,
            })
        };
        match tokio::time::timeout(within, whole).await {
            Ok(answer) => answer,
            Err(_) => Err(Error::NoAnswer {
                why: format!("nothing within {within:?}"),
                method,
                url,
            }),
        }
    }

    fn url(&self) -> String {
        format!("{}{}", self.client.url(), self.target)
    }

    /// Sends it and reads the head of the answer.
    pub(super) async fn open(self) -> Result<http::Response<Incoming>, Error> {
        let url = self.url();
        let failed = |why: &dyn std::error::Error| no_answer(&self.method, &url, why);
        let mut request = http::Request::new(Full::new(self.body));
        *request.method_mut() =
            Method::from_bytes(self.method.as_bytes()).map_err(|error| failed(&error))?;
        *request.uri_mut() = url.parse().map_err(|error| failed(&error))?;
        let headers = request.headers_mut();
        let text = |value: &str| HeaderValue::from_str(value).map_err(|error| failed(&error));
        let cookies = self.client.cookies(&self.target);
        if self.cookies && !cookies.is_empty() {
            headers.insert(header::COOKIE, text(&cookies)?);
        }
        if let Some(origin) = &self.origin {
            headers.insert(header::ORIGIN, text(origin)?);
        }
        if let Some(token) = self.client.csrf_token().filter(|_| self.csrf) {
            headers.insert("x-csrf-token", text(&token)?);
        }
        let mut own = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| failed(&error))?;
            let value = HeaderValue::from_bytes(value).map_err(|error| failed(&error))?;
            own.append(name, value);
        }
        // `extend` replaces what was there under the same name and keeps repetitions among the new ones.
        headers.extend(own);
        let answer = self
            .client
            .http
            .request(request)
            .await
            .map_err(|error| failed(&error))?;
        self.client.heard.head(answer.headers());
        let base = self.client.url();
        let mut session = self.client.session();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            if let Ok(line) = line.to_str() {
                session.jar.take(&base, &self.target, line);
            }
        }
        drop(session);
        Ok(answer)
    }
}

fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}

/// The error with its causes, since hyper's own text hides them.
pub(super) fn no_answer(method: &str, url: &str, error: &dyn std::error::Error) -> Error {
    let mut why = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        why = format!("{why}: {error}");
        cause = error.source();
    }
    Error::NoAnswer {
        method: method.to_owned(),
        url: url.to_owned(),
        why,
    }
}

impl Answer {
    /// The answer, if it has this status.
    ///
    /// # Errors
    /// [`Error::Unexpected`], with the beginning of the content.
    pub fn expect(self, status: u16) -> Result<Self, Error> {
        if self.status == status {
            return Ok(self);
        }
        let body = String::from_utf8_lossy(&self.bytes)
            .chars()
            .take(2000)
            .collect();
        Err(Error::Unexpected {
            request: self.request,
            status: self.status.as_u16(),
            wanted: status.to_string(),
            body,
        })
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A text in the JSON by its pointer (`/user/id`); empty if there is none.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.json
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The stable code of a problem (`application/problem+json`); empty if this is none.
    #[must_use]
    pub fn code(&self) -> &str {
        let kind = self.header("content-type").unwrap_or_default();
        if kind.starts_with("application/problem+json") {
            self.text("/code")
        } else {
            ""
        }
    }
}

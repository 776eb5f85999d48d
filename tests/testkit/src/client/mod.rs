//! A browser without a page: keeps cookies, sends `Origin` and the CSRF token as the page does, follows event
//! streams. Everything it adds by itself can be left out or replaced, one request at a time.

mod call;
mod heard;
mod jar;
mod journey;
mod raw;
mod sse;
mod until_final;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::Error;

pub(crate) use heard::Heard;

pub use call::{Answer, Call};
pub use raw::RawAnswer;
pub use sse::{Event, EventStream};
pub use until_final::Followed;

/// Where the application is. It may change when the application is started again.
#[derive(Clone, Debug)]
pub(crate) struct Base(Arc<RwLock<String>>);

impl Base {
    pub(crate) fn new(url: &str) -> Self {
        Self(Arc::new(RwLock::new(url.trim_end_matches('/').to_owned())))
    }

    pub(crate) fn get(&self) -> String {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn set(&self, url: &str) {
        let mut base = self.0.write().unwrap_or_else(PoisonError::into_inner);
        url.trim_end_matches('/').clone_into(&mut base);
    }
}

/// One visitor. Clones share cookies and CSRF token; every request has a connection of its own, so that none
/// meets the remains of a killed server.
#[derive(Clone)]
pub struct Client {
    base: Base,
    http: legacy::Client<HttpConnector, Full<Bytes>>,
    session: Arc<Mutex<Session>>,
    heard: Heard,
}

#[derive(Default)]
struct Session {
    jar: jar::Jar,
    csrf: Option<String>,
}

impl Client {
    /// A visitor who has not signed in, of the application at this address.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self::at(Base::new(url), Heard::default())
    }

    /// One whose answers are written down in `heard`.
    pub(crate) fn at(base: Base, heard: Heard) -> Self {
        let http = legacy::Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build_http();
        Self {
            base,
            http,
            session: Arc::default(),
            heard,
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another visitor of the same application, not signed in.
    #[must_use]
    pub fn stranger(&self) -> Self {
        Self::at(self.base.clone(), self.heard.clone())
    }

    /// The application's address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        self.base.get()
    }

    /// Signs in as a new demo user, and learns the CSRF token. Gives what `/auth/session` says.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if demo mode is off; [`Error::NoAnswer`].
    pub async fn demo(&self) -> Result<Value, Error> {
        self.request("POST", "/auth/demo")
            .send()
            .await?
            .expect(204)?;
        self.refresh_csrf().await
    }

    /// Asks `/auth/session` for the CSRF token again. Gives the whole answer.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if there is no session; [`Error::NoAnswer`].
    pub async fn refresh_csrf(&self) -> Result<Value, Error> {
        let answer = self.get("/auth/session").await?.expect(200)?;
        let token = answer.json.get("csrfToken").and_then(Value::as_str);
        self.session().csrf = token.map(str::to_owned);
        Ok(answer.json)
    }

    /// The CSRF token, once a session has been asked for.
    #[must_use]
    pub fn csrf_token(&self) -> Option<String> {
        self.session().csrf.clone()
    }

    /// The cookies a browser would send to this path, as one header value.
    #[must_use]
    pub fn cookies(&self, path: &str) -> String {
        self.session().jar.header(&self.base.get(), path)
    }

    /// One cookie's value, whatever its path.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.session().jar.value(name)
    }

    /// Plants or replaces a cookie: `name=value; Path=/`.
    pub fn set_cookie(&self, line: &str) {
        self.session().jar.take(&self.base.get(), "/", line);
    }

    /// Begins a request with any method and any target that begins with a slash.
    pub fn request(&self, method: &str, target: &str) -> Call {
        Call::new(self.clone(), method, target)
    }

    /// `GET`
    ///
    /// # Errors
    /// [`Error::NoAnswer`]; any status is an answer.
    pub async fn get(&self, target: &str) -> Result<Answer, Error> {
        self.request("GET", target).send().await
    }

    /// `DELETE`
    ///
    /// # Errors
    /// [`Error::NoAnswer`]; any status is an answer.
    pub async fn delete(&self, target: &str) -> Result<Answer, Error> {
        self.request("DELETE", target).send().await
    }

    /// `POST` with JSON
    ///
    /// # Errors
    /// [`Error::NoAnswer`]; any status is an answer.
    pub async fn post(&self, target: &str, body: &Value) -> Result<Answer, Error> {
        self.request("POST", target).json(body).send().await
    }

    /// `PUT` with JSON
    ///
    /// # Errors
    /// [`Error::NoAnswer`]; any status is an answer.
    pub async fn put(&self, target: &str, body: &Value) -> Result<Answer, Error> {
        self.request("PUT", target).json(body).send().await
    }

    /// `PATCH` with JSON
    ///
    /// # Errors
    /// [`Error::NoAnswer`]; any status is an answer.
    pub async fn patch(&self, target: &str, body: &Value) -> Result<Answer, Error> {
        self.request("PATCH", target).json(body).send().await
    }
}

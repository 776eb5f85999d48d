//! Calling another service: in process by service chaining, with an internal token.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use outbound::Limits;
use problem_details::Problem;
use serde::{Serialize, de::DeserializeOwned};
use token::{Caller, InternalKey};

use crate::context::{Context, REQUEST_ID, TOKEN, TRACEPARENT};

/// Signing costs as much as a database read, so a token is used again for half of its minute.
const TOKEN_REUSE: Duration = Duration::from_secs(30);
/// More callers than this at once in one instance start over.
const KEPT_TOKENS: usize = 256;

/// Whom a token speaks for, and to which service.
type Issued = (Caller, &'static str);

/// The other services, as one component sees them.
pub struct Peers {
    component: &'static str,
    key: InternalKey,
    bases: HashMap<&'static str, String>,
    vouches: bool,
    tokens: Mutex<HashMap<Issued, (HeaderValue, Instant)>>,
}

/// Another service's answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its head.
    pub headers: HeaderMap,
    /// Its whole body.
    pub body: Bytes,
}

impl Peers {
    /// `component` is the caller's own name.
    #[must_use]
    pub fn new(component: &'static str, key: InternalKey) -> Self {
        Self {
            component,
            key,
            bases: HashMap::new(),
            vouches: false,
            tokens: Mutex::new(HashMap::new()),
        }
    }

    /// For the gateway, which lets others in: the caller's own component stays in the token (a worker
    /// whose key was checked), instead of this component's name.
    #[must_use]
    pub fn vouching(mut self) -> Self {
        self.vouches = true;
        self
    }

    /// Reaches a service somewhere else than at `http://<service>.spin.internal`: for tests.
    #[must_use]
    pub fn with_base(mut self, service: &'static str, base: String) -> Self {
        self.bases.insert(service, base);
        self
    }

    /// Sends a request to a service, on behalf of the user of `context` if there is one. Of `headers`
    /// nothing is left out, so they must not be a client's own.
    ///
    /// # Errors
    /// 503 if the service does not answer. An error status is a [`Reply`] like any other.
    pub async fn send(
        &self,
        context: &Context,
        service: &'static str,
        method: Method,
        path_and_query: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Reply, Problem> {
        let base = self
            .bases
            .get(service)
            .cloned()
            .unwrap_or_else(|| format!("http://{service}.spin.internal"));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{base}{path_and_query}"))
            .body(body)
            .map_err(|error| {
                Problem::malformed("This address cannot be used.").with_context(error.to_string())
            })?;
        *request.headers_mut() = headers;
        let given = request.headers_mut();
        given.insert(TOKEN, self.token(&context.caller, service)?);
        for (name, text) in [
            (REQUEST_ID, context.request_id.to_string()),
            (TRACEPARENT, context.trace.as_str().to_owned()),
        ] {
            let value = HeaderValue::from_str(&text)
                .map_err(|error| Problem::internal(error.to_string()))?;
            given.insert(name, value);
        }
        let answer = outbound::send(request, &Limits::SERVICE)
            .await
            .map_err(|error| Problem::unavailable(format!("{service}: {error}")))?;
        let (head, body) = answer.into_parts();
        Ok(Reply {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    /// Asks a service for JSON; `None` if it says 404.
    ///
    /// # Errors
    /// 503 if it does not answer or answers anything but 200 or 404.
    pub async fn get<T: DeserializeOwned>(
        &self,
        context: &Context,
        service: &'static str,
        path_and_query: &str,
    ) -> Result<Option<T>, Problem> {
        let reply = self
            .send(
                context,
                service,
                Method::GET,
                path_and_query,
                HeaderMap::new(),
                Bytes::new(),
            )
            .await?;
        reply.read(service)
    }

    /// Sends JSON to a service and reads its JSON answer; `None` if it says 404.
    ///
    /// # Errors
    /// As for [`Peers::get`].
    pub async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        context: &Context,
        service: &'static str,
        path_and_query: &str,
        body: &B,
    ) -> Result<Option<T>, Problem> {
        let bytes =
            serde_json::to_vec(body).map_err(|error| Problem::internal(error.to_string()))?;
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        let reply = self
            .send(
                context,
                service,
                Method::POST,
                path_and_query,
                headers,
                bytes.into(),
            )
            .await?;
        reply.read(service)
    }

    /// The token is the component's own, whatever component called it, unless it vouches for that one.
    fn token(&self, caller: &Caller, service: &'static str) -> Result<HeaderValue, Problem> {
        let mut caller = caller.clone();
        if !self.vouches {
            caller.component = self.component.to_owned();
        }
        let wanted = (caller, service);
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, made)) = tokens.get(&wanted)
            && made.elapsed() < TOKEN_REUSE
        {
            return Ok(token.clone());
        }
        let token = self
            .key
            .issue(&wanted.0, service)
            .ok()
            .and_then(|token| HeaderValue::from_str(&token).ok())
            .ok_or_else(|| Problem::internal("no internal token could be made"))?;
        if tokens.len() >= KEPT_TOKENS {
            tokens.clear();
        }
        tokens.insert(wanted, (token.clone(), Instant::now()));
        Ok(token)
    }
}

impl Reply {
    /// The JSON of a 200 or 201; `None` for a 404.
    ///
    /// # Errors
    /// 503 for anything else: the asking service cannot go on without an answer.
    pub fn read<T: DeserializeOwned>(&self, service: &str) -> Result<Option<T>, Problem> {
        match self.status {
            StatusCode::OK | StatusCode::CREATED => serde_json::from_slice(&self.body)
                .map(Some)
                .map_err(|error| Problem::internal(format!("{service}'s answer: {error}"))),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(Problem::unavailable(format!("{service} answered {status}"))),
        }
    }
}

//! Who is calling and in which request.

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderName, request::Parts};
use problem_details::Problem;
use token::{Caller, InternalKey};
use uuid::Uuid;

/// Carries the internal token.
pub const TOKEN: HeaderName = HeaderName::from_static("x-algosu-token");
/// Names a request through all services, logs and errors.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C Trace Context.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// A service state that knows which tokens are for it.
pub trait Guarded: Send + Sync {
    /// The service's name, the audience of its tokens.
    fn service(&self) -> &'static str;
    /// The key that checks them.
    fn internal_key(&self) -> &InternalKey;
}

impl<T: Guarded> Guarded for std::sync::Arc<T> {
    fn service(&self) -> &'static str {
        T::service(self)
    }

    fn internal_key(&self) -> &InternalKey {
        T::internal_key(self)
    }
}

/// A request of another component of ours.
#[derive(Clone, Debug)]
pub struct Context {
    /// Who is calling.
    pub caller: Caller,
    /// The request's id.
    pub request_id: Uuid,
    /// The trace that it belongs to.
    pub trace: TraceParent,
}

/// A request on behalf of a signed-in user.
#[derive(Clone, Debug)]
pub struct User {
    /// The user's id.
    pub id: Uuid,
    /// The rest of it.
    pub context: Context,
}

impl<S: Guarded> FromRequestParts<S> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let mut tokens = parts.headers.get_all(TOKEN).iter();
        let (Some(token), None) = (tokens.next(), tokens.next()) else {
            return Err(Problem::unauthenticated());
        };
        let caller = token
            .to_str()
            .ok()
            .and_then(|token| state.internal_key().check(token, state.service()).ok())
            .ok_or_else(Problem::unauthenticated)?;
        let request_id = parts
            .headers
            .get(REQUEST_ID)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| Uuid::try_parse(text).ok())
            .unwrap_or_else(Uuid::now_v7);
        Ok(Self {
            caller,
            request_id,
            trace: TraceParent::of(&parts.headers),
        })
    }
}

impl<S: Guarded> FromRequestParts<S> for User {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let context = Context::from_request_parts(parts, state).await?;
        match context.caller.user {
            Some(id) => Ok(Self { id, context }),
            None => Err(Problem::unauthenticated()),
        }
    }
}

impl Context {
    /// Only these components may do this.
    ///
    /// # Errors
    /// 404, as for anything that the caller may not know of.
    pub fn only(&self, components: &[&str]) -> Result<(), Problem> {
        if components.contains(&self.caller.component.as_str()) {
            Ok(())
        } else {
            Err(Problem::not_found())
        }
    }

    /// The same request, but the calling component's own work instead of the user's.
    #[must_use]
    pub fn as_system(&self) -> Self {
        Self {
            caller: Caller {
                component: self.caller.component.clone(),
                user: None,
                session: None,
                demo: false,
            },
            ..self.clone()
        }
    }
}

/// Reads an id from a path. What is no UUID names nothing, so it is a 404.
///
/// # Errors
/// 404.
pub fn id(text: &str) -> Result<Uuid, Problem> {
    match Uuid::try_parse(text) {
        Ok(id) if text.len() == 36 => Ok(id),
        _ => Err(Problem::not_found()),
    }
}

/// W3C Trace Context's `traceparent`, version 00.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceParent(String);

impl TraceParent {
    /// The trace that the headers continue, or a new one.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        headers
            .get(TRACEPARENT)
            .and_then(|value| value.to_str().ok())
            .and_then(Self::parse)
            .unwrap_or_else(Self::new)
    }

    /// Reads a version 00 header; anything else starts a new trace.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let well_formed = parts.next() == Some("00")
            && parts.next().is_some_and(|trace| is_hex_id(trace, 32))
            && parts.next().is_some_and(|span| is_hex_id(span, 16))
            && parts.next().is_some_and(|flags| is_hex(flags, 2))
            && parts.next().is_none();
        well_formed.then(|| Self(text.to_owned()))
    }

    fn new() -> Self {
        let trace = Uuid::now_v7().simple().to_string();
        let span: String = Uuid::now_v7()
            .simple()
            .to_string()
            .chars()
            .skip(16)
            .collect();
        Self(format!("00-{trace}-{span}-01"))
    }

    /// The header's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn is_hex_id(text: &str, length: usize) -> bool {
    is_hex(text, length) && text.bytes().any(|byte| byte != b'0')
}

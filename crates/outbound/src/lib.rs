//! HTTP requests to others, with every wait and every size bounded.
//!
//! The host's own limits are 600 s for each wait and nothing for sizes, so no request leaves except
//! through [`send`], which always carries [`Limits`]. Redirects are not followed. In a component the
//! request goes through the host (`wasi:http/client`), natively through hyper; both give the same
//! errors.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};

#[cfg_attr(target_family = "wasm", path = "wasi.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native.rs")]
mod backend;

/// How long to wait and how much to accept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To reach the other side.
    pub connect: Duration,
    /// From the request's end to the answer's head.
    pub first_byte: Duration,
    /// Between two pieces of the answer's body.
    pub between_bytes: Duration,
    /// The longest body that is read, in bytes.
    pub body_bytes: usize,
}

impl Limits {
    /// For calls to algosu's own services: they answer fast or not at all.
    pub const SERVICE: Self = Self {
        connect: Duration::from_secs(2),
        first_byte: Duration::from_secs(10),
        between_bytes: Duration::from_secs(5),
        body_bytes: 8 * 1024 * 1024,
    };
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing was sent: the other side could not be reached, so the request certainly had no effect.
    #[error("could not connect: {0}")]
    Connect(String),
    /// It may or may not have had an effect.
    #[error("timed out")]
    Timeout,
    /// It may or may not have had an effect.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The answer is longer than [`Limits::body_bytes`].
    #[error("the answer is too large")]
    TooLarge,
    /// The manifest does not allow this host.
    #[error("the host is not in allowed_outbound_hosts")]
    Denied,
    /// The request itself cannot be sent.
    #[error("not a valid request: {0}")]
    Invalid(String),
}

/// Sends a request whose URI is absolute and reads the whole answer.
///
/// # Errors
/// See [`Error`]; only [`Error::Connect`], [`Error::Denied`] and [`Error::Invalid`] mean that nothing
/// can have happened on the other side.
pub async fn send(mut request: Request<Bytes>, limits: &Limits) -> Result<Response<Bytes>, Error> {
    // The whole body is here, so its length is said rather than sent in chunks, which some servers refuse.
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let length = HeaderValue::from(request.body().len());
        request.headers_mut().insert(header::CONTENT_LENGTH, length);
    }
    backend::send(request, limits).await
}

#[cfg(test)]
mod tests;

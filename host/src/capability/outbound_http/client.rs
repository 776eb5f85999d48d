//! The client for requests that leave the process.
//!
//! One pool of kept-alive connections serves all components: HTTP/1 in the clear, HTTP/1 or 2 over TLS. Redirects are not
//! followed. Timeouts are the request's own, each 600 s where it has none: to connect, to the first byte of the answer (counted
//! from the start, connecting included), and between any two pieces of the answer's body.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::uri::Scheme;
use http::{Request, Response, Uri};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Builder};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::{Sleep, sleep, timeout};
use tower_service::Service;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

/// Spin's timeout where a request sets none.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);

/// A connection that nobody uses is closed after this time.
const IDLE: Duration = Duration::from_secs(60);

/// A timeout of zero would fire before anything was tried.
const SHORTEST: Duration = Duration::from_nanos(1);

type Plain = legacy::Client<Patient<HttpConnector>, WasiBody>;
type Secure = legacy::Client<Patient<HttpsConnector<HttpConnector>>, WasiBody>;

/// A pool of connections.
pub struct Client {
    plain: Plain,
    // Reading the machine's root certificates takes longer than the host's whole start, and most runs need none.
    secure: OnceLock<Result<Secure, String>>,
}

tokio::task_local! {
    /// How long the request that is being sent may take to connect. The pool has no other way to tell its connector.
    static CONNECT_TIMEOUT: Duration;
}

impl Client {
    /// A client with no connections yet.
    pub fn new() -> Self {
        Self {
            plain: pool().build(Patient(tcp())),
            secure: OnceLock::new(),
        }
    }

    /// Sends one request and waits for the head of its answer.
    pub async fn send(
        &self,
        request: Request<WasiBody>,
        options: RequestOptions,
    ) -> Result<Response<WasiBody>, Error> {
        let connect = options.connect_timeout.unwrap_or(DEFAULT_TIMEOUT);
        let first_byte = options.first_byte_timeout.unwrap_or(DEFAULT_TIMEOUT);
        let between_bytes = options.between_bytes_timeout.unwrap_or(DEFAULT_TIMEOUT);
        let sent = if request.uri().scheme() == Some(&Scheme::HTTPS) {
            self.secure()?.request(request)
        } else {
            self.plain.request(request)
        };
        let response = timeout(first_byte, CONNECT_TIMEOUT.scope(connect, sent))
            .await
            .map_err(|_| Error::ConnectionReadTimeout)?
            .map_err(|error| explain(&error))?;
        Ok(response.map(|body| Attended::new(body, between_bytes).boxed_unsync()))
    }

    fn secure(&self) -> Result<&Secure, Error> {
        self.secure
            .get_or_init(|| {
                let connector = HttpsConnectorBuilder::new()
                    .with_tls_config(trusting().map_err(|error| error.to_string())?)
                    .https_only()
                    .enable_all_versions()
                    .wrap_connector(tcp());
                Ok(pool().build(Patient(connector)))
            })
            .as_ref()
            .map_err(|sentence| Error::InternalError(Some(sentence.clone())))
    }
}

fn pool() -> Builder {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new());
    builder
}

fn tcp() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector
}

/// Trusts the machine's root certificates and those that browsers trust.
fn trusting() -> Result<rustls::ClientConfig, rustls::Error> {
    let mut roots =
        rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// A connector that keeps the time which the request allows.
#[derive(Clone)]
struct Patient<C>(C);

/// Connecting took longer than the request allows.
#[derive(Debug, thiserror::Error)]
#[error("connecting took too long")]
struct TookTooLong;

/// An error as connectors have it.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl<C> Service<Uri> for Patient<C>
where
    C: Service<Uri>,
    C::Future: Send + 'static,
    C::Error: Into<BoxError>,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<C::Response, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        // Read now: the pool may finish the connection on another task.
        let allowed = CONNECT_TIMEOUT
            .try_with(|allowed| *allowed)
            .unwrap_or(DEFAULT_TIMEOUT);
        let connected = self.0.call(uri);
        Box::pin(async move {
            timeout(allowed, connected)
                .await
                .map_err(|_| TookTooLong)?
                .map_err(Into::into)
        })
    }
}

/// What a component is told about a request that failed: the first cause that says something.
fn explain(error: &legacy::Error) -> Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(explanation) = explanation(current) {
            return explanation;
        }
        cause = current.source();
    }
    if error.is_connect() {
        Error::ConnectionRefused
    } else {
        Error::HttpProtocolError
    }
}

fn explanation(cause: &(dyn std::error::Error + 'static)) -> Option<Error> {
    if cause.is::<TookTooLong>() {
        return Some(Error::ConnectionTimeout);
    }
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(match error {
            rustls::Error::InvalidCertificate(_) => Error::TlsCertificateError,
            _ => Error::TlsProtocolError,
        });
    }
    // The component's own body was not what it had announced.
    if let Some(Error::HttpRequestBodySize(size)) = cause.downcast_ref::<Error>() {
        return Some(Error::HttpRequestBodySize(*size));
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        // TLS errors travel inside this one, which does not name them as its source.
        return error.get_ref().and_then(|inner| explanation(inner));
    }
    // The connector's own error has no public type.
    cause
        .to_string()
        .starts_with("dns error")
        .then(|| Error::DnsError {
            rcode: Some("address not available".to_owned()),
            info_code: Some(0),
        })
}

/// An answer's body that must not pause for too long.
struct Attended {
    body: Option<Incoming>,
    pause: Duration,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Attended {
    fn new(body: Incoming, pause: Duration) -> Self {
        Self {
            body: Some(body),
            pause: pause.max(SHORTEST),
            alarm: None,
        }
    }
}

impl Body for Attended {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(context) {
            self.alarm = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Error::Hyper)));
        }
        let pause = self.pause;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep(pause)));
        ready!(alarm.as_mut().poll(context));
        // The connection is of no use any more; let it go now, not when the component drops the body.
        self.body = None;
        Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}

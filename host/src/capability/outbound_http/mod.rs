//! `wasi:http` outwards: requests that a component sends.
//!
//! A request goes one of three ways: to another component of the application (`http://<id>.spin.internal`), in this process and
//! without a copy of its body; to the application itself, where the address is relative; or out through the pooled `client`.
//! Addresses that the component may not reach are denied before anything else happens.

mod client;

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use futures::future::BoxFuture;
use http::header::HOST;
use http::uri::{Authority, Scheme};
use http::{HeaderName, Request, Response, Uri};
use wasmtime_wasi_http::{
    DEFAULT_FORBIDDEN_HEADERS, Error, ForbiddenHeaderFilter, RequestOptions, WasiBody,
    WasiHttpHooks,
};

pub use self::client::Client;

/// Says what an address is to the component that wants to reach it.
pub trait Policy: Send + Sync {
    /// Whether the address may be reached.
    fn allows(&self, address: &str) -> bool;
    /// Whether the application itself may be called by a relative address.
    fn allows_self(&self) -> bool;
    /// The component that a host name stands for.
    fn component<'a>(&self, host: &'a str) -> Option<&'a str>;
}

/// Answers requests to other components.
pub trait Chain: Send + Sync {
    /// Sends a request to a component; `None` where the application has no such HTTP component.
    fn send(
        &self,
        component: &str,
        request: Request<WasiBody>,
    ) -> Option<BoxFuture<'static, Response<WasiBody>>>;
}

/// What one component needs to send requests.
#[derive(Clone)]
pub struct OutboundHttp {
    /// What it may reach.
    pub policy: Arc<dyn Policy>,
    /// How it reaches other components; not there where chaining does not exist (outside the HTTP trigger).
    pub chain: Option<Arc<dyn Chain>>,
    /// The client for everything else.
    pub client: Arc<Client>,
    /// Where the application itself listens.
    pub own_address: SocketAddr,
}

/// The hooks of one instance.
pub struct Hooks {
    outbound: OutboundHttp,
    doom: Doom,
}

/// Ends an instance from within a request that it sent.
///
/// Real Spin traps a component that calls a component which does not exist. A request cannot trap its caller here, so it dooms the
/// instance, which ends with everything it was doing, and itself never finishes.
#[derive(Clone, Default)]
pub struct Doom(Arc<Doomed>);

#[derive(Default)]
struct Doomed {
    reason: OnceLock<String>,
    waker: futures::task::AtomicWaker,
}

impl Doom {
    /// Why the instance has to end, if it has to; otherwise the task is woken when it does.
    pub fn poll(&self, context: &mut std::task::Context<'_>) -> Option<&str> {
        self.0.waker.register(context.waker());
        self.reason()
    }

    /// Why the instance has to end, if it has to.
    pub fn reason(&self) -> Option<&str> {
        self.0.reason.get().map(String::as_str)
    }

    fn pronounce(&self, reason: String) {
        let _ = self.0.reason.set(reason);
        self.0.waker.wake();
    }
}

impl Hooks {
    /// Hooks for a new instance.
    pub fn new(outbound: OutboundHttp) -> Self {
        Self {
            outbound,
            doom: Doom::default(),
        }
    }

    /// What ends this instance.
    pub fn doom(&self) -> Doom {
        self.doom.clone()
    }
}

/// A request's way through the host: the response, and what becomes of its transmission.
type Sent = Box<
    dyn Future<
            Output = Result<
                (
                    Response<WasiBody>,
                    Box<dyn Future<Output = Result<(), Error>> + Send>,
                ),
                Error,
            >,
        > + Send,
>;

/// Spin lets a component see the `host` of a request that it serves; all else that belongs to one connection is hidden.
fn is_forbidden(name: &HeaderName) -> bool {
    *name != HOST && DEFAULT_FORBIDDEN_HEADERS.contains(name)
}

impl WasiHttpHooks for Hooks {
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        is_forbidden(name)
    }

    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        Arc::new(is_forbidden)
    }

    fn set_host_header(&mut self) -> bool {
        false
    }

    fn send_request(
        &mut self,
        mut request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _fate_of_the_response: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Sent {
        // The client sets it from the address; a forwarded one would name the wrong server.
        request.headers_mut().remove(HOST);
        let (outbound, doom) = (self.outbound.clone(), self.doom.clone());
        Box::new(async move {
            let response = outbound
                .send(request, options.unwrap_or_default(), &doom)
                .await?;
            let transmitted: Box<dyn Future<Output = _> + Send> = Box::new(async { Ok(()) });
            Ok((response, transmitted))
        })
    }
}

impl OutboundHttp {
    async fn send(
        self,
        mut request: Request<WasiBody>,
        options: RequestOptions,
        doom: &Doom,
    ) -> Result<Response<WasiBody>, Error> {
        let host = request.uri().host().unwrap_or_default();
        if host.is_empty() || host == "self.alt" {
            if !self.policy.allows_self() {
                return Err(Error::HttpRequestDenied);
            }
            *request.uri_mut() = self.own_uri(request.uri())?;
        } else if !self.policy.allows(&request.uri().to_string()) {
            return Err(Error::HttpRequestDenied);
        } else if let Some(chain) = &self.chain
            && let Some(component) = self.policy.component(host)
        {
            let component = component.to_owned();
            return match chain.send(&component, request) {
                Some(response) => Ok(response.await),
                None => {
                    doom.pronounce(format!(
                        "it called {component:?}, and the application has no such HTTP component"
                    ));
                    std::future::pending().await
                }
            };
        }
        self.client.send(request, options).await
    }

    /// The same path at the application's own address.
    fn own_uri(&self, uri: &Uri) -> Result<Uri, Error> {
        let authority = Authority::try_from(self.own_address.to_string())
            .map_err(|_| Error::HttpRequestUriInvalid)?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(authority)
            .path_and_query(path)
            .build()
            .map_err(|_| Error::HttpRequestUriInvalid)
    }
}

//! The HTTP trigger: requests from outside and from other components, to instances that are used again.
//!
//! `router` finds the component for a path, `headers` tells it what Spin tells it, `worker` says how long an instance lives, `server`
//! is the listener.

mod headers;
mod router;
mod server;
mod worker;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use wasmtime::component::InstancePre;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::{ProxyHandler, ProxyPre, TrapOrPanicError};
use wasmtime_wasi_http::p3::bindings::ServicePre;

pub use self::router::{Found, Router};
pub use self::server::serve;
use self::worker::{Ending, Workers};
use crate::capability::outbound_http::Chain;
use crate::guest::{Blueprint, Guest};

/// The address that a component sees as its client's when another component calls it, as in Spin.
const CHAINED: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// Everything under this path is answered by the host.
const WELL_KNOWN: &str = "/.well-known/spin/";

/// The HTTP components of an application.
///
/// Instances of components hold it to call each other, so it exists before them and is filled once.
#[derive(Default)]
pub struct Components {
    handlers: OnceLock<HashMap<String, ProxyHandler<Workers>>>,
    ending: Ending,
}

impl Components {
    /// Fills in the components: id, blueprint and pre-instance of each.
    pub fn fill(
        &self,
        components: impl IntoIterator<Item = (Arc<Blueprint>, InstancePre<Guest>)>,
    ) -> Result<(), (String, wasmtime::Error)> {
        let mut handlers = HashMap::new();
        for (blueprint, pre) in components {
            let id = blueprint.id.clone();
            let pre = ServicePre::new(pre).map_err(|error| (id.clone(), error))?;
            let workers = Workers::new(blueprint, ProxyPre::P3(pre), Arc::clone(&self.ending));
            handlers.insert(id, ProxyHandler::new(workers));
        }
        // Filled once: the caller has just made it.
        let _ = self.handlers.set(handlers);
        Ok(())
    }

    fn find(&self, component: &str) -> Option<ProxyHandler<Workers>> {
        self.handlers.get()?.get(component).cloned()
    }

    /// Called when the host ends, before it ends the instances.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }
}

impl Chain for Components {
    fn send(
        &self,
        component: &str,
        mut request: Request<WasiBody>,
    ) -> Option<BoxFuture<'static, Response<WasiBody>>> {
        let handler = self.find(component)?;
        let found = Found::chained(component, request.uri().path());
        Some(Box::pin(async move {
            if headers::prepare(&mut request, &found, CHAINED).is_none() {
                return status(StatusCode::INTERNAL_SERVER_ERROR);
            }
            run(&found.component, handler, request).await
        }))
    }
}

/// An application as it is served to the outside.
pub struct Site {
    /// The application's name.
    pub name: String,
    /// The application's version.
    pub version: String,
    /// Its routes.
    pub router: Router,
    /// Its components.
    pub components: Arc<Components>,
}

/// A request whose connection is closed without an answer, as Spin does where it is not clear whom the request is for.
#[derive(Debug, thiserror::Error)]
#[error("the request names no host, or two")]
pub struct Unanswerable;

impl Site {
    /// Answers one request from outside.
    pub async fn answer(
        &self,
        mut request: Request<WasiBody>,
        client: SocketAddr,
    ) -> Result<Response<WasiBody>, Unanswerable> {
        headers::strip(request.headers_mut());
        if let Some(page) = request.uri().path().strip_prefix(WELL_KNOWN) {
            return Ok(self.well_known(page));
        }
        let Some(found) = self.router.find(request.uri().path()) else {
            return Ok(status(StatusCode::NOT_FOUND));
        };
        headers::complete_uri(&mut request)?;
        let Some(handler) = self.components.find(&found.component) else {
            return Ok(status(StatusCode::INTERNAL_SERVER_ERROR));
        };
        if headers::prepare(&mut request, &found, client).is_none() {
            return Ok(status(StatusCode::INTERNAL_SERVER_ERROR));
        }
        Ok(run(&found.component, handler, request).await)
    }

    fn well_known(&self, page: &str) -> Response<WasiBody> {
        match page {
            "health" => Response::new(body("OK")),
            "info" => {
                let info = serde_json::json!({ "name": self.name, "version": self.version });
                let mut response = Response::new(body(info.to_string()));
                response.headers_mut().insert(
                    http::header::CONTENT_TYPE,
                    http::HeaderValue::from_static("application/json"),
                );
                response
            }
            _ => status(StatusCode::NOT_FOUND),
        }
    }
}

/// Runs a request in an instance. Whatever goes wrong there is a bare 500 outside and a line on the console.
async fn run(
    component: &str,
    handler: ProxyHandler<Workers>,
    request: Request<WasiBody>,
) -> Response<WasiBody> {
    match handler.handle((), request).await {
        Ok(response) => response,
        Err(error) => {
            // The end of an instance is told once, by its worker, and not by each of its requests.
            if !error.is::<TrapOrPanicError>() {
                eprintln!("{component}: the request failed: {error:#}");
            }
            status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn status(status: StatusCode) -> Response<WasiBody> {
    let mut response = Response::new(body(""));
    *response.status_mut() = status;
    response
}

fn body(text: impl Into<Bytes>) -> WasiBody {
    Full::new(text.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

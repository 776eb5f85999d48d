//! The listener: HTTP/1 and, where a client begins with it, HTTP/2 in the clear.
//!
//! Small answers leave at once (`TCP_NODELAY`). When the host is asked to stop, no connection is accepted any more and those that are
//! open may finish what they are doing, for a while.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use wasmtime_wasi_http::{Error, WasiBody};

use super::{Site, Unanswerable};

/// How long the listener rests when the machine has no more file descriptors for it.
const REST: Duration = Duration::from_millis(50);

/// Serves until `stop` is done, then lets open requests finish for at most `patience`.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    stop: impl Future<Output = ()>,
    patience: Duration,
) {
    let open = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, client)) => connect(stream, client, &site, &open),
            Err(error) => {
                eprintln!("a connection could not be accepted: {error}");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(patience, open.shutdown())
        .await
        .is_err()
    {
        eprintln!("some requests did not finish in time and were cut off");
    }
}

fn connect(stream: TcpStream, client: SocketAddr, site: &Arc<Site>, open: &GracefulShutdown) {
    // A socket that refuses still works, only slower.
    let _ = stream.set_nodelay(true);
    let site = Arc::clone(site);
    let service = service_fn(move |request| answer(Arc::clone(&site), request, client));
    let watcher = open.watcher();
    tokio::spawn(async move {
        let builder = Builder::new(TokioExecutor::new());
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        // A client that breaks its connection, or the protocol, is no news.
        let _ = watcher.watch(connection).await;
    });
}

async fn answer(
    site: Arc<Site>,
    request: Request<Incoming>,
    client: SocketAddr,
) -> Result<Response<WasiBody>, Unanswerable> {
    let request = request.map(|body| body.map_err(Error::Hyper).boxed_unsync());
    site.answer(request, client).await
}

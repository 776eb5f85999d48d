//! The HTTP server under every fake: a thread and a runtime of its own, so that it lives through any one test's
//! runtime and never waits for it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::SystemTime;

use bytes::Bytes;
use futures::stream::{self, StreamExt};
use http::{HeaderValue, Response, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::fault::{Act, Stage};
use super::forward::Forward;
use super::message::{Body, Reply, Request};
use super::pattern::Pattern;
use super::rules::{Action, RuleBuilder, Rules, Stopped};
use super::traffic::{Exchange, Outcome, Traffic};
use crate::Error;

/// The largest body a fake reads, in bytes; a longer one is cut off.
const LARGEST_BODY: usize = 128 * 1024 * 1024;

/// Who does the work behind the stations.
#[derive(Clone)]
pub(crate) enum Worker {
    /// At once, in this process.
    Here(Arc<dyn Service>),
    /// Somewhere else.
    Beyond(Arc<Forward>),
}

/// What a fake does with a request. The call is the effect: it must not wait for anything.
pub trait Service: Send + Sync + 'static {
    /// Does the work and answers.
    fn answer(&self, request: &Request) -> Reply;
}

/// A running server. It stops, with all its connections, when it is dropped.
pub struct Server {
    address: SocketAddr,
    desk: Arc<Desk>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Desk {
    rules: Arc<Rules>,
    traffic: Traffic,
}

/// The connection is to be closed without (the rest of) an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut on purpose")]
struct Cut;

type Answer = Response<UnsyncBoxBody<Bytes, Cut>>;

impl Server {
    /// Starts a server on a free port of 127.0.0.1; `seed` drives the rules' probabilities.
    ///
    /// # Errors
    /// [`Error::Io`] if there is no port or no thread to be had.
    pub fn start(service: Arc<dyn Service>, seed: u64) -> Result<Self, Error> {
        Self::start_with(Worker::Here(service), seed)
    }

    pub(crate) fn start_with(worker: Worker, seed: u64) -> Result<Self, Error> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let desk = Arc::new(Desk {
            rules: Arc::new(Rules::new(seed)),
            traffic: Traffic::default(),
        });
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let at_desk = Arc::clone(&desk);
        let thread = std::thread::Builder::new()
            .name("fake".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        () = accept(listener, at_desk, worker) => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            desk,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Begins a rule for the requests that match.
    pub fn on(&self, pattern: impl Into<Pattern>) -> RuleBuilder {
        RuleBuilder::new(Arc::clone(&self.desk.rules), pattern.into())
    }

    /// Takes back all faults and barriers; requests that stand at a barrier stay there.
    pub fn clear_rules(&self) {
        self.desk.rules.clear();
    }

    /// Starts the dice of the rules with a probability anew.
    pub fn reseed(&self, seed: u64) {
        self.desk.rules.reseed(seed);
    }

    /// Everything that was asked so far, in order of arrival.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.desk.traffic.all()
    }

    /// How many requests that match were asked so far.
    #[must_use]
    pub fn count(&self, pattern: impl Into<Pattern>) -> usize {
        let pattern = pattern.into();
        let all = self.desk.traffic.all();
        all.iter()
            .filter(|exchange| pattern.matches(&exchange.request))
            .count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has already said so on stderr.
            let _ = thread.join();
        }
    }
}

async fn accept(listener: std::net::TcpListener, desk: Arc<Desk>, worker: Worker) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    loop {
        // An error here is one connection's (reset before it was taken) or a shortage that passes.
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&desk), worker.clone()));
            }
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, desk: Arc<Desk>, worker: Worker) {
    let _ = stream.set_nodelay(true);
    let handle = service_fn(move |request| {
        let (desk, worker) = (Arc::clone(&desk), worker.clone());
        async move {
            let request = desk.traffic.open(read(request).await?);
            // A task of its own: the work goes on when the client hangs up.
            let work = tokio::spawn(work(desk, worker, request));
            let reply = work.await.map_err(|_| Cut)?.ok_or(Cut)?;
            Ok::<Answer, Cut>(render(reply))
        }
    });
    // The only errors are cuts, ours or the client's.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), handle)
        .await;
}

async fn read(request: http::Request<Incoming>) -> Result<Request, Cut> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_err(|_| Cut)?
        .to_bytes();
    let query = head.uri.query().unwrap_or_default().as_bytes();
    Ok(Request {
        number: 0,
        at: SystemTime::now(),
        method: head.method,
        target: head
            .uri
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
        path: head.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query).into_owned().collect(),
        headers: head.headers,
        body,
    })
}

/// Takes a request through its stations; none means that the connection is to be cut.
async fn work(desk: Arc<Desk>, worker: Worker, request: Arc<Request>) -> Option<Reply> {
    let mut verdict = act(&desk, &request, Stage::BeforeEffect, None).await;
    if let Verdict::GoOn(_) = verdict {
        let reply = match worker {
            Worker::Here(service) => Some(service.answer(&request)),
            Worker::Beyond(forward) => forward.pass_on(&request).await,
        };
        verdict = match reply {
            Some(reply) => {
                desk.traffic.took_effect(request.number);
                act(&desk, &request, Stage::AfterEffect, Some(reply)).await
            }
            None => Verdict::Cut,
        };
    }
    let reply = match verdict {
        Verdict::GoOn(reply) => reply,
        Verdict::Answer(reply) => Some(reply),
        Verdict::Cut => None,
    };
    let outcome = reply
        .as_ref()
        .map_or(Outcome::Cut, |reply| Outcome::Answered(reply.status));
    desk.traffic.close(request.number, outcome);
    reply
}

enum Verdict {
    GoOn(Option<Reply>),
    Answer(Reply),
    Cut,
}

/// Applies every rule of one stage, in their order, until one of them settles the matter.
async fn act(
    desk: &Desk,
    request: &Arc<Request>,
    stage: Stage,
    mut reply: Option<Reply>,
) -> Verdict {
    let mut last = 0;
    while let Some((id, action)) = desk.rules.strike(request, stage, last) {
        last = id;
        match action {
            Action::Fault(Act::Answer(reply)) => return Verdict::Answer(reply),
            Action::Fault(Act::Cut) => return Verdict::Cut,
            Action::Fault(Act::Hang) => std::future::pending().await,
            Action::Fault(Act::Slow(pause)) => tokio::time::sleep(pause).await,
            Action::Fault(Act::Halve) => reply = reply.map(Reply::cut_in_half),
            Action::Stop(barrier) => {
                let (stopped, released) = Stopped::new(Arc::clone(request));
                // Nobody watches the barrier any more: the request passes.
                if barrier.send(stopped).is_ok() && released.await.is_err() {
                    return Verdict::Cut;
                }
            }
        }
    }
    Verdict::GoOn(reply)
}

fn render(reply: Reply) -> Answer {
    let (body, length) = match reply.body {
        Body::Whole(bytes) => {
            let full = Full::new(bytes).map_err(|never: Infallible| match never {});
            (full.boxed_unsync(), None)
        }
        Body::Stream(pieces) => (pieced(pieces, false), None),
        Body::Broken(pieces, length) => (pieced(pieces, true), length),
    };
    let mut answer = Response::new(body);
    *answer.status_mut() = reply.status;
    *answer.headers_mut() = reply.headers;
    if let Some(length) = length {
        let length = HeaderValue::from(length);
        answer.headers_mut().insert(header::CONTENT_LENGTH, length);
    }
    answer
}

fn pieced(pieces: Vec<(std::time::Duration, Bytes)>, broken: bool) -> UnsyncBoxBody<Bytes, Cut> {
    let sent = stream::iter(pieces).then(|(pause, piece)| async move {
        tokio::time::sleep(pause).await;
        Ok(Frame::data(piece))
    });
    // The pause lets the last piece leave before the connection is torn down.
    let end = stream::iter(broken.then_some(())).then(|()| async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        Err(Cut)
    });
    StreamBody::new(sent.chain(end)).boxed_unsync()
}

//! An Anthropic that answers the Messages API over real HTTP, whole or as a stream, and keeps a ledger of its calls.
//!
//! Faithful: the checks of headers and body and their errors, the shapes of answers and stream events, forced tools
//! and prefilled answers. Not kept: thinking, batches, files, real token counts (four bytes count as one).

mod answer;
mod check;
mod ledger;
pub mod refusal;
mod review;
mod stream;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::Error;
use crate::fake::{Body, Exchange, Pattern, Reply, Request, RuleBuilder, Server, Service};

pub use answer::Answer;
pub use ledger::Call;
pub use review::valid_review;

/// The one endpoint, for rules and counts.
pub const MESSAGES: &str = "POST /v1/messages";

/// A running fake Anthropic; it ends when this is dropped.
pub struct FakeAnthropic {
    server: Server,
    shared: Arc<Mutex<State>>,
}

struct State {
    key: Option<String>,
    models: Option<Vec<String>>,
    next: VecDeque<Answer>,
    default: Maker,
    pace: Duration,
    calls: Vec<Call>,
}

type Maker = Arc<dyn Fn(&Call) -> Answer + Send + Sync>;

struct Door(Arc<Mutex<State>>);

impl FakeAnthropic {
    /// Starts on a free port of 127.0.0.1. It answers every call with [`valid_review`], accepts any key and any
    /// model whose name begins with `claude-`.
    ///
    /// # Errors
    /// [`Error::Io`] if there is no port or no thread to be had.
    pub fn start() -> Result<Self, Error> {
        let shared = Arc::new(Mutex::new(State {
            key: None,
            models: None,
            next: VecDeque::new(),
            default: Arc::new(|_| Answer::json(&valid_review())),
            pace: Duration::ZERO,
            calls: Vec::new(),
        }));
        let server = Server::start(Arc::new(Door(Arc::clone(&shared))), crate::seed())?;
        Ok(Self { server, shared })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `anthropic_api_url` is to be set to.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// From now on only this key is accepted.
    pub fn require_key(&self, key: &str) {
        self.lock().key = Some(key.to_owned());
    }

    /// From now on only these models exist.
    pub fn only_models(&self, models: &[&str]) {
        self.lock().models = Some(models.iter().map(|&model| model.to_owned()).collect());
    }

    /// The next call (after those already queued) is answered like this.
    pub fn answer_next(&self, answer: Answer) {
        self.lock().next.push_back(answer);
    }

    /// Every call is answered like this, unless one is queued.
    pub fn answer_with(&self, make: impl Fn(&Call) -> Answer + Send + Sync + 'static) {
        self.lock().default = Arc::new(make);
    }

    /// The pause before each piece of a streamed answer (none at first).
    pub fn set_pace(&self, pause: Duration) {
        self.lock().pace = pause;
    }

    /// Every call that was answered by the model (not those that a check or a fault turned away), in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// Begins a rule for the requests that match: see [`crate::fake`].
    pub fn on(&self, pattern: impl Into<Pattern>) -> RuleBuilder {
        self.server.on(pattern)
    }

    /// Takes back all faults and barriers.
    pub fn clear_rules(&self) {
        self.server.clear_rules();
    }

    /// Every request so far and how it ended.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.server.exchanges()
    }

    /// How many requests that match were asked so far.
    #[must_use]
    pub fn count(&self, pattern: impl Into<Pattern>) -> usize {
        self.server.count(pattern)
    }
}

impl Service for Door {
    fn answer(&self, request: &Request) -> Reply {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = match (&request.method, request.path.as_str()) {
            (&Method::POST, "/v1/messages") => messages(&mut state, request),
            (_, "/v1/messages") => {
                let what = "method_not_allowed";
                refusal::error(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "invalid_request_error",
                    what,
                )
            }
            _ => refusal::not_found("Not found"),
        };
        reply.with("request-id", format!("req_fake{}", request.number))
    }
}

fn messages(state: &mut State, request: &Request) -> Reply {
    let checked = check::headers(request, state.key.as_deref())
        .and_then(|()| check::body(request, state.models.as_deref()));
    let body = match checked {
        Ok(body) => body,
        Err(refusal) => return *refusal,
    };
    let call = Call {
        request: request.number,
        at: SystemTime::now(),
        body,
    };
    let answer = match state.next.pop_front() {
        Some(answer) => answer,
        None => (state.default)(&call),
    };
    let message = answer.message(&call, request.number);
    state.calls.push(call.clone());
    if call.body.get("stream") == Some(&Value::Bool(true)) {
        let mut reply = Reply::empty(StatusCode::OK)
            .with("content-type", "text/event-stream; charset=utf-8")
            .with("cache-control", "no-cache");
        reply.body = Body::Stream(stream::pieces(&message, state.pace));
        return reply;
    }
    Reply::json(StatusCode::OK, &message)
}

/// About as many tokens as a text has.
fn tokens(text: &str) -> Value {
    json!(text.len().div_ceil(4))
}

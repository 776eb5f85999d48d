//! Stand-ins for the services: they check the internal token, keep every call, and answer as they are told.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use service::TOKEN;
use token::{Caller, InternalKey};
use tokio::net::TcpListener;
use uuid::Uuid;

pub(super) struct Services {
    key: InternalKey,
    known: Mutex<Known>,
}

#[derive(Default)]
pub(super) struct Known {
    /// The sessions' rows.
    pub sessions: HashMap<Uuid, Value>,
    /// Answers by `METHOD service/path`; everything else is 200 and an empty object.
    pub answers: HashMap<String, (u16, HeaderMap, String)>,
    /// Services that do not answer.
    pub away: HashSet<&'static str>,
    /// What reached the services.
    pub calls: Vec<Call>,
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub service: String,
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub caller: Caller,
}

impl Services {
    /// Starts them; returns where they are, without a service's name.
    pub(super) async fn start(key: InternalKey) -> (Arc<Self>, String) {
        let services = Arc::new(Self {
            key,
            known: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/{service}/{*rest}", any(answer))
            .with_state(Arc::clone(&services));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (services, base)
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    /// From now on the answer to `METHOD service/path`.
    pub(super) fn answers(&self, what: &str, status: u16, body: &Value) {
        self.answers_with(what, status, HeaderMap::new(), body.to_string());
    }

    pub(super) fn answers_with(&self, what: &str, status: u16, headers: HeaderMap, body: String) {
        let mut known = self.known();
        known
            .answers
            .insert(what.to_owned(), (status, headers, body));
    }

    /// What reached the services apart from looks at sessions, since the last time.
    pub(super) fn calls(&self) -> Vec<Call> {
        let mut calls = std::mem::take(&mut self.known().calls);
        calls.retain(|call| !(call.method == Method::GET && call.path.starts_with("/sessions/")));
        calls
    }

    /// How often a session was looked at since the last time.
    pub(super) fn looks(&self) -> usize {
        let calls = std::mem::take(&mut self.known().calls);
        let looks = calls
            .iter()
            .filter(|call| call.path.starts_with("/sessions/"));
        looks.count()
    }
}

async fn answer(
    State(services): State<Arc<Services>>,
    Path((service, _)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let mut tokens = head.headers.get_all(TOKEN).iter();
    let token = tokens.next().unwrap().to_str().unwrap();
    assert!(tokens.next().is_none());
    let caller = services.key.check(token, &service).unwrap();
    let whole = head.uri.path_and_query().unwrap().as_str();
    let path = whole.strip_prefix(&format!("/{service}")).unwrap();
    let mut known = services.known();
    known.calls.push(Call {
        service: service.clone(),
        method: head.method.clone(),
        path: path.to_owned(),
        headers: head.headers,
        body,
        caller,
    });
    if known.away.contains(service.as_str()) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let what = format!(
        "{} {service}{}",
        head.method,
        path.split('?').next().unwrap()
    );
    if let Some((status, headers, body)) = known.answers.get(&what) {
        let status = StatusCode::from_u16(*status).unwrap();
        return (status, headers.clone(), body.clone()).into_response();
    }
    let session = path
        .strip_prefix("/sessions/")
        .filter(|_| head.method == Method::GET);
    match session.map(|id| Uuid::try_parse(id).unwrap()) {
        Some(id) => match known.sessions.get(&id) {
            Some(row) => row.to_string().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        None => "{}".into_response(),
    }
}

//! Stand-ins for `identity` and `problem`: they know what a test told them, check the token, keep a ledger,
//! and can be away.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use service::TOKEN;
use token::{Caller, InternalKey};
use tokio::net::TcpListener;

pub(super) struct Neighbours {
    key: InternalKey,
    known: Mutex<Known>,
}

#[derive(Default)]
pub(super) struct Known {
    /// What a service answers: `identity/users/<id>`.
    pub answers: HashMap<String, Value>,
    /// Services that do not answer.
    pub away: HashSet<&'static str>,
    /// Every call: method, service and path, caller.
    pub ledger: Vec<(Method, String, Caller)>,
}

impl Neighbours {
    /// Starts them; returns where they are, without a service's name.
    pub(super) async fn start(key: InternalKey) -> (Arc<Self>, String) {
        let neighbours = Arc::new(Self {
            key,
            known: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/{service}/{*rest}", any(answer))
            .with_state(Arc::clone(&neighbours));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (neighbours, base)
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    pub(super) fn knows(&self, path: String, value: Value) {
        self.known().answers.insert(path, value);
    }
}

async fn answer(
    State(neighbours): State<Arc<Neighbours>>,
    Path((service, rest)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let token = headers[TOKEN].to_str().unwrap();
    let caller = neighbours.key.check(token, &service).unwrap();
    let mut known = neighbours.known();
    let path = format!("{service}/{rest}");
    known.ledger.push((method, path.clone(), caller));
    if known.away.contains(service.as_str()) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match known.answers.get(&path) {
        Some(value) => Json(value.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

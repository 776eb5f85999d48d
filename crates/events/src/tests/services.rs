//! Stand-ins for the services: sessions, memberships, submissions, and two logs that grow when a test says so.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    extract::{Path, Query, Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::StatusCode;
use log::{Feed, FeedItem};
use serde_json::{Value, json};
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
    pub sessions: HashMap<Uuid, Value>,
    /// Study and user.
    pub members: HashSet<(Uuid, Uuid)>,
    /// Whether a user may know of a submission, and how it is.
    pub submissions: HashMap<Uuid, (Vec<Uuid>, Value)>,
    pub logs: HashMap<&'static str, Vec<FeedItem>>,
    /// How many items one answer has at most, if not all.
    pub stretch: Option<usize>,
    pub away: HashSet<&'static str>,
    /// Whether every other reading of submission's log fails.
    pub flaky: bool,
    /// Readings of the logs: service, query.
    pub readings: Vec<(String, String)>,
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

    /// Something happens: it stands in a service's log from now on. Returns its place.
    pub(super) fn happens(
        &self,
        service: &'static str,
        topics: Vec<String>,
        event: &str,
        data: Value,
        last: bool,
    ) -> i64 {
        let mut known = self.known();
        let items = known.logs.entry(service).or_default();
        let seq = i64::try_from(items.len()).unwrap() + 1;
        items.push(FeedItem {
            seq,
            topics,
            event: event.to_owned(),
            data,
            last,
        });
        seq
    }
}

async fn answer(
    State(services): State<Arc<Services>>,
    Path((service, rest)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let token = request.headers()[TOKEN].to_str().unwrap();
    let caller = services.key.check(token, &service).unwrap();
    assert_eq!(caller.component, "events");
    let mut known = services.known();
    if rest == "log" {
        let text = request.uri().query().unwrap_or_default().to_owned();
        known.readings.push((service.clone(), text));
    }
    let is_submission = |(service, _): &&(String, String)| service == "submission";
    let even = known.readings.iter().filter(is_submission).count() % 2 == 0;
    let fails = known.flaky && even && service == "submission" && rest == "log";
    if fails || known.away.contains(service.as_str()) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let parts: Vec<&str> = rest.split('/').collect();
    let found = match (service.as_str(), parts.as_slice()) {
        ("submission" | "problem", ["log"]) => {
            assert_eq!(caller.user, None);
            Some(json!(feed(&known, &service, &query)))
        }
        ("identity", ["sessions", id]) => known.sessions.get(&uuid(id)).cloned(),
        ("identity", ["memberships", study, user]) => {
            let member = known.members.contains(&(uuid(study), uuid(user)));
            member.then(|| json!({"role": "MEMBER"}))
        }
        ("submission", ["api", "submissions", id]) => submission(&known, &caller, uuid(id)),
        _ => panic!("nobody asks {service} for {rest}"),
    };
    match found {
        Some(value) => Json(value).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn uuid(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap()
}

fn submission(known: &Known, caller: &Caller, id: Uuid) -> Option<Value> {
    let (readers, view) = known.submissions.get(&id)?;
    readers.contains(&caller.user?).then(|| view.clone())
}

fn feed(known: &Known, service: &str, query: &HashMap<String, String>) -> Feed {
    let items = known.logs.get(service).map_or(&[][..], Vec::as_slice);
    let end = i64::try_from(items.len()).unwrap();
    let Some(after) = query.get("after") else {
        return Feed {
            items: Vec::new(),
            cursor: end,
        };
    };
    let after: i64 = after.parse().unwrap();
    let subject = query.get("subject").map(|id| format!("submission:{id}"));
    let wanted = |item: &&FeedItem| {
        item.seq > after
            && subject
                .as_ref()
                .is_none_or(|subject| item.topics.contains(subject))
    };
    let most = known.stretch.unwrap_or(500);
    let items: Vec<FeedItem> = items.iter().filter(wanted).take(most).cloned().collect();
    let cursor = items.last().map_or(after, |item| item.seq);
    Feed { items, cursor }
}

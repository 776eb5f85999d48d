//! The events component of a test's own, and browsers that listen to it.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use doorbell::Doorbell;
use futures::{StreamExt, stream::BoxStream};
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use service::Peers;
use session::Guard;
use timestamp::Timestamp;
use token::{InternalKey, SecretKey, Session};
use tokio::time::timeout;
use uuid::Uuid;

use super::services::Services;
use crate::{
    app::{App, NAME},
    pace::Pace,
    routes::routes,
    tail::Tail,
};

/// Longer than anything takes that is to happen at all.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) struct World {
    pub app: Arc<App>,
    pub services: Arc<Services>,
    routes: Router,
}

/// A user with a session.
pub(super) struct Visitor {
    pub user: Uuid,
    pub session: Uuid,
    pub token: String,
}

/// A browser's end of a stream.
pub(super) struct Listener {
    pub headers: HeaderMap,
    pieces: BoxStream<'static, String>,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heard {
    pub id: String,
    pub name: String,
    pub data: Value,
}

fn secret() -> String {
    format!("{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple())
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(Pace::PROMISED).await
    }

    pub(super) async fn with(pace: Pace) -> Self {
        let key = InternalKey::new(&SecretKey::new(&secret()));
        let (services, base) = Services::start(key.clone()).await;
        let peers = ["identity", "problem", "submission"]
            .into_iter()
            .fold(Peers::new(NAME, key), |peers, service| {
                peers.with_base(service, format!("{base}/{service}"))
            });
        let app = Arc::new(App {
            guard: Guard::new(NAME, &secret(), "http://algosu.test"),
            peers,
            doorbell: Doorbell::new(String::new()),
            tail: Tail::new(),
            pace,
        });
        Self {
            routes: routes(&app),
            app,
            services,
        }
    }

    pub(super) fn visitor(&self) -> Visitor {
        let (user, id) = (Uuid::now_v7(), Uuid::now_v7());
        let end = Timestamp::now().plus_millis(3_600_000);
        let row = json!({
            "id": id, "userId": user, "demo": false, "roles": [], "expiresAt": end, "user": {},
        });
        self.services.known().sessions.insert(id, row);
        let mut session = Session {
            user,
            id,
            demo: false,
            roles: Vec::new(),
            expires_at: 0,
        };
        let end = u64::try_from(end.as_millis() / 1000).unwrap();
        Visitor {
            user,
            session: id,
            token: self.app.guard.key().issue(&mut session, end).unwrap(),
        }
    }

    /// A submission that `visitor` may know of.
    pub(super) fn submission(&self, visitor: &Visitor, step: &str) -> Uuid {
        let id = Uuid::now_v7();
        let view = json!({"id": id, "step": step, "code": "fn main() {}", "userName": "ada"});
        let known = (vec![visitor.user], view);
        self.services.known().submissions.insert(id, known);
        id
    }

    /// A submission moves; returns the place in the log.
    pub(super) fn moves(&self, submission: Uuid, study: Uuid, step: &str) -> i64 {
        let topics = vec![format!("submission:{submission}"), format!("study:{study}")];
        let data = json!({"id": submission, "step": step});
        let last = matches!(step, "DONE" | "FAILED" | "WITHDRAWN");
        self.services
            .happens("submission", topics, "status", data, last)
    }

    pub(super) async fn send(
        &self,
        request: Request<Body>,
    ) -> Result<Listener, (StatusCode, Value)> {
        let response = service::answer(NAME, self.routes.clone(), request).await;
        let (head, body) = response.into_parts();
        if head.status != StatusCode::OK {
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let json = serde_json::from_slice(&bytes).unwrap();
            return Err((head.status, json));
        }
        let pieces = body.into_data_stream();
        let pieces = pieces.map(|piece| String::from_utf8(piece.unwrap().to_vec()).unwrap());
        Ok(Listener {
            headers: head.headers,
            pieces: pieces.boxed(),
            text: String::new(),
        })
    }

    /// Opens a stream that is opened.
    pub(super) async fn listen(&self, visitor: &Visitor, path: &str) -> Listener {
        self.send(visitor.get(path, &[])).await.unwrap()
    }

    /// Comes back to a stream with the cursor of what was heard last.
    pub(super) async fn resume(&self, visitor: &Visitor, path: &str, cursor: &str) -> Listener {
        let request = visitor.get(path, &[("last-event-id", cursor)]);
        self.send(request).await.unwrap()
    }
}

impl Visitor {
    pub(super) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
        let cookie = format!("algosu_session={}", self.token);
        let request = Request::get(path).header("cookie", cookie);
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        request.body(Body::empty()).unwrap()
    }
}

impl Listener {
    /// The next block of the stream, or none at its end.
    pub(super) async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let piece = timeout(PATIENCE, self.pieces.next()).await;
            match piece.expect("the stream is silent") {
                Some(piece) => self.text.push_str(&piece),
                None => {
                    assert_eq!(self.text, "", "it broke off");
                    return None;
                }
            }
        }
    }

    /// The next event, or none at the stream's end.
    pub(super) async fn hear(&mut self) -> Option<Heard> {
        loop {
            let block = self.block().await?;
            let field = |name: &str| {
                let mut lines = block.lines();
                lines.find_map(|line| line.strip_prefix(name).map(str::to_owned))
            };
            if let Some(name) = field("event: ") {
                assert_eq!(block.lines().count(), 3, "{block}");
                return Some(Heard {
                    id: field("id: ").unwrap(),
                    name,
                    data: serde_json::from_str(&field("data: ").unwrap()).unwrap(),
                });
            }
        }
    }

    /// The next event's name and step.
    pub(super) async fn step(&mut self) -> (String, String) {
        let heard = self.hear().await.expect("the stream is at its end");
        let step = heard.data["step"].as_str().unwrap_or_default().to_owned();
        (heard.name, step)
    }

    /// All that is heard until the stream ends.
    pub(super) async fn all(&mut self) -> Vec<Heard> {
        let mut all = Vec::new();
        while let Some(heard) = self.hear().await {
            all.push(heard);
        }
        all
    }

    /// That nothing is heard for a moment in which much could be.
    pub(super) async fn is_silent(&mut self) {
        let heard = timeout(Duration::from_millis(300), self.hear()).await;
        assert!(heard.is_err(), "{heard:?}");
    }
}

pub(super) fn of(submission: Uuid) -> String {
    format!("/api/events/submissions/{submission}")
}

pub(super) fn pair(name: &str, step: &str) -> (String, String) {
    (name.to_owned(), step.to_owned())
}

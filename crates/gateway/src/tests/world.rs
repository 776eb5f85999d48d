//! A gateway of a test's own, and whoever sends it requests.

use std::sync::Arc;

use axum::{Router, body::Body};
use config::Secret;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, request::Builder};
use serde_json::{Value, json};
use service::Peers;
use session::Guard;
use timestamp::Timestamp;
use token::{InternalKey, SecretKey, Session};
use uuid::Uuid;

use super::services::Services;
use crate::{
    app::{App, NAME, origin_of},
    routes::routes,
};

pub(super) const ORIGIN: &str = "http://algosu.test:3000";

pub(super) struct World {
    pub app: Arc<App>,
    pub services: Arc<Services>,
    routes: Router,
}

/// A user with a session.
pub(super) struct Visitor {
    pub user: Uuid,
    pub session: Uuid,
    /// The session token.
    pub token: String,
    pub csrf: String,
}

pub(super) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    pub text: String,
}

/// 64 letters that no other test has.
fn secret() -> String {
    format!("{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple())
}

impl World {
    pub(super) async fn new() -> Self {
        Self::open_at(&format!("{ORIGIN}/somewhere"), true).await
    }

    pub(super) async fn open_at(public_url: &str, demo_mode: bool) -> Self {
        Self::with(public_url, demo_mode, None).await
    }

    /// One whose calls to a service end where nobody listens.
    pub(super) async fn without(service: &'static str) -> Self {
        Self::with(ORIGIN, true, Some(service)).await
    }

    async fn with(public_url: &str, demo_mode: bool, missing: Option<&str>) -> Self {
        let key = InternalKey::new(&SecretKey::new(&secret()));
        let (services, base) = Services::start(key.clone()).await;
        let peers = ["identity", "problem", "submission"].into_iter().fold(
            Peers::new(NAME, key).vouching(),
            |peers, service| {
                let base = match missing == Some(service) {
                    true => "http://127.0.0.1:1",
                    false => base.as_str(),
                };
                peers.with_base(service, format!("{base}/{service}"))
            },
        );
        let callers = ["github-worker", "ai-worker", "waker", "operator"];
        let app = Arc::new(App {
            guard: Guard::new(NAME, &secret(), public_url),
            peers,
            origin: origin_of(public_url),
            demo_mode,
            internal_callers: callers
                .map(|caller| (caller, Secret::new(secret())))
                .to_vec(),
        });
        Self {
            routes: routes(&app),
            app,
            services,
        }
    }

    /// Answers as the component does.
    pub(super) async fn send(&self, request: Request<Body>) -> Reply {
        let response = service::answer(NAME, self.routes.clone(), request).await;
        Reply::of(service::secure(response)).await
    }

    /// A user whose session lives for a week.
    pub(super) fn visitor(&self) -> Visitor {
        self.visitor_for(7 * 24 * 3600, 7 * 24 * 3600)
    }

    /// A user whose token was made when the row had `token_seconds` left, and has `row_seconds` left now.
    pub(super) fn visitor_for(&self, token_seconds: u64, row_seconds: u64) -> Visitor {
        let (user, id) = (Uuid::now_v7(), Uuid::now_v7());
        self.row(id, user, row_seconds);
        let mut session = Session {
            user,
            id,
            demo: true,
            roles: Vec::new(),
            expires_at: 0,
        };
        let key = self.app.guard.key();
        Visitor {
            user,
            session: id,
            token: key.issue(&mut session, now() + token_seconds).unwrap(),
            csrf: self.app.guard.csrf_token(id),
        }
    }

    /// The session's row, as identity tells it from now on.
    pub(super) fn row(&self, id: Uuid, user: Uuid, seconds: u64) {
        let row = session_row(id, user, now() + seconds);
        self.services.known().sessions.insert(id, row);
    }

    /// The key of an internal caller.
    pub(super) fn key_of(&self, caller: &str) -> String {
        let mut callers = self.app.internal_callers.iter();
        let (_, key) = callers.find(|(name, _)| *name == caller).unwrap();
        key.reveal().to_owned()
    }
}

/// Now, in epoch seconds.
pub(super) fn now() -> u64 {
    u64::try_from(Timestamp::now().as_millis() / 1000).unwrap()
}

pub(super) fn session_row(id: Uuid, user: Uuid, end: u64) -> Value {
    json!({
        "id": id, "userId": user, "demo": true, "roles": [],
        "expiresAt": Timestamp::from_millis(i64::try_from(end * 1000).unwrap()),
        "user": {"id": user, "name": "Ada"},
    })
}

impl Visitor {
    /// What their browser sends with a GET.
    pub(super) fn get(&self, path: &str) -> Builder {
        let cookie = format!("theme=dark; algosu_session={}", self.token);
        Request::get(path).header("cookie", cookie)
    }

    /// What our page sends with anything else.
    pub(super) fn act(&self, method: Method, path: &str) -> Builder {
        self.get(path)
            .method(method)
            .header("origin", ORIGIN)
            .header("x-csrf-token", &self.csrf)
    }
}

impl Reply {
    pub(super) async fn of(response: axum::response::Response) -> Self {
        let (head, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            status: head.status,
            headers: head.headers,
            json: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// Refused with a status and a code.
    pub(super) fn refused(&self, status: u16, code: &str) {
        let got = (self.status.as_u16(), self.json["code"].as_str());
        assert_eq!(got, (status, Some(code)), "{}", self.text);
        assert_eq!(self.headers["content-type"], "application/problem+json");
    }

    /// The value of a cookie that is set, with its attributes.
    pub(super) fn cookie(&self, name: &str) -> Option<(String, String)> {
        let mut set = self.headers.get_all("set-cookie").iter();
        set.find_map(|text| {
            let (found, rest) = text.to_str().unwrap().split_once('=')?;
            let (value, attributes) = rest.split_once("; ")?;
            (found == name).then(|| (value.to_owned(), attributes.to_owned()))
        })
    }
}

pub(super) fn empty(builder: Builder) -> Request<Body> {
    builder.body(Body::empty()).unwrap()
}

/// An address with ids in it.
pub(super) fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => Uuid::now_v7().to_string(),
        false => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Every address that is relayed, once for each of its methods, with its service.
pub(super) fn relayed() -> impl Iterator<Item = (Method, String, &'static str)> {
    crate::routes::RELAYED
        .iter()
        .flat_map(|(methods, path, service)| {
            methods.split(' ').map(move |method| {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                (method, filled(path), *service)
            })
        })
}

pub(super) fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect()
}

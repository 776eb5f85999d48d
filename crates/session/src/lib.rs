//! Who is signed in: the one check that both public doors use, `gateway` and `events`.
//!
//! The session token in the cookie says who it is; the session's row in `identity` says whether that is
//! still so. The row is looked at again at the latest after [`TRUST`], so a session that was revoked is out
//! everywhere that soon.

mod cookie;

pub use cookie::{Cookies, Names};

use std::time::Duration;

use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{Context, Peers, Problem, REQUEST_ID, Recent, TraceParent};
use timestamp::Timestamp;
use token::{Caller, SecretKey, Session, SessionKey};
use uuid::Uuid;

/// How long a session's row is believed without looking again.
pub const TRUST: Duration = Duration::from_millis(2_500);

/// A session's row, as `identity` describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// Its id, `sid` in the token.
    pub id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// When it ends, whatever is renewed meanwhile.
    pub expires_at: Timestamp,
    /// Whether it is a demo visitor's.
    pub demo: bool,
    /// Platform roles.
    pub roles: Vec<String>,
    /// The user, as the API shows them to themselves.
    #[serde(default)]
    pub user: Value,
}

/// A caller who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// What the token says.
    pub session: Session,
    /// What the row says.
    pub row: SessionRow,
    /// For calls on their behalf.
    pub context: Context,
}

/// Checks cookies.
pub struct Guard {
    component: &'static str,
    names: Names,
    key: SessionKey,
    secret: SecretKey,
    rows: Recent<Uuid, SessionRow>,
}

impl Guard {
    /// For one component; `public_url` decides how the cookies are called.
    #[must_use]
    pub fn new(component: &'static str, jwt_secret: &str, public_url: &str) -> Self {
        let secret = SecretKey::new(jwt_secret);
        Self {
            component,
            names: Names::of(public_url),
            key: SessionKey::new(&secret),
            secret,
            rows: Recent::new(TRUST, 1024),
        }
    }

    /// How the cookies are called here.
    #[must_use]
    pub fn names(&self) -> Names {
        self.names
    }

    /// The key that makes session tokens.
    #[must_use]
    pub fn key(&self) -> &SessionKey {
        &self.key
    }

    /// The caller, if they are signed in.
    ///
    /// # Errors
    /// 401 `unauthenticated` without an acceptable token, 401 `session_expired` when it was one; 503 if
    /// the row cannot be looked at.
    pub async fn check(&self, headers: &HeaderMap, peers: &Peers) -> Result<SignedIn, Problem> {
        let token = Cookies::of(headers)
            .one(self.names.session())
            .ok_or_else(Problem::unauthenticated)?;
        let session = self.key.check(&token).map_err(|error| match error {
            token::Error::Expired => session_expired(),
            token::Error::Refused => Problem::unauthenticated(),
        })?;
        let context = self.context(headers, Some(&session));
        let row = match self.rows.get(&session.id) {
            Some(row) => row,
            None => {
                let row = self.look_up(&context, peers, session.id).await?;
                self.rows.keep(session.id, row.clone());
                row
            }
        };
        if row.user_id != session.user {
            return Err(Problem::unauthenticated());
        }
        Ok(SignedIn {
            session,
            row,
            context,
        })
    }

    /// The session's row as it is now.
    ///
    /// # Errors
    /// 401 `session_expired` if it is gone, 503 if `identity` does not answer.
    pub async fn look_up(
        &self,
        context: &Context,
        peers: &Peers,
        id: Uuid,
    ) -> Result<SessionRow, Problem> {
        let row: Option<SessionRow> = peers
            .get(&context.as_system(), "identity", &format!("/sessions/{id}"))
            .await?;
        row.ok_or_else(session_expired)
    }

    /// Forgets a row that has just changed.
    pub fn forget(&self, id: Uuid) {
        self.rows.forget(&id);
    }

    /// The context of a request, on behalf of a session's user or of nobody.
    #[must_use]
    pub fn context(&self, headers: &HeaderMap, session: Option<&Session>) -> Context {
        Context {
            caller: Caller {
                component: self.component.to_owned(),
                user: session.map(|session| session.user),
                session: session.map(|session| session.id),
                demo: session.is_some_and(|session| session.demo),
            },
            request_id: headers
                .get(REQUEST_ID)
                .and_then(|value| value.to_str().ok())
                .and_then(|text| Uuid::try_parse(text).ok())
                .unwrap_or_else(Uuid::now_v7),
            trace: TraceParent::of(headers),
        }
    }

    /// What `X-CSRF-Token` must say for this session.
    #[must_use]
    pub fn csrf_token(&self, session: Uuid) -> String {
        self.secret.code("csrf", &session.to_string())
    }
}

/// 401: there was a session.
#[must_use]
pub fn session_expired() -> Problem {
    Problem::new(
        http::StatusCode::UNAUTHORIZED,
        "session_expired",
        "Your session is over. Sign in again.",
    )
}

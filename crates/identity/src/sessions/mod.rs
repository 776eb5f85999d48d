//! `/sessions/...`, for the gateway alone: who is signed in, and for how long.

pub(crate) mod demo;
pub(crate) mod refresh;
pub(crate) mod session;

use serde::Serialize;
use timestamp::Timestamp;
use uuid::Uuid;

use crate::store::{self, users::Me};

/// A session, as the gateway puts it into a session token.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    id: Uuid,
    user_id: Uuid,
    /// The row's end: no token outlives it.
    expires_at: Timestamp,
    demo: bool,
    /// Roles on the platform, of which there are none yet; roles in studies are looked up where they count.
    roles: [String; 0],
}

/// A session that begins or goes on.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Renewed {
    session: Session,
    refresh_token: String,
    user: Me,
}

impl From<&store::sessions::Session> for Session {
    fn from(row: &store::sessions::Session) -> Self {
        Self {
            id: row.id,
            user_id: row.user.id,
            expires_at: row.expires_at,
            demo: row.demo,
            roles: [],
        }
    }
}

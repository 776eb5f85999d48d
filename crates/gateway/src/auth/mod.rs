//! `/auth/...`: sessions begin, go on and end here.

pub(crate) mod demo;
pub(crate) mod logout;
pub(crate) mod refresh;
pub(crate) mod session;

use ::session::{SessionRow, SignedIn};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use service::Problem;
use timestamp::Timestamp;
use token::Session;

use crate::app::App;

/// A session with less than this left is renewed in the same answer, in seconds.
const RENEWED_BELOW: u64 = 5 * 60;

/// A session that begins or goes on, as `identity` answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Begun {
    session: SessionRow,
    refresh_token: String,
}

/// 204 with both cookies.
fn signed_in(app: &App, begun: &Begun) -> Result<Response, Problem> {
    let names = app.guard.names();
    let (token, _) = issue(app, &begun.session)?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    for cookie in [
        names.set_session(&token),
        names.set_refresh(&begun.refresh_token),
    ] {
        let cookie = HeaderValue::from_str(&cookie)
            .map_err(|_| Problem::internal("a cookie holds what no header can"))?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A session token, and when it ends, in epoch seconds.
fn issue(app: &App, row: &SessionRow) -> Result<(String, u64), Problem> {
    let mut session = Session {
        user: row.user_id,
        id: row.id,
        demo: row.demo,
        roles: row.roles.clone(),
        expires_at: 0,
    };
    let row_end = u64::try_from(row.expires_at.as_millis() / 1000).unwrap_or(0);
    let token = app
        .guard
        .key()
        .issue(&mut session, row_end)
        .map_err(|_| ::session::session_expired())?;
    Ok((token, session.expires_at))
}

/// A session that goes on.
pub(crate) struct Renewal {
    pub(crate) cookie: HeaderValue,
    /// Its new end, in epoch seconds.
    pub(crate) expires_at: u64,
}

/// A new session cookie for a caller whose token has little time left, never beyond the end of the
/// session's row, which is looked at anew. If that cannot be done now, the next answer does it.
pub(crate) async fn renewal(app: &App, caller: &SignedIn) -> Option<Renewal> {
    let now = u64::try_from(Timestamp::now().as_millis() / 1000).unwrap_or(0);
    if caller.session.expires_at.saturating_sub(now) >= RENEWED_BELOW {
        return None;
    }
    let row = app
        .guard
        .look_up(&caller.context, &app.peers, caller.session.id)
        .await
        .ok()?;
    let (token, expires_at) = issue(app, &row).ok()?;
    let cookie = HeaderValue::from_str(&app.guard.names().set_session(&token)).ok()?;
    Some(Renewal { cookie, expires_at })
}

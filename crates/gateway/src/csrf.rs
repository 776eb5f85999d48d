//! No other site can act for our users.
//!
//! A request that changes something must come from our own page (`Origin`) and show a token that only our
//! page could read (`X-CSRF-Token`). Browsers send `Origin` with every unsafe request, so one without it is
//! refused too.

use http::{HeaderMap, Method, StatusCode, header};
use service::Problem;
use session::SignedIn;

use crate::app::App;

/// Checks an unsafe request; without a `caller` (sign-in, refresh) its origin alone.
///
/// # Errors
/// 403 `csrf`.
pub(crate) fn check(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    caller: Option<&SignedIn>,
) -> Result<(), Problem> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let ours = match (origins.next(), origins.next()) {
        (Some(origin), None) => origin
            .to_str()
            .is_ok_and(|origin| origin.eq_ignore_ascii_case(&app.origin)),
        _ => false,
    };
    if !ours {
        return Err(refusal(&format!(
            "This must be sent from {}, the address at which this algosu is open.",
            app.origin
        )));
    }
    let Some(caller) = caller else { return Ok(()) };
    let shown = headers
        .get("x-csrf-token")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if token::equal(shown, &app.guard.csrf_token(caller.session.id)) {
        Ok(())
    } else {
        Err(refusal("Load the page again, then repeat what you did."))
    }
}

fn refusal(detail: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "csrf", detail)
}

//! What can go wrong with GitHub, told apart by status and headers and never by text, and what the
//! queue is to do about it.
//!
//! | answer | kind | code |
//! | --- | --- | --- |
//! | 401 | token | `github_token_refused` |
//! | 429; 403 with `retry-after` or `x-ratelimit-remaining: 0` | wait, as long as told | `github_rate_limited` |
//! | any other 403, 451 | permanent | `github_forbidden` |
//! | 404, 410; a redirect (renamed or moved) | permanent | `github_not_found` |
//! | 409, 422 and any other 4xx | permanent | `github_validation` |
//! | the branch kept moving | retry | `github_conflict` |
//! | 5xx, a timeout, no connection, an answer that makes no sense | retry | `github_unavailable` |

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use timestamp::Timestamp;
use worker::Failure;

/// What GitHub answered instead of what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The token is not, or no longer, known.
    #[error("GitHub refuses the token")]
    TokenRefused,
    /// Too many requests; nothing was done.
    #[error("GitHub asks to wait for {} s", .0.as_secs())]
    RateLimited(Duration),
    /// The token is good, but not for this.
    #[error("GitHub forbids it ({0})")]
    Forbidden(u16),
    /// There is no such thing, or the token may not see it.
    #[error("GitHub does not find it ({0})")]
    NotFound(u16),
    /// GitHub understood and will not do it.
    #[error("GitHub refuses it ({0})")]
    Refused(u16),
    /// Nobody knows whether it was done.
    #[error("GitHub cannot be reached or answers nonsense: {0}")]
    Unavailable(String),
}

/// GitHub's advice for a rate limit without a time.
const WAIT: Duration = Duration::from_secs(60);
/// Limits are per hour; a longer wait is a clock that is wrong.
const LONGEST_WAIT: Duration = Duration::from_secs(3_660);

impl Trouble {
    /// The trouble in an answer that is not a success.
    #[must_use]
    pub fn from_answer(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Self {
        let code = status.as_u16();
        match code {
            401 => Self::TokenRefused,
            429 => Self::RateLimited(wait(headers, now).unwrap_or(WAIT)),
            403 => wait(headers, now).map_or(Self::Forbidden(code), Self::RateLimited),
            451 => Self::Forbidden(code),
            404 | 410 | 300..=399 => Self::NotFound(code),
            400..=499 => Self::Refused(code),
            _ => Self::Unavailable(format!("it answers {code}")),
        }
    }
}

/// How long the headers of a rate limit say to wait; nothing if they speak of none.
fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let number =
        |name: &str| -> Option<u64> { headers.get(name)?.to_str().ok()?.trim().parse().ok() };
    let told = headers
        .contains_key("retry-after")
        .then(|| number("retry-after").map_or(WAIT, Duration::from_secs));
    let used_up = number("x-ratelimit-remaining") == Some(0);
    let reset = used_up.then(|| {
        number("x-ratelimit-reset")
            .map(|reset| reset.saturating_mul(1_000))
            .map_or(WAIT, |reset| {
                let now = u64::try_from(now.as_millis()).unwrap_or_default();
                Duration::from_millis(reset.saturating_sub(now))
            })
    });
    told.max(reset)
        .map(|wait| wait.clamp(Duration::from_secs(1), LONGEST_WAIT))
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let detail = trouble.to_string();
        match trouble {
            Trouble::TokenRefused => Self::token("github_token_refused", detail),
            Trouble::RateLimited(wait) => Self::wait("github_rate_limited", detail, wait),
            Trouble::Forbidden(_) => Self::permanent("github_forbidden", detail),
            Trouble::NotFound(_) => Self::permanent("github_not_found", detail),
            Trouble::Refused(_) => Self::permanent("github_validation", detail),
            Trouble::Unavailable(_) => Self::retry("github_unavailable", detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use worker::Kind;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn trouble(status: u16, headers: &[(&'static str, &'static str)]) -> Trouble {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        Trouble::from_answer(StatusCode::from_u16(status).unwrap(), &headers, NOW)
    }

    #[test]
    fn each_status_has_its_kind_and_code() {
        for (status, kind, code) in [
            (401, Kind::Token, "github_token_refused"),
            (403, Kind::Permanent, "github_forbidden"),
            (404, Kind::Permanent, "github_not_found"),
            (301, Kind::Permanent, "github_not_found"),
            (307, Kind::Permanent, "github_not_found"),
            (409, Kind::Permanent, "github_validation"),
            (422, Kind::Permanent, "github_validation"),
            (400, Kind::Permanent, "github_validation"),
            (429, Kind::Wait, "github_rate_limited"),
            (500, Kind::Retry, "github_unavailable"),
            (502, Kind::Retry, "github_unavailable"),
            (503, Kind::Retry, "github_unavailable"),
        ] {
            let failure = Failure::from(trouble(status, &[]));
            assert_eq!((failure.kind, &*failure.code), (kind, code), "{status}");
        }
    }

    #[test]
    fn a_rate_limit_waits_as_long_as_its_headers_say() {
        let reset = ("x-ratelimit-reset", "1790000090");
        let none_left = ("x-ratelimit-remaining", "0");
        for (status, headers, seconds) in [
            (403, vec![("retry-after", "7")], 7),
            (429, vec![("retry-after", "7")], 7),
            (403, vec![none_left, reset], 90),
            (429, vec![none_left, reset], 90),
            (403, vec![none_left, reset, ("retry-after", "120")], 120),
            (429, vec![], 60),
            (403, vec![none_left], 60),
            (
                403,
                vec![("retry-after", "Fri, 20 Nov 2026 07:28:00 GMT")],
                60,
            ),
            (
                403,
                vec![none_left, ("x-ratelimit-reset", "99999999999999999")],
                3_660,
            ),
            (403, vec![none_left, ("x-ratelimit-reset", "1")], 1),
            (403, vec![("retry-after", "0")], 1),
        ] {
            let told = trouble(status, &headers);
            assert_eq!(
                told,
                Trouble::RateLimited(Duration::from_secs(seconds)),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn a_403_with_requests_left_is_a_missing_permission() {
        let left = trouble(
            403,
            &[
                ("x-ratelimit-remaining", "4999"),
                ("x-ratelimit-reset", "1790000090"),
            ],
        );
        assert_eq!(left, Trouble::Forbidden(403));
    }
}

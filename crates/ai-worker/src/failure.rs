//! What went wrong, in the queue's words.
//!
//! | the reviewer says | the queue does | code |
//! | --- | --- | --- |
//! | unavailable | try again | `ai_unavailable` |
//! | rate-limited, with a time | wait that long | `ai_rate_limited` |
//! | rate-limited, without | try again | `ai_rate_limited` |
//! | bad-answer | try again, but not after the second: each answer is paid for | `ai_bad_answer` |
//! | refused | give up | `ai_refused` |
//! | not-configured | give up; the submitter can ask again when it is mended | `ai_not_configured` |

use std::time::Duration;

use review::Error;
use worker::Failure;

/// The attempt after which a bad answer is not asked for again.
const PATIENCE: u32 = 2;

/// The failure to report for the attempt, which is counted from 1.
pub(crate) fn of(error: Error, attempt: u32) -> Failure {
    match error {
        Error::Unavailable(detail) => Failure::retry("ai_unavailable", detail),
        Error::RateLimited(limit) => match limit.retry_after_ms {
            Some(millis) => Failure::wait(
                "ai_rate_limited",
                limit.detail,
                Duration::from_millis(millis),
            ),
            None => Failure::retry("ai_rate_limited", limit.detail),
        },
        Error::BadAnswer(detail) if attempt >= PATIENCE => {
            Failure::permanent("ai_bad_answer", detail)
        }
        Error::BadAnswer(detail) => Failure::retry("ai_bad_answer", detail),
        Error::Refused(detail) => Failure::permanent("ai_refused", detail),
        Error::NotConfigured(detail) => Failure::permanent("ai_not_configured", detail),
    }
}

#[cfg(test)]
mod tests {
    use review::RateLimit;
    use worker::Kind;

    use super::*;

    #[test]
    fn each_error_has_its_kind_and_code() {
        let limited = |retry_after_ms| {
            Error::RateLimited(RateLimit {
                retry_after_ms,
                detail: String::new(),
            })
        };
        let text = String::new;
        for (error, attempt, kind, code) in [
            (Error::Unavailable(text()), 9, Kind::Retry, "ai_unavailable"),
            (limited(Some(1)), 1, Kind::Wait, "ai_rate_limited"),
            (limited(None), 1, Kind::Retry, "ai_rate_limited"),
            (Error::BadAnswer(text()), 1, Kind::Retry, "ai_bad_answer"),
            (
                Error::BadAnswer(text()),
                2,
                Kind::Permanent,
                "ai_bad_answer",
            ),
            (Error::Refused(text()), 1, Kind::Permanent, "ai_refused"),
            (
                Error::NotConfigured(text()),
                1,
                Kind::Permanent,
                "ai_not_configured",
            ),
        ] {
            let failure = of(error, attempt);
            assert_eq!((failure.kind, failure.code.as_ref()), (kind, code));
        }
        let wait = of(limited(Some(7_000)), 1);
        assert_eq!(wait.retry_after, Some(Duration::from_secs(7)));
    }
}

//! How long things take on a stream: a value, so that tests need not wait as long as browsers do.

use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// How long one connection may last.
    pub longest: Duration,
    /// How often a silent connection shows that it is alive.
    pub comment: Duration,
    /// How often the session is looked at.
    pub session_check: Duration,
}

impl Pace {
    /// What the API promises: with `session::TRUST` on top of its check, a revoked session is out within five
    /// seconds.
    pub(crate) const PROMISED: Self = Self {
        longest: Duration::from_secs(5 * 60),
        comment: Duration::from_secs(15),
        session_check: Duration::from_secs(2),
    };
}

//! The two kinds of token and the derived secrets around them.
//!
//! * The **session token** is what a browser holds in its cookie: HS256 with `jwt_secret`, 15 minutes.
//! * The **internal token** is what one component shows another: HS256 with `internal_key`, 60 seconds,
//!   audience = the callee. It says who is calling and on whose behalf.
//!
//! After RFC 8725: the algorithm is fixed by us and never read from the token (3.1), everything is
//! verified and any failure refuses (3.3), keys have at least 256 bits (3.5), issuer and audience are
//! checked (3.8, 3.9), and the kinds cannot be taken for one another: each has a key derived for it alone
//! and a `typ` of its own (3.11, 3.12). `kid`, `jku` and their like are never looked at (3.10).

mod internal;
mod key;
mod session;

pub use internal::{Caller, InternalKey};
pub use key::{SecretKey, equal};
pub use session::{SESSION_SECONDS, Session, SessionKey};

/// The token is not one of ours, not of this kind, or not valid now. Deliberately says no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not acceptable.
    #[error("the token is not acceptable")]
    Refused,
    /// Was acceptable once; its time is over.
    #[error("the token has expired")]
    Expired,
}

#[cfg(test)]
mod tests;

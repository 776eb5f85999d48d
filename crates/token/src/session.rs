use jwt_simple::common::HeaderOptions;
use jwt_simple::prelude::{
    Claims, Duration, HS256Key, JWTClaims, MACLike, UnixTimeStamp, VerificationOptions,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use uuid::Uuid;

use crate::{Error, SecretKey};

/// How long a session token lives.
pub const SESSION_SECONDS: u64 = 15 * 60;

const ISSUER: &str = "algosu";
const AUDIENCE: &str = "algosu-browser";
const KIND: &str = "session+jwt";

/// What a session token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The user.
    pub user: Uuid,
    /// The row in `identity` that this session lives and dies with.
    pub id: Uuid,
    /// A demo visitor, confined to what is theirs.
    pub demo: bool,
    /// Platform roles; study roles are not in here, the owning service looks them up.
    pub roles: Vec<String>,
    /// End of life, in epoch seconds; set by [`SessionKey::issue`].
    pub expires_at: u64,
}

#[derive(Serialize, Deserialize)]
struct Extra {
    sid: String,
    roles: Vec<String>,
    demo: bool,
}

/// Makes and checks session tokens.
#[derive(Clone)]
pub struct SessionKey(HS256Key);

impl SessionKey {
    /// Derived from `jwt_secret`.
    #[must_use]
    pub fn new(secret: &SecretKey) -> Self {
        Self(HS256Key::from_bytes(&secret.derive("session token")))
    }

    /// A token for `session` that lives [`SESSION_SECONDS`] from now, and no longer than `row_end`
    /// (epoch seconds, the end of the session's row).
    ///
    /// # Errors
    /// [`Error::Expired`] if the row has already ended.
    pub fn issue(&self, session: &mut Session, row_end: u64) -> Result<String, Error> {
        let extra = Extra {
            sid: session.id.to_string(),
            roles: session.roles.clone(),
            demo: session.demo,
        };
        let mut claims = Claims::with_custom_claims(extra, Duration::from_secs(SESSION_SECONDS))
            .with_issuer(ISSUER)
            .with_audience(AUDIENCE)
            .with_subject(session.user)
            .with_jwt_id(Uuid::now_v7());
        let now = claims.issued_at.map_or(0, |time| time.as_secs());
        if row_end <= now {
            return Err(Error::Expired);
        }
        session.expires_at = row_end.min(now + SESSION_SECONDS);
        claims.expires_at = Some(UnixTimeStamp::from_secs(session.expires_at));
        let options = HeaderOptions {
            signature_type: Some(KIND.to_owned()),
            ..HeaderOptions::default()
        };
        self.0
            .authenticate_with_options(claims, &options)
            .map_err(|_| Error::Refused)
    }

    /// Checks a token from a cookie.
    ///
    /// # Errors
    /// [`Error`].
    pub fn check(&self, token: &str) -> Result<Session, Error> {
        let claims: JWTClaims<Extra> = self
            .0
            .verify_token(token, Some(options(ISSUER, AUDIENCE, KIND)))
            .map_err(translate)?;
        let expires_at = claims.expires_at.ok_or(Error::Refused)?.as_secs();
        let issued_at = claims.issued_at.ok_or(Error::Refused)?.as_secs();
        if expires_at.saturating_sub(issued_at) > SESSION_SECONDS || claims.jwt_id.is_none() {
            return Err(Error::Refused);
        }
        Ok(Session {
            user: id(claims.subject.as_deref())?,
            id: id(Some(&claims.custom.sid))?,
            demo: claims.custom.demo,
            roles: claims.custom.roles,
            expires_at,
        })
    }
}

pub(crate) fn id(text: Option<&str>) -> Result<Uuid, Error> {
    text.and_then(|text| Uuid::try_parse(text).ok())
        .ok_or(Error::Refused)
}

pub(crate) fn options(issuer: &str, audience: &str, kind: &str) -> VerificationOptions {
    VerificationOptions {
        allowed_issuers: Some(HashSet::from([issuer.to_owned()])),
        allowed_audiences: Some(HashSet::from([audience.to_owned()])),
        required_signature_type: Some(kind.to_owned()),
        time_tolerance: Some(Duration::from_secs(0)),
        ..VerificationOptions::default()
    }
}

pub(crate) fn translate(error: jwt_simple::Error) -> Error {
    match error.downcast_ref::<jwt_simple::JWTError>() {
        Some(jwt_simple::JWTError::TokenHasExpired) => Error::Expired,
        _ => Error::Refused,
    }
}

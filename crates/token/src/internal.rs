use jwt_simple::common::HeaderOptions;
use jwt_simple::prelude::{Claims, Duration, HS256Key, JWTClaims, MACLike};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Error, SecretKey,
    session::{id, options, translate},
};

const LIFETIME_SECONDS: u64 = 60;
const KIND: &str = "internal+jwt";

/// Who is calling, and on whose behalf.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The calling component, such as `gateway`.
    pub component: String,
    /// The user on whose behalf it calls; none for the system's own work.
    pub user: Option<Uuid>,
    /// The user's session.
    pub session: Option<Uuid>,
    /// Whether that user is a demo visitor.
    pub demo: bool,
}

#[derive(Serialize, Deserialize)]
struct Extra {
    sid: Option<String>,
    demo: bool,
}

/// Makes and checks internal tokens.
#[derive(Clone)]
pub struct InternalKey(HS256Key);

impl InternalKey {
    /// Derived from `internal_key`.
    #[must_use]
    pub fn new(secret: &SecretKey) -> Self {
        Self(HS256Key::from_bytes(&secret.derive("internal token")))
    }

    /// A token for one callee, valid for 60 seconds.
    ///
    /// # Errors
    /// [`Error::Refused`] if it cannot be made, which no input brings about.
    pub fn issue(&self, caller: &Caller, callee: &str) -> Result<String, Error> {
        let extra = Extra {
            sid: caller.session.map(|id| id.to_string()),
            demo: caller.demo,
        };
        let mut claims = Claims::with_custom_claims(extra, Duration::from_secs(LIFETIME_SECONDS))
            .with_issuer(&caller.component)
            .with_audience(callee);
        if let Some(user) = caller.user {
            claims = claims.with_subject(user);
        }
        let options = HeaderOptions {
            signature_type: Some(KIND.to_owned()),
            ..HeaderOptions::default()
        };
        self.0
            .authenticate_with_options(claims, &options)
            .map_err(|_| Error::Refused)
    }

    /// Checks a token that was shown to `callee`.
    ///
    /// # Errors
    /// [`Error`].
    pub fn check(&self, token: &str, callee: &str) -> Result<Caller, Error> {
        let mut options = options("", callee, KIND);
        // Every component of ours may call; which one it was is for the callee to judge.
        options.allowed_issuers = None;
        let claims: JWTClaims<Extra> = self
            .0
            .verify_token(token, Some(options))
            .map_err(translate)?;
        let user = claims.subject.as_deref().map(|text| id(Some(text)));
        let session = claims.custom.sid.as_deref().map(|text| id(Some(text)));
        Ok(Caller {
            component: claims.issuer.ok_or(Error::Refused)?,
            user: user.transpose()?,
            session: session.transpose()?,
            demo: claims.custom.demo,
        })
    }
}

//! Refresh tokens: a session that moves forward exactly once per generation.
//!
//! A token is `<session>.<generation>.<code>`, where the code is HMAC-SHA-256 under a key derived from
//! `jwt_secret` for this purpose alone, over session and generation. So it is not stored: whoever knows
//! the current generation can make the token again, which is how a browser that lost the answer (or
//! forty tabs that refresh at once) gets the same successor within the grace time, and a token that was
//! never issued costs no database access. What the database decides is in [`crate::store::sessions`].

use token::{SecretKey, equal};
use uuid::Uuid;

const PURPOSE: &str = "refresh token";

/// Makes and checks refresh tokens.
pub(crate) struct RefreshKey(SecretKey);

/// A token that was issued at some time; whether it is still good is for the database to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refresh {
    /// The session, which is the family of all its tokens.
    pub(crate) session: Uuid,
    /// Its place in the family, from 1.
    pub(crate) generation: i64,
}

impl RefreshKey {
    pub(crate) fn new(secret: &SecretKey) -> Self {
        Self(secret.clone())
    }

    /// The one token of this session and generation.
    pub(crate) fn issue(&self, refresh: Refresh) -> String {
        let message = format!("{}.{}", refresh.session, refresh.generation);
        let code = self.0.code(PURPOSE, &message);
        format!("{message}.{code}")
    }

    /// What a token says, if it is one of ours.
    pub(crate) fn check(&self, token: &str) -> Option<Refresh> {
        let mut parts = token.split('.');
        let refresh = Refresh {
            session: Uuid::try_parse(parts.next()?).ok()?,
            generation: parts.next()?.parse().ok()?,
        };
        // The whole text is compared, so there is one spelling of each token.
        equal(token, &self.issue(refresh)).then_some(refresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: &str) -> RefreshKey {
        RefreshKey::new(&SecretKey::new(&seed.repeat(32)))
    }

    #[test]
    fn a_token_says_what_was_put_into_it_and_nothing_else_is_accepted() {
        let key_a = key("a");
        let refresh = Refresh {
            session: Uuid::now_v7(),
            generation: 7,
        };
        let token = key_a.issue(refresh);
        assert_eq!(key_a.check(&token), Some(refresh));
        assert_eq!(key("b").check(&token), None);
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(key_a.check(&changed), None, "{changed}");
        }
        for wrong in [
            "",
            ".",
            "..",
            "a.b.c",
            &token.to_uppercase(),
            &format!("{token}."),
        ] {
            assert_eq!(key_a.check(wrong), None, "{wrong}");
        }
        let code = token.rsplit('.').next().unwrap();
        for generation in ["07", "+7", "8", "-7", " 7"] {
            let other = format!("{}.{generation}.{code}", refresh.session);
            assert_eq!(key_a.check(&other), None, "{other}");
        }
    }
}

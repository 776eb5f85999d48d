//! Credentials at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each encryption.
//!
//! The user's id and the key's id are authenticated with the ciphertext, so a row that was copied to
//! another user, or marked with another key, does not open. The key's id is stored beside it, so that a
//! second key can be put in place one day while old rows still name theirs.

use std::fmt;

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Generate, Payload, consts::U12},
};
use base64ct::{Base64, Encoding};
use config::Secret;
use uuid::Uuid;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// Why a credential cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// The host gave no random bytes, or the input is impossibly long.
    #[error("the credential could not be encrypted")]
    NotSealed,
    /// It was sealed under a key that is not configured.
    #[error("the credential was stored under another token_encryption_key")]
    OtherKey,
    /// It was changed, or belongs to somebody else.
    #[error("the stored credential does not open")]
    NotOpened,
}

/// A credential as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) key_id: String,
    pub(crate) nonce: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
}

/// Seals and opens credentials.
pub(crate) struct Vault {
    cipher: Aes256Gcm,
    key_id: String,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("key_id", &self.key_id)
            .finish()
    }
}

impl Vault {
    /// With a key of 32 bytes in base64; `None` if it is anything else.
    pub(crate) fn new(key: &Secret) -> Option<Self> {
        let bytes = Base64::decode_vec(key.reveal().trim()).ok()?;
        if bytes.len() != KEY_BYTES {
            return None;
        }
        Some(Self {
            cipher: Aes256Gcm::new_from_slice(&bytes).ok()?,
            key_id: key_id(key),
        })
    }

    /// Encrypts a credential of `owner`.
    pub(crate) fn seal(&self, owner: Uuid, secret: &Secret) -> Result<Sealed, Error> {
        let nonce = Nonce::<U12>::try_generate().map_err(|_| Error::NotSealed)?;
        let bound = bound_to(owner, &self.key_id);
        let payload = Payload {
            msg: secret.reveal().as_bytes(),
            aad: bound.as_bytes(),
        };
        let ciphertext = self
            .cipher
            .encrypt(&nonce, payload)
            .map_err(|_| Error::NotSealed)?;
        Ok(Sealed {
            key_id: self.key_id.clone(),
            nonce: nonce.to_vec(),
            ciphertext,
        })
    }

    /// Decrypts what [`Vault::seal`] made for `owner`.
    pub(crate) fn open(&self, owner: Uuid, sealed: &Sealed) -> Result<Secret, Error> {
        if sealed.key_id != self.key_id {
            return Err(Error::OtherKey);
        }
        let nonce: [u8; NONCE_BYTES] = sealed
            .nonce
            .as_slice()
            .try_into()
            .map_err(|_| Error::NotOpened)?;
        let bound = bound_to(owner, &sealed.key_id);
        let payload = Payload {
            msg: &sealed.ciphertext,
            aad: bound.as_bytes(),
        };
        let plain = self
            .cipher
            .decrypt(&nonce.into(), payload)
            .map_err(|_| Error::NotOpened)?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| Error::NotOpened)
    }
}

fn bound_to(owner: Uuid, key_id: &str) -> String {
    format!("{owner}:{key_id}")
}

/// Names a key without telling anything about it.
fn key_id(key: &Secret) -> String {
    let code = token::SecretKey::new(key.reveal().trim()).code("key id", "token_encryption_key");
    code.chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random_key() -> Secret {
        let bytes: Vec<u8> = [Uuid::new_v4_bytes(), Uuid::new_v4_bytes()].concat();
        Secret::new(Base64::encode_string(&bytes))
    }

    trait RandomBytes {
        fn new_v4_bytes() -> [u8; 16];
    }

    impl RandomBytes for Uuid {
        fn new_v4_bytes() -> [u8; 16] {
            Self::now_v7().into_bytes()
        }
    }

    fn credential() -> Secret {
        Secret::new(format!("credential of {}", Uuid::now_v7()))
    }

    #[test]
    fn what_was_sealed_opens_for_its_owner() {
        let vault = Vault::new(&random_key()).unwrap();
        let (owner, secret) = (Uuid::now_v7(), credential());
        let sealed = vault.seal(owner, &secret).unwrap();
        assert!(vault.open(owner, &sealed).unwrap() == secret);
        let text = secret.reveal().as_bytes();
        assert!(
            !sealed
                .ciphertext
                .windows(8)
                .any(|part| text.starts_with(part))
        );
    }

    #[test]
    fn another_owner_another_key_or_a_changed_byte_does_not_open() {
        let vault = Vault::new(&random_key()).unwrap();
        let owner = Uuid::now_v7();
        let sealed = vault.seal(owner, &credential()).unwrap();
        assert_eq!(vault.open(Uuid::now_v7(), &sealed), Err(Error::NotOpened));
        let other = Vault::new(&random_key()).unwrap();
        assert_eq!(other.open(owner, &sealed), Err(Error::OtherKey));
        let renamed = Sealed {
            key_id: other.key_id.clone(),
            ..sealed.clone()
        };
        assert_eq!(other.open(owner, &renamed), Err(Error::NotOpened));
        for place in 0..sealed.ciphertext.len() {
            let mut changed = sealed.clone();
            changed.ciphertext[place] ^= 1;
            assert_eq!(vault.open(owner, &changed), Err(Error::NotOpened));
        }
        let cut = Sealed {
            nonce: sealed.nonce[1..].to_vec(),
            ..sealed
        };
        assert_eq!(vault.open(owner, &cut), Err(Error::NotOpened));
    }

    #[test]
    fn no_two_encryptions_share_a_nonce() {
        let vault = Vault::new(&random_key()).unwrap();
        let (owner, secret) = (Uuid::now_v7(), credential());
        let nonces: std::collections::HashSet<Vec<u8>> = (0..1000)
            .map(|_| vault.seal(owner, &secret).unwrap().nonce)
            .collect();
        assert_eq!(nonces.len(), 1000);
    }

    #[test]
    fn a_key_is_32_bytes_in_base64_and_shows_nothing_of_itself() {
        for wrong in [
            "",
            "not base64 at all, but long enough",
            &Base64::encode_string(&[7; 31]),
            &Base64::encode_string(&[7; 33]),
        ] {
            assert!(
                Vault::new(&Secret::new(wrong.to_owned())).is_none(),
                "{wrong}"
            );
        }
        let key = random_key();
        let vault = Vault::new(&key).unwrap();
        assert_eq!(vault.key_id.len(), 16);
        assert!(!format!("{vault:?}").contains(key.reveal()));
    }
}

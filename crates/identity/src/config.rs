//! What this service is configured with, read and checked once.

use config::{Error, Secret};

use crate::vault::Vault;

/// The checked configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Signs and checks what components show each other.
    pub internal_key: Secret,
    /// Signs refresh tokens (under a key derived for that alone).
    pub jwt_secret: Secret,
    /// Encrypts stored credentials: 32 bytes in base64.
    pub token_encryption_key: Secret,
    /// Whether visitors may try algosu without an account.
    pub demo_mode: bool,
}

impl Settings {
    /// Reads the component's variables.
    ///
    /// # Errors
    /// [`Error`], which says what to set.
    pub async fn load() -> Result<Self, Error> {
        Ok(Self {
            internal_key: config::secret("internal_key").await?,
            jwt_secret: config::secret("jwt_secret").await?,
            token_encryption_key: config::secret("token_encryption_key").await?,
            demo_mode: config::flag("demo_mode").await?,
        })
    }

    /// The vault that the encryption key opens.
    pub(crate) fn vault(&self) -> Result<Vault, Error> {
        Vault::new(&self.token_encryption_key).ok_or_else(|| Error::Invalid {
            name: "token_encryption_key",
            reason: "it must be 32 bytes in base64 (`openssl rand -base64 32` makes one)"
                .to_owned(),
        })
    }
}

use subtle::ConstantTimeEq;

/// A secret from which a key for each purpose is derived, so that no key is used for two things.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Takes the bytes of a configured secret (at least 32; `config::secret` sees to it).
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(secret.as_bytes().to_vec())
    }

    /// The key for one purpose: HMAC-SHA-256(secret, purpose), 32 bytes.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        hmac_sha256::HMAC::mac(purpose.as_bytes(), &self.0)
    }

    /// A code that only the holder of this secret can make for `message`: HMAC-SHA-256 under the key for
    /// `purpose`, as 64 hexadecimal digits.
    #[must_use]
    pub fn code(&self, purpose: &str, message: &str) -> String {
        let mac = hmac_sha256::HMAC::mac(message.as_bytes(), self.derive(purpose));
        mac.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Compares secrets in a time that does not depend on where they differ.
#[must_use]
pub fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

//! The only reader of configuration variables.
//!
//! In a component a variable comes from the manifest (`[component.<id>.variables]`); natively, for
//! tests, from `SPIN_VARIABLE_<UPPER>`, the same names that Spin reads. A service reads all that it
//! needs once, in one `load` function, and refuses to work with a sentence that says what to set.

use std::fmt;

/// A variable is missing or makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not set, and there is no default.
    #[error("the variable {name} is not set: set SPIN_VARIABLE_{}", name.to_uppercase())]
    Missing {
        /// The variable's name in the manifest.
        name: &'static str,
    },
    /// Set to something that cannot be used.
    #[error("the variable {name} cannot be used: {reason}")]
    Invalid {
        /// The variable's name in the manifest.
        name: &'static str,
        /// What it must look like.
        reason: String,
    },
    /// The host could not be asked.
    #[error("the variable {name} could not be read: {reason}")]
    Unreadable {
        /// The variable's name in the manifest.
        name: &'static str,
        /// What the host said.
        reason: String,
    },
}

/// A value that never shows itself in logs or errors.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret value.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The secret itself, for the one place that uses it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing was set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The shortest secret that may protect anything, in bytes (RFC 8725, section 3.5: 256 bits for HMAC).
pub const SECRET_BYTES: usize = 32;

/// A variable's value, which may be empty.
///
/// # Errors
/// [`Error::Missing`] if it is not declared for this component or has no value.
pub async fn text(name: &'static str) -> Result<String, Error> {
    read(name).await?.ok_or(Error::Missing { name })
}

/// A secret of at least [`SECRET_BYTES`] bytes.
///
/// # Errors
/// [`Error::Missing`], or [`Error::Invalid`] if it is too short to protect anything.
pub async fn secret(name: &'static str) -> Result<Secret, Error> {
    let value = text(name).await?;
    if value.len() < SECRET_BYTES {
        return Err(Error::Invalid {
            name,
            reason: format!(
                "it has {} bytes and needs at least {SECRET_BYTES} (`openssl rand -base64 32` makes one)",
                value.len()
            ),
        });
    }
    Ok(Secret(value))
}

/// A whole number from `least` to `most`.
///
/// # Errors
/// [`Error::Missing`], or [`Error::Invalid`] if it is no number or out of range.
pub async fn number(name: &'static str, least: u32, most: u32) -> Result<u32, Error> {
    let value = text(name).await?;
    match value.trim().parse::<u32>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(Error::Invalid {
            name,
            reason: format!("it must be a whole number from {least} to {most}"),
        }),
    }
}

/// `true` or `false`.
///
/// # Errors
/// [`Error::Missing`], or [`Error::Invalid`] for any other word.
pub async fn flag(name: &'static str) -> Result<bool, Error> {
    match text(name).await?.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Error::Invalid {
            name,
            reason: "it must be true or false".to_owned(),
        }),
    }
}

/// The base of an http(s) service, without a trailing slash.
///
/// # Errors
/// [`Error::Missing`], or [`Error::Invalid`] if it does not begin with `http://` or `https://`.
pub async fn base_url(name: &'static str) -> Result<String, Error> {
    let value = text(name).await?;
    let trimmed = value.trim_end_matches('/');
    let rest = trimmed
        .strip_prefix("https://")
        .or_else(|| trimmed.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(char::is_whitespace) => {
            Ok(trimmed.to_owned())
        }
        _ => Err(Error::Invalid {
            name,
            reason: "it must be a URL that begins with http:// or https://".to_owned(),
        }),
    }
}

#[cfg(target_family = "wasm")]
async fn read(name: &'static str) -> Result<Option<String>, Error> {
    use spin_sdk::variables;
    match variables::get(name).await {
        Ok(value) => Ok(Some(value)),
        Err(variables::Error::Undefined(_)) => Ok(None),
        Err(error) => Err(Error::Unreadable {
            name,
            reason: error.to_string(),
        }),
    }
}

#[cfg(not(target_family = "wasm"))]
async fn read(name: &'static str) -> Result<Option<String>, Error> {
    Ok(std::env::var(format!("SPIN_VARIABLE_{}", name.to_uppercase())).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("open sesame".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }

    #[test]
    fn a_missing_variable_says_what_to_set() {
        let error = Error::Missing { name: "jwt_secret" };
        assert_eq!(
            error.to_string(),
            "the variable jwt_secret is not set: set SPIN_VARIABLE_JWT_SECRET"
        );
    }
}

//! Names that go into paths and reports, checked before they do.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// RFC 3986, section 2.3: what never needs encoding.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path with every segment percent-encoded; slashes stay.
pub(crate) fn encode_path(path: &str) -> String {
    path.split('/')
        .map(|segment| utf8_percent_encode(segment, RESERVED).to_string())
        .collect::<Vec<_>>()
        .join("/")
}

/// What was given is no name of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct NameError(&'static str);

/// `owner/name` of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository(String);

impl Repository {
    /// Checks the characters that GitHub allows, so that it can stand in a path as it is.
    ///
    /// # Errors
    /// [`NameError`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let valid = text.split_once('/').is_some_and(|(owner, name)| {
            (1..=64).contains(&owner.len())
                && owner.bytes().all(|byte| word(byte) && byte != b'.')
                && (1..=100).contains(&name.len())
                && name.bytes().all(word)
                && name != "."
                && name != ".."
        });
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError("repository name"))
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// A branch's name without `refs/heads/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch(String);

impl Branch {
    /// Checks the rules of `git check-ref-format`.
    ///
    /// # Errors
    /// [`NameError`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let forbidden = |c: char| c.is_control() || c == ' ' || "~^:?*[\\".contains(c);
        let valid = (1..=255).contains(&text.len())
            && !text.contains(forbidden)
            && !text.contains("..")
            && !text.contains("@{")
            && !text.starts_with('-')
            && !text.ends_with('.')
            && text != "@"
            && text
                .split('/')
                .all(|part| !part.is_empty() && !part.starts_with('.') && !is_lock(part));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError("branch name"))
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_lock(part: &str) -> bool {
    part.as_bytes().ends_with(b".lock")
}

/// The id of a git object: 40 hexadecimal digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Sha(String);

impl TryFrom<String> for Sha {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 40 && text.bytes().all(hex) {
            Ok(Self(text))
        } else {
            Err(NameError("object id"))
        }
    }
}

impl fmt::Display for Sha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repository_names_that_github_allows_are_taken() {
        for text in ["a/b", "octo-cat/Hello.World_1", "member_company/.github"] {
            assert!(Repository::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn repository_names_that_reach_elsewhere_are_refused() {
        for text in [
            "", "a", "a/", "/b", "a/b/c", "a/..", "a/.", "../b", "a/b?c", "a/b#c", "a/b%2f",
            "a /b", "a/한글", "a\n/b", "a.b/c",
        ] {
            assert!(Repository::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn branch_names_follow_git() {
        for text in ["main", "feature/x", "한글", "a#b", "release-1.0"] {
            assert!(Branch::parse(text).is_ok(), "{text}");
        }
        for text in [
            "", "a..b", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a b", "a~1", "a^",
            "a:b", "a?", "a*", "a[", "a\\b", "a@{1}", "@", "a.", "-a", "a\u{7f}",
        ] {
            assert!(Branch::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_branch_cannot_leave_its_place_in_a_path() {
        assert_eq!(encode_path("feature/a#b?c%2f"), "feature/a%23b%3Fc%252f");
        assert_eq!(encode_path("3/두 수.py"), "3/%EB%91%90%20%EC%88%98.py");
    }

    #[test]
    fn object_ids_are_forty_digits_in_lower_case() {
        assert!(Sha::try_from("a".repeat(40)).is_ok());
        for text in ["", "A", "../../user"] {
            assert!(Sha::try_from(text.repeat(40)).is_err(), "{text}");
        }
        assert!(Sha::try_from("a".repeat(39)).is_err());
    }
}

use serde::{Deserialize, Serialize};

/// A language that algosu speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Locale {
    /// Korean.
    Ko,
    /// English.
    #[default]
    En,
}

impl Locale {
    /// As in the database and on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }
}

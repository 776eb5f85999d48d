//! What an editor sends: a whole problem, or the part of it to change.

use serde::{Deserialize, Deserializer, de};
use service::{FieldError, Problem as Refusal};
use timestamp::Timestamp;

use crate::content::Content;

/// The body of `POST` and `PATCH`. What is missing stays as it is; `null` takes away what may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Edit {
    title: Option<String>,
    statement: Option<String>,
    week: Option<i64>,
    allowed_languages: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    #[serde(default, deserialize_with = "or_null")]
    source_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "or_null")]
    platform: Option<Option<String>>,
    #[serde(default, deserialize_with = "or_null")]
    number: Option<Option<Number>>,
    #[serde(default, deserialize_with = "or_null")]
    difficulty: Option<Option<String>>,
    #[serde(default, deserialize_with = "or_null")]
    deadline: Option<Option<String>>,
    #[serde(default, deserialize_with = "or_null")]
    category: Option<Option<String>>,
    /// The version that the editor has seen; for `PATCH` alone.
    version: Option<i64>,
}

/// Tells `null` from a missing field.
fn or_null<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// `"1000"`, `"A-7"` or `1000`.
#[derive(Debug)]
struct Number(String);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Number;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a whole number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
                Ok(Number(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
                Ok(Number(number.to_string()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl Edit {
    /// The version that the editor has seen, if they say.
    pub(crate) fn version(&self) -> Option<i64> {
        self.version
    }

    /// A new problem.
    pub(crate) fn into_new(self) -> Result<Content, Refusal> {
        let mut found = Vec::new();
        let required = [
            ("title", self.title.is_none()),
            ("week", self.week.is_none()),
        ];
        for (field, missing) in required {
            if missing {
                found.push(error(field, "required", "This field is missing."));
            }
        }
        if self.version.is_some() {
            found.push(error(
                "version",
                "unknown_field",
                "This field is not known here.",
            ));
        }
        self.apply(Content::default(), found)
    }

    /// The problem after the change.
    pub(crate) fn onto(self, content: Content) -> Result<Content, Refusal> {
        self.apply(content, Vec::new())
    }

    fn apply(self, old: Content, mut found: Vec<FieldError>) -> Result<Content, Refusal> {
        let deadline = match self.deadline {
            None => old.deadline,
            Some(None) => None,
            Some(Some(text)) => match Timestamp::parse(&text) {
                Ok(moment) => Some(moment),
                Err(_) => {
                    let message = "Write it as RFC 3339, such as 2026-11-20T14:59:00Z.";
                    found.push(error("deadline", "not_a_time", message));
                    None
                }
            },
        };
        let number = self.number.map(|number| number.map(|Number(text)| text));
        Content {
            title: self.title.unwrap_or(old.title),
            statement: self.statement.unwrap_or(old.statement),
            source_url: self.source_url.unwrap_or(old.source_url),
            platform: self.platform.unwrap_or(old.platform),
            number: number.unwrap_or(old.number),
            difficulty: self.difficulty.unwrap_or(old.difficulty),
            week: self.week.unwrap_or(old.week),
            deadline,
            allowed_languages: self.allowed_languages.unwrap_or(old.allowed_languages),
            tags: self.tags.unwrap_or(old.tags),
            category: self.category.unwrap_or(old.category),
        }
        .checked(found)
    }
}

fn error(field: &str, code: &'static str, message: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        code,
        message: message.to_owned(),
    }
}

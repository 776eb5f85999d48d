//! What a problem says, and the rules for it.

use service::{FieldError, Problem as Refusal};
use timestamp::Timestamp;
use url::Url;

use crate::number;

/// The languages that algosu knows.
const LANGUAGES: [&str; 13] = [
    "c",
    "cpp",
    "csharp",
    "go",
    "java",
    "javascript",
    "kotlin",
    "python",
    "ruby",
    "rust",
    "sql",
    "swift",
    "typescript",
];

const TITLE: usize = 200;
const STATEMENT_BYTES: usize = 64 * 1024;
const URL_BYTES: usize = 2000;
const LABEL: usize = 40;
const LAST_WEEK: i64 = 520;
const TAGS: usize = 20;

/// Everything about a problem that its editors decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) title: String,
    pub(crate) statement: String,
    pub(crate) source_url: Option<String>,
    pub(crate) platform: Option<String>,
    /// As typed; see [`Content::number`].
    pub(crate) number: Option<String>,
    pub(crate) difficulty: Option<String>,
    /// Weeks are counted by the study, from 1.
    pub(crate) week: i64,
    pub(crate) deadline: Option<Timestamp>,
    /// Empty: all.
    pub(crate) allowed_languages: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) category: Option<String>,
}

impl Content {
    /// The number on the platform: as typed, or else the last digits of the source's URL.
    pub(crate) fn number(&self) -> Option<String> {
        let from_url = || self.source_url.as_deref().and_then(number::last_digits);
        self.number.clone().or_else(from_url)
    }

    /// Tidies it up (blanks around texts, doubled tags, empty labels) and checks all of it, after what
    /// reading it has already found wrong.
    pub(crate) fn checked(self, found: Vec<FieldError>) -> Result<Self, Refusal> {
        let mut check = Check(found);
        let content = Self {
            title: check.line("title", &self.title, 1, TITLE),
            statement: check.statement(self.statement),
            source_url: check.url(self.source_url),
            platform: check.label("platform", self.platform, LABEL),
            number: check.label("number", self.number, number::LONGEST),
            difficulty: check.label("difficulty", self.difficulty, LABEL),
            week: check.week(self.week),
            deadline: self.deadline,
            allowed_languages: check.languages(&self.allowed_languages),
            tags: check.tags(&self.tags),
            category: check.label("category", self.category, LABEL),
        };
        if check.0.is_empty() {
            Ok(content)
        } else {
            Err(Refusal::validation(check.0))
        }
    }
}

/// Whether a text can be one line on a page.
fn is_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

struct Check(Vec<FieldError>);

impl Check {
    fn refuse(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        let field = field.into();
        // One remark for each field: what reading it found comes first.
        if !self.0.iter().any(|error| error.field == field) {
            self.0.push(FieldError {
                field,
                code,
                message: message.into(),
            });
        }
    }

    fn line(&mut self, field: &str, text: &str, least: usize, most: usize) -> String {
        let text = text.trim();
        let length = text.chars().count();
        if length < least {
            self.refuse(field, "too_short", "This cannot be empty.");
        } else if length > most {
            let message = format!("This can have at most {most} characters.");
            self.refuse(field, "too_long", message);
        } else if !is_line(text) {
            let message = "This cannot contain line breaks or control characters.";
            self.refuse(field, "bad_characters", message);
        }
        text.to_owned()
    }

    /// A line that may be missing; an empty one is missing.
    fn label(&mut self, field: &str, text: Option<String>, most: usize) -> Option<String> {
        let text = text.map(|text| self.line(field, &text, 0, most));
        text.filter(|text| !text.is_empty())
    }

    fn statement(&mut self, text: String) -> String {
        let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.len() > STATEMENT_BYTES {
            let message = format!("This can have at most {STATEMENT_BYTES} bytes.");
            self.refuse("statement", "too_long", message);
        } else if text.contains(is_odd) {
            let message = "This cannot contain control characters.";
            self.refuse("statement", "bad_characters", message);
        }
        text
    }

    /// The web alone, without credentials: it becomes a link on a page.
    fn url(&mut self, text: Option<String>) -> Option<String> {
        const FIELD: &str = "sourceUrl";
        let text = self.label(FIELD, text, URL_BYTES)?;
        let is_web = Url::parse(&text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        });
        if !is_web {
            let message = "This must be a link that begins with http:// or https://.";
            self.refuse(FIELD, "not_a_web_address", message);
        }
        Some(text)
    }

    fn week(&mut self, week: i64) -> i64 {
        if !(1..=LAST_WEEK).contains(&week) {
            let message = format!("It must be a whole number from 1 to {LAST_WEEK}.");
            self.refuse("week", "out_of_range", message);
        }
        week
    }

    /// Each once, in our order.
    fn languages(&mut self, given: &[String]) -> Vec<String> {
        for (place, language) in given.iter().enumerate() {
            if !LANGUAGES.contains(&language.as_str()) {
                let message = format!("It must be one of {}.", LANGUAGES.join(", "));
                self.refuse(
                    format!("allowedLanguages[{place}]"),
                    "unknown_language",
                    message,
                );
            }
        }
        LANGUAGES
            .iter()
            .filter(|language| given.iter().any(|one| one == *language))
            .map(|language| (*language).to_owned())
            .collect()
    }

    /// Each once, in the order given. Quotes and backslashes are refused because tags are found by their
    /// JSON text, where those are written differently.
    fn tags(&mut self, given: &[String]) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for (place, tag) in given.iter().enumerate().take(TAGS + 1) {
            let field = format!("tags[{place}]");
            let tag = self.line(&field, tag, 1, LABEL);
            if tag.contains(['"', '\\']) {
                let message = "A tag cannot contain quotation marks or backslashes.";
                self.refuse(field, "bad_characters", message);
            }
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if given.len() > TAGS {
            let message = format!("There can be at most {TAGS}.");
            self.refuse("tags", "too_many", message);
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Content {
        Content {
            title: "  Two sums ".to_owned(),
            week: 1,
            ..Content::default()
        }
    }

    fn refused(content: Content) -> Vec<(String, &'static str)> {
        match content.checked(Vec::new()) {
            Ok(content) => panic!("accepted {content:?}"),
            Err(refusal) => refusal
                .errors
                .into_iter()
                .map(|error| (error.field, error.code))
                .collect(),
        }
    }

    #[test]
    fn what_is_right_is_tidied_up() {
        let content = Content {
            platform: Some("  ".to_owned()),
            allowed_languages: ["rust", "c", "rust"].map(str::to_owned).to_vec(),
            tags: [" dp ", "dp", "graph"].map(str::to_owned).to_vec(),
            source_url: Some("https://judge.example/문제/1000".to_owned()),
            ..good()
        };
        let content = content.checked(Vec::new()).unwrap();
        assert_eq!(content.title, "Two sums");
        assert_eq!(content.platform, None);
        assert_eq!(content.allowed_languages, ["c", "rust"]);
        assert_eq!(content.tags, ["dp", "graph"]);
        assert_eq!(content.number().as_deref(), Some("1000"));
    }

    #[test]
    fn a_typed_number_comes_before_the_urls() {
        let content = Content {
            number: Some("A-7".to_owned()),
            source_url: Some("https://judge.example/1000".to_owned()),
            ..good()
        };
        assert_eq!(content.number().as_deref(), Some("A-7"));
    }

    #[test]
    fn limits_hold_to_the_character_and_the_byte() {
        let at_the_limit = Content {
            title: "가".repeat(200),
            statement: "x".repeat(64 * 1024),
            week: 520,
            tags: (0..20).map(|n| format!("{n:0>40}")).collect(),
            ..good()
        };
        assert!(at_the_limit.checked(Vec::new()).is_ok());
        let over = Content {
            title: "가".repeat(201),
            statement: format!("{}가", "x".repeat(64 * 1024 - 2)),
            week: 521,
            tags: vec!["t".repeat(41); 21],
            ..good()
        };
        let fields: Vec<String> = refused(over).into_iter().map(|(field, _)| field).collect();
        for field in ["title", "statement", "week", "tags", "tags[0]"] {
            assert!(fields.iter().any(|one| one == field), "{field}: {fields:?}");
        }
    }

    #[test]
    fn a_link_must_lead_to_the_web() {
        for url in [
            "javascript:alert(1)",
            "ftp://judge.example/1",
            "judge.example/1",
            "https://",
            "https://user:word@judge.example/",
            "http://[::1",
            "data:text/html,x",
            "//judge.example",
        ] {
            let content = Content {
                source_url: Some(url.to_owned()),
                ..good()
            };
            assert_eq!(
                refused(content),
                [("sourceUrl".to_owned(), "not_a_web_address")],
                "{url}"
            );
        }
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let content = Content {
            title: "\u{7}x".to_owned(),
            week: 0,
            allowed_languages: vec!["c".to_owned(), "cobol".to_owned()],
            tags: vec!["a\"b".to_owned(), " ".to_owned()],
            number: Some("1".repeat(21)),
            statement: "\0".to_owned(),
            ..Content::default()
        };
        let expected = [
            ("title", "bad_characters"),
            ("statement", "bad_characters"),
            ("number", "too_long"),
            ("week", "out_of_range"),
            ("allowedLanguages[1]", "unknown_language"),
            ("tags[0]", "bad_characters"),
            ("tags[1]", "too_short"),
        ];
        assert_eq!(
            refused(content),
            expected.map(|(field, code)| (field.to_owned(), code))
        );
    }
}

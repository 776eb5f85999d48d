mod hostile;
mod sentences;

use review::{Answer, Problem, Request};

pub(super) const LANGUAGES: [&str; 13] = [
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

pub(super) fn review_of(language: &str, locale: &str, code: &str) -> Answer {
    super::review(&Request {
        submission_id: "0197".to_owned(),
        locale: locale.to_owned(),
        language: language.to_owned(),
        code: code.to_owned(),
        problem: Problem {
            title: "A problem".to_owned(),
            statement: String::new(),
            platform: None,
            number: None,
            difficulty: None,
            category: None,
        },
    })
}

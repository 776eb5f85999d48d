//! What a submission's commit says: path, message, author.

use timestamp::Timestamp;

use crate::{
    github::Signature,
    job::Submission,
    language::extension,
    path::{self, Values},
    segment,
};

/// Characters of a title that go into the subject line.
const TITLE_CHARS: usize = 200;
/// Characters of a member's name that go into a signature.
const NAME_CHARS: usize = 100;

/// Where the submission's file goes.
pub(crate) fn path(template: &str, submission: &Submission) -> String {
    let problem = &submission.problem;
    let title = segment::clean(&problem.title);
    let values = Values {
        week: problem.week.to_string(),
        platform: problem.platform.clone().unwrap_or_default(),
        number: problem.number.clone().unwrap_or_default(),
        title: if title.is_empty() {
            "untitled".to_owned()
        } else {
            title
        },
        language: submission.language.clone(),
        ext: extension(&submission.language).to_owned(),
        date: submission.created_at.to_string().chars().take(10).collect(),
        user: submission.user_name.clone(),
    };
    path::render(template, &values)
}

/// The message: a subject, and the trailer that says which submission this is. Every value is one line,
/// so none can add a trailer.
pub(crate) fn message(submission: &Submission) -> String {
    let title = line(&submission.problem.title, TITLE_CHARS);
    let title = if title.is_empty() { "untitled" } else { &title };
    let language = line(&submission.language, NAME_CHARS);
    let id = line(&submission.submission_id, NAME_CHARS);
    format!("Submit: {title} ({language})\n\nSubmission-Id: {id}")
}

/// The member, as author and committer of the submission's commit. The address is nobody's: algosu does
/// not know which of their addresses a member shows on GitHub.
pub(crate) fn signature(submission: &Submission) -> Signature {
    let name = line(&submission.user_name, NAME_CHARS).replace(['<', '>'], "");
    let name = name.trim();
    let id: String = submission
        .user_id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(NAME_CHARS)
        .collect();
    Signature {
        name: if name.chars().any(char::is_alphanumeric) {
            name.to_owned()
        } else {
            "algosu member".to_owned()
        },
        email: format!("{id}@users.noreply.algosu.invalid"),
        date: seconds(submission.created_at),
    }
}

/// algosu itself, as author of an empty repository's first commit.
pub(crate) fn own_signature(at: Timestamp) -> Signature {
    Signature {
        name: "algosu".to_owned(),
        email: "noreply@algosu.invalid".to_owned(),
        date: seconds(at),
    }
}

/// RFC 3339 without the fraction.
fn seconds(at: Timestamp) -> String {
    let text = at.to_string();
    match text.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => text,
    }
}

/// Text as a single line of at most `most` characters.
fn line(text: &str, most: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn submission(change: impl Fn(&mut serde_json::Value)) -> Submission {
        let mut payload = json!({
            "submissionId": "0199-id", "userId": "0199-user", "userName": "민수", "language": "sql",
            "code": "select 1", "createdAt": "2026-11-20T06:04:05.678Z",
            "problem": {"title": "두 수의 합", "week": 3, "platform": "BOJ", "number": 1000},
            "priorCommits": [],
        });
        change(&mut payload);
        serde_json::from_value(payload).unwrap()
    }

    #[test]
    fn a_commit_names_title_language_and_submission() {
        let plain = submission(|_| {});
        assert_eq!(
            message(&plain),
            "Submit: 두 수의 합 (sql)\n\nSubmission-Id: 0199-id"
        );
        assert_eq!(
            path(path::DEFAULT_TEMPLATE, &plain),
            "3/BOJ_1000_두 수의 합.sql"
        );
    }

    #[test]
    fn a_title_cannot_forge_a_trailer() {
        let forged = submission(|payload| {
            payload["problem"]["title"] = json!("x\n\nSubmission-Id: other\r\u{2028}y");
        });
        let message = message(&forged);
        assert_eq!(message.matches('\n').count(), 2, "{message}");
        assert!(message.ends_with("\n\nSubmission-Id: 0199-id"));
    }

    #[test]
    fn a_signature_is_fixed_by_the_submission() {
        let signature = signature(&submission(|_| {}));
        assert_eq!(signature.name, "민수");
        assert_eq!(signature.email, "0199-user@users.noreply.algosu.invalid");
        assert_eq!(signature.date, "2026-11-20T06:04:05Z");
    }

    #[test]
    fn a_name_that_git_cannot_write_is_replaced() {
        for (name, written) in [
            ("<a>\nb", "a b"),
            ("<>", "algosu member"),
            ("...", "algosu member"),
            ("", "algosu member"),
        ] {
            let submission = submission(|payload| payload["userName"] = json!(name));
            assert_eq!(signature(&submission).name, written);
        }
    }

    #[test]
    fn a_problem_without_a_title_still_has_a_file() {
        let bare = submission(|payload| {
            payload["problem"] = json!({"title": " \u{200b}", "week": -1, "number": null});
        });
        assert_eq!(path(path::DEFAULT_TEMPLATE, &bare), "-1/untitled.sql");
    }
}

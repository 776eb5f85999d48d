//! The payload of an `ai-review` job.

use review::Request;
use serde::{Deserialize, Deserializer};

/// One submission to be reviewed.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submission {
    submission_id: String,
    locale: String,
    language: String,
    code: String,
    problem: Problem,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Problem {
    title: String,
    #[serde(default)]
    statement: Option<String>,
    #[serde(default, deserialize_with = "label")]
    platform: Option<String>,
    #[serde(default, deserialize_with = "label")]
    number: Option<String>,
    #[serde(default, deserialize_with = "label")]
    difficulty: Option<String>,
    #[serde(default, deserialize_with = "label")]
    category: Option<String>,
}

/// A short text, or a number, which is as good.
fn label<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Label {
        Text(String),
        Number(serde_json::Number),
    }
    Ok(Option::deserialize(deserializer)?.map(|label| match label {
        Label::Text(text) => text,
        Label::Number(number) => number.to_string(),
    }))
}

impl From<Submission> for Request {
    fn from(submission: Submission) -> Self {
        let problem = submission.problem;
        Self {
            submission_id: submission.submission_id,
            locale: submission.locale,
            language: submission.language,
            code: submission.code,
            problem: review::Problem {
                title: problem.title,
                statement: problem.statement.unwrap_or_default(),
                platform: problem.platform,
                number: problem.number,
                difficulty: problem.difficulty,
                category: problem.category,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_payload_becomes_a_request() {
        let payload = json!({
            "submissionId": "s", "userId": "u", "locale": "ko", "language": "c", "code": "x",
            "problem": {"title": "t", "statement": "", "platform": null, "number": 1000, "difficulty": "Gold IV"},
        });
        let request = Request::from(serde_json::from_value::<Submission>(payload).unwrap());
        assert_eq!(
            (request.locale.as_str(), request.code.as_str()),
            ("ko", "x")
        );
        assert_eq!(request.problem.number.as_deref(), Some("1000"));
        assert_eq!(request.problem.difficulty.as_deref(), Some("Gold IV"));
        assert_eq!(request.problem.category, None);
    }

    #[test]
    fn a_payload_without_code_is_none() {
        let payload = json!({"submissionId": "s", "locale": "ko", "language": "c", "problem": {"title": "t"}});
        assert!(serde_json::from_value::<Submission>(payload).is_err());
    }
}

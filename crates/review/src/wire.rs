//! A review in algosu's JSON: camelCase, what is missing is `null`.
//!
//! This is the `result` that the worker reports for a finished `ai-review` job, and its fields are what
//! `GET /api/submissions/{id}/review` answers.

use serde::{Deserialize, Serialize};

use crate::{Answer, Assessment, Category, CategoryName, Highlight, HighlightKind, Usage};

/// `{"type": "reviewed", provider, model, promptVersion, review, usage}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "reviewed", rename_all = "camelCase")]
pub struct Reviewed {
    /// Who reviewed.
    pub provider: String,
    /// The model, or null where none was used.
    pub model: Option<String>,
    /// The prompt's version, or null where no model was used.
    pub prompt_version: Option<String>,
    /// The review itself.
    pub review: ReviewBody,
    /// What the model consumed, or null where none was used.
    pub usage: Option<UsageBody>,
}

/// `{totalScore, summary, timeComplexity, spaceComplexity, categories, optimizedCode}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewBody {
    /// 0 to 100, or null where no scores were given.
    pub total_score: Option<u8>,
    /// A few sentences.
    pub summary: String,
    /// For example `O(n log n)`, or null where it was not judged.
    pub time_complexity: Option<String>,
    /// As the time.
    pub space_complexity: Option<String>,
    /// Each category at most once.
    pub categories: Vec<CategoryBody>,
    /// The whole program, improved, or null.
    pub optimized_code: Option<String>,
}

/// `{name, score, comment, highlights}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CategoryBody {
    /// Which one.
    pub name: CategoryWord,
    /// 0 to 100, or null where it was not judged.
    pub score: Option<u8>,
    /// One or two sentences.
    pub comment: String,
    /// Remarks on lines.
    pub highlights: Vec<HighlightBody>,
}

/// A category's name in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CategoryWord {
    /// `correctness`
    Correctness,
    /// `efficiency`
    Efficiency,
    /// `readability`
    Readability,
    /// `structure`
    Structure,
    /// `bestPractice`
    BestPractice,
}

/// `{startLine, endLine, type, message}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HighlightBody {
    /// The first line, from 1.
    pub start_line: u32,
    /// The last line, included.
    pub end_line: u32,
    /// What kind of remark it is.
    #[serde(rename = "type")]
    pub kind: HighlightWord,
    /// The remark.
    pub message: String,
}

/// A remark's kind in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HighlightWord {
    /// `issue`
    Issue,
    /// `suggestion`
    Suggestion,
    /// `good`
    Good,
}

/// `{inputTokens, outputTokens}`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageBody {
    /// Tokens the model read.
    pub input_tokens: u64,
    /// Tokens the model wrote.
    pub output_tokens: u64,
}

impl From<Answer> for Reviewed {
    fn from(answer: Answer) -> Self {
        Self {
            provider: answer.provider,
            model: answer.model,
            prompt_version: answer.prompt_version,
            review: answer.review.into(),
            usage: answer.usage.map(Into::into),
        }
    }
}

impl From<Assessment> for ReviewBody {
    fn from(review: Assessment) -> Self {
        Self {
            total_score: review.total_score,
            summary: review.summary,
            time_complexity: review.time_complexity,
            space_complexity: review.space_complexity,
            categories: review.categories.into_iter().map(Into::into).collect(),
            optimized_code: review.optimized_code,
        }
    }
}

impl From<Category> for CategoryBody {
    fn from(category: Category) -> Self {
        Self {
            name: category.name.into(),
            score: category.score,
            comment: category.comment,
            highlights: category.highlights.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Highlight> for HighlightBody {
    fn from(highlight: Highlight) -> Self {
        Self {
            start_line: highlight.start_line,
            end_line: highlight.end_line,
            kind: highlight.kind.into(),
            message: highlight.message,
        }
    }
}

impl From<CategoryName> for CategoryWord {
    fn from(name: CategoryName) -> Self {
        match name {
            CategoryName::Correctness => Self::Correctness,
            CategoryName::Efficiency => Self::Efficiency,
            CategoryName::Readability => Self::Readability,
            CategoryName::Structure => Self::Structure,
            CategoryName::BestPractice => Self::BestPractice,
        }
    }
}

impl From<HighlightKind> for HighlightWord {
    fn from(kind: HighlightKind) -> Self {
        match kind {
            HighlightKind::Issue => Self::Issue,
            HighlightKind::Suggestion => Self::Suggestion,
            HighlightKind::Good => Self::Good,
        }
    }
}

impl From<Usage> for UsageBody {
    fn from(usage: Usage) -> Self {
        Self {
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_has_the_agreed_form_in_json_and_reads_back() {
        let reviewed = Reviewed::from(Answer {
            provider: "anthropic".to_owned(),
            model: Some("a-model".to_owned()),
            prompt_version: Some("1".to_owned()),
            review: Assessment {
                total_score: Some(90),
                summary: "Good.".to_owned(),
                time_complexity: Some("O(n)".to_owned()),
                space_complexity: None,
                categories: vec![Category {
                    name: CategoryName::BestPractice,
                    score: Some(90),
                    comment: "Fine.".to_owned(),
                    highlights: vec![Highlight {
                        start_line: 1,
                        end_line: 2,
                        kind: HighlightKind::Good,
                        message: "Clear.".to_owned(),
                    }],
                }],
                optimized_code: None,
            },
            usage: Some(Usage {
                input_tokens: 10,
                output_tokens: 20,
            }),
        });
        let json = serde_json::to_value(&reviewed).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "type": "reviewed", "provider": "anthropic", "model": "a-model", "promptVersion": "1",
                "review": {
                    "totalScore": 90, "summary": "Good.", "timeComplexity": "O(n)", "spaceComplexity": null,
                    "categories": [{
                        "name": "bestPractice", "score": 90, "comment": "Fine.",
                        "highlights": [{"startLine": 1, "endLine": 2, "type": "good", "message": "Clear."}],
                    }],
                    "optimizedCode": null,
                },
                "usage": {"inputTokens": 10, "outputTokens": 20},
            })
        );
        assert_eq!(serde_json::from_value::<Reviewed>(json).unwrap(), reviewed);
    }
}

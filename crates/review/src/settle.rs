//! The check that every reviewer's answer passes before it is stored or shown.
//!
//! A reviewer may be a stranger's component with a model behind it, so nothing is believed:
//! 1. texts lose control characters and are cut at a length;
//! 2. a remark keeps only the lines that exist, and goes if none of them do, or if it says nothing;
//! 3. a category appears once, in the order of the weights table;
//! 4. the total is computed from the categories, whatever the reviewer said.
//!
//! What cannot be put right without guessing is a [`Defect`].

use crate::{Answer, Assessment, Category, CategoryName, Highlight, weights};

/// The longest summary that is kept, in characters.
const SUMMARY: usize = 4_000;
/// The longest comment or remark, in characters.
const REMARK: usize = 1_000;
/// The longest complexity, provider, model or prompt version, in characters.
const LABEL: usize = 120;
/// The most remarks in one category.
const REMARKS: usize = 20;
/// The longest improved program, in bytes; the same as the longest submission.
const CODE_BYTES: usize = 102_400;

/// What was reviewed, as far as the check needs it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The submission's language, for the weights.
    pub language: &'a str,
    /// The submission's code, for its lines.
    pub code: &'a str,
}

/// Why an answer is no review.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// There is nothing to read.
    #[error("the review has no summary")]
    Empty,
    /// A score above 100: nobody can know what was meant.
    #[error("the score {score} is not between 0 and 100")]
    Score {
        /// As the reviewer gave it.
        score: u8,
    },
    /// Nobody can be named as its author.
    #[error("the answer does not say who reviewed")]
    Nameless,
}

/// Puts an answer into the form that may be stored and shown.
///
/// # Errors
/// A [`Defect`] where the answer cannot be mended without guessing.
pub fn settle(answer: Answer, source: Source<'_>) -> Result<Answer, Defect> {
    let provider = label(Some(answer.provider)).ok_or(Defect::Nameless)?;
    Ok(Answer {
        provider,
        model: label(answer.model),
        prompt_version: label(answer.prompt_version),
        review: settle_review(answer.review, source)?,
        usage: answer.usage,
    })
}

fn settle_review(review: Assessment, source: Source<'_>) -> Result<Assessment, Defect> {
    let summary = prose(&review.summary, SUMMARY).ok_or(Defect::Empty)?;
    let lines = u32::try_from(source.code.lines().count()).unwrap_or(u32::MAX);
    let mut categories: Vec<Category> = Vec::with_capacity(5);
    for category in review.categories {
        if let Some(score) = category.score.filter(|score| *score > 100) {
            return Err(Defect::Score { score });
        }
        if !categories.iter().any(|kept| kept.name == category.name) {
            categories.push(settle_category(category, lines));
        }
    }
    categories.sort_by_key(|category| rank(category.name));
    let scores = categories
        .iter()
        .filter_map(|category| category.score.map(|score| (category.name, score)));
    Ok(Assessment {
        total_score: weights::total(scores, source.language),
        summary,
        time_complexity: label(review.time_complexity),
        space_complexity: label(review.space_complexity),
        categories,
        optimized_code: review
            .optimized_code
            .map(|code| code.replace('\0', ""))
            .filter(|code| !code.trim().is_empty() && code.len() <= CODE_BYTES),
    })
}

fn settle_category(category: Category, lines: u32) -> Category {
    Category {
        name: category.name,
        score: category.score,
        comment: prose(&category.comment, REMARK).unwrap_or_default(),
        highlights: category
            .highlights
            .into_iter()
            .filter_map(|highlight| settle_highlight(highlight, lines))
            .take(REMARKS)
            .collect(),
    }
}

/// Keeps the part of a remark's range that exists. A range given backwards is turned round.
fn settle_highlight(highlight: Highlight, lines: u32) -> Option<Highlight> {
    let first = highlight.start_line.min(highlight.end_line).max(1);
    let last = highlight.start_line.max(highlight.end_line).min(lines);
    let message = prose(&highlight.message, REMARK)?;
    (first <= last).then_some(Highlight {
        start_line: first,
        end_line: last,
        kind: highlight.kind,
        message,
    })
}

fn rank(name: CategoryName) -> u8 {
    match name {
        CategoryName::Correctness => 0,
        CategoryName::Efficiency => 1,
        CategoryName::Readability => 2,
        CategoryName::Structure => 3,
        CategoryName::BestPractice => 4,
    }
}

/// Text for people: no control characters but line ends and tabs, no blanks around, not too long.
fn prose(text: &str, most: usize) -> Option<String> {
    let clean: String = text
        .trim()
        .chars()
        .filter(|char| !char.is_control() || matches!(char, '\n' | '\t'))
        .take(most)
        .collect();
    (!clean.is_empty()).then_some(clean)
}

/// Text for one line.
fn label(text: Option<String>) -> Option<String> {
    let text = text?;
    prose(&text.replace(['\n', '\t'], " "), LABEL)
}

#[cfg(test)]
mod tests;

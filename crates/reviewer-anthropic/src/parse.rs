//! From the model's words to a review.
//!
//! Reading is tolerant, in this order: the whole text as JSON; the text without its code fence; the first
//! complete object in it. Then each field is taken for what it is, numbers in quotes too, and parts that
//! make no sense are left out. Judging is strict: without a summary or a category, or with a score
//! outside 0 to 100, there is no review. An improved program is kept only where the model states that it
//! behaves the same.
//!
//! The errors say what is wrong and never what was written.

use review::{Assessment, Category, CategoryName, Highlight, HighlightKind};
use serde_json::{Map, Value};

/// Braces that are tried before the search is given up: prose may contain braces.
const TRIES: usize = 16;

/// Reads a review.
pub(crate) fn review(text: &str, language: &str) -> Result<Assessment, String> {
    let object = object(text).ok_or("the answer contains no JSON object that is a review")?;
    let summary = string(&object, "summary").ok_or("the review has no summary")?;
    let given = object.get("categories").and_then(Value::as_array);
    let mut categories = Vec::new();
    for value in given.into_iter().flatten() {
        categories.extend(category(value)?);
    }
    if categories.is_empty() {
        return Err("the review has no category".to_owned());
    }
    Ok(Assessment {
        total_score: None,
        summary,
        time_complexity: string(&object, "timeComplexity"),
        space_complexity: string(&object, "spaceComplexity"),
        categories,
        optimized_code: optimized(&object, language),
    })
}

/// The first object that could be a review.
fn object(text: &str) -> Option<Map<String, Value>> {
    let text = text.trim();
    let whole = [Some(text), unfenced(text)];
    let within = objects(text).take(TRIES).flatten();
    whole
        .into_iter()
        .flatten()
        .chain(within)
        .find_map(|candidate| {
            let value: Value = serde_json::from_str(candidate).ok()?;
            match value {
                Value::Object(object)
                    if object.contains_key("summary") || object.contains_key("categories") =>
                {
                    Some(object)
                }
                _ => None,
            }
        })
}

/// The inside of a code fence that encloses the whole text.
fn unfenced(text: &str) -> Option<&str> {
    let (_, inside) = text.strip_prefix("```")?.split_once('\n')?;
    Some(inside.trim_end().strip_suffix("```").unwrap_or(inside))
}

/// Complete objects in the text, from left to right, and nothing for a brace that is never closed. Braces
/// inside strings do not count.
fn objects(text: &str) -> impl Iterator<Item = Option<&str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, from) = rest.split_at_checked(rest.find('{')?)?;
        let (object, after) = match object_length(from) {
            Some(length) => from
                .split_at_checked(length)
                .map(|(object, after)| (Some(object), after))?,
            None => (None, from.strip_prefix('{')?),
        };
        rest = after;
        Some(object)
    })
}

fn object_length(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut hidden) = (0_usize, false, false);
    for (at, char) in text.char_indices() {
        match char {
            _ if hidden => hidden = false,
            '\\' if in_string => hidden = true,
            '"' => in_string = !in_string,
            '{' if !in_string => depth += 1,
            '}' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A text that says something.
fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A number, also one in quotes.
fn number(object: &Map<String, Value>, name: &str) -> Option<f64> {
    match object.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

/// A category, or nothing if it is none of ours.
fn category(value: &Value) -> Result<Option<Category>, String> {
    let Some(object) = value.as_object() else {
        return Ok(None);
    };
    let Some(name) = string(object, "name").and_then(|name| category_name(&name)) else {
        return Ok(None);
    };
    let score = number(object, "score").map(f64::round);
    if score.is_some_and(|score| !(0.0..=100.0).contains(&score)) {
        return Err("a score is not between 0 and 100".to_owned());
    }
    let highlights = object.get("highlights").and_then(Value::as_array);
    Ok(Some(Category {
        name,
        score: score
            .and_then(whole)
            .and_then(|score| u8::try_from(score).ok()),
        comment: string(object, "comment").unwrap_or_default(),
        highlights: highlights
            .into_iter()
            .flatten()
            .filter_map(highlight)
            .collect(),
    }))
}

/// `bestPractice`, `best_practice`, `Best Practice`.
fn category_name(name: &str) -> Option<CategoryName> {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    match letters.as_str() {
        "correctness" => Some(CategoryName::Correctness),
        "efficiency" => Some(CategoryName::Efficiency),
        "readability" => Some(CategoryName::Readability),
        "structure" => Some(CategoryName::Structure),
        "bestpractice" | "bestpractices" => Some(CategoryName::BestPractice),
        _ => None,
    }
}

/// A remark, or nothing if it has no line or no words.
fn highlight(value: &Value) -> Option<Highlight> {
    let object = value.as_object()?;
    let start_line = whole(number(object, "startLine")?)?;
    let end_line = number(object, "endLine").map_or(Some(start_line), whole)?;
    let kind = match string(object, "type").as_deref() {
        Some("issue") => HighlightKind::Issue,
        Some("good") => HighlightKind::Good,
        _ => HighlightKind::Suggestion,
    };
    Some(Highlight {
        start_line,
        end_line,
        kind,
        message: string(object, "message")?,
    })
}

/// A whole number that is not negative.
fn whole(number: f64) -> Option<u32> {
    let in_range = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    // Between these bounds a whole number is written without a fraction or an exponent.
    in_range
        .then(|| format!("{number:.0}").parse().ok())
        .flatten()
}

/// The improved program, if the model states that it does the same.
fn optimized(object: &Map<String, Value>, language: &str) -> Option<String> {
    let meta = object.get("optimizedCodeMeta")?.as_object()?;
    let states = |name: &str| meta.get(name) == Some(&Value::Bool(true));
    let same = states("behaviorEquivalent") && (language == "sql" || states("signaturePreserved"));
    let code = object.get("optimizedCode")?.as_str()?;
    (same && !code.trim().is_empty()).then(|| code.to_owned())
}

#[cfg(test)]
mod tests;

//! The words that the model is given.
//!
//! Prompts are files, `prompts/<version>/`, and the version is recorded with each review; a file of a
//! version that was used does not change, a new version is a new folder.
//!
//! The submission and the problem come from strangers. Two things keep them data:
//! - each of their lines gets a prefix, so none of them can be a marker line or stand at its beginning;
//! - the markers carry a word that is drawn for this request, so none can be written in advance.
//!
//! The placeholders of a file are filled in one pass: a text that is filled in is not looked at again.

use review::Request;
use uuid::Uuid;

/// The version of the prompts in use.
pub const VERSION: &str = "v1";

const SYSTEM: &str = include_str!("../prompts/v1/system.md");
const RUBRIC_ALGORITHM: &str = include_str!("../prompts/v1/rubric-algorithm.md");
const RUBRIC_SQL: &str = include_str!("../prompts/v1/rubric-sql.md");
const REQUEST: &str = include_str!("../prompts/v1/request.md");

/// The longest statement that is sent, in characters.
const STATEMENT: usize = 20_000;
/// The longest title, platform, number, difficulty and category, in characters.
const LABEL: usize = 300;

/// A system prompt and the one message that follows it.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) system: String,
    pub(crate) message: String,
}

/// Writes the prompt for a submission.
pub(crate) fn write(request: &Request) -> Prompt {
    write_between(request, &Uuid::now_v7().simple().to_string())
}

fn write_between(request: &Request, boundary: &str) -> Prompt {
    let sql = request.language == "sql";
    let platform = platform(request);
    let system = fill(SYSTEM, |name| match name {
        "rubric" if sql => RUBRIC_SQL.trim(),
        "rubric" => RUBRIC_ALGORITHM.trim(),
        "complexity" if sql => {
            "For SQL, say in a few words how it is executed and what is sorted or kept."
        }
        "complexity" => "",
        "kept" if sql => "the same columns, rows and order",
        "kept" => "the same signature, the same input and output",
        "reader" => reader(&request.locale),
        "boundary" => boundary,
        _ => "",
    });
    let (problem, code) = (quoted(&problem(request)), numbered(&request.code));
    let message = fill(REQUEST, |name| match name {
        "language" => language(&request.language),
        "platform" => platform,
        "problem" => &problem,
        "code" => &code,
        "boundary" => boundary,
        _ => "",
    });
    Prompt { system, message }
}

/// Replaces each `{{name}}` once.
fn fill<'a>(template: &'a str, value: impl Fn(&str) -> &'a str) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        filled.push_str(value(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Each line behind its number.
fn numbered(code: &str) -> String {
    (1..)
        .zip(code.lines())
        .map(|(number, line)| format!("{number}| {line}\n"))
        .collect::<String>()
        .trim_end_matches('\n')
        .to_owned()
}

/// Each line behind a bar.
fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("| {line}")).collect();
    lines.join("\n")
}

fn problem(request: &Request) -> String {
    let problem = &request.problem;
    let labels = [
        ("Title", Some(problem.title.as_str())),
        ("Platform", problem.platform.as_deref()),
        ("Number", problem.number.as_deref()),
        ("Difficulty", problem.difficulty.as_deref()),
        ("Category", problem.category.as_deref()),
    ];
    let mut text = String::new();
    for (name, value) in labels {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            let value: String = value.chars().take(LABEL).collect();
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    let statement = problem.statement.trim();
    if statement.is_empty() {
        text.push_str("Statement: (none was given)");
    } else {
        let cut: String = statement.chars().take(STATEMENT).collect();
        let more = if cut.len() < statement.len() {
            "\n(the rest was left out)"
        } else {
            ""
        };
        text.push_str(&format!("Statement:\n{cut}{more}"));
    }
    text
}

/// What an improved program has to keep on the platforms we know.
fn platform(request: &Request) -> &'static str {
    let platform = request
        .problem
        .platform
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_ascii_uppercase();
    match platform.as_str() {
        "BOJ" | "BAEKJOON" => {
            " Its platform runs whole programs: they read standard input and write standard output."
        }
        "PROGRAMMERS" if request.language == "sql" => " Its platform compares the result set.",
        "PROGRAMMERS" => " Its platform calls a function whose signature is given.",
        _ => "",
    }
}

fn reader(locale: &str) -> &'static str {
    match locale.split(['-', '_']).next() {
        Some("ko") => "Korean, in the polite and friendly form that ends in 요",
        _ => "English",
    }
}

fn language(language: &str) -> &'static str {
    match language {
        "c" => "C",
        "cpp" => "C++",
        "csharp" => "C#",
        "go" => "Go",
        "java" => "Java",
        "javascript" => "JavaScript",
        "kotlin" => "Kotlin",
        "python" => "Python",
        "ruby" => "Ruby",
        "rust" => "Rust",
        "sql" => "SQL",
        "swift" => "Swift",
        "typescript" => "TypeScript",
        _ => "a language that you may recognise from the code",
    }
}

#[cfg(test)]
mod tests;

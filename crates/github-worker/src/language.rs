//! Languages and the extensions of their files.

/// The extension of a language's files, without the dot; `txt` for a language that is not known here.
pub(crate) fn extension(language: &str) -> &'static str {
    match language {
        "c" => "c",
        "cpp" => "cpp",
        "csharp" => "cs",
        "go" => "go",
        "java" => "java",
        "javascript" => "js",
        "kotlin" => "kt",
        "python" => "py",
        "ruby" => "rb",
        "rust" => "rs",
        "sql" => "sql",
        "swift" => "swift",
        "typescript" => "ts",
        _ => "txt",
    }
}

//! What the measurements must know of each language, as a table.
//!
//! Only what is needed to tell code from comments and texts, and to find where loops, conditions and
//! functions begin and end. A language that is not listed is read as if it were C.

mod languages;

/// How a language marks the extent of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocks {
    /// `{` and `}`; conditions stand in parentheses and bodies may lack braces.
    BracesAfterParens,
    /// `{` and `}`; conditions stand free and bodies always have braces.
    BracesAfterFreeHead,
    /// Deeper indentation.
    Indentation,
    /// A keyword and `end`.
    Ends,
    /// Parentheses around queries.
    Queries,
}

/// Code inside a text: how it opens and closes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interpolation {
    pub(crate) open: &'static str,
    pub(crate) nest: char,
    pub(crate) close: char,
}

/// One way to write a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    /// A backslash hides the character after it.
    pub(crate) escapes: bool,
    /// The closing mark twice stands for itself.
    pub(crate) doubling: bool,
    /// Goes on after the end of the line.
    pub(crate) lines: bool,
    pub(crate) interpolation: Option<Interpolation>,
}

/// A language, as far as it matters here.
#[derive(Debug)]
pub(crate) struct Syntax {
    pub(crate) blocks: Blocks,
    /// What begins a comment that ends with the line.
    pub(crate) line_comments: &'static [&'static str],
    /// What encloses a comment, and whether such comments nest.
    pub(crate) block_comment: Option<(&'static str, &'static str, bool)>,
    /// Longest opening mark first.
    pub(crate) texts: &'static [Text],
    /// Peculiarities.
    pub(crate) quirks: Quirks,
    /// A body follows in parentheses or free, see [`Blocks`].
    pub(crate) loops: &'static [&'static str],
    /// A body follows at once and the condition comes last.
    pub(crate) trailing_loops: &'static [&'static str],
    /// Methods whose block is a loop's body.
    pub(crate) loop_methods: &'static [&'static str],
    pub(crate) branches: &'static [&'static str],
    /// A body follows at once.
    pub(crate) plain_branches: &'static [&'static str],
    /// Words that begin a function; none where functions are known by their form, `name(...) {`.
    pub(crate) functions: &'static [&'static str],
    /// What shows that a line writes to where only the author looks.
    pub(crate) debug_prints: &'static [&'static str],
}

/// Peculiarities of one language or another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quirks {
    /// Lines that begin with `#` speak to the preprocessor.
    pub(crate) directives: bool,
    /// `R"x(...)x"`.
    pub(crate) delimited_raw: bool,
    /// `r#"..."#`.
    pub(crate) rust_raw: bool,
    /// `#"..."#`.
    pub(crate) swift_raw: bool,
    /// `'a` may be a lifetime.
    pub(crate) lifetimes: bool,
    /// `1'000`.
    pub(crate) digit_quotes: bool,
    /// `/.../` may be a pattern.
    pub(crate) patterns: bool,
    /// `<<~WORD`, `%w[...]`, `=begin`.
    pub(crate) ruby: bool,
    /// A text that stands alone is documentation.
    pub(crate) doc_texts: bool,
    /// A statement may end with its line.
    pub(crate) line_ends: bool,
    /// A body's brace stands on the line of its head.
    pub(crate) brace_on_line: bool,
    /// `for` is a loop only together with `in`.
    pub(crate) for_needs_in: bool,
    /// `=` after a function's head means that no block follows.
    pub(crate) equals_body: bool,
    /// A `#` comment counts at the beginning of a line only.
    pub(crate) hash_at_start: bool,
}

/// The table's row for a language.
pub(crate) fn of(language: &str) -> &'static Syntax {
    match language {
        "cpp" => &languages::CPP,
        "csharp" => &languages::CSHARP,
        "go" => &languages::GO,
        "java" => &languages::JAVA,
        "javascript" | "typescript" => &languages::JAVASCRIPT,
        "kotlin" => &languages::KOTLIN,
        "python" => &languages::PYTHON,
        "ruby" => &languages::RUBY,
        "rust" => &languages::RUST,
        "sql" => &languages::SQL,
        "swift" => &languages::SWIFT,
        _ => &languages::C,
    }
}

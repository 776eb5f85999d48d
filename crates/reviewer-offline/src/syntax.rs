//! What the measurements must know of each language, as a table.
//!
//! Only what is needed to tell code from comments and texts, and to find where loops, conditions and
//! functions begin and end. A language that is not listed is read as if it were C.

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

const QUIRKS: Quirks = Quirks {
    directives: false,
    delimited_raw: false,
    rust_raw: false,
    swift_raw: false,
    lifetimes: false,
    digit_quotes: false,
    patterns: false,
    ruby: false,
    doc_texts: false,
    line_ends: false,
    brace_on_line: false,
    for_needs_in: false,
    equals_body: false,
    hash_at_start: false,
};

const fn line(mark: &'static str) -> Text {
    Text {
        open: mark,
        close: mark,
        escapes: true,
        doubling: false,
        lines: false,
        interpolation: None,
    }
}

const fn long(mark: &'static str) -> Text {
    Text {
        lines: true,
        ..line(mark)
    }
}

const fn raw(mark: &'static str) -> Text {
    Text {
        escapes: false,
        ..long(mark)
    }
}

const fn doubled(open: &'static str, close: &'static str) -> Text {
    Text {
        open,
        close,
        doubling: true,
        ..raw("")
    }
}

const fn with_code(text: Text, open: &'static str, nest: char, close: char) -> Text {
    Text {
        interpolation: Some(Interpolation { open, nest, close }),
        ..text
    }
}

const SLASHES: &[&str] = &["//"];
const STARS: Option<(&str, &str, bool)> = Some(("/*", "*/", false));
const NESTED_STARS: Option<(&str, &str, bool)> = Some(("/*", "*/", true));

const C: Syntax = Syntax {
    blocks: Blocks::BracesAfterParens,
    line_comments: SLASHES,
    block_comment: STARS,
    texts: &[line("\""), line("'")],
    quirks: Quirks {
        directives: true,
        digit_quotes: true,
        ..QUIRKS
    },
    loops: &["for", "while"],
    trailing_loops: &["do"],
    loop_methods: &[],
    branches: &["if", "switch"],
    plain_branches: &["else"],
    functions: &[],
    debug_prints: &["fprintf(stderr", "fputs(stderr", "perror("],
};

const CPP: Syntax = Syntax {
    quirks: Quirks {
        delimited_raw: true,
        ..C.quirks
    },
    branches: &["if", "switch", "catch"],
    plain_branches: &["else", "try"],
    debug_prints: &["cerr <<", "cerr<<", "clog <<", "clog<<", "fprintf(stderr"],
    ..C
};

const CSHARP: Syntax = Syntax {
    texts: &[
        raw("\"\"\""),
        doubled("$@\"", "\""),
        doubled("@$\"", "\""),
        doubled("@\"", "\""),
        line("\""),
        line("'"),
    ],
    quirks: Quirks {
        directives: true,
        ..QUIRKS
    },
    loops: &["for", "foreach", "while"],
    branches: &["if", "switch", "catch"],
    plain_branches: &["else", "try", "finally"],
    loop_methods: &["ForEach"],
    debug_prints: &["Console.Error.", "Debug.Write", "Trace.Write"],
    ..C
};

const JAVA: Syntax = Syntax {
    texts: &[long("\"\"\""), line("\""), line("'")],
    quirks: QUIRKS,
    branches: &["if", "switch", "catch"],
    plain_branches: &["else", "try", "finally"],
    loop_methods: &["forEach"],
    debug_prints: &["System.err.", ".printStackTrace("],
    ..C
};

const JAVASCRIPT: Syntax = Syntax {
    texts: &[with_code(long("`"), "${", '{', '}'), line("\""), line("'")],
    quirks: Quirks {
        patterns: true,
        line_ends: true,
        ..QUIRKS
    },
    functions: &["function"],
    debug_prints: &[
        "console.error(",
        "console.debug(",
        "console.trace(",
        "console.table(",
        "debugger;",
    ],
    ..JAVA
};

const KOTLIN: Syntax = Syntax {
    block_comment: NESTED_STARS,
    texts: &[
        with_code(raw("\"\"\""), "${", '{', '}'),
        with_code(line("\""), "${", '{', '}'),
        line("'"),
    ],
    quirks: Quirks {
        line_ends: true,
        equals_body: true,
        ..QUIRKS
    },
    loops: &["for", "while", "repeat"],
    branches: &["if", "when", "catch"],
    loop_methods: &["forEach", "forEachIndexed"],
    functions: &["fun"],
    debug_prints: &["System.err.", ".printStackTrace("],
    ..JAVA
};

const GO: Syntax = Syntax {
    blocks: Blocks::BracesAfterFreeHead,
    texts: &[raw("`"), line("\""), line("'")],
    quirks: Quirks {
        brace_on_line: true,
        ..QUIRKS
    },
    loops: &["for"],
    trailing_loops: &[],
    branches: &["if", "switch", "select"],
    functions: &["func"],
    debug_prints: &["(os.Stderr", "log.Print", "spew.Dump("],
    ..C
};

const RUST: Syntax = Syntax {
    blocks: Blocks::BracesAfterFreeHead,
    block_comment: NESTED_STARS,
    texts: &[long("\""), line("'")],
    quirks: Quirks {
        rust_raw: true,
        lifetimes: true,
        for_needs_in: true,
        ..QUIRKS
    },
    loops: &["for", "while", "loop"],
    trailing_loops: &[],
    branches: &["if", "match"],
    loop_methods: &["for_each"],
    functions: &["fn"],
    debug_prints: &["dbg!(", "eprintln!(", "eprint!("],
    ..C
};

const SWIFT: Syntax = Syntax {
    blocks: Blocks::BracesAfterFreeHead,
    block_comment: NESTED_STARS,
    texts: &[
        with_code(long("\"\"\""), "\\(", '(', ')'),
        with_code(line("\""), "\\(", '(', ')'),
    ],
    quirks: Quirks {
        directives: true,
        swift_raw: true,
        ..QUIRKS
    },
    loops: &["for", "while"],
    trailing_loops: &["repeat"],
    branches: &["if", "switch", "guard", "catch"],
    plain_branches: &["else", "do"],
    loop_methods: &["forEach"],
    functions: &["func", "init"],
    debug_prints: &["debugPrint(", "dump(", "NSLog("],
    ..C
};

const PYTHON: Syntax = Syntax {
    blocks: Blocks::Indentation,
    line_comments: &["#"],
    block_comment: None,
    texts: &[long("\"\"\""), long("'''"), line("\""), line("'")],
    quirks: Quirks {
        doc_texts: true,
        ..QUIRKS
    },
    loops: &["for", "while"],
    trailing_loops: &[],
    loop_methods: &[],
    branches: &["if", "elif", "else", "try", "except", "finally", "match"],
    plain_branches: &[],
    functions: &["def"],
    debug_prints: &[
        "file=sys.stderr",
        "file = sys.stderr",
        "sys.stderr.write(",
        "breakpoint()",
        "pdb.set_trace(",
    ],
};

const RUBY: Syntax = Syntax {
    blocks: Blocks::Ends,
    texts: &[
        with_code(long("\""), "#{", '{', '}'),
        long("'"),
        with_code(long("`"), "#{", '{', '}'),
    ],
    quirks: Quirks {
        patterns: true,
        ruby: true,
        ..QUIRKS
    },
    loops: &["for", "while", "until"],
    loop_methods: &[
        "loop",
        "each",
        "each_char",
        "each_index",
        "each_line",
        "each_slice",
        "each_cons",
        "each_pair",
        "each_key",
        "each_value",
        "each_with_index",
        "each_with_object",
        "reverse_each",
        "times",
        "upto",
        "downto",
        "step",
    ],
    branches: &["if", "unless", "case", "begin"],
    functions: &["def"],
    debug_prints: &["$stderr.", "STDERR.", "warn ", "binding.irb", "binding.pry"],
    ..PYTHON
};

const SQL: Syntax = Syntax {
    blocks: Blocks::Queries,
    line_comments: &["--", "#"],
    block_comment: STARS,
    texts: &[doubled("'", "'"), doubled("\"", "\""), doubled("`", "`")],
    quirks: Quirks {
        hash_at_start: true,
        ..QUIRKS
    },
    loops: &[],
    trailing_loops: &[],
    loop_methods: &[],
    branches: &[],
    plain_branches: &[],
    functions: &[],
    debug_prints: &[],
};

/// The table's row for a language.
pub(crate) fn of(language: &str) -> &'static Syntax {
    match language {
        "cpp" => &CPP,
        "csharp" => &CSHARP,
        "go" => &GO,
        "java" => &JAVA,
        "javascript" | "typescript" => &JAVASCRIPT,
        "kotlin" => &KOTLIN,
        "python" => &PYTHON,
        "ruby" => &RUBY,
        "rust" => &RUST,
        "sql" => &SQL,
        "swift" => &SWIFT,
        _ => &C,
    }
}

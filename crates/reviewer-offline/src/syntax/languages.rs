//! The table itself. Many languages share most of a row, so a row may begin with another's.

use super::{Blocks, Interpolation, Quirks, Syntax, Text};

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

pub(super) const C: Syntax = Syntax {
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

pub(super) const CPP: Syntax = Syntax {
    quirks: Quirks {
        delimited_raw: true,
        ..C.quirks
    },
    branches: &["if", "switch", "catch"],
    plain_branches: &["else", "try"],
    debug_prints: &["cerr <<", "cerr<<", "clog <<", "clog<<", "fprintf(stderr"],
    ..C
};

pub(super) const CSHARP: Syntax = Syntax {
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

pub(super) const JAVA: Syntax = Syntax {
    texts: &[long("\"\"\""), line("\""), line("'")],
    quirks: QUIRKS,
    branches: &["if", "switch", "catch"],
    plain_branches: &["else", "try", "finally"],
    loop_methods: &["forEach"],
    debug_prints: &["System.err.", ".printStackTrace("],
    ..C
};

pub(super) const JAVASCRIPT: Syntax = Syntax {
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

pub(super) const KOTLIN: Syntax = Syntax {
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

pub(super) const GO: Syntax = Syntax {
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

pub(super) const RUST: Syntax = Syntax {
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

pub(super) const SWIFT: Syntax = Syntax {
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

pub(super) const PYTHON: Syntax = Syntax {
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

pub(super) const RUBY: Syntax = Syntax {
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

pub(super) const SQL: Syntax = Syntax {
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

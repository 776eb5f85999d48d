//! Input that was made to hurt: anything at all must be reviewed, in little time.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use review::{Source, settle};
use rustix::time::{ClockId, clock_gettime};

use super::{LANGUAGES, review_of};

/// The longest code that may be submitted.
const LONGEST: usize = 102_400;

/// What the longest code may take, in time of the processor. (The crate is optimised in test builds too.)
const TIME: Duration = Duration::from_millis(50);

/// Small pieces that, repeated, make readers slow or deep.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    "/",
    "/*",
    "*/",
    "//",
    "#",
    "\"",
    "'",
    "`",
    "\\",
    "\n",
    "\t",
    " ",
    "x",
    "=/",
    "=/[ ",
    "=/a/ ",
    "${",
    "`${",
    "#{",
    "\"#{",
    "\\(",
    "\"\\(",
    "r#\"",
    "r#",
    "####",
    "R\"(",
    "R\"aaaaaaaa",
    "<<~A ",
    "<<~A\n",
    "%w[",
    "%w",
    "do ",
    "do\n",
    "end ",
    "if ",
    "if(",
    "if(x)",
    "if(x)else ",
    "for ",
    "for(",
    "for(;;)",
    "for in ",
    "while ",
    "while(x)",
    "do while ",
    "x => {",
    "fn f(",
    "fn f() {",
    "func ",
    "function(",
    "f(x) {",
    "a:f(x) {",
    ",f(x) {",
    "(select ",
    "select(",
    "def a\n",
    "def a =",
    "else ",
    "else if ",
    "=> ",
    ".forEach(",
    ".each {",
    "each do ",
    "#define f for\nf(",
    "가",
    "\u{1F600}",
    "\u{0}",
    "x\n",
    "  x = 1;\n",
    "for x in y:\n ",
    " if x:\n  ",
    "'a",
    "1'0",
    "\"\"\"",
    "'''",
    "=begin\n",
    "aa bb cc;\n",
    "?.",
    "->",
    "::",
    "\r",
    "\r\n",
];

/// The time that this thread has been at work, whatever else the machine is doing.
fn at_work() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap()
}

/// The first time counts, unless the machine was disturbed: then the quickest of several.
fn assert_quick(language: &str, code: &str, what: &str) {
    let mut times = (0..5).map(|_| {
        let start = at_work();
        let answer = review_of(language, "en", code);
        let time = at_work() - start;
        assert_eq!(answer.provider, "offline");
        time
    });
    assert!(
        times.any(|time| time < TIME),
        "{language} {what:?} takes longer than {TIME:?}"
    );
}

#[test]
fn the_longest_hostile_code_takes_little_time() {
    for language in LANGUAGES {
        for piece in PIECES {
            let code = piece.repeat(LONGEST / piece.len());
            assert_quick(language, &code, piece);
        }
    }
}

#[test]
fn deep_nesting_that_closes_again_takes_little_time() {
    let shapes = [
        ("{", "}"),
        ("for(;;){", "}"),
        ("if(x){", "}"),
        ("while x do\n", "end\n"),
        ("(select ", ")"),
    ];
    for language in LANGUAGES {
        for (open, close) in shapes {
            let times = LONGEST / (open.len() + close.len());
            let code = format!("{}{}", open.repeat(times), close.repeat(times));
            assert_quick(language, &code, open);
        }
    }
}

fn language() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(LANGUAGES.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_reviewed(language in language(), bytes in vec(any::<u8>(), 0..2_000)) {
        let code = String::from_utf8_lossy(&bytes);
        let answer = review_of(language, "ko", &code);
        prop_assert_eq!(settle(answer.clone(), Source { language, code: &code }), Ok(answer));
    }

    #[test]
    fn any_unicode_is_reviewed(language in language(), code in any::<String>()) {
        let answer = review_of(language, "en", &code);
        prop_assert_eq!(settle(answer.clone(), Source { language, code: &code }), Ok(answer));
    }

    #[test]
    fn any_mixture_of_pieces_is_reviewed(
        language in language(),
        pieces in vec(proptest::sample::select(PIECES.to_vec()), 0..200),
    ) {
        let code = pieces.concat();
        let answer = review_of(language, "en", &code);
        prop_assert_eq!(settle(answer.clone(), Source { language, code: &code }), Ok(answer));
    }
}

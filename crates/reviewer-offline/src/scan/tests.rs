use super::*;
use crate::syntax;

fn kinds(language: &str, code: &str) -> String {
    let program = scan(code, syntax::of(language));
    let letter = |line: &Line| match line.kind() {
        Kind::Blank => 'b',
        Kind::Comment => 'c',
        Kind::Code => 'x',
    };
    program.lines.iter().map(letter).collect()
}

fn lines(language: &str, code: &str) -> Vec<String> {
    let program = scan(code, syntax::of(language));
    program
        .lines
        .iter()
        .map(|line| line.code.trim().to_owned())
        .collect()
}

#[test]
fn a_line_is_code_comment_or_blank() {
    assert_eq!(
        kinds(
            "c",
            "int a; // one\n\n  // two\n/* three\n\nfour */ int b;\n"
        ),
        "xbccbx"
    );
    assert_eq!(
        kinds("python", "# one\n\"\"\"two\n\nthree\"\"\"\nx = '# no'\n"),
        "ccbcx"
    );
    assert_eq!(kinds("ruby", "=begin\none\n=end\nx = 1 # two\n"), "cccx");
    assert_eq!(kinds("sql", "-- one\n# two\nSELECT a #> b\n"), "ccx");
    assert_eq!(kinds("rust", "/* a /* b */\nc */ let x;\n"), "cx");
    assert_eq!(kinds("java", "/* a /* b */ int x;\n"), "x");
    assert_eq!(kinds("python", ""), "");
    assert_eq!(kinds("python", "x"), "x");
    assert_eq!(kinds("python", "\r\n\r\n"), "bb");
}

#[test]
fn comment_marks_inside_texts_are_no_comments() {
    assert_eq!(
        lines("javascript", "a = 'http://x' // y"),
        ["a = 'http://x'"]
    );
    assert_eq!(lines("javascript", "a = b / c // d / e"), ["a = b / c"]);
    assert_eq!(
        lines("javascript", "a.match(/[/*]\\//g) /* x */ + 1"),
        ["a.match(/[/*]\\//g) + 1"]
    );
    assert_eq!(
        lines("cpp", "s = R\"x(// )\" )x\"; // gone"),
        ["s = R\"x(// )\" )x\";"]
    );
    assert_eq!(lines("cpp", "n = 1'000'000; // gone"), ["n = 1'000'000;"]);
    assert_eq!(lines("csharp", "p = @\"a\\\"; // gone"), ["p = @\"a\\\";"]);
    assert_eq!(
        lines("swift", "s = #\"\"//\"#  // gone"),
        ["s = #\"\"//\"#"]
    );
    assert_eq!(lines("go", "s := `a // b` // gone"), ["s := `a // b`"]);
    assert_eq!(
        lines("rust", "fn f<'a>(x: &'a str) {} // '"),
        ["fn f<'a>(x: &'a str) {}"]
    );
    assert_eq!(lines("ruby", "a = %w[# b] # gone"), ["a = %w[# b]"]);
    assert_eq!(
        lines("kotlin", "\"${m[\"//\"]}\" // gone"),
        ["\"${m[\"//\"]}\""]
    );
    assert_eq!(
        lines("sql", "SELECT '--', 'it''s -- ' -- gone"),
        ["SELECT '--', 'it''s -- '"]
    );
}

#[test]
fn a_text_that_is_not_closed_ends_where_the_language_ends_it() {
    assert_eq!(kinds("c", "char *s = \"open;\n// a comment\n"), "xc");
    assert_eq!(kinds("go", "s := `open\n// a text\n"), "xx");
}

#[test]
fn tokens_carry_their_lines() {
    let program = scan(
        "/* 1\n2 */ one\n`\n\nfour` + five",
        syntax::of("javascript"),
    );
    let placed: Vec<(Token<'_>, u32)> = program
        .tokens
        .iter()
        .map(|placed| (placed.token, placed.line))
        .collect();
    assert_eq!(placed.first(), Some(&(Token::Word("one"), 2)));
    assert_eq!(placed.last(), Some(&(Token::Word("five"), 5)));
}

#[test]
fn width_and_indent_count_characters_and_columns() {
    let program = scan("\t  x = '가나다'\n", syntax::of("python"));
    let line = program.lines.first().unwrap();
    assert_eq!((line.indent, line.width), (10, 12));
}

#[test]
fn macros_with_loops_are_known_by_name() {
    let program = scan(
        "#define rep(i, n) for (int i = 0; i < n; ++i)\n#define MAX 10\n#define all(x) \\\n  while (x)\nint x;",
        syntax::of("cpp"),
    );
    assert_eq!(
        program.loop_macros.into_iter().collect::<Vec<_>>(),
        ["all", "rep"]
    );
}

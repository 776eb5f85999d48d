//! Reads a program once, from the first character to the last, and keeps what the measurements need:
//! its lines without comments, and its words and marks with their line numbers.
//!
//! A text counts as one mark, whatever is in it; code inside a text (`"${...}"`) is read as code in
//! parentheses. Every step consumes at least one character and nothing is read twice more than a fixed
//! number of times, so the time grows with the length of the program and not with its malice.

mod cursor;
mod literals;

use std::collections::BTreeSet;

use crate::syntax::Syntax;
use cursor::Cursor;

/// What a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Blank,
    Comment,
    Code,
}

/// One line of the program.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Its code without comments, runs of blanks made one.
    pub(crate) code: String,
    /// Its length in characters, as it was written.
    pub(crate) width: usize,
    /// The columns before its first character that is no blank; a tab goes to the next multiple of 8.
    pub(crate) indent: usize,
    /// It begins inside a text.
    pub(crate) within_text: bool,
    comment: bool,
}

impl Line {
    pub(crate) fn kind(&self) -> Kind {
        match (self.code.trim().is_empty(), self.comment) {
            (false, _) => Kind::Code,
            (true, true) => Kind::Comment,
            (true, false) => Kind::Blank,
        }
    }
}

/// A word (also a number), a mark, or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Word(&'a str),
    Mark(&'a str),
    Text,
}

/// A token and the line it stands on, counted from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) token: Token<'a>,
    pub(crate) line: u32,
}

/// A program, read.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    pub(crate) lines: Vec<Line>,
    pub(crate) tokens: Vec<Placed<'a>>,
    /// Macros whose text contains a loop.
    pub(crate) loop_macros: BTreeSet<&'a str>,
}

/// Reads a program.
pub(crate) fn scan<'a>(code: &'a str, syntax: &'static Syntax) -> Program<'a> {
    let mut scanner = Scanner::new(code, syntax);
    while scanner.step() {}
    scanner.finish(code)
}

/// A text that was left for the code inside it.
#[derive(Debug)]
struct Left {
    text: &'static crate::syntax::Text,
    /// How many marks opened inside the code are still open.
    depth: u32,
}

struct Scanner<'a> {
    rest: Cursor<'a>,
    syntax: &'static Syntax,
    line: Line,
    lines: Vec<Line>,
    tokens: Vec<Placed<'a>>,
    loop_macros: BTreeSet<&'a str>,
    left: Vec<Left>,
    /// Brackets that are open, for the rule that a statement ends with its line.
    brackets: u32,
    /// Ends of here-documents that begin with the next line.
    heredocs: Vec<&'a str>,
    /// The line on which no pattern ends any more.
    no_pattern: usize,
}

const MARKS_OF_TWO: [&str; 4] = ["=>", "->", "::", "?."];

impl<'a> Scanner<'a> {
    fn new(code: &'a str, syntax: &'static Syntax) -> Self {
        Self {
            rest: Cursor::new(code),
            syntax,
            line: Line::default(),
            lines: Vec::new(),
            tokens: Vec::new(),
            loop_macros: BTreeSet::new(),
            left: Vec::new(),
            brackets: 0,
            heredocs: Vec::new(),
            no_pattern: usize::MAX,
        }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.lines.len()).map_or(u32::MAX, |before| before.saturating_add(1))
    }

    fn push(&mut self, token: Token<'a>) {
        let line = self.number();
        self.tokens.push(Placed { token, line });
    }

    fn previous(&self) -> Option<Token<'a>> {
        self.tokens.last().map(|placed| placed.token)
    }

    /// Nothing but blanks so far on this line.
    fn at_line_start(&self) -> bool {
        self.line.code.is_empty() && !self.line.comment
    }

    /// Writes consumed text, as [`Self::write`], and remembers the lines that begin inside it.
    fn write_text(&mut self, text: &str) {
        for char in text.chars() {
            self.write_char(char);
            self.line.within_text |= char == '\n';
        }
    }

    /// Writes consumed code into the current line, and ends the line at each line end.
    fn write(&mut self, code: &str) {
        for char in code.chars() {
            self.write_char(char);
        }
    }

    fn write_char(&mut self, char: char) {
        match char {
            '\n' => self.end_line(),
            '\r' => {}
            char => {
                self.line.width += 1;
                if !char.is_whitespace() {
                    self.line.code.push(char);
                } else if self.line.code.is_empty() {
                    self.indent(char);
                } else if !self.line.code.ends_with(' ') {
                    self.line.code.push(' ');
                }
            }
        }
    }

    fn indent(&mut self, blank: char) {
        self.line.indent = match blank {
            '\t' => (self.line.indent / 8 + 1) * 8,
            _ => self.line.indent + 1,
        };
    }

    /// Counts consumed comment.
    fn skip(&mut self, comment: &str) {
        for char in comment.chars() {
            match char {
                '\n' => self.end_line(),
                '\r' => {}
                char => {
                    self.line.width += 1;
                    self.line.comment |= !char.is_whitespace();
                }
            }
        }
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
    }

    /// Takes the next piece. False at the end.
    fn step(&mut self) -> bool {
        let Some(char) = self.rest.peek() else {
            return false;
        };
        if char.is_whitespace() {
            self.blank(char);
        } else if !self.directive() && !self.comment() && !self.literal() {
            self.word_or_mark(char);
        }
        true
    }

    fn blank(&mut self, char: char) {
        self.rest.next();
        self.write_char(char);
        if char == '\n' {
            self.here_documents();
        }
    }

    fn word_or_mark(&mut self, char: char) {
        if is_word(char) {
            let word = self.rest.take_while(is_word);
            self.write(word);
            self.push(Token::Word(word));
            if char.is_ascii_digit() && self.syntax.quirks.digit_quotes {
                self.digits();
            }
            return;
        }
        let is_two = MARKS_OF_TWO
            .into_iter()
            .any(|mark| self.rest.starts_with(mark));
        let mark = self.rest.take(if is_two { 2 } else { 1 });
        self.write(mark);
        self.bracket(char);
        if !self.leave_or_return(char) {
            self.push(Token::Mark(mark));
        }
    }

    fn bracket(&mut self, char: char) {
        match char {
            '(' | '[' | '{' => self.brackets += 1,
            ')' | ']' | '}' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
    }

    /// Inside a text's code: counts brackets, and goes back into the text where the code ends.
    fn leave_or_return(&mut self, char: char) -> bool {
        let Some(left) = self.left.last_mut() else {
            return false;
        };
        let Some(inner) = left.text.interpolation else {
            return false;
        };
        if char == inner.nest {
            left.depth += 1;
        } else if char == inner.close && left.depth > 0 {
            left.depth -= 1;
        } else if char == inner.close {
            let text = left.text;
            self.left.pop();
            self.push(Token::Mark(")"));
            self.text(text);
            return true;
        }
        false
    }

    fn comment(&mut self) -> bool {
        let starts = |mark: &&&str| self.rest.starts_with(mark);
        let by_line = self.syntax.line_comments.iter().find(starts);
        if let Some(mark) = by_line
            && (*mark != "#" || !self.syntax.quirks.hash_at_start || self.at_line_start())
        {
            let comment = self.rest.take_line();
            self.skip(comment);
            return true;
        }
        if self.syntax.quirks.ruby && self.line.width == 0 && self.rest.starts_with("=begin") {
            let comment = self.rest.take_through("\n=end");
            self.skip(comment);
            let tail = self.rest.take_line();
            self.skip(tail);
            return true;
        }
        match self.syntax.block_comment {
            Some((open, close, nested)) if self.rest.starts_with(open) => {
                self.block_comment(open, close, nested);
                true
            }
            _ => false,
        }
    }

    fn block_comment(&mut self, open: &str, close: &str, nested: bool) {
        let comment = if nested {
            self.rest.take_nested(open, close)
        } else {
            self.rest.take_enclosed(open, close)
        };
        self.skip(comment);
        // What a comment parted stays parted.
        if !self.line.code.is_empty() && !self.line.code.ends_with(' ') {
            self.line.code.push(' ');
        }
    }

    /// A line for the preprocessor, with the lines it goes on to. Its words are no part of the program,
    /// but a macro that contains a loop makes its uses loops.
    fn directive(&mut self) -> bool {
        if !self.syntax.quirks.directives || !self.at_line_start() || !self.rest.starts_with("#") {
            return false;
        }
        if self.syntax.quirks.swift_raw
            && (self.rest.starts_with("#\"") || self.rest.starts_with("##"))
        {
            return false;
        }
        let start = self.rest;
        loop {
            let line = self.rest.take_line();
            self.write(line);
            if !line.trim_end().ends_with('\\') || self.rest.next().is_none() {
                break;
            }
            self.write_char('\n');
        }
        let text = start.until(self.rest);
        let mut words = text
            .split(|char: char| !is_word(char))
            .filter(|word| !word.is_empty());
        if words.next() == Some("define")
            && let Some(name) = words.next()
            && words.any(|word| self.syntax.loops.contains(&word))
        {
            self.loop_macros.insert(name);
        }
        true
    }

    fn finish(mut self, code: &str) -> Program<'a> {
        if !code.is_empty() && !code.ends_with('\n') {
            self.end_line();
        }
        Program {
            lines: self.lines,
            tokens: self.tokens,
            loop_macros: self.loop_macros,
        }
    }
}

/// Part of a name or a number.
fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$' | '@')
}

#[cfg(test)]
mod tests;

//! Texts, in all the ways the languages have of writing them.

use super::{Scanner, Token, is_word};
use crate::syntax::Text;

/// The longest word between the quote and the parenthesis of `R"word(...)word"`.
const RAW_DELIMITER: usize = 16;
/// The most hashes around a raw text; a longer row of them is no text.
const RAW_HASHES: usize = 16;

impl<'a> Scanner<'a> {
    /// Takes a text, if one begins here.
    pub(super) fn literal(&mut self) -> bool {
        let quirks = self.syntax.quirks;
        if quirks.rust_raw && self.hashed_text(&["r", "br", "cr"])
            || quirks.swift_raw && self.hashed_text(&[""])
            || quirks.delimited_raw && self.delimited_text()
            || quirks.lifetimes && self.lifetime()
            || quirks.patterns && self.pattern()
            || quirks.ruby && (self.percent_text() || self.here_document())
        {
            return true;
        }
        let texts = self.syntax.texts.iter();
        let Some(text) = texts
            .into_iter()
            .find(|text| self.rest.starts_with(text.open))
        else {
            return false;
        };
        if quirks.doc_texts && text.lines && self.brackets == 0 && self.at_line_start() {
            self.documentation(text);
            return true;
        }
        self.push(Token::Text);
        let open = self.rest.take(text.open.chars().count());
        self.write(open);
        self.text(text);
        true
    }

    /// The inside of a text up to its end, to the code inside it, or to the end of the line where it may
    /// not go on.
    pub(super) fn text(&mut self, text: &'static Text) {
        while let Some(char) = self.rest.peek() {
            if char == '\n' && !text.lines {
                return;
            }
            if let Some(inner) = text.interpolation
                && self.rest.starts_with(inner.open)
            {
                let open = self.rest.take(inner.open.chars().count());
                self.write(open);
                self.push(Token::Mark("("));
                self.left.push(super::Left { text, depth: 0 });
                return;
            }
            if text.escapes && char == '\\' {
                let hidden = self.rest.take(2);
                self.write_text(hidden);
            } else if self.rest.starts_with(text.close) {
                let close = self.rest.take(text.close.chars().count());
                self.write(close);
                if !(text.doubling && self.rest.starts_with(text.close)) {
                    return;
                }
                self.rest.next();
                self.write_char(char);
            } else {
                let char = self.rest.take(1);
                self.write_text(char);
            }
        }
    }

    /// A text that stands alone where a statement begins: it explains, so it counts as a comment.
    fn documentation(&mut self, text: &'static Text) {
        let comment = self.rest.take_enclosed(text.open, text.close);
        self.skip(comment);
    }

    /// `r#"..."#` with any number of hashes; with an empty prefix at least one.
    fn hashed_text(&mut self, prefixes: &[&str]) -> bool {
        let mut ahead = self.rest;
        let prefix = ahead.take_while(is_word);
        if !prefixes.contains(&prefix) {
            return false;
        }
        let mut hashes = String::new();
        while ahead.peek() == Some('#') && hashes.len() < RAW_HASHES {
            hashes.extend(ahead.next());
        }
        if ahead.next() != Some('"') || (prefix.is_empty() && hashes.is_empty()) {
            return false;
        }
        self.raw(ahead, &format!("\"{hashes}"))
    }

    /// `R"word(...)word"`.
    fn delimited_text(&mut self) -> bool {
        let mut ahead = self.rest;
        let prefix = ahead.take_while(is_word);
        if !prefix.ends_with('R') || prefix.len() > 3 || ahead.next() != Some('"') {
            return false;
        }
        let mut word = String::new();
        while let Some(char) = ahead.next() {
            match char {
                '(' => return self.raw(ahead, &format!("){word}\"")),
                ')' | '"' | '\\' | '\n' | ' ' => return false,
                _ if word.chars().count() == RAW_DELIMITER => return false,
                char => word.push(char),
            }
        }
        false
    }

    /// Takes everything from here through `close`, which is looked for after `inside`.
    fn raw(&mut self, inside: super::Cursor<'a>, close: &str) -> bool {
        self.push(Token::Text);
        let start = self.rest;
        self.rest = inside;
        self.rest.take_through(close);
        let text = start.until(self.rest);
        self.write_text(text);
        true
    }

    /// `'a`, which is no text.
    fn lifetime(&mut self) -> bool {
        let is_lifetime = self.rest.peek() == Some('\'')
            && self.rest.peek_second().is_some_and(is_word)
            && self.rest.peek_third() != Some('\'');
        if is_lifetime {
            self.rest.next();
            self.write_char('\'');
        }
        is_lifetime
    }

    /// `/.../` where a value is expected and the pattern ends on the same line.
    fn pattern(&mut self) -> bool {
        if self.rest.peek() != Some('/')
            || self.after_value()
            || self.no_pattern == self.lines.len()
        {
            return false;
        }
        let Some(length) = pattern_length(self.rest.chars()) else {
            self.no_pattern = self.lines.len();
            return false;
        };
        self.push(Token::Text);
        let pattern = self.rest.take(length);
        self.write(pattern);
        let flags = self.rest.take_while(char::is_alphabetic);
        self.write(flags);
        true
    }

    /// Whether a value stands before this place, so that a slash divides and a percent sign takes the rest.
    fn after_value(&self) -> bool {
        match self.previous() {
            Some(Token::Word(word)) => !matches!(
                word,
                "return"
                    | "typeof"
                    | "case"
                    | "in"
                    | "of"
                    | "and"
                    | "or"
                    | "not"
                    | "if"
                    | "unless"
                    | "when"
                    | "while"
                    | "until"
                    | "elsif"
                    | "puts"
                    | "delete"
                    | "void"
                    | "do"
                    | "else"
            ),
            Some(Token::Mark(mark)) => matches!(mark, ")" | "]" | "}"),
            Some(Token::Text) => true,
            None => false,
        }
    }

    /// `%w[...]` and its kin.
    fn percent_text(&mut self) -> bool {
        if self.rest.peek() != Some('%') || self.after_value() {
            return false;
        }
        let mut ahead = self.rest;
        ahead.next();
        ahead.take_while(|char| matches!(char, 'w' | 'W' | 'i' | 'I' | 'q' | 'Q' | 'r'));
        let close = match ahead.next() {
            Some('(') => ")",
            Some('[') => "]",
            Some('{') => "}",
            Some('<') => ">",
            _ => return false,
        };
        self.raw(ahead, close)
    }

    /// `<<~WORD`: the text begins with the next line.
    fn here_document(&mut self) -> bool {
        if !self.rest.starts_with("<<") {
            return false;
        }
        let mut ahead = self.rest;
        ahead.take(2);
        let dash = ahead.take_while(|char| matches!(char, '~' | '-'));
        let quote = ahead.take_while(|char| matches!(char, '\'' | '"'));
        let word = ahead.take_while(is_word);
        let bare = dash.is_empty() && quote.is_empty();
        let loud = word.chars().next().is_some_and(char::is_uppercase);
        if word.is_empty() || dash.len() > 1 || (bare && (!loud || self.after_value())) {
            return false;
        }
        ahead.take(quote.chars().count());
        let head = self.rest.until(ahead);
        self.rest = ahead;
        self.write(head);
        self.push(Token::Text);
        self.heredocs.push(word);
        true
    }

    /// The texts that were announced on the line before.
    pub(super) fn here_documents(&mut self) {
        for end in std::mem::take(&mut self.heredocs) {
            while self.rest.peek().is_some() {
                let line = self.rest.take_line();
                self.write(line);
                if self.rest.next().is_some() {
                    self.write_char('\n');
                }
                if line.trim() == end {
                    break;
                }
            }
        }
    }

    /// The rest of a number that is grouped with quotes.
    pub(super) fn digits(&mut self) {
        while self.rest.peek() == Some('\'') && self.rest.peek_second().is_some_and(is_word) {
            let group = self.rest.take(2);
            self.write(group);
            let more = self.rest.take_while(is_word);
            self.write(more);
        }
    }
}

/// How many characters the pattern at the start has, or none if it does not end on its line.
fn pattern_length(chars: std::str::Chars<'_>) -> Option<usize> {
    let mut class = false;
    let mut chars = chars.enumerate().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\n' => return None,
            '\\' => {
                chars.next();
            }
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return (at > 1).then_some(at + 1),
            _ => {}
        }
    }
    None
}

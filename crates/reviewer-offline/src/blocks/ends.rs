//! Ruby: a keyword opens, `end` closes; `{` and `}` enclose blocks as well as hashes.
//!
//! `if`, `unless`, `while` and `until` open a block only where a statement or a value begins: after one
//! they are a condition on it.

use super::{Block, Builder, Kind, last_line, partners};
use crate::{
    scan::{Placed, Program, Token},
    syntax::Syntax,
};

/// What `end` or `}` closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Block,
    Plain,
    Brace { is_block: bool },
}

pub(super) fn find<'a>(program: &Program<'a>, syntax: &'static Syntax) -> Vec<Block<'a>> {
    let mut reader = Reader {
        tokens: &program.tokens,
        partners: partners(&program.tokens),
        syntax,
        builder: Builder::default(),
        stack: Vec::new(),
        loop_head: None,
    };
    for at in 0..program.tokens.len() {
        reader.read(at);
    }
    reader.builder.finish(last_line(&program.tokens))
}

struct Reader<'p, 'a> {
    tokens: &'p [Placed<'a>],
    partners: Vec<Option<usize>>,
    syntax: &'static Syntax,
    builder: Builder<'a>,
    stack: Vec<Entry>,
    /// The line of a loop's head, whose `do` opens nothing more.
    loop_head: Option<u32>,
}

impl<'a> Reader<'_, 'a> {
    fn token(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.get(at).map(|placed| placed.token)
    }

    fn line(&self, at: usize) -> u32 {
        self.tokens.get(at).map_or(0, |placed| placed.line)
    }

    fn read(&mut self, at: usize) {
        match self.token(at) {
            Some(Token::Word(word)) if !self.is_name(at) => self.word(at, word),
            Some(Token::Mark("{")) => {
                let is_block = self.follows_loop_method(at);
                if is_block {
                    self.builder.open(Kind::Loop, None, self.line(at));
                }
                self.stack.push(Entry::Brace { is_block });
            }
            Some(Token::Mark("}")) => {
                if let Some(Entry::Brace { is_block }) = self.stack.last().copied() {
                    self.stack.pop();
                    if is_block {
                        self.builder.close(self.line(at));
                    }
                }
            }
            _ => {}
        }
    }

    /// `.end`, `:if`, `if:` are names.
    fn is_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.token(before));
        let symbol = before == Some(Token::Mark(":"))
            && at.checked_sub(2).and_then(|before| self.token(before)) != Some(Token::Mark("?"));
        matches!(before, Some(Token::Mark("." | "?." | "::")))
            || symbol
            || (self.token(at + 1) == Some(Token::Mark(":"))
                && self.token(at) != Some(Token::Word("else")))
    }

    fn word(&mut self, at: usize, word: &'a str) {
        let line = self.line(at);
        match word {
            "end" => self.end(line),
            "do" => self.block(at),
            "class" | "module" if self.begins(at) => self.stack.push(Entry::Plain),
            _ if self.syntax.functions.contains(&word) => self.function(at),
            _ if self.syntax.loops.contains(&word) && self.begins(at) => {
                self.loop_head = Some(line);
                self.open(Kind::Loop, None, line);
            }
            _ if self.syntax.branches.contains(&word) && self.begins(at) => {
                self.open(Kind::Branch, None, line);
            }
            _ => {}
        }
    }

    fn open(&mut self, kind: Kind, name: Option<&'a str>, line: u32) {
        self.builder.open(kind, name, line);
        self.stack.push(Entry::Block);
    }

    fn end(&mut self, line: u32) {
        match self.stack.pop() {
            Some(Entry::Block) => self.builder.close(line),
            Some(Entry::Brace { is_block: true }) => self.builder.close(line),
            Some(Entry::Plain | Entry::Brace { is_block: false }) | None => {}
        }
    }

    fn block(&mut self, at: usize) {
        let line = self.line(at);
        if self.loop_head == Some(line) {
            self.loop_head = None;
        } else if self.follows_loop_method(at) {
            self.open(Kind::Loop, None, line);
        } else {
            self.stack.push(Entry::Plain);
        }
    }

    /// `def name(...)`, but not `def name(...) = value`, which has no end.
    fn function(&mut self, at: usize) {
        let (mut name, mut after) = (at + 1, at + 2);
        if self.token(after) == Some(Token::Mark(".")) {
            (name, after) = (at + 3, at + 4);
        }
        if self.token(after) == Some(Token::Mark("(")) {
            after = self
                .partners
                .get(after)
                .copied()
                .flatten()
                .map_or(after, |end| end + 1);
        }
        let endless = self.token(after) == Some(Token::Mark("="))
            && self.line(after) == self.line(at)
            && self.token(after + 1) != Some(Token::Mark("("));
        if endless {
            return;
        }
        let name = match self.token(name) {
            Some(Token::Word(name)) => Some(name),
            _ => None,
        };
        self.open(Kind::Function, name, self.line(at));
    }

    /// A statement or a value begins here.
    fn begins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return true;
        };
        self.line(before) != self.line(at)
            || matches!(
                self.token(before),
                Some(
                    Token::Mark(";" | "=" | "(" | "[" | "{" | "," | "|" | "&" | "=>" | "->")
                        | Token::Word("then" | "else" | "do" | "begin" | "and" | "or" | "not")
                )
            )
    }

    /// `.each do`, `.step(2) {`, `loop do`.
    fn follows_loop_method(&self, at: usize) -> bool {
        let Some(mut before) = at.checked_sub(1) else {
            return false;
        };
        if self.token(before) == Some(Token::Mark(")")) {
            let Some(name) = self
                .partners
                .get(before)
                .copied()
                .flatten()
                .and_then(|open| open.checked_sub(1))
            else {
                return false;
            };
            before = name;
        }
        matches!(self.token(before), Some(Token::Word(word)) if self.syntax.loop_methods.contains(&word))
            || self.called_without_parens(at)
    }

    /// `1.step 10, 2 do`: the method stands further left on the line, after a dot.
    fn called_without_parens(&self, at: usize) -> bool {
        const REACH: usize = 12;
        let line = self.line(at);
        (at.saturating_sub(REACH)..at).rev().take_while(|place| self.line(*place) == line).any(|place| {
            let method = matches!(self.token(place), Some(Token::Word(word)) if self.syntax.loop_methods.contains(&word));
            let dotted = place.checked_sub(1).and_then(|before| self.token(before)) == Some(Token::Mark("."));
            let has_argument = matches!(self.token(place + 1), Some(Token::Word(word)) if word != "do");
            method && dotted && has_argument
        })
    }
}

//! Languages with braces.
//!
//! One pass over the tokens with a stack. A keyword puts a *head* on the stack; what follows decides
//! what becomes of it:
//! - its brace: the head becomes a block that ends with the partner of that brace;
//! - a statement without braces (C and its family): the head becomes a block that ends with that
//!   statement, and so do the statements around it that had no braces either;
//! - anything that shows that it was no head after all (`;`, `=>` after a guard): it goes.
//!
//! Each token pushes at most two entries and each entry is popped once, so the time is linear.

mod entry;
mod heads;

use super::{Block, Builder, Kind, functions, last_line, partners};
use crate::{
    scan::{Placed, Program, Token},
    syntax::{Blocks, Syntax},
};
use entry::{Entry, Head, Role, Waits, continues, goes_on};

pub(super) fn find<'a>(program: &Program<'a>, syntax: &'static Syntax) -> Vec<Block<'a>> {
    let mut reader = Reader {
        program,
        tokens: &program.tokens,
        partners: partners(&program.tokens),
        syntax,
        builder: Builder::default(),
        stack: Vec::new(),
        braces: 0,
        method: None,
        skip: None,
    };
    for at in 0..program.tokens.len() {
        reader.read(at);
    }
    reader.builder.finish(last_line(&program.tokens))
}

struct Reader<'p, 'a> {
    program: &'p Program<'a>,
    tokens: &'p [Placed<'a>],
    partners: Vec<Option<usize>>,
    syntax: &'static Syntax,
    builder: Builder<'a>,
    stack: Vec<Entry<'a>>,
    /// Braces on the stack.
    braces: usize,
    /// The line of a method whose block, which opens next, is a loop's body.
    method: Option<u32>,
    /// A keyword that belongs to a block before it.
    skip: Option<usize>,
}

impl<'a> Reader<'_, 'a> {
    fn token(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.get(at).map(|placed| placed.token)
    }

    fn before(&self, at: usize) -> Option<Token<'a>> {
        at.checked_sub(1).and_then(|before| self.token(before))
    }

    fn line(&self, at: usize) -> u32 {
        self.tokens.get(at).map_or(0, |placed| placed.line)
    }

    fn read(&mut self, at: usize) {
        let Some(token) = self.token(at) else { return };
        self.end_by_line(at, token);
        self.settle_head(at, token);
        match token {
            Token::Word(word) => self.word(at, word),
            Token::Mark("{") => self.brace(at),
            Token::Mark("(" | "[") => self.group(),
            Token::Mark("}") => self.close_brace(at),
            Token::Mark(")" | "]") => self.close_group(at),
            Token::Mark(";") => self.semicolon(at),
            Token::Mark("=>") => self.drop_head(|head| head.waits == Waits::Brace),
            Token::Mark("=") if self.syntax.quirks.equals_body => {
                self.drop_head(|head| head.role == Role::Function);
            }
            Token::Mark(_) | Token::Text => {}
        }
    }

    fn drop_head(&mut self, which: impl Fn(&Head<'a>) -> bool) {
        if let Some(Entry::Head(head)) = self.stack.last()
            && which(head)
        {
            self.stack.pop();
        }
    }

    /// Where lines end statements: ends the innermost one if this token begins another.
    fn end_by_line(&mut self, at: usize, token: Token<'a>) {
        let Some(before) = at.checked_sub(1) else {
            return;
        };
        if self.line(before) == self.line(at) {
            return;
        }
        if self.syntax.quirks.brace_on_line {
            self.drop_head(|head| head.role == Role::Function);
        }
        if !self.syntax.quirks.line_ends {
            return;
        }
        if let Some(Entry::Statement { from, .. }) = self.stack.last()
            && *from < at
            && !goes_on(self.token(before))
            && !continues(token)
        {
            self.end_statements(before, at);
        }
    }

    /// Tells a head that waits whether this token is what it waits for.
    fn settle_head(&mut self, at: usize, token: Token<'a>) {
        let Some(Entry::Head(head)) = self.stack.last().copied() else {
            return;
        };
        match (head.waits, token) {
            (Waits::Parens, Token::Mark("(" | "{"))
            | (Waits::Parens, Token::Word("constexpr" | "consteval" | "await"))
            | (Waits::Body, Token::Mark("{" | ";"))
            | (Waits::Brace, _) => {}
            (Waits::Parens, _) => {
                self.stack.pop();
            }
            (Waits::In, Token::Word("in")) => self.replace_head(Head {
                waits: Waits::Brace,
                ..head
            }),
            (Waits::In, Token::Mark("<" | "{" | ";")) => {
                self.stack.pop();
            }
            (Waits::In, _) => {}
            (Waits::Body, _) => {
                self.stack.pop();
                self.builder.open(head.kind, head.name, head.line);
                self.stack.push(Entry::Statement {
                    role: head.role,
                    from: at,
                });
            }
        }
    }

    fn replace_head(&mut self, head: Head<'a>) {
        self.stack.pop();
        self.stack.push(Entry::Head(head));
    }

    fn group(&mut self) {
        let method = self.method.take();
        if let Some(line) = method {
            self.builder.open(Kind::Loop, None, line);
        }
        self.stack.push(Entry::Group {
            is_block: method.is_some(),
        });
    }

    fn brace(&mut self, at: usize) {
        self.braces += 1;
        let head = match self.stack.last() {
            Some(Entry::Head(head)) if !self.is_value(at, head.waits) => Some(*head),
            _ => None,
        };
        if let Some(head) = head {
            self.stack.pop();
            self.builder.open(head.kind, head.name, head.line);
            self.stack.push(Entry::Brace {
                block: Some(head.role),
            });
            return;
        }
        let block = if let Some(line) = self.method.take() {
            self.builder.open(Kind::Loop, None, line);
            Some(Role::Function)
        } else if let Some((name, line)) = self.function_by_form(at) {
            self.builder.open(Kind::Function, Some(name), line);
            Some(Role::Function)
        } else {
            None
        };
        self.stack.push(Entry::Brace { block });
    }

    fn function_by_form(&self, at: usize) -> Option<(&'a str, u32)> {
        if self.syntax.blocks != Blocks::BracesAfterParens || self.syntax.quirks.equals_body {
            return None;
        }
        let name = functions::by_form(self.tokens, &self.partners, at)?;
        match self.token(name) {
            Some(Token::Word(word)) => Some((word, self.line(name))),
            _ => None,
        }
    }

    /// A brace within a free head: a value such as `[]int{1, 2}` if its partner is followed by the body.
    fn is_value(&self, at: usize, waits: Waits) -> bool {
        waits == Waits::Brace
            && self
                .partners
                .get(at)
                .copied()
                .flatten()
                .is_some_and(|end| self.token(end + 1) == Some(Token::Mark("{")))
    }

    fn close_brace(&mut self, at: usize) {
        if self.braces == 0 {
            return;
        }
        self.braces -= 1;
        self.method = None;
        let line = self.line(at);
        while let Some(entry) = self.stack.pop() {
            match entry {
                Entry::Brace { block: Some(role) } => {
                    self.builder.close(line);
                    return self.after_block(role, at + 1, line);
                }
                Entry::Brace { block: None } => return,
                Entry::Statement { .. } | Entry::Group { is_block: true } => {
                    self.builder.close(line);
                }
                Entry::Group { is_block: false } | Entry::Head(_) => {}
            }
        }
    }

    fn close_group(&mut self, at: usize) {
        self.method = None;
        let line = self.line(at);
        loop {
            match self.stack.last() {
                None | Some(Entry::Brace { .. }) => return,
                Some(Entry::Group { is_block }) => {
                    if *is_block {
                        self.builder.close(line);
                    }
                    self.stack.pop();
                    break;
                }
                Some(Entry::Statement { .. }) => self.builder.close(line),
                Some(Entry::Head(_)) => {}
            }
            self.stack.pop();
        }
        if let Some(Entry::Head(head)) = self.stack.last().copied()
            && head.waits == Waits::Parens
        {
            self.replace_head(Head {
                waits: Waits::Body,
                ..head
            });
        }
    }

    fn semicolon(&mut self, at: usize) {
        self.method = None;
        match self.stack.last().copied() {
            Some(Entry::Statement { .. }) => self.end_statements(at, at + 1),
            Some(Entry::Head(head)) if head.waits == Waits::Body => {
                self.stack.pop();
                self.builder.open(head.kind, head.name, head.line);
                self.builder.close(self.line(at));
                self.after_block(head.role, at + 1, self.line(at));
            }
            Some(Entry::Head(head))
                if head.role == Role::Function || !self.syntax.quirks.brace_on_line =>
            {
                self.stack.pop();
            }
            _ => {}
        }
    }

    /// Ends the innermost statement without braces, and those around it that end with it.
    fn end_statements(&mut self, last: usize, next: usize) {
        if let Some(role) = self.end_one(last) {
            self.after_block(role, next, self.line(last));
        }
    }

    fn end_one(&mut self, last: usize) -> Option<Role> {
        let Some(Entry::Statement { role, .. }) = self.stack.last().copied() else {
            return None;
        };
        self.stack.pop();
        self.builder.close(self.line(last));
        Some(role)
    }

    /// What the end of a block means for the statements around it that have no braces.
    fn after_block(&mut self, role: Role, next: usize, line: u32) {
        let mut role = role;
        loop {
            match (role, self.token(next)) {
                (Role::Function, _) => return,
                (Role::Trailing, Some(Token::Word("while"))) => {
                    self.skip = Some(next);
                    return;
                }
                (_, Some(Token::Word("else" | "catch" | "finally"))) => return,
                _ => {}
            }
            let Some(Entry::Statement { role: outer, .. }) = self.stack.last().copied() else {
                return;
            };
            self.stack.pop();
            self.builder.close(line);
            role = outer;
        }
    }
}

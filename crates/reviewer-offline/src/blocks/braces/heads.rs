//! Which words begin a head, and what that head waits for.

use super::{
    Reader,
    entry::{Entry, Head, Role, Waits},
};
use crate::{
    blocks::{Kind, functions},
    scan::Token,
    syntax::Blocks,
};

impl<'a> Reader<'_, 'a> {
    pub(super) fn word(&mut self, at: usize, word: &'a str) {
        let member = matches!(self.before(at), Some(Token::Mark("." | "?." | "::")));
        if member {
            if self.syntax.loop_methods.contains(&word)
                && matches!(self.token(at + 1), Some(Token::Mark("(" | "{")))
            {
                self.method = Some(self.line(at));
            }
            return;
        }
        if self.skip == Some(at) || self.is_label(at) {
            return;
        }
        let free = self.syntax.blocks == Blocks::BracesAfterFreeHead;
        let condition = if free { Waits::Brace } else { Waits::Parens };
        if self.syntax.loops.contains(&word) || self.is_loop_macro(at, word) {
            let needs_in = word == "for" && self.syntax.quirks.for_needs_in;
            let waits = if needs_in { Waits::In } else { condition };
            self.head(at, Kind::Loop, Role::Control, waits);
        } else if self.syntax.trailing_loops.contains(&word) {
            self.head(at, Kind::Loop, Role::Trailing, Waits::Body);
        } else if self.syntax.branches.contains(&word) {
            self.head(at, Kind::Branch, Role::Control, condition);
        } else if self.syntax.plain_branches.contains(&word) {
            self.plain_branch(at, word);
        } else if self.syntax.functions.contains(&word) {
            self.function(at, word);
        }
    }

    fn head(&mut self, at: usize, kind: Kind, role: Role, waits: Waits) {
        let line = self.line(at);
        self.stack.push(Entry::Head(Head {
            kind,
            role,
            name: None,
            line,
            waits,
        }));
    }

    /// `for: 1`, `{ if: 2 }`: a name, not a keyword. (`else:` and `default:` do not occur here.)
    fn is_label(&self, at: usize) -> bool {
        self.token(at + 1) == Some(Token::Mark(":"))
    }

    fn is_loop_macro(&self, at: usize, word: &str) -> bool {
        self.program.loop_macros.contains(word) && self.token(at + 1) == Some(Token::Mark("("))
    }

    fn plain_branch(&mut self, at: usize, word: &str) {
        if word == "else" {
            // `if (a) b else c` without a semicolon.
            if !matches!(self.before(at), Some(Token::Mark(";" | "}"))) {
                self.end_one(at.saturating_sub(1));
            }
            // `guard a else {` has the head's own brace; `else if` is one branch; `else ->` is a case.
            let guard =
                matches!(self.stack.last(), Some(Entry::Head(head)) if head.waits == Waits::Brace);
            let next = self.token(at + 1);
            if guard || matches!(next, Some(Token::Word("if") | Token::Mark("->"))) {
                return;
            }
        }
        if word != "else" && self.syntax.blocks == Blocks::BracesAfterParens {
            // `try (resource) {` as well as `try {`.
            self.head(at, Kind::Branch, Role::Control, Waits::Parens);
        } else {
            self.head(at, Kind::Branch, Role::Control, Waits::Body);
        }
    }

    fn function(&mut self, at: usize, word: &str) {
        self.drop_head(|head| head.role == Role::Function);
        let type_of_function =
            self.syntax.quirks.for_needs_in && self.token(at + 1) == Some(Token::Mark("("));
        let bare_init =
            word == "init" && !matches!(self.token(at + 1), Some(Token::Mark("(" | "?" | "<")));
        if type_of_function || bare_init {
            return;
        }
        let line = self.line(at);
        let name = if word == "init" {
            Some("init")
        } else {
            functions::named_after(self.tokens, &self.partners, at)
        };
        self.stack.push(Entry::Head(Head {
            kind: Kind::Function,
            role: Role::Function,
            name,
            line,
            waits: Waits::Brace,
        }));
    }
}

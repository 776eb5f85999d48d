//! What can be open at some point of a program.

use crate::{blocks::Kind, scan::Token};

/// What is open at some point of the program.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry<'a> {
    Brace {
        block: Option<Role>,
    },
    /// `(` or `[`; a method's loop may be written as its argument.
    Group {
        is_block: bool,
    },
    Head(Head<'a>),
    /// A body without braces.
    Statement {
        role: Role,
        from: usize,
    },
}

/// What a block is, with what its end needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Control,
    /// Its condition follows after its end.
    Trailing,
    Function,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a> {
    pub(super) kind: Kind,
    pub(super) role: Role,
    pub(super) name: Option<&'a str>,
    pub(super) line: u32,
    pub(super) waits: Waits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// For the condition in parentheses.
    Parens,
    /// For the body.
    Body,
    /// For the brace, somewhere ahead.
    Brace,
    /// For `in`, without which it is no loop.
    In,
}

/// A statement does not end with this token.
pub(super) fn goes_on(token: Option<Token<'_>>) -> bool {
    matches!(
        token,
        Some(Token::Mark(
            "," | "+"
                | "-"
                | "*"
                | "/"
                | "%"
                | "="
                | "&"
                | "|"
                | "?"
                | ":"
                | "."
                | "?."
                | "("
                | "["
                | "{"
                | "<"
                | ">"
                | "=>"
                | "!"
                | "^"
        ))
    )
}

/// A statement does not begin with this token.
pub(super) fn continues(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Mark(
            "." | "?."
                | "?"
                | ":"
                | "+"
                | "-"
                | "*"
                | "/"
                | "%"
                | "="
                | "&"
                | "|"
                | ")"
                | "]"
                | ","
                | "{"
        ) | Token::Word("else")
    )
}

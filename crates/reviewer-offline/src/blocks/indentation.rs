//! Python: a block ends where the indentation goes back.
//!
//! Only lines that begin a statement count: what stands in brackets, in a text, or after a backslash
//! belongs to the line before. `else`, `except` and the like begin a block of their own beside the one
//! that they continue. Loops inside an expression (`[... for ...]`) are not counted.

use super::{Block, Builder, Kind, last_line};
use crate::{
    scan::{Line, Placed, Program, Token},
    syntax::Syntax,
};

pub(super) fn find<'a>(program: &Program<'a>, syntax: &'static Syntax) -> Vec<Block<'a>> {
    let mut builder = Builder::default();
    let mut open: Vec<usize> = Vec::new();
    let mut last = 0;
    for statement in statements(program) {
        let Some(first) = statement.first() else {
            continue;
        };
        let indent = indent(program, first.line);
        while open.last().is_some_and(|around| *around >= indent) {
            open.pop();
            builder.close(last);
        }
        if let Some((kind, name)) = head(statement, syntax) {
            builder.open(kind, name, first.line);
            open.push(indent);
        }
        last = last_line(statement);
    }
    builder.finish(last)
}

fn line<'p>(program: &'p Program<'_>, number: u32) -> Option<&'p Line> {
    let at = usize::try_from(number.checked_sub(1)?).ok()?;
    program.lines.get(at)
}

fn indent(program: &Program<'_>, number: u32) -> usize {
    line(program, number).map_or(0, |line| line.indent)
}

/// Cuts the tokens where a line begins outside all brackets and texts and not after a backslash.
fn statements<'p, 'a>(program: &'p Program<'a>) -> impl Iterator<Item = &'p [Placed<'a>]> {
    let mut depth = 0_usize;
    program.tokens.chunk_by(move |one, next| {
        match one.token {
            Token::Mark("(" | "[" | "{") => depth += 1,
            Token::Mark(")" | "]" | "}") => depth = depth.saturating_sub(1),
            _ => {}
        }
        next.line == one.line
            || depth > 0
            || one.token == Token::Mark("\\")
            || line(program, next.line).is_some_and(|line| line.within_text)
    })
}

fn head<'a>(statement: &[Placed<'a>], syntax: &'static Syntax) -> Option<(Kind, Option<&'a str>)> {
    let mut words = statement.iter().map(|placed| placed.token);
    let mut first = words.next()?;
    if first == Token::Word("async") {
        first = words.next()?;
    }
    let Token::Word(keyword) = first else {
        return None;
    };
    if syntax.loops.contains(&keyword) {
        Some((Kind::Loop, None))
    } else if syntax.functions.contains(&keyword) {
        let name = match words.next() {
            Some(Token::Word(name)) => Some(name),
            _ => None,
        };
        Some((Kind::Function, name))
    } else if syntax.branches.contains(&keyword) {
        // `match` is also a name; a block's head ends with a colon or has its body behind one.
        let soft = keyword == "match"
            && statement.last().map(|placed| placed.token) != Some(Token::Mark(":"));
        (!soft).then_some((Kind::Branch, None))
    } else {
        None
    }
}

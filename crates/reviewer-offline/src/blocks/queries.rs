//! SQL: a query in parentheses inside another. A query that is given a name first (`WITH x AS (...)`) is
//! not counted as being inside.

use super::{Block, Builder, Kind, last_line};
use crate::scan::{Program, Token};

pub(super) fn find<'a>(program: &Program<'a>) -> Vec<Block<'a>> {
    let tokens = &program.tokens;
    let mut builder = Builder::default();
    let mut stack: Vec<bool> = Vec::new();
    for (at, placed) in tokens.iter().enumerate() {
        match placed.token {
            Token::Mark("(") => {
                let next = tokens.get(at + 1).map(|next| next.token);
                let before = at
                    .checked_sub(1)
                    .and_then(|before| tokens.get(before))
                    .map(|before| before.token);
                let is_query = is_word(next, "select")
                    && !is_word(before, "as")
                    && !is_word(before, "materialized");
                if is_query {
                    builder.open(Kind::Query, None, placed.line);
                }
                stack.push(is_query);
            }
            Token::Mark(")") => {
                let was_query = stack.pop() == Some(true);
                if was_query {
                    builder.close(placed.line);
                }
            }
            _ => {}
        }
    }
    builder.finish(last_line(tokens))
}

fn is_word(token: Option<Token<'_>>, word: &str) -> bool {
    matches!(token, Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
}

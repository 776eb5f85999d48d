//! The names of functions in languages with braces.

use crate::scan::{Placed, Token};

/// Words before a parenthesis and a brace that make no function.
const NO_FUNCTION: [&str; 25] = [
    "if",
    "for",
    "while",
    "switch",
    "catch",
    "synchronized",
    "using",
    "lock",
    "fixed",
    "foreach",
    "return",
    "function",
    "when",
    "with",
    "new",
    "try",
    "case",
    "class",
    "struct",
    "interface",
    "enum",
    "namespace",
    "union",
    "record",
    "do",
];
/// How far back from the brace a head is looked for, in tokens that are not inside parentheses.
const REACH: usize = 24;

/// After a keyword: the first word, past a receiver in parentheses and a star.
pub(super) fn named_after<'a>(
    tokens: &[Placed<'a>],
    partners: &[Option<usize>],
    keyword: usize,
) -> Option<&'a str> {
    let mut at = keyword + 1;
    let skips_receiver =
        tokens.get(keyword).map(|placed| placed.token) == Some(Token::Word("func"));
    if skips_receiver && tokens.get(at).map(|placed| placed.token) == Some(Token::Mark("(")) {
        at = partners.get(at).copied().flatten()? + 1;
    } else if tokens.get(at).map(|placed| placed.token) == Some(Token::Mark("*")) {
        at += 1;
    }
    match tokens.get(at).map(|placed| placed.token) {
        Some(Token::Word(name)) if name != "func" => Some(name),
        _ => None,
    }
}

/// Whether the brace at `brace` is a function's: `name(...)`, perhaps with words such as `const` or
/// `throws X`, a result type or an initialiser list before the brace, or `name = (...) =>`. Gives the place
/// of the name.
pub(super) fn by_form(
    tokens: &[Placed<'_>],
    partners: &[Option<usize>],
    brace: usize,
) -> Option<usize> {
    let token = |at: usize| tokens.get(at).map(|placed| placed.token);
    let mut at = brace.checked_sub(1)?;
    let mut arrow = false;
    if token(at) == Some(Token::Mark("=>")) {
        arrow = true;
        at = at.checked_sub(1)?;
    }
    for _ in 0..REACH {
        match token(at)? {
            Token::Mark(")") => {
                let open = partners.get(at).copied().flatten()?;
                let before = open.checked_sub(1)?;
                if arrow {
                    return assigned(tokens, before);
                }
                let Some(Token::Word(name)) = token(before) else {
                    return None;
                };
                let outside = before.checked_sub(1).and_then(token);
                match outside {
                    // `Name(...) : member(...), other(...) {`
                    Some(Token::Mark(":" | ",")) => at = before.checked_sub(2)?,
                    Some(
                        Token::Mark("." | "=" | "?.")
                        | Token::Word("new" | "return" | "class" | "record" | "case"),
                    ) => {
                        return None;
                    }
                    _ if NO_FUNCTION.contains(&name) || !starts_as_name(name) => return None,
                    _ => return Some(before),
                }
            }
            Token::Word(word) if !NO_FUNCTION.contains(&word) && word != "else" => {
                if arrow {
                    return assigned(tokens, at.checked_sub(1)?);
                }
                at = at.checked_sub(1)?;
            }
            Token::Mark(
                "->" | "<" | ">" | "," | "::" | "&" | "*" | ":" | "." | "|" | "[" | "]",
            ) if !arrow => {
                at = at.checked_sub(1)?;
            }
            Token::Mark("->" | "<" | ">" | ":" | "." | "|") => at = at.checked_sub(1)?,
            _ => return None,
        }
    }
    None
}

/// `name = ` or `name = async ` before this place and with it.
fn assigned(tokens: &[Placed<'_>], mut at: usize) -> Option<usize> {
    let token = |at: usize| tokens.get(at).map(|placed| placed.token);
    if token(at) == Some(Token::Word("async")) {
        at = at.checked_sub(1)?;
    }
    let name = at.checked_sub(1)?;
    match (token(name), token(at)) {
        (Some(Token::Word(word)), Some(Token::Mark("="))) if starts_as_name(word) => Some(name),
        _ => None,
    }
}

fn starts_as_name(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|char| !char.is_ascii_digit() && char != '@')
}

//! Blocks of lines that stand in the program more than once.
//!
//! Lines are compared by their code alone, without comments, and with every run of blanks made one. Lines
//! that say little (a closing brace, `else`) are passed over, and so are those that only name what is
//! used. Every run of [`LEAST`] lines is looked up among those seen before; a match is extended as far as
//! it goes without running into itself, and the search continues behind it. Each line is extended over
//! once, so the time is linear.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, DefaultHasher},
};

use crate::scan::{Kind, Line};

/// The least number of telling lines that make a block.
pub(crate) const LEAST: usize = 4;
/// The least number of characters that make a line telling.
const TELLING: usize = 6;

/// Lines that say the same as lines before them; all counted from 1, the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    pub(crate) earlier: (u32, u32),
    pub(crate) later: (u32, u32),
    /// How many telling lines they share.
    pub(crate) lines: usize,
}

/// Same keys in every run: a review is the same each time.
type Table<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// Finds repeated blocks, in the order of the later ones.
pub(crate) fn find(lines: &[Line]) -> Vec<Repeat> {
    let telling: Vec<(u32, &str)> = (1..).zip(lines).filter_map(telling).collect();
    let mut known: Table<&str, usize> = Table::default();
    let ids: Vec<usize> = telling
        .iter()
        .map(|(_, code)| {
            let next = known.len();
            *known.entry(code).or_insert(next)
        })
        .collect();
    let number = |at: usize| telling.get(at).map_or(0, |(number, _)| *number);
    let mut seen: Table<&[usize], usize> = Table::default();
    let mut repeats = Vec::new();
    let mut at = 0;
    while let Some(window) = ids.get(at..at + LEAST) {
        let earlier = *seen.entry(window).or_insert(at);
        if earlier + LEAST > at {
            at += 1;
            continue;
        }
        let before = ids.get(earlier..at).unwrap_or_default();
        let after = ids.get(at..).unwrap_or_default();
        let pairs = before.iter().zip(after);
        let shared = pairs.take_while(|(one, other)| one == other).count();
        repeats.push(Repeat {
            earlier: (number(earlier), number(earlier + shared - 1)),
            later: (number(at), number(at + shared - 1)),
            lines: shared,
        });
        at += shared;
    }
    repeats
}

/// The line's number and code, if it says enough to be compared.
fn telling((number, line): (u32, &Line)) -> Option<(u32, &str)> {
    let code = line.code.trim();
    let says = line.kind() == Kind::Code
        && code.chars().nth(TELLING - 1).is_some()
        && code.chars().any(char::is_alphabetic);
    let names = [
        "import ", "from ", "#", "using ", "use ", "package ", "require", "@",
    ];
    (says && !names.iter().any(|start| code.starts_with(start))).then_some((number, code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scan, syntax};

    fn repeats(code: &str) -> Vec<Repeat> {
        find(&scan::scan(code, syntax::of("python")).lines)
    }

    #[test]
    fn the_same_lines_at_two_places_are_found_whatever_their_indentation() {
        let code = "a = input()\nb = input()\nc = a + b\nprint(c)\n\
                    if c == '1':\n    a = input()\n    b = input()  # again\n\n    c  =  a + b\n    print(c)\n";
        let expected = Repeat {
            earlier: (1, 4),
            later: (6, 10),
            lines: 4,
        };
        // `c  =  a` and `c = a` differ in blanks only.
        assert_eq!(repeats(code), [expected]);
    }

    #[test]
    fn three_lines_are_not_enough_and_other_texts_are_other_lines() {
        let three = "first()\nsecond()\nthird()\n";
        assert_eq!(repeats(&format!("{three}other()\n{three}")), []);
        let four = |name: &str| {
            format!("print('{name}1')\nprint('{name}2')\nprint('{name}3')\nprint('{name}4')\n")
        };
        assert_eq!(repeats(&format!("{}{}", four("a"), four("b"))), []);
    }

    #[test]
    fn a_line_repeated_over_and_over_does_not_repeat_itself() {
        let found = repeats(&"step(1)\n".repeat(40));
        for repeat in &found {
            assert!(repeat.earlier.1 < repeat.later.0, "{repeat:?}");
        }
        assert!(found.len() <= 4, "{found:?}");
    }
}

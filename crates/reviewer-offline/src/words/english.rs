use super::{Words, deepest, listed};
use crate::{
    measure::{Long, Measures, Nest},
    repeats::Repeat,
};

pub(super) struct English;

impl Words for English {
    fn summary(&self, measures: &Measures<'_>, remarks: usize) -> String {
        let counts = measures.counts;
        let parts = if measures.is_sql {
            String::new()
        } else {
            format!(
                " There {} {} and {}.",
                if measures.loops == 1 { "is" } else { "are" },
                count(measures.loops, "loop"),
                count(measures.functions, "function"),
            )
        };
        let marked = match remarks {
            0 => "Nothing stood out.".to_owned(),
            1 => "One place is marked for another look.".to_owned(),
            more => format!("{more} places are marked for another look."),
        };
        format!(
            "No AI model was used for this review. It measures the shape of the code, so there is no score, and \
             whether the answer is right or fast enough was not judged. The program has {}: {} of code, {} of \
             comments and {} blank.{parts} {marked}",
            count(counts.all(), "line"),
            counts.code,
            counts.comment,
            counts.blank,
        )
    }

    fn correctness(&self) -> String {
        "Not judged: the code was not run, and nobody compared it with the task.".to_owned()
    }

    fn efficiency(&self, measures: &Measures<'_>) -> String {
        if measures.is_sql {
            return match measures.depth {
                0 => "There is no query inside another.".to_owned(),
                1 => "A query stands inside another.".to_owned(),
                depth => format!("Queries stand inside one another, up to {depth} deep."),
            };
        }
        match (measures.loops, deepest(&measures.loop_nests)) {
            (0, _) => "There is no loop.".to_owned(),
            (1, _) => "There is one loop.".to_owned(),
            (loops, None) => format!("There are {loops} loops, and none stands inside another."),
            (loops, Some(depth)) => {
                format!("There are {loops} loops, up to {depth} nested inside one another.")
            }
        }
    }

    fn readability(&self, measures: &Measures<'_>) -> String {
        let comments = match measures.counts.comment {
            0 => "There are no comments".to_owned(),
            lines => format!("There {} of comments", is_count(lines, "line")),
        };
        let depth = match measures.depth {
            0 => "nothing is nested".to_owned(),
            depth if measures.is_sql => format!("the deepest query is {}", level(depth)),
            depth => format!(
                "the deepest nesting of loops and conditions is {}",
                level(depth)
            ),
        };
        format!("{comments}, and {depth}.")
    }

    fn structure(&self, measures: &Measures<'_>) -> String {
        let functions = match measures.functions {
            _ if measures.is_sql => None,
            0 => Some("The program is one piece, without functions.".to_owned()),
            1 => Some("The program has one function.".to_owned()),
            more => Some(format!("The program has {more} functions.")),
        };
        let repeats = match measures.repeats.len() {
            0 => "No block of lines stands there twice.".to_owned(),
            1 => "One block of lines stands there twice.".to_owned(),
            more => format!("{more} blocks of lines repeat earlier ones."),
        };
        functions.map_or(repeats.clone(), |functions| {
            format!("{functions} {repeats}")
        })
    }

    fn best_practice(&self, measures: &Measures<'_>) -> String {
        match measures.debug_prints.len() {
            0 => "No leftover debugging was found. Style rules of the language were not checked.",
            _ => "Some lines look like leftover debugging. Style rules of the language were not checked.",
        }
        .to_owned()
    }

    fn nested_loops(&self, nest: &Nest) -> String {
        let (lines, more) = listed(&nest.starts);
        let more = if more { " and further" } else { "" };
        let how = match nest.depth() {
            2 => "A loop within a loop".to_owned(),
            depth => format!("Loops within loops, up to {depth} times nested"),
        };
        format!(
            "{how} (lines {lines}{more}). If each of them runs in full, their rounds multiply: check that against the \
             largest input the task allows."
        )
    }

    fn deep_nesting(&self, nest: &Nest) -> String {
        format!(
            "Here {} levels of loops and conditions stand inside one another. Leaving early, or a function for \
             the inner part, would make it easier to follow.",
            nest.depth()
        )
    }

    fn long_line(&self, width: usize) -> String {
        format!("This line has {width} characters. Broken into parts, it would fit on a screen.")
    }

    fn long_function(&self, long: &Long<'_>) -> String {
        let name = long.name.map_or("This function".to_owned(), |name| {
            format!("The function {name}")
        });
        format!(
            "{name} has {} lines of code. If a part of it can be given a name, it could become a function of its \
             own.",
            long.code
        )
    }

    fn repeat(&self, repeat: &Repeat) -> String {
        let (first, last) = repeat.earlier;
        format!(
            "These lines are the same as lines {first} to {last}. One function could serve both places."
        )
    }

    fn debug_print(&self) -> String {
        "This looks like output for debugging. If it is, it can go before submitting.".to_owned()
    }
}

fn count(count: impl Into<Number>, noun: &str) -> String {
    let Number(number) = count.into();
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}

fn is_count(number: u32, noun: &str) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{verb} {}", count(number, noun))
}

fn level(depth: u32) -> String {
    count(depth, "level")
}

struct Number(usize);

impl From<usize> for Number {
    fn from(number: usize) -> Self {
        Self(number)
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self(usize::try_from(number).unwrap_or(usize::MAX))
    }
}

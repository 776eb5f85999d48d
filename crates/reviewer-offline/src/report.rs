//! What the measurements mean, as a review.
//!
//! Each category says what was measured for it, also when there is nothing to remark. The number of
//! remarks of one kind is bounded: the worst ones say enough.

use std::cmp::Reverse;

use review::{Assessment, Category, CategoryName, Highlight, HighlightKind};

use crate::{
    measure::{Measures, Nest},
    words::Words,
};

/// The most remarks of one kind.
const MOST: usize = 5;

pub(crate) fn report(measures: &Measures<'_>, words: &dyn Words) -> Assessment {
    let categories = vec![
        category(CategoryName::Correctness, words.correctness(), Vec::new()),
        category(
            CategoryName::Efficiency,
            words.efficiency(measures),
            efficiency(measures, words),
        ),
        category(
            CategoryName::Readability,
            words.readability(measures),
            readability(measures, words),
        ),
        category(
            CategoryName::Structure,
            words.structure(measures),
            structure(measures, words),
        ),
        category(
            CategoryName::BestPractice,
            words.best_practice(measures),
            best_practice(measures, words),
        ),
    ];
    let remarks = categories
        .iter()
        .map(|category| category.highlights.len())
        .sum();
    Assessment {
        total_score: None,
        summary: words.summary(measures, remarks),
        time_complexity: None,
        space_complexity: None,
        categories,
        optimized_code: None,
    }
}

fn category(name: CategoryName, comment: String, highlights: Vec<Highlight>) -> Category {
    Category {
        name,
        score: None,
        comment,
        highlights,
    }
}

fn remark((start_line, end_line): (u32, u32), message: String) -> Highlight {
    Highlight {
        start_line,
        end_line,
        kind: HighlightKind::Suggestion,
        message,
    }
}

/// The worst few, back in the order of the program.
fn worst<T, K: Ord>(all: &[T], weight: impl Fn(&T) -> K) -> impl Iterator<Item = &T> {
    let mut places: Vec<(usize, &T)> = all.iter().enumerate().collect();
    places.sort_by_key(|(_, item)| Reverse(weight(item)));
    places.truncate(MOST);
    places.sort_by_key(|(place, _)| *place);
    places.into_iter().map(|(_, item)| item)
}

fn efficiency(measures: &Measures<'_>, words: &dyn Words) -> Vec<Highlight> {
    worst(&measures.loop_nests, Nest::depth)
        .map(|nest| remark(nest.lines, words.nested_loops(nest)))
        .collect()
}

fn readability(measures: &Measures<'_>, words: &dyn Words) -> Vec<Highlight> {
    let deep = worst(&measures.deep_nests, Nest::depth)
        .map(|nest| remark(nest.lines, words.deep_nesting(nest)));
    let long = worst(&measures.long_lines, |(_, width)| *width)
        .map(|(line, width)| remark((*line, *line), words.long_line(*width)));
    deep.chain(long).collect()
}

fn structure(measures: &Measures<'_>, words: &dyn Words) -> Vec<Highlight> {
    let long = worst(&measures.long_functions, |long| long.code)
        .map(|long| remark(long.lines, words.long_function(long)));
    let repeats = worst(&measures.repeats, |repeat| repeat.lines)
        .map(|repeat| remark(repeat.later, words.repeat(repeat)));
    long.chain(repeats).collect()
}

fn best_practice(measures: &Measures<'_>, words: &dyn Words) -> Vec<Highlight> {
    let prints = measures.debug_prints.iter().take(MOST);
    prints
        .map(|line| remark((*line, *line), words.debug_print()))
        .collect()
}

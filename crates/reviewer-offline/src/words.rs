//! The reviewer's sentences, in the language of the reader.

mod english;
mod korean;

use crate::{
    measure::{Long, Measures, Nest},
    repeats::Repeat,
};

/// Line numbers that are listed before "and so on".
const LISTED: usize = 6;

/// Everything the reviewer can say. Each sentence states what was measured and leaves the judgement to the
/// reader where a measurement cannot decide.
pub(crate) trait Words {
    fn summary(&self, measures: &Measures<'_>, remarks: usize) -> String;
    fn correctness(&self) -> String;
    fn efficiency(&self, measures: &Measures<'_>) -> String;
    fn readability(&self, measures: &Measures<'_>) -> String;
    fn structure(&self, measures: &Measures<'_>) -> String;
    fn best_practice(&self, measures: &Measures<'_>) -> String;
    fn nested_loops(&self, nest: &Nest) -> String;
    fn deep_nesting(&self, nest: &Nest) -> String;
    fn long_line(&self, width: usize) -> String;
    fn long_function(&self, long: &Long<'_>) -> String;
    fn repeat(&self, repeat: &Repeat) -> String;
    fn debug_print(&self) -> String;
}

/// The words for a locale; English for one that is not known.
pub(crate) fn of(locale: &str) -> &'static dyn Words {
    match locale.split(['-', '_']).next() {
        Some("ko") => &korean::Korean,
        _ => &english::English,
    }
}

/// The deepest nest's depth, if there is one.
fn deepest(nests: &[Nest]) -> Option<usize> {
    nests.iter().map(Nest::depth).max()
}

/// `3, 4, 5`, shortened where there are many; the flag says whether it was.
fn listed(lines: &[u32]) -> (String, bool) {
    let mut lines = lines.to_vec();
    lines.dedup();
    let shown: Vec<String> = lines.iter().take(LISTED).map(u32::to_string).collect();
    (shown.join(", "), lines.len() > LISTED)
}

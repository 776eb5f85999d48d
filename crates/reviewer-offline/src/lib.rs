//! The reviewer that needs no model and no network: it measures.
//!
//! It reads the program once ([`scan`]), finds loops, conditions and functions ([`blocks`]), lines that
//! stand there twice ([`repeats`]), and says what it saw ([`report`]): remarks on real lines, no scores. It
//! never claims what it cannot know, such as whether the answer is right or how the running time grows,
//! and the summary says that no model was used. The same program always gets the same review.
//!
//! The reading is approximate on purpose: it is no compiler, and where a language can hide a loop from it
//! (a comprehension, a macro from another file) it counts one loop less rather than one too many.

mod blocks;
mod measure;
mod repeats;
mod report;
mod scan;
mod syntax;
mod words;

use review::{Answer, Request};

/// What this reviewer is called.
pub const PROVIDER: &str = "offline";

/// Reviews a submission. The problem's texts are not read.
#[must_use]
pub fn review(request: &Request) -> Answer {
    let measures = measure::measure(&request.code, &request.language);
    Answer {
        provider: PROVIDER.to_owned(),
        model: None,
        prompt_version: None,
        review: report::report(&measures, words::of(&request.locale)),
        usage: None,
    }
}

#[cfg(test)]
mod tests;

//! What a review is.
//!
//! The types come from `wit/review.wit`, the same file that a reviewer in another language is built
//! from, so that a linked reviewer and a bound component speak of the same thing. [`settle`] checks what
//! any reviewer answers before it goes further; [`wire`] is its form in algosu's JSON.

#[allow(
    unsafe_code,
    missing_docs,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "generated from wit/review.wit"
)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "client",
        additional_derives: [PartialEq, Eq],
    });
}

mod settle;
mod weights;
pub mod wire;

pub use bindings::algosu::review::reviewer::{
    Answer, Assessment, Category, CategoryName, Error, Highlight, HighlightKind, Problem,
    RateLimit, Request, Setting, Usage,
};
pub use settle::{Defect, Source, settle};
pub use weights::weight;

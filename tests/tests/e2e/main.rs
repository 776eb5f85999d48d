//! Algosu from outside, as a whole: real components on a real host between a fake GitHub and a fake Anthropic.
//!
//! `api`, `auth` and `internal` are laid out like the addresses they test; `journeys` follow submissions from one end
//! to the other; `guards`, `paths` and `headers` hold every address to the same rules. Every test starts an application
//! of its own, and when it ends, everything that was said and stored is searched for secrets (`support::World`).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking, in the functions around it too"
)]

mod api;
mod auth;
mod guards;
mod headers;
mod internal;
mod journeys;
mod paths;
mod support;

//! Submissions from one end to the other.

mod anthropic;
mod github;
mod idempotency;
mod largest;
mod programs;
mod streams;

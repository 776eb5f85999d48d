//! Submissions: accepted once, never lost, never lied about.
//!
//! Accepting is one transaction: the submission, its first events and its first job ([`receive`]).
//! Workers claim jobs and report ([`jobs`]); each report is one transaction too, fenced by the job's epoch
//! and by the submission's version ([`store::advance`]). What may happen is decided by the crate `saga`
//! alone.

mod access;
mod app;
mod jobs;
mod receive;
mod routes;
mod serve;
mod store;
mod view;

pub use serve::serve;

#[cfg(test)]
mod tests;

//! The work of accepting and listing submissions, with nothing of algosu around it.
//!
//! The native twin and the bare chain do exactly this, so that what is compared is what lies around the work. The
//! rows that accepting writes are those that algosu writes: a test holds them against the crates that make its log
//! and its jobs, and each run of the benchmark counts and weighs them in all three databases.

mod accept;
mod list;
mod view;

pub use accept::{Accepted, Author, Body, accept, plain_problem};
pub use list::{LIST, list, page_parameters};
pub use view::View;

use sql::Migration;

/// What the submission service keeps.
pub const SUBMISSION_TABLES: [Migration; 3] = [
    Migration {
        name: "log",
        text: log::TABLES,
    },
    Migration {
        name: "jobs",
        text: queue::TABLES,
    },
    Migration {
        name: "submissions",
        text: include_str!("../../../../migrations/submission/0003_create_submissions.sql"),
    },
];

/// What identity and problem keep, as far as accepting a submission reads it.
pub const OTHER_TABLES: [&str; 4] = [
    include_str!("../../../../migrations/identity/0001_create_users.sql"),
    include_str!("../../../../migrations/identity/0002_create_sessions.sql"),
    include_str!("../../../../migrations/identity/0003_create_studies.sql"),
    include_str!("../../../../migrations/problem/0002_create_problems.sql"),
];

#[cfg(test)]
mod tests;

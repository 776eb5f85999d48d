//! The service's SQL, one file for each thing that is kept.

pub(crate) mod drafts;
pub(crate) mod reviews;
pub(crate) mod submissions;

mod advance;
mod commits;

pub(crate) use advance::{Cause, advance};
pub(crate) use commits::{PriorCommit, commits_of, record_commit};

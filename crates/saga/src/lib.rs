//! The saga of one submission, as a pure state machine.
//!
//! ```text
//! DB_SAVED ──► GITHUB_QUEUED ──► AI_QUEUED ──► DONE
//!                    └───────┬────────┘
//!                 a defect of ours ──► FAILED
//! ```
//!
//! Steps only move forward; retries and waits change a step's [`Status`], never the step. Whatever a step
//! ends with (done, skipped, given up), the saga goes on to the next, and says so truthfully.
//!
//! [`decide`] turns a command into events, [`evolve`] applies an event to the state, and [`TABLE`] says for
//! each step which job does its work, how often it is tried, and where it leads. Nothing here waits,
//! reads a clock or knows of a database, so all of it can be tested by calling it.

mod event;
mod machine;
mod state;
mod table;

pub use event::{Commit, Event, Received};
pub use machine::{Command, Outcome, Refusal, decide, evolve};
pub use state::{Problem, State, Status, Step, Submission, Track};
pub use table::{AI_REVIEW, GITHUB_PUSH, TABLE, Work, work_of};

#[cfg(test)]
mod tests;

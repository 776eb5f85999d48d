//! What every fake service shares: a real HTTP server on a thread of its own, a record of all that passed,
//! and a switchboard of faults and barriers.
//!
//! A request goes through these stations, in a task of its own, so that a client that dies does not undo what
//! it has sent:
//!
//! 1. it is read whole and written down;
//! 2. rules for [`Stage::BeforeEffect`] act, in the order in which they were made;
//! 3. the service does its work, at once and under its lock: this is the effect;
//! 4. rules for [`Stage::AfterEffect`] act;
//! 5. the answer leaves, and how it ended is written down.

mod fault;
mod forward;
mod message;
mod pattern;
mod rules;
mod server;
mod traffic;

pub use fault::{Fault, Stage};
pub(crate) use forward::Forward;
pub use message::{Body, Reply, Request};
pub use pattern::Pattern;
pub use rules::{Barrier, Rule, RuleBuilder, Stopped};
pub(crate) use server::Worker;
pub use server::{Server, Service};
pub use traffic::{Exchange, Outcome};

//! SQL for a service that owns its database.
//!
//! The promise: **state changes happen whole or not at all, whatever dies.** A transaction is a list of
//! statements, each with the number of rows that it must return, complete before it begins. No code of
//! ours runs between `BEGIN` and `COMMIT`, so none can trap there, wait there, or hand an open
//! transaction to somebody else (on Spin's Postgres pool that loses other people's writes). When a count
//! is off, everything is rolled back and the caller learns which statement it was.
//!
//! SQL is written once, in the dialect that SQLite and Postgres share: TEXT ids, BIGINT epoch
//! milliseconds, JSON as TEXT, `$1` parameters, `ON CONFLICT`, `RETURNING`. The one thing that they spell
//! differently is the clock: write `now_ms()`. Time is always the database's.

mod database;
mod error;
mod migration;
mod row;
mod statement;
mod value;

#[cfg_attr(target_family = "wasm", path = "spin.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native.rs")]
mod backend;

pub use database::Database;
pub use error::Error;
pub use migration::Migration;
pub use row::{Row, Rows};
pub use statement::{Statement, statement};
pub use value::Value;

#[cfg(test)]
mod tests;

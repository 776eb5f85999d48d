//! Running one statement.
//!
//! As in Spin, only the first statement of a text runs; a text that cannot be prepared, and an error while rows are produced, are
//! told with the result and not when the statement is sent; and a connection whose rows have not been taken serves nothing else.
//!
//! A statement runs on the thread that asked, because handing over to another thread costs more than most statements do. What
//! might take long is not allowed to hold that thread up: a wait for the right to write is a wait like any other; a commit gives the
//! thread's other tasks away before it waits for the disk; so does a statement that computes for long (see `pool`); and a query with
//! many rows is started again on a thread of its own, which sends them as they are taken.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::{Value as Stored, ValueRef};
use rusqlite::{Batch, Row, Statement, params_from_iter};
use tokio::sync::{OwnedMutexGuard, mpsc, oneshot};
use tokio::task::{block_in_place, spawn_blocking};

use super::Session;
use super::pool::Link;
use crate::bindings::spin::sqlite::sqlite::{Error, RowResult, Value};

/// Rows that a query may have to be answered on the spot.
const FEW_ROWS: usize = 256;

/// Bytes that a query's rows may have to be answered on the spot.
const FEW_BYTES: usize = 1 << 20;

/// Rows that Spin's host holds ready; with more than these not taken, the connection is busy.
pub const ROWS_AHEAD: usize = 4;

/// A statement's result.
pub type Finished = Result<(), Error>;

/// What a statement gave.
pub struct Outcome {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Rows,
}

/// A statement's rows and its result.
pub enum Rows {
    /// Everything is here and the connection is free.
    Ready(Vec<RowResult>, Finished),
    /// Everything is here, but the connection stays busy until most of it has been taken.
    Held(Vec<RowResult>, Finished, OwnedMutexGuard<Session>),
    /// Rows come as they are taken.
    Streamed(mpsc::Receiver<RowResult>, oneshot::Receiver<Finished>),
}

/// What preparing a statement tells.
struct Prepared {
    columns: Vec<String>,
    read_only: bool,
}

impl Session {
    /// Whether a statement ends with a wait for the disk: a commit, or a change outside a transaction.
    fn waits_for_disk(&self, sql: &str, prepared: &Prepared) -> bool {
        let Some(link) = &self.link else { return false };
        if link.connection.is_autocommit() {
            let first_word = sql.split_whitespace().next().unwrap_or_default();
            return !prepared.read_only && !first_word.eq_ignore_ascii_case("BEGIN");
        }
        // Inside a transaction what neither changes anything nor gives columns is its end.
        prepared.read_only && prepared.columns.is_empty() && link.permit.is_some()
    }
}

enum Collected {
    All(Vec<RowResult>, Finished),
    TooMany,
}

/// Runs the first statement of `sql`.
pub async fn run(
    mut session: OwnedMutexGuard<Session>,
    sql: String,
    parameters: Vec<Value>,
) -> Outcome {
    let prepared = match session.link().and_then(|link| Prepared::new(link, &sql)) {
        Ok(prepared) => prepared,
        Err(error) => return Outcome::failed(Vec::new(), error),
    };
    let waits_for_disk = session.waits_for_disk(&sql, &prepared);
    let Prepared { columns, read_only } = prepared;
    if !read_only && let Err(error) = session.take_permit().await {
        return Outcome::failed(columns, error);
    }
    let parameters: Vec<Stored> = parameters.into_iter().map(stored).collect();
    let link = match session.link() {
        Ok(link) => link,
        Err(error) => return Outcome::failed(columns, error),
    };
    // SQLite makes all of a statement's changes before it gives the first row, so there an end is sure to come.
    let (most_rows, most_bytes) = if read_only {
        (FEW_ROWS, FEW_BYTES)
    } else {
        (usize::MAX, usize::MAX)
    };
    let collected = if waits_for_disk {
        block_in_place(|| collect(link, &sql, &parameters, most_rows, most_bytes))
    } else {
        collect(link, &sql, &parameters, most_rows, most_bytes)
    };
    let rows = match collected {
        Collected::All(rows, result) if rows.len() <= ROWS_AHEAD => {
            session.after_statement();
            Rows::Ready(rows, result)
        }
        Collected::All(rows, result) => {
            session.after_statement();
            Rows::Held(rows, result, session)
        }
        Collected::TooMany => stream(session, sql, parameters),
    };
    Outcome { columns, rows }
}

impl Outcome {
    fn failed(columns: Vec<String>, error: Error) -> Self {
        let rows = Rows::Ready(Vec::new(), Err(error));
        Self { columns, rows }
    }
}

impl Prepared {
    fn new(link: &Link, sql: &str) -> Result<Self, Error> {
        with_statement(link, sql, |statement| {
            Ok(Self {
                columns: statement
                    .column_names()
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                read_only: statement.readonly(),
            })
        })
    }
}

/// Prepares the first statement of `sql`, or finds it prepared, and does something with it.
fn with_statement<R>(
    link: &Link,
    sql: &str,
    work: impl FnOnce(&mut Statement<'_>) -> Result<R, Error>,
) -> Result<R, Error> {
    link.watch.before_prepare();
    match link.connection.prepare_cached(sql) {
        Ok(mut statement) => {
            let leaves_something = link.watch.left_something();
            let done = work(&mut statement);
            if leaves_something {
                statement.discard();
            }
            done
        }
        Err(rusqlite::Error::MultipleStatement) => first_of_several(link, sql, work),
        Err(error) => Err(io(error)),
    }
}

fn first_of_several<R>(
    link: &Link,
    sql: &str,
    work: impl FnOnce(&mut Statement<'_>) -> Result<R, Error>,
) -> Result<R, Error> {
    match Batch::new(&link.connection, sql).next().map_err(io)? {
        Some(mut first) => work(&mut first),
        None => Err(io(rusqlite::Error::MultipleStatement)),
    }
}

fn collect(
    link: &Link,
    sql: &str,
    parameters: &[Stored],
    most_rows: usize,
    most_bytes: usize,
) -> Collected {
    let mut rows = Vec::new();
    let mut bytes = 0;
    let mut too_many = false;
    let result = each_row(link, sql, parameters, |row| {
        bytes += size(&row);
        rows.push(row);
        too_many = rows.len() > most_rows || bytes > most_bytes;
        !too_many
    });
    if too_many {
        return Collected::TooMany;
    }
    Collected::All(rows, result)
}

fn stream(mut session: OwnedMutexGuard<Session>, sql: String, parameters: Vec<Stored>) -> Rows {
    let (send_row, rows) = mpsc::channel(ROWS_AHEAD);
    let (send_result, result) = oneshot::channel();
    spawn_blocking(move || {
        let finished = session.link().and_then(|link| {
            each_row(link, &sql, &parameters, |row| {
                send_row.blocking_send(row).is_ok()
            })
        });
        session.after_statement();
        drop(session);
        drop(send_row);
        // A component that no longer waits for the result does not want it.
        let _ = send_result.send(finished);
    });
    Rows::Streamed(rows, result)
}

/// Gives each row to `take` until it answers false.
fn each_row(
    link: &Link,
    sql: &str,
    parameters: &[Stored],
    mut take: impl FnMut(RowResult) -> bool,
) -> Finished {
    with_statement(link, sql, |statement| {
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(parameters)).map_err(io)?;
        while let Some(row) = rows.next().map_err(io)? {
            if !take(read(row, columns)?) {
                break;
            }
        }
        Ok(())
    })
}

fn read(row: &Row<'_>, columns: usize) -> Result<RowResult, Error> {
    let values = (0..columns)
        .map(|column| {
            Ok(match row.get_ref(column).map_err(io)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(integer) => Value::Integer(integer),
                ValueRef::Real(real) => Value::Real(real),
                ValueRef::Text(text) => Value::Text(
                    String::from_utf8(text.to_vec())
                        .map_err(|_| Error::Io("a text is not UTF-8".to_owned()))?,
                ),
                ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
            })
        })
        .collect::<Result<_, Error>>()?;
    Ok(RowResult { values })
}

fn stored(value: Value) -> Stored {
    match value {
        Value::Integer(integer) => Stored::Integer(integer),
        Value::Real(real) => Stored::Real(real),
        Value::Text(text) => Stored::Text(text),
        Value::Blob(blob) => Stored::Blob(blob),
        Value::Null => Stored::Null,
    }
}

fn size(row: &RowResult) -> usize {
    let of = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(blob) => blob.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => 0,
    };
    row.values.iter().map(|value| 16 + of(value)).sum()
}

/// SQLite's own words, as Spin passes them on.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
pub fn io(error: rusqlite::Error) -> Error {
    Error::Io(error.to_string())
}

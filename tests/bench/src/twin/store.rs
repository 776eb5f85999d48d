//! The twin's database: one file, one connection that writes, as many that read as are needed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use bench_work::{OTHER_TABLES, SUBMISSION_TABLES};
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, params_from_iter};
use sql::Value;
use tokio::task::block_in_place;

/// Prepared statements kept per connection.
const STATEMENTS: usize = 64;

/// The database.
pub struct Store {
    path: PathBuf,
    writer: tokio::sync::Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// A new file with all tables.
    pub fn create(path: &Path) -> Result<Self> {
        let writer = open(path)?;
        for tables in SUBMISSION_TABLES.map(|migration| migration.text) {
            writer.execute_batch(tables)?;
        }
        for tables in OTHER_TABLES {
            writer.execute_batch(tables)?;
        }
        Ok(Self {
            path: path.to_owned(),
            writer: tokio::sync::Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Uses a connection. A read is over in microseconds, so nobody is asked to take over meanwhile.
    pub fn with<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let kept = self.readers().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open(&self.path)?,
        };
        let found = work(&connection)?;
        self.readers().push(connection);
        Ok(found)
    }

    /// Runs the statements as one transaction.
    pub async fn write(&self, statements: Vec<(&'static str, Vec<Value>)>) -> Result<()> {
        let connection = self.writer.lock().await;
        block_in_place(|| transact(&connection, statements))
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

fn transact(connection: &Connection, statements: Vec<(&'static str, Vec<Value>)>) -> Result<()> {
    connection
        .prepare_cached("BEGIN IMMEDIATE")?
        .raw_execute()?;
    for (text, values) in statements {
        let mut statement = connection.prepare_cached(text)?;
        let mut rows = statement.query(params_from_iter(values.into_iter().map(stored)))?;
        while rows.next()?.is_some() {}
    }
    connection.prepare_cached("COMMIT")?.raw_execute()?;
    Ok(())
}

/// A value as rusqlite takes it.
pub fn stored(value: Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Integer(number) => Stored::Integer(number),
        Value::Real(number) => Stored::Real(number),
        Value::Text(text) => Stored::Text(text),
        Value::Blob(bytes) => Stored::Blob(bytes),
    }
}

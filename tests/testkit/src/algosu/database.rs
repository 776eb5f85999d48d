//! The application's SQLite databases, read only, from outside and while it runs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, ToSql};
use serde_json::{Map, Value};

use crate::Error;

/// One database, opened for reading.
pub struct Database {
    path: PathBuf,
    connection: Connection,
}

/// One row, by column name; blobs as hex.
pub type Row = Map<String, Value>;

impl Database {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let open = || {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            connection.busy_timeout(Duration::from_secs(5))?;
            Ok(connection)
        };
        let connection = open().map_err(|source| Error::Database {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            connection,
        })
    }

    /// All rows of a query (`$1`, `$2`, ... are the parameters).
    ///
    /// # Errors
    /// [`Error::Database`]
    pub fn rows(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<Vec<Row>, Error> {
        self.query(sql, parameters)
            .map_err(|source| Error::Database {
                path: self.path.clone(),
                source,
            })
    }

    fn query(&self, sql: &str, parameters: &[&dyn ToSql]) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.connection.prepare(sql)?;
        let names: Vec<String> = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let rows = statement.query_map(parameters, |row| {
            let cells = names.iter().enumerate();
            cells
                .map(|(index, name)| Ok((name.clone(), json(row.get_ref(index)?))))
                .collect()
        })?;
        rows.collect()
    }

    /// The first column of the first row, which must be a whole number: `SELECT COUNT(*) ...`.
    ///
    /// # Errors
    /// [`Error::Database`], also if there is no row or it is no number.
    pub fn number(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<i64, Error> {
        let number = self.connection.query_row(sql, parameters, |row| row.get(0));
        number.map_err(|source| Error::Database {
            path: self.path.clone(),
            source,
        })
    }

    /// Whether the file is whole, as SQLite itself checks it.
    ///
    /// # Errors
    /// [`Error::Database`]
    pub fn is_sound(&self) -> Result<bool, Error> {
        let rows = self.rows("PRAGMA integrity_check", &[])?;
        Ok(rows.len() == 1 && rows.iter().flat_map(Map::values).all(|word| word == "ok"))
    }
}

fn json(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            hex.into()
        }
    }
}

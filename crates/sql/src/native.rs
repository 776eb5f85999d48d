//! SQLite natively, for tests: the same statements on a real file, with the settings that Spin uses.

use std::{sync::Mutex, time::Duration};

use rusqlite::types::{Value as Sqlite, ValueRef};

use crate::{Error, Rows, Statement, Value};

pub(crate) struct Connection(Mutex<rusqlite::Connection>);

impl Connection {
    pub(crate) async fn open(path: &str) -> Result<Self, Error> {
        let connection = rusqlite::Connection::open(path).map_err(translate)?;
        connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(translate)?;
        Ok(Self(Mutex::new(connection)))
    }

    pub(crate) async fn execute(&self, statement: Statement) -> Result<Rows, Error> {
        let connection = self
            .0
            .lock()
            .map_err(|_| Error::Unavailable("a test panicked while it used this".to_owned()))?;
        let mut prepared = connection
            .prepare_cached(&statement.sqlite_text())
            .map_err(translate)?;
        let columns: Vec<String> = prepared
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let width = columns.len();
        let parameters = statement.parameters.into_iter().map(to_sqlite);
        let mut found = prepared
            .query(rusqlite::params_from_iter(parameters))
            .map_err(translate)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(translate)? {
            let values: Result<Vec<Value>, Error> = (0..width)
                .map(|place| row.get_ref(place).map_err(translate).map(from_sqlite))
                .collect();
            rows.push(values?);
        }
        Ok(Rows::new(columns, rows))
    }
}

fn to_sqlite(value: Value) -> Sqlite {
    match value {
        Value::Null => Sqlite::Null,
        Value::Integer(number) => Sqlite::Integer(number),
        Value::Real(number) => Sqlite::Real(number),
        Value::Text(text) => Sqlite::Text(text),
        Value::Blob(bytes) => Sqlite::Blob(bytes),
    }
}

fn from_sqlite(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn translate(error: rusqlite::Error) -> Error {
    Error::from_sqlite(error.to_string())
}

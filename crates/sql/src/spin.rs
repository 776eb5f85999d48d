//! SQLite through Spin. `execute` returns before the statement has run: the rows are always drained and
//! the result awaited, otherwise an error would go unnoticed and the connection would stay blocked.

use spin_sdk::sqlite;

use crate::{Error, Rows, Statement, Value};

pub(crate) struct Connection(sqlite::Connection);

impl Connection {
    pub(crate) async fn open(label: &str) -> Result<Self, Error> {
        sqlite::Connection::open(label)
            .await
            .map(Self)
            .map_err(translate)
    }

    pub(crate) async fn execute(&self, statement: Statement) -> Result<Rows, Error> {
        let text = statement.sqlite_text();
        let parameters = statement.parameters.into_iter().map(to_spin);
        let answer = self.0.execute(text, parameters).await.map_err(translate)?;
        let columns = answer.columns().to_vec();
        let rows = answer.collect().await.map_err(translate)?;
        let rows = rows
            .into_iter()
            .map(|row| row.values.into_iter().map(from_spin).collect())
            .collect();
        Ok(Rows::new(columns, rows))
    }
}

fn to_spin(value: Value) -> sqlite::Value {
    match value {
        Value::Null => sqlite::Value::Null,
        Value::Integer(number) => sqlite::Value::Integer(number),
        Value::Real(number) => sqlite::Value::Real(number),
        Value::Text(text) => sqlite::Value::Text(text),
        Value::Blob(bytes) => sqlite::Value::Blob(bytes),
    }
}

fn from_spin(value: sqlite::Value) -> Value {
    match value {
        sqlite::Value::Null => Value::Null,
        sqlite::Value::Integer(number) => Value::Integer(number),
        sqlite::Value::Real(number) => Value::Real(number),
        sqlite::Value::Text(text) => Value::Text(text),
        sqlite::Value::Blob(bytes) => Value::Blob(bytes),
    }
}

fn translate(error: sqlite::Error) -> Error {
    match error {
        sqlite::Error::Io(message) => Error::from_sqlite(message),
        other => Error::Unavailable(other.to_string()),
    }
}

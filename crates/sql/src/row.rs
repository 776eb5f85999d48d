use std::sync::Arc;

use timestamp::Timestamp;

use crate::{Error, Value};

/// The rows that a statement returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    columns: Arc<[String]>,
    rows: Vec<Vec<Value>>,
}

/// One row; columns are read by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Rows {
    pub(crate) fn new(columns: Vec<String>, rows: Vec<Vec<Value>>) -> Self {
        Self {
            columns: columns.into(),
            rows,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first row, if there is one.
    #[must_use]
    pub fn first(self) -> Option<Row> {
        self.into_iter().next()
    }
}

impl IntoIterator for Rows {
    type Item = Row;
    type IntoIter = Box<dyn Iterator<Item = Row> + Send>;

    fn into_iter(self) -> Self::IntoIter {
        let columns = self.columns;
        Box::new(self.rows.into_iter().map(move |values| Row {
            columns: Arc::clone(&columns),
            values,
        }))
    }
}

impl Row {
    fn value(&self, column: &str) -> Result<&Value, Error> {
        self.columns
            .iter()
            .position(|name| name == column)
            .and_then(|place| self.values.get(place))
            .ok_or_else(|| wrong(column, "there is no such column"))
    }

    /// A TEXT column.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is missing, NULL or of another type; so for the other readers.
    pub fn text(&self, column: &str) -> Result<String, Error> {
        self.maybe_text(column)?
            .ok_or_else(|| wrong(column, "it is NULL"))
    }

    /// A TEXT column that may be NULL.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text.clone())),
            _ => Err(wrong(column, "it is not text")),
        }
    }

    /// A BIGINT column.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn integer(&self, column: &str) -> Result<i64, Error> {
        self.maybe_integer(column)?
            .ok_or_else(|| wrong(column, "it is NULL"))
    }

    /// A BIGINT column that may be NULL.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn maybe_integer(&self, column: &str) -> Result<Option<i64>, Error> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Integer(number) => Ok(Some(*number)),
            _ => Err(wrong(column, "it is not an integer")),
        }
    }

    /// A time column.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn time(&self, column: &str) -> Result<Timestamp, Error> {
        self.integer(column).map(Timestamp::from_millis)
    }

    /// A time column that may be NULL.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>, Error> {
        Ok(self.maybe_integer(column)?.map(Timestamp::from_millis))
    }

    /// A BLOB column.
    ///
    /// # Errors
    /// [`Error::Decode`].
    pub fn blob(&self, column: &str) -> Result<Vec<u8>, Error> {
        match self.value(column)? {
            Value::Blob(bytes) => Ok(bytes.clone()),
            Value::Null => Err(wrong(column, "it is NULL")),
            _ => Err(wrong(column, "it is not a blob")),
        }
    }
}

fn wrong(column: &str, reason: &'static str) -> Error {
    Error::Decode {
        column: column.to_owned(),
        reason,
    }
}

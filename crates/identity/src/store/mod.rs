//! All SQL of this service, by what it is about.

pub(crate) mod demo;
pub(crate) mod github_links;
pub(crate) mod members;
pub(crate) mod sessions;
pub(crate) mod studies;
pub(crate) mod users;

use sql::{Error, Row};
use uuid::Uuid;

/// An id column.
fn uuid(row: &Row, column: &'static str) -> Result<Uuid, Error> {
    Uuid::try_parse(&row.text(column)?).map_err(|_| wrong(column, "it is not a UUID"))
}

fn wrong(column: &'static str, reason: &'static str) -> Error {
    Error::Decode {
        column: column.to_owned(),
        reason,
    }
}

//! The event log: what happened in a service, in order, for ever.
//!
//! The promise: **a reader with a cursor sees every event once and in order.** Every append takes its
//! numbers from a head row, in the same transaction as the change that it records. The row stays locked
//! until the commit, so sequence order is commit order and there are no gaps, on SQLite and on Postgres.
//! (A plain sequence would not do: a reader can pass an event that took its number early and commits
//! late.) So one column is a complete cursor, and streams, notifications, read models and the audit are
//! all readers of one log.
//!
//! An event is a fact in the past tense. It carries the entity's state, except code and personal text:
//! those live in tables that can be erased, and the event has their ids and hashes.
//!
//! A service that has something to tell makes [`TABLES`] one of its migrations, and shows its log as a
//! [`Feed`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sql::{Error, Row, Statement, statement};
use timestamp::Timestamp;
use uuid::Uuid;

/// The tables: the text of a migration of each service that has a log. A later change is a migration of its
/// own; this one stays as it is.
pub const TABLES: &str = include_str!("tables.sql");

/// What a service shows of one event to those who follow it live. The service decides the public shape;
/// whoever relays it need not know what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedItem {
    /// The event's place in the service's log.
    pub seq: i64,
    /// Who follows it: `submission:<id>`, `study:<id>`, `user:<id>`.
    pub topics: Vec<String>,
    /// The stream event's name: `status`, `study`, `notification`, ...
    pub event: String,
    /// One JSON object.
    pub data: Value,
    /// Nothing more will follow on its first topic.
    pub last: bool,
}

/// A stretch of a service's log, for those who follow it live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Feed {
    /// In order.
    pub items: Vec<FeedItem>,
    /// How far this stretch reaches: the place to go on from.
    pub cursor: i64,
}

/// An event to append.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// Its type: past tense, `PascalCase`.
    pub kind: &'static str,
    /// The version of its data's schema.
    pub version: u32,
    /// The entity that it is about.
    pub subject: Uuid,
    /// The study that the entity belongs to; streams and read models filter by it.
    pub study: Uuid,
    /// When: the database's clock, read just before the transaction.
    pub occurred_at: Timestamp,
    /// What brought it about: a request id, or `job:<id>:<epoch>`.
    pub caused_by: String,
    /// The W3C trace that it belongs to.
    pub traceparent: String,
    /// Its facts, and the entity's state after it.
    pub data: Value,
}

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// UUIDv7.
    pub id: Uuid,
    /// Its place: from 1, without gaps.
    pub seq: i64,
    /// Its type.
    pub r#type: String,
    /// The version of its data's schema.
    pub version: i64,
    /// The entity that it is about.
    pub subject: Uuid,
    /// The study that the entity belongs to.
    pub study: Uuid,
    /// When.
    pub occurred_at: Timestamp,
    /// What brought it about.
    pub caused_by: String,
    /// The W3C trace.
    pub traceparent: String,
    /// Its facts, and the entity's state after it.
    pub data: Value,
}

/// The statements that append `events`, in order, to be committed together with the change itself. The
/// first one returns the number of the last event as `seq`.
#[must_use]
pub fn append(events: &[NewEvent]) -> Vec<Statement> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Vec::new();
    }
    let head = "UPDATE log_head SET seq = seq + $1 WHERE id = 1 RETURNING seq";
    let mut statements = vec![statement(head).bind(count).expect(1)];
    for (event, behind) in events.iter().zip((0..count).rev()) {
        let insert = "INSERT INTO events (seq, id, type, version, subject, study, occurred_at, caused_by, traceparent, data) \
             SELECT seq - $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM log_head WHERE id = 1";
        statements.push(
            statement(insert)
                .bind(behind)
                .bind(Uuid::now_v7().to_string())
                .bind(event.kind)
                .bind(event.version)
                .bind(event.subject.to_string())
                .bind(event.study.to_string())
                .bind(event.occurred_at)
                .bind(event.caused_by.as_str())
                .bind(event.traceparent.as_str())
                .bind(event.data.to_string()),
        );
    }
    statements
}

const COLUMNS: &str =
    "seq, id, type, version, subject, study, occurred_at, caused_by, traceparent, data";

/// The next `limit` events after `cursor` (0 begins at the beginning).
#[must_use]
pub fn after(cursor: i64, limit: u32) -> Statement {
    statement(format!(
        "SELECT {COLUMNS} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2"
    ))
    .bind(cursor)
    .bind(limit)
}

/// The next `limit` events about one entity after `cursor`.
#[must_use]
pub fn about(subject: Uuid, cursor: i64, limit: u32) -> Statement {
    statement(format!(
        "SELECT {COLUMNS} FROM events WHERE subject = $1 AND seq > $2 ORDER BY seq LIMIT $3"
    ))
    .bind(subject.to_string())
    .bind(cursor)
    .bind(limit)
}

/// The number of the newest event, as `seq` (0 if there is none).
#[must_use]
pub fn head() -> Statement {
    statement("SELECT seq FROM log_head WHERE id = 1")
}

impl TryFrom<Row> for Event {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: uuid(&row, "id")?,
            seq: row.integer("seq")?,
            r#type: row.text("type")?,
            version: row.integer("version")?,
            subject: uuid(&row, "subject")?,
            study: uuid(&row, "study")?,
            occurred_at: row.time("occurred_at")?,
            caused_by: row.text("caused_by")?,
            traceparent: row.text("traceparent")?,
            data: serde_json::from_str(&row.text("data")?).map_err(|_| Error::Decode {
                column: "data".to_owned(),
                reason: "it is not JSON",
            })?,
        })
    }
}

fn uuid(row: &Row, column: &'static str) -> Result<Uuid, Error> {
    Uuid::try_parse(&row.text(column)?).map_err(|_| Error::Decode {
        column: column.to_owned(),
        reason: "it is not a UUID",
    })
}

#[cfg(test)]
mod tests;

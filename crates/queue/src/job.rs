use sql::{Error, Row};
use timestamp::Timestamp;
use uuid::Uuid;

/// A job to enqueue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// UUIDv7.
    pub id: Uuid,
    /// Its queue, such as `github-push`.
    pub queue: &'static str,
    /// The entity that it is about.
    pub subject: Uuid,
    /// Whose work it is, for fairness.
    pub user: Uuid,
    /// How often it may be claimed.
    pub max_attempts: u32,
    /// How long it may be tried, in milliseconds.
    pub give_up_after_ms: i64,
    /// The W3C trace that it belongs to.
    pub traceparent: String,
}

/// A job that somebody holds or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The job.
    pub id: Uuid,
    /// Its queue.
    pub queue: String,
    /// The entity that it is about.
    pub subject: Uuid,
    /// Whose work it is.
    pub user: Uuid,
    /// How often it has been claimed, this time included.
    pub attempts: i64,
    /// How often it may be.
    pub max_attempts: i64,
    /// The fence: grows with each claim.
    pub epoch: i64,
    /// The end of the lease.
    pub due_at: Timestamp,
    /// When nobody tries any more.
    pub give_up_at: Timestamp,
    /// Why it failed the last time; none if the holder never said.
    pub last_error: Option<String>,
    /// The W3C trace.
    pub traceparent: String,
}

impl TryFrom<&Row> for Held {
    type Error = Error;

    fn try_from(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: uuid(row, "id")?,
            queue: row.text("queue")?,
            subject: uuid(row, "subject")?,
            user: uuid(row, "user_id")?,
            attempts: row.integer("attempts")?,
            max_attempts: row.integer("max_attempts")?,
            epoch: row.integer("epoch")?,
            due_at: row.time("due_at")?,
            give_up_at: row.time("give_up_at")?,
            last_error: row.maybe_text("last_error")?,
            traceparent: row.text("traceparent")?,
        })
    }
}

fn uuid(row: &Row, column: &'static str) -> Result<Uuid, Error> {
    Uuid::try_parse(&row.text(column)?).map_err(|_| Error::Decode {
        column: column.to_owned(),
        reason: "it is not a UUID",
    })
}

/// Why the database did not do it. Nothing of a failed transaction is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A statement returned another number of rows than it had to: somebody else was faster, or the
    /// thing is not there. The usual answer is to read again and decide anew.
    #[error("statement {statement} returned {returned} rows instead of {expected}")]
    Expectation {
        /// Its place in the transaction, from 0.
        statement: usize,
        /// How many rows it had to return.
        expected: usize,
        /// How many it returned.
        returned: usize,
    },
    /// A UNIQUE, CHECK, NOT NULL or foreign-key constraint refused it.
    #[error("a constraint refused it: {0}")]
    Constraint(String),
    /// Too many writers for too long; safe to try again.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached or its file cannot be used.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A column is missing or holds another type than asked for: a defect of ours.
    #[error("cannot read column {column}: {reason}")]
    Decode {
        /// The column's name.
        column: String,
        /// What was wrong.
        reason: &'static str,
    },
    /// Anything else that the database said: a defect of ours.
    #[error("the database refused it: {0}")]
    Refused(String),
}

impl Error {
    /// SQLite tells its errors by text alone when they come through Spin, so they are told apart here,
    /// once, for both backends.
    pub(crate) fn from_sqlite(message: String) -> Self {
        if message.contains("constraint failed") {
            Self::Constraint(message)
        } else if message.contains("database is locked") || message.contains("database is busy") {
            Self::Busy
        } else if message.contains("unable to open")
            || message.contains("disk I/O error")
            || message.contains("database or disk is full")
        {
            Self::Unavailable(message)
        } else {
            Self::Refused(message)
        }
    }
}

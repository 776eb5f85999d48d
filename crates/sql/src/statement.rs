use std::borrow::Cow;

use crate::Value;

/// One SQL statement with its parameters and, if it matters, the number of rows it must return.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub(crate) text: Cow<'static, str>,
    pub(crate) parameters: Vec<Value>,
    pub(crate) expected: Option<usize>,
}

/// A statement in the shared dialect; `$1` is the first of what is [bound](Statement::bind).
pub fn statement(text: impl Into<Cow<'static, str>>) -> Statement {
    Statement {
        text: text.into(),
        parameters: Vec::new(),
        expected: None,
    }
}

impl Statement {
    /// Gives the next parameter its value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.parameters.push(value.into());
        self
    }

    /// The statement must return exactly this many rows, or the whole transaction is rolled back. A
    /// write returns rows only through `RETURNING`.
    #[must_use]
    pub fn expect(mut self, rows: usize) -> Self {
        self.expected = Some(rows);
        self
    }

    /// The text as SQLite wants it: numbered parameters (`?1`; SQLite would count `$1` as a name, in
    /// order of appearance) and its own clock.
    pub(crate) fn sqlite_text(&self) -> String {
        const CLOCK: &str = "CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)";
        self.text.replace('$', "?").replace("now_ms()", CLOCK)
    }
}

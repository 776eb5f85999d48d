//! The text of a stream (WHATWG HTML, "Server-sent events").

use axum::body::Bytes;
use serde_json::Value;

use crate::cursor::Cursor;

/// One event. JSON text has no line breaks of its own, so nothing in `data` can end a line.
pub(crate) fn event(cursor: &Cursor, name: &str, data: &Value) -> Bytes {
    Bytes::from(format!("id: {cursor}\nevent: {name}\ndata: {data}\n\n"))
}

/// A comment, which keeps the connection alive and shows that it is.
pub(crate) fn comment() -> Bytes {
    Bytes::from_static(b": still here\n\n")
}

/// The first thing on every stream: how long a browser waits before it comes back.
pub(crate) fn opening() -> Bytes {
    Bytes::from_static(b"retry: 1500\n: algosu\n\n")
}

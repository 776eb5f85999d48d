//! One line for the operator, as JSON on standard error.

use serde::Serialize;

#[derive(Serialize)]
struct Notice<'a> {
    level: &'static str,
    service: &'a str,
    job: &'a str,
    message: String,
}

/// Tells that something about `job` went wrong.
pub(crate) fn warn(service: &str, job: &str, message: String) {
    let notice = Notice {
        level: "warn",
        service,
        job,
        message,
    };
    if let Ok(line) = serde_json::to_string(&notice) {
        eprintln!("{line}");
    }
}

//! One line for the operator, as JSON, in the shape of the services' own lines.

use serde_json::json;

/// Tells that something about `job` went wrong.
pub(crate) fn warn(service: &str, job: &str, message: &str) {
    let fields = json!({"job": job});
    let line = json!({"level": "warn", "service": service, "message": message, "fields": fields});
    println!("{line}");
}

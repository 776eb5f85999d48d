//! What a failed statement means to whoever asked.

use problem_details::Problem;

/// Busy and unavailable databases are 503; a count that was off is a 409, because somebody else was
/// faster; the rest is a defect of ours.
#[must_use]
pub fn sql_problem(error: sql::Error) -> Problem {
    match error {
        sql::Error::Busy | sql::Error::Unavailable(_) => Problem::unavailable(error.to_string()),
        sql::Error::Expectation { .. } => {
            Problem::conflict("It has changed in the meantime. Look again and decide anew.")
                .with_context(error.to_string())
        }
        _ => Problem::internal(error.to_string()),
    }
}

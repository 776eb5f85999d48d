//! Checking what people type, field by field, so that they hear of everything at once.

use service::{FieldError, Problem};

/// What has been found wrong so far.
#[derive(Default)]
pub(crate) struct Check(Vec<FieldError>);

impl Check {
    /// Notes that a field cannot be accepted.
    pub(crate) fn refuse(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.to_owned(),
            code,
            message: message.into(),
        });
    }

    /// One line of text, without the blanks around it, of `least` to `most` characters.
    pub(crate) fn line(&mut self, field: &str, text: &str, least: usize, most: usize) -> String {
        let text = text.trim();
        let length = text.chars().count();
        if length < least {
            self.refuse(field, "too_short", "This cannot be empty.");
        } else if length > most {
            let message = format!("This can have at most {most} characters.");
            self.refuse(field, "too_long", message);
        } else if text.chars().any(char::is_control) {
            let message = "This cannot contain line breaks or control characters.";
            self.refuse(field, "bad_characters", message);
        }
        text.to_owned()
    }

    /// Text of up to `most` characters that may have several lines.
    pub(crate) fn paragraph(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = text.trim();
        let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.chars().count() > most {
            let message = format!("This can have at most {most} characters.");
            self.refuse(field, "too_long", message);
        } else if text.chars().any(is_odd) {
            let message = "This cannot contain control characters.";
            self.refuse(field, "bad_characters", message);
        }
        text.to_owned()
    }

    /// Goes on if nothing was wrong.
    pub(crate) fn done(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Problem::validation(self.0))
        }
    }
}

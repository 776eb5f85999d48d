//! Which requests a rule is about.

use std::fmt;
use std::sync::Arc;

use super::message::Request;

type Condition = Arc<dyn Fn(&Request) -> bool + Send + Sync>;

/// A method and a path: `"PATCH /repos/*/*/git/refs/**"`.
///
/// `*` stands for any method, or for one part of the path; `**` at the end stands for the rest of the path,
/// also none. A pattern without a space is a path for any method.
#[derive(Clone)]
pub struct Pattern {
    method: String,
    parts: Vec<String>,
    conditions: Vec<Condition>,
}

impl Pattern {
    /// Any request at all.
    #[must_use]
    pub fn any() -> Self {
        Self::from("* /**")
    }

    /// Only those of which this is true as well.
    #[must_use]
    pub fn and(mut self, condition: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        self.conditions.push(Arc::new(condition));
        self
    }

    /// Whether a request is meant.
    #[must_use]
    pub fn matches(&self, request: &Request) -> bool {
        (self.method == "*" || self.method == request.method.as_str())
            && self.matches_path(&request.path)
            && self.conditions.iter().all(|condition| condition(request))
    }

    fn matches_path(&self, path: &str) -> bool {
        let mut parts = path.split('/').skip(1);
        for wanted in &self.parts {
            if wanted == "**" {
                return true;
            }
            match parts.next() {
                Some(part) if wanted == "*" || wanted == part => {}
                Some(_) | None => return false,
            }
        }
        parts.next().is_none()
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        let (method, path) = text.split_once(' ').unwrap_or(("*", text));
        Self {
            method: method.to_owned(),
            parts: path.split('/').skip(1).map(str::to_owned).collect(),
            conditions: Vec::new(),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /{}", self.method, self.parts.join("/"))?;
        match self.conditions.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

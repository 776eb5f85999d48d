//! What is left to read.

/// The unread rest of a text. Taking a piece gives it back and moves on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.0.chars().nth(1)
    }

    pub(super) fn peek_third(&self) -> Option<char> {
        self.0.chars().nth(2)
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let mut chars = self.0.chars();
        let char = chars.next();
        self.0 = chars.as_str();
        char
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.0.starts_with(text)
    }

    /// Everything between this position and a later one of the same text.
    pub(super) fn until(self, later: Self) -> &'a str {
        let length = self.0.len().saturating_sub(later.0.len());
        self.0.get(..length).unwrap_or_default()
    }

    pub(super) fn chars(&self) -> std::str::Chars<'a> {
        self.0.chars()
    }

    /// The next `count` characters.
    pub(super) fn take(&mut self, count: usize) -> &'a str {
        let start = *self;
        for _ in 0..count {
            self.next();
        }
        start.until(*self)
    }

    /// Characters as long as they are of a kind.
    pub(super) fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let start = *self;
        self.0 = self.0.trim_start_matches(keep);
        start.until(*self)
    }

    /// Up to the end of the line, which stays.
    pub(super) fn take_line(&mut self) -> &'a str {
        self.take_while(|char| char != '\n')
    }

    /// Up to and with the mark, or all there is.
    pub(super) fn take_through(&mut self, mark: &str) -> &'a str {
        let start = *self;
        self.0 = self.0.split_once(mark).map_or("", |(_, after)| after);
        start.until(*self)
    }

    /// The opening mark, the closing mark, and what is between.
    pub(super) fn take_enclosed(&mut self, open: &str, close: &str) -> &'a str {
        let start = *self;
        self.0 = self.0.strip_prefix(open).unwrap_or(self.0);
        self.take_through(close);
        start.until(*self)
    }

    /// The same where the marks nest.
    pub(super) fn take_nested(&mut self, open: &str, close: &str) -> &'a str {
        let start = *self;
        let mut depth = 0_u32;
        while !self.0.is_empty() {
            if let Some(after) = self.0.strip_prefix(open) {
                self.0 = after;
                depth += 1;
            } else if let Some(after) = self.0.strip_prefix(close) {
                self.0 = after;
                depth -= 1;
                if depth == 0 {
                    break;
                }
            } else {
                self.next();
            }
        }
        start.until(*self)
    }
}

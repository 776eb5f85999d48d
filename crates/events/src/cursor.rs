//! Where a stream stands in each of the logs that it follows.

use std::fmt;

/// The services that have a log to follow, with the letter that stands for each in a cursor.
pub(crate) const LOGS: [(char, &str); 2] = [('s', "submission"), ('p', "problem")];

/// A place in each log. On the wire it is opaque: `s12p7`; `0` is the beginning of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor([i64; LOGS.len()]);

impl Cursor {
    pub(crate) fn get(&self, log: usize) -> i64 {
        self.0.get(log).copied().unwrap_or(0)
    }

    /// Moves forward in one log; never back.
    pub(crate) fn reach(&mut self, log: usize, seq: i64) {
        if let Some(place) = self.0.get_mut(log) {
            *place = (*place).max(seq);
        }
    }

    /// Whether these logs reach as far. A place beyond their ends was not given out by them.
    pub(crate) fn is_within(&self, ends: &Self) -> bool {
        self.0.iter().zip(ends.0).all(|(place, end)| *place <= end)
    }

    /// Reads a cursor that we gave out.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut cursor = Self::default();
        if text == "0" {
            return Some(cursor);
        }
        let mut rest = text;
        for (place, (letter, _)) in cursor.0.iter_mut().zip(LOGS) {
            rest = rest.strip_prefix(letter)?;
            let end = rest
                .find(|character: char| !character.is_ascii_digit())
                .unwrap_or(rest.len());
            let (digits, behind) = rest.split_at_checked(end)?;
            *place = digits.parse().ok()?;
            rest = behind;
        }
        rest.is_empty().then_some(cursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (letter, _)) in self.0.iter().zip(LOGS) {
            write!(f, "{letter}{place}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_we_gave_out_is_read_again() {
        let mut cursor = Cursor::default();
        cursor.reach(0, 12);
        cursor.reach(1, 7);
        assert_eq!(cursor.to_string(), "s12p7");
        assert_eq!(Cursor::parse("s12p7"), Some(cursor));
        assert_eq!(Cursor::parse("0"), Some(Cursor::default()));
        cursor.reach(0, 3);
        assert_eq!(cursor.get(0), 12);
    }

    #[test]
    fn a_place_beyond_the_end_of_one_log_is_not_within_them() {
        let ends = Cursor::parse("s5p5").unwrap();
        for (place, within) in [
            ("0", true),
            ("s5p5", true),
            ("s6p0", false),
            ("s0p6", false),
        ] {
            assert_eq!(Cursor::parse(place).unwrap().is_within(&ends), within);
        }
    }

    #[test]
    fn anything_else_is_not_a_cursor() {
        for text in [
            "",
            "12",
            "s",
            "s1",
            "p7s12",
            "s1p2x",
            "s-1p2",
            "s1p99999999999999999999",
            "한",
        ] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}

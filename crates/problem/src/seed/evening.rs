//! Deadlines at the end of a day.

use timestamp::Timestamp;

use super::Locale;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Tonight is at least this far away, so that there is time to solve something.
const AT_LEAST: i64 = 3 * HOUR;

/// 23:59 of the day that is `days` after today (before, if negative). The day is Korea's for Korean
/// readers and UTC's for others. Late at night today is already tomorrow.
pub(super) fn evening(locale: Locale, now: Timestamp, days: i64) -> Timestamp {
    let offset = match locale {
        Locale::Ko => 9 * HOUR,
        Locale::En => 0,
    };
    let local = now.as_millis() + AT_LEAST + MINUTE + offset;
    let midnight = local.div_euclid(DAY) * DAY;
    Timestamp::from_millis(midnight + (days + 1) * DAY - MINUTE - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tonight_is_23_59_where_the_reader_is_and_never_too_soon() {
        for (locale, now, days, expected) in [
            (
                Locale::En,
                "2026-11-20T10:00:00Z",
                0,
                "2026-11-20T23:59:00.000Z",
            ),
            (
                Locale::En,
                "2026-11-20T20:59:00Z",
                0,
                "2026-11-21T23:59:00.000Z",
            ),
            (
                Locale::En,
                "2026-11-20T20:58:59Z",
                0,
                "2026-11-20T23:59:00.000Z",
            ),
            (
                Locale::Ko,
                "2026-11-20T10:00:00Z",
                0,
                "2026-11-20T14:59:00.000Z",
            ),
            (
                Locale::Ko,
                "2026-11-20T12:00:00Z",
                0,
                "2026-11-21T14:59:00.000Z",
            ),
            (
                Locale::Ko,
                "2026-11-20T16:00:00Z",
                0,
                "2026-11-21T14:59:00.000Z",
            ),
            (
                Locale::En,
                "2026-11-20T10:00:00Z",
                -2,
                "2026-11-18T23:59:00.000Z",
            ),
            (
                Locale::En,
                "2026-11-20T10:00:00Z",
                7,
                "2026-11-27T23:59:00.000Z",
            ),
        ] {
            let now = Timestamp::parse(now).unwrap();
            assert_eq!(evening(locale, now, days).to_string(), expected);
        }
    }
}

//! A moment in time: epoch milliseconds inside and in every database, RFC 3339 UTC with
//! milliseconds on every wire.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// The text was not an RFC 3339 time.
#[derive(Debug, thiserror::Error)]
#[error("not an RFC 3339 time")]
pub struct ParseError;

/// 9999-12-31T23:59:59.999Z, the last moment that RFC 3339 can write.
const LAST_MILLIS: i64 = 253_402_300_799_999;

impl Timestamp {
    /// From epoch milliseconds. Values outside the years 0000 to 9999 are written as the nearest
    /// time that RFC 3339 can express.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Epoch milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The wall clock of this process. The databases' clock decides about leases and deadlines; this
    /// one is for tokens and for what leaves the process.
    #[must_use]
    pub fn now() -> Self {
        let since_epoch = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Self(i64::try_from(since_epoch.as_millis()).unwrap_or(LAST_MILLIS))
    }

    /// This moment plus `millis` (saturating).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Reads an RFC 3339 time with any offset; anything finer than a millisecond is dropped.
    ///
    /// # Errors
    /// [`ParseError`] if the text is not RFC 3339.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| ParseError)?;
        i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000))
            .map(Self)
            .map_err(|_| ParseError)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.clamp(-62_167_219_200_000, LAST_MILLIS);
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
            .map_err(|_| fmt::Error)?
            .to_offset(UtcOffset::UTC);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            moment.year(),
            u8::from(moment.month()),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second(),
            moment.millisecond()
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_survives_the_way_to_the_wire_and_back() {
        for millis in [0, 1, 1_790_000_000_123, -1, LAST_MILLIS] {
            let moment = Timestamp::from_millis(millis);
            let wire = serde_json::to_string(&moment).unwrap();
            assert_eq!(
                serde_json::from_str::<Timestamp>(&wire).unwrap(),
                moment,
                "{wire}"
            );
        }
    }

    #[test]
    fn the_wire_form_is_utc_with_milliseconds() {
        let moment = Timestamp::parse("2026-11-20T15:04:05.6789+09:00").unwrap();
        assert_eq!(moment.to_string(), "2026-11-20T06:04:05.678Z");
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-13-01T00:00:00Z",
            "2026-11-20",
            "1790000000",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
    }
}

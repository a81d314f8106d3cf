//! Converts a timestamp to the type of the crate time. Nothing is parsed here: that was done when the text was read.

use time::error::ConversionRange;
use time::{Error, OffsetDateTime, UtcOffset};

use super::Timestamp;

/// The same point in time with the same offset.
///
/// A leap second becomes the second after it, digits beyond the ninth are dropped, and `-00:00` becomes `+00:00`.
/// It is an error if the text is not RFC 3339, or after the year 9999 in UTC or at its own offset, so that
/// [`OffsetDateTime::to_utc`] of the result cannot panic.
///
/// ```
/// use time::OffsetDateTime;
/// use webhook_runtime::Timestamp;
///
/// let timestamp: Timestamp = "2026-05-09T14:30:00.250+02:00".parse()?;
/// let at = OffsetDateTime::try_from(&timestamp)?;
/// assert_eq!((at.unix_timestamp(), at.millisecond()), (1_778_329_800, 250));
/// assert_eq!(at.offset().whole_hours(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl TryFrom<&Timestamp> for OffsetDateTime {
    type Error = Error;

    fn try_from(timestamp: &Timestamp) -> Result<Self, Error> {
        let offset = UtcOffset::from_whole_seconds(timestamp.offset_seconds())?;
        let (seconds, nanos) = timestamp.point.ok_or(ConversionRange)?;
        let utc = OffsetDateTime::from_unix_timestamp(seconds)?;
        let utc = utc.replace_nanosecond(nanos)?;
        Ok(utc.checked_to_offset(offset).ok_or(ConversionRange)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(text: &str) -> Result<OffsetDateTime, Error> {
        OffsetDateTime::try_from(&text.parse::<Timestamp>().unwrap())
    }

    #[test]
    fn keeps_the_point_and_the_offset() {
        for (text, seconds, nanos, offset) in [
            ("1970-01-01T00:00:00Z", 0, 0, 0),
            ("1969-12-31T23:59:59.5z", -1, 500_000_000, 0),
            ("2026-05-09T12:00:00.1234567899-00:00", 1_778_328_000, 123_456_789, 0),
            ("2016-12-31 23:59:60Z", 1_483_228_800, 0, 0),
            ("2017-01-01T05:29:60+05:30", 1_483_228_800, 0, 19_800),
            ("0000-01-01T00:00:00+23:59", -62_167_305_540, 0, 86_340),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999, 0),
        ] {
            let at = convert(text).unwrap();
            let is = (at.unix_timestamp(), at.nanosecond(), at.offset().whole_seconds());
            assert_eq!(is, (seconds, nanos, offset), "{text}");
        }
    }

    #[test]
    fn refuses_what_time_cannot_hold() {
        for text in ["9999-12-31T23:59:59-23:59", "9999-12-31T23:59:60Z", "9999-12-31T23:59:60+01:00"] {
            assert!(convert(text).is_err(), "{text}");
        }
    }
}

//! Converts a timestamp to chrono's type. Nothing is parsed here: that was done when the text was read.

use chrono::format::Parsed;
use chrono::{DateTime, FixedOffset, ParseError};

use super::Timestamp;

/// The same point in time with the same offset.
///
/// A leap second becomes the second after it, digits beyond the ninth are dropped, and `-00:00` becomes `+00:00`.
/// The error is for a text that is not RFC 3339.
///
/// ```
/// use chrono::{DateTime, FixedOffset};
/// use webhook_runtime::Timestamp;
///
/// let timestamp: Timestamp = "2026-05-09T14:30:00.250+02:00".parse()?;
/// let at = DateTime::<FixedOffset>::try_from(&timestamp)?;
/// assert_eq!(at.timestamp_millis(), 1_778_329_800_250);
/// assert_eq!(at.offset().local_minus_utc(), 7200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl TryFrom<&Timestamp> for DateTime<FixedOffset> {
    type Error = ParseError;

    fn try_from(timestamp: &Timestamp) -> Result<Self, ParseError> {
        let mut parsed = Parsed::new();
        // Without a point in time, chrono reports that there is not enough to convert.
        if let Some((seconds, nanos)) = timestamp.point {
            parsed.set_timestamp(seconds)?;
            parsed.set_nanosecond(nanos.into())?;
        }
        parsed.set_offset(timestamp.offset_seconds().into())?;
        parsed.to_datetime()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_point_and_the_offset() {
        for (text, seconds, nanos, offset) in [
            ("1970-01-01T00:00:00Z", 0, 0, 0),
            ("1969-12-31T23:59:59.5z", -1, 500_000_000, 0),
            ("2026-05-09T12:00:00.1234567899-00:00", 1_778_328_000, 123_456_789, 0),
            ("2016-12-31 23:59:60Z", 1_483_228_800, 0, 0),
            ("2017-01-01T05:29:60+05:30", 1_483_228_800, 0, 19_800),
            ("0000-01-01T00:00:00+23:59", -62_167_305_540, 0, 86_340),
            ("9999-12-31T23:59:60.999999999-23:59", 253_402_387_140, 999_999_999, -86_340),
        ] {
            let at = DateTime::try_from(&text.parse::<Timestamp>().unwrap()).unwrap();
            let is = (at.timestamp(), at.timestamp_subsec_nanos(), at.offset().local_minus_utc());
            assert_eq!(is, (seconds, nanos, offset), "{text}");
        }
    }
}

//! Converts a timestamp to jiff's type. Nothing is parsed here: that was done when the text was read.

use jiff::Error;

use super::Timestamp;

/// The same point in time; jiff's type has no offset.
///
/// A leap second becomes the second after it, and digits beyond the ninth are dropped.
/// It is an error if the text is not RFC 3339, or after 9999-12-30T22:00:00.999999999Z, where jiff's range ends.
///
/// ```
/// use webhook_runtime::Timestamp;
///
/// let timestamp: Timestamp = "2026-05-09T14:30:00.250+02:00".parse()?;
/// let at = jiff::Timestamp::try_from(&timestamp)?;
/// assert_eq!(at.as_millisecond(), 1_778_329_800_250);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl TryFrom<&Timestamp> for jiff::Timestamp {
    type Error = Error;

    fn try_from(timestamp: &Timestamp) -> Result<Self, Error> {
        let (seconds, nanos) =
            timestamp.point.ok_or_else(|| Error::from_args(format_args!("{timestamp:?} is not RFC 3339")))?;
        // Nanoseconds are below 10^9.
        jiff::Timestamp::new(seconds, nanos as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(text: &str) -> Result<jiff::Timestamp, Error> {
        jiff::Timestamp::try_from(&text.parse::<Timestamp>().unwrap())
    }

    #[test]
    fn keeps_the_point() {
        for (text, nanos) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.5z", -500_000_000),
            ("2026-05-09T12:00:00.1234567899-00:00", 1_778_328_000_123_456_789),
            ("2016-12-31 23:59:60Z", 1_483_228_800_000_000_000),
            ("2017-01-01T05:29:60+05:30", 1_483_228_800_000_000_000),
            ("0000-01-01T00:00:00+23:59", -62_167_305_540_000_000_000),
            ("9999-12-30T22:00:00.999999999Z", 253_402_207_200_999_999_999),
        ] {
            assert_eq!(convert(text).unwrap().as_nanosecond(), nanos, "{text}");
        }
    }

    #[test]
    fn refuses_what_jiff_cannot_hold() {
        for text in ["9999-12-30T22:00:01Z", "9999-12-31T23:59:59-23:59"] {
            assert!(convert(text).is_err(), "{text}");
        }
    }
}

//! Points in time that keep their original text.
//!
//! The format is RFC 3339, with an offset but without a time zone.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A point in time that keeps its text, character for character.
///
/// When a body is read, any string is accepted, so that a sloppy one, such as an offset written `+0000`, does not cost
/// the event. Conversions such as [`unix_seconds`](Self::unix_seconds) return `None` if it is not RFC 3339. [`FromStr`]
/// accepts only RFC 3339.
///
/// Timestamps are ordered by the point in time; two texts of one point (`…Z` and `…+00:00`) are not equal, and are
/// ordered by their text. Texts that are not a point in time come before all others.
///
/// ```
/// use webhook_runtime::Timestamp;
///
/// let noon: Timestamp = "2026-05-09T12:00:00.250Z".parse().unwrap();
/// let later: Timestamp = "2026-05-09T14:30:00+02:00".parse().unwrap();
/// assert!(noon < later);
/// assert_eq!((noon.unix_seconds(), noon.subsec_nanos()), (Some(1778328000), Some(250_000_000)));
/// assert_eq!(later.as_str(), "2026-05-09T14:30:00+02:00");
///
/// let sloppy: Timestamp = serde_json::from_str("\"2026-05-09T14:30:00+0200\"").unwrap();
/// assert_eq!((sloppy.as_str(), sloppy.unix_seconds()), ("2026-05-09T14:30:00+0200", None));
/// ```
///
/// With a Cargo feature for each library, all off by default, `TryFrom` converts a `&Timestamp` into the library's
/// type:
///
/// | feature | type |
/// | --- | --- |
/// | `chrono` | `chrono::DateTime<chrono::FixedOffset>` |
/// | `jiff` | `jiff::Timestamp` |
/// | `time` | `time::OffsetDateTime` |
///
/// The result is the point in time of [`unix_seconds`](Self::unix_seconds) and [`subsec_nanos`](Self::subsec_nanos),
/// with the offset if the type has one. A leap second becomes the second after it, and the text is not kept.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp {
    text: Box<str>,
    /// Seconds since 1970 and nanoseconds since the last whole second, if the text is RFC 3339.
    point: Option<(i64, u32)>,
}

impl Timestamp {
    /// The original text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whole seconds since 1970-01-01T00:00:00Z; negative before that. A leap second counts as the second after it.
    /// `None` if the text is not RFC 3339.
    pub fn unix_seconds(&self) -> Option<i64> {
        self.point.map(|(seconds, _)| seconds)
    }

    /// Nanoseconds since the last whole second, 0 to 999,999,999. Digits after the ninth are only in the text. `None`
    /// if the text is not RFC 3339.
    pub fn subsec_nanos(&self) -> Option<u32> {
        self.point.map(|(_, nanos)| nanos)
    }

    /// The point in time as the standard library's type; `None` if the platform cannot represent it, or if the text is
    /// not RFC 3339.
    ///
    /// ```
    /// let t: webhook_runtime::Timestamp = "1970-01-01T00:00:01Z".parse().unwrap();
    /// assert_eq!(t.to_system_time(), Some(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1)));
    /// ```
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let (seconds, nanos) = self.point?;
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let whole = if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
        whole?.checked_add(Duration::from_nanos(nanos.into()))
    }

    /// Writes a point in time in UTC, with milliseconds; `None` outside the years 0000 to 9999.
    ///
    /// ```
    /// let t = webhook_runtime::Timestamp::from_unix_millis(1_778_328_000_250).unwrap();
    /// assert_eq!(t.as_str(), "2026-05-09T12:00:00.250Z");
    /// ```
    #[inline]
    pub fn from_unix_millis(millis: i64) -> Option<Timestamp> {
        let (seconds, millis) = (millis.div_euclid(1000), millis.rem_euclid(1000));
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date_of_days(days)?;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z").parse().ok()
    }

    /// A text that may be RFC 3339, or not.
    #[inline]
    pub(crate) fn lenient(text: &str) -> Timestamp {
        Timestamp { text: text.into(), point: parse(text.as_bytes()) }
    }

    /// A text that is no point in time, whatever it looks like.
    #[cfg(feature = "receiver")]
    pub(crate) fn no_point(text: &str) -> Timestamp {
        Timestamp { text: text.into(), point: None }
    }

    /// The offset from UTC that the text ends with, in seconds; `-00:00` is 0.
    #[cfg(any(feature = "chrono", feature = "time"))]
    fn offset_seconds(&self) -> i32 {
        let text = self.text.as_bytes();
        let numeric = text.last_chunk::<6>().and_then(|end| offset(end));
        numeric.unwrap_or(0)
    }
}

/// The error for a string that is not RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTimestampError;

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 date and time such as 2026-05-09T12:00:00Z")
    }
}

impl std::error::Error for ParseTimestampError {}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Timestamp, ParseTimestampError> {
        let point = parse(text.as_bytes()).ok_or(ParseTimestampError)?;
        Ok(Timestamp { text: text.into(), point: Some(point) })
    }
}

impl TryFrom<&str> for Timestamp {
    type Error = ParseTimestampError;

    fn try_from(text: &str) -> Result<Timestamp, ParseTimestampError> {
        text.parse()
    }
}

/// The error for a point in time outside the years 0000 to 9999, which RFC 3339 cannot write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampRangeError;

impl fmt::Display for TimestampRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outside the years 0000 to 9999")
    }
}

impl std::error::Error for TimestampRangeError {}

/// Writes a point in time in UTC, with milliseconds; what is finer is dropped.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let t = webhook_runtime::Timestamp::try_from(UNIX_EPOCH + Duration::from_micros(1_500_900))?;
/// assert_eq!(t.as_str(), "1970-01-01T00:00:01.500Z");
/// # Ok::<(), webhook_runtime::TimestampRangeError>(())
/// ```
impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampRangeError;

    fn try_from(time: SystemTime) -> Result<Timestamp, TimestampRangeError> {
        const NANOS_PER_MILLI: i128 = 1_000_000;
        // A duration has less than 2⁶⁴ seconds, and so less than 2⁹⁴ nanoseconds.
        let nanos = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_nanos() as i128,
            Err(error) => -(error.duration().as_nanos() as i128),
        };
        let millis = i64::try_from(nanos.div_euclid(NANOS_PER_MILLI)).map_err(|_| TimestampRangeError)?;
        Timestamp::from_unix_millis(millis).ok_or(TimestampRangeError)
    }
}

/// `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`, with letters in either case; a space may take the place of `T`.
fn parse(text: &[u8]) -> Option<(i64, u32)> {
    let (fixed, mut rest) = text.split_at_checked(19)?;
    let digits = |range: std::ops::Range<usize>| number(&fixed[range]);
    let separators = fixed[4] == b'-' && fixed[7] == b'-' && fixed[13] == b':' && fixed[16] == b':';
    if !separators || !matches!(fixed[10], b'T' | b't' | b' ') {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }

    let mut nanos = 0;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        if length == 0 {
            return None;
        }
        let kept = &fraction[..length.min(9)];
        nanos = number(kept)? * 10_i64.pow(9 - kept.len() as u32);
        rest = &fraction[length..];
    }

    let offset = i64::from(offset(rest)?);
    let seconds = days_of_date(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some((seconds, nanos as u32))
}

/// `Z`, or `±hh:mm` as seconds.
fn offset(text: &[u8]) -> Option<i32> {
    match text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            let seconds = (hours * 3600 + minutes * 60) as i32;
            (hours <= 23 && minutes <= 59).then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, in 400-year eras whose years start in March.
fn days_of_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_of_date`], for the years 0 to 9999.
#[inline]
fn date_of_days(days: i64) -> Option<(i64, i64, i64)> {
    let shifted = days.checked_add(719_468)?;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (0..=9999).contains(&year).then_some((year, month, day))
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Timestamp) -> Ordering {
        (self.point, &self.text).cmp(&(other.point, &other.text))
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Timestamp) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        struct TimestampVisitor;

        impl Visitor<'_> for TimestampVisitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
                Ok(Timestamp::lenient(text))
            }
        }

        deserializer.deserialize_str(TimestampVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_what_is_no_date_and_time() {
        for text in [
            "",
            "2026-05-09",
            "2026-05-09T12:00:00",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-00-01T12:00:00Z",
            "2026-05-09T24:00:00Z",
            "2026-05-09T12:60:00Z",
            "2026-05-09T12:00:61Z",
            "2026-05-09T12:00:00.Z",
            "2026-05-09T12:00:00+0200",
            "2026-05-09T12:00:00+24:00",
            "2026-05-09T12:00:00Zx",
            "2026-05-09T12:00:00+1:000",
            "２026-05-09T12:00Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(ParseTimestampError), "{text}");
            let read: Timestamp = serde_json::from_value(text.into()).unwrap();
            assert_eq!(
                (read.as_str(), read.unix_seconds(), read.to_system_time()),
                (text, None, None),
                "{text}"
            );
            assert!(read < "0000-01-01T00:00:00Z".parse().unwrap());
        }
    }

    #[test]
    fn agrees_with_known_points() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("1969-12-31T23:59:59.5z", -1, 500_000_000),
            ("2000-02-29t00:00:00+00:00", 951_782_400, 0),
            ("2016-12-31 23:59:60Z", 1_483_228_800, 0),
            ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
            ("9999-12-31T23:59:59.9999999999-23:59", 253_402_387_139, 999_999_999),
        ] {
            let timestamp: Timestamp = text.parse().unwrap();
            assert_eq!(timestamp.point, Some((seconds, nanos)), "{text}");
            assert_eq!(timestamp.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn millis_come_back(millis in -62_167_219_200_000_i64..=253_402_300_799_999) {
            let timestamp = Timestamp::from_unix_millis(millis).unwrap();
            let (seconds, nanos) = timestamp.point.unwrap();
            prop_assert_eq!(seconds * 1000 + i64::from(nanos) / 1_000_000, millis);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|[0-9T:Z.+ -]{18,32}") {
            if let Ok(timestamp) = text.parse::<Timestamp>() {
                prop_assert_eq!(timestamp.as_str(), text);
            }
        }

        #[test]
        fn any_number_of_millis_is_taken_or_refused(millis: i64) {
            let _ = Timestamp::from_unix_millis(millis);
        }
    }
}

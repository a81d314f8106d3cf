//! The time of sending: its grammar, and whether it is close enough to the receiver's clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhook_contract::{TimeUnit, TimestampRule};

use crate::{Timestamp, VerifyError};

/// A point in time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent(u64);

/// The tolerances of a rule, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerances {
    past: Option<u64>,
    future: Option<u64>,
    in_seconds: bool,
}

/// The time in a text, by the unit's grammar.
///
/// # Errors
///
/// For digits, when there is anything but a digit other than 0 and up to eleven more digits (fourteen for milliseconds): a
/// sign, a leading zero, white space, a fraction, digits of another script. For RFC 3339, when it is not that.
#[inline]
pub(crate) fn parse(text: &[u8], unit: TimeUnit) -> Result<Sent, VerifyError> {
    let time = match unit {
        TimeUnit::Seconds => digits(text, 12).map(|seconds| seconds * 1000),
        TimeUnit::Milliseconds => digits(text, 15),
        TimeUnit::Rfc3339 => rfc3339(text),
    };
    time.map(Sent).ok_or(VerifyError::MalformedTimestamp)
}

/// Milliseconds since 1970.
pub(crate) fn millis(text: &[u8], unit: TimeUnit) -> Option<i64> {
    let Sent(millis) = parse(text, unit).ok()?;
    i64::try_from(millis).ok()
}

#[inline]
fn digits(text: &[u8], most: usize) -> Option<u64> {
    if text.first() == Some(&b'0') || !(1..=most).contains(&text.len()) {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| number * 10 + u64::from(digit))
    })
}

fn rfc3339(text: &[u8]) -> Option<u64> {
    let time: Timestamp = std::str::from_utf8(text).ok()?.parse().ok()?;
    let seconds = u64::try_from(time.unix_seconds()?).ok()?;
    Some(seconds * 1000 + u64::from(time.subsec_nanos()? / 1_000_000))
}

/// Whether the platform has a clock. Browsers and workers have not: to ask the standard library for one is a panic there.
const HAS_CLOCK: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

/// The system's clock. Where there is none, it stands at the beginning of 1970, and [`Tolerances::check`] takes it for none.
pub(crate) fn system_clock() -> SystemTime {
    if HAS_CLOCK { SystemTime::now() } else { UNIX_EPOCH }
}

/// A time in Unix seconds, as a sender writes it.
pub fn written(seconds: u64, unit: TimeUnit) -> String {
    match unit {
        TimeUnit::Seconds => seconds.to_string(),
        TimeUnit::Milliseconds => (seconds * 1000).to_string(),
        TimeUnit::Rfc3339 => {
            let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
            Timestamp::from_unix_millis(millis).map_or_else(String::new, |time| time.as_str().to_owned())
        }
    }
}

impl Tolerances {
    pub fn of(rule: &TimestampRule) -> Self {
        let millis = |tolerance: Duration| u64::try_from(tolerance.as_millis()).unwrap_or(u64::MAX);
        Tolerances {
            past: rule.past.map(millis),
            future: rule.future.map(millis),
            in_seconds: rule.unit == TimeUnit::Seconds,
        }
    }

    /// The same tolerance to both sides.
    pub fn set(&mut self, tolerance: Duration) {
        let millis = Some(u64::try_from(tolerance.as_millis()).unwrap_or(u64::MAX));
        (self.past, self.future) = (millis, millis);
    }

    /// Whether a time is close enough to the clock's, both ends included.
    ///
    /// # Errors
    ///
    /// When it is not, or there is no clock, or one that is set to before 1970.
    #[inline]
    pub fn check(self, Sent(sent): Sent, clock: &dyn Fn() -> SystemTime) -> Result<(), VerifyError> {
        if self.past.is_none() && self.future.is_none() {
            return Ok(());
        }
        let now = clock().duration_since(UNIX_EPOCH).ok().filter(|now| HAS_CLOCK || !now.is_zero());
        let now = now.ok_or(VerifyError::Configuration)?;
        // What was sent has no fraction of a second, so the clock's must not count either.
        let now = match self.in_seconds {
            true => now.as_secs() * 1000,
            false => u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
        };
        if self.past.is_some_and(|past| now.saturating_sub(sent) > past) {
            return Err(VerifyError::Stale);
        }
        match self.future.is_some_and(|future| sent.saturating_sub(now) > future) {
            true => Err(VerifyError::Future),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_digits_only() {
        assert_eq!(parse(b"1760000000", TimeUnit::Seconds), Ok(Sent(1_760_000_000_000)));
        assert_eq!(parse(b"1760000000123", TimeUnit::Milliseconds), Ok(Sent(1_760_000_000_123)));
        for bad in ["", "0", "01", "-1", "+1", "1.5", "1e3", "1 ", "NaN", "Infinity", "1760000000s", "１"] {
            for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds] {
                assert_eq!(parse(bad.as_bytes(), unit), Err(VerifyError::MalformedTimestamp), "{bad}");
            }
        }
        assert_eq!(parse(b"1234567890123", TimeUnit::Seconds), Err(VerifyError::MalformedTimestamp));
    }

    #[test]
    fn dates_have_an_offset() {
        let text = b"2020-01-01T00:00:00.250-07:00";
        assert_eq!(parse(text, TimeUnit::Rfc3339), Ok(Sent(1_577_862_000_250)));
        for bad in ["2020-01-01T00:00:00", "2020-01-01", "1577862000", "1960-01-01T00:00:00Z"] {
            assert_eq!(
                parse(bad.as_bytes(), TimeUnit::Rfc3339),
                Err(VerifyError::MalformedTimestamp),
                "{bad}"
            );
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds, TimeUnit::Rfc3339] {
            assert_eq!(parse(written(1_760_000_000, unit).as_bytes(), unit), Ok(Sent(1_760_000_000_000)));
        }
    }
}

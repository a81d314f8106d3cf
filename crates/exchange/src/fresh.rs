//! Fresh identifiers and secrets that look like those of the catalog's examples, and the time.
//!
//! They are good enough for trials, and can be guessed.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhook_runtime::Timestamp;
use webhook_runtime::contract::TimeUnit;

/// The last time that was told apart from all others, in Unix milliseconds.
static LAST: Mutex<u64> = Mutex::new(0);

/// An identifier like an example: with its prefix, up to the last hyphen or underscore, and random digits.
pub fn like(example: &str) -> String {
    let prefix = example.rfind(['-', '_']).map_or("", |end| &example[..=end]);
    format!("{prefix}{}", hex(12))
}

/// So many hexadecimal digits.
pub fn hex(digits: usize) -> String {
    (0..digits).map(|_| fastrand::digit(16)).collect()
}

/// A number of so many digits: of nine at least, so that it hardly comes twice, and of no more than every float has.
pub fn number(digits: usize) -> u64 {
    let least = 10_u64.pow(u32::try_from(digits.clamp(9, 15) - 1).unwrap_or_default());
    fastrand::u64(least..least * 10)
}

/// Unix seconds.
pub fn unix_seconds() -> u64 {
    now().as_secs()
}

/// Unix milliseconds.
pub fn unix_millis() -> u64 {
    u64::try_from(now().as_millis()).unwrap_or_default()
}

/// The same, later than what was returned before by what a unit can tell apart: the clock runs ahead where it has to.
pub fn distinct_millis(unit: TimeUnit) -> u64 {
    let step = if unit == TimeUnit::Seconds { 1000 } else { 1 };
    // Whoever panicked with it left a time in it.
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    *last = unix_millis().max(*last + step);
    *last
}

/// The time as bodies have it.
pub fn timestamp() -> String {
    rfc3339(unix_millis())
}

/// A time in Unix milliseconds as bodies have it.
pub fn rfc3339(millis: u64) -> String {
    let millis = i64::try_from(millis).unwrap_or_default();
    Timestamp::from_unix_millis(millis).map(|time| time.as_str().to_owned()).unwrap_or_default()
}

fn now() -> Duration {
    // A clock before 1970 is no worse than any other that is wrong.
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_keep_the_prefix() {
        for (example, prefix) in
            [("whe-4be1c07d", "whe-"), ("ida-drift-1f", "ida-drift-"), ("qid_77", "qid_"), ("x", "")]
        {
            let (one, other) = (like(example), like(example));
            assert!(one.starts_with(prefix) && one.len() == prefix.len() + 12, "{one}");
            assert_ne!(one, other);
        }
        assert!(timestamp().ends_with('Z'), "{}", timestamp());
    }

    #[test]
    fn distinct_times_differ_in_what_their_unit_has() {
        for (unit, step) in [(TimeUnit::Seconds, 1000), (TimeUnit::Milliseconds, 1)] {
            let times: Vec<u64> = (0..5).map(|_| distinct_millis(unit) / step).collect();
            assert!(times.windows(2).all(|two| two[0] < two[1]), "{times:?}");
        }
    }

    #[test]
    fn short_numbers_hardly_come_twice() {
        assert_eq!(number(1).to_string().len(), 9);
        assert_eq!(number(12).to_string().len(), 12);
        assert_eq!(number(40).to_string().len(), 15);
    }
}

//! Fresh identifiers and secrets that look like those of the catalog's examples, and the time.
//!
//! They are good enough for trials, and can be guessed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhook_runtime::Timestamp;

/// An identifier like an example: with its prefix, up to the last hyphen or underscore, and random digits.
pub fn like(example: &str) -> String {
    let prefix = example.rfind(['-', '_']).map_or("", |end| &example[..=end]);
    format!("{prefix}{}", hex(12))
}

/// So many hexadecimal digits.
pub fn hex(digits: usize) -> String {
    (0..digits).map(|_| fastrand::digit(16)).collect()
}

/// A number of so many digits, up to those of every float.
pub fn number(digits: usize) -> u64 {
    let least = 10_u64.pow(u32::try_from(digits.clamp(1, 15) - 1).unwrap_or_default());
    fastrand::u64(least..least * 10)
}

/// Unix seconds.
pub fn unix_seconds() -> u64 {
    now().as_secs()
}

/// The time as bodies have it.
pub fn timestamp() -> String {
    let millis = i64::try_from(now().as_millis()).unwrap_or_default();
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
}

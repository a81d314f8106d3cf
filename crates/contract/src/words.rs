//! What a contract has in numbers, in words, and lists in sentences.

use std::time::Duration;

/// A length of time, to the second: `1 h 12 min 40 s`.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(webhook_contract::words::duration(Duration::from_secs(4360)), "1 h 12 min 40 s");
/// assert_eq!(webhook_contract::words::duration(Duration::ZERO), "0 s");
/// ```
#[inline]
pub fn duration(length: Duration) -> String {
    let seconds = length.as_secs();
    let parts = [(86_400, u64::MAX, "d"), (3600, 24, "h"), (60, 60, "min"), (1, 60, "s")];
    let parts = parts.map(|(unit, modulus, name)| (seconds / unit % modulus, name));
    let words: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

/// Phrases in a sentence, with a word before the last one.
///
/// ```
/// let phrases = ["a", "b", "c"].map(str::to_owned);
/// assert_eq!(webhook_contract::words::listed(&phrases, "or"), "a, b or c");
/// assert_eq!(webhook_contract::words::listed(&phrases[..1], "or"), "a");
/// ```
#[inline]
pub fn listed(phrases: &[String], last: &str) -> String {
    match phrases {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., end] => format!("{} {last} {end}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (seconds, words) in [
            (0, "0 s"),
            (40, "40 s"),
            (60, "1 min"),
            (4360, "1 h 12 min 40 s"),
            (3600, "1 h"),
            (864_005, "10 d 5 s"),
        ] {
            assert_eq!(duration(Duration::from_secs(seconds)), words);
        }
    }
}

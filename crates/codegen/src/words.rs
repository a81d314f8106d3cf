//! Numbers and outcomes in words, without any markup.
//!
//! Knows how people write them. Does not know where they stand.

use webhook_catalog::index::contract::{Action, Outcome};

/// A number of things: `1 event`, `2 events`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A length of time: `1 h 12 min 40 s`.
pub fn duration(seconds: u64) -> String {
    let parts = [(86_400, u64::MAX, "d"), (3600, 24, "h"), (60, 60, "min"), (1, 60, "s")];
    let parts = parts.map(|(unit, modulus, name)| (seconds / unit % modulus, name));
    let words: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

/// What follows an answer: `the next attempt, after 1 min at the earliest`.
pub fn consequence(outcome: &Outcome) -> String {
    let least = outcome
        .minimum_delay_seconds
        .map(|delay| format!(", after {} at the earliest", duration(delay.into())));
    let action = match outcome.action {
        Action::Delivered => "delivered; no further attempt",
        Action::Retry => "the next attempt",
        Action::Fail => "failed for good; no further attempt",
    };
    let mark = if outcome.assumed { " (assumed)" } else { "" };
    format!("{action}{}{mark}", least.unwrap_or_default())
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
            assert_eq!(duration(seconds), words);
        }
    }
}

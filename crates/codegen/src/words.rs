//! Numbers, outcomes, constraints and assumptions in words, with no markup but code in backticks.

use std::fmt::Display;
use std::time::Duration;

use webhook_contract::{Action, RetryRule};

use crate::ir::{Constraints, Description};
use crate::markup::code;

/// What an author says of a value, with the assumption that it rests on.
pub fn described(description: &Description) -> String {
    match &description.assumption {
        Some(assumption) => format!("{} Assumed: {assumption}", description.text),
        None => description.text.clone(),
    }
}

/// What is promised of a value beyond its type, a phrase each.
pub fn constraints(constraints: &Constraints) -> Vec<String> {
    // Each by its name, so that one that is new is not forgotten here.
    let Constraints {
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
        min_length,
        max_length,
        min_items,
        max_items,
        min_properties,
        max_properties,
        unique_items,
        format,
        pattern,
        constant,
    } = constraints;
    let mut phrases: Vec<String> = range(minimum, maximum, ("", "")).into_iter().collect();
    phrases.extend(exclusive_minimum.iter().map(|limit| format!("above {limit}")));
    phrases.extend(exclusive_maximum.iter().map(|limit| format!("below {limit}")));
    phrases.extend(multiple_of.iter().map(|step| format!("a multiple of {step}")));
    let counts = [
        (min_length, max_length, (" character", " characters")),
        (min_items, max_items, (" item", " items")),
        (min_properties, max_properties, (" entry", " entries")),
    ];
    phrases.extend(counts.into_iter().filter_map(|(least, most, unit)| range(least, most, unit)));
    if *unique_items {
        phrases.push("no item twice".into());
    }
    // A timestamp has a type.
    let format = format.iter().filter(|format| *format != "date-time");
    phrases.extend(format.map(|format| format!("format {}", code(format))));
    phrases.extend(pattern.iter().map(|pattern| format!("pattern {}", code(pattern))));
    // A text is an enum of one value.
    let constant = constant.iter().filter(|value| !value.is_string());
    phrases.extend(constant.map(|value| format!("always {}", code(&value.to_string()))));
    phrases
}

fn range<N: Display + PartialEq>(
    least: &Option<N>,
    most: &Option<N>,
    (one, many): (&str, &str),
) -> Option<String> {
    let unit = |number: &N| if number.to_string() == "1" { one } else { many };
    Some(match (least, most) {
        (None, None) => return None,
        (Some(least), None) => format!("at least {least}{}", unit(least)),
        (None, Some(most)) => format!("at most {most}{}", unit(most)),
        (Some(least), Some(most)) if least == most => format!("exactly {least}{}", unit(least)),
        (Some(least), Some(most)) => format!("{least} to {most}{}", unit(most)),
    })
}

/// A number of things: `1 event`, `2 events`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A length of time: `1 h 12 min 40 s`.
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

/// What follows an answer: `the next attempt, after 1 min at the earliest`.
pub fn consequence(rule: &RetryRule) -> String {
    let least = rule.at_least.map(|delay| format!(", after {} at the earliest", duration(delay)));
    let action = match rule.action {
        Action::Delivered => "delivered; no further attempt",
        Action::Retry => "the next attempt",
        Action::Fail => "failed for good; no further attempt",
    };
    let mark = if rule.assumed { " (assumed)" } else { "" };
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
            assert_eq!(duration(Duration::from_secs(seconds)), words);
        }
    }
}

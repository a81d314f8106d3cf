//! Words that messages are made of: suggestions for misspelled names, and numbers of things.

use std::fmt::Display;

/// Longest name that is compared with others, in bytes: the distance takes time and memory in proportion to both lengths.
const LONGEST_NAME: usize = 100;

/// The candidate that `name` is probably a misspelling of, if there is one.
///
/// ```
/// assert_eq!(webhook_schema::closest("patern", ["format", "pattern"]), Some("pattern"));
/// assert_eq!(webhook_schema::closest("not", ["format", "pattern"]), None);
/// ```
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    // Compiled for each kind of list: what is done with a candidate is not.
    let mut nearest = None;
    for candidate in candidates {
        nearest = nearer(name, candidate, nearest);
    }
    let (distance, candidate) = nearest?;
    (distance <= (name.chars().count() / 3).max(1)).then_some(candidate)
}

/// The nearest candidate so far, with its distance; of several, the first.
fn nearer<'a>(name: &str, candidate: &'a str, nearest: Option<(usize, &'a str)>) -> Option<(usize, &'a str)> {
    if candidate.len() > LONGEST_NAME {
        return nearest;
    }
    let distance = strsim::damerau_levenshtein(name, candidate);
    nearest.filter(|(least, _)| *least <= distance).or(Some((distance, candidate)))
}

/// Whether a name is another one but for one letter, or for case: nearer than what [`closest`] finds, for names that others
/// have similar ones of.
///
/// ```
/// use webhook_schema::is_slip;
///
/// assert!(is_slip("x-sunsett", "x-sunset") && is_slip("X-Sunset", "x-sunset"));
/// assert!(!is_slip("x-sunset", "x-sunset") && !is_slip("x-ruby-name", "x-rust-name"));
/// ```
pub fn is_slip(name: &str, of: &str) -> bool {
    let is_near = || strsim::damerau_levenshtein(&name.to_lowercase(), &of.to_lowercase()) <= 1;
    name != of && name.len() <= LONGEST_NAME && is_near()
}

/// `did you mean …? ` followed by a help text, where there is something to suggest.
///
/// ```
/// let help = webhook_schema::did_you_mean(Some("pattern"), "remove it");
/// assert_eq!(help, "did you mean `pattern`? remove it");
/// ```
pub fn did_you_mean(suggestion: Option<&str>, help: &str) -> String {
    match suggestion {
        Some(suggestion) => format!("did you mean `{suggestion}`? {help}"),
        None => help.to_owned(),
    }
}

/// A number of things.
///
/// ```
/// assert_eq!(webhook_schema::counted(1, "family", "families"), "1 family");
/// assert_eq!(webhook_schema::counted(0, "family", "families"), "0 families");
/// ```
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    format!("{number} {}", if number == N::from(1) { one } else { many })
}

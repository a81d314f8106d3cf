//! Words that messages are made of: suggestions for misspelled names, and numbers of things.

use std::fmt::Display;

/// A text as code: in backticks, more of them than it has next to each other.
///
/// ```
/// use webhook_schema::code;
///
/// assert_eq!(code("^a|b$"), "`^a|b$`");
/// assert_eq!(code("a`b``c"), "```a`b``c```");
/// assert_eq!(code("`"), "`` ` ``");
/// ```
pub fn code(text: &str) -> String {
    // Most texts have none, and to look at each character takes far longer.
    if !text.contains('`') {
        return ["`", text, "`"].concat();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{marks}{pad}{text}{pad}{marks}")
}

/// Longest name that is compared with others, in bytes: the distance takes time and memory in proportion to both lengths.
const LONGEST_NAME: usize = 100;

/// The candidate that `name` is probably a misspelling of, if there is one: the same words in another case or with other
/// characters between them, or else words that are near.
///
/// ```
/// use webhook_schema::closest;
///
/// assert_eq!(closest("patern", ["format", "pattern"]), Some("pattern"));
/// assert_eq!(closest("maxBodyBytes", ["max_body_bytes"]), Some("max_body_bytes"));
/// assert_eq!(closest("not", ["format", "pattern"]), None);
/// assert_eq!(closest("account.closed", ["account.created"]), None);
/// ```
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let words = words(name);
    // Compiled for each kind of list: what is done with a candidate is not.
    let mut nearest = None;
    for candidate in candidates {
        nearest = nearer(name, &words, candidate, nearest);
    }
    nearest.map(|(_, candidate)| candidate)
}

/// The nearest candidate so far, with how far it is: in words, and as it is written, for those whose words are equally near. Of
/// several, the first.
fn nearer<'a>(
    name: &str,
    words: &[String],
    candidate: &'a str,
    nearest: Option<((usize, usize), &'a str)>,
) -> Option<((usize, usize), &'a str)> {
    if candidate.len() > LONGEST_NAME {
        return nearest;
    }
    let Some(distance) = distance(words, &self::words(candidate)) else { return nearest };
    let distance = (distance, strsim::damerau_levenshtein(name, candidate));
    nearest.filter(|(least, _)| *least <= distance).or(Some((distance, candidate)))
}

/// The words of a name in lower case, however it is written.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// How far words are from others, where they are near: each of its counterpart, or all of them in one.
fn distance(words: &[String], others: &[String]) -> Option<usize> {
    let near = |word: &str, other: &str| {
        let distance = strsim::damerau_levenshtein(word, other);
        let length = word.chars().count();
        // Of words of two letters, any is another but for one.
        let is_other = length < 3 && length == other.chars().count() && sorted(word) != sorted(other);
        // What has a syllable in front may be the opposite: `unpaid` is not `paid`.
        let has_prefix = distance > 1 && (word.ends_with(other) || other.ends_with(word));
        (distance == 0 || distance <= ((length + 1) / 3).max(1) && !is_other && !has_prefix)
            .then_some(distance)
    };
    if words.len() == others.len() {
        words.iter().zip(others).map(|(word, other)| near(word, other)).sum()
    } else {
        near(&words.concat(), &others.concat())
    }
}

/// The letters of a text in the order of the alphabet.
pub(crate) fn sorted(text: &str) -> Vec<char> {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters
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
    // Most names are told apart by their lengths, which is far cheaper.
    let is_as_long = || name.chars().count().abs_diff(of.chars().count()) <= 1;
    name != of && name.len() <= LONGEST_NAME && is_as_long() && is_near()
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

/// A limit of how many there are, which is read up to 2^64.
///
/// ```
/// assert_eq!(webhook_schema::limit(12), "12");
/// assert_eq!(webhook_schema::limit(u64::MAX), "2^64");
/// ```
pub fn limit(count: u64) -> String {
    if count == u64::MAX { "2^64".to_owned() } else { count.to_string() }
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

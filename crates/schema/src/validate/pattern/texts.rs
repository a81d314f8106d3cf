//! Texts that a regular expression matches.

use std::collections::HashSet;

use super::parse::Part;
use super::program::Set;

/// How many texts are made.
pub(super) const MOST: usize = 16;

/// The bytes of the longest text that is made.
const LONGEST: usize = 10_000;

/// A few texts that a regular expression probably matches: what it asks of the text around is not looked at.
pub(super) fn texts(part: &Part) -> Vec<String> {
    let mut all = match part {
        Part::Edge(_) | Part::Look { .. } => vec![String::new()],
        Part::One(set) => characters(set),
        Part::Any(parts) => parts.iter().flat_map(texts).collect(),
        Part::All(parts) => parts.iter().fold(vec![String::new()], |starts, part| {
            let mut texts = joined(starts, &texts(part));
            texts.retain(|text| text.len() <= LONGEST);
            texts
        }),
        Part::Repeated { part, least, most } => {
            let counts = [*least, least.saturating_add(1).min(most.unwrap_or(usize::MAX))];
            let each = texts(part);
            let repeated = |count: usize| {
                each.iter().map(move |text| text.repeat(count.min(LONGEST / text.len().max(1) + 1)))
            };
            counts.into_iter().flat_map(repeated).collect()
        }
    };
    let mut seen = HashSet::new();
    all.retain(|text| text.len() <= LONGEST && seen.insert(text.clone()));
    all.truncate(MOST);
    all
}

/// Each start and each end is there, but not each with each.
fn joined(mut starts: Vec<String>, ends: &[String]) -> Vec<String> {
    if let [end] = ends {
        starts.iter_mut().for_each(|start| start.push_str(end));
        return starts;
    }
    let step = (starts.len() * ends.len()).div_ceil(MOST).max(1);
    let step = if step > 1 && step.is_multiple_of(ends.len().max(1)) { step + 1 } else { step };
    let both = starts.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}")));
    both.step_by(step).collect()
}

/// Some characters of a set, by what it is written as. The first reads best.
fn characters(text: &str) -> Vec<String> {
    let Some(set) = Set::new(text) else { return Vec::new() };
    let has = |character: &char| set.has(*character);
    let is_end = |code: &u8| [code - 1, code + 1].into_iter().any(|next| !set.has(char::from(next)));
    let ends = (b' '..=b'~').filter(is_end).map(char::from);
    let usual = ['a', 'A', '0', '-'].into_iter().chain(ends).chain(text.chars()).chain(escaped(text));
    let mut found: Vec<char> = usual.filter(has).filter(|character| !character.is_control()).collect();
    if found.is_empty() {
        // Those of one script, for example, which are next to each other.
        found.extend(('\u{80}'..'\u{20000}').step_by(16).find(has));
    }
    found.into_iter().map(String::from).collect()
}

/// The characters that are written as their numbers.
pub(super) fn escaped(text: &str) -> impl Iterator<Item = char> {
    text.split('\\').filter_map(|escape| {
        let digits = escape.strip_prefix(['u', 'x'])?.trim_start_matches('{');
        let length = digits.find(|digit: char| !digit.is_ascii_hexdigit()).unwrap_or(digits.len());
        char::from_u32(u32::from_str_radix(&digits[..length], 16).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;
    use super::MOST;

    #[test]
    fn texts_match() {
        for (pattern, expected) in [
            ("^a", "a"),
            ("^(a|b)$", "b"),
            ("^[a-z]{2}-[0-9]+$", "aa-0"),
            ("x?", ""),
            ("^v[12]\\.0$", "v2.0"),
            ("^(?=.*[0-9])[A-Z]{3}$", "AAA"),
            ("^[\\u00e9-\\u00fc]$", "é"),
            ("^[é-ü]{2}$", "éé"),
            ("^\\u{1F601}$", "😁"),
            (r"^\p{Script=Greek}x$", "Ͱx"),
            (r"^\d{128}$", &*"0".repeat(128)),
        ] {
            let texts = Pattern::texts(pattern);
            assert!(texts.iter().any(|text| text == expected), "{pattern}: {texts:?}");
        }
        assert!(Pattern::texts("(").is_empty());
        let most = Pattern::texts(&"(?:a|b)?".repeat(1_000));
        assert!((2..=MOST).contains(&most.len()) && most.iter().all(|text| text.len() <= 1_000));
        for long in [&*"a".repeat(50_000), "a{50000}", "^(?:[a-z]{9000}-){2}$"] {
            assert!(Pattern::texts(long).is_empty());
        }
    }
}

//! What is said of each value of an enum.
//!
//! A list of values has no place for that, so authors write it into the description: `` Whether it may. `yes`: it may. `no`: not. ``
//! Or they give each value a schema of its own, with a `const`.

use std::collections::BTreeMap;

use crate::ir::{EnumValue, Shape, ShapeKind};
use crate::markup::{Part, parts};
use crate::words;

/// What is said of each of some values of an enum: by its own schema, or in the description. Of the only one, its schema says
/// what the enum is.
pub fn of_values<'v>(shape: &Shape, values: impl IntoIterator<Item = &'v EnumValue>) -> Vec<Option<String>> {
    let described = meanings(&shape.description.text);
    let is_only = matches!(&shape.kind, ShapeKind::Enum(all) if all.len() == 1);
    let meaning = |value: &EnumValue| {
        let own = value.meaning.clone().filter(|_| !is_only);
        own.or_else(|| described.get(&words::text_of(&value.value)).cloned())
    };
    values.into_iter().map(meaning).collect()
}

/// The meanings in a description, by the text of the value. Of several for one value, the first counts.
fn meanings(description: &str) -> BTreeMap<String, String> {
    let parts = parts(description);
    // Where each meaning begins and ends; a value's code ends the one before.
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    let mut at = 0;
    for (number, part) in parts.iter().enumerate() {
        let (Part::Code(text) | Part::Prose(text)) = part;
        if let (Part::Code(code), Some(Part::Prose(next))) = (part, parts.get(number + 1))
            && next.starts_with(": ")
        {
            if let Some((.., end)) = found.last_mut() {
                *end = at;
            }
            found.push((code.trim_matches('`'), at + code.len() + 2, description.len()));
        }
        at += text.len();
    }
    let mut meanings = BTreeMap::new();
    for (value, start, end) in found {
        let meaning = description[start..end].trim_end_matches([' ', '\n', ';', ',', '.', '(']);
        let mut letters = meaning.chars();
        if let Some(first) = letters.next() {
            let meaning = || format!("{}{}.", first.to_uppercase(), letters.as_str());
            meanings.entry(value.to_owned()).or_insert_with(meaning);
        }
    }
    meanings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_are_found_where_they_stand() {
        let all = meanings(
            "How much. `low`: hardly any, as `x` says; `high`: a lot (`none`: nothing). `low`: no more.",
        );
        let expected = [("high", "A lot."), ("low", "Hardly any, as `x` says."), ("none", "Nothing).")];
        let all: Vec<(&str, &str)> =
            all.iter().map(|(value, said)| (value.as_str(), said.as_str())).collect();
        assert_eq!(all, expected);
        assert!(meanings("`a`:b, `c` and `d").is_empty());
    }

    #[test]
    fn many_meanings_are_found_in_one_pass() {
        let description: String = (0..50_000).map(|number| format!("`v{number}`: the value. ")).collect();
        let all = meanings(&description);
        assert_eq!(all.len(), 50_000);
        assert!(all.values().all(|said| said == "The value."));
    }
}

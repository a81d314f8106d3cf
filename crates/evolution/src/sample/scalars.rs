//! Texts and numbers that an alternative probably allows, and which kinds of values it is about.

use std::cmp::Ordering;
use std::ops::BitOr;

use serde_json::{Number, Value, json};
use webhook_schema::model::Keyword;
use webhook_schema::number::{ceil, compare, floor};
use webhook_schema::validate::Pattern;

use crate::facts::Alternative;
use crate::facts::kinds::Kinds;
use crate::facts::limits::{FAMILIES, Limit};

/// Texts of each of several patterns that are put together, and how many of those there are at most.
const MOST_JOINED: (usize, usize) = (4, 256);

/// The longest text or array that is made.
pub(super) const LONGEST: u64 = 10_000;

pub(super) fn strings(alternative: &Alternative<'_>) -> Vec<Value> {
    let formats = alternative.members.iter().filter_map(|member| member.schema.constraints.format.as_deref());
    let mut texts: Vec<String> = formats.filter_map(of_format).map(str::to_owned).collect();
    let patterns =
        alternative.members.iter().filter_map(|member| member.schema.constraints.pattern.as_deref());
    let patterns: Vec<&str> = patterns.collect();
    let mut matching = of_patterns(patterns.clone());
    // A pattern may be about the end of a URL only.
    let ending: Vec<String> =
        texts.iter().flat_map(|start| matching.iter().flat_map(|end| joined(start, end))).collect();
    let count = |keyword| limit(alternative, keyword).and_then(|limit| limit.value.as_u64());
    let (least, most) =
        (count(Keyword::MinLength).unwrap_or(1), count(Keyword::MaxLength).unwrap_or(LONGEST));
    let longer = matching.iter().take(MOST_JOINED.0).find_map(|text| lengthened(text, least, &patterns));
    matching.extend(longer);
    texts.extend(matching);
    texts.extend(ending);
    if least <= LONGEST {
        texts.push("a".repeat(usize::try_from(least.max(1).min(most)).unwrap_or_default()));
        texts.push("text".to_owned());
        texts.push("0".repeat(usize::try_from(least).unwrap_or_default()));
    }
    texts.sort_by_key(|text| !(least.min(most)..=most).contains(&(text.chars().count() as u64)));
    texts.into_iter().map(Value::from).collect()
}

/// Texts that match patterns; of several, first those that match the most of them.
fn of_patterns(mut patterns: Vec<&str>) -> Vec<String> {
    patterns.sort_unstable();
    patterns.dedup();
    let all: Vec<Vec<String>> = patterns.iter().map(|pattern| Pattern::texts(pattern)).collect();
    if all.len() < 2 {
        return all.concat();
    }
    // One may be about how a text starts, and another about how it ends.
    let (of_each, most) = MOST_JOINED;
    let few = || all.iter().flat_map(|texts| texts.iter().take(of_each));
    let joined = few().flat_map(|start| few().flat_map(move |end| joined(start, end))).take(most);
    let mut texts: Vec<String> = all.iter().flatten().cloned().chain(joined).collect();
    let patterns: Vec<Pattern> = patterns.iter().filter_map(|pattern| Pattern::new(pattern).ok()).collect();
    texts.sort_by_cached_key(|text| patterns.iter().filter(|pattern| !pattern.is_match(text)).count());
    texts
}

/// A text with one of its characters so often that it has a length, if it matches patterns even so; `None` where it is that long.
fn lengthened(text: &str, least: u64, patterns: &[&str]) -> Option<String> {
    let length = text.chars().count() as u64;
    let more =
        usize::try_from(least.checked_sub(length).filter(|more| (1..=LONGEST).contains(more))?).ok()?;
    let patterns: Vec<Pattern> = patterns.iter().filter_map(|pattern| Pattern::new(pattern).ok()).collect();
    let mut longer = text.char_indices().map(|(at, character)| {
        let more: String = std::iter::repeat_n(character, more).collect();
        format!("{}{more}{}", &text[..at], &text[at..])
    });
    longer.find(|text| patterns.iter().all(|pattern| pattern.is_match(text)))
}

/// One text after another; what both may have, once, too.
fn joined(start: &str, end: &str) -> [String; 2] {
    let shared = end.chars().next().and_then(|first| start.find(first)).unwrap_or(start.len());
    [format!("{start}{end}"), format!("{}{end}", &start[..shared])]
}

/// A text of a format.
pub(super) fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-02T03:04:05Z",
        "date" => "2026-01-02",
        "time" => "03:04:05Z",
        "duration" => "P1D",
        "email" | "idn-email" => "a@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" | "uri-reference" | "iri-reference" => "https://example.com/",
        "uuid" => "6f1c2b9e-0d4a-4c58-9b7e-2a51c8d03f64",
        "json-pointer" => "/a",
        _ => return None,
    })
}

pub(super) fn numbers(alternative: &Alternative<'_>) -> Vec<Value> {
    let bounds =
        [Keyword::Minimum, Keyword::Maximum].into_iter().filter_map(|keyword| limit(alternative, keyword));
    let mut numbers: Vec<Value> = bounds
        .flat_map(|limit| [Some(limit.value.clone()), beyond(&limit.value, 1), beyond(&limit.value, -1)])
        .flatten()
        .map(Value::from)
        .collect();
    let steps =
        alternative.members.iter().filter_map(|member| member.schema.constraints.bounds.multiple_of.clone());
    numbers.extend(steps.map(Value::from));
    numbers.extend([json!(1), json!(0), json!(10), json!(-1), json!(0.5)]);
    numbers.retain(|number| alternative.kinds.has(Kinds::of_value(number)));
    // An integer beyond 64 bits is not read.
    let is_read = |number: &Value| number.as_f64().is_some_and(|float| float.abs() < i64::MAX as f64);
    numbers.sort_by_key(|number| (!is_within(alternative, number), !is_read(number)));
    numbers
}

/// Whether a number keeps to the limits.
fn is_within(alternative: &Alternative<'_>, number: &Value) -> bool {
    let Some(number) = number.as_number() else { return true };
    let keeps_to = |keyword, side: Ordering| {
        limit(alternative, keyword).is_none_or(|limit| {
            let order = compare(number, &limit.value);
            order == side || (order.is_eq() && !limit.is_exclusive)
        })
    };
    keeps_to(Keyword::Minimum, Ordering::Greater) && keeps_to(Keyword::Maximum, Ordering::Less)
}

/// The next number to one side of another, with the same fraction where it has one.
pub(super) fn beyond(number: &Number, by: i32) -> Option<Number> {
    const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| float.abs() < MOST_WHOLE && number.as_i128().is_none());
    match float {
        Some(float) => Number::from_f64(float + f64::from(by)),
        // A float this far from 0 has no fraction, and may not change by 1.
        None => {
            let nearest = if by < 0 { ceil(number) } else { floor(number) };
            nearest?.checked_add(i128::from(by)).and_then(Number::from_i128)
        }
    }
}

/// What members say of one side, by a keyword of it.
pub(super) fn limit(alternative: &Alternative<'_>, keyword: Keyword) -> Option<Limit> {
    FAMILIES.iter().find(|family| family.keywords.contains(&keyword))?.of(alternative)
}

/// A value or two of each kind.
pub(crate) fn any_of_kinds(kinds: Kinds) -> Vec<Value> {
    let plain = [
        json!("text"),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(true),
        json!(false),
        json!({}),
        json!([]),
        Value::Null,
    ];
    plain.into_iter().filter(|value| kinds.has(Kinds::of_value(value))).collect()
}

/// The kinds that keywords are about: where no `type` is given, a value is probably meant to be of one of these.
pub(super) fn implied(alternative: &Alternative<'_>) -> Kinds {
    let members = || alternative.members.iter().map(|member| member.schema);
    let keywords =
        members().flat_map(|schema| schema.keywords.iter()).filter_map(|keyword| keyword.implies());
    let formats = members().filter_map(|schema| schema.constraints.format.as_deref());
    let formats = formats.filter_map(|format| match format {
        "int32" | "int64" | "float" | "double" => Some(Kinds::NUMBER),
        _ => of_format(format).map(|_| Kinds::STRING),
    });
    keywords.map(Kinds::of_type).chain(formats).fold(Kinds::NONE, BitOr::bitor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_patterns_get_as_long_as_they_have_to_be() {
        let pattern = "^arn:(a|b):[0-9]+/[A-Z]{2,3}$";
        assert_eq!(lengthened("arn:a:0/AA", 14, &[pattern]).as_deref(), Some("arn:a:00000/AA"));
        assert_eq!(lengthened("arn:a:0/AA", 10, &[pattern]), None);
        assert_eq!(lengthened("AA", 4, &["^[A-Z]{2,3}$"]), None);
    }

    #[test]
    fn texts_match_all_of_several_patterns() {
        for patterns in [
            &["^tool--", "^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-f]{8}$"][..],
            &["^a", "b$", "^a"],
            &["^[0-9]{4}-[0-9]{2}T[0-9]{2}(\\.[0-9]+)?Z$", "T[0-9]{2}\\.[0-9]{3,}Z$"],
        ] {
            let text = of_patterns(patterns.to_vec()).swap_remove(0);
            let is_match =
                |pattern: &&str| Pattern::new(pattern).is_ok_and(|pattern| pattern.is_match(&text));
            assert!(patterns.iter().all(is_match), "{text} {patterns:?}");
        }
    }
}

//! Numbers, outcomes, constraints and assumptions in words, with no markup but code in backticks.

pub mod clauses;
pub mod handshakes;
pub mod integers;
pub mod layout;
pub mod numbers;
mod parts;
mod remarks;
pub mod signature;

use std::fmt::Display;

use serde_json::{Number, Value};
pub use webhook_contract::words::duration;
use webhook_contract::{Action, RetryRule};
pub use webhook_schema::counted;
use webhook_schema::limit;

use self::remarks::of_keys;
pub use self::remarks::{all, deprecation, remarks};

use crate::ir::{
    Bounds, Constraints, Description, EnumValue, Field, Ir, Item, JsonType, Keys, Remarks, Shape, ShapeKind,
    Type,
};
use crate::markup::code;

/// What an author says of a value, with the assumption that it rests on.
pub fn described(description: &Description) -> String {
    match &*description.assumption {
        // After a list or code, it is a paragraph of its own.
        Some(assumption) => {
            let separator = if description.text.contains('\n') { "\n\n" } else { " " };
            format!("{}{separator}Assumed: {assumption}", description.text)
        }
        None => description.text.to_string(),
    }
}

/// What is promised of a value beyond its type, a phrase each.
pub fn constraints(constraints: &Constraints) -> Vec<String> {
    // Each by its name, so that one that is new is not forgotten here.
    let Constraints {
        bounds,
        min_length,
        max_length,
        min_items,
        max_items,
        min_properties,
        max_properties,
        unique_items,
        format,
        pattern,
        // Said as a remark.
        constant: _,
    } = constraints;
    let Bounds { minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of } = &**bounds;
    let [minimum, maximum] = [minimum, maximum].map(|limit| limit.as_ref().map(plain));
    let mut phrases: Vec<String> = range(&minimum, &maximum, ("", "")).into_iter().collect();
    phrases.extend(exclusive_minimum.iter().map(|limit| format!("above {}", plain(limit))));
    phrases.extend(exclusive_maximum.iter().map(|limit| format!("below {}", plain(limit))));
    phrases.extend(multiple_of.iter().map(|step| format!("a multiple of {}", plain(step))));
    let counts = [
        (min_length, max_length, (" character", " characters")),
        (min_items, max_items, (" item", " items")),
        (min_properties, max_properties, (" entry", " entries")),
    ];
    // Nothing has fewer than none.
    let says = |(least, most, _): &(&Option<u64>, &Option<u64>, _)| **least != Some(0) || most.is_some();
    let counts = counts.into_iter().filter(says);
    let in_words = |count: &Option<u64>| count.map(limit);
    phrases.extend(counts.filter_map(|(least, most, unit)| range(&in_words(least), &in_words(most), unit)));
    if *unique_items {
        phrases.push("no duplicates".into());
    }
    // A timestamp has a type.
    let format = format.iter().filter(|format| *format != "date-time");
    phrases.extend(format.map(|format| format!("format {}", code(format))));
    phrases.extend(pattern.iter().map(|pattern| format!("pattern {}", code(pattern))));
    phrases
}

/// A number without a fraction of nothing but zeros, which schemas have where a program wrote a float.
fn plain(number: &Number) -> String {
    let text = number.to_string();
    match text.split_once('.') {
        Some((whole, fraction)) if whole != "-0" && fraction.bytes().all(|digit| digit == b'0') => {
            whole.to_owned()
        }
        _ => text,
    }
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

/// A text as it is, anything else as JSON.
pub fn text_of(value: &Value) -> String {
    value.as_str().filter(|text| !text.is_empty()).map_or_else(|| value.to_string(), str::to_owned)
}

/// Values of one list: a text as it is, unless another value would read the same, as the number `1` and the text `"1"` would.
pub fn texts_of<'v>(values: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let values: Vec<&Value> = values.into_iter().collect();
    let is_mixed = values.iter().any(|value| !value.is_string());
    let reads_otherwise = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| serde_json::from_str::<Value>(text).is_ok_and(|read| !read.is_string()))
    };
    let text = |value: &Value| match is_mixed && reads_otherwise(value) {
        true => value.to_string(),
        false => text_of(value),
    };
    values.into_iter().map(text).collect()
}

/// A text that is not longer than people read in passing.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A sentence of what may be a part of one.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// A part of a sentence of what may be one.
fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), letters.as_str()))
}

/// What a value of a type is, in a sentence, for where nobody says it.
pub fn of_type(ir: &Ir<'_>, ty: &Type) -> String {
    format!("{}.", capitalized(&noun(ir, ty)))
}

/// What a text of one of JSON Schema's formats is, in a sentence, for where nobody says it.
pub fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "A date.",
        "duration" => "A duration.",
        "email" | "idn-email" => "An email address.",
        "hostname" | "idn-hostname" => "A host name.",
        "ipv4" => "An IPv4 address.",
        "ipv6" => "An IPv6 address.",
        "iri" => "An IRI.",
        "iri-reference" => "An IRI, or a part of one.",
        "json-pointer" => "A JSON Pointer.",
        "regex" => "A regular expression.",
        "time" => "A time of day.",
        "uri" => "A URI.",
        "uri-reference" => "A URI, or a part of one.",
        "uri-template" => "A URI template.",
        "uuid" => "A UUID.",
        _ => return None,
    })
}

/// A title as a sentence.
pub fn sentence(title: &str) -> String {
    let text = title.trim_end_matches('.');
    if text.ends_with(['!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// What is said of a field: by its author, else by its title.
pub fn of_field(field: &Field) -> Option<String> {
    let described = described(&field.description);
    let title = || field.remarks.title.as_deref().map(sentence);
    if described.is_empty() { title() } else { Some(described) }
}

/// Said of what may be null.
pub const NULLABLE: &str = "may be `null`";

/// Whether a field is always there, and that it may be null, where it may.
pub fn presence(field: &Field) -> (&'static str, Option<&'static str>) {
    let presence = if field.required { "required" } else { "optional" };
    (presence, field.nullable.then_some(NULLABLE))
}

/// What is said of a field besides, a sentence each.
pub fn remarks_of(field: &Field) -> Vec<String> {
    let has_title = field.remarks.title.is_some();
    let mut sentences = match &field.remarks {
        nothing if nothing.is_unset() => Vec::new(),
        // It stands for the description already.
        said if has_title && described(&field.description).is_empty() => {
            remarks(&Remarks { title: None, ..(**said).clone() })
        }
        said => remarks(said),
    };
    sentences.extend(integers::remark(&field.ty, &field.constraints));
    sentences.extend(numbers::remark(field));
    sentences
}

/// What a shape is, in a sentence, for where nobody says it.
pub fn of_shape(ir: &Ir<'_>, shape: &Shape) -> String {
    let list = |texts: Vec<String>| texts.join(", ");
    let sentence = match &shape.kind {
        ShapeKind::Object { fields, rest, .. } if fields.is_empty() => match rest {
            Some(item) => noun(ir, &Type::Map(item.clone())),
            None => "an object".to_owned(),
        },
        ShapeKind::Object { fields, .. } => {
            const MOST: usize = 8;
            let keys = fields.iter().take(MOST).map(|field| key_as_code(&field.key)).collect();
            format!("an object with {}{}", list(keys), more(fields.len(), MOST))
        }
        ShapeKind::Enum(values) => list_of_values(values),
        ShapeKind::Id { .. } => "a string that identifies something".to_owned(),
        ShapeKind::Union { variants, .. } => {
            let idents = variants.iter().map(|variant| code(&ir.shape(variant.shape).ident)).collect();
            format!("one of {}", list(idents))
        }
        ShapeKind::Types { arms, is_open } => {
            let arms = arms.iter().map(|arm| one_of_several(noun(ir, &arm.ty)));
            arms.chain(is_open.then(|| "any other value".to_owned())).collect::<Vec<_>>().join(", or ")
        }
        ShapeKind::Tuple { fields, is_closed, .. } => match (*is_closed, fields.len()) {
            (true, 1) => "a list of one item".to_owned(),
            (true, number) => format!("a list of {number} items with a type each"),
            (false, 1) => "a list whose first item has a type of its own".to_owned(),
            (false, number) => format!("a list whose first {number} items have a type each"),
        },
        ShapeKind::Named(item) => noun(ir, &item.ty),
    };
    format!("{}.", capitalized(&sentence))
}

/// What is under keys that have no field, in sentences.
pub fn of_other_keys(keys: &[Keys]) -> String {
    match keys {
        [] => "What is under other keys.".to_owned(),
        keys => keys.iter().map(|keys| capitalized(&of_keys(keys))).collect::<Vec<_>>().join(" "),
    }
}

/// What is in a list after the items that have a type by their position.
pub const fn of_other_items(is_closed: bool) -> &'static str {
    if is_closed {
        "The schema allows no items after these. Those that are sent all the same are kept."
    } else {
        "The items after these."
    }
}

/// A key as code; an empty one in quotes.
pub fn key_as_code(key: &str) -> String {
    code(if key.is_empty() { "\"\"" } else { key })
}

/// What follows a list that is cut off.
fn more(all: usize, most: usize) -> &'static str {
    if all > most { ", and more" } else { "" }
}

/// The values of an enum, as many as people read in passing.
fn list_of_values(values: &[EnumValue]) -> String {
    const MOST: usize = 8;
    let texts = texts_of(values.iter().map(|value| &value.value));
    let texts: Vec<String> = texts.iter().take(MOST).map(|text| code(&shortened(text))).collect();
    match &texts[..] {
        [only] => format!("always {only} so far"),
        texts => format!("one of {}{}", texts.join(", "), more(values.len(), MOST)),
    }
}

/// A type of JSON as a noun.
const fn of_json_type(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Null => "`null`",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "a list",
        JsonType::Object => "an object",
    }
}

fn noun(ir: &Ir<'_>, ty: &Type) -> String {
    let plain = match ty {
        Type::String => "a string",
        Type::Secret => "a secret",
        Type::Timestamp => "a date and time",
        Type::Integer { .. } => "an integer",
        Type::Number => "a number",
        Type::Boolean => "`true` or `false`",
        Type::Any => "any value",
        Type::List(item) => return format!("a list; each item is {}", noun_of_item(ir, item)),
        Type::Map(item) => return format!("a map; each value is {}", noun_of_item(ir, item)),
        Type::Shape(id) => {
            let shape = ir.shape(*id);
            return format!("{} {}", article(&shape.ident), code(&shape.ident));
        }
    };
    plain.to_owned()
}

/// What an item is, or null where it may be.
fn noun_of_item(ir: &Ir<'_>, item: &Item) -> String {
    let noun = noun(ir, &item.ty);
    match noun.split_once("; ") {
        _ if !item.nullable => noun,
        _ if item.ty == Type::Boolean => "`true`, `false`, or `null`".to_owned(),
        Some((whole, each)) => format!("{whole} or `null`; {each}"),
        None => format!("{noun} or `null`"),
    }
}

/// A noun next to others: what is in a list or a map is in parentheses, so that it is not taken for one of them.
fn one_of_several(noun: String) -> String {
    match noun.split_once("; ") {
        Some((whole, each)) => format!("{whole} ({each})"),
        None => noun,
    }
}

/// The article of a name, as it is spoken: a user, a unit, a one-time code, but an update, an SSH key and an `XMap`.
fn article(name: &str) -> &'static str {
    const CONSONANTS: [&str; 14] = [
        "Eu", "One", "Unic", "Unif", "Unio", "Uniq", "Unit", "Univ", "Unix", "Uri", "Url", "Us", "Uti", "Uu",
    ];
    const VOWELS: [&str; 8] = ["Html", "Http", "Mfa", "Sms", "Ssh", "Ssl", "Sso", "Xml"];
    let starts = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    let is_letter = name.chars().nth(1).is_none_or(|second| !second.is_lowercase());
    let is_vowel = match is_letter {
        true => name.starts_with(|first| "AEFHILMNORSX".contains(first)),
        false => name.starts_with(['A', 'E', 'I', 'O', 'U']) && !starts(&CONSONANTS) || starts(&VOWELS),
    };
    if is_vowel { "an" } else { "a" }
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
    fn texts_are_told_from_other_values() {
        let texts = |list: Value| texts_of(list.as_array().unwrap()).join(", ");
        assert_eq!(
            texts(serde_json::json!([1, "1", "a", null, "null", true])),
            r#"1, "1", a, null, "null", true"#
        );
        assert_eq!(texts(serde_json::json!(["1", "2", ""])), r#"1, 2, """#);
    }

    #[test]
    fn titles_are_sentences() {
        let titles = ["Name", "Name.", "And so on...", "Is it paid?", "Paid!"];
        let sentences = ["Name.", "Name.", "And so on.", "Is it paid?", "Paid!"];
        assert_eq!(titles.map(sentence), sentences);
    }

    #[test]
    fn articles() {
        for name in ["User", "UnitPrice", "OneTimeCode", "UrlList", "Number", "UMap", "B"] {
            assert_eq!(article(name), "a", "{name}");
        }
        for name in ["Update", "Uninstall", "Order", "HttpCall", "Urgency", "XMap", "F1"] {
            assert_eq!(article(name), "an", "{name}");
        }
    }
}

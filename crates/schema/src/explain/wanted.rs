//! What is expected in place of a value, in words.

use indexmap::IndexSet;
use serde_json::Value;

use super::tags::quoted;
use crate::model::JsonType;
use crate::validate::{Error, Found, Kind};
use crate::words::{counted, limit};

/// What is expected, and what was found: with its type where it reads as a value that is expected, such as the number `1` next to
/// the string `1`.
pub fn expected(wanted: impl Iterator<Item = String>, found: &Found) -> String {
    let text = quoted(found);
    let mut reads_alike = false;
    let wanted = wanted.map(|wanted| {
        let is_alike = wanted == text;
        reads_alike |= is_alike;
        // What reads like JSON of another type, and is not that, is a string.
        if is_alike && found.ty != JsonType::String { format!("the string {wanted}") } else { wanted }
    });
    let wanted = join_or(wanted);
    let noun = match found.ty {
        _ if !reads_alike => "",
        JsonType::String => "the string ",
        JsonType::Number | JsonType::Integer => "the number ",
        JsonType::Boolean => "the boolean ",
        _ => "",
    };
    format!("expected {wanted}, found {noun}{text}")
}

/// Whether an alternative is for values of another type than the one at `pointer` has.
pub(super) fn is_of_other_type(pointer: &str, errors: &[Error]) -> bool {
    errors.iter().any(|error| matches!(error.kind, Kind::Type(_)) && error.pointer == pointer)
}

/// What each of the alternatives wants in place of the value at `pointer`, where all of them are for other values as a whole.
pub(super) fn wanted_of_any(pointer: &str, branches: &[Vec<Error>]) -> Option<IndexSet<String>> {
    let mut all = IndexSet::new();
    for errors in branches {
        let own = errors.iter().filter(|error| error.pointer == pointer);
        // A value of another type also violates what is said of values of its own.
        all.extend(own.min_by_key(|error| !matches!(error.kind, Kind::Type(_))).and_then(wanted)?);
    }
    // Values come first, so that none reads as a part of what is said in words.
    all.sort_by_key(|wanted| !wanted.starts_with('`'));
    Some(all)
}

/// The values that a keyword about a value as a whole allows, each kind as the object of `expected`.
fn wanted(error: &Error) -> Option<Vec<String>> {
    let one = match &error.kind {
        Kind::Type(types) => return Some(types.iter().map(|wanted| a(*wanted).to_owned()).collect()),
        Kind::Enum(values) if !values.is_empty() => return Some(values.iter().map(brief).collect()),
        Kind::AnyOf(branches) | Kind::OneOf(branches) => {
            return wanted_of_any(&error.pointer, branches).map(|wanted| wanted.into_iter().collect());
        }
        Kind::Const(value) => brief(value),
        Kind::Pattern(pattern) => format!("a string that matches the pattern `{pattern}`"),
        Kind::Format(format) => format!("a string in the format `{format}`"),
        Kind::MinLength(1) => "a non-empty string".to_owned(),
        Kind::MinLength(least) => format!("a string of at least {}", characters(*least)),
        Kind::MaxLength(most) => format!("a string of at most {}", characters(*most)),
        Kind::Minimum(limit) => format!("a number of at least {limit}"),
        Kind::Maximum(limit) => format!("a number of at most {limit}"),
        Kind::ExclusiveMinimum(limit) => format!("a number greater than {limit}"),
        Kind::ExclusiveMaximum(limit) => format!("a number less than {limit}"),
        Kind::MultipleOf(divisor) => format!("a multiple of {divisor}"),
        _ => return None,
    };
    Some(vec![one])
}

/// A value as messages show it.
pub fn brief(value: &Value) -> String {
    quoted(&Found::of(value))
}

pub(super) fn a(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Array => "an array",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

/// `a`, `b` or `c`.
pub fn join_or(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} or {last}", items.join(", ")),
    }
}

fn limited(number: u64, one: &str, many: &str) -> String {
    if number == 1 { counted(number, one, many) } else { format!("{} {many}", limit(number)) }
}

pub(super) fn items(number: u64) -> String {
    limited(number, "item", "items")
}

pub(super) fn characters(number: u64) -> String {
    limited(number, "character", "characters")
}

pub(super) fn properties(number: u64) -> String {
    limited(number, "property", "properties")
}

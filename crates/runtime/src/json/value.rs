//! JSON values as text: their types, and which are equal, as JSON Schema defines it.
//!
//! `#[inline]` is for who builds: then these functions are compiled for those who call them, and for nobody else.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::json::decimal::Decimal;
use crate::json::support::Text;

/// The types of JSON Schema as bits, by the names that schemas use.
#[allow(non_upper_case_globals, reason = "the macros take the words as they are written")]
pub mod types {
    /// `null`
    pub const null: u8 = 1;
    /// `true` or `false`
    pub const boolean: u8 = 1 << 1;
    /// A whole number, however it is written.
    pub const integer: u8 = 1 << 2;
    /// Any number.
    pub const number: u8 = 1 << 3;
    /// A string.
    pub const string: u8 = 1 << 4;
    /// An array.
    pub const array: u8 = 1 << 5;
    /// An object.
    pub const object: u8 = 1 << 6;
}

/// The types that a value has; a whole number has two.
#[inline]
pub fn types_of(json: &str) -> u8 {
    match json.as_bytes().first() {
        Some(b'n') => types::null,
        Some(b't' | b'f') => types::boolean,
        Some(b'"') => types::string,
        Some(b'[') => types::array,
        Some(b'{') => types::object,
        _ if is_whole(json) => types::integer | types::number,
        _ => types::number,
    }
}

#[inline]
fn is_whole(number: &str) -> bool {
    !number.contains(['.', 'e', 'E']) || Decimal::of(number).is_some_and(|number| number.is_whole())
}

/// Whether two values are equal as in JSON Schema: numbers by value, strings without regard to escapes, objects in any
/// order.
#[inline]
pub fn same_value(a: &str, b: &str) -> bool {
    a == b
        || match (a.as_bytes().first(), b.as_bytes().first()) {
            (Some(b'"'), Some(b'"')) => both(a, b, |a: Text<'_>, b: Text<'_>| a.0 == b.0),
            (Some(b'['), Some(b'[')) => both(a, b, |a: Vec<&RawValue>, b: Vec<&RawValue>| {
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_value(a.get(), b.get()))
            }),
            (Some(b'{'), Some(b'{')) => both(a, b, |a: Members<'_>, b: Members<'_>| {
                let same = |((key, a), (other, b)): (_, _)| key == other && same_value(a, b);
                a.len() == b.len() && members(&a).zip(members(&b)).all(same)
            }),
            (Some(b'-' | b'0'..=b'9'), Some(b'-' | b'0'..=b'9')) => {
                Decimal::of(a).zip(Decimal::of(b)).is_some_and(|(a, b)| a == b)
            }
            _ => false,
        }
}

type Members<'a> = BTreeMap<String, &'a RawValue>;

fn members<'a>(members: &'a Members<'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
    members.iter().map(|(key, value)| (key.as_str(), value.get()))
}

fn both<'a, T: serde::Deserialize<'a>>(a: &'a str, b: &'a str, same: fn(T, T) -> bool) -> bool {
    serde_json::from_str(a).ok().zip(serde_json::from_str(b).ok()).is_some_and(|(a, b)| same(a, b))
}

/// The string, if the value is one.
#[inline]
pub fn as_str(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?;
    match json.contains('\\') {
        true => serde_json::from_str::<Text<'_>>(json).ok().map(|text| text.0),
        false => inner.strip_suffix('"').map(Cow::Borrowed),
    }
}

/// The integer, however it is written, if the value is one that an `i64` can hold.
#[inline]
pub fn as_i64(json: &str) -> Option<i64> {
    is_number(json).then(|| Decimal::of(json)?.as_i64()).flatten()
}

/// The nearest float, if the value is a number that has one.
#[inline]
pub fn as_f64(json: &str) -> Option<f64> {
    is_number(json).then(|| json.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

#[inline]
fn is_number(json: &str) -> bool {
    types_of(json) & types::number != 0
}

/// The boolean, if the value is one.
#[inline]
pub fn as_bool(json: &str) -> Option<bool> {
    json.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_as_json_schema_does() {
        for (a, b) in [
            ("1", "1.0"),
            (r#""high""#, r#""h\u0069gh""#),
            (r#"[1, {"a": 2}]"#, r#"[1.0,{"a":2e0}]"#),
            (r#"{"a": 1, "b": [null]}"#, r#"{"b":[null],"\u0061":1}"#),
            ("true", "true"),
        ] {
            assert!(same_value(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("1", "\"1\""),
            ("1", "true"),
            ("0", "false"),
            ("null", "false"),
            ("[1]", "[1,1]"),
            ("[]", "{}"),
            (r#"{"a":1}"#, r#"{"a":2}"#),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            (r#""\ud83d""#, r#""\ufffd""#),
        ] {
            assert!(!same_value(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_value_has_its_types() {
        assert_eq!(types_of("2.0"), types::integer | types::number);
        assert_eq!(types_of("-1"), types::integer | types::number);
        assert_eq!(types_of("2.5"), types::number);
        assert_eq!(types_of("null"), types::null);
        assert_eq!(types_of("false"), types::boolean);
        assert_eq!(types_of("\"1\""), types::string);
        assert_eq!((types_of("[]"), types_of("{}")), (types::array, types::object));
    }

    #[test]
    fn a_value_is_what_it_says() {
        assert_eq!(as_str(r#""a\nb""#).as_deref(), Some("a\nb"));
        assert_eq!((as_str("1"), as_str(r#""a""#)), (None, Some("a".into())));
        assert_eq!(
            (as_i64("1.0"), as_i64("1.5"), as_i64("\"1\""), as_i64("true")),
            (Some(1), None, None, None)
        );
        assert_eq!((as_f64("1e-1"), as_f64("1e400"), as_f64("\"1\"")), (Some(0.1), None, None));
        assert_eq!((as_bool("true"), as_bool("\"true\""), as_bool("0")), (Some(true), None, None));
    }
}

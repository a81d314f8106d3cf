//! Scalars, by YAML's core schema.

use saphyr_parser::Tag;
use serde_json::{Number, Value};

use super::{Wrong, unknown_tag, wrong};

/// A scalar by YAML's core schema.
pub(super) fn scalar(text: &str, is_plain: bool, tag: Option<&Tag>, at: usize) -> Result<Value, Wrong> {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => return Ok(text.into()),
        Some(tag)
            if !tag.is_yaml_core_schema() || !["int", "float", "bool", "null"].contains(&&*tag.suffix) =>
        {
            return unknown_tag(tag, at);
        }
        None if !is_plain => return Ok(text.into()),
        _ => {}
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match number(text) {
            Some(number) => Value::Number(number),
            None if is_not_finite(text) => {
                return wrong(at, format!("`{text}` is not a JSON number"), "quote it, or write a number");
            }
            None => text.into(),
        },
    })
}

fn is_not_finite(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(&unsigned)
        || (is_decimal(text) && text.parse().is_ok_and(f64::is_infinite))
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return u64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    if !is_decimal(text) {
        return None;
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    // What is a number of JSON as well keeps its digits.
    if let Ok(number) = plain.parse() {
        return Some(number);
    }
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(whole.into());
    }
    plain.parse::<u64>().ok().map(Number::from).or_else(|| Number::from_f64(plain.parse().ok()?))
}

/// Whether a text has the characters of a decimal number, and starts as one.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    unsigned.trim_start_matches('.').starts_with(|first: char| first.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
}

//! Edits of limits: they come, go, and move in either direction.

use serde_json::{Value, json};

use super::{Edit, Schema, Tools};
use crate::random::document::Draft;
use crate::random::words;

pub(super) const EDITS: &[Edit] = &[
    ("a count", count),
    ("a range", range),
    ("`multipleOf`", |schema, tools| {
        if is_of(schema, &["integer", "number"]) {
            let multiple = *tools.dice.pick(&[1.0, 5.0, 10.0, 0.5, 3.0]);
            change(schema, tools, "multipleOf", number(multiple));
        }
    }),
    ("a format", |schema, tools| {
        if is_of(schema, &["string"]) {
            let format = json!(tools.dice.pick(words::FORMATS));
            change(schema, tools, "format", format);
        }
    }),
    ("a pattern", |schema, tools| {
        if is_of(schema, &["string"]) {
            let pattern = json!(tools.dice.pick(words::PATTERNS));
            change(schema, tools, "pattern", pattern);
        }
    }),
    ("the encoding of a text", |schema, tools| {
        if is_of(schema, &["string"]) && tools.draft >= Draft::Draft7 {
            change(schema, tools, "contentEncoding", json!("base64"));
        }
    }),
    ("different items", |schema, tools| {
        if is_of(schema, &["array"]) {
            let value = json!(!tools.dice.one_in(4));
            change(schema, tools, "uniqueItems", value);
        }
    }),
];

fn is_of(schema: &Schema, types: &[&str]) -> bool {
    let said = schema.get("type").map(Value::to_string).unwrap_or_default();
    types.iter().any(|name| said.contains(&format!("\"{name}\"")))
}

/// Removes what is there, or puts a value in its place.
fn change(schema: &mut Schema, tools: &mut Tools<'_, '_>, keyword: &str, value: Value) {
    match schema.contains_key(keyword) && tools.dice.one_in(2) {
        true => drop(schema.shift_remove(keyword)),
        false => drop(schema.insert(keyword.to_owned(), value)),
    }
}

fn number(value: f64) -> Value {
    if value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
}

/// Counts of characters, items, or properties.
fn count(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    const COUNTS: [(&str, &str, &str); 3] = [
        ("string", "minLength", "maxLength"),
        ("array", "minItems", "maxItems"),
        ("object", "minProperties", "maxProperties"),
    ];
    let Some((_, least, most)) = COUNTS.into_iter().find(|(name, _, _)| is_of(schema, &[name])) else {
        return;
    };
    let (keyword, value) = match tools.dice.one_in(2) {
        true => (least, tools.dice.below(4)),
        false => (most, 1 + tools.dice.below(8)),
    };
    change(schema, tools, keyword, json!(value));
}

fn range(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of(schema, &["integer", "number"]) {
        return;
    }
    let value = number(*tools.dice.pick(&[-10.0, -1.0, 0.0, 1.0, 1.5, 12.0, 100.0]));
    let is_old = tools.draft == Draft::Draft4;
    match tools.dice.below(4) {
        0 => change(schema, tools, "minimum", value),
        1 => change(schema, tools, "maximum", value),
        // Draft 4 has these as flags of the others.
        2 if !is_old => change(schema, tools, "exclusiveMinimum", value),
        3 if !is_old => change(schema, tools, "exclusiveMaximum", value),
        2 if schema.contains_key("minimum") => change(schema, tools, "exclusiveMinimum", json!(true)),
        3 if schema.contains_key("maximum") => change(schema, tools, "exclusiveMaximum", json!(true)),
        _ => {}
    }
    if is_old {
        for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if !schema.contains_key(limit) {
                schema.shift_remove(flag);
            }
        }
    }
}

//! Edits of types, of null in each of its spellings, and of values that are listed.

use serde_json::{Value, json};

use super::{Edit, Schema, Tools};
use crate::random::document::Draft;
use crate::random::words;

const TYPES: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];

pub(super) const EDITS: &[Edit] = &[
    ("another type", replace_type),
    ("a type more", |schema, tools| {
        let mut types = types(schema);
        let more = json!(tools.dice.pick(&TYPES));
        if !types.is_empty() && !types.contains(&more) {
            types.push(more);
            set_types(schema, types, tools);
        }
    }),
    ("a type less", |schema, tools| {
        let mut types = types(schema);
        if !types.is_empty() {
            types.remove(tools.dice.below(types.len()));
            set_types(schema, types, tools);
        }
    }),
    ("an integer or a number", |schema, _| {
        let other = |name: &Value| match name.as_str() {
            Some("integer") => json!("number"),
            Some("number") => json!("integer"),
            _ => name.clone(),
        };
        match schema.get_mut("type") {
            Some(Value::Array(types))
                if !types.contains(&json!("integer")) || !types.contains(&json!("number")) =>
            {
                types.iter_mut().for_each(|name| *name = other(name));
            }
            Some(name @ Value::String(_)) => *name = other(name),
            _ => {}
        }
    }),
    ("null", null),
    ("null", null),
    ("`nullable`", |schema, _| match schema.contains_key("nullable") {
        true => drop(schema.shift_remove("nullable")),
        false if schema.contains_key("type") => drop(schema.insert("nullable".to_owned(), json!(true))),
        false => {}
    }),
    ("a listed value more", add_value),
    ("a listed value less", |schema, tools| {
        if let Some(Value::Array(values)) = schema.get_mut("enum")
            && values.len() > 1
        {
            values.remove(tools.dice.below(values.len()));
        }
    }),
    ("the order of listed values", |schema, _| {
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.reverse();
        }
    }),
    ("no listed values", |schema, _| {
        let removed =
            [schema.shift_remove("enum"), schema.shift_remove("const")].into_iter().flatten().count();
        if removed > 0 && schema.is_empty() {
            schema.insert("type".to_owned(), json!("string"));
        }
    }),
    ("one value or several", one_or_several),
    ("listed values", |schema, tools| {
        if types(schema) == [json!("string")] && !schema.contains_key("enum") {
            let mut texts = tools.dice.some(words::TEXTS, 3);
            texts.push("one");
            schema.insert("enum".to_owned(), json!(texts));
        }
    }),
];

fn types(schema: &Schema) -> Vec<Value> {
    match schema.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(name) => vec![name.clone()],
        None => Vec::new(),
    }
}

/// One type is written in either way.
fn set_types(schema: &mut Schema, types: Vec<Value>, tools: &mut Tools<'_, '_>) {
    match &types[..] {
        [] => drop(schema.shift_remove("type")),
        [one] if tools.dice.one_in(2) => drop(schema.insert("type".to_owned(), one.clone())),
        _ => drop(schema.insert("type".to_owned(), types.into())),
    }
}

fn replace_type(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if schema.contains_key("type") {
        schema.insert("type".to_owned(), json!(tools.dice.pick(&TYPES)));
    }
}

/// Null comes or goes, in whichever way it can be written here.
fn null(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let null = json!({ "type": "null" });
    let mut types = types(schema);
    if types.contains(&json!("null")) && types.len() > 1 {
        types.retain(|name| name != "null");
        return set_types(schema, types, tools);
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(branches)) = schema.get_mut(keyword) else { continue };
        match branches.contains(&null) && branches.len() > 1 {
            true => branches.retain(|branch| *branch != null),
            false => branches.push(null),
        }
        return;
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        match values.contains(&Value::Null) && values.len() > 1 {
            true => values.retain(|value| !value.is_null()),
            false => values.push(Value::Null),
        }
        if !types.is_empty() {
            types.push(json!("null"));
            set_types(schema, types, tools);
        }
        return;
    }
    match tools.dice.below(2) {
        0 if !types.is_empty() => {
            types.push(json!("null"));
            set_types(schema, types, tools);
        }
        _ => {
            let all = std::mem::take(schema);
            let keyword = *tools.dice.pick(&["oneOf", "anyOf"]);
            schema.insert(keyword.to_owned(), json!([all, null]));
        }
    }
}

fn add_value(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
    let is_texts = values.iter().all(Value::is_string);
    let value = match is_texts {
        true => json!(tools.dice.pick(words::TEXTS)),
        false => tools.dice.pick(&words::values()).clone(),
    };
    let is_same = |known: &Value| *known == value || known.is_number() && known.as_f64() == value.as_f64();
    if !values.iter().any(is_same) {
        values.insert(tools.dice.below(values.len() + 1), value);
    }
}

fn one_or_several(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if tools.draft == Draft::Draft4 {
        return;
    }
    match (schema.shift_remove("const"), tools.dice.below(3)) {
        (Some(value), 0) => {
            let other = if value.is_string() { json!("another") } else { json!(17) };
            schema.insert("enum".to_owned(), json!([value, other]));
        }
        (Some(value), 1) => drop(schema.insert("enum".to_owned(), json!([value]))),
        (Some(value), _) => {
            let other = if value.is_string() { json!(tools.dice.pick(words::TEXTS)) } else { json!(18) };
            schema.insert("const".to_owned(), other);
        }
        (None, _) => {
            if let Some(Value::Array(values)) = schema.get("enum") {
                let value = tools.dice.pick(values).clone();
                schema.shift_remove("enum");
                schema.insert("const".to_owned(), value);
            }
        }
    }
}

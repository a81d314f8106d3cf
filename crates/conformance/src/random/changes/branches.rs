//! Edits of branches and conditions: `oneOf`, `anyOf`, `allOf`, `not`, `if`.

use serde_json::{Value, json};

use super::{Edit, Schema, Tools};
use crate::random::document::Draft;
use crate::random::words;

pub(super) const EDITS: &[Edit] = &[
    ("a branch more", |schema, tools| {
        let fresh = tools.fresh();
        if let Some(branches) = branches(schema, tools) {
            branches.insert(tools.dice.below(branches.len() + 1), fresh);
        }
    }),
    ("a branch less", |schema, tools| {
        if let Some(branches) = branches(schema, tools).filter(|branches| branches.len() > 1) {
            branches.remove(tools.dice.below(branches.len()));
        }
    }),
    ("the order of branches", |schema, tools| {
        if let Some(branches) = branches(schema, tools) {
            branches.reverse();
        }
    }),
    ("one of or any of", |schema, tools| {
        let (old, new) = *tools.dice.pick(&[("oneOf", "anyOf"), ("anyOf", "oneOf")]);
        if !schema.contains_key(new)
            && let Some(branches) = schema.shift_remove(old)
        {
            schema.insert(new.to_owned(), branches);
        }
    }),
    ("another thing that it may be", |schema, tools| {
        let fresh = tools.fresh();
        let all = std::mem::take(schema);
        let keyword = *tools.dice.pick(&["oneOf", "anyOf"]);
        schema.insert(keyword.to_owned(), json!([all, fresh]));
    }),
    ("all in `allOf`", |schema, _| {
        let all = std::mem::take(schema);
        schema.insert("allOf".to_owned(), json!([all]));
    }),
    ("something included", |schema, tools| {
        let fresh = tools.fresh();
        match schema.get_mut("allOf") {
            Some(Value::Array(parts)) if tools.dice.one_in(2) => parts.push(fresh),
            Some(_) => drop(schema.shift_remove("allOf")),
            None => drop(schema.insert("allOf".to_owned(), json!([fresh]))),
        }
    }),
    ("`not`", |schema, tools| {
        let not = match tools.dice.below(4) {
            0 => json!({ "enum": ["not this", 17] }),
            1 => json!({ "required": [*tools.dice.pick(words::KEYS)] }),
            2 => json!({ "type": *tools.dice.pick(&["null", "string", "array"]) }),
            _ => tools.fresh(),
        };
        put(schema, tools, "not", not);
    }),
    ("a condition", |schema, tools| {
        if tools.draft < Draft::Draft7 {
            return;
        }
        if schema.contains_key("if") && tools.dice.one_in(2) {
            for keyword in ["if", "then", "else"] {
                schema.shift_remove(keyword);
            }
            return;
        }
        let (then, otherwise) = (tools.fresh(), tools.fresh());
        schema.insert("if".to_owned(), json!({ "required": [*tools.dice.pick(words::KEYS)] }));
        put(schema, tools, "then", then);
        if tools.dice.one_in(3) {
            put(schema, tools, "else", otherwise);
        }
    }),
];

fn put(schema: &mut Schema, tools: &mut Tools<'_, '_>, keyword: &str, value: Value) {
    match schema.contains_key(keyword) && tools.dice.one_in(2) {
        true => drop(schema.shift_remove(keyword)),
        false => drop(schema.insert(keyword.to_owned(), value)),
    }
}

fn branches<'s>(schema: &'s mut Schema, tools: &mut Tools<'_, '_>) -> Option<&'s mut Vec<Value>> {
    let keywords: Vec<&str> =
        ["oneOf", "anyOf", "allOf"].into_iter().filter(|keyword| schema.contains_key(*keyword)).collect();
    if keywords.is_empty() {
        return None;
    }
    schema.get_mut(*tools.dice.pick(&keywords)).and_then(Value::as_array_mut)
}

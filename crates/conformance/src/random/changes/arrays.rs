//! Edits of what is said of arrays.

use serde_json::{Value, json};

use super::{Edit, Schema, Tools};
use crate::random::document::Draft;

pub(super) const EDITS: &[Edit] = &[
    ("all items", items),
    ("the first items", first),
    ("the items after the first ones", rest),
    ("what an array contains", contains),
];

fn is_of_arrays(schema: &Schema) -> bool {
    schema.get("type").is_some_and(|types| types.to_string().contains("\"array\""))
}

/// The keyword for the first items, and the one for those after them.
fn keywords(tools: &Tools<'_, '_>) -> (&'static str, &'static str) {
    match tools.draft >= Draft::Draft202012 {
        true => ("prefixItems", "items"),
        false => ("items", "additionalItems"),
    }
}

fn items(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_arrays(schema)
        || schema.contains_key("prefixItems")
        || schema.get("items").is_some_and(Value::is_array)
    {
        return;
    }
    match tools.dice.below(3) {
        0 => drop(schema.shift_remove("items")),
        _ => drop(schema.insert("items".to_owned(), tools.fresh())),
    }
}

fn first(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_arrays(schema) {
        return;
    }
    let (first, rest) = keywords(tools);
    let fresh = tools.fresh();
    let Some(Value::Array(list)) = schema.get_mut(first) else {
        // All items become those after one with a schema of its own.
        if let Some(all) = schema.shift_remove("items").or_else(|| Some(json!({}))) {
            schema.insert(rest.to_owned(), all.clone());
            schema.insert(first.to_owned(), json!([all]));
        }
        return;
    };
    match tools.dice.below(4) {
        0 => list.push(fresh),
        1 => list.insert(tools.dice.below(list.len() + 1), fresh),
        2 if list.len() > 1 => drop(list.remove(tools.dice.below(list.len()))),
        _ if list.len() > 1 => list.swap(0, 1),
        _ => drop(schema.shift_remove(first)),
    }
}

fn rest(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    let (first, rest) = keywords(tools);
    if !schema.get(first).is_some_and(Value::is_array) {
        return;
    }
    match tools.dice.below(4) {
        0 if tools.draft > Draft::Draft4 || rest == "additionalItems" => {
            drop(schema.insert(rest.to_owned(), json!(false)))
        }
        1 => drop(schema.shift_remove(rest)),
        2 if rest == "additionalItems" => drop(schema.insert(rest.to_owned(), json!(true))),
        _ => drop(schema.insert(rest.to_owned(), tools.fresh())),
    }
}

fn contains(schema: &mut Schema, tools: &mut Tools<'_, '_>) {
    if !is_of_arrays(schema) || tools.draft == Draft::Draft4 {
        return;
    }
    let is_counted = schema.contains_key("contains") && tools.draft >= Draft::Draft201909;
    match tools.dice.below(4) {
        0 => {
            for keyword in ["contains", "minContains", "maxContains"] {
                schema.shift_remove(keyword);
            }
        }
        1 if is_counted => drop(schema.insert("minContains".to_owned(), json!(tools.dice.below(3)))),
        2 if is_counted => drop(schema.insert("maxContains".to_owned(), json!(1 + tools.dice.below(3)))),
        _ => drop(schema.insert("contains".to_owned(), tools.fresh())),
    }
}

//! The golden catalogs with their keys, values and required names in another order, and with a required field more: neither
//! may break those who use the generated crates.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use webhook_catalog::tree;
use webhook_schema::Tree;

use crate::{catalogs, generated, generated_from, golden};

/// The field that is added, to the payload of `ship.docked`.
pub const ADDED: (&str, &str) = ("envelope", "flag");

#[test]
fn order_changes_nothing_but_the_order_of_what_is_generated() {
    for name in catalogs() {
        let (forwards, backwards) = (generated(&name), generated_from(&name, backwards(&name)));
        let is_rust =
            |path: &str| path.ends_with(".toml") || (path.ends_with(".rs") && !path.ends_with("texts.rs"));
        let mut differs = false;
        for (path, text) in forwards.iter().filter(|(path, _)| is_rust(path)) {
            let other = backwards.get(path).unwrap_or_else(|| panic!("{name}: {path} is gone"));
            let (lines, others) = (in_any_order(text), in_any_order(other));
            let gone: Vec<_> = lines.iter().filter(|line| !others.contains(line)).collect();
            let new: Vec<_> = others.iter().filter(|line| !lines.contains(line)).collect();
            assert!(gone.is_empty() && new.is_empty(), "{name}: {path}: {gone:#?} became {new:#?}");
            differs |= text != other;
        }
        assert!(differs || name == "minimal", "{name} has no order to change");
        assert!(backwards.keys().all(|path| forwards.contains_key(path)), "{name}");
    }
}

/// The lines of a text whatever the order of the words in them, each with how often it is there. Documentation lists what
/// is in an object, in the schema's order, and is left out.
fn in_any_order(text: &str) -> BTreeSet<(Vec<&str>, usize)> {
    let mut lines: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut words: Vec<&str> = line.split(|c: char| c.is_whitespace() || ",;".contains(c)).collect();
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        *lines.entry(words).or_default() += 1;
    }
    lines.into_iter().collect()
}

/// A golden catalog whose schemas list everything backwards that may be listed in any order.
pub fn backwards(name: &str) -> Tree {
    changed(name, |_, schema| *schema = reversed(schema))
}

/// The same, and one payload has a required field more.
pub fn evolved(name: &str) -> Tree {
    let (catalog, key) = ADDED;
    changed(name, |file, value| {
        *value = if file.ends_with(".schema.json") { reversed(value) } else { value.clone() };
        let payload = match file {
            "webhooks/ship.docked.schema.json" => value.pointer_mut("/properties/payload"),
            "webhooks/ship.docked.example.json" => value.pointer_mut("/payload"),
            _ => None,
        };
        let Some(Value::Object(payload)) = payload.filter(|_| name == catalog) else { return };
        match (payload.get_mut("properties").cloned(), payload.get_mut("required")) {
            (Some(Value::Object(properties)), Some(Value::Array(required))) => {
                required.insert(0, json!(key));
                let field = json!({ "description": "What it flies.", "type": "string" });
                let properties: Map<_, _> = [(key.to_owned(), field)].into_iter().chain(properties).collect();
                payload.insert("properties".into(), properties.into());
            }
            _ => drop(payload.insert(key.into(), json!("Peru"))),
        }
    })
}

/// A golden catalog in memory, with a change of its schemas and examples.
fn changed(name: &str, change: impl Fn(&str, &mut Value)) -> Tree {
    let tree = tree(&golden().join(name));
    let files = tree.names().map(|file| {
        let text = tree.read(file).unwrap_or_else(|_| panic!("{file} is read"));
        if !file.ends_with(".schema.json") && !file.ends_with(".example.json") {
            return (file.to_owned(), text);
        }
        let mut value = serde_json::from_slice(&text).expect("JSON");
        change(file, &mut value);
        (file.to_owned(), serde_json::to_vec_pretty(&value).expect("JSON"))
    });
    Tree::memory("schemas", files.collect::<Vec<_>>())
}

fn reversed(schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let each = |map: &Map<String, Value>| -> Map<String, Value> {
        map.iter().map(|(key, schema)| (key.clone(), reversed(schema))).collect()
    };
    let keyword = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(map)) => each(map).into_iter().rev().collect::<Map<_, _>>().into(),
            ("$defs" | "definitions" | "patternProperties" | "dependentSchemas", Value::Object(map)) => {
                each(map).into()
            }
            ("required" | "enum" | "x-enum-varnames" | "x-enum-descriptions", Value::Array(list)) => {
                list.iter().rev().cloned().collect()
            }
            ("const" | "default" | "examples" | "example", value) => value.clone(),
            (_, Value::Array(list)) => list.iter().map(reversed).collect(),
            (_, value) => reversed(value),
        };
        (key.clone(), value)
    };
    keywords.iter().map(keyword).rev().collect::<Map<_, _>>().into()
}

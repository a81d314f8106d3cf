//! A schema as those read it who skip what they do not know: objects that it closes are open.

use serde_json::{Map, Value, json};

use super::document::Document;

/// Keywords that close an object where they say `false`.
const CLOSING: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

/// A document with its closed objects opened.
pub struct Opened {
    /// Whatever the document allows is allowed by this one.
    pub document: Document,
    /// Whether that is all that receivers make of it. That of several open objects, one only may hold, means something else
    /// than that of several closed ones; and whoever has a map of some keys may have no place for others.
    pub is_exact: bool,
}

/// Whether a value may be valid against several branches of `oneOf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branches {
    /// One only, as schemas have it.
    One,
    /// Any number, as those read it who take the first that fits.
    Any,
}

/// Opens the closed objects of a document. `None` where that cannot be done without ruling something out: what must not
/// hold, and on what another thing depends, allows more where it says less.
pub fn opened(document: &Document, branches: Branches) -> Option<Opened> {
    let mut value = document.value.clone();
    let mut opener = Opener { is_counted: branches == Branches::One, is_exact: true, has_map: false };
    let is_changed = is_closed(&value) || !opener.is_counted;
    if is_changed && !opener.open(&mut value) {
        return None;
    }
    // Branches have moved, and with them what is referred to by its place among them.
    let is_in_branch = |object: &Map<String, Value>| {
        object.get("$ref").and_then(Value::as_str).is_some_and(|reference| reference.contains("/oneOf/"))
    };
    if !opener.is_exact && has(&value, &is_in_branch) {
        return None;
    }
    Some(Opened {
        document: Document::of_value(document.draft, value),
        is_exact: opener.is_exact && !opener.has_map,
    })
}

struct Opener {
    /// Whether several branches of `oneOf` are too many.
    is_counted: bool,
    is_exact: bool,
    has_map: bool,
}

/// Whether something in a schema closes an object.
fn is_closed(value: &Value) -> bool {
    let closes = |object: &Map<String, Value>| {
        CLOSING.iter().any(|keyword| object.get(*keyword) == Some(&Value::Bool(false)))
    };
    has(value, &closes)
}

/// Whether something in a schema closes an object, or may: references are not followed.
fn may_be_closed(value: &Value) -> bool {
    is_closed(value) || has(value, &|object| object.contains_key("$ref"))
}

fn has(value: &Value, test: &dyn Fn(&Map<String, Value>) -> bool) -> bool {
    match value {
        Value::Object(object) => test(object) || object.values().any(|value| has(value, test)),
        Value::Array(values) => values.iter().any(|value| has(value, test)),
        _ => false,
    }
}

impl Opener {
    fn open(&mut self, value: &mut Value) -> bool {
        match value {
            Value::Object(object) => self.open_object(object),
            Value::Array(values) => values.iter_mut().all(|value| self.open(value)),
            _ => true,
        }
    }

    fn open_object(&mut self, object: &mut Map<String, Value>) -> bool {
        let is_counted = object.contains_key("maxContains");
        let negative = ["not", "if", if is_counted { "contains" } else { "not" }];
        if negative.iter().any(|keyword| object.get(*keyword).is_some_and(|schema| self.changes(schema))) {
            return false;
        }
        for keyword in CLOSING {
            if let Some(closed) = object.get_mut(keyword).filter(|it| **it == Value::Bool(false)) {
                *closed = json!(true);
                // Closed or open, it is no map.
                object.entry("properties").or_insert_with(|| json!({}));
                // But next to patterns, there is a map, which does not have room for anything.
                self.has_map |= object.contains_key("patternProperties");
            }
        }
        if object.get("oneOf").is_some_and(|branches| !self.is_counted || may_be_closed(branches)) {
            self.is_exact = false;
            let branches = json!({ "anyOf": object.shift_remove("oneOf") });
            match object.get_mut("allOf").and_then(Value::as_array_mut) {
                Some(parts) => parts.push(branches),
                None => drop(object.insert("allOf".to_owned(), json!([branches]))),
            }
        }
        object.values_mut().all(|value| self.open(value))
    }

    /// Whether a schema allows more when it is opened, or may.
    fn changes(&self, schema: &Value) -> bool {
        may_be_closed(schema) || !self.is_counted && has(schema, &|object| object.contains_key("oneOf"))
    }
}

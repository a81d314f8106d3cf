//! Keywords next to others that they have to get along with.

use serde_json::{Value, json};

use super::{DEEPEST, Vocabulary};
use crate::random::document::Draft;
use crate::random::words;

/// Keys that are described where no branch is.
const SHARED: [&str; 3] = ["shared", "also", "super"];

impl Vocabulary<'_, '_> {
    pub(super) fn neighbors(&mut self, depth: usize) -> Value {
        match self.dice.below(8) {
            0 | 1 => self.closed_union(depth),
            2 => self.requiring_union(depth),
            3 => self.extended(depth),
            4 => self.arrays_or_null(depth),
            5 => self.constant(depth),
            6 => self.map_of_names(depth),
            _ => self.look_alikes(depth),
        }
    }

    /// A union, mostly of definitions, next to which something is said of all keys that no branch describes.
    fn closed_union(&mut self, depth: usize) -> Value {
        let mut schema = self.union(depth);
        self.share(&mut schema);
        if self.draft >= Draft::Draft201909 {
            schema["unevaluatedProperties"] = match self.dice.one_in(3) {
                true => self.part(depth + 1),
                false => json!(false),
            };
        }
        schema
    }

    /// A union next to keys of which one asks for another.
    fn requiring_union(&mut self, depth: usize) -> Value {
        let mut schema = self.union(depth);
        self.share(&mut schema);
        let (first, second) = (*self.dice.pick(&SHARED), *self.dice.pick(words::KEYS));
        let keyword = if self.draft >= Draft::Draft201909 { "dependentRequired" } else { "dependencies" };
        schema[keyword] = json!({ first: [second] });
        schema
    }

    /// A definition, and what is added to it: keys, and a union.
    fn extended(&mut self, depth: usize) -> Value {
        let mut own = json!({ "type": "object" });
        self.share(&mut own);
        let union = self.union(depth);
        let base = self.reference_or(depth + 1, true);
        match self.dice.below(3) {
            0 => json!({ "allOf": [base, own, union] }),
            1 => {
                own["oneOf"] = union["oneOf"].clone();
                json!({ "allOf": [base, own] })
            }
            _ => {
                own["allOf"] = json!([base, union]);
                own
            }
        }
    }

    /// Lists of different things, or none.
    fn arrays_or_null(&mut self, depth: usize) -> Value {
        let (first, second) = (self.part(depth + 1), self.part(depth + 1));
        match self.dice.below(4) {
            0 => json!({ "type": ["array", "null"], "items": { "anyOf": [first, second] } }),
            1 => json!({ "type": "array", "items": first, "nullable": true }),
            2 => json!({ "anyOf": [{ "type": "array", "items": first }, { "type": "null" }] }),
            _ => {
                let lists = [first, second].map(|items| json!({ "type": "array", "items": items }));
                let branches: Vec<Value> = lists.into_iter().chain([json!({ "type": "null" })]).collect();
                json!({ *self.dice.pick(&["oneOf", "anyOf"]): branches })
            }
        }
    }

    /// One value that is no scalar, as a key's only value or as one of several.
    fn constant(&mut self, depth: usize) -> Value {
        let text = *self.dice.pick(words::TEXTS);
        let values = [
            json!({ "unit": "ms", "limit": 10 }),
            json!({ "unit": text, "of": { "deeper": [1, null, { "a": 1.5 }] } }),
            json!([text, { "unit": "s" }]),
        ];
        let value = self.dice.pick(&values).clone();
        let only = match self.draft {
            Draft::Draft4 => json!({ "enum": [value] }),
            _ => json!({ "const": value }),
        };
        match self.dice.below(3) {
            0 => only,
            1 => json!({ "enum": values }),
            _ => {
                let mut schema = self.of_type("object", depth);
                schema["properties"]["fixed"] = only;
                schema
            }
        }
    }

    /// A map whose keys are listed.
    fn map_of_names(&mut self, depth: usize) -> Value {
        let mut keys = self.dice.some(words::KEYS, 4);
        keys.push("more");
        let values = self.part(depth + 1);
        let mut schema = json!({ "type": "object", "additionalProperties": values });
        if self.draft > Draft::Draft4 {
            schema["propertyNames"] = json!({ "enum": keys });
        }
        if self.dice.one_in(3) {
            schema["properties"] = json!({ keys[0]: self.part(depth + 1) });
        }
        schema
    }

    /// Keys, or texts, that would be one name in Rust, but for what the author says of one.
    fn look_alikes(&mut self, depth: usize) -> Value {
        let (first, second) = *self.dice.pick(words::LOOK_ALIKES);
        if self.dice.one_in(2) {
            return json!({ "type": "string", "enum": [first, "between", second], "x-rust-name": { second: "Second" } });
        }
        let mut schema = self.of_type("object", depth);
        let properties = &mut schema["properties"];
        if let Value::Object(properties) = properties {
            for key in words::LOOK_ALIKES.iter().flat_map(|(first, second)| [first, second]) {
                properties.shift_remove(*key);
            }
        }
        properties[first] = json!({ "type": "string" });
        properties[second] = json!({ "type": "integer", "x-rust-name": "the_second" });
        schema
    }

    /// Branches of which one holds: definitions mostly.
    fn union(&mut self, depth: usize) -> Value {
        let count = 2 + self.dice.below(2);
        let branches = (0..count).map(|number| match self.dice.one_in(4) {
            true => {
                let key = format!("only_{number}");
                json!({ "type": "object", "properties": { &key: { "type": "string" } }, "required": [key] })
            }
            false => self.reference_or(depth + 1, true),
        });
        json!({ "oneOf": branches.collect::<Vec<Value>>() })
    }

    /// Adds keys next to branches.
    fn share(&mut self, schema: &mut Value) {
        let keys = self.dice.some(&SHARED, 3);
        for key in &keys {
            schema["properties"][*key] = self.of_type("string", DEEPEST);
        }
        let required = self.dice.some(&keys, 1);
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
    }
}

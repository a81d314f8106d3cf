//! Schemas that are put together out of others: by chains of `allOf`, as trees, and of branches that rule each other out.

use serde_json::{Value, json};

use super::{DEEPEST, Vocabulary};
use crate::random::document::{Draft, PAYLOAD, child, encoded};
use crate::random::words;

/// Keys that several parts speak of.
const SHARED: [&str; 4] = ["kind", "name", "also", "@type"];

impl Vocabulary<'_, '_> {
    pub(super) fn composed(&mut self, depth: usize) -> Value {
        match self.dice.below(9) {
            0 => self.chain(depth),
            1 => self.chain_or_null(depth),
            2 => self.tree(depth),
            3 => self.two_unions(depth),
            4 => self.described_values(),
            5 => self.ruled_out(depth),
            6 => self.otherwise(depth),
            7 => self.inherited(depth),
            _ => self.unevaluated(depth),
        }
    }

    /// A shape by way of others, each of which adds keys and says more of one that all of them have.
    fn chain(&mut self, depth: usize) -> Value {
        let key = *self.dice.pick(&SHARED);
        let mut schema = self.reference_or(depth + 1, true);
        for _ in 0..1 + self.dice.below(3) {
            let mut own = self.of_type("object", DEEPEST - 1);
            own["properties"][key] = match self.dice.below(5) {
                0 => json!({ "type": "string" }),
                1 => json!({ "minLength": 1 }),
                2 => json!({ "type": ["string", "null"], "description": "Said again." }),
                3 => json!({ "allOf": [{ "type": "string" }] }),
                _ => json!({}),
            };
            schema = match self.dice.one_in(2) {
                true => json!({ "allOf": [schema, own] }),
                false => {
                    own["allOf"] = json!([schema]);
                    own
                }
            };
        }
        schema
    }

    /// The same where it may be null, in the ways that people say so.
    fn chain_or_null(&mut self, depth: usize) -> Value {
        let mut chain = self.chain(depth);
        match self.dice.below(4) {
            0 => json!({ "oneOf": [chain, { "type": "null" }] }),
            1 => json!({ "anyOf": [{ "type": "null" }, chain], "description": "Nothing, or this." }),
            2 => json!({ "oneOf": [chain, { "enum": [null] }], "default": null }),
            _ => {
                chain["nullable"] = json!(true);
                chain
            }
        }
    }

    /// An object that has others of its kind in it.
    fn tree(&mut self, depth: usize) -> Value {
        let mut all: Vec<String> = self.definitions.clone();
        all.truncate(self.open);
        let own = all.last().map(|name| child(&format!("/{}", self.draft.definitions()), name));
        let target = own.unwrap_or_else(|| PAYLOAD.to_owned());
        let node = json!({ "$ref": format!("#{}", encoded(&target)) });
        let mut schema = self.of_type("object", depth + 1);
        for key in self.dice.some(words::KEYS, 2) {
            schema["properties"][key] = match self.dice.below(7) {
                0 => json!({ "type": "array", "items": node }),
                1 => json!({ "type": "object", "additionalProperties": node }),
                2 => json!({ "anyOf": [node, { "type": "null" }] }),
                3 => json!({ "type": "object", "additionalProperties": { "type": "array", "items": node } }),
                4 => json!({ "type": "object", "patternProperties": { "^x-": node } }),
                5 => json!({ "oneOf": [{ "type": "array", "items": node }, { "type": "string" }] }),
                _ => node.clone(),
            };
        }
        schema
    }

    /// Two choices that are made of one object.
    fn two_unions(&mut self, depth: usize) -> Value {
        let (first, second) = (self.tagged(depth + 1), self.some_required(depth + 1));
        match self.dice.below(3) {
            0 => json!({ "allOf": [first, second] }),
            1 => json!({ "allOf": [second, first], "type": "object" }),
            _ => {
                let mut schema = self.of_type("object", depth);
                schema["allOf"] = json!([first, { "not": { "required": ["forbidden"] } }]);
                schema
            }
        }
    }

    /// Values that are listed one by one, so that each has a title and a description.
    fn described_values(&mut self) -> Value {
        let mut texts = self.dice.some(words::TEXTS, 4);
        texts.push("last");
        let values: Vec<Value> = match self.dice.below(4) {
            0 => (0..=texts.len()).map(|number| json!(number)).collect(),
            _ => texts.into_iter().map(Value::from).collect(),
        };
        let has_texts = values[0].is_string();
        let branch = |value: Value| {
            let mut branch = match self.draft {
                Draft::Draft4 => json!({ "enum": [value] }),
                _ => json!({ "const": value }),
            };
            match self.dice.below(3) {
                0 => branch["title"] = json!(*self.dice.pick(words::TITLES)),
                1 => branch["description"] = json!(*self.dice.pick(words::DESCRIPTIONS)),
                _ => {}
            }
            branch
        };
        let branches: Vec<Value> = values.into_iter().map(branch).collect();
        let mut schema = json!({ *self.dice.pick(&["oneOf", "anyOf"]): branches });
        match self.dice.below(4) {
            0 => schema["type"] = json!(if has_texts { "string" } else { "integer" }),
            1 => schema["description"] = json!(*self.dice.pick(words::DESCRIPTIONS)),
            2 => {
                if let Some(branches) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
                    branches.push(json!({ "type": "string" }));
                }
            }
            _ => {}
        }
        schema
    }

    /// Keys of which one rules out another.
    fn ruled_out(&mut self, depth: usize) -> Value {
        let mut schema = self.of_type("object", DEEPEST - 1);
        let (first, second) = ("email", "phone");
        schema["properties"][first] = self.part(depth + 1);
        schema["properties"][second] = json!({ "type": "string" });
        let only = |key: &str, other: &str| match self.draft {
            Draft::Draft4 => json!({ "required": [key], "not": { "required": [other] } }),
            _ => json!({ "required": [key], "properties": { other: false } }),
        };
        match self.dice.below(4) {
            0 => schema["not"] = json!({ "required": [first, second] }),
            1 => schema["oneOf"] = json!([{ "required": [first] }, { "required": [second] }]),
            2 => schema["oneOf"] = json!([only(first, second), only(second, first)]),
            _ => {
                schema["anyOf"] =
                    json!([only(first, second), { "not": { "anyOf": [{ "required": [first] }] } }]);
            }
        }
        schema
    }

    /// Conditions in each other: what holds otherwise has a condition, too.
    fn otherwise(&mut self, depth: usize) -> Value {
        let mut schema = self.of_type("object", DEEPEST - 1);
        let key = *self.dice.pick(&SHARED);
        schema["properties"][key] = json!({ "type": "string", "enum": ["one", "two", "three"] });
        schema["properties"]["details"] = json!({});
        if self.draft < Draft::Draft7 {
            return schema;
        }
        let mut last = json!({ "properties": { "details": self.part(depth + 1) } });
        for text in ["two", "one"] {
            let condition = match self.dice.below(4) {
                0 => json!({ "properties": { key: { "const": text } }, "required": [key] }),
                1 => json!({ "properties": { key: { "enum": [text, "four"] } } }),
                2 => json!({ "not": { "required": [key] } }),
                _ => {
                    json!({ "allOf": [{ "properties": { key: { "const": text } } }, { "required": [key] }] })
                }
            };
            let part = json!({ "properties": { "details": self.part(depth + 1) }, "required": ["details"] });
            last = json!({ "if": condition, "then": part, "else": last });
        }
        match self.dice.one_in(2) {
            true => json!({ "allOf": [schema, last] }),
            false => {
                for keyword in ["if", "then", "else"] {
                    schema[keyword] = last[keyword].take();
                }
                schema
            }
        }
    }

    /// Shapes that have a base in common, which says what they are told apart by.
    fn inherited(&mut self, depth: usize) -> Value {
        let mut base = self.of_type("object", DEEPEST - 1);
        base["properties"]["kind"] = json!({ "type": "string" });
        base["required"] = json!(["kind"]);
        if self.dice.one_in(2) {
            base["discriminator"] = json!({ "propertyName": "kind" });
        }
        let is_told = !self.dice.one_in(3);
        let shape = |text: &str| {
            let mut own = self.of_type("object", depth + 1);
            if is_told {
                own["properties"]["kind"] = json!({ "enum": [text] });
            }
            match self.dice.one_in(2) {
                true => json!({ "allOf": [base, own] }),
                false => json!({ "allOf": [own, base], "title": text }),
            }
        };
        let shapes: Vec<Value> = ["Circle", "square", "a/b"].into_iter().map(shape).collect();
        json!({ if is_told { "oneOf" } else { "anyOf" }: shapes })
    }

    /// What is left over by parts that stand next to it.
    fn unevaluated(&mut self, depth: usize) -> Value {
        let mut schema = self.chain(depth);
        if self.draft >= Draft::Draft201909 {
            schema["unevaluatedProperties"] = match self.dice.below(3) {
                0 => self.part(depth + 1),
                _ => json!(false),
            };
            if self.dice.one_in(3) {
                schema["if"] =
                    json!({ "required": ["also"], "properties": { "also": { "type": "string" } } });
                schema["then"] = json!({ "properties": { "more": { "type": "integer" } } });
            }
        }
        schema
    }
}

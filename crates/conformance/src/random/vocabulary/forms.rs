//! What authors write with several keywords that are meant together.

use serde_json::{Map, Value, json};

use super::{DEEPEST, TYPES, Vocabulary};
use crate::random::document::{Draft, child, encoded};
use crate::random::words;

/// Keys of which a form needs one or two.
const PLAIN: [&str; 6] = ["id", "name", "kind", "value", "count", "@id"];

impl Vocabulary<'_, '_> {
    pub(super) fn form(&mut self, depth: usize) -> Value {
        match self.dice.below(10) {
            0 => self.named_or_numbered(),
            1 => self.some_required(depth),
            2 => self.narrowed(depth),
            3 => self.chosen(depth),
            4 => self.repeated(depth),
            5 => self.told_apart(depth),
            6 => self.discriminated(depth),
            7 => self.counted(depth),
            8 => self.scalars(),
            _ => self.texts_or_any(),
        }
    }

    /// Names of an enum, or their numbers, as the tools of protobuf write it.
    fn named_or_numbered(&mut self) -> Value {
        let mut names = self.dice.some(words::TEXTS, 4);
        names.push("FIRST");
        let types = json!([{ "type": "string" }, { "type": "integer" }]);
        json!({ "enum": names, *self.dice.pick(&["oneOf", "anyOf"]): types })
    }

    /// Branches that only require.
    pub(super) fn some_required(&mut self, depth: usize) -> Value {
        let mut schema = self.of_type("object", depth);
        let keys = self.dice.some(&PLAIN, 3);
        for key in &keys {
            schema["properties"][*key] = self.part(depth + 1);
        }
        let branches = keys.iter().map(|key| json!({ "required": [key] }));
        let branches: Vec<Value> = branches.chain([json!({ "required": ["undescribed"] })]).collect();
        schema[*self.dice.pick(&["anyOf", "anyOf", "oneOf"])] = branches.into();
        schema
    }

    /// A property of which another part says more.
    fn narrowed(&mut self, depth: usize) -> Value {
        let key = *self.dice.pick(&PLAIN);
        let texts = self.dice.some(words::TEXTS, 4);
        let (wide, narrow) = match self.dice.below(5) {
            0 => (json!({ "type": "string" }), json!({ "enum": [texts.first().unwrap_or(&"one")] })),
            1 => (json!({ "type": ["string", "integer", "null"] }), json!({ "type": ["integer", "null"] })),
            2 => (json!({ "type": "number" }), json!({ "type": "integer", "minimum": 1, "maximum": 9 })),
            3 => (json!({ "type": "array" }), json!({ "items": { "type": "string" }, "minItems": 1 })),
            _ => (
                json!({ "properties": { "a": {} } }),
                json!({ "properties": { "a": { "type": "string" } }, "required": ["a"] }),
            ),
        };
        let mut wide_part = self.of_type("object", depth + 1);
        wide_part["properties"][key] = wide;
        let narrow_part = json!({ "properties": { key: narrow }, "required": [key] });
        match self.dice.below(3) {
            0 => json!({ "allOf": [wide_part, narrow_part] }),
            1 => json!({ "allOf": [narrow_part, wide_part] }),
            _ => {
                wide_part["allOf"] = json!([narrow_part]);
                wide_part
            }
        }
    }

    /// What holds for the other keys where one has a value.
    fn chosen(&mut self, depth: usize) -> Value {
        let mut schema = self.of_type("object", depth);
        let key = *self.dice.pick(&PLAIN);
        let mut texts = self.dice.some(words::TEXTS, 2);
        texts.push("last");
        schema["properties"][key] = match self.dice.below(3) {
            0 => json!({ "type": "string" }),
            1 => json!({ "type": "string", "enum": texts }),
            _ => json!({}),
        };
        if self.draft < Draft::Draft7 {
            return schema;
        }
        let conditions = texts.iter().map(|text| {
            let mut condition = json!({ "properties": { key: { "const": text } } });
            if !self.dice.one_in(3) {
                condition["required"] = json!([key]);
            }
            let mut part = json!({ "if": condition, "then": self.of_type("object", DEEPEST - 1) });
            if self.dice.one_in(4) {
                part["else"] = json!({ "required": [*self.dice.pick(&PLAIN)] });
            }
            part
        });
        let mut conditions: Vec<Value> = conditions.collect();
        match (self.dice.one_in(3), conditions.pop()) {
            (true, Some(Value::Object(only))) => {
                only.into_iter().for_each(|(key, value)| schema[key] = value)
            }
            (_, last) => schema["allOf"] = conditions.into_iter().chain(last).collect(),
        }
        schema
    }

    /// One shape at several keys, and in an array of them.
    fn repeated(&mut self, depth: usize) -> Value {
        let shape = self.of_type("object", depth + 1);
        let mut schema = json!({ "type": "object", "properties": {} });
        for key in self.dice.some(words::KEYS, 3) {
            schema["properties"][key] = match self.dice.below(4) {
                0 => json!({ "type": "array", "items": shape }),
                1 => json!({ "additionalProperties": shape }),
                2 => json!({ "oneOf": [shape, { "type": "null" }] }),
                _ => shape.clone(),
            };
        }
        schema
    }

    /// Objects that something else than one text at one key tells apart: the value's type, a number, a boolean, what is required.
    fn told_apart(&mut self, depth: usize) -> Value {
        let key = *self.dice.pick(&PLAIN);
        let kinds = match self.dice.below(5) {
            0 => vec![json!({ "enum": [1] }), json!({ "enum": [2, 3] })],
            1 => vec![json!({ "enum": [true] }), json!({ "enum": [false] })],
            2 => vec![json!({ "type": "string" }), json!({ "type": "array" }), json!({ "type": "null" })],
            3 => vec![json!({ "enum": ["a", "b"] }), json!({ "enum": ["c"] }), json!({ "enum": ["d", "e"] })],
            _ => vec![
                json!({ "type": "object", "required": ["a"] }),
                json!({ "type": "object", "required": ["b"] }),
            ],
        };
        let branch = |kind: Value| {
            let mut schema = self.of_type("object", depth + 1);
            schema["properties"][key] = kind;
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            if !self.dice.one_in(6) && !required.contains(&json!(key)) {
                schema["required"] = required.into_iter().chain([json!(key)]).collect();
            }
            schema
        };
        let branches: Vec<Value> = kinds.into_iter().map(branch).collect();
        json!({ *self.dice.pick(&["oneOf", "anyOf"]): branches })
    }

    /// OpenAPI's way to tell definitions apart.
    fn discriminated(&mut self, depth: usize) -> Value {
        let names: Vec<String> = self.definitions.iter().skip(self.open).cloned().collect();
        if names.is_empty() {
            return self.tagged(depth);
        }
        let key = *self.dice.pick(&PLAIN);
        let branch = |name: &String| {
            let pointer = child(&format!("/{}", self.draft.definitions()), name);
            json!({ "$ref": format!("#{}", encoded(&pointer)) })
        };
        let branches: Vec<Value> = names.iter().map(branch).collect();
        let mut discriminator = json!({ "propertyName": key });
        if self.dice.one_in(2) {
            let texts = words::TEXTS.iter().zip(&branches);
            let mapping = texts.map(|(text, branch)| ((*text).to_owned(), branch["$ref"].clone()));
            discriminator["mapping"] = mapping.collect::<Map<_, _>>().into();
        }
        json!({ *self.dice.pick(&["oneOf", "anyOf"]): branches, "discriminator": discriminator })
    }

    /// Arrays with some items of a kind.
    fn counted(&mut self, depth: usize) -> Value {
        let ty = *self.dice.pick(&TYPES);
        let mut schema = json!({ "type": "array" });
        if self.draft > Draft::Draft4 {
            schema["contains"] = self.of_type(ty, depth + 1);
        }
        if self.draft >= Draft::Draft201909 {
            match self.dice.below(3) {
                0 => schema["minContains"] = json!(self.dice.below(2)),
                1 => schema["maxContains"] = json!(1 + self.dice.below(2)),
                _ => {}
            }
        }
        if self.dice.one_in(2) {
            schema["items"] = json!({ "type": [ty, "string", "null"] });
            if ty == "string" || ty == "null" {
                schema["items"] = json!({ "type": ["string", "null"] });
            }
        }
        schema
    }

    /// Scalars of several types, each in a branch of its own.
    fn scalars(&mut self) -> Value {
        let mut types = self.dice.some(&TYPES[2..], 3);
        types.push("object");
        let mut branches: Vec<Value> = types.iter().map(|ty| json!({ "type": ty })).collect();
        for branch in &mut branches {
            let ty = branch["type"].as_str().unwrap_or_default().to_owned();
            if ty != "object" {
                self.say(&ty, branch, DEEPEST);
            }
        }
        json!({ *self.dice.pick(&["oneOf", "anyOf"]): branches })
    }

    /// Known texts, and any other: a hint.
    fn texts_or_any(&mut self) -> Value {
        let mut texts = self.dice.some(words::TEXTS, 4);
        texts.push("last");
        match self.dice.below(3) {
            0 => json!({ "anyOf": [{ "enum": texts }, { "type": "string" }] }),
            1 => {
                json!({ "type": ["string", "null"], "enum": texts.into_iter().map(Some).chain([None]).collect::<Vec<_>>() })
            }
            _ => json!({ "anyOf": [{ "type": "string", "enum": texts }, { "type": "null" }] }),
        }
    }
}

//! What is said of the values of one type, and values that are listed.

use serde_json::{Map, Value, json};

use super::{DEEPEST, TYPES, Vocabulary};
use crate::random::dice::Dice;
use crate::random::document::Draft;
use crate::random::words;

impl Vocabulary<'_, '_> {
    /// Says something of the values of a type.
    pub(super) fn say(&mut self, ty: &str, schema: &mut Value, depth: usize) {
        match ty {
            "object" => self.say_of_objects(schema, depth),
            "array" => self.say_of_arrays(schema, depth),
            "string" => self.say_of_strings(schema),
            "integer" | "number" => self.say_of_numbers(schema),
            _ => {}
        }
    }

    pub(super) fn say_of_objects(&mut self, schema: &mut Value, depth: usize) {
        let mut properties = Map::new();
        for key in self.dice.some(words::KEYS, 4) {
            properties.insert(key.to_owned(), self.part(depth));
        }
        let mut keys: Vec<String> = properties.keys().cloned().collect();
        let most = keys.len();
        if self.dice.one_in(20) {
            keys.push("undescribed".to_owned());
        }
        let required = self.dice.some(&keys, most + 1);
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if !properties.is_empty() || self.dice.one_in(8) {
            schema["properties"] = Value::Object(properties);
        }
        match self.dice.below(12) {
            0 => schema["additionalProperties"] = json!(false),
            1 => schema["additionalProperties"] = json!(true),
            2 | 3 => schema["additionalProperties"] = self.part(depth),
            4 => {
                let mut patterns = Map::new();
                for pattern in
                    self.dice.some(&words::PATTERNS[1..], 1).into_iter().chain([words::PATTERNS[0]])
                {
                    // One that says something: a pattern for anything is none.
                    let ty = *self.dice.pick(&TYPES);
                    patterns.insert(pattern.to_owned(), self.of_type(ty, depth + 1));
                }
                schema["patternProperties"] = patterns.into();
                if self.dice.one_in(3) {
                    schema["additionalProperties"] = json!(self.dice.one_in(2));
                }
            }
            5 if self.draft >= Draft::Draft201909 => schema["unevaluatedProperties"] = json!(false),
            6 if self.draft >= Draft::Draft201909 => schema["unevaluatedProperties"] = self.part(depth),
            _ => {}
        }
        match self.dice.below(16) {
            0 => schema["minProperties"] = json!(1),
            1 => schema["maxProperties"] = json!(4),
            2 if self.draft > Draft::Draft4 => {
                schema["propertyNames"] = match self.dice.below(6) {
                    0 => json!({ "maxLength": 120 }),
                    1 => json!({ "pattern": "^[^!]*$" }),
                    2 => json!({ "type": "string", "minLength": 1 }),
                    3 => json!({ "not": { "enum": ["forbidden"] } }),
                    4 => json!({ "anyOf": [{ "enum": ["more"] }, { "pattern": "." }] }),
                    _ => json!({ "enum": words::KEYS }),
                };
            }
            3 if most > 1 => {
                let (first, second) = (&keys[0], &keys[1]);
                match self.draft >= Draft::Draft201909 {
                    true => schema["dependentRequired"] = json!({ first: [second] }),
                    false => schema["dependencies"] = json!({ first: [second] }),
                }
            }
            4 if most > 0 => {
                let other = self.of_type("object", DEEPEST - 1);
                let keyword =
                    if self.draft >= Draft::Draft201909 { "dependentSchemas" } else { "dependencies" };
                schema[keyword] = json!({ &keys[0]: other });
            }
            5 if self.draft > Draft::Draft4 => schema["properties"]["forbidden"] = json!(false),
            _ => {}
        }
    }

    fn say_of_arrays(&mut self, schema: &mut Value, depth: usize) {
        let is_new = self.draft >= Draft::Draft202012;
        match self.dice.below(8) {
            0 => {}
            1 | 2 => {
                let count = 1 + self.dice.below(3);
                let first: Vec<Value> = (0..count).map(|_| self.part(depth)).collect();
                schema[if is_new { "prefixItems" } else { "items" }] = json!(first);
                let rest = match self.dice.below(3) {
                    0 => None,
                    1 => Some(json!(false)),
                    _ => Some(self.part(depth)),
                };
                if let Some(rest) = rest {
                    schema[if is_new { "items" } else { "additionalItems" }] = rest;
                }
            }
            3 if self.draft >= Draft::Draft201909 => schema["unevaluatedItems"] = self.part(depth),
            _ => schema["items"] = self.part(depth),
        }
        match self.dice.below(12) {
            0 => schema["minItems"] = json!(1 + self.dice.below(2)),
            1 => schema["maxItems"] = json!(3),
            4 => schema["maxItems"] = json!(0),
            5 => {
                schema["minItems"] = json!(2);
                schema["maxItems"] = json!(2);
            }
            2 => schema["uniqueItems"] = json!(true),
            3 if self.draft > Draft::Draft4 && schema.get("items").is_none() => {
                schema["contains"] = self.of_type("string", DEEPEST);
            }
            _ => {}
        }
    }

    fn say_of_strings(&mut self, schema: &mut Value) {
        match self.dice.below(12) {
            0 | 1 => schema["format"] = json!(*self.dice.pick(words::FORMATS)),
            2 => schema["pattern"] = json!(*self.dice.pick(words::PATTERNS)),
            3 => schema["minLength"] = json!(self.dice.below(4)),
            4 => schema["maxLength"] = json!(4 + self.dice.below(200)),
            5 if self.draft >= Draft::Draft7 => schema["contentEncoding"] = json!("base64"),
            6 if self.draft >= Draft::Draft7 => {
                schema["contentMediaType"] = json!("application/json");
                if self.draft >= Draft::Draft201909 && self.dice.one_in(2) {
                    schema["contentSchema"] = json!({ "type": ["object", "array", "string"] });
                }
            }
            7 => {
                schema["pattern"] = json!(*self.dice.pick(words::PATTERNS));
                schema["maxLength"] = json!(60);
                schema["format"] = json!("money");
            }
            _ => {}
        }
    }

    fn say_of_numbers(&mut self, schema: &mut Value) {
        match self.dice.below(16) {
            0 => schema["minimum"] = json!(0),
            1 => schema["minimum"] = json!(-2.5),
            2 => schema["maximum"] = json!(100),
            3 => schema["multipleOf"] = json!(5),
            4 if self.draft > Draft::Draft4 => schema["exclusiveMinimum"] = json!(-1),
            5 if self.draft == Draft::Draft4 => {
                schema["minimum"] = json!(-1);
                schema["exclusiveMinimum"] = json!(true);
            }
            6 if self.draft > Draft::Draft4 => schema["exclusiveMaximum"] = json!(1000),
            6 => {
                schema["maximum"] = json!(1000);
                schema["exclusiveMaximum"] = json!(true);
            }
            7 => {
                schema["minimum"] = json!(0);
                schema["maximum"] = json!(4_294_967_295_u32);
                schema["format"] = json!(*self.dice.pick(&["int32", "uint32", "int64", "float", "double"]));
            }
            8 => schema["multipleOf"] = json!(*self.dice.pick(&[0.5, 1.0, 0.25])),
            9 => schema["minimum"] = json!(9_223_372_036_854_775_808_u64),
            10 => {
                schema["minimum"] = json!(1);
                schema["maximum"] = json!(1.0);
            }
            11 => schema["minimum"] = json!(1e3),
            _ => {}
        }
    }

    /// Values that are listed: of texts, of one type, or of any.
    pub(super) fn values(&mut self) -> Value {
        let texts = |dice: &mut Dice<'_>| {
            let mut texts = dice.some(words::TEXTS, 4);
            if texts.is_empty() {
                texts.push("only");
            }
            texts
        };
        let has_const = self.draft > Draft::Draft4;
        match self.dice.below(8) {
            0..=2 => json!({ "type": "string", "enum": texts(self.dice) }),
            3 => json!({ "enum": texts(self.dice) }),
            4 if has_const => json!({ "const": *self.dice.pick(words::TEXTS) }),
            5 if has_const => json!({ "const": self.dice.pick(&words::values()).clone() }),
            6 => json!({ "enum": [1, 2, 3.5] }),
            _ => {
                let mut values = self.dice.some(&words::values(), 4);
                if values.is_empty() {
                    values.push(json!(7));
                }
                // Of two that are equal, one.
                let mut distinct: Vec<Value> = Vec::new();
                for value in values {
                    let is_same = |other: &Value| {
                        *other == value || (value.is_number() && other.as_f64() == value.as_f64())
                    };
                    if !distinct.iter().any(is_same) {
                        distinct.push(value);
                    }
                }
                json!({ "enum": distinct })
            }
        }
    }
}

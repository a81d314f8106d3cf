//! Random schemas, of every keyword that a draft has, weighted so that most of them allow values.

mod by_type;
mod composed;
mod forms;
mod neighbors;

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::document::{Document, Draft, PAYLOAD, child, encoded};
use super::{places, words};

/// The types of JSON.
const TYPES: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];

/// Schemas in schemas, at most: below that there are only scalars.
const DEEPEST: usize = 4;

/// Makes the schemas of one document.
pub struct Vocabulary<'d, 'b> {
    dice: &'d mut Dice<'b>,
    draft: Draft,
    /// The names of definitions. In place, the one with number `n` refers to later ones only: there is an end to that.
    definitions: Vec<String>,
    /// The first definition that may be referred to in place.
    open: usize,
    /// How many more schemas there may be in this one.
    budget: usize,
}

/// A document of random schemas. No other document that gets another prefix has definitions of the same names.
pub fn document(dice: &mut Dice<'_>, draft: Draft, prefix: &str) -> Document {
    let names = dice.some(words::NAMES, 3);
    let definitions: Vec<String> = names.iter().map(|name| format!("{prefix} {name}")).collect();
    let mut vocabulary = Vocabulary { dice, draft, definitions: definitions.clone(), open: 0, budget: 24 };
    let payload = vocabulary.payload();
    let mut all = Map::new();
    for (number, name) in definitions.into_iter().enumerate() {
        vocabulary.open = number + 1;
        vocabulary.budget = 10;
        all.insert(name, vocabulary.schema(1));
    }
    let mut value = Document::new(draft, payload, all).value;
    if dice.one_in(4) {
        refer_within(&mut value, dice, draft);
    }
    if dice.one_in(8) {
        define_within(&mut value, dice, draft, &format!("{prefix} inner"));
    }
    Document::of_value(draft, value)
}

/// Puts a definition into any schema of the document, and a reference to it in place of a property.
fn define_within(document: &mut Value, dice: &mut Dice<'_>, draft: Draft, name: &str) {
    let schema = small(dice, draft);
    let all = places::of_schemas(document, draft);
    let properties: Vec<&String> = all.iter().filter(is_property).collect();
    if properties.is_empty() {
        return;
    }
    let place = (*dice.pick(&properties)).clone();
    let around = dice.pick(&all).clone();
    let is_within = around.strip_prefix(&place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let Some(Value::Object(outer)) = document.pointer_mut(&around).filter(|_| !is_within) else { return };
    // Next to a reference, older drafts read nothing.
    if outer.contains_key("$ref") {
        return;
    }
    outer.insert(draft.definitions().to_owned(), json!({ name: schema }));
    let target = child(&child(&around, draft.definitions()), name);
    if let Some(property) = document.pointer_mut(&place) {
        *property = json!({ "$ref": format!("#{}", encoded(&target)) });
    }
}

fn is_property(place: &&String) -> bool {
    **place != PAYLOAD && place.rsplit('/').nth(1).is_some_and(|keyword| keyword == "properties")
}

/// Puts a reference to any schema of the document, which need not be a definition, in place of a property.
fn refer_within(document: &mut Value, dice: &mut Dice<'_>, draft: Draft) {
    let all = places::of_schemas(document, draft);
    let properties: Vec<&String> = all.iter().filter(is_property).collect();
    if properties.is_empty() {
        return;
    }
    let place = (*dice.pick(&properties)).clone();
    let target = dice.pick(&all);
    let is_within = target.strip_prefix(&place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if let (Some(property), false) = (document.pointer_mut(&place), is_within) {
        *property = json!({ "$ref": format!("#{}", encoded(target)) });
    }
}

/// A schema of a few keywords, without definitions. It may refer to the payload.
pub(super) fn small(dice: &mut Dice<'_>, draft: Draft) -> Value {
    let budget = dice.below(4);
    Vocabulary { dice, draft, definitions: Vec::new(), open: 0, budget }.schema(DEEPEST - 1)
}

impl Vocabulary<'_, '_> {
    /// Mostly an object, as payloads are.
    fn payload(&mut self) -> Value {
        match self.dice.below(4) {
            0 | 1 => self.of_type("object", 0),
            _ => self.schema(0),
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        let kind = self.dice.below(if depth >= DEEPEST || self.budget == 0 { 4 } else { 35 });
        self.budget = self.budget.saturating_sub(1);
        let mut schema = match kind {
            0 | 1 => {
                let ty = *self.dice.pick(&["string", "integer", "number", "boolean", "null"]);
                self.of_type(ty, depth)
            }
            2 => self.values(),
            3 => return self.anything(),
            4..=8 => self.of_type("object", depth),
            9 | 10 => self.of_type("array", depth),
            11 => self.types(depth),
            12 | 13 => self.reference_or(depth, true),
            14 => self.combined("allOf", depth),
            15 => self.combined("anyOf", depth),
            16..=18 => self.combined("oneOf", depth),
            19 => self.tagged(depth),
            20 => self.conditional(depth),
            21 => self.negated(depth),
            22 => self.untyped(depth),
            23..=26 => self.form(depth),
            27..=29 => self.neighbors(depth),
            30..=33 => self.composed(depth),
            _ => self.values(),
        };
        if self.dice.one_in(12) {
            self.annotate(&mut schema);
        }
        schema
    }

    /// A schema of which nothing, or nothing much, is said.
    fn anything(&mut self) -> Value {
        match self.dice.below(8) {
            0 if self.draft > Draft::Draft4 => json!(true),
            1 => json!({}),
            2 => json!({ "description": "Anything." }),
            _ => self.of_type("string", DEEPEST),
        }
    }

    fn of_type(&mut self, ty: &str, depth: usize) -> Value {
        let mut schema = json!({ "type": ty });
        self.say(ty, &mut schema, depth);
        if self.dice.one_in(20) {
            schema["nullable"] = json!(true);
        }
        schema
    }

    /// A list of types, with what is said of each.
    fn types(&mut self, depth: usize) -> Value {
        let mut types = self.dice.some(&TYPES, 3);
        if types.is_empty() {
            types.push("string");
        }
        let mut schema = json!({ "type": types });
        for ty in types {
            if !self.dice.one_in(3) {
                self.say(ty, &mut schema, depth);
            }
        }
        schema
    }

    /// Keywords without a type.
    fn untyped(&mut self, depth: usize) -> Value {
        let mut schema = json!({});
        for ty in self.dice.some(&TYPES, 2) {
            self.say(ty, &mut schema, depth);
        }
        schema
    }

    /// A part of a value: it may refer to whatever there is.
    fn part(&mut self, depth: usize) -> Value {
        let open = std::mem::replace(&mut self.open, 0);
        let schema = match self.dice.below(8) {
            0 => self.reference_or(depth + 1, false),
            _ => self.schema(depth + 1),
        };
        self.open = open;
        schema
    }

    /// A reference, alone or with siblings; another schema where there is nothing to refer to.
    fn reference_or(&mut self, depth: usize, in_place: bool) -> Value {
        let names: Vec<String> = self.definitions.iter().skip(self.open).cloned().collect();
        let to = |name: &String| {
            let pointer = child(&format!("/{}", self.draft.definitions()), name);
            json!({ "$ref": format!("#{}", encoded(&pointer)) })
        };
        if names.is_empty() {
            return match in_place {
                true => self.of_type("object", depth),
                false => json!({ "$ref": "#/properties/data" }),
            };
        }
        let mut schema = to(&names[self.dice.below(names.len())]);
        match self.dice.below(8) {
            0 => self.annotate(&mut schema),
            1 => return json!({ "allOf": [schema], "description": "A reference in a list." }),
            2 => return json!({ "anyOf": [schema, { "type": "null" }] }),
            3 => self.say_of_objects(&mut schema, depth + 1),
            4 if self.draft >= Draft::Draft201909 => schema["required"] = json!(["undescribed"]),
            _ => {}
        }
        schema
    }

    /// Branches of one type mostly, with or without siblings.
    fn combined(&mut self, keyword: &str, depth: usize) -> Value {
        let count = 1 + self.dice.below(3);
        let theme = match self.dice.below(4) {
            // Of several types that are all meant there is rarely a value.
            0 if keyword != "allOf" || self.dice.one_in(8) => None,
            1 => Some(*self.dice.pick(&TYPES)),
            _ => Some("object"),
        };
        let mut branches: Vec<Value> = (0..count)
            .map(|_| match theme {
                _ if self.dice.one_in(5) => self.reference_or(depth + 1, true),
                Some(ty) => self.of_type(ty, depth + 1),
                None => self.schema(depth + 1),
            })
            .collect();
        if keyword != "allOf" && self.dice.one_in(4) {
            branches.push(json!({ "type": "null" }));
        }
        let mut schema = json!({ keyword: branches });
        if let Some(ty) = theme
            && self.dice.one_in(2)
        {
            self.say(ty, &mut schema, depth + 1);
            if self.dice.one_in(2) && keyword == "allOf" {
                schema["type"] = json!(ty);
            }
        }
        if self.dice.one_in(8) {
            let other = *self.dice.pick(&["allOf", "anyOf", "oneOf"]);
            if other != keyword {
                schema[other] = json!([self.of_type(theme.unwrap_or("object"), depth + 1)]);
            }
        }
        schema
    }

    /// Objects that the text at one key tells apart.
    fn tagged(&mut self, depth: usize) -> Value {
        let tag = *self.dice.pick(&["kind", "type", "@id", ""]);
        let mut texts = self.dice.some(words::TEXTS, 3);
        texts.push("last");
        let branch = |text: &str| {
            let mut schema = self.of_type("object", depth + 1);
            let only = match self.draft {
                Draft::Draft4 => json!({ "enum": [text] }),
                _ => json!({ "const": text }),
            };
            schema["properties"][tag] = only;
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let others = required.into_iter().filter(|key| *key != tag);
            schema["required"] = others.chain([json!(tag)]).collect();
            schema
        };
        let branches: Vec<Value> = texts.into_iter().map(branch).collect();
        json!({ *self.dice.pick(&["oneOf", "anyOf"]): branches })
    }

    fn conditional(&mut self, depth: usize) -> Value {
        let mut schema = self.of_type("object", depth);
        if self.draft >= Draft::Draft7 {
            schema["if"] = json!({ "required": [*self.dice.pick(words::KEYS)] });
            schema["then"] = self.of_type("object", depth + 1);
            if self.dice.one_in(2) {
                schema["else"] = self.of_type("object", depth + 2);
            }
            if self.dice.one_in(3) {
                schema["if"] = self.of_type("object", depth + 2);
            }
        }
        schema
    }

    fn negated(&mut self, depth: usize) -> Value {
        let mut schema = self.schema(depth + 1);
        if schema.is_object() {
            schema["not"] = match self.dice.below(6) {
                0 => json!({ "enum": ["not this", 17] }),
                1 => json!({ "type": "null" }),
                2 => json!({ "required": ["forbidden"] }),
                3 => json!({ "properties": { "kind": { "enum": ["never"] } }, "required": ["kind"] }),
                4 => json!({ "anyOf": [{ "type": "boolean" }, { "enum": [-3] }] }),
                _ => json!({ "type": "string", "maxLength": 0 }),
            };
        }
        schema
    }

    /// What says nothing of a value.
    fn annotate(&mut self, schema: &mut Value) {
        let Value::Object(schema) = schema else { return };
        let (key, value) = match self.dice.below(11) {
            0 => ("description", json!(*self.dice.pick(words::DESCRIPTIONS))),
            1 => ("title", json!(*self.dice.pick(words::TITLES))),
            2 => ("default", self.dice.pick(&words::values()).clone()),
            3 => ("deprecated", json!(true)),
            4 if self.draft >= Draft::Draft7 => ("readOnly", json!(true)),
            5 if self.draft >= Draft::Draft7 => ("writeOnly", json!(true)),
            6 if self.draft >= Draft::Draft7 => ("$comment", json!("Nobody reads this.")),
            7 if self.draft > Draft::Draft4 => ("examples", words::values().into()),
            8 => ("example", self.dice.pick(&words::values()).clone()),
            9 => ("x-own", json!({ "anything": [1] })),
            _ => ("description", json!("")),
        };
        schema.insert(key.to_owned(), value);
    }
}

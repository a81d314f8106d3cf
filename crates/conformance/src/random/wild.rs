//! Schemas of any keywords next to each other, whether they make sense or not, and values of everything that these look at:
//! for what has to agree with another validator to the letter. [`vocabulary`](super::vocabulary) makes schemas that people
//! could have written.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::document::Draft;

const NAMES: [&str; 4] = ["a", "b", "ab", "é/~"];
const PATTERNS: [&str; 6] = ["^a", "b$", "^.{1,2}$", "[^a]", "^(?!a)", "\\w"];
const STRINGS: [&str; 16] = [
    "",
    "a",
    "b",
    "ab",
    "abc",
    "é",
    "😀",
    "e\u{301}",
    "1",
    "2026-11-28",
    "12:00:00Z",
    "a@b.example",
    "/a/b",
    "e30=",
    "[1]",
    "a\n",
];
const FORMATS: [&str; 9] =
    ["date", "time", "date-time", "email", "hostname", "ipv4", "uri", "uri-reference", "json-pointer"];
const NUMBERS: [&str; 20] = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "1.0",
    "2.0",
    "1e2",
    "100",
    "0.5",
    "1.5",
    "0.1",
    "0.3",
    "-0.0",
    "19.99",
    "9007199254740993",
    "18446744073709551615",
    "-9223372036854775808",
    "1e30",
    "1e-7",
];
const DIVISORS: [&str; 7] = ["1", "2", "0.5", "0.1", "0.01", "3", "1.5"];
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

/// How deep schemas and values are nested.
const DEEPEST: usize = 3;

/// Definitions, each of which may refer to those after it.
const DEFINITIONS: usize = 3;

/// A random schema with definitions.
pub fn schema(dice: &mut Dice<'_>, draft: Draft) -> Value {
    let mut maker = Maker { dice, draft, next: 0 };
    let mut root = maker.object(0);
    let mut definitions = Map::new();
    for number in 0..DEFINITIONS {
        maker.next = number + 1;
        definitions.insert(number.to_string(), maker.schema(1));
    }
    root.insert(draft.definitions().to_owned(), definitions.into());
    root.insert("$schema".to_owned(), json!(draft.uri()));
    root.into()
}

/// A random value.
pub fn value(dice: &mut Dice<'_>, depth: usize) -> Value {
    match dice.below(if depth >= DEEPEST { 5 } else { 9 }) {
        0 => Value::Null,
        1 => json!(dice.one_in(2)),
        2 => number(dice, &NUMBERS),
        3 | 4 => json!(dice.pick(&STRINGS)),
        5 | 6 => (0..dice.below(4)).map(|_| value(dice, depth + 1)).collect(),
        _ => {
            let names = dice.some(&NAMES, 4);
            names
                .into_iter()
                .map(|name| (name.to_owned(), value(dice, depth + 1)))
                .collect::<Map<_, _>>()
                .into()
        }
    }
}

/// Puts a random value somewhere in another, or takes something out of it.
pub fn change(dice: &mut Dice<'_>, place: &mut Value) {
    let (is_here, other) = (dice.one_in(4), value(dice, DEEPEST - 1));
    match place {
        Value::Object(object) if !object.is_empty() && !is_here => {
            let keys: Vec<String> = object.keys().cloned().collect();
            let key = dice.pick(&keys);
            if dice.one_in(6) {
                object.remove(key);
            } else if let Some(inner) = object.get_mut(key) {
                change(dice, inner);
            }
        }
        Value::Array(items) if !items.is_empty() && !is_here => {
            let at = dice.below(items.len());
            if dice.one_in(6) {
                items.remove(at);
            } else {
                change(dice, &mut items[at]);
            }
        }
        place => *place = other,
    }
}

fn number(dice: &mut Dice<'_>, texts: &[&str]) -> Value {
    let text: &str = dice.pick::<&str>(texts);
    serde_json::from_str(text).unwrap_or_default()
}

struct Maker<'d, 'b> {
    dice: &'d mut Dice<'b>,
    draft: Draft,
    /// The first definition that may be referred to.
    next: usize,
}

impl Maker<'_, '_> {
    fn schema(&mut self, depth: usize) -> Value {
        if self.draft > Draft::Draft4 && self.dice.one_in(8) {
            return json!(!self.dice.one_in(3));
        }
        self.object(depth).into()
    }

    fn object(&mut self, depth: usize) -> Map<String, Value> {
        let mut schema = Map::new();
        for _ in 0..1 + self.dice.below(if depth == 0 { 5 } else { 3 }) {
            self.keyword(&mut schema, depth);
        }
        schema
    }

    fn keyword(&mut self, schema: &mut Map<String, Value>, depth: usize) {
        use Draft::{Draft4, Draft6, Draft7, Draft201909, Draft202012};
        const KEYWORDS: &[(&str, Draft, Draft)] = &[
            ("type", Draft4, Draft202012),
            ("type", Draft4, Draft202012),
            ("enum", Draft4, Draft202012),
            ("const", Draft6, Draft202012),
            ("minLength", Draft4, Draft202012),
            ("maxLength", Draft4, Draft202012),
            ("pattern", Draft4, Draft202012),
            ("format", Draft4, Draft202012),
            ("contentEncoding", Draft7, Draft202012),
            ("contentMediaType", Draft7, Draft202012),
            ("minimum", Draft4, Draft202012),
            ("maximum", Draft4, Draft202012),
            ("exclusiveMinimum", Draft4, Draft202012),
            ("exclusiveMaximum", Draft4, Draft202012),
            ("multipleOf", Draft4, Draft202012),
            ("minItems", Draft4, Draft202012),
            ("maxItems", Draft4, Draft202012),
            ("uniqueItems", Draft4, Draft202012),
            ("minProperties", Draft4, Draft202012),
            ("maxProperties", Draft4, Draft202012),
            ("required", Draft4, Draft202012),
            ("dependentRequired", Draft201909, Draft202012),
            ("minContains", Draft201909, Draft202012),
            ("maxContains", Draft201909, Draft202012),
            ("$ref", Draft4, Draft202012),
            // Those from here on hold schemas.
            ("prefixItems", Draft202012, Draft202012),
            ("items", Draft4, Draft202012),
            ("items", Draft4, Draft202012),
            ("additionalItems", Draft4, Draft201909),
            ("contains", Draft6, Draft202012),
            ("contains", Draft201909, Draft202012),
            ("unevaluatedItems", Draft201909, Draft202012),
            ("unevaluatedItems", Draft201909, Draft202012),
            ("properties", Draft4, Draft202012),
            ("properties", Draft4, Draft202012),
            ("patternProperties", Draft4, Draft202012),
            ("additionalProperties", Draft4, Draft202012),
            ("unevaluatedProperties", Draft201909, Draft202012),
            ("unevaluatedProperties", Draft201909, Draft202012),
            ("propertyNames", Draft6, Draft202012),
            ("dependencies", Draft4, Draft7),
            ("dependentSchemas", Draft201909, Draft202012),
            ("allOf", Draft4, Draft202012),
            ("anyOf", Draft4, Draft202012),
            ("oneOf", Draft4, Draft202012),
            ("not", Draft4, Draft202012),
            ("if", Draft7, Draft202012),
            ("then", Draft7, Draft202012),
            ("else", Draft7, Draft202012),
        ];
        const WITHOUT_SCHEMAS: usize = 25;
        let known = if depth >= DEEPEST { &KEYWORDS[..WITHOUT_SCHEMAS] } else { KEYWORDS };
        let of_draft: Vec<&str> = known
            .iter()
            .filter(|(_, from, to)| (*from..=*to).contains(&self.draft))
            .map(|(keyword, ..)| *keyword)
            .collect();
        let keyword = *self.dice.pick(&of_draft);
        if let Some(value) = self.value_of(keyword, schema, depth + 1) {
            schema.insert(keyword.to_owned(), value);
        }
    }

    fn value_of(&mut self, keyword: &str, around: &mut Map<String, Value>, depth: usize) -> Option<Value> {
        let is_draft4 = self.draft == Draft::Draft4;
        Some(match keyword {
            "type" if self.dice.one_in(3) => json!(self.one_or_more(&TYPES)),
            "type" => json!(self.dice.pick(&TYPES)),
            "enum" => (0..1 + self.dice.below(4)).map(|_| value(self.dice, DEEPEST - 1)).collect(),
            "const" => value(self.dice, DEEPEST - 2),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
            | "minContains" | "maxContains" => json!(self.dice.below(4)),
            "pattern" => json!(self.dice.pick(&PATTERNS)),
            "format" => json!(self.dice.pick(&FORMATS)),
            "contentEncoding" => json!(self.dice.pick(&["base64", "base64url", "base32", "base16", "8bit"])),
            "contentMediaType" => json!("application/json"),
            "exclusiveMinimum" | "exclusiveMaximum" if is_draft4 => {
                let limit = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
                around.insert(limit.to_owned(), number(self.dice, &NUMBERS));
                json!(self.dice.one_in(2))
            }
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => number(self.dice, &NUMBERS),
            "multipleOf" => number(self.dice, &DIVISORS),
            "uniqueItems" => json!(true),
            "required" => json!(self.one_or_more(&NAMES)),
            "dependentRequired" => {
                let names = self.dice.some(&NAMES, 2);
                names.into_iter().map(|name| (name.to_owned(), json!(self.one_or_more(&NAMES)))).collect()
            }
            "$ref" => {
                let left = (DEFINITIONS - self.next).checked_sub(1)?;
                let number = self.next + self.dice.below(left + 1);
                json!(format!("#/{}/{number}", self.draft.definitions()))
            }
            "items" if self.draft < Draft::Draft202012 && self.dice.one_in(2) => self.list(depth),
            "prefixItems" | "allOf" | "anyOf" | "oneOf" => self.list(depth),
            "properties" | "dependentSchemas" => self.map(&NAMES, depth),
            "patternProperties" => self.map(&PATTERNS, depth),
            "dependencies" => {
                let names = self.dice.some(&NAMES, 2);
                let mut one = || match self.dice.one_in(2) {
                    true => json!(self.one_or_more(&NAMES)),
                    false => self.schema(depth),
                };
                names.into_iter().map(|name| (name.to_owned(), one())).collect()
            }
            "additionalItems" | "additionalProperties" if self.dice.one_in(2) => json!(false),
            "unevaluatedItems" | "unevaluatedProperties" if self.dice.one_in(2) => json!(false),
            _ => self.schema(depth),
        })
    }

    fn one_or_more<'t>(&mut self, all: &[&'t str]) -> Vec<&'t str> {
        let some = self.dice.some(all, 3);
        if some.is_empty() { vec![*self.dice.pick(all)] } else { some }
    }

    fn list(&mut self, depth: usize) -> Value {
        (0..1 + self.dice.below(3)).map(|_| self.schema(depth)).collect()
    }

    fn map(&mut self, names: &[&str], depth: usize) -> Value {
        let names = self.dice.some(names, 3);
        names.into_iter().map(|name| (name.to_owned(), self.schema(depth))).collect()
    }
}

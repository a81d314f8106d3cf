//! Random values of a schema: made by a guess at what its keywords want together, and kept if the crate `jsonschema`
//! accepts them.

use serde_json::{Map, Value};

use super::comparison::pruned;
use super::dice::Dice;
use super::document::{Document, Draft, PAYLOAD, child};
use super::implied::with_implied_types;
use super::parts::{parts_of_array, parts_of_object};
use crate::texts;

/// Objects and arrays in each other; what is deeper has only what has to be there.
const ROOMY: usize = 4;
/// Where a schema does not seem to end.
const DEEPEST: usize = 10;
/// Guesses for each value that is wanted.
const ATTEMPTS: usize = 40;

/// Up to `count` different valid payloads. The first has no keys that no schema describes: it can be an example. Where there
/// is no such payload, there is none at all.
pub fn payloads(document: &Document, dice: &mut Dice<'_>, count: usize) -> Vec<Value> {
    // By the standard, a branch that only requires keys allows an array. Nobody means that.
    let meant = with_implied_types(document);
    let accepts = |value: &Value| document.accepts(PAYLOAD, value) && meant.accepts(PAYLOAD, value);
    let mut found: Vec<Value> = Vec::new();
    for _ in 0..count * ATTEMPTS {
        if found.len() == count {
            break;
        }
        let mut maker = Maker { document, dice, steps: 0 };
        let Some(value) = maker.value(&[PAYLOAD.to_owned()], 0) else { continue };
        if !found.contains(&value) && accepts(&value) {
            found.push(value);
        }
    }
    let pruned = found.iter().map(|payload| pruned(document, payload));
    let Some(example) = pruned.into_iter().find(accepts) else {
        return Vec::new();
    };
    found.retain(|payload| *payload != example);
    found.insert(0, example);
    found
}

struct Maker<'a, 'd, 'b> {
    document: &'a Document,
    dice: &'d mut Dice<'b>,
    steps: usize,
}

impl<'a> Maker<'a, '_, '_> {
    /// A value that the schemas at all of the places may allow; `None` where there is no end to it.
    fn value(&mut self, places: &[String], depth: usize) -> Option<Value> {
        self.steps += 1;
        if depth > DEEPEST || self.steps > 2000 {
            return None;
        }
        let mut all = Vec::new();
        for place in places {
            self.include(place, &mut all);
        }
        let schemas: Vec<&Value> = all.iter().map(|place| self.document.at(place)).collect();
        if schemas.contains(&&Value::Bool(false)) {
            return None;
        }
        let listed = schemas.iter().flat_map(|schema| {
            let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
            values.chain(schema.get("const").filter(|_| self.document.draft > Draft::Draft4))
        });
        let listed: Vec<&Value> = listed.collect();
        if !listed.is_empty() {
            return Some((*self.dice.pick(&listed)).clone());
        }
        let types = types(&schemas);
        if types.is_empty() {
            return None;
        }
        match *self.dice.pick(&types) {
            "object" => self.object(&all, &schemas, depth),
            "array" => self.array(&all, &schemas, depth),
            "string" => Some(self.string(&schemas)),
            "integer" => Some(self.integer(&schemas)),
            "number" if self.dice.one_in(2) => Some(self.integer(&schemas)),
            "number" => Some(self.number(&schemas)),
            "boolean" => Some(self.dice.one_in(2).into()),
            _ => Some(Value::Null),
        }
    }

    /// Adds what applies to the same value: of branches, one or two.
    fn include(&mut self, place: &str, all: &mut Vec<String>) {
        if all.iter().any(|known| known == place) || all.len() > 50 {
            return;
        }
        let schema = self.document.at(place);
        let reference = schema.get("$ref").and_then(Value::as_str);
        let is_old = self.document.draft < Draft::Draft201909;
        if let Some(reference) = reference {
            self.include(&Document::target(reference), all);
            if is_old {
                return;
            }
        }
        all.push(place.to_owned());
        let list = |keyword: &str| {
            let branches = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            (0..branches).map(|at| child(&child(place, keyword), &at.to_string())).collect::<Vec<_>>()
        };
        for part in list("allOf") {
            self.include(&part, all);
        }
        for keyword in ["oneOf", "anyOf"] {
            let branches = list(keyword);
            if branches.is_empty() {
                continue;
            }
            let branch = self.dice.pick(&branches).clone();
            self.include(&branch, all);
            if keyword == "anyOf" && self.dice.one_in(4) {
                let branch = self.dice.pick(&branches).clone();
                self.include(&branch, all);
            }
        }
        if schema.get("if").is_some() && self.document.draft >= Draft::Draft7 {
            let chosen: &[&str] = if self.dice.one_in(2) { &["if", "then"] } else { &["else"] };
            for keyword in chosen.iter().filter(|keyword| schema.get(**keyword).is_some()) {
                self.include(&child(place, keyword), all);
            }
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            let keys = schema.get(keyword).and_then(Value::as_object).into_iter().flatten();
            for (key, value) in keys {
                if !value.is_array() && self.dice.one_in(2) {
                    self.include(&child(&child(place, keyword), key), all);
                }
            }
        }
    }

    fn object(&mut self, all: &[String], schemas: &[&'a Value], depth: usize) -> Option<Value> {
        let strings = |keyword: &str| {
            let lists = schemas.iter().filter_map(|schema| schema.get(keyword)?.as_array()).flatten();
            lists.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<String>>()
        };
        let required = strings("required");
        let properties = schemas.iter().filter_map(|schema| schema.get("properties")?.as_object());
        let mut keys: Vec<String> = required.clone();
        for key in properties.flat_map(|properties| properties.keys()) {
            let is_wanted = depth < ROOMY && self.dice.below(3) > 0;
            if is_wanted && !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        if depth < ROOMY {
            for schema in schemas {
                let patterns = schema.get("patternProperties").and_then(Value::as_object);
                for pattern in patterns.into_iter().flat_map(Map::keys) {
                    if self.dice.one_in(2) {
                        keys.extend(texts::of_pattern(self.dice.rng(), pattern));
                    }
                }
                let others = ["additionalProperties", "unevaluatedProperties"];
                let is_open =
                    others.iter().any(|keyword| schema.get(*keyword).is_some_and(|it| *it != false));
                if is_open || (schema.get("properties").is_none() && self.dice.one_in(3)) {
                    keys.extend(
                        self.dice.some(&["more", "2nd", "é", "a/b"], 2).into_iter().map(str::to_owned),
                    );
                }
            }
        }
        let mut made = Map::new();
        if depth < ROOMY && self.dice.one_in(2) {
            made.extend(self.unconditional(all, schemas, depth));
        }
        for key in keys {
            let mut places = Vec::new();
            for (place, schema) in all.iter().zip(schemas) {
                places.extend(parts_of_object(place, schema, &key));
            }
            match self.value(&places, depth + 1) {
                Some(value) => drop(made.insert(key, value)),
                None if required.contains(&key) => return None,
                None => {}
            }
        }
        Some(Value::Object(made))
    }

    /// What is at a key where the condition does not hold under which it is described: something like it, with a null in it.
    fn unconditional(
        &mut self,
        all: &[String],
        schemas: &[&'a Value],
        depth: usize,
    ) -> Option<(String, Value)> {
        let conditional = |(place, schema): (&String, &&Value)| {
            let inner = ["if", "then", "else"].map(|keyword| child(place, keyword));
            inner
                .into_iter()
                .filter(|inner| schema.pointer(&inner[place.len()..]).is_some())
                .collect::<Vec<_>>()
        };
        let places = all.iter().zip(schemas).flat_map(conditional).filter(|place| !all.contains(place));
        let described: Vec<(String, String)> = places
            .flat_map(|place| {
                let properties = self.document.at(&place).get("properties").and_then(Value::as_object);
                let keys = properties.into_iter().flat_map(Map::keys);
                keys.map(|key| (key.clone(), child(&child(&place, "properties"), key))).collect::<Vec<_>>()
            })
            .collect();
        // In a scalar, there is no place for it.
        let (key, mut value) =
            self.dice.some(&described, described.len()).into_iter().find_map(|(key, place)| {
                let value = self.value(&[place], depth + 1)?;
                (value.is_array() || value.is_object()).then_some((key, value))
            })?;
        self.put_null(&mut value);
        Some((key, value))
    }

    /// Puts a null into a value, for one of its items or next to them, or for the value of one of its keys.
    fn put_null(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) if items.is_empty() || self.dice.one_in(2) => items.push(Value::Null),
            Value::Array(items) => {
                let at = self.dice.below(items.len());
                self.put_null(&mut items[at]);
            }
            Value::Object(entries) if !entries.is_empty() => {
                let at = self.dice.below(entries.len());
                entries.values_mut().skip(at).take(1).for_each(|value| self.put_null(value));
            }
            other => *other = Value::Null,
        }
    }

    fn array(&mut self, all: &[String], schemas: &[&'a Value], depth: usize) -> Option<Value> {
        let count =
            |keyword: &'static str| schemas.iter().filter_map(move |schema| schema.get(keyword)?.as_u64());
        let least = count("minItems").max().unwrap_or(0) as usize;
        let room = if depth < ROOMY { 3 } else { 0 };
        let most = count("maxItems").min().map_or(usize::MAX, |most| most as usize).min(least + room);
        let length = least + self.dice.below(most.saturating_sub(least) + 1);
        let mut made = Vec::new();
        if let Some(at) = schemas.iter().position(|schema| schema.get("contains").is_some()) {
            made.push(self.value(&[child(&all[at], "contains")], depth + 1)?);
        }
        while made.len() < length {
            let mut places = Vec::new();
            for (place, schema) in all.iter().zip(schemas) {
                places.extend(parts_of_array(place, schema, made.len()));
            }
            match self.value(&places, depth + 1) {
                Some(value) => made.push(value),
                None if made.len() < least => return None,
                None => break,
            }
        }
        Some(Value::Array(made))
    }

    fn string(&mut self, schemas: &[&'a Value]) -> Value {
        let text = |keyword: &str| schemas.iter().find_map(|schema| schema.get(keyword)?.as_str());
        let least = schemas.iter().filter_map(|schema| schema.get("minLength")?.as_u64()).max().unwrap_or(0);
        let length = least as usize + self.dice.below(5);
        let of_pattern = text("pattern").and_then(|pattern| texts::of_pattern(self.dice.rng(), pattern));
        let of_format = text("format").and_then(|format| texts::of_format(self.dice.rng(), format));
        let made = of_pattern.or(of_format);
        made.unwrap_or_else(|| texts::any(self.dice.rng(), length)).into()
    }

    fn integer(&mut self, schemas: &[&'a Value]) -> Value {
        let bounds: Vec<i64> = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
            .into_iter()
            .flat_map(|keyword| schemas.iter().filter_map(move |schema| schema.get(keyword)?.as_f64()))
            .flat_map(|bound| {
                [
                    (bound.floor() as i64).saturating_add(1),
                    (bound.ceil() as i64).saturating_sub(1),
                    bound as i64,
                ]
            })
            .chain([0, 1, 10, -7, 1 << 53])
            .collect();
        match self.dice.below(8) {
            0 if bounds.len() == 5 => u64::MAX.into(),
            1 if bounds.len() == 5 => i64::MIN.into(),
            2 => 5.0.into(),
            3 => (5 * self.dice.below(20)).into(),
            _ => (*self.dice.pick(&bounds)).into(),
        }
    }

    fn number(&mut self, schemas: &[&'a Value]) -> Value {
        match self.dice.below(6) {
            0 => 1.5.into(),
            1 => 0.1.into(),
            2 => (-2.25).into(),
            3 => 1e100.into(),
            4 => 12.0.into(),
            _ => self.integer(schemas),
        }
    }
}

/// The types that all allow; where none says anything of types, those that the keywords are about, else all.
fn types(schemas: &[&Value]) -> Vec<&'static str> {
    const ALL: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];
    let mut types = ALL.to_vec();
    let mut is_said = false;
    for schema in schemas {
        let said: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        is_said = true;
        let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
        types.retain(|ty| {
            said.contains(ty)
                || (*ty == "null" && is_nullable)
                || (*ty == "integer" && said.contains(&"number"))
        });
    }
    if is_said {
        return types;
    }
    // By the standard, `minLength` alone allows a number. Nobody means that, and a type is made of what is meant.
    let meant: [(&str, &[&str]); 4] = [
        (
            "object",
            &[
                "properties",
                "required",
                "additionalProperties",
                "patternProperties",
                "unevaluatedProperties",
                "propertyNames",
                "minProperties",
                "maxProperties",
                "dependentRequired",
                "dependentSchemas",
                "dependencies",
            ],
        ),
        (
            "array",
            &["items", "prefixItems", "unevaluatedItems", "contains", "minItems", "maxItems", "uniqueItems"],
        ),
        ("string", &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"]),
        ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];
    let has = |keywords: &[&str]| {
        schemas.iter().any(|schema| keywords.iter().any(|keyword| schema.get(*keyword).is_some()))
    };
    let formats: Vec<&str> = schemas.iter().filter_map(|schema| schema.get("format")?.as_str()).collect();
    let of_format = |ty: &str| {
        formats.iter().any(|format| match *format {
            "money" => false,
            "int32" | "uint32" | "int64" | "float" | "double" => ty == "number",
            _ => ty == "string",
        })
    };
    let meant = meant.into_iter().filter(|(ty, words)| has(words) || of_format(ty));
    let meant: Vec<&str> = meant.map(|(ty, _)| ty).collect();
    if meant.is_empty() { types } else { meant }
}

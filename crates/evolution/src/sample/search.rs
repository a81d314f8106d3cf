//! Values that a newer version allows and an older schema does not, found by trying.
//!
//! What a condition rules out depends on several properties at once, so that no sample of one schema shows it. Here, the
//! properties that it speaks of are given each of a few values, and a validator looks at what comes of it.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::{Keyword, Schema};

use super::scalars::{LONGEST, any_of_kinds};
use super::typical::{sample, sample_of};
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::facts::{Alternative, address};

/// How many values are made, and tried, at most.
const MOST_TRIES: usize = 4_000;

/// How many properties are varied, and how many values each of them has.
const MOST_KEYS: usize = 6;
const MOST_VALUES: usize = 8;

/// How many values are found at most.
const ENOUGH: usize = 4;

/// What is looked for.
pub(crate) struct Search<'c> {
    pub before: &'c Catalog,
    pub after: &'c Catalog,
    /// What the newer version says of the value.
    pub newer: &'c Alternative<'c>,
    /// What the older version said, and the value is not valid against.
    pub older: &'c Schema,
    /// Schemas of the older version and of the newer one that speak of what makes the difference.
    pub hints: (Vec<&'c Schema>, Vec<&'c Schema>),
    /// Properties that make the difference.
    pub keys: Vec<String>,
}

impl Search<'_> {
    /// A few values, the smallest first.
    pub(crate) fn values(&self, kind: Kinds) -> Vec<Value> {
        let Some(older) = Validator::new(self.before, &self.older.location) else { return Vec::new() };
        let members = self.newer.members.iter().filter(|member| !member.or_null);
        let newer: Option<Vec<Validator>> =
            members.map(|member| Validator::new(self.after, &member.schema.location)).collect();
        let Some(newer) = newer else { return Vec::new() };
        let shows = |value: &Value| !older.is_valid(value) && newer.iter().all(|newer| newer.is_valid(value));
        let mut found = Vec::new();
        let candidates = match kind {
            Kinds::OBJECT => self.objects(),
            _ => self.others(kind),
        };
        for value in candidates.into_iter().take(MOST_TRIES) {
            if found.len() < ENOUGH && !found.contains(&value) && shows(&value) {
                found.push(value);
            }
        }
        found
    }

    fn others(&self, kind: Kinds) -> Vec<Value> {
        let mut values = sample(self.after, self.newer, kind);
        values.extend(self.hints.0.iter().flat_map(|hint| sample_of(self.before, &[hint])));
        values.extend(self.hints.1.iter().flat_map(|hint| sample_of(self.after, &[hint])));
        if kind == Kinds::ARRAY {
            let contained = self.hints.1.iter().filter_map(|hint| hint.one(Keyword::Contains));
            let items = contained.flat_map(|held| sample_of(self.after, &[held]));
            values.extend(items.map(|item| json!([item])));
        }
        values.extend(any_of_kinds(kind));
        if kind == Kinds::STRING {
            values.extend(["", "a", "A", "0", "a b", "aaaaaaaaaaaaaaaaaaaaaaaa"].map(Value::from));
            values.extend(self.hints.0.iter().flat_map(|hint| at_lengths(hint)));
        }
        values.retain(|value| kind.has(Kinds::of_value(value)));
        if kind == Kinds::ARRAY {
            values.extend(longer(&values));
        }
        values
    }

    /// Objects whose properties have each combination of values.
    fn objects(&self) -> Vec<Value> {
        let mut bases: Vec<Map<String, Value>> = Vec::new();
        let whole = sample(self.after, self.newer, Kinds::OBJECT).into_iter();
        for base in whole.chain([json!({})]).chain(self.hints_as_objects()) {
            if let Value::Object(base) = base
                && !bases.contains(&base)
            {
                bases.push(base);
            }
        }
        bases.truncate(ENOUGH);
        let choices = self.choices();
        let mut objects = Vec::new();
        for base in &bases {
            let mut combined: Vec<Map<String, Value>> = vec![base.clone()];
            for (key, values) in &choices {
                // Without the property, with what the base has, and with each of the values.
                if combined.len() * (values.len() + 2) > MOST_TRIES / bases.len() {
                    break;
                }
                let mut more = Vec::new();
                for object in &combined {
                    let mut without = object.clone();
                    let had = without.shift_remove(*key);
                    more.push(without);
                    for value in had.iter().chain(values) {
                        let mut with = object.clone();
                        with.insert((*key).to_owned(), value.clone());
                        more.push(with);
                    }
                }
                combined = more;
            }
            objects.extend(combined.into_iter().map(Value::Object));
        }
        objects.sort_by_key(|object| object.as_object().map_or(0, Map::len));
        objects
    }

    fn hints_as_objects(&self) -> Vec<Value> {
        self.hints.0.iter().flat_map(|hint| sample_of(self.before, &[hint]).into_iter().take(1)).collect()
    }

    /// The properties that are varied, each with the values that it is given.
    fn choices(&self) -> IndexMap<&str, Vec<Value>> {
        let mut mentioned = Mentioned::default();
        for key in &self.keys {
            mentioned.properties.entry(key).or_default();
        }
        for hint in &self.hints.0 {
            mentioned.add(self.before, hint, true);
        }
        for hint in &self.hints.1 {
            mentioned.add(self.after, hint, false);
        }
        let described = Object::of(self.newer);
        let mut choices = IndexMap::new();
        for (key, schemas) in mentioned.properties.into_iter().take(MOST_KEYS) {
            let mut values: Vec<Value> = Vec::new();
            let mut add = |more: Vec<Value>| {
                for value in one_of_each_kind_first(more).take(3) {
                    if values.len() < MOST_VALUES && !values.contains(&value) {
                        values.push(value);
                    }
                }
            };
            for (schema, is_older) in schemas {
                let catalog = if is_older { self.before } else { self.after };
                add(sample_of(catalog, &[schema]));
            }
            match described.properties.get(key) {
                Some(property) => add(sample_of(self.after, &property.entries)),
                None => add(vec![json!("text"), json!(1)]),
            }
            add(vec![json!("other"), json!(7), json!({})]);
            add(vec![json!(true), Value::Null, json!([])]);
            choices.insert(key, values);
        }
        choices
    }
}

/// Texts that are as long as a schema says that they are at most, and at least.
fn at_lengths(schema: &Schema) -> Vec<Value> {
    let lengths = [schema.constraints.max_length, schema.constraints.min_length].into_iter().flatten();
    let lengths =
        lengths.filter(|length| *length <= LONGEST).filter_map(|length| usize::try_from(length).ok());
    lengths.map(|length| Value::from("a".repeat(length))).collect()
}

/// Arrays with an item of each kind after those that they have.
fn longer(arrays: &[Value]) -> Vec<Value> {
    let each = arrays.iter().filter_map(Value::as_array);
    let longer = |items: &Vec<Value>| {
        let last = any_of_kinds(Kinds::ANY).into_iter();
        last.map(|last| items.iter().cloned().chain([last]).collect::<Value>()).collect::<Vec<_>>()
    };
    each.flat_map(longer).collect()
}

/// The same values, so that the first few are of as many kinds as there are.
fn one_of_each_kind_first(values: Vec<Value>) -> impl Iterator<Item = Value> {
    let mut kinds = Kinds::NONE;
    let (firsts, others): (Vec<Value>, Vec<Value>) = values.into_iter().partition(|value| {
        let is_first = !kinds.meets(Kinds::of_value(value));
        kinds = kinds | Kinds::of_value(value);
        is_first
    });
    firsts.into_iter().chain(others)
}

/// The properties that schemas speak of, with what they say of each, and whether that is of the older version.
#[derive(Default)]
struct Mentioned<'c> {
    properties: IndexMap<&'c str, Vec<(&'c Schema, bool)>>,
    seen: HashSet<usize>,
}

impl<'c> Mentioned<'c> {
    fn add(&mut self, catalog: &'c Catalog, schema: &'c Schema, is_older: bool) {
        const ONE: [Keyword; 4] = [Keyword::If, Keyword::Then, Keyword::Else, Keyword::Not];
        const LISTS: [Keyword; 3] = [Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf];
        if !self.seen.insert(address(schema)) {
            return;
        }
        for (name, property) in schema.map(Keyword::Properties).into_iter().flatten() {
            self.properties.entry(name).or_default().push((property, is_older));
        }
        for entry in schema.required.iter() {
            self.properties.entry(&entry.key).or_default();
        }
        let inner = ONE.into_iter().filter_map(|keyword| schema.one(keyword));
        let inner = inner.chain(LISTS.into_iter().filter_map(|keyword| schema.list(keyword)).flatten());
        for schema in inner.chain(catalog.target(schema)) {
            self.add(catalog, schema, is_older);
        }
    }
}

//! Random valid bodies of an event, made from its schema.
//!
//! They reach for the edges of what is allowed. It reads every keyword that the generator under test honors, and
//! shares nothing with it but the loading of the catalog.

mod scalars;

use std::collections::HashMap;

use fastrand::Rng;
use jsonschema::Validator;
use serde_json::{Map, Value};
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;

use crate::schema::Schema;
use crate::texts;
use scalars::nothing_fits;

/// How often to look for a value before giving up.
const ATTEMPTS: usize = 200;
/// Levels down to which everything is made; deeper there is only what has to be.
const ROOMY_LEVELS: usize = 8;
/// Levels at which a schema does not seem to end.
const MOST_LEVELS: usize = 64;

/// What was made, or why nothing can be.
type Made<T = Value> = Result<T, String>;

/// Makes bodies of one event.
pub struct Generator<'c> {
    catalog: &'c Catalog,
    event: &'c Event,
    rng: Rng,
    /// Of what the event's schema says of bodies as a whole, besides what it describes.
    whole: Validator,
    /// Of schemas of scalars, by where they are in memory.
    validators: HashMap<*const Value, Validator>,
}

impl<'c> Generator<'c> {
    /// Bodies of `event`; the same seed gives the same bodies.
    pub fn new(catalog: &'c Catalog, event: &'c Event, seed: u64) -> Generator<'c> {
        let schema = Schema::of_body(catalog, event);
        let said = ["if", "then", "else", "not"].into_iter();
        let said = said.filter_map(|keyword| Some((keyword.to_owned(), schema.get(keyword)?.clone())));
        let whole = jsonschema::validator_for(&Value::Object(said.collect())).expect("a sound schema");
        Generator { catalog, event, rng: Rng::with_seed(seed), whole, validators: HashMap::new() }
    }

    /// The next body. An optional field for which no value can be found is left out.
    ///
    /// # Panics
    ///
    /// When no value can be found for what is required, such as a text of a pattern with a look-around: the message says
    /// which, and `examples` in its schema are the way out.
    pub fn body(&mut self) -> Value {
        let schema = Schema::of_body(self.catalog, self.event);
        // Made by what it describes, and tried by what it says besides.
        let event = &self.event.name;
        for _ in 0..ATTEMPTS {
            let made = self.value(schema.clone(), 0);
            let body = made.unwrap_or_else(|reason| panic!("no body of {event} can be made: {reason}"));
            if self.whole.is_valid(&body) {
                return body;
            }
        }
        panic!("no body of {event} can be made: none is as `if` and `not` ask for")
    }

    fn value(&mut self, schema: Schema<'c>, level: usize) -> Made {
        if level > MOST_LEVELS {
            return Err("it holds itself without end".into());
        }
        let schema = schema.target();
        if let Some(branches) = schema.branches() {
            return self.branch(branches, level);
        }
        if schema.get("const").is_some() || schema.get("enum").is_some() {
            return self.listed(&schema);
        }
        if let Some(wider) = schema.wider()
            && !schema.has_known_fields()
        {
            return self.narrowed(&schema, &wider, level);
        }
        let types = schema.types();
        let null = types.iter().find(|name| level >= ROOMY_LEVELS && **name == "null");
        match *null.or(self.rng.choice(&types)).unwrap_or(&"nothing") {
            "null" => Ok(Value::Null),
            "boolean" => Ok(self.rng.bool().into()),
            "integer" => self.integer(&schema),
            "number" => self.number(&schema),
            "string" => self.string(&schema).map(Value::String),
            "array" => self.array(&schema, level),
            "object" => self.object(&schema, level),
            other => Err(format!("no value has the type {other}")),
        }
    }

    /// One of the values of a schema that another one allows too.
    fn narrowed(&mut self, schema: &Schema<'c>, wider: &Schema<'c>, level: usize) -> Made {
        for _ in 0..ATTEMPTS {
            let value = self.value(wider.clone(), level)?;
            if self.accepts(schema, &value) {
                return Ok(value);
            }
        }
        Err(nothing_fits(schema))
    }

    fn branch(&mut self, mut branches: Vec<Schema<'c>>, level: usize) -> Made {
        self.rng.shuffle(&mut branches);
        if level >= ROOMY_LEVELS {
            let first_to_fit = |levels| branches.iter().position(|branch| branch.fits_in(levels));
            let shallowest = (0..MOST_LEVELS).find_map(first_to_fit).unwrap_or(0);
            branches.swap(0, shallowest);
        }
        let mut made = Err("there are no branches".into());
        for branch in branches {
            made = self.value(branch, level);
            if made.is_ok() {
                break;
            }
        }
        made
    }

    fn object(&mut self, schema: &Schema<'c>, level: usize) -> Made {
        let Some(object) = schema.object() else { return self.map(schema, level) };
        let mut made = Map::new();
        for (key, member) in object.members {
            let is_required = object.required.contains(key.as_str());
            if !is_required && (level >= ROOMY_LEVELS || self.rng.bool()) {
                continue;
            }
            match self.value(member, level + 1) {
                Ok(value) => drop(made.insert(key, value)),
                Err(reason) if is_required => return Err(format!("{key}: {reason}")),
                Err(_) => {}
            }
        }
        Ok(Value::Object(made))
    }

    fn map(&mut self, schema: &Schema<'c>, level: usize) -> Made {
        let (least, count) = self.count(schema, "minProperties", "maxProperties", level);
        let mut made = Map::new();
        while made.len() < count {
            let length = self.rng.usize(..8);
            let key = texts::any(&mut self.rng, length);
            match self.value(schema.child("additionalProperties"), level + 1) {
                Ok(value) => drop(made.insert(key, value)),
                Err(reason) if made.len() < least => return Err(reason),
                Err(_) => break,
            }
        }
        Ok(Value::Object(made))
    }

    fn array(&mut self, schema: &Schema<'c>, level: usize) -> Made {
        let (least, count) = self.count(schema, "minItems", "maxItems", level);
        let is_set = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let mut made: Vec<Value> = Vec::new();
        // A set of few values may have no more of them.
        for _ in 0..100 + count {
            if made.len() == count {
                break;
            }
            match self.value(schema.child("items"), level + 1) {
                Ok(value) if is_set && made.contains(&value) => {}
                Ok(value) => made.push(value),
                Err(reason) if made.len() < least => return Err(reason),
                Err(_) => break,
            }
        }
        if made.len() < least {
            return Err(format!(
                "only {} different items were found, and there have to be {least}",
                made.len()
            ));
        }
        Ok(Value::Array(made))
    }

    /// The smallest number of items that is allowed, and the one to make.
    fn count(&mut self, schema: &Schema, least: &str, most: &str, level: usize) -> (usize, usize) {
        let least = schema.count(least).unwrap_or(0);
        let room = if level < ROOMY_LEVELS { 4 } else { 0 };
        let most = schema.count(most).unwrap_or(usize::MAX).min(least.saturating_add(room));
        (least, self.rng.usize(least..=most.max(least)))
    }
}

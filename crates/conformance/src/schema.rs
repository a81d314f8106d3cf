//! A schema of the catalog, and what its keywords say together.
//!
//! It follows `$ref`, `allOf`, `oneOf` and `anyOf` by itself, and so is independent of the generator under test.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;

/// Every type that a value may have; an integer is a number.
const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// The schema of what nothing is said of.
static ANYTHING: Value = Value::Bool(true);

/// A schema, and the file that it is written in.
#[derive(Clone)]
pub(crate) struct Schema<'c> {
    catalog: &'c Catalog,
    file: String,
    pub value: &'c Value,
    /// What the same value has to be as well, where this schema only picks some of the values.
    wider: Option<Rc<Schema<'c>>>,
}

/// An object with all that its schema includes.
#[derive(Default)]
pub(crate) struct Object<'c> {
    /// Described fields, in the order in which they are described first.
    pub members: Vec<(String, Schema<'c>)>,
    pub required: BTreeSet<&'c str>,
    /// The only keys that one of the included schemas allows.
    closed: Vec<Vec<&'c str>>,
    /// Keys that are never there.
    never: BTreeSet<&'c str>,
}

impl<'c> Schema<'c> {
    /// The schema of an event's body.
    pub fn of_body(catalog: &'c Catalog, event: &Event) -> Schema<'c> {
        let document = catalog.schema(event).expect("a sound schema");
        Schema { catalog, file: event.schema_file(), value: document.value(), wider: None }
    }

    pub fn get(&self, keyword: &str) -> Option<&'c Value> {
        self.value.get(keyword)
    }

    /// The schema at a keyword; every value is valid where it is left out.
    pub fn child(&self, keyword: &str) -> Schema<'c> {
        self.with(self.get(keyword).unwrap_or(&ANYTHING))
    }

    fn with(&self, value: &'c Value) -> Schema<'c> {
        Schema { value, wider: None, ..self.clone() }
    }

    /// What this schema narrows; `None` where it says everything itself.
    pub fn wider(&self) -> Option<Schema<'c>> {
        self.wider.as_deref().cloned()
    }

    /// The schema of what is valid against both, this one being the nearer. What refers to others, or describes an
    /// object where the other has no fields, says everything itself.
    fn narrowing(self, wider: Schema<'c>) -> Schema<'c> {
        const OF_ITS_OWN: [&str; 4] = ["$ref", "allOf", "oneOf", "anyOf"];
        let stands_alone = match self.has_known_fields() {
            true => !wider.clone().unless_null().has_known_fields(),
            false => self.value.to_string().contains("\"$ref\""),
        };
        if stands_alone || OF_ITS_OWN.iter().any(|keyword| self.get(keyword).is_some()) {
            return self;
        }
        Schema { wider: Some(Rc::new(wider)), ..self }
    }

    /// The schema of what is not null.
    fn unless_null(self) -> Schema<'c> {
        let schema = self.target();
        let mut branches = schema.branches().unwrap_or_default();
        branches.retain(|branch| !branch.is_null());
        match &branches[..] {
            [only] => only.clone().target(),
            _ => schema,
        }
    }

    fn list(&self, keyword: &str) -> impl Iterator<Item = &'c Value> + use<'c> {
        self.get(keyword).and_then(Value::as_array).into_iter().flatten()
    }

    /// What the schema refers to when it does nothing else, else itself. Of what is not an object, the parts of an
    /// `allOf` narrow each other.
    pub fn target(mut self) -> Schema<'c> {
        const OF_ITS_OWN: [&str; 4] = ["properties", "required", "type", "additionalProperties"];
        while OF_ITS_OWN.iter().all(|keyword| self.get(keyword).is_none()) {
            match &self.included()[..] {
                [only] => self = only.clone(),
                [first, others @ ..] if !first.clone().unless_null().has_known_fields() => {
                    return others.iter().cloned().fold(first.clone(), |wider, part| part.narrowing(wider));
                }
                _ => break,
            }
        }
        self
    }

    /// What the schema includes, by `$ref` or `allOf`.
    fn included(&self) -> Vec<Schema<'c>> {
        let referred = self.get("$ref").and_then(Value::as_str).map(|reference| {
            let place = &self.catalog.resolve(&self.file, reference).expect("a sound reference").location;
            let value = self.catalog.value(place).expect("what it refers to");
            Schema { catalog: self.catalog, file: place.file.to_string(), value, wider: None }
        });
        referred.into_iter().chain(self.list("allOf").map(|part| self.with(part))).collect()
    }

    /// The schemas of a `oneOf` or `anyOf`.
    pub fn branches(&self) -> Option<Vec<Schema<'c>>> {
        let keyword = ["oneOf", "anyOf"].into_iter().find(|keyword| self.get(keyword).is_some())?;
        Some(self.list(keyword).map(|branch| self.with(branch)).collect())
    }

    /// The types that the schema itself allows; what it refers to is asked separately.
    pub fn types(&self) -> Vec<&'c str> {
        let mut types: Vec<&str> = match self.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(_) => self.list("type").filter_map(Value::as_str).collect(),
            None if self.has_known_fields() => vec!["object"],
            None => TYPES.to_vec(),
        };
        let lets_null = |part: &Schema| part.get("type").is_none() || part.types().contains(&"null");
        if !self.included().into_iter().all(|part| lets_null(&part.target())) {
            types.retain(|name| *name != "null");
        }
        types
    }

    /// Whether the schema itself allows null, by its type and its list of values.
    pub fn is_nullable(&self) -> bool {
        let of_list = || self.get("enum").is_none() || self.list("enum").any(Value::is_null);
        match self.branches() {
            Some(branches) => branches.iter().any(Schema::is_null),
            None => self.types().contains(&"null") && !self.is_text_constant_of_any_type() && of_list(),
        }
    }

    /// Whether a schema that narrows another one leaves null in.
    pub fn leaves_null(&self) -> bool {
        let of_type = || self.get("type").is_none() || self.types().contains(&"null");
        let of_list = || self.get("enum").is_none() || self.list("enum").any(Value::is_null);
        of_type() && of_list() && self.get("const").is_none_or(Value::is_null) && !self.has_known_fields()
    }

    /// A text without a type next to it has the type of a text.
    fn is_text_constant_of_any_type(&self) -> bool {
        self.get("type").is_none() && self.get("const").is_some_and(Value::is_string)
    }

    /// Whether nothing but null is valid.
    pub fn is_null(&self) -> bool {
        self.get("type").is_some_and(|name| name == "null")
    }

    /// Whether integers are never negative.
    pub fn is_unsigned(&self) -> bool {
        let at_least = |keyword, least| self.get(keyword).and_then(Value::as_f64).is_some_and(|n| n >= least);
        at_least("minimum", 0.0) || at_least("exclusiveMinimum", -1.0)
    }

    /// The one text that is valid.
    pub fn constant(&self) -> Option<&'c str> {
        match self.get("enum").and_then(Value::as_array) {
            Some(values) if values.len() == 1 => values[0].as_str(),
            _ => self.get("const")?.as_str(),
        }
    }

    /// A count such as `minItems`.
    pub fn count(&self, keyword: &str) -> Option<usize> {
        // Counts may be written as `1.0`.
        self.get(keyword).and_then(Value::as_f64).map(|count| count as usize)
    }

    /// Whether objects have fields of their own, and are no maps.
    pub fn has_known_fields(&self) -> bool {
        ["properties", "allOf", "$ref"].iter().any(|keyword| self.get(keyword).is_some())
            || self.get("additionalProperties") == Some(&Value::Bool(false))
    }

    /// The fields of an object; `None` for a map.
    pub fn object(&self) -> Option<Object<'c>> {
        self.has_known_fields().then(|| {
            let mut object = Object::default();
            self.gather(&mut object);
            let Object { members, closed, never, .. } = &mut object;
            let is_allowed =
                |key: &str| !never.contains(key) && closed.iter().all(|keys| keys.contains(&key));
            members.retain(|(key, _)| is_allowed(key));
            object
        })
    }

    fn gather(&self, object: &mut Object<'c>) {
        if let Some(wider) = self.wider() {
            wider.unless_null().gather(object);
        }
        for part in self.included() {
            part.gather(object);
        }
        object.required.extend(self.list("required").filter_map(Value::as_str));
        let properties = || self.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (key, value) in properties() {
            if *value == Value::Bool(false) {
                object.never.insert(key);
            }
            let schema = self.with(value);
            // What is described twice, as the event's name is, has to fit both; the last is the narrowest.
            match object.members.iter_mut().find(|(other, _)| other == key) {
                Some((_, other)) => *other = schema.narrowing(other.clone()),
                None => object.members.push((key.clone(), schema)),
            }
        }
        if self.get("additionalProperties") == Some(&Value::Bool(false)) {
            object.closed.push(properties().map(|(key, _)| key.as_str()).collect());
        }
    }

    /// Whether some value nests no deeper than `levels`: the way out of schemas that hold themselves.
    pub fn fits_in(&self, levels: usize) -> bool {
        let schema = self.clone().target();
        if let Some(branches) = schema.branches() {
            return branches.iter().any(|branch| branch.fits_in(levels));
        }
        let below = |child: &Schema| levels > 0 && child.fits_in(levels - 1);
        match schema.types()[..] {
            ["object"] => match schema.object() {
                Some(object) => {
                    let mut members = object.members.iter();
                    members.all(|(key, member)| !object.required.contains(key.as_str()) || below(member))
                }
                None => {
                    schema.count("minProperties").unwrap_or(0) == 0
                        || below(&schema.child("additionalProperties"))
                }
            },
            ["array"] => schema.count("minItems").unwrap_or(0) == 0 || below(&schema.child("items")),
            _ => true,
        }
    }
}

//! The values in a body, and what the schema says of each.
//!
//! Knows how to follow a schema along a body, and so which changes to it a receiver has to bear.
//! Does not know the generated crates.

use serde_json::{Map, Value};
use webhook_catalog::Catalog;
use webhook_catalog::model::Event;

/// A value in a body.
#[derive(Clone, Debug)]
pub struct Place {
    /// JSON Pointer into the body.
    pub pointer: String,
    /// The same as people read it: `data.concerns[1].severity`.
    pub path: String,
    /// What the schema says of it.
    pub kind: Kind,
    /// Whether the object around it has to have it; items of a list are not.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether it is inside an object that is told apart by its tag.
    pub in_union: bool,
}

/// What the schema says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object with known fields.
    Object,
    /// One of several objects.
    Union,
    /// A list.
    Array,
    /// A string out of a list, or the tag of an object.
    Enum,
    /// A date and time.
    Timestamp,
    /// Any other string.
    String,
    /// A whole number.
    Integer {
        /// Whether it is never negative.
        unsigned: bool,
    },
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// Every value of a body's payload, the payload itself first.
///
/// # Panics
///
/// When the body does not fit the schema, or the schema uses a keyword that this does not know.
pub fn places(catalog: &Catalog, event: &Event, body: &Value) -> Vec<Place> {
    let schema = catalog.schema(event).expect("a sound schema");
    let mut walk = Walk { catalog, places: Vec::new() };
    let data = &schema.value["properties"]["data"];
    let at =
        At { pointer: "/data".into(), path: "data".into(), required: true, nullable: false, in_union: false };
    walk.visit(&event.schema, data, &body["data"], at);
    walk.places
}

struct Walk<'c> {
    catalog: &'c Catalog,
    places: Vec<Place>,
}

#[derive(Clone)]
struct At {
    pointer: String,
    path: String,
    required: bool,
    nullable: bool,
    in_union: bool,
}

impl Walk<'_> {
    fn visit(&mut self, file: &str, schema: &Value, value: &Value, at: At) {
        if let Some(reference) = schema.get("$ref") {
            let (place, target) = self.resolve(file, reference);
            return self.visit(
                &place,
                &target,
                value,
                At { nullable: at.nullable || is_nullable(&target), ..at },
            );
        }
        let nullable = at.nullable || is_nullable(schema);
        let at = At { nullable, ..at };
        if let Some(branches) = schema.get("oneOf").and_then(Value::as_array) {
            let branches: Vec<&Value> = branches.iter().filter(|branch| branch["type"] != "null").collect();
            if let [branch] = branches[..] {
                return self.visit(file, branch, value, at);
            }
            self.push(&at, Kind::Union);
            let fitting = branches.into_iter().find_map(|branch| {
                let (file, branch) = match branch.get("$ref") {
                    Some(reference) => self.resolve(file, reference),
                    None => (file.to_owned(), branch.clone()),
                };
                has_tag(&branch, value).then_some((file, branch))
            });
            if let Some((file, branch)) = fitting {
                self.members(&file, &branch, value, &At { in_union: true, ..at });
            }
            return;
        }
        let kind = match schema_type(schema) {
            _ if schema.get("enum").is_some() || schema.get("const").is_some() => Kind::Enum,
            "object" => Kind::Object,
            "array" => Kind::Array,
            "integer" => {
                Kind::Integer { unsigned: schema["minimum"].as_f64().is_some_and(|least| least >= 0.0) }
            }
            "number" => Kind::Number,
            "boolean" => Kind::Boolean,
            "string" if schema["format"] == "date-time" => Kind::Timestamp,
            "string" => Kind::String,
            other => panic!("type {other:?} at {}", at.path),
        };
        self.push(&at, kind);
        match kind {
            Kind::Object => self.members(file, schema, value, &at),
            Kind::Array => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    let at = At {
                        pointer: format!("{}/{index}", at.pointer),
                        path: format!("{}[{index}]", at.path),
                        required: false,
                        nullable: false,
                        in_union: at.in_union,
                    };
                    self.visit(file, &schema["items"], item, at);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, at: &At, kind: Kind) {
        let At { pointer, path, required, nullable, in_union } = at.clone();
        self.places.push(Place { pointer, path, kind, required, nullable, in_union });
    }

    fn members(&mut self, file: &str, schema: &Value, value: &Value, at: &At) {
        let Some(object) = value.as_object() else { return };
        let mut required = Vec::new();
        let mut members = Vec::new();
        self.gather(file, schema, &mut required, &mut members);
        for (file, key, schema) in members {
            if let Some(value) = object.get(&key) {
                let at = At {
                    pointer: format!("{}/{key}", at.pointer),
                    path: format!("{}.{key}", at.path),
                    required: required.contains(&key),
                    nullable: false,
                    in_union: at.in_union,
                };
                self.visit(&file, &schema, value, at);
            }
        }
    }

    fn gather(
        &self,
        file: &str,
        schema: &Value,
        required: &mut Vec<String>,
        members: &mut Vec<(String, String, Value)>,
    ) {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let (file, part) = match part.get("$ref") {
                Some(reference) => self.resolve(file, reference),
                None => (file.to_owned(), part.clone()),
            };
            self.gather(&file, &part, required, members);
        }
        let keys = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        required.extend(keys.filter_map(Value::as_str).map(str::to_owned));
        let empty = Map::new();
        for (key, schema) in schema.get("properties").and_then(Value::as_object).unwrap_or(&empty) {
            members.push((file.to_owned(), key.clone(), schema.clone()));
        }
    }

    fn resolve(&self, file: &str, reference: &Value) -> (String, Value) {
        let reference = reference.as_str().expect("a reference is a text");
        let (place, target) = self.catalog.resolve(file, reference).expect("a sound reference");
        (place.file, target.clone())
    }
}

fn is_nullable(schema: &Value) -> bool {
    let in_type = schema["type"].as_array().is_some_and(|names| names.iter().any(|name| name == "null"));
    let branches = schema.get("oneOf").and_then(Value::as_array);
    in_type || branches.is_some_and(|branches| branches.iter().any(|branch| branch["type"] == "null"))
}

/// The one type beside null.
fn schema_type(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or_default()
        }
        name => name.as_str().unwrap_or_default(),
    }
}

/// Whether every constant of an object schema stands in the value.
fn has_tag(schema: &Value, value: &Value) -> bool {
    let properties = schema["properties"].as_object();
    properties.is_some_and(|properties| {
        properties
            .iter()
            .all(|(key, schema)| schema.get("const").is_none_or(|text| value.get(key) == Some(text)))
    })
}

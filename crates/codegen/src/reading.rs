//! Whether generated code reads bodies and gives them back: each is held against the shapes as the generated reader will
//! read it.
//!
//! That a body is valid by its schema is for a validator to say. What is left is what types do not hold: keys that no
//! schema describes, values of a type that a schema only suggests, and integers beyond 64 bits.

mod examples;

use std::collections::HashMap;

use serde_json::{Map, Value};
use webhook_catalog::Catalog;
use webhook_contract::{Contract, Plain};
use webhook_schema::number::{compare, is_whole};
use webhook_schema::{Diagnostics, Location, closest, did_you_mean};

use crate::fit::{self, Choice};
use crate::ir::{Field, Ir, Item, JsonType, Shape, ShapeId, ShapeKind, Type, Variant, name_field};
use crate::lower::lower;
use crate::markup::code;
use crate::words::integers;

/// How deep a body may be nested for generated code to read it.
const MAX_DEPTH: usize = 127;

pub use examples::check;

/// What generated code reads of events, for whoever receives them: it need not be all that their schemas allow.
pub struct Reader {
    contract: Contract,
    envelope: Vec<Field>,
    shapes: Vec<Shape>,
    payloads: HashMap<String, ShapeId>,
}

impl Reader {
    /// Of a catalog that was loaded without a mistake.
    pub fn new(catalog: &Catalog) -> Self {
        webhook_schema::on_large_stack(|| {
            let (Ir { index, envelope, shapes, events, .. }, _) = lower(catalog, &mut Diagnostics::new());
            let payloads = events.iter().map(|event| (event.entry.name.clone(), event.payload)).collect();
            Self { contract: index.contract.clone(), envelope, shapes, payloads }
        })
    }

    /// What generated code cannot read of an event of a name: where, as a JSON Pointer, and what is there.
    pub fn unread(&self, event: &str, body: &Value) -> Vec<(String, String)> {
        let Self { contract, envelope, shapes, payloads } = self;
        let Some(payload) = payloads.get(event) else { return Vec::new() };
        let findings = Types { contract, envelope, shapes }.read(*payload, body, &Location::new("", ""));
        let fails = findings.into_iter().filter(|finding| finding.kind == Kind::Fails);
        fails.map(|finding| (finding.at.pointer.to_string(), finding.message)).collect()
    }
}

/// What bodies are read by.
#[derive(Clone, Copy)]
struct Types<'a> {
    contract: &'a Contract,
    envelope: &'a [Field],
    shapes: &'a [Shape],
}

impl Types<'_> {
    /// What the reader does to an event that nobody wants.
    fn read(self, payload: ShapeId, body: &Value, at: &Location) -> Vec<Finding> {
        let mut reading = Reading { types: self, findings: Vec::new() };
        if depth(body) > MAX_DEPTH {
            reading.fail(at, "a value that is nested too deeply to be read", "make the example flatter");
        }
        match self.contract.plain() {
            Some(plain) => reading.plain(payload, body, plain, at),
            None => reading.by_layout(payload, body, at),
        }
        // As an integer, it was told.
        let is_told = |at: &Location| reading.findings.iter().any(|finding| finding.at == *at);
        if let Some(at) = too_large(body, at).filter(|at| !is_told(at)) {
            reading.fail(&at, "a number that no float of 64 bits holds", "use a smaller one");
        }
        reading.findings
    }
}

/// How many objects and arrays are in each other.
fn depth(value: &Value) -> usize {
    match value {
        Value::Object(entries) => 1 + entries.values().map(depth).max().unwrap_or(0),
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// The first number that most readers of JSON refuse wherever it is, as the generated tests do.
fn too_large(value: &Value, at: &Location) -> Option<Location> {
    match value {
        Value::Number(number) => number.as_f64().is_none().then(|| at.clone()),
        Value::Object(entries) => entries.iter().find_map(|(key, value)| too_large(value, &at.child(key))),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .find_map(|(index, value)| too_large(value, &at.child(&index.to_string()))),
        _ => None,
    }
}

/// What the reader does that nobody wants.
struct Finding {
    kind: Kind,
    at: Location,
    message: String,
    help: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It gives up.
    Fails,
    /// It does not give back a null.
    Loses,
    /// It does not give back what no schema describes.
    Skips,
}

struct Reading<'a> {
    types: Types<'a>,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    /// Nothing is said of what is around the payload where the envelope is at fault, which was reported.
    fn plain(&mut self, payload: ShapeId, body: &Value, plain: Plain<'_>, at: &Location) {
        let envelope = self.types.envelope;
        for (key, value) in body.as_object().into_iter().flatten() {
            let at = at.child(key);
            if key == plain.data_field {
                self.shape(payload, value, &at);
            } else if let Some(field) = envelope.iter().find(|field| field.key == *key) {
                self.field(field, value, &at);
            } else if !envelope.is_empty() {
                self.skip(&at, key, envelope.iter());
            }
        }
    }

    /// What is around the payload is read where there are fields for it, and left alone elsewhere.
    fn by_layout(&mut self, shape: ShapeId, body: &Value, at: &Location) {
        let Types { contract, envelope, .. } = self.types;
        let way = contract.envelope.payload();
        let place = way.iter().fold(at.clone(), |at, key| at.child(key));
        match body.pointer(&place.pointer) {
            Some(payload) => self.shape(shape, payload, &place),
            None => {
                let message = format!("an event without its payload, {}", code(&way.join(".")));
                self.fail(at, &message, "add it, or correct `data` in `contract.envelope` of index.json");
            }
        }
        let name = name_field(contract);
        for field in envelope.iter().filter(|field| name != Some(field.key.as_str())) {
            if let Some(value) = body.get(&field.key) {
                self.field(field, value, &at.child(&field.key));
            }
        }
    }

    fn field(&mut self, field: &Field, value: &Value, at: &Location) {
        if value.is_null() && (field.nullable || !field.required) {
            if !field.nullable {
                let help = "leave it out, or allow null in the schema";
                self.lose(at, "null, which is read as if it were left out", help);
            }
            return;
        }
        self.value(&field.ty, value, at);
    }

    fn item(&mut self, item: &Item, value: &Value, at: &Location) {
        match value.is_null() {
            true if item.nullable || self.keeps_null(&item.ty) => {}
            true => {
                self.lose(at, "null, which is skipped here", "leave it out, or allow null in the schema");
            }
            false => self.value(&item.ty, value, at),
        }
    }

    /// Whether null in a list or a map is a value of a type.
    fn keeps_null(&self, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Shape(id) => match &self.types.shapes[id.0].kind {
                ShapeKind::Named(item) => item.nullable || self.keeps_null(&item.ty),
                _ => false,
            },
            _ => false,
        }
    }

    fn value(&mut self, ty: &Type, value: &Value, at: &Location) {
        match (ty, value) {
            (Type::Any, _) => {}
            (Type::String | Type::Secret | Type::Timestamp, Value::String(_)) => {}
            (Type::Boolean, Value::Bool(_)) => {}
            (Type::Number, Value::Number(_)) => {}
            (Type::Integer { unsigned }, Value::Number(number)) => {
                let least = if *unsigned { 0 } else { i64::MIN };
                let has_room =
                    compare(number, &least.into()).is_ge() && compare(number, &u64::MAX.into()).is_le();
                if !is_whole(number) {
                    self.fail_for_type(vec![JsonType::Integer], value, at);
                } else if !has_room {
                    let range = integers::read(*unsigned);
                    let help = "use one that is read, or describe a `number`";
                    self.fail(at, &format!("an integer outside the range {range}"), help);
                }
            }
            (Type::List(item), Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.item(item, value, &at.child(&index.to_string()));
                }
            }
            (Type::Map(item), Value::Object(entries)) => {
                for (key, value) in entries {
                    self.item(item, value, &at.child(key));
                }
            }
            (Type::Shape(id), value) => self.shape(*id, value, at),
            (ty, value) => self.fail_for_type(ty.json_type().into_iter().collect(), value, at),
        }
    }

    fn shape(&mut self, id: ShapeId, value: &Value, at: &Location) {
        let shape = &self.types.shapes[id.0];
        match (&shape.kind, value) {
            (ShapeKind::Object { fields, rest, .. }, Value::Object(entries)) => {
                self.object(fields, rest.as_deref(), entries, at);
            }
            (ShapeKind::Tuple { fields, rest, .. }, Value::Array(values)) => {
                self.tuple(fields, rest, values, at)
            }
            (ShapeKind::Enum(values), value) => {
                let is_text = values.iter().all(|value| value.value.is_string());
                if is_text && !value.is_string() {
                    self.fail_for_type(vec![JsonType::String], value, at);
                }
            }
            (ShapeKind::Id { .. }, Value::String(_)) => {}
            (ShapeKind::Union { tag: Some(tag), variants, .. }, Value::Object(entries)) => {
                match entries.get(tag).map(|text| (text, text.as_str())) {
                    Some((_, Some(text))) => {
                        if let Some(variant) = variants.iter().find(|variant| variant.text == text) {
                            self.shape(variant.shape, value, at);
                        }
                    }
                    Some((text, None)) => {
                        self.fail_for_type(vec![JsonType::String], text, &at.child(tag));
                    }
                    None => {
                        let message = format!("an object without {}, which tells what it is", code(tag));
                        self.fail(at, &message, "add it, or correct the schema");
                    }
                }
            }
            (ShapeKind::Union { json: JsonType::Object, tag: None, variants }, Value::Object(entries)) => {
                self.object_of_union(variants, entries, value, at);
            }
            (ShapeKind::Union { json: JsonType::Array, tag: None, variants }, Value::Array(items)) => {
                let items = items.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone()));
                self.object_of_union(variants, &items.collect(), value, at);
            }
            // What is nothing that they know is kept as it comes.
            (ShapeKind::Union { tag: None, .. }, _) => {}
            (ShapeKind::Types { arms, is_open }, value) => {
                let json = JsonType::of_value(value);
                // Of scalars, what an arm does not take is kept.
                let arm = arms.iter().find(|arm| arm.json == json);
                match arm.filter(|_| value.is_object() || value.is_array()) {
                    Some(arm) if *is_open => self.likely(|reading| reading.value(&arm.ty, value, at)),
                    Some(arm) => self.value(&arm.ty, value, at),
                    None => {}
                }
            }
            (ShapeKind::Named(item), value) => match value.is_null() && item.nullable {
                true => {}
                false => self.value(&item.ty, value, at),
            },
            (kind, value) => self.fail_for_type(kind.json_types(), value, at),
        }
    }

    fn object(&mut self, fields: &[Field], rest: Option<&Item>, entries: &Map<String, Value>, at: &Location) {
        for (key, value) in entries {
            let at = at.child(key);
            match (fields.iter().find(|field| field.key == *key), rest) {
                (Some(field), _) => self.field(field, value, &at),
                (None, Some(rest)) => self.item(rest, value, &at),
                (None, None) => self.skip(&at, key, fields.iter()),
            }
        }
        for field in fields.iter().filter(|field| field.required && !entries.contains_key(&field.key)) {
            let message = format!("an object without {}, which is always there", code(&field.key));
            self.fail(at, &message, "add it, or remove it from `required`");
        }
    }

    fn tuple(&mut self, fields: &[Field], rest: &Item, values: &[Value], at: &Location) {
        for (index, value) in values.iter().enumerate() {
            let at = at.child(&index.to_string());
            match fields.get(index) {
                Some(field) => self.field(field, value, &at),
                None => self.item(rest, value, &at),
            }
        }
        let least = fields.iter().filter(|field| field.required).count();
        if values.len() < least {
            let message = format!("an array of {} items, which always has {least}", values.len());
            self.fail(at, &message, "add some, or correct `minItems`");
        }
    }

    /// Where an object may be one of several, and cannot be read as the likely one, it is kept.
    fn object_of_union(
        &mut self,
        variants: &[Variant],
        entries: &Map<String, Value>,
        value: &Value,
        at: &Location,
    ) {
        match fit::choose(self.types.shapes, variants, entries) {
            Choice::Only(chosen) => self.shape(chosen, value, at),
            Choice::Likely(chosen) => self.likely(|reading| reading.shape(chosen, value, at)),
            Choice::Kept => {}
        }
    }

    /// Reads a value as what it probably is; where that fails, or would lose a null, it is kept.
    fn likely(&mut self, read: impl FnOnce(&mut Self)) {
        let before = self.findings.len();
        read(self);
        if self.findings[before..].iter().any(|finding| finding.kind != Kind::Skips) {
            self.findings.truncate(before);
        }
    }

    fn skip<'f>(&mut self, at: &Location, key: &str, fields: impl Iterator<Item = &'f Field> + Clone) {
        let help = "describe it in `properties`, or remove it: receivers would not get it";
        let help = did_you_mean(closest(key, fields.map(|field| field.key.as_str())), help);
        let message = format!("no property describes {}", code(key));
        self.findings.push(Finding { kind: Kind::Skips, at: at.clone(), message, help });
    }

    fn fail_for_type(&mut self, types: Vec<JsonType>, value: &Value, at: &Location) {
        let types: Vec<&str> = types.iter().map(|ty| ty.as_str()).collect();
        let found = JsonType::of_value(value).as_str();
        let message = format!("a value of type `{found}`, which is read as `{}`", types.join("` or `"));
        self.fail(at, &message, "say in the schema which `type` it has, or correct the example");
    }

    fn fail(&mut self, at: &Location, found: &str, help: &str) {
        self.add(Kind::Fails, at, found, help);
    }

    fn lose(&mut self, at: &Location, found: &str, help: &str) {
        self.add(Kind::Loses, at, found, help);
    }

    fn add(&mut self, kind: Kind, at: &Location, found: &str, help: &str) {
        let message = format!("found {found}");
        self.findings.push(Finding { kind, at: at.clone(), message, help: help.to_owned() });
    }
}

//! Whether generated code reads the examples and gives them back: each is held against the shapes as the generated
//! reader will read it.
//!
//! That an example is valid by its schema was checked when the catalog was loaded. What is left is what types do not
//! hold: keys that no schema describes, and values of a type that a schema only suggests.

use serde_json::{Map, Value};
use webhook_catalog::index::Lint;
use webhook_catalog::index::entries::Event as Entry;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::ir::{Field, Ir, Item, JsonType, ShapeId, ShapeKind, Type, Variant};
use crate::markup::code;
use crate::rules;

/// How deep a body may be nested for generated code to read it.
const MAX_DEPTH: usize = 127;

/// Reports what generated code would not read, or not give back.
pub fn check(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let contract = &ir.index.contract.envelope;
    for event in &ir.events {
        let mut reading = Reading { ir, diagnostics, depth: 0 };
        let at = Location::new(Entry::example_file(event.entry), "");
        let Some(body) = event.example_value.as_object() else { continue };
        for (key, value) in body {
            let at = at.child(key);
            if *key == contract.data_field {
                reading.shape(event.payload, value, &at);
            } else if let Some(field) = ir.envelope.iter().find(|field| field.key == *key) {
                reading.field(field, value, &at);
            } else {
                reading.refuse_key(&at, key, ir.envelope.iter());
            }
        }
    }
}

struct Reading<'a, 'c> {
    ir: &'a Ir<'c>,
    diagnostics: &'a mut Diagnostics,
    depth: usize,
}

impl Reading<'_, '_> {
    fn field(&mut self, field: &Field, value: &Value, at: &Location) {
        if value.is_null() && (field.nullable || !field.required) {
            if !field.nullable {
                self.refuse(
                    at,
                    "null, which is read as if it were left out",
                    "leave it out, or allow null in the schema",
                );
            }
            return;
        }
        self.value(&field.ty, value, at);
    }

    fn item(&mut self, item: &Item, value: &Value, at: &Location) {
        match value.is_null() && item.ty != Type::Any {
            true if item.nullable => {}
            true => {
                self.refuse(at, "null, which is skipped here", "leave it out, or allow null in the schema")
            }
            false => self.value(&item.ty, value, at),
        }
    }

    fn value(&mut self, ty: &Type, value: &Value, at: &Location) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.refuse(at, "a value that is nested too deeply to be read", "make the example flatter");
        } else {
            self.value_within(ty, value, at);
        }
        self.depth -= 1;
    }

    fn value_within(&mut self, ty: &Type, value: &Value, at: &Location) {
        match (ty, value) {
            (Type::Any, _) => {}
            (Type::String | Type::Secret | Type::Timestamp, Value::String(_)) => {}
            (Type::Boolean, Value::Bool(_)) => {}
            (Type::Number, Value::Number(_)) => {}
            (Type::Integer { unsigned }, Value::Number(number)) => {
                let is_whole = JsonType::of_value(value) == JsonType::Integer;
                let least = if *unsigned { 0.0 } else { -(2_f64.powi(63)) };
                let is_within = |number: f64| (least..2_f64.powi(64)).contains(&number);
                let has_room = number.is_u64() || number.as_f64().is_some_and(is_within);
                if !is_whole || !has_room {
                    self.refuse(
                        at,
                        "a number that no integer of 64 bits holds",
                        "use a smaller one, or describe a `number`",
                    );
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
            (ty, value) => self.refuse_type(ty.json_type().into_iter().collect(), value, at),
        }
    }

    fn shape(&mut self, id: ShapeId, value: &Value, at: &Location) {
        let ir = self.ir;
        let shape = ir.shape(id);
        match (&shape.kind, value) {
            (ShapeKind::Object { fields, rest }, Value::Object(entries)) => {
                self.object(fields, rest.as_deref(), entries, at);
            }
            (ShapeKind::Tuple { fields, rest }, Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    let at = at.child(&index.to_string());
                    match fields.get(index) {
                        Some(field) => self.field(field, value, &at),
                        None => self.item(rest, value, &at),
                    }
                }
            }
            (ShapeKind::Enum(values), value) => {
                let is_text = values.iter().all(|value| value.value.is_string());
                if is_text && !value.is_string() {
                    self.refuse_type(vec![JsonType::String], value, at);
                }
            }
            (ShapeKind::Id { .. }, Value::String(_)) => {}
            (ShapeKind::Union { tag: Some(tag), variants }, Value::Object(entries)) => {
                match entries.get(tag).map(|text| (text, text.as_str())) {
                    Some((_, Some(text))) => {
                        if let Some(variant) = variants.iter().find(|variant| variant.text == text) {
                            self.shape(variant.shape, value, at);
                        }
                    }
                    Some((text, None)) => self.refuse_type(vec![JsonType::String], text, &at.child(tag)),
                    None => {
                        let message = format!("an object without `{tag}`, which tells what it is");
                        self.refuse(at, &message, "add it, or correct the schema");
                    }
                }
            }
            (ShapeKind::Union { tag: None, variants }, Value::Object(entries)) => {
                if let Some(chosen) = self.chosen(variants, entries) {
                    self.shape(chosen, value, at);
                }
            }
            // What is nothing that they know is kept as it comes.
            (ShapeKind::Union { tag: None, .. }, _) => {}
            (ShapeKind::Types(arms), value) => {
                let json = JsonType::of_value(value);
                let arm = arms.iter().find(|arm| arm.json == json);
                let number =
                    || arms.iter().find(|arm| arm.json == JsonType::Number && json == JsonType::Integer);
                if let Some(arm) = arm.or_else(number).filter(|_| value.is_object() || value.is_array()) {
                    self.value(&arm.ty, value, at);
                }
            }
            (ShapeKind::Named(item), value) => match value.is_null() && item.nullable {
                true => {}
                false => self.value(&item.ty, value, at),
            },
            (kind, value) => self.refuse_type(kind.json_types(), value, at),
        }
    }

    fn object(&mut self, fields: &[Field], rest: Option<&Item>, entries: &Map<String, Value>, at: &Location) {
        for (key, value) in entries {
            let at = at.child(key);
            match (fields.iter().find(|field| field.key == *key), rest) {
                (Some(field), _) => self.field(field, value, &at),
                (None, Some(rest)) => self.item(rest, value, &at),
                (None, None) => self.refuse_key(&at, key, fields.iter()),
            }
        }
        for field in fields.iter().filter(|field| field.required && !entries.contains_key(&field.key)) {
            let message = format!("an object without {}, which is always there", code(&field.key));
            self.refuse(at, &message, "add it, or remove it from `required`");
        }
    }

    /// The object that generated code takes a value for, where that is one.
    fn chosen(&self, variants: &[Variant], entries: &Map<String, Value>) -> Option<ShapeId> {
        let ir = self.ir;
        let fields = |id: ShapeId| ir.shape(id).kind.fields();
        let has = |id: ShapeId, key: &str| fields(id).iter().any(|field| field.key == key);
        let fits = |id: &ShapeId| {
            fields(*id).iter().all(|field| match entries.get(&field.key) {
                None => !field.required,
                Some(Value::Null) if field.nullable || !field.required => true,
                Some(value) => {
                    let types = field.ty.json_types(&ir.shapes);
                    let json = JsonType::of_value(value);
                    let is_number = json == JsonType::Integer && types.contains(&JsonType::Number);
                    types.is_empty() || types.contains(&json) || is_number
                }
            })
        };
        let ids = variants.iter().map(|variant| variant.shape);
        let fitting: Vec<ShapeId> = ids.clone().filter(fits).collect();
        if let [only] = fitting[..] {
            return Some(only);
        }
        let is_known = |key: &str| ids.clone().any(|id| has(id, key));
        let covers = |id: &ShapeId| entries.keys().all(|key| has(*id, key) || !is_known(key));
        let covering: Vec<ShapeId> = fitting.into_iter().filter(covers).collect();
        match covering[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    fn refuse_key<'f>(&mut self, at: &Location, key: &str, fields: impl Iterator<Item = &'f Field> + Clone) {
        let help = "describe it in `properties`, or remove it: receivers would not get it";
        let help = did_you_mean(closest(key, fields.map(|field| field.key.as_str())), help);
        let message = format!("no property describes {}", code(key));
        let finding = |rule| Diagnostic::at_key(rule, at.clone(), message, help);
        self.ir.index.lints.report(Lint::UndescribedKey, finding, self.diagnostics);
    }

    fn refuse_type(&mut self, types: Vec<JsonType>, value: &Value, at: &Location) {
        let types: Vec<&str> = types.iter().map(|ty| ty.as_str()).collect();
        let found = JsonType::of_value(value).as_str();
        let message = format!("a value of type `{found}`, which is read as `{}`", types.join("` or `"));
        self.refuse(at, &message, "say in the schema which `type` it has, or correct the example");
    }

    fn refuse(&mut self, at: &Location, found: &str, help: &str) {
        let message = format!("found {found}");
        self.diagnostics.push(Diagnostic::at_value(&rules::READING, at.clone(), message, help));
    }
}

//! What a schema's keywords mean for the type of a value.
//!
//! Knows the keywords that are honoured; every other one is a diagnostic, because a keyword that is passed over in
//! silence makes a type that lies. What an object's fields are is known in [`super::object`].

use serde_json::{Map, Value};
use webhook_catalog::{Diagnostic, Place};

use super::annotations::{ANNOTATIONS, constraints, examples, text};
use super::{Lowered, Lowering, Reported};
use crate::ir::{EnumValue, Item, Shape, ShapeId, ShapeKind, Type};
use crate::names::type_ident;

/// Keywords beside the annotations that may stand at a schema.
const KEYWORDS: &[&str] = &[
    "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "items", "minItems", "maxItems", "uniqueItems", "properties", "required",
    "additionalProperties", "minProperties", "maxProperties", "allOf", "anyOf", "oneOf", "$ref", "$defs",
    "$schema", "$id",
];

/// The type of a value and what is said about it.
pub(super) struct Typed {
    pub ty: Type,
    pub nullable: bool,
    pub constraints: Vec<String>,
    /// The description of what was referred to.
    pub description: Option<String>,
}

impl Typed {
    fn new(ty: Type, constraints: Vec<String>) -> Typed {
        Typed { ty, nullable: false, constraints, description: None }
    }
}

impl Lowering<'_, '_> {
    /// The type of the values of a schema. A shape that has no name of its own is named `hint`.
    pub(super) fn typed(&mut self, place: &Place, value: &Value, hint: &str) -> Lowered<Typed> {
        let schema = match value {
            Value::Bool(true) => return Ok(Typed::new(Type::Any, Vec::new())),
            Value::Object(schema) => schema,
            _ => return Err(self.refuse(place, "no value is valid here", "describe the values with a `type`")),
        };
        self.refuse_unknown_keywords(place, schema)?;
        if let Some(reference) = schema.get("$ref") {
            self.only_annotations_beside(place, schema, "$ref")?;
            return self.reference(place, reference);
        }
        if let Some(branches) = one_of(schema) {
            self.only_annotations_beside(place, schema, branches.0)?;
            return self.branches(place, value, branches, hint);
        }
        if schema.contains_key("allOf") {
            return match sole_reference(schema) {
                Some(reference) => self.reference(&place.child("allOf").child("0"), reference),
                None => self.object_shape(place, value, hint),
            };
        }
        let (name, nullable) = self.type_name(place, schema)?;
        let mut typed = self.typed_by_name(place, value, schema, name, hint)?;
        typed.nullable = nullable;
        Ok(typed)
    }

    fn typed_by_name(
        &mut self,
        place: &Place,
        value: &Value,
        schema: &Map<String, Value>,
        name: Option<&str>,
        hint: &str,
    ) -> Lowered<Typed> {
        if schema.contains_key("enum") || schema.get("const").is_some_and(Value::is_string) {
            return self.enum_shape(place, value, schema, hint);
        }
        let of = |ty| Ok(Typed::new(ty, constraints(schema)));
        match name {
            Some("string") if schema.get("format").and_then(Value::as_str) == Some("date-time") => of(Type::Timestamp),
            Some("string") => of(Type::String),
            Some("integer") => of(Type::Integer { unsigned: is_unsigned(schema) }),
            Some("number") => of(Type::Number),
            Some("boolean") => of(Type::Boolean),
            Some("array") => {
                let item = self.item(place, schema.get("items"), "items", &format!("{hint}Item"))?;
                of(Type::List(item))
            }
            Some("object") if schema.contains_key("properties") => self.object_shape(place, value, hint),
            Some("object") => match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => self.object_shape(place, value, hint),
                values => {
                    let item = self.item(place, values, "additionalProperties", &format!("{hint}Value"))?;
                    of(Type::Map(item))
                }
            },
            None if schema.contains_key("properties") || schema.contains_key("items") => Err(self.refuse(
                place,
                "this schema describes an object or array, and also accepts every value that is neither",
                "add `\"type\": \"object\"` or `\"type\": \"array\"`",
            )),
            None => of(Type::Any),
            Some(_) => Err(self.refuse(place, "only `null` is valid here", "say which other values there may be")),
        }
    }

    fn item(&mut self, place: &Place, schema: Option<&Value>, keyword: &str, hint: &str) -> Lowered<Box<Item>> {
        let Some(schema) = schema else { return Ok(Box::new(Item { ty: Type::Any, nullable: false })) };
        let typed = self.typed(&place.child(keyword), schema, hint)?;
        Ok(Box::new(Item { ty: typed.ty, nullable: typed.nullable }))
    }

    /// The one type beside null; `None` for any.
    fn type_name<'v>(&mut self, place: &Place, schema: &'v Map<String, Value>) -> Lowered<(Option<&'v str>, bool)> {
        let names: Vec<&str> = match schema.get("type") {
            None => {
                // An enum may list null without a type that does.
                let null = schema.get("enum").and_then(Value::as_array).is_some_and(|all| all.contains(&Value::Null));
                return Ok((None, null));
            }
            Some(Value::String(name)) => vec![name],
            Some(names) => names.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
        };
        let nullable = names.contains(&"null") && names.len() > 1;
        match names.iter().filter(|name| !nullable || **name != "null").collect::<Vec<_>>()[..] {
            [name] => Ok((Some(*name), nullable)),
            _ => Err(self.refuse(
                &place.child("type"),
                "values of several types",
                "choose one type (it may be nullable), or make it an object with a field for each",
            )),
        }
    }

    /// Where a `$ref` leads: a named shape, or a type that stands for itself.
    fn reference(&mut self, place: &Place, reference: &Value) -> Lowered<Typed> {
        // What leads nowhere was reported when the catalog was loaded.
        let reference = reference.as_str().ok_or(Reported)?;
        let (target, value) = self.catalog.resolve(&place.file, reference).ok_or(Reported)?;
        if let Some(&id) = self.shape_at.get(&target) {
            let description = text(value, "description");
            return Ok(Typed { description, ..Typed::new(Type::Shape(id), Vec::new()) });
        }
        if self.open_references.contains(&target) {
            return Err(self.refuse(
                &place.child("$ref"),
                "this refers to itself without an object in between",
                "make it an object with a field that refers back",
            ));
        }
        let name = target.pointer.rsplit('/').next().unwrap_or_default();
        let Some(ident) = type_ident(name) else {
            return Err(self.refuse(
                &place.child("$ref"),
                &format!("no type can be named after {target}"),
                "refer to a definition under `$defs` whose name has a letter in it",
            ));
        };
        self.open_references.push(target.clone());
        let typed = match self.id_shape(&target, value, &ident) {
            Some(shape) => shape,
            None => self.typed(&target, value, &ident),
        };
        self.open_references.pop();
        let typed = typed?;
        Ok(Typed { description: text(value, "description").or(typed.description), ..typed })
    }

    /// A definition that is a plain string names a kind of identifier.
    fn id_shape(&mut self, place: &Place, value: &Value, ident: &str) -> Option<Lowered<Typed>> {
        let schema = value.as_object()?;
        let is_plain = schema.get("type").and_then(Value::as_str) == Some("string")
            && !["enum", "const", "$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| schema.contains_key(*key))
            && schema.get("format").and_then(Value::as_str) != Some("date-time");
        if !is_plain {
            return None;
        }
        if let Err(reported) = self.refuse_unknown_keywords(place, schema) {
            return Some(Err(reported));
        }
        let kind = ShapeKind::Id { constraints: constraints(schema), examples: examples(value) };
        let id = self.new_shape(place);
        Some(self.finish_shape(id, place, value, ident, kind))
    }

    fn enum_shape(&mut self, place: &Place, value: &Value, schema: &Map<String, Value>, hint: &str) -> Lowered<Typed> {
        let texts = match (schema.get("enum").and_then(Value::as_array), schema.get("const")) {
            (Some(values), _) => values.as_slice(),
            (None, Some(text)) => std::slice::from_ref(text),
            (None, None) => &[],
        };
        let mut values: Vec<EnumValue> = Vec::new();
        for (index, text) in texts.iter().enumerate().filter(|(_, value)| !value.is_null()) {
            let at = if schema.contains_key("enum") {
                place.child("enum").child(&index.to_string())
            } else {
                place.child("const")
            };
            let Some(text) = text.as_str() else {
                return Err(self.refuse(&at, "a value that is no string", "list strings only: others have a `type`"));
            };
            let ident = match type_ident(text) {
                Some(ident) if ident == "Unknown" => "UnknownValue".to_owned(),
                Some(ident) => ident,
                None => {
                    return Err(self.refuse(
                        &at,
                        &format!("no identifier can be made of {text:?}"),
                        "use a value with a letter in it",
                    ));
                }
            };
            if let Some(other) = values.iter().find(|other| other.ident == ident) {
                let message = format!("this becomes the variant `{ident}`, and so does {:?}", other.text);
                return Err(self.refuse(&at, &message, "use values that differ in more than case and punctuation"));
            }
            values.push(EnumValue { text: text.to_owned(), ident });
        }
        let id = self.new_shape(place);
        self.finish_shape(id, place, value, hint, ShapeKind::Enum(values))
    }

    pub(super) fn finish_shape(
        &mut self,
        id: ShapeId,
        place: &Place,
        value: &Value,
        ident: &str,
        kind: ShapeKind,
    ) -> Lowered<Typed> {
        let description = self.description(place, value, &None)?;
        let shape = Shape {
            ident: ident.to_owned(),
            description,
            place: place.clone(),
            families: Default::default(),
            in_envelope: false,
            kind,
        };
        self.shapes[id.0] = Some(shape);
        Ok(Typed::new(Type::Shape(id), Vec::new()))
    }

    pub(super) fn refuse(&mut self, place: &Place, message: &str, help: &str) -> Reported {
        self.report(Diagnostic::at_value(place.clone(), message, help))
    }

    fn refuse_unknown_keywords(&mut self, place: &Place, schema: &Map<String, Value>) -> Lowered<()> {
        let mut result = Ok(());
        for key in schema.keys() {
            if !KEYWORDS.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str()) {
                result = Err(self.report(Diagnostic::at_key(
                    place.child(key),
                    format!("the keyword `{key}` is not honoured by the generator"),
                    "say it with keywords that are, or in the `description`",
                )));
            }
        }
        result
    }

    pub(super) fn only_annotations_beside(
        &mut self,
        place: &Place,
        schema: &Map<String, Value>,
        keyword: &str,
    ) -> Lowered<()> {
        let mut result = Ok(());
        for key in schema.keys().filter(|key| *key != keyword && !ANNOTATIONS.contains(&key.as_str())) {
            result = Err(self.report(Diagnostic::at_key(
                place.child(key),
                format!("`{key}` beside `{keyword}` is not honoured by the generator"),
                format!("move it into what `{keyword}` names, or drop it"),
            )));
        }
        result
    }
}

/// The branches of a `oneOf` or `anyOf`, with the keyword that holds them.
fn one_of(schema: &Map<String, Value>) -> Option<(&'static str, &Vec<Value>)> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| Some((keyword, schema.get(keyword)?.as_array()?)))
}

/// `allOf` with a reference and nothing else: the older way to describe a reference.
fn sole_reference(schema: &Map<String, Value>) -> Option<&Value> {
    let [Value::Object(only)] = schema.get("allOf")?.as_array()?.as_slice() else { return None };
    let is_plain = schema.keys().all(|key| key == "allOf" || ANNOTATIONS.contains(&key.as_str()));
    only.get("$ref").filter(|_| only.len() == 1 && is_plain)
}

fn is_unsigned(schema: &Map<String, Value>) -> bool {
    let at_least = |key: &str, least: f64| schema.get(key).and_then(Value::as_f64).is_some_and(|n| n >= least);
    at_least("minimum", 0.0) || at_least("exclusiveMinimum", -1.0)
}

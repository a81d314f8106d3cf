//! What a schema's keywords mean for the type of a value.
//!
//! An unsupported keyword is a diagnostic, because one that is ignored in silence makes a type that lies.

use serde_json::{Map, Value};
use webhook_schema::{Diagnostic, Location, closest, did_you_mean};

use super::annotations::{ANNOTATIONS, constraints, described};
use super::object::required_keys;
use super::union::is_null;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Item, ShapeId, Type};
use crate::names::type_ident;
use crate::rules;

/// Keywords beside the annotations that may stand at a schema.
pub(super) const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
    "$defs",
    "$schema",
    "$id",
];

/// What to do about an unsupported keyword.
const UNSUPPORTED: &str = "remove it, and put its meaning in the `description`";

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

    pub(super) fn shape(id: ShapeId) -> Typed {
        Typed::new(Type::Shape(id), Vec::new())
    }
}

impl Lowering<'_, '_> {
    /// The type of the values of a schema. A shape that has no name of its own is named `hint`.
    pub(super) fn typed(&mut self, place: &Location, value: &Value, hint: &str) -> Lowered<Typed> {
        let schema = match value {
            Value::Bool(true) => return Ok(Typed::new(Type::Any, Vec::new())),
            Value::Object(schema) => schema,
            _ => {
                return Err(self.refuse(
                    &rules::VALUE,
                    place,
                    "no value is valid here",
                    "describe the values with a `type`",
                ));
            }
        };
        // What else there is to say of it is said in the same run.
        let known = self.refuse_unknown_keywords(place, schema);
        let typed = self.typed_by_keywords(place, value, schema, hint);
        known.and(typed)
    }

    fn typed_by_keywords(
        &mut self,
        place: &Location,
        value: &Value,
        schema: &Map<String, Value>,
        hint: &str,
    ) -> Lowered<Typed> {
        if let Some(reference) = schema.get("$ref") {
            self.only_annotations_beside(place, schema, "$ref")?;
            return self.reference(place, reference);
        }
        if let Some(branches) = one_of(schema) {
            self.only_annotations_beside(place, schema, branches.0)?;
            return self.branches(place, value, branches, hint);
        }
        if let Some(reference) = sole_reference(schema) {
            return self.reference(&place.child("allOf").child("0"), reference);
        }
        let typed = if schema.contains_key("allOf") {
            self.object_shape(place, value, hint)?
        } else {
            let name = self.type_name(place, schema)?;
            self.typed_by_name(place, value, schema, name, hint)?
        };
        Ok(Typed { nullable: lets_null(schema), ..typed })
    }

    fn typed_by_name(
        &mut self,
        place: &Location,
        value: &Value,
        schema: &Map<String, Value>,
        name: Option<&str>,
        hint: &str,
    ) -> Lowered<Typed> {
        if schema.contains_key("enum") || schema.get("const").is_some_and(Value::is_string) {
            if name.is_some_and(|name| name != "string") {
                return Err(self.refuse_list(&place.child("type")));
            }
            return self.enum_shape(place, value, schema, hint);
        }
        if schema.get("const").is_some_and(Value::is_null) {
            return Err(self.refuse_only_null(place));
        }
        let of = |ty| Ok(Typed::new(ty, constraints(schema)));
        match name {
            Some("string") if schema.get("format").and_then(Value::as_str) == Some("date-time") => {
                of(Type::Timestamp)
            }
            Some("string") if is_secret(schema) => of(Type::Secret),
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
                    let required = required_keys(place, schema).into_iter();
                    let reported = required.map(|(key, at)| self.refuse_undescribed(&key, at)).last();
                    reported.map_or(Ok(()), Err)?;
                    let item = self.item(place, values, "additionalProperties", &format!("{hint}Value"))?;
                    of(Type::Map(item))
                }
            },
            None if schema.contains_key("properties") || schema.contains_key("items") => Err(self.refuse(
                &rules::VALUE,
                place,
                "expected `type`: without it, every value that is neither object nor array is valid too",
                "add `\"type\": \"object\"` or `\"type\": \"array\"`",
            )),
            None => of(Type::Any),
            Some(_) => Err(self.refuse_only_null(place)),
        }
    }

    fn item(
        &mut self,
        place: &Location,
        schema: Option<&Value>,
        keyword: &str,
        hint: &str,
    ) -> Lowered<Box<Item>> {
        let Some(schema) = schema else { return Ok(Box::new(Item { ty: Type::Any, nullable: false })) };
        let typed = self.typed(&place.child(keyword), schema, hint)?;
        Ok(Box::new(Item { ty: typed.ty, nullable: typed.nullable }))
    }

    /// The one type beside null; `None` for any.
    fn type_name<'v>(
        &mut self,
        place: &Location,
        schema: &'v Map<String, Value>,
    ) -> Lowered<Option<&'v str>> {
        let names: Vec<&str> = match schema.get("type") {
            None => return Ok(None),
            Some(Value::String(name)) => return Ok(Some(name)),
            Some(names) => names.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
        };
        let mut others = names.iter().filter(|name| **name != "null");
        match (others.next(), others.next()) {
            (Some(name), None) => Ok(Some(*name)),
            (None, _) => Ok(Some("null")),
            _ => Err(self.refuse(
                &rules::VALUE,
                &place.child("type"),
                "expected one type, found several",
                "choose one type (it may be nullable), or make it an object with a field for each",
            )),
        }
    }

    /// Where a `$ref` leads: a named shape, or a type that stands for itself.
    fn reference(&mut self, place: &Location, reference: &Value) -> Lowered<Typed> {
        // What leads nowhere was reported when the catalog was loaded.
        let reference = reference.as_str().ok_or(Reported)?;
        let (target, value) = self.catalog.resolve(&place.file, reference).ok_or(Reported)?;
        if let Some(&id) = self.shape_at.get(&target) {
            // Where nothing describes it, that is reported there, and not of all that refers to it.
            let description = Some(described(value).ok_or(Reported)?);
            let nullable = value.as_object().is_some_and(lets_null);
            return Ok(Typed { description, nullable, ..Typed::shape(id) });
        }
        if self.open_references.contains(&target) {
            return Err(self.refuse(
                &rules::VALUE,
                &place.child("$ref"),
                "this reference leads back to itself without an object in between",
                "make it an object with a field that refers back",
            ));
        }
        let Some(ident) = ident_of(&target) else {
            return Err(self.refuse(
                &rules::VALUE,
                &place.child("$ref"),
                &format!("{target} cannot become a type name"),
                "refer to a definition under `$defs` whose name contains a letter",
            ));
        };
        self.open_references.push(target.clone());
        let typed = match self.id_shape(&target, value, &ident) {
            Some(shape) => shape,
            None => self.typed(&target, value, &ident),
        };
        self.open_references.pop();
        let typed = typed?;
        Ok(Typed { description: described(value).or(typed.description), ..typed })
    }

    pub(super) fn refuse_unknown_keywords(
        &mut self,
        place: &Location,
        schema: &Map<String, Value>,
    ) -> Lowered<()> {
        let mut result = self.check_assumption(place, schema);
        for key in schema.keys() {
            if !KEYWORDS.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str()) {
                result = Err(self.report(Diagnostic::at_key(
                    &rules::KEYWORD,
                    place.child(key),
                    format!("unsupported keyword `{key}`"),
                    did_you_mean(similar_keyword(key), UNSUPPORTED),
                )));
            }
        }
        result
    }

    pub(super) fn only_annotations_beside(
        &mut self,
        place: &Location,
        schema: &Map<String, Value>,
        keyword: &str,
    ) -> Lowered<()> {
        let mut result = Ok(());
        let where_to = if keyword == "$ref" {
            "what `$ref` names".to_owned()
        } else {
            format!("the branches of `{keyword}`")
        };
        for key in schema.keys().filter(|key| *key != keyword && KEYWORDS.contains(&key.as_str())) {
            result = Err(self.report(Diagnostic::at_key(
                &rules::KEYWORD,
                place.child(key),
                format!("unsupported keyword `{key}` next to `{keyword}`"),
                format!("move it to {where_to}, or remove it"),
            )));
        }
        result
    }
}

/// The keyword that an unknown one is probably a misspelling of.
fn similar_keyword(key: &str) -> Option<&'static str> {
    // The one keyword of JSON Schema that resembles a supported one without being a misspelling.
    let key = Some(key).filter(|key| *key != "propertyNames")?;
    closest(key, KEYWORDS.iter().chain(ANNOTATIONS).copied())
}

/// Whether a string is one that nothing may show.
pub(super) fn is_secret(schema: &Map<String, Value>) -> bool {
    schema.get("format").and_then(Value::as_str) == Some("password")
}

/// The name of what is at a place, in camel case.
pub(super) fn ident_of(place: &Location) -> Option<String> {
    type_ident(place.pointer.rsplit('/').next().unwrap_or_default())
}

/// Whether a schema itself lets null through; what it refers to is asked apart.
fn lets_null(schema: &Map<String, Value>) -> bool {
    let lists_null = |key: &str| Some(schema.get(key)?.as_array()?.contains(&Value::Null));
    let of_type = schema.get("type").map(|names| match names {
        Value::Array(names) => names.iter().any(|name| name == "null"),
        name => name == "null",
    });
    let in_branches = one_of(schema).map(|(_, branches)| branches.iter().any(is_null));
    let said = [of_type, lists_null("enum"), in_branches];
    said.into_iter().flatten().reduce(|a, b| a && b).unwrap_or(false)
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
    let at_least =
        |key: &str, least: f64| schema.get(key).and_then(Value::as_f64).is_some_and(|n| n >= least);
    at_least("minimum", 0.0) || at_least("exclusiveMinimum", -1.0)
}

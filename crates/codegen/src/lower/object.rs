//! Objects and unions of them: which fields there are, after everything that a schema includes.
//!
//! Knows `properties`, `required`, `allOf`, `oneOf` and `anyOf`. What the type of one value is, is known in
//! [`super::schema`].

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use webhook_catalog::{Diagnostic, Place};

use super::annotations::ANNOTATIONS;
use super::schema::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, ShapeId, ShapeKind, Variant};
use crate::names::{field_ident, type_ident};

/// An object with everything that it includes.
pub(super) struct Object {
    pub fields: Vec<Field>,
    /// Keys that hold one text only, with the text and whether the key is required.
    constants: Vec<(String, String, bool)>,
}

impl Lowering<'_, '_> {
    /// Whether a shape is an object or a union of objects. One under way is.
    pub(super) fn holds_fields(&self, id: ShapeId) -> bool {
        let shape = self.shapes.get(id.0).and_then(Option::as_ref);
        shape.is_none_or(|shape| matches!(shape.kind, ShapeKind::Object { .. } | ShapeKind::Union { .. }))
    }

    pub(super) fn object_shape(&mut self, place: &Place, value: &Value, ident: &str) -> Lowered<Typed> {
        let id = self.new_shape(place);
        let object = self.object(place, value, ident)?;
        self.finish_shape(id, place, value, ident, ShapeKind::Object { tag: None, fields: object.fields })
    }

    /// The fields of an object schema: those of what it includes first, then its own.
    pub(super) fn object(&mut self, place: &Place, value: &Value, ident: &str) -> Lowered<Object> {
        let mut object = Object { fields: Vec::new(), constants: Vec::new() };
        let mut required = Vec::new();
        self.gather(place, value, ident, &mut object, &mut required)?;
        for (key, at) in required {
            if let Some(field) = object.fields.iter_mut().find(|field| field.key == key) {
                field.required = true;
            } else {
                self.report(Diagnostic::at_value(
                    at,
                    format!("`{key}` is required, and no property describes it"),
                    "describe it in `properties`, or take it out of `required`",
                ));
            }
        }
        for (key, _, is_required) in &mut object.constants {
            *is_required = object.fields.iter().any(|field| field.key == *key && field.required);
        }
        let mut idents: BTreeMap<&str, &Field> = BTreeMap::new();
        for field in &object.fields {
            if let Some(other) = idents.insert(&field.ident, field) {
                self.diagnostics.push(Diagnostic::at_key(
                    field.place.clone(),
                    format!("`{}` becomes the field `{}`, and so does `{}`", field.key, field.ident, other.key),
                    "rename one of the two: names have to differ in more than case and punctuation",
                ));
            }
        }
        Ok(object)
    }

    fn gather(
        &mut self,
        place: &Place,
        value: &Value,
        ident: &str,
        object: &mut Object,
        required: &mut Vec<(String, Place)>,
    ) -> Lowered<()> {
        let Some(schema) = value.as_object() else {
            return Err(self.refuse(place, "this is no object schema", "describe an object with `properties`"));
        };
        for (index, part) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let at = place.child("allOf").child(&index.to_string());
            let (at, part) = self.included(&at, part)?;
            self.gather(&at, part, ident, object, required)?;
        }
        self.refuse_beside_properties(place, schema)?;
        let keys = schema.get("required").and_then(Value::as_array).into_iter().flatten().enumerate();
        required.extend(keys.filter_map(|(index, key)| {
            Some((key.as_str()?.to_owned(), place.child("required").child(&index.to_string())))
        }));
        let properties = place.child("properties");
        for (key, value) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            // A property that cannot be lowered is reported, and the others are still looked at.
            if let Ok(field) = self.field(&properties.child(key), key, value, ident) {
                self.add_field(object, field, value);
            }
        }
        Ok(())
    }

    fn add_field(&mut self, object: &mut Object, field: Field, value: &Value) {
        if let Some(text) = value.get("const").and_then(Value::as_str) {
            object.constants.push((field.key.clone(), text.to_owned(), false));
        }
        match object.fields.iter().find(|other| other.key == field.key) {
            Some(other) => {
                let message = format!("`{}` is described a second time, after {}", field.key, other.place);
                let help = "describe it once: here, or in what `allOf` includes";
                self.diagnostics.push(Diagnostic::at_key(field.place, message, help));
            }
            None => object.fields.push(field),
        }
    }

    /// A part of `allOf`: what it refers to, or what it says itself.
    fn included<'v>(&mut self, at: &Place, part: &'v Value) -> Lowered<(Place, &'v Value)>
    where
        Self: 'v,
    {
        let Some(reference) = part.get("$ref") else { return Ok((at.clone(), part)) };
        if let Some(schema) = part.as_object() {
            self.only_annotations_beside(at, schema, "$ref")?;
        }
        let catalog = self.catalog;
        // What leads nowhere was reported when the catalog was loaded.
        let found = reference.as_str().and_then(|reference| catalog.resolve(&at.file, reference));
        found.ok_or(Reported)
    }

    fn refuse_beside_properties(&mut self, place: &Place, schema: &Map<String, Value>) -> Lowered<()> {
        const OF_OBJECTS: &[&str] =
            &["type", "properties", "required", "allOf", "$defs", "$schema", "$id", "additionalProperties"];
        let mut result = Ok(());
        for (key, value) in schema {
            let known = OF_OBJECTS.contains(&key.as_str()) || ANNOTATIONS.contains(&key.as_str());
            let is_map = key == "additionalProperties" && value.is_object();
            if !known || is_map {
                result = Err(self.report(Diagnostic::at_key(
                    place.child(key),
                    format!("the keyword `{key}` is not honoured in an object with known fields"),
                    "say it with keywords that are, or in the `description`",
                )));
            }
        }
        if schema.get("type").is_some_and(|name| name != "object" && *name != serde_json::json!(["object", "null"])) {
            return Err(self.refuse(&place.child("type"), "what is included is no object", "include objects only"));
        }
        result
    }

    fn field(&mut self, place: &Place, key: &str, value: &Value, owner: &str) -> Lowered<Field> {
        let (Some(ident), Some(suffix)) = (field_ident(key), type_ident(key).or_else(|| type_ident(&format!("{key}_"))))
        else {
            return Err(self.report(Diagnostic::at_key(
                place.clone(),
                format!("no identifier can be made of the key {key:?}"),
                "use a key with a letter in it",
            )));
        };
        let typed = self.typed(place, value, &format!("{owner}{suffix}"))?;
        let description = self.description(place, value, &typed.description)?;
        Ok(Field {
            key: key.to_owned(),
            ident,
            ty: typed.ty,
            required: false,
            nullable: typed.nullable,
            deprecated: value.get("deprecated") == Some(&Value::Bool(true)),
            description,
            constraints: typed.constraints,
            place: place.clone(),
        })
    }

    /// A `oneOf` or `anyOf`: a type that may be null, or a union of objects.
    pub(super) fn branches(
        &mut self,
        place: &Place,
        value: &Value,
        (keyword, branches): (&'static str, &Vec<Value>),
        hint: &str,
    ) -> Lowered<Typed> {
        let is_null = |branch: &Value| branch.get("type").and_then(Value::as_str) == Some("null");
        let places = (0..branches.len()).map(|index| place.child(keyword).child(&index.to_string()));
        let values: Vec<(Place, &Value)> = places.zip(branches).filter(|(_, branch)| !is_null(branch)).collect();
        let mut typed = match &values[..] {
            [(at, branch)] => self.typed(at, branch, hint)?,
            [] => return Err(self.refuse(place, "only `null` is valid here", "say which other values there may be")),
            _ => self.union_shape(place, value, &values, hint)?,
        };
        typed.nullable |= values.len() < branches.len();
        Ok(typed)
    }

    fn union_shape(
        &mut self,
        place: &Place,
        value: &Value,
        branches: &[(Place, &Value)],
        hint: &str,
    ) -> Lowered<Typed> {
        let union = self.new_shape(place);
        let mut objects = Vec::new();
        for (index, (at, branch)) in branches.iter().enumerate() {
            let (target, value) = self.included(at, branch)?;
            let ident = match branch.get("$ref") {
                Some(_) => type_ident(target.pointer.rsplit('/').next().unwrap_or_default()),
                None => Some(format!("{hint}{}", index + 1)),
            };
            let ident = ident.ok_or(Reported)?;
            let object = self.object(&target, value, &ident)?;
            objects.push((target, value, ident, object));
        }
        let Some(tag) = common_tag(objects.iter().map(|(.., object)| object)) else {
            return Err(self.refuse(
                place,
                "nothing tells these shapes apart",
                "give each an object schema with a required property whose `const` differs, such as `kind`",
            ));
        };
        let mut variants: Vec<Variant> = Vec::new();
        for (target, value, ident, object) in objects {
            let text = object.constants.into_iter().find(|(key, ..)| *key == tag).ok_or(Reported)?.1;
            let Some(variant) = type_ident(&text) else {
                return Err(self.refuse(&target, "no variant can be named after its tag", "use a text with a letter"));
            };
            let fields = object.fields.into_iter().filter(|field| field.key != tag).collect();
            let id = self.new_shape(&target);
            let kind = ShapeKind::Object { tag: Some((tag.clone(), text.clone())), fields };
            self.finish_shape(id, &target, value, &ident, kind)?;
            if variants.iter().any(|other| other.ident == variant) || variant == "Unknown" {
                let message = format!("its tag {text:?} becomes the variant `{variant}`, which there is already");
                return Err(self.refuse(&target, &message, "use tags that differ in more than case and punctuation"));
            }
            variants.push(Variant { text, ident: variant, shape: id });
        }
        self.finish_shape(union, place, value, hint, ShapeKind::Union { tag, variants })
    }
}

/// The first key that every object requires and holds one text at, each another.
fn common_tag<'o>(objects: impl Iterator<Item = &'o Object> + Clone) -> Option<String> {
    let text = |object: &'o Object, key: &str| {
        object.constants.iter().find(|(k, _, required)| k == key && *required).map(|(_, text, _)| text)
    };
    let first = objects.clone().next()?;
    first.constants.iter().map(|(key, ..)| key).find_map(|key| {
        let texts: Vec<&String> = objects.clone().filter_map(|object| text(object, key)).collect();
        let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
        (distinct.len() == objects.clone().count()).then(|| key.clone())
    })
}

//! Objects: which fields there are, after everything that a schema includes.
//!
//! Knows `properties`, `required` and `allOf`. What the type of one value is, is known in [`super::schema`].

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use webhook_schema::{Diagnostic, Location};

use super::schema::{KEYWORDS, Typed, ident_of};
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, ShapeId, ShapeKind, Type};
use crate::names::{field_ident, type_ident};
use crate::rules;

/// An object with all that it includes.
pub(super) struct Object {
    pub fields: Vec<Field>,
    /// Whether every property could be lowered.
    pub is_whole: bool,
}

/// What was found of an object so far.
#[derive(Default)]
struct Gathered {
    fields: Vec<Field>,
    /// Keys that are described, with the place: those of fields that could not be lowered among them.
    described: BTreeMap<String, Location>,
    required: Vec<(String, Location)>,
}

impl Lowering<'_, '_> {
    /// Whether a shape is an object or a union of objects. One under way is.
    pub(super) fn holds_fields(&self, id: ShapeId) -> bool {
        matches!(self.shapes[id.0].kind, ShapeKind::Object { .. } | ShapeKind::Union { .. })
    }

    pub(super) fn object_shape(&mut self, place: &Location, value: &Value, ident: &str) -> Lowered<Typed> {
        if let Some(&id) = self.shape_at.get(place) {
            return Ok(Typed::shape(id));
        }
        let id = self.new_shape(place, ident);
        let Object { fields, is_whole } = self.object(place, value, ident)?;
        let typed = self.finish_shape(id, place, value, ShapeKind::Object { tag: None, fields });
        if !is_whole {
            self.open.insert(id);
        }
        typed
    }

    /// The fields of an object schema: those of what it includes first, then its own.
    pub(super) fn object(&mut self, place: &Location, value: &Value, ident: &str) -> Lowered<Object> {
        let mut gathered = Gathered::default();
        self.gather(place, value, ident, &mut gathered)?;
        let Gathered { mut fields, described, required } = gathered;
        for (key, at) in required {
            if let Some(field) = fields.iter_mut().find(|field| field.key == key) {
                field.required = true;
            } else if !described.contains_key(&key) {
                self.refuse_undescribed(&key, at);
            }
        }
        let mut idents: BTreeMap<&str, &Field> = BTreeMap::new();
        for field in &fields {
            if let Some(other) = idents.insert(&field.ident, field) {
                self.diagnostics.push(Diagnostic::at_key(
                    &rules::RUST_NAME,
                    field.place.clone(),
                    format!(
                        "`{}` becomes the field `{}`, and so does `{}`",
                        field.key, field.ident, other.key
                    ),
                    "rename one of the two: field names have to differ in more than case and punctuation",
                ));
            }
        }
        let is_whole = fields.len() == described.len();
        Ok(Object { fields, is_whole })
    }

    pub(super) fn refuse_undescribed(&mut self, key: &str, at: Location) -> Reported {
        self.report(Diagnostic::at_value(
            &rules::OBJECT,
            at,
            format!("the required property `{key}` is not described"),
            "describe it in `properties`, or remove it from `required`",
        ))
    }

    fn gather(
        &mut self,
        place: &Location,
        value: &Value,
        ident: &str,
        gathered: &mut Gathered,
    ) -> Lowered<()> {
        let Some(schema) = value.as_object() else {
            return Err(self.refuse(
                &rules::OBJECT,
                place,
                "expected an object schema",
                "describe an object with `properties`",
            ));
        };
        let mut result = self.refuse_beside_properties(place, schema);
        for (index, part) in schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let at = place.child("allOf").child(&index.to_string());
            result = self.include(&at, part, ident, gathered).and(result);
        }
        gathered.required.extend(required_keys(place, schema));
        let properties = place.child("properties");
        for (key, value) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let at = properties.child(key);
            if let Some(other) = gathered.described.get(key) {
                let message = format!("`{key}` is already described, at {other}");
                let help = "describe it once: here, or in what `allOf` includes";
                result = Err(self.report(Diagnostic::at_key(&rules::OBJECT, at, message, help)));
                continue;
            }
            gathered.described.insert(key.clone(), at.clone());
            // A property that cannot be lowered is reported, and the others are still looked at.
            if let Ok(field) = self.field(&at, key, value, ident) {
                gathered.fields.push(field);
            }
        }
        result
    }

    /// A part of `allOf`: what it refers to, or what it says itself. Shapes in what is referred to go by its name,
    /// because they are the same whoever includes it.
    fn include(&mut self, at: &Location, part: &Value, ident: &str, gathered: &mut Gathered) -> Lowered<()> {
        let Some(reference) = part.get("$ref") else { return self.gather(at, part, ident, gathered) };
        if let Some(schema) = part.as_object() {
            self.refuse_unknown_keywords(at, schema)?;
            self.only_annotations_beside(at, schema, "$ref")?;
        }
        let catalog = self.catalog;
        // What leads nowhere was reported when the catalog was loaded.
        let found = reference.as_str().and_then(|reference| catalog.resolve(&at.file, reference));
        let (target, value) = found.ok_or(Reported)?;
        if value.get("$ref").is_some() {
            return self.include(&target, value, ident, gathered);
        }
        let own = ident_of(&target);
        self.gather(&target, value, own.as_deref().unwrap_or(ident), gathered)
    }

    fn refuse_beside_properties(&mut self, place: &Location, schema: &Map<String, Value>) -> Lowered<()> {
        const OF_OBJECTS: &[&str] =
            &["type", "properties", "required", "allOf", "$defs", "$schema", "$id", "additionalProperties"];
        let mut result = self.refuse_unknown_keywords(place, schema);
        for (key, value) in schema.iter().filter(|(key, _)| KEYWORDS.contains(&key.as_str())) {
            let (message, help) = if key == "additionalProperties" && value.is_object() {
                (
                    "expected declared properties or a map, found both".to_owned(),
                    "make the map a field of its own; `true` and `false` are fine here",
                )
            } else if !OF_OBJECTS.contains(&key.as_str()) {
                (
                    format!("unsupported keyword `{key}` in an object with declared properties"),
                    "use supported keywords, or say it in the `description`",
                )
            } else {
                continue;
            };
            result = Err(self.report(Diagnostic::at_key(&rules::OBJECT, place.child(key), message, help)));
        }
        let is_other = |name: &Value| name != "object" && name != "null";
        let has_other = schema.get("type").is_some_and(|name| match name {
            Value::Array(names) => names.iter().any(is_other),
            name => is_other(name),
        });
        if has_other {
            let at = place.child("type");
            return Err(self.refuse(
                &rules::OBJECT,
                &at,
                "`allOf` includes a schema that is not an object",
                "include objects only",
            ));
        }
        result
    }

    fn field(&mut self, place: &Location, key: &str, value: &Value, owner: &str) -> Lowered<Field> {
        let (Some(ident), Some(suffix)) = (field_ident(key), type_ident(key)) else {
            return Err(self.report(Diagnostic::at_key(
                &rules::RUST_NAME,
                place.clone(),
                format!("the key {key:?} cannot become an identifier"),
                "use a key that contains a letter",
            )));
        };
        let typed = self.typed(place, value, &format!("{owner}{suffix}"))?;
        let description = self.description(place, value, &typed.description)?;
        Ok(Field {
            key: key.to_owned(),
            ident,
            required: false,
            // Any value may be null, too, and an absent one is not the same.
            nullable: typed.nullable || matches!(typed.ty, Type::Any),
            ty: typed.ty,
            deprecated: value.get("deprecated") == Some(&Value::Bool(true)),
            description,
            constraints: typed.constraints,
            place: place.clone(),
        })
    }
}

/// The keys that a schema requires, each with where it says so.
pub(super) fn required_keys(place: &Location, schema: &Map<String, Value>) -> Vec<(String, Location)> {
    let keys = schema.get("required").and_then(Value::as_array).into_iter().flatten().enumerate();
    keys.filter_map(|(index, key)| {
        Some((key.as_str()?.to_owned(), place.child("required").child(&index.to_string())))
    })
    .collect()
}

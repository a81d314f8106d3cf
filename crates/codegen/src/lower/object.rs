//! Objects: which fields there are, after everything that a schema includes by `allOf`.

use std::collections::BTreeMap;

use webhook_schema::model::{JsonType, Keyword, Required, Schema};
use webhook_schema::{Diagnostic, Location};

use super::schema::{Typed, ident_of};
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, ShapeId, ShapeKind, Type};
use crate::names::type_ident;
use crate::rules;

/// Keywords that an object with declared properties may have.
const OF_OBJECTS: &[Keyword] = &[
    Keyword::Type,
    Keyword::Properties,
    Keyword::Required,
    Keyword::AllOf,
    Keyword::Defs,
    Keyword::Schema,
    Keyword::Id,
    Keyword::AdditionalProperties,
];

/// An object with all that it includes.
pub(super) struct Object {
    pub fields: Vec<Field>,
    /// Whether every property could be lowered.
    pub is_whole: bool,
}

/// What was found of an object so far.
#[derive(Default)]
struct Gathered<'c> {
    fields: Vec<Field>,
    /// Keys that are described, with their locations: those of fields that could not be lowered among them.
    described: BTreeMap<&'c str, &'c Location>,
    required: Vec<&'c Required>,
}

impl<'c> Lowering<'c, '_> {
    /// Whether a shape is an object or a union of objects. One that is not finished is.
    pub(super) fn holds_fields(&self, id: ShapeId) -> bool {
        matches!(self.shapes[id.0].kind, ShapeKind::Object { .. } | ShapeKind::Union { .. })
    }

    pub(super) fn object_shape(&mut self, schema: &'c Schema, ident: &str) -> Lowered<Typed> {
        if let Some(&id) = self.shape_at.get(&schema.location) {
            return Ok(Typed::shape(id));
        }
        let id = self.new_shape(schema, ident);
        let Object { fields, is_whole } = self.object(schema, ident)?;
        let typed = self.finish_shape(id, schema, ShapeKind::Object { tag: None, fields });
        if !is_whole {
            self.open.insert(id);
        }
        typed
    }

    /// The fields of an object schema: those of what it includes first, then its own.
    pub(super) fn object(&mut self, schema: &'c Schema, ident: &str) -> Lowered<Object> {
        let mut gathered = Gathered::default();
        self.gather(schema, ident, &mut gathered)?;
        let Gathered { mut fields, described, required } = gathered;
        for Required { key, location } in required {
            if let Some(field) = fields.iter_mut().find(|field| field.key == *key) {
                field.required = true;
            } else if !described.contains_key(key.as_str()) {
                self.refuse_undescribed(key, location);
            }
        }
        let is_whole = fields.len() == described.len();
        Ok(Object { fields, is_whole })
    }

    pub(super) fn refuse_undescribed(&mut self, key: &str, at: &Location) -> Reported {
        self.report(Diagnostic::at_value(
            &rules::OBJECT,
            at.clone(),
            format!("the required property `{key}` is not described"),
            "describe it in `properties`, or remove it from `required`",
        ))
    }

    fn gather(&mut self, schema: &'c Schema, ident: &str, gathered: &mut Gathered<'c>) -> Lowered<()> {
        if schema.boolean.is_some() {
            return Err(self.refuse(
                &rules::OBJECT,
                &schema.location,
                "expected an object schema",
                "describe an object with `properties`",
            ));
        }
        let mut result = self.refuse_beside_properties(schema);
        for part in schema.list(Keyword::AllOf).unwrap_or_default() {
            result = self.include(part, ident, gathered).and(result);
        }
        gathered.required.extend(&schema.required);
        for (key, value) in schema.map(Keyword::Properties).into_iter().flatten() {
            if let Some(other) = gathered.described.get(key.as_str()) {
                let message = format!("`{key}` is already described, at {other}");
                let help = "describe it once: here, or in what `allOf` includes";
                let at = value.location.clone();
                result = Err(self.report(Diagnostic::at_key(&rules::OBJECT, at, message, help)));
                continue;
            }
            gathered.described.insert(key, &value.location);
            // A property that cannot be lowered is reported, and the others are still looked at.
            if let Ok(field) = self.field(key, value, ident) {
                gathered.fields.push(field);
            }
        }
        result
    }

    /// A part of `allOf`: what it refers to, or what it says itself. Shapes in what is referred to go by its name,
    /// because they are the same whoever includes it.
    fn include(&mut self, part: &'c Schema, ident: &str, gathered: &mut Gathered<'c>) -> Lowered<()> {
        if part.reference.is_none() {
            return self.gather(part, ident, gathered);
        }
        self.refuse_unknown_keywords(part)?;
        self.only_annotations_beside(part, Keyword::Ref)?;
        let target = self.target(part)?;
        if target.reference.is_some() {
            return self.include(target, ident, gathered);
        }
        let own = ident_of(&target.location);
        self.gather(target, own.as_deref().unwrap_or(ident), gathered)
    }

    fn refuse_beside_properties(&mut self, schema: &Schema) -> Lowered<()> {
        let mut result = self.refuse_unknown_keywords(schema);
        let is_map = schema.one(Keyword::AdditionalProperties).is_some_and(|values| values.boolean.is_none());
        for &keyword in schema.keywords.iter().filter(|keyword| super::schema::is_supported(**keyword)) {
            let (message, help) = if keyword == Keyword::AdditionalProperties && is_map {
                (
                    "expected declared properties or a map, found both".to_owned(),
                    "make the map a field of its own; `true` and `false` are fine here",
                )
            } else if !OF_OBJECTS.contains(&keyword) && !keyword.is_annotation() {
                (
                    format!(
                        "unsupported keyword `{}` in an object with declared properties",
                        keyword.as_str()
                    ),
                    "use supported keywords, or say it in the `description`",
                )
            } else {
                continue;
            };
            let at = schema.location_of(keyword);
            result = Err(self.report(Diagnostic::at_key(&rules::OBJECT, at, message, help)));
        }
        let is_other = |ty: &JsonType| !matches!(ty, JsonType::Object | JsonType::Null);
        if schema.types.iter().flatten().any(is_other) {
            let at = schema.location_of(Keyword::Type);
            return Err(self.refuse(
                &rules::OBJECT,
                &at,
                "`allOf` includes a schema that is not an object",
                "include objects only",
            ));
        }
        result
    }

    fn field(&mut self, key: &str, schema: &'c Schema, owner: &str) -> Lowered<Field> {
        let typed = self.typed(schema, &format!("{owner}{}", type_ident(key).unwrap_or_default()))?;
        let description = self.description(schema, typed.description)?;
        Ok(Field {
            key: key.to_owned(),
            required: false,
            // Any value may be null, too, and an absent one is not the same.
            nullable: typed.nullable || matches!(typed.ty, Type::Any),
            ty: typed.ty,
            deprecated: schema.annotations.deprecated,
            description,
            constraints: typed.constraints,
            place: schema.location.clone(),
        })
    }
}

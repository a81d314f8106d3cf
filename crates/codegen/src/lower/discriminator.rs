//! OpenAPI's `discriminator`: the texts at one key that the branches of a union go by, where they do not say so
//! themselves.

use std::collections::BTreeSet;

use webhook_catalog::{Discriminator, branch_name};
use webhook_schema::Location;
use webhook_schema::model::{JsonType, Schema};

use super::Lowering;
use super::union::Unsettled;
use crate::ir::{ShapeId, ShapeKind, Type};

/// What tells the objects of a union apart.
pub(super) struct Tags {
    /// Where the schema has it.
    place: Location,
    /// The key that holds the texts.
    key: String,
    /// The texts of each object.
    all: Vec<Tag>,
}

struct Tag {
    object: ShapeId,
    text: String,
    /// Whether the author says so. Without that it is the name of the object's schema.
    is_said: bool,
}

impl<'c> Lowering<'c, '_> {
    /// Notes what a schema says of how its branches, each with its type, are told apart.
    pub(super) fn note_discriminator(
        &mut self,
        schema: &'c Schema,
        branches: &[(&'c Schema, Type)],
        union: &Type,
    ) {
        let Some(discriminator) = Discriminator::of(schema) else { return };
        let mut tags = Vec::new();
        for (branch, ty) in branches {
            let (Type::Shape(object), Some(_)) = (ty, &branch.reference) else { continue };
            let Ok(target) = self.target(branch) else { continue };
            let said = discriminator.texts_of(&target.location, self.catalog);
            let mut texts: Vec<(String, bool)> = said.map(|text| (text.to_owned(), true)).collect();
            if texts.is_empty() {
                texts.push((branch_name(&target.location), false));
            }
            tags.extend(texts.into_iter().map(|(text, is_said)| Tag { object: *object, text, is_said }));
        }
        let object = self.arms_of(union, &Default::default()).into_iter().flatten();
        let object = object.filter(|(json, ..)| *json == JsonType::Object).find_map(|(_, ty, _)| ty.shape());
        let Discriminator { place, key, .. } = discriminator;
        if let Some(unsettled) = self.unions.iter_mut().find(|unsettled| Some(unsettled.union) == object) {
            unsettled.tags = Some(Tags { place, key: key.to_owned(), all: tags });
        }
    }

    /// The key and the text of each object, where every object of a union always has a text there.
    pub(super) fn discriminated(
        &mut self,
        unsettled: &Unsettled,
    ) -> Option<(String, Vec<(String, ShapeId)>)> {
        let Tags { place, key, all: tags } = unsettled.tags.as_ref()?;
        let texts: BTreeSet<&str> = tags.iter().map(|tag| tag.text.as_str()).collect();
        let has_tag = |object: &ShapeId| tags.iter().any(|tag| tag.object == *object);
        let message = match () {
            () if !unsettled.objects.iter().all(has_tag) => "not every branch has a name in it",
            () if texts.len() < tags.len() => "two branches have the same string in it",
            () if !tags.iter().all(|tag| self.always_has(tag.object, key)) => {
                "not every branch requires the property, and a string in it"
            }
            () if !tags.iter().all(|tag| tag.is_said || self.may_hold(tag.object, key, &tag.text)) => {
                "what a branch lists for the property is not its name; a `mapping` would say which is which"
            }
            () => {
                let texts = tags.iter().map(|tag| (tag.text.clone(), tag.object));
                return Some((key.clone(), texts.collect()));
            }
        };
        let message = format!("`{}` tells no branches apart: {message}", Discriminator::NAME);
        let place = place.clone();
        self.note_at(place, message);
        None
    }

    /// Whether an object always has a text at a key.
    fn always_has(&self, object: ShapeId, key: &str) -> bool {
        let field = self.shapes[object.0].kind.fields().iter().find(|field| field.key == key);
        field.is_some_and(|field| {
            let is_text = field.ty.json_types(&self.shapes) == [JsonType::String];
            field.required
                && !field.nullable
                && is_text
                && field.ty.shape().is_none_or(|id| self.is_plain(id))
        })
    }

    /// Whether a shape is a text itself, and not a value that may be one.
    fn is_plain(&self, id: ShapeId) -> bool {
        matches!(self.shapes[id.0].kind, ShapeKind::Enum(_) | ShapeKind::Id { .. })
    }

    /// Whether a text is one of those that an object lists for a key, if it lists any.
    fn may_hold(&self, object: ShapeId, key: &str, text: &str) -> bool {
        let field = self.shapes[object.0].kind.fields().iter().find(|field| field.key == key);
        field.is_some_and(|field| match (&field.remarks.narrowed, field.ty.shape()) {
            (Some(values), _) => values.iter().any(|value| value == text),
            (None, Some(id)) => match &self.shapes[id.0].kind {
                ShapeKind::Enum(values) => values.iter().any(|value| value.value == text),
                _ => true,
            },
            (None, None) => true,
        })
    }
}

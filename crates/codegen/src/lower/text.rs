//! Strings of a kind: enums, and identifiers.

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{JsonType, Keyword, Schema};

use super::annotations::examples;
use super::schema::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{EnumValue, ShapeKind};
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// A definition that is a plain string names a kind of identifier.
    pub(super) fn id_shape(&mut self, schema: &'c Schema, ident: &str) -> Option<Lowered<Typed>> {
        const MORE: [Keyword; 6] =
            [Keyword::Enum, Keyword::Const, Keyword::Ref, Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf];
        let is_plain = schema.types.as_deref() == Some(&[JsonType::String])
            && !MORE.iter().any(|keyword| schema.has(*keyword))
            && !matches!(schema.constraints.format.as_deref(), Some("date-time" | "password"));
        if !is_plain {
            return None;
        }
        if let Err(reported) = self.refuse_unknown_keywords(schema) {
            return Some(Err(reported));
        }
        let kind =
            ShapeKind::Id { constraints: Box::new(schema.constraints.clone()), examples: examples(schema) };
        let id = self.new_shape(schema, ident);
        Some(self.finish_shape(id, schema, kind))
    }

    pub(super) fn enum_shape(&mut self, schema: &'c Schema, hint: &str) -> Lowered<Typed> {
        if let Some(&id) = self.shape_at.get(&schema.location) {
            return Ok(Typed::shape(id));
        }
        let texts: Vec<(Location, &Value)> = match &schema.values {
            Some(texts) => {
                let at = schema.location_of(Keyword::Enum);
                texts.iter().enumerate().map(|(index, text)| (at.child(&index.to_string()), text)).collect()
            }
            None => {
                let constant = schema.constraints.constant.iter();
                constant.map(|text| (schema.location_of(Keyword::Const), text)).collect()
            }
        };
        let mut values: Vec<EnumValue> = Vec::new();
        let mut result = Ok(());
        for (place, text) in texts.into_iter().filter(|(_, text)| !text.is_null()) {
            match text.as_str() {
                Some(text) => values.push(EnumValue { text: text.to_owned(), place }),
                None => result = Err(self.refuse_list(&place)),
            }
        }
        result?;
        if values.is_empty() {
            return Err(self.refuse_only_null(&schema.location));
        }
        let id = self.new_shape(schema, hint);
        self.finish_shape(id, schema, ShapeKind::Enum(values))
    }

    pub(super) fn refuse_list(&mut self, at: &Location) -> Reported {
        self.refuse(
            &rules::VALUE,
            at,
            "unsupported `enum` or `const`: expected strings",
            "list strings, or remove the list and say in the `description` which values there are",
        )
    }
}

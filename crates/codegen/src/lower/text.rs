//! Strings of a kind: enums, and identifiers.
//!
//! Knows what makes a string one of a list, or a definition a kind of identifier. Other strings are known in
//! [`super::schema`].

use serde_json::{Map, Value};
use webhook_schema::Location;

use super::annotations::{constraints, examples};
use super::schema::{Typed, is_secret};
use super::{Lowered, Lowering, Reported};
use crate::ir::{EnumValue, ShapeKind};
use crate::names::variant_ident;
use crate::rules;

impl Lowering<'_, '_> {
    /// A definition that is a plain string names a kind of identifier.
    pub(super) fn id_shape(
        &mut self,
        place: &Location,
        value: &Value,
        ident: &str,
    ) -> Option<Lowered<Typed>> {
        let schema = value.as_object()?;
        let is_plain = schema.get("type").and_then(Value::as_str) == Some("string")
            && !["enum", "const", "$ref", "allOf", "anyOf", "oneOf"]
                .iter()
                .any(|key| schema.contains_key(*key))
            && schema.get("format").and_then(Value::as_str) != Some("date-time")
            && !is_secret(schema);
        if !is_plain {
            return None;
        }
        if let Err(reported) = self.refuse_unknown_keywords(place, schema) {
            return Some(Err(reported));
        }
        let kind = ShapeKind::Id { constraints: constraints(schema), examples: examples(value) };
        let id = self.new_shape(place, ident);
        Some(self.finish_shape(id, place, value, kind))
    }

    pub(super) fn enum_shape(
        &mut self,
        place: &Location,
        value: &Value,
        schema: &Map<String, Value>,
        hint: &str,
    ) -> Lowered<Typed> {
        if let Some(&id) = self.shape_at.get(place) {
            return Ok(Typed::shape(id));
        }
        let texts: Vec<(Location, &Value)> = match schema.get("enum").and_then(Value::as_array) {
            Some(texts) => {
                let at = place.child("enum");
                texts.iter().enumerate().map(|(index, text)| (at.child(&index.to_string()), text)).collect()
            }
            None => schema.get("const").map(|text| (place.child("const"), text)).into_iter().collect(),
        };
        let mut values: Vec<EnumValue> = Vec::new();
        let mut result = Ok(());
        for (at, text) in texts.into_iter().filter(|(_, text)| !text.is_null()) {
            match self.enum_value(&at, text, &values) {
                Ok(value) => values.push(value),
                Err(reported) => result = Err(reported),
            }
        }
        result?;
        if values.is_empty() {
            return Err(self.refuse_only_null(place));
        }
        let id = self.new_shape(place, hint);
        self.finish_shape(id, place, value, ShapeKind::Enum(values))
    }

    pub(super) fn refuse_list(&mut self, at: &Location) -> Reported {
        self.refuse(
            &rules::VALUE,
            at,
            "unsupported `enum` or `const`: expected strings",
            "list strings, or remove the list and say in the `description` which values there are",
        )
    }

    fn enum_value(&mut self, at: &Location, text: &Value, others: &[EnumValue]) -> Lowered<EnumValue> {
        let Some(text) = text.as_str() else {
            return Err(self.refuse_list(at));
        };
        let Some(ident) = variant_ident(text) else {
            let message = format!("{text:?} cannot become an identifier");
            return Err(self.refuse(&rules::RUST_NAME, at, &message, "use a value that contains a letter"));
        };
        if let Some(other) = others.iter().find(|other| other.ident == ident) {
            let message = format!("{text:?} becomes the variant `{ident}`, and so does {:?}", other.text);
            return Err(self.refuse(
                &rules::RUST_NAME,
                at,
                &message,
                "use values that differ in more than case and punctuation",
            ));
        }
        Ok(EnumValue { text: text.to_owned(), ident })
    }
}

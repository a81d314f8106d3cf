//! What stands around a payload: the envelope, and the part of an event's schema that is not the payload's.
//!
//! Knows what the generated envelope can do without and what it cannot. Does not know payloads.

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Location, closest, did_you_mean};

use super::annotations::ANNOTATIONS;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, ShapeKind, Type};
use crate::rules;

/// Names of what generated deliveries hold beside the envelope's fields.
const TAKEN: &[&str] = &["data", "event", "event_type", "raw"];

/// Names that stand beside the types of the envelope's fields.
const TAKEN_TYPES: &[&str] = &[
    "Cow",
    "Data",
    "DecodeError",
    "Delivery",
    "DeserializeSeed",
    "Deserializer",
    "Envelope",
    "EnvelopeFields",
    "Event",
    "MapAccess",
    "Parts",
    "Payload",
    "RawValue",
    "ReadParts",
    "ReadPayload",
    "Serialize",
    "SerializeMap",
    "Serializer",
    "Visitor",
];

impl Lowering<'_, '_> {
    /// The fields of the envelope.
    pub(super) fn envelope(&mut self) -> Lowered<Vec<Field>> {
        let catalog = self.catalog;
        let contract = &catalog.index.contract.envelope;
        // A reference that leads nowhere was reported when the catalog was loaded.
        let (place, value) = catalog.resolve(INDEX, &contract.schema).ok_or(Reported)?;
        let fields = self.object(&place, value, "Envelope")?.fields;
        for field in &fields {
            let is_id = field.key == catalog.index.contract.idempotency_key.field;
            let is_scope = catalog.index.contract.idempotency_key.scope.as_ref() == Some(&field.key);
            let is_type = field.key == contract.type_field;
            let is_data = field.key == contract.data_field;
            let may_be_null = field.nullable && !matches!(field.ty, Type::Any);
            if (is_id || is_scope || is_type || is_data) && (!field.required || may_be_null) {
                self.diagnostics.push(Diagnostic::at_key(
                    &rules::ENVELOPE_FIELD,
                    field.place.clone(),
                    format!("a delivery cannot be read without `{}`", field.key),
                    "add it to `required` of the envelope, and do not allow null",
                ));
            }
            if (is_id || is_scope || is_type) && !self.is_text(&field.ty) {
                self.diagnostics.push(Diagnostic::at_key(
                    &rules::ENVELOPE_FIELD,
                    field.place.clone(),
                    format!("`{}` is not a string, and receivers tell events apart by it", field.key),
                    "make it a `string`",
                ));
            }
            if is_type || is_data {
                continue;
            }
            if TAKEN.contains(&field.ident.as_str()) {
                self.diagnostics.push(Diagnostic::at_key(&rules::ENVELOPE_FIELD, field.place.clone(),
                    format!("`{}` becomes the field `{}`, which every generated delivery already has", field.key, field.ident),
                    format!("rename it, or name it in `contract.envelope` of index.json if it is the event's name or payload; reserved: {}", TAKEN.join(", ")),
                ));
            }
            let shape = field.ty.shape().map(|id| &self.shapes[id.0]);
            if let Some(shape) = shape.filter(|shape| TAKEN_TYPES.contains(&shape.ident.as_str())) {
                self.diagnostics.push(Diagnostic::at_value(
                    &rules::ENVELOPE_FIELD,
                    shape.place.clone(),
                    format!("the type name `{}` is reserved for generated code", shape.ident),
                    "rename it under `$defs`",
                ));
            }
        }
        Ok(fields)
    }

    fn is_text(&self, ty: &Type) -> bool {
        match ty {
            // That it is a secret is said where those are looked for.
            Type::String | Type::Secret => true,
            Type::Shape(id) => matches!(self.shapes[id.0].kind, ShapeKind::Id { .. } | ShapeKind::Enum(_)),
            _ => false,
        }
    }

    /// An event's schema adds nothing to the envelope but what its name and payload are.
    pub(super) fn refuse_around_payload(&mut self, root: &Location, schema: &Value) {
        const AROUND: &[&str] = &[
            "$schema",
            "$id",
            "$defs",
            "$ref",
            "allOf",
            "type",
            "properties",
            "required",
            "additionalProperties",
        ];
        let contract = &self.catalog.index.contract.envelope;
        let object = |key: &str| schema.get(key).and_then(Value::as_object).into_iter().flatten();
        for (key, _) in schema.as_object().into_iter().flatten() {
            if !AROUND.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str()) {
                let help = format!(
                    "move it to the payload, `{}` in `properties`, or say it in a `description`",
                    contract.data_field
                );
                self.diagnostics.push(Diagnostic::at_key(
                    &rules::AROUND_PAYLOAD,
                    root.child(key),
                    format!("unsupported keyword `{key}` around a payload"),
                    did_you_mean(closest(key, AROUND.iter().chain(ANNOTATIONS).copied()), &help),
                ));
            }
        }
        for (key, _) in object("properties")
            .filter(|(key, _)| **key != contract.type_field && **key != contract.data_field)
        {
            self.diagnostics.push(Diagnostic::at_key(
                &rules::AROUND_PAYLOAD,
                root.child("properties").child(key),
                format!("`{key}` is next to the payload in this event only"),
                format!("move it to `{}`, or to the envelope of all events", contract.data_field),
            ));
        }
        let all_of = root.child("allOf");
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate();
        let mut parts: Vec<(Location, &Value)> =
            parts.map(|(index, part)| (all_of.child(&index.to_string()), part)).collect();
        if let Some(reference) = schema.get("$ref") {
            parts.push((root.child("$ref"), reference));
        }
        for (place, part) in parts {
            if !self.is_envelope(&place, part) {
                self.refuse(
                    &rules::AROUND_PAYLOAD,
                    &place,
                    "an event's schema includes more than the envelope",
                    "describe the payload in `properties`, and include other schemas there",
                );
            }
        }
    }

    /// Whether a part of an event's schema refers to the envelope, and does nothing else.
    fn is_envelope(&self, place: &Location, part: &Value) -> bool {
        let contract = &self.catalog.index.contract.envelope;
        let envelope = self.catalog.resolve(INDEX, &contract.schema);
        let is_sole = part
            .as_object()
            .is_none_or(|part| part.keys().all(|key| key == "$ref" || ANNOTATIONS.contains(&key.as_str())));
        let reference = part.as_str().or_else(|| part.get("$ref")?.as_str());
        let target = reference.and_then(|reference| self.catalog.resolve(&place.file, reference));
        // Where one of the two leads nowhere, that was reported.
        let leads_there = match (envelope, target) {
            (Some((envelope, _)), Some((target, _))) => envelope == target,
            (None, _) => true,
            (_, None) => reference.is_some(),
        };
        is_sole && leads_there
    }
}

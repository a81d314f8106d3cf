//! What is around a payload: the envelope, and the part of an event's schema that is not the payload's.

use webhook_contract::Plain;
use webhook_schema::Diagnostic;
use webhook_schema::model::{Keyword, Schema, Stray, stray};

use super::members::{Member, Properties, properties_of};
use super::narrowed::says_nothing;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, ShapeKind, Type};
use crate::names::Way;
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// The fields of the envelope. Where the layout is not plain, they are those of the schema that all events share, without
    /// the one that the payload is in: there are none where the payload is the whole event, with all of them in it.
    pub(super) fn envelope(&mut self) -> Lowered<Vec<Field>> {
        let catalog = self.catalog;
        let layout = &catalog.index.contract.envelope;
        if layout.schema.is_none() {
            return Ok(Vec::new());
        }
        if !catalog.has_sound_layout() {
            return Err(Reported);
        }
        let plain = layout.plain();
        let holder = layout.payload().first();
        if plain.is_none() && holder.is_none() {
            return Ok(Vec::new());
        }
        // A reference that leads nowhere was reported when the catalog was loaded.
        let schema = self.envelope_schema.ok_or(Reported)?;
        let way = Way::new("Envelope");
        let members = self.members(&[Member::new(schema, &way)])?;
        let mut fields = self.fields(&members, &way)?;
        match plain {
            Some(plain) => fields.iter().for_each(|field| self.check_field(field, plain)),
            None => fields.retain(|field| holder.is_none_or(|holder| field.key != **holder)),
        }
        Ok(fields)
    }

    /// What receivers go by is always there, and a text.
    fn check_field(&mut self, field: &Field, plain: Plain<'_>) {
        let is_id = field.key == plain.id_field;
        let is_scope = plain.scope == Some(&field.key);
        let is_type = field.key == plain.type_field;
        let is_data = field.key == plain.data_field;
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
    }

    /// What an event's schema says of the payload: the schemas that describe it, each with the way to it. In the plain layout,
    /// the event's own is the one that counts, and what all events have in common says nothing.
    pub(super) fn payload(&mut self, root: &'c Schema, way: &Way) -> Lowered<Vec<Member<'c>>> {
        let contract = &self.catalog.index.contract;
        let keys = contract.envelope.payload();
        let is_plain = contract.plain().is_some();
        let mut members = vec![Member::new(root, way)];
        for key in keys {
            let all = if is_plain { members.clone() } else { self.members(&members)? };
            let Some(described) = properties_of(&all).swap_remove(&**key) else {
                let nearest = members.last().map_or(root, |nearest| nearest.schema);
                if !self.catalog.has_sound_layout() || has_slip(nearest) {
                    return Err(Reported);
                }
                let place = nearest.location.clone();
                let message = format!("the payload, `{}`, is not described", keys.join("."));
                let help = format!("add `{key}` to `properties`");
                return Err(self.refuse(&rules::PAYLOAD, &place, &message, &help));
            };
            members = described;
        }
        // What the event describes itself goes by its name, however deep it is.
        for member in members.iter_mut().filter(|member| member.way.root() == way.root()) {
            member.way = way.clone();
        }
        Ok(members)
    }

    fn is_text(&self, ty: &Type) -> bool {
        match ty {
            // That it is a secret is said where those are looked for.
            Type::String | Type::Secret => true,
            Type::Shape(id) => matches!(self.shapes[id.0].kind, ShapeKind::Id { .. } | ShapeKind::Enum(_)),
            _ => false,
        }
    }

    /// An event's schema adds no fields to the envelope, and includes nothing else.
    pub(super) fn refuse_around_payload(&mut self, schema: &'c Schema) {
        let plain = self.catalog.index.contract.plain();
        let Some(plain) = plain.filter(|_| self.catalog.has_sound_layout()) else { return };
        self.refuse_next_to_payload(schema, plain);
        let parts = schema.list(Keyword::AllOf).unwrap_or_default();
        let by_parts = parts.iter().filter(|part| !self.is_envelope(part) && !has_slip(part));
        let by_parts = by_parts.map(|part| part.location.clone());
        let by_itself = (schema.reference.is_some() && !self.refers_to_envelope(schema))
            .then(|| schema.location_of(schema.reference_keyword()));
        for place in by_parts.chain(by_itself).collect::<Vec<_>>() {
            self.refuse(
                &rules::AROUND_PAYLOAD,
                &place,
                "an event's schema includes more than the envelope",
                "describe the payload in `properties`, and include other schemas there",
            );
        }
    }

    /// What is next to the payload is of the type that all events have.
    fn refuse_next_to_payload(&mut self, schema: &'c Schema, plain: Plain<'_>) {
        let properties = schema.map(Keyword::Properties).into_iter().flatten();
        let properties =
            properties.filter(|(key, _)| ![plain.type_field, plain.data_field].contains(&&***key));
        let may_be = |property: &Schema| property.boolean != Some(false) && !says_nothing(property);
        let described: Vec<_> = properties.filter(|(_, property)| may_be(property)).collect();
        if described.is_empty() {
            return;
        }
        let shared = self.shared_fields();
        for (key, property) in described {
            let (message, place) = match shared.get(&**key) {
                Some(shared) => {
                    let own = [Member::new(property, &Way::new(""))];
                    // What leads nowhere was reported.
                    let Ok(Some((added, place))) = self.added(shared, &own) else { continue };
                    (format!("`{added}` is in `{key}` of this event only"), place)
                }
                None => {
                    (format!("`{key}` is next to the payload in this event only"), property.location.clone())
                }
            };
            let help = "describe it in the envelope, without requiring it there: this event may still require and limit it";
            self.diagnostics.push(Diagnostic::at_key(&rules::AROUND_PAYLOAD, place, message, help));
        }
    }

    /// The fields of the envelope, with what it says of each.
    fn shared_fields(&self) -> Properties<'c> {
        let members = |envelope| self.members(&[Member::new(envelope, &Way::new("Envelope"))]);
        let members = self.envelope_schema.map(members);
        members.and_then(Result::ok).map(|members| properties_of(&members)).unwrap_or_default()
    }

    /// Whether a part of an event's schema refers to the envelope, and does nothing else.
    fn is_envelope(&self, part: &Schema) -> bool {
        let is_sole = part.boolean.is_none()
            && part.keywords.iter().all(|keyword| *keyword == Keyword::Ref || keyword.is_annotation());
        is_sole && self.refers_to_envelope(part)
    }

    /// Whether a schema refers to the envelope. Where one of the two leads nowhere, that was reported.
    fn refers_to_envelope(&self, schema: &Schema) -> bool {
        match (self.envelope_schema, self.target(schema)) {
            (Some(envelope), Ok(target)) => envelope.location == target.location,
            (None, _) => true,
            (_, Err(_)) => schema.reference.is_some(),
        }
    }
}

/// Whether a keyword of a schema is misspelled, which was told: what it says is not known.
fn has_slip(schema: &Schema) -> bool {
    let mut unknown = schema.seldom.unknown.iter();
    unknown.any(|(name, _)| matches!(stray(name, schema.dialect), Stray::Slip(_)))
}

//! Events: what is said of each, with the type of its payload.

use std::collections::BTreeSet;

use webhook_catalog::index::entries;
use webhook_schema::Location;
use webhook_schema::model::Schema;

use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Deprecation, Event, Remarks, ShapeId, ShapeKind, Type};
use crate::names::{Way, event_ident, type_ident};
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// Every event that a type was made of; of the others, it was reported why.
    pub(super) fn events(&mut self) -> Vec<Event<'c>> {
        let mut events = Vec::with_capacity(self.catalog.index.events.len());
        for entry in &self.catalog.index.events {
            match self.event(entry) {
                Ok(event) => events.push(event),
                Err(Reported) if self.diagnostics.has_no_error() => {
                    let (place, message) =
                        (Location::new(entry.schema_file(), ""), "no type was made of this event");
                    let help = "this is a bug in the generator: please report it with the schema";
                    self.refuse(&rules::INTERNAL, &place, message, help);
                }
                Err(Reported) => {}
            }
        }
        events
    }

    fn event(&mut self, entry: &'c entries::Event) -> Lowered<Event<'c>> {
        // Each of these has been reported when the catalog was loaded.
        let family = *self.families.get(entry.family.as_str()).ok_or(Reported)?;
        let schema = self.catalog.schema(entry).ok_or(Reported)?;
        let ident = event_ident(entry);

        let root = self.catalog.at(&Location::new(entry.schema_file(), "")).ok_or(Reported)?;
        self.refuse_around_payload(root);
        let around = self.around(root)?;
        let way = Way::new(ident.clone());
        let members = self.payload(root, &way)?;
        let nearest = members.last().ok_or(Reported)?.clone();
        let (data, way) = (nearest.schema, nearest.way);
        let mut typed = self.typed_by(&members, &way)?;
        typed.ty = self.own_name(data, &typed.ty).unwrap_or(typed.ty);
        let payload_remarks = Remarks { title: None, ..typed.remarks.clone() }.into();
        let payload_description = self.description(data, typed.description.clone());
        let payload = self.payload_shape(data, way, typed);
        // An example may be at fault while the schema is not, so it is asked for when the schema has been looked at; and what is
        // said of it may not be all that is wrong with it.
        let example = self.catalog.document(&entry.example_file()).ok_or(Reported)?;
        Ok(Event {
            entry,
            ident,
            family,
            deprecation: entry.deprecated.then(|| Deprecation {
                sunset: entry.sunset.as_ref().map(|sunset| sunset.0.clone()),
                replaced_by: entry.replaced_by.clone(),
            }),
            payload,
            payload_told: payload,
            payload_description,
            payload_remarks,
            around,
            schema: &schema.text,
            example: &example.text,
            is_example_sound: self.catalog.example(entry).is_some(),
        })
    }

    /// The shape of a payload: its own, or, of what is no shape, one that gives it a name.
    fn payload_shape(&mut self, data: &'c Schema, way: Way, typed: Typed) -> ShapeId {
        let own = match typed.ty {
            Type::Shape(id) if !typed.nullable => return id,
            Type::Shape(id) => Some(id),
            _ => None,
        };
        let way = self.type_alias(data).map_or(way, |alias| Way::new(type_ident(&alias)));
        // What refers to the payload may have made a type of its name, too.
        let referred = self.definitions.get(&data.location).and_then(|known| match known.as_ref()?.ty {
            Type::Shape(id) => Some(id),
            _ => None,
        });
        let mut of_name: BTreeSet<ShapeId> = own.into_iter().chain(referred).collect();
        of_name.retain(|id| self.shapes[id.0].ident == way.ident());
        match of_name.first() {
            Some(id) if !typed.nullable => *id,
            _ => {
                // The name is for the payload, null or not.
                for id in of_name {
                    let shape = &mut self.shapes[id.0];
                    (shape.ident, shape.within) = (way.to("not_null").ident(), Some(way.ident()));
                }
                let id = self.new_shape(data, &way);
                self.finish_shape(id, data, ShapeKind::Named(typed.item()));
                id
            }
        }
    }

    /// What a payload is called by a value in it that is another of its kind.
    fn own_name(&self, payload: &Schema, ty: &Type) -> Option<Type> {
        let known = self.definitions.get(&payload.location)?.as_ref()?;
        match &self.shapes[known.ty.shape()?.0].kind {
            ShapeKind::Named(item) if item.ty == *ty => Some(known.ty.clone()),
            _ => None,
        }
    }
}

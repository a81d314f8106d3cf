//! Definitions: each has one type, which goes by the definition's name, and may hold itself.

use std::collections::HashMap;

use webhook_schema::Location;
use webhook_schema::model::{JsonType, Keyword, Schema};

use super::annotations::described;
use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Item, ShapeId, ShapeKind, Type};

impl<'c> Lowering<'c, '_> {
    /// The type of a definition, which goes by the definition's name.
    pub(super) fn definition(&mut self, schema: &'c Schema) -> Lowered<Typed> {
        let at = &schema.location;
        if let Some(known) = self.definitions.get(at) {
            return known.clone().ok_or(Reported);
        }
        if let Some(open) = self.open_definitions.iter().position(|(open, _)| open == at) {
            // It holds itself, and needs a name for that.
            let id = match self.open_definitions[open].1 {
                Some(id) => id,
                None => {
                    let id = self.new_shape(schema, &self.way_of(schema));
                    self.undecided.insert(id, object_or_array(schema));
                    self.open_definitions[open].1 = Some(id);
                    id
                }
            };
            return Ok(Typed {
                description: described(schema),
                nullable: self.may_be_null(schema, &mut HashMap::new()),
                implied: !self.says_type(schema, &mut HashMap::new()),
                ..Typed::shape(id)
            });
        }
        self.open_definitions.push((at.clone(), None));
        let way = self.way_of(schema);
        let typed = match self.id_shape(schema, &way) {
            Some(typed) => Ok(typed),
            None => self.typed(schema, &way),
        };
        let itself = self.open_definitions.pop().and_then(|(_, id)| id);
        let typed = typed.map(|typed| {
            let typed = match itself {
                Some(id) if self.undecided.remove(&id).is_some() => self.named(id, schema, typed),
                _ => typed,
            };
            Typed { description: described(schema).or(typed.description.clone()), ..typed }
        });
        self.definitions.insert(at.clone(), typed.as_ref().ok().cloned());
        typed
    }

    /// Whether a schema allows null, by itself or by what it includes: asked of definitions that hold themselves, before
    /// their type is known. `known` has what was asked, since a schema may be reached many times.
    fn may_be_null(&self, schema: &'c Schema, known: &mut HashMap<&'c Location, bool>) -> bool {
        if let Some(known) = known.get(&schema.location) {
            return *known;
        }
        let mut may_be = |part: &'c Schema| self.may_be_null(part, known);
        let by_itself = schema.is_null() || schema.nullable || schema.names_type(JsonType::Null);
        let mut parts = self.included(schema).peekable();
        let may_be_null = by_itself
            || schema.choices().flatten().any(&mut may_be)
            || schema.types.is_none() && parts.peek().is_some() && parts.all(may_be);
        known.insert(&schema.location, may_be_null);
        may_be_null
    }

    /// Whether a schema says which types of JSON a value has, by itself or by what it includes: asked of definitions that hold
    /// themselves, before their type is known. `known` has what was asked.
    fn says_type(&self, schema: &'c Schema, known: &mut HashMap<&'c Location, bool>) -> bool {
        if let Some(known) = known.get(&schema.location) {
            return *known;
        }
        let mut says = |part: &'c Schema| self.says_type(part, known);
        let says_type = schema.types.is_some()
            || schema.values.is_some()
            || schema.choices().any(|branches| branches.iter().all(&mut says))
            || self.included(schema).any(says);
        known.insert(&schema.location, says_type);
        says_type
    }

    /// What a schema includes and refers to.
    fn included(&self, schema: &'c Schema) -> impl Iterator<Item = &'c Schema> + use<'c> {
        let referred = schema.reference.as_ref().and_then(|_| self.target(schema).ok());
        schema.list(Keyword::AllOf).unwrap_or_default().iter().chain(referred)
    }

    /// Gives a type the name that a value in it already goes by.
    fn named(&mut self, id: ShapeId, schema: &'c Schema, typed: Typed) -> Typed {
        match typed.ty {
            Type::Shape(other) if self.shapes[other.0].ident == self.shapes[id.0].ident => {
                self.same.insert(id, other);
                typed
            }
            _ => {
                let item = Item { ty: typed.ty, nullable: false };
                self.finish_shape(id, schema, ShapeKind::Named(Box::new(item)));
                Typed { ty: Type::Shape(id), ..typed }
            }
        }
    }
}

/// Whether a schema says itself that its values are objects, or arrays.
fn object_or_array(schema: &Schema) -> Option<JsonType> {
    let types = schema.types.iter().flatten().filter(|ty| **ty != JsonType::Null);
    match types.collect::<Vec<_>>()[..] {
        [ty @ (JsonType::Object | JsonType::Array)] => Some(*ty),
        _ => None,
    }
}

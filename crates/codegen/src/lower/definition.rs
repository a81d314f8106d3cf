//! Definitions: each has one type, which goes by the definition's name, and may hold itself.

use webhook_schema::model::{JsonType, Keyword, Schema};

use super::annotations::described;
use super::branches::is_null;
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
                    self.undecided.insert(id);
                    self.open_definitions[open].1 = Some(id);
                    id
                }
            };
            return Ok(Typed {
                description: described(schema),
                nullable: self.may_be_null(schema),
                implied: !self.says_type(schema),
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
                Some(id) if self.undecided.remove(&id) => self.named(id, schema, typed),
                _ => typed,
            };
            Typed { description: described(schema).or(typed.description.clone()), ..typed }
        });
        self.definitions.insert(at.clone(), typed.as_ref().ok().cloned());
        typed
    }

    /// Whether a schema allows null, by itself or by what it includes: asked of definitions that hold themselves, before
    /// their type is known.
    fn may_be_null(&self, schema: &Schema) -> bool {
        let lists = [Keyword::OneOf, Keyword::AnyOf].into_iter().filter_map(|keyword| schema.list(keyword));
        let by_itself = is_null(schema) || schema.nullable || schema.names_type(JsonType::Null);
        if by_itself || lists.flatten().any(|branch| self.may_be_null(branch)) {
            return true;
        }
        let included = schema.list(Keyword::AllOf).unwrap_or_default();
        let referred = schema.reference.as_ref().and_then(|_| self.target(schema).ok());
        let mut parts = included.iter().chain(referred).peekable();
        schema.types.is_none() && parts.peek().is_some() && parts.all(|part| self.may_be_null(part))
    }

    /// Whether a schema says which types of JSON a value has, by itself or by what it includes: asked of definitions that hold
    /// themselves, before their type is known.
    fn says_type(&self, schema: &Schema) -> bool {
        let by_itself = schema.types.is_some() || schema.values.is_some();
        let mut lists =
            [Keyword::OneOf, Keyword::AnyOf].into_iter().filter_map(|keyword| schema.list(keyword));
        let included = schema.list(Keyword::AllOf).unwrap_or_default();
        let referred = schema.reference.as_ref().and_then(|_| self.target(schema).ok());
        by_itself
            || lists.any(|branches| branches.iter().all(|branch| self.says_type(branch)))
            || included.iter().chain(referred).any(|part| self.says_type(part))
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

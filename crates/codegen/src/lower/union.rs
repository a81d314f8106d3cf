//! Unions of objects: `oneOf` and `anyOf` with more than one shape.
//!
//! How the objects of a union are told apart: by the text at one key.

use std::collections::BTreeSet;

use webhook_schema::Location;
use webhook_schema::model::{JsonType, Schema};

use super::schema::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, Shape, ShapeId, ShapeKind, Type, Variant};
use crate::rules;

/// A union whose objects may not be finished yet, for one of them may hold the union.
pub(super) struct Unsettled {
    union: ShapeId,
    branches: Vec<(Location, ShapeId)>,
}

impl<'c> Lowering<'c, '_> {
    /// A `oneOf` or `anyOf`: a type that may be null, or a union of objects.
    pub(super) fn branches(
        &mut self,
        schema: &'c Schema,
        branches: &'c [Schema],
        hint: &str,
    ) -> Lowered<Typed> {
        let values: Vec<&Schema> = branches.iter().filter(|branch| !is_null(branch)).collect();
        let mut typed = match values[..] {
            [branch] => self.typed(branch, hint)?,
            [] => return Err(self.refuse_only_null(&schema.location)),
            _ => self.union_shape(schema, &values, hint)?,
        };
        typed.nullable |= values.len() < branches.len();
        Ok(typed)
    }

    fn union_shape(&mut self, schema: &'c Schema, branches: &[&'c Schema], hint: &str) -> Lowered<Typed> {
        if let Some(&id) = self.shape_at.get(&schema.location) {
            return Ok(Typed::shape(id));
        }
        let union = self.new_shape(schema, hint);
        let objects: Vec<Lowered<(Location, ShapeId)>> = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let typed = self.typed(branch, &format!("{hint}{}", index + 1))?;
                match typed.ty {
                    Type::Shape(id) if !typed.nullable => Ok((branch.location.clone(), id)),
                    _ => Err(self.refuse_variant(&branch.location)),
                }
            })
            .collect();
        let branches = objects.into_iter().collect::<Lowered<Vec<_>>>()?;
        let kind = ShapeKind::Union { tag: String::new(), variants: Vec::new() };
        let typed = self.finish_shape(union, schema, kind)?;
        self.unions.push(Unsettled { union, branches });
        Ok(typed)
    }

    fn refuse_variant(&mut self, at: &Location) -> Reported {
        self.refuse(&rules::UNION, at,
            "expected an object with declared properties in this union",
            "choose one type, or make each an object with a required property whose `const` differs, such as `kind`",
        )
    }

    /// Finds the tags of all unions, now that every object is known.
    pub(super) fn settle_unions(&mut self) {
        for unsettled in std::mem::take(&mut self.unions) {
            // What cannot be settled was reported.
            if let Ok(kind) = self.settled(&unsettled) {
                self.shapes[unsettled.union.0].kind = kind;
            }
        }
    }

    fn settled(&mut self, unsettled: &Unsettled) -> Lowered<ShapeKind> {
        for (at, id) in &unsettled.branches {
            if self.open.contains(id) {
                return Err(Reported);
            }
            if !matches!(self.shapes[id.0].kind, ShapeKind::Object { .. }) {
                return Err(self.refuse_variant(at));
            }
        }
        let place = self.shapes[unsettled.union.0].place.clone();
        let Some((tag, texts)) = self.common_tag(&unsettled.branches) else {
            return Err(self.refuse(
                &rules::UNION,
                &place,
                "nothing tells the objects of this union apart",
                "give each a required property of the same name, such as `kind`, whose `const` differs",
            ));
        };
        let mut variants: Vec<Variant> = Vec::new();
        for ((at, id), text) in unsettled.branches.iter().zip(texts) {
            self.set_tag(at, *id, &tag, &text)?;
            variants.push(Variant { text, shape: *id, place: at.clone() });
        }
        Ok(ShapeKind::Union { tag, variants })
    }

    /// The first key that every object requires and holds one text at, each another, with the texts.
    fn common_tag(&self, branches: &[(Location, ShapeId)]) -> Option<(String, Vec<String>)> {
        let constants: Vec<Vec<(&str, &str)>> =
            branches.iter().map(|(_, id)| self.constants(&self.shapes[id.0])).collect();
        constants.first()?.iter().find_map(|(key, _)| {
            let text = |constants: &Vec<(&str, &str)>| {
                constants.iter().find(|(other, _)| other == key).map(|(_, text)| (*text).to_owned())
            };
            let texts: Vec<String> = constants.iter().map(text).collect::<Option<_>>()?;
            let distinct: BTreeSet<&String> = texts.iter().collect();
            (distinct.len() == texts.len()).then(|| ((*key).to_owned(), texts))
        })
    }

    /// The keys that an object always has, each with the one text that it holds there.
    fn constants<'s>(&'s self, shape: &'s Shape) -> Vec<(&'s str, &'s str)> {
        let ShapeKind::Object { tag, fields } = &shape.kind else { return Vec::new() };
        let constant = |field: &'s Field| {
            let Type::Shape(id) = field.ty else { return None };
            match &self.shapes[id.0].kind {
                ShapeKind::Enum(values) if field.required && !field.nullable => match &values[..] {
                    [only] => Some((field.key.as_str(), only.text.as_str())),
                    _ => None,
                },
                _ => None,
            }
        };
        let tag = tag.iter().map(|(key, text)| (key.as_str(), text.as_str()));
        tag.chain(fields.iter().filter_map(constant)).collect()
    }

    /// Makes a variant of an object: what its tag says is said by its being that variant.
    fn set_tag(&mut self, at: &Location, id: ShapeId, key: &str, text: &str) -> Lowered<()> {
        let ShapeKind::Object { tag, fields } = &mut self.shapes[id.0].kind else { return Err(Reported) };
        match tag {
            Some((other, _)) if *other != key => {
                let message =
                    format!("this object is told apart by `{key}` here, and by `{other}` in another union");
                Err(self.refuse(
                    &rules::UNION,
                    at,
                    &message,
                    "use one property in both unions, or describe two objects",
                ))
            }
            _ => {
                fields.retain(|field| field.key != key);
                *tag = Some((key.to_owned(), text.to_owned()));
                Ok(())
            }
        }
    }
}

/// Whether a branch is there for null only.
pub(super) fn is_null(branch: &Schema) -> bool {
    branch.types.as_deref() == Some(&[JsonType::Null])
}

//! Unions of objects: `oneOf` and `anyOf` with more than one shape.
//!
//! Knows how the objects of a union are told apart. What an object is, is known in [`super::object`].

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::Location;

use super::schema::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Field, Shape, ShapeId, ShapeKind, Type, Variant};
use crate::names::variant_ident;
use crate::rules;

/// A union whose objects may still be under way, for one of them may hold the union.
pub(super) struct Unsettled {
    union: ShapeId,
    branches: Vec<(Location, ShapeId)>,
}

impl Lowering<'_, '_> {
    /// A `oneOf` or `anyOf`: a type that may be null, or a union of objects.
    pub(super) fn branches(
        &mut self,
        place: &Location,
        value: &Value,
        (keyword, branches): (&'static str, &Vec<Value>),
        hint: &str,
    ) -> Lowered<Typed> {
        let places = (0..branches.len()).map(|index| place.child(keyword).child(&index.to_string()));
        let values: Vec<(Location, &Value)> =
            places.zip(branches).filter(|(_, branch)| !is_null(branch)).collect();
        let mut typed = match &values[..] {
            [(at, branch)] => self.typed(at, branch, hint)?,
            [] => {
                return Err(self.refuse_only_null(place));
            }
            _ => self.union_shape(place, value, &values, hint)?,
        };
        typed.nullable |= values.len() < branches.len();
        Ok(typed)
    }

    fn union_shape(
        &mut self,
        place: &Location,
        value: &Value,
        branches: &[(Location, &Value)],
        hint: &str,
    ) -> Lowered<Typed> {
        if let Some(&id) = self.shape_at.get(place) {
            return Ok(Typed::shape(id));
        }
        let union = self.new_shape(place, hint);
        let objects: Vec<Lowered<(Location, ShapeId)>> = branches
            .iter()
            .enumerate()
            .map(|(index, (at, branch))| {
                let typed = self.typed(at, branch, &format!("{hint}{}", index + 1))?;
                match typed.ty {
                    Type::Shape(id) if !typed.nullable => Ok((at.clone(), id)),
                    _ => Err(self.refuse_variant(at)),
                }
            })
            .collect();
        let branches = objects.into_iter().collect::<Lowered<Vec<_>>>()?;
        let kind = ShapeKind::Union { tag: String::new(), variants: Vec::new() };
        let typed = self.finish_shape(union, place, value, kind)?;
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
            let Some(ident) = variant_ident(&text) else {
                let message = format!("its `{tag}`, {text:?}, cannot become a variant");
                return Err(self.refuse(
                    &rules::RUST_NAME,
                    at,
                    &message,
                    "use a text that contains a letter",
                ));
            };
            if let Some(other) = variants.iter().find(|other| other.ident == ident) {
                let message = format!(
                    "its `{tag}` {text:?} becomes the variant `{ident}`, and so does {:?}",
                    other.text
                );
                return Err(self.refuse(
                    &rules::RUST_NAME,
                    at,
                    &message,
                    "use texts that differ in more than case and punctuation",
                ));
            }
            self.set_tag(at, *id, &tag, &text)?;
            variants.push(Variant { text, ident, shape: *id });
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
pub(super) fn is_null(branch: &Value) -> bool {
    branch.get("type").and_then(Value::as_str) == Some("null")
}

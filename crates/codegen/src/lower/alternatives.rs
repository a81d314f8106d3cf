//! Alternatives that are values: of one each, or out of a list. One enum is made of all.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;
use webhook_schema::model::Keyword;
use webhook_schema::validate::identity;
use webhook_schema::{Location, parent, tokens};

use super::annotations::Named;
use super::members::{Member, key};
use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{EnumValue, Remarks, ShapeId, ShapeKind, Type};
use crate::names::Way;

impl<'c> Lowering<'c, '_> {
    /// The values of alternatives, where each is out of a list, and not all are texts, of which there may be types besides lists,
    /// or booleans, of which there are no others.
    pub(super) fn listed(&self, all: &[Typed]) -> Option<Vec<EnumValue>> {
        let lists = all.iter().map(|typed| match (&typed.only, &typed.ty) {
            (Some(only), _) => Some(vec![only.clone()]),
            (None, Type::Shape(id)) => self.values_of_enum(*id),
            (None, _) => None,
        });
        let values = distinct(lists.collect::<Option<Vec<_>>>()?.into_iter().flatten());
        let are_all = |is_such: fn(&Value) -> bool| values.iter().all(|value| is_such(&value.value));
        let is_list = values.len() > 1 && !are_all(Value::is_string) && !are_all(Value::is_boolean);
        // Out of one list, there is nothing to add to it.
        let is_one = || all.iter().all(|typed| matches!(typed.ty, Type::Shape(_)) && typed.ty == all[0].ty);
        (is_list && !is_one()).then_some(values)
    }

    /// Texts out of several lists are out of one; any other texts are just texts.
    pub(super) fn united_texts(
        &mut self,
        members: &[Member<'c>],
        types: &[Type],
        way: &Way,
    ) -> Lowered<Type> {
        let lists = types.iter().filter_map(|ty| match ty {
            Type::Shape(id) => self.values_of_enum(*id),
            _ => None,
        });
        let values = distinct(lists.flatten().filter(|value| value.value.is_string()));
        if values.is_empty() { Ok(Type::String) } else { self.enum_of(members, values, way) }
    }

    /// The enum of the values of several.
    pub(super) fn enum_of(
        &mut self,
        members: &[Member<'c>],
        values: Vec<EnumValue>,
        way: &Way,
    ) -> Lowered<Type> {
        let key = (key(members, way), way.ident());
        if let Some(&id) = self.unions_at.get(&key) {
            return Ok(Type::Shape(id));
        }
        let schema = members.last().ok_or(Reported)?.schema;
        let id = self.new_shape(schema, way);
        self.unions_at.insert(key, id);
        self.finish_shape(id, schema, ShapeKind::Enum(values));
        Ok(Type::Shape(id))
    }

    /// The values of an enum; the name of an alternative of one value is the value's.
    pub(super) fn values_of_enum(&self, id: ShapeId) -> Option<Vec<EnumValue>> {
        let shape = &self.shapes[id.0];
        let ShapeKind::Enum(values) = &shape.kind else { return None };
        let mut values = values.clone();
        if let [only] = &mut values[..] {
            only.alias = only.alias.take().or_else(|| self.name_of_alternative(&shape.place));
        }
        Some(values)
    }

    /// The name that an author gives an alternative that is written among others; a definition has one of its own.
    pub(super) fn name_of_alternative(&self, place: &Location) -> Option<String> {
        let keyword = tokens(parent(&place.pointer)).last()?;
        let is_among_others = [Keyword::OneOf, Keyword::AnyOf].iter().any(|known| known.as_str() == keyword);
        let schema = self.catalog.at(place).filter(|_| is_among_others)?;
        self.alias(schema, Named::Type).or_else(|| self.alias(schema, Named::Field))
    }
}

/// Each value once, as it is first.
fn distinct(values: impl Iterator<Item = EnumValue>) -> Vec<EnumValue> {
    let mut all = IndexMap::new();
    for value in values {
        all.entry(identity(&value.value)).or_insert(value);
    }
    all.into_values().collect()
}

/// What is said of a value that is one of several alternatives of one type: what all of them say, and what each says of the
/// values that it lists.
pub(super) fn remarks_of_any(all: &[Typed]) -> Remarks {
    let Some((first, others)) = all.split_first() else { return Remarks::default() };
    let meanings = all.iter().filter_map(|typed| {
        let EnumValue { value, meaning, .. } = typed.only.as_ref()?;
        Some((value.clone(), meaning.clone()?))
    });
    let meanings: Vec<(Value, String)> = meanings.collect();
    let is_same = others.iter().all(|other| other.remarks == first.remarks);
    let mut examples: Vec<Value> = Vec::new();
    for example in all.iter().flat_map(|typed| &typed.remarks.examples) {
        if !examples.contains(example) {
            examples.push(example.clone());
        }
    }
    let said = if is_same { first.remarks.clone() } else { Remarks { examples, ..Remarks::default() } };
    Remarks { narrowed: narrowed_by_any(all), meanings, ..said }
}

/// The values that occur of a type, where each alternative is of that and says which; both booleans are all that there are.
fn narrowed_by_any(all: &[Typed]) -> Option<Vec<Value>> {
    let lists = all.iter().map(|typed| typed.remarks.narrowed.as_deref());
    let mut values = lists.collect::<Option<Vec<_>>>()?.concat();
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(identity(value)));
    (values.iter().filter(|value| value.is_boolean()).count() < 2).then_some(values)
}

//! Lists and tuples: what has parts by position.

use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};

use super::conditional::Possible;
use super::members::{Member, key};
use super::typed::Typed;
use super::types::{common_types, is_surely};
use super::{Lowered, Lowering, Reported};
use crate::ir::{Item, Keys, Remarks, ShapeKind, Type, Which};
use crate::names::Way;
use crate::rules;

/// How many lists and maps may be in each other: rustc gives up on types that are made of more.
const MOST_COLLECTIONS: usize = 16;

/// What is said of the items of an array: of those with a position, one after the other, and of those that follow.
pub(super) struct Items<'c> {
    pub first: Vec<Vec<&'c Schema>>,
    /// Whether nothing can be at the next position, which is described.
    pub is_cut: bool,
    /// Whether no items are allowed after these.
    pub is_closed: bool,
    pub rest: Vec<&'c Schema>,
}

impl<'c> Items<'c> {
    pub(super) fn new(members: &[Member<'c>]) -> Self {
        let positions = members.iter().map(|member| member.schema.first_items().len()).max().unwrap_or(0);
        let at = |position: usize| -> Vec<&'c Schema> {
            let of_one =
                |schema: &'c Schema| schema.first_items().get(position).or_else(|| schema.rest_of_items());
            members.iter().filter_map(|member| of_one(member.schema)).collect()
        };
        let may_be = |item: &Vec<&Schema>| !item.iter().any(|schema| schema.boolean == Some(false));
        let first: Vec<_> = (0..positions).map(at).take_while(may_be).collect();
        let is_cut = first.len() < positions;
        let is_closed = is_cut || members.iter().any(|member| allows_no_other(member.schema));
        let rest = members.iter().filter_map(|member| member.schema.rest_of_items()).collect();
        Self { first, is_cut, is_closed, rest }
    }
}

impl<'c> Lowering<'c, '_> {
    /// The type of an array: a list where no position is described.
    pub(super) fn array(
        &mut self,
        members: &[Member<'c>],
        mut constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        self.refuse_contained(members, constraints.max_items)?;
        let in_members = |items: &dyn Fn(&'c Schema) -> Option<&'c Schema>| -> Vec<Member<'c>> {
            let items = members.iter().filter_map(|member| Some((items(member.schema)?, &member.way)));
            let items = items.filter(|(items, _)| items.boolean != Some(false));
            items.map(|(items, way)| Member::new(items, &way.to("item"))).collect()
        };
        let mut rest = in_members(&|schema| schema.rest_of_items());
        // What other keywords describe is evaluated. That is what `contains` finds, too, in draft 2019-09 by most validators.
        let mut found = Vec::new();
        if rest.is_empty() {
            rest = in_members(&|schema| schema.one(Keyword::UnevaluatedItems));
            found = in_members(&|schema| schema.one(Keyword::Contains));
        }
        let rest = match &rest[..] {
            [] => Typed::any(),
            [first, ..] if !found.is_empty() => {
                found.insert(0, first.clone());
                self.one_of(&found, &way.to("item"))?
            }
            // Of items that none can be, there are none: the list is empty, whatever its type.
            [first, _, ..] if common_types(&self.members(&rest)?).is_err() => {
                self.typed_by(std::slice::from_ref(first), &way.to("item"))?
            }
            items => {
                let conditional = self.conditional_members(members)?;
                let possible = conditional.iter().filter_map(|one| {
                    let schema = one.member.schema.rest_of_items()?;
                    Some(Possible { schema, is_test: one.is_test })
                });
                let possible = self.with_parts(possible);
                self.typed_with(items, possible, &way.to("item"))?
            }
        };
        let schema = members.last().ok_or(Reported)?.schema;
        let Items { first: positions, is_closed, .. } = Items::new(members);
        if positions.is_empty() {
            self.refuse_repetition(members, &constraints, &in_members(&|schema| schema.rest_of_items()))?;
        }
        let first = members.iter().find(|member| !member.schema.first_items().is_empty());
        let first = first.filter(|_| !positions.is_empty());
        let (step, which) = if first.is_some() { ("[…]", Which::Later) } else { ("[]", Which::Items) };
        let mut remarks = each(step, &rest);
        let said = self.said_of_items(members, which, &rest);
        remarks.under_keys.splice(0..0, said.map(|said| (String::new(), said)));
        let rest = self.item(rest, schema.rest_of_items().unwrap_or(schema), &way.to("item"));
        if let Some(first) = first {
            return Ok(Typed { remarks, ..self.tuple(first.schema, members, rest, constraints, way)? });
        }
        let allows_none = |member: &Member<'_>| {
            member.schema.rest_of_items().is_some_and(|items| items.boolean == Some(false))
        };
        let has_position = members.iter().any(|member| !member.schema.first_items().is_empty());
        if has_position && is_closed || members.iter().any(allows_none) {
            constraints.max_items = Some(0);
        }
        Ok(Typed { remarks, ..Typed::new(Type::List(rest), constraints) })
    }

    /// What is said of the items of a list, unless their type says it.
    fn said_of_items(&self, members: &[Member<'c>], which: Which, item: &Typed) -> Option<Keys> {
        let schema = members.iter().rev().find_map(|member| member.schema.rest_of_items())?;
        let says_itself = matches!(item.ty, Type::Shape(id) if self.shapes[id.0].place == schema.location);
        let said = self.said_of(schema, which, item);
        let description = said.description.clone().filter(|_| !says_itself);
        Some(Keys { description, ..said }).filter(Keys::has_words)
    }

    /// What a list or a map holds. Of collections in collections in collections, the inner ones get a name: nobody reads
    /// such a type.
    pub(super) fn item(&mut self, typed: Typed, schema: &'c Schema, way: &Way) -> Box<Item> {
        const DEEPEST: usize = 1;
        let nullable = typed.nullable && typed.ty != Type::Any;
        if typed.ty.collections() <= DEEPEST {
            return Box::new(Item { ty: typed.ty, nullable });
        }
        if self.collections_in(&typed.ty) > MOST_COLLECTIONS {
            let message = format!("more than {MOST_COLLECTIONS} lists or maps are in each other here");
            let help = "make an object of one of them, with a field for what is inside";
            self.refuse(&rules::VALUE, &schema.location, &message, help);
        }
        let id = self.new_shape(schema, way);
        self.finish_shape(id, schema, ShapeKind::Named(Box::new(Item { ty: typed.ty, nullable: false })));
        Box::new(Item { ty: Type::Shape(id), nullable })
    }

    /// How many lists and maps are in each other, with or without names.
    fn collections_in(&self, ty: &Type) -> usize {
        match ty {
            Type::List(item) | Type::Map(item) => 1 + self.collections_in(&item.ty),
            Type::Shape(id) if !self.undecided.contains_key(id) => match &self.shapes[id.0].kind {
                ShapeKind::Named(item) => self.collections_in(&item.ty),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// An array whose first items have types by their position.
    pub(super) fn tuple(
        &mut self,
        first: &'c Schema,
        members: &[Member<'c>],
        rest: Box<Item>,
        mut constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        let least = constraints.min_items.unwrap_or(0);
        let Items { first: positions, is_closed, .. } = Items::new(members);
        let described = positions.len() as u64;
        let is_closed = is_closed || constraints.max_items.is_some_and(|most| most <= described);
        if is_closed && least > described && is_surely(members, JsonType::Array) {
            let message = format!(
                "no list is valid here: at least {least} items are required, and {described} allowed"
            );
            let help = "require fewer, or describe the items that follow";
            return Err(self.refuse_limits(members, Keyword::MinItems, &message, help));
        }
        if is_closed && least <= described {
            constraints.max_items = Some(constraints.max_items.unwrap_or(described).min(described));
        }
        let key = key(members, way);
        if let Some(&id) = self.tuple_at.get(&key) {
            return Ok(Typed { constraints, ..Typed::shape(id) });
        }
        let id = self.new_shape(first, way);
        self.tuple_at.insert(key, id);
        let mut fields = Vec::new();
        for (position, said) in positions.iter().enumerate() {
            let name = format!("item_{position}");
            let said: Vec<Member<'c>> =
                said.iter().map(|schema| Member::new(schema, &way.to(&name))).collect();
            let mut field = self.field(&position.to_string(), &said)?;
            field.alias.get_or_insert(name);
            field.required = fields.len() < usize::try_from(least).unwrap_or(usize::MAX);
            fields.push(field);
        }
        self.finish_shape(id, first, ShapeKind::Tuple { fields, rest, is_closed });
        Ok(Typed { constraints, ..Typed::shape(id) })
    }
}

/// What is said of each part of a list or a map, and of the parts of these.
pub(super) fn each(step: &str, part: &Typed) -> Remarks {
    let own =
        (part.constraints != Constraints::default()).then(|| (step.to_owned(), part.constraints.clone()));
    let Remarks { limits, keys, under_keys, .. } = &part.remarks;
    // What is under a key of an object is said of its type.
    let limits = limits.iter().filter(|(way, _)| way.starts_with(['[', '{']));
    Remarks {
        limits: own.into_iter().chain(within(step, limits)).collect(),
        keys: within(step, keys).collect(),
        under_keys: within(step, under_keys).collect(),
        ..Remarks::default()
    }
}

/// What is said of parts, by the way from what they are in.
fn within<'s, T: Clone + 's>(
    step: &str,
    said: impl IntoIterator<Item = &'s (String, T)>,
) -> impl Iterator<Item = (String, T)> {
    said.into_iter().map(move |(way, said)| (format!("{step}{way}"), said.clone()))
}

/// Whether a schema allows no items but those that it describes.
fn allows_no_other(schema: &Schema) -> bool {
    let others = schema.rest_of_items().or_else(|| schema.one(Keyword::UnevaluatedItems));
    others.is_some_and(|others| others.boolean == Some(false))
}

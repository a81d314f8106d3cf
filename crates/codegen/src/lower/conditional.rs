//! What holds under a condition only: `if`, `then`, `else` and dependencies.
//!
//! A key that only a condition describes is an optional field. Where the condition does not hold, there may be any value, so
//! its type takes any other, too. What a condition says of the parts of a value that has a type already adds to these: such a
//! part is sent where the condition holds.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use webhook_catalog::NamePattern;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::members::{Branches, Member};
use super::object::{Properties, properties_of};
use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::names::Way;

/// What does not hold for every value.
pub(super) struct Conditional<'c> {
    pub member: Member<'c>,
    /// Whether it is a condition, or in one, and so need not hold at all.
    pub is_test: bool,
}

/// What a condition around a value says of it.
#[derive(Clone)]
pub(super) struct Possible<'c> {
    pub schema: &'c Schema,
    /// Whether it is the condition that says so.
    pub is_test: bool,
}

impl<'c> Lowering<'c, '_> {
    /// The properties that are described under a condition only. What only a condition itself describes has no schemas: any
    /// value may be there where it does not hold.
    pub(super) fn conditional_properties(&self, members: &[Member<'c>]) -> Lowered<Properties<'c>> {
        let mut found = Properties::new();
        for Conditional { member, is_test } in self.conditional_members(members)? {
            for (key, members) in properties_of(&[member]) {
                found.entry(key).or_default().extend(members.into_iter().filter(|_| !is_test));
            }
        }
        Ok(found)
    }

    /// What holds under a condition only, with what is in that, and the conditions.
    pub(super) fn conditional_members(&self, members: &[Member<'c>]) -> Lowered<Vec<Conditional<'c>>> {
        let mut todo: Vec<_> = members.iter().flat_map(|member| conditional(member, false)).collect();
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        while let Some(Conditional { member, is_test }) = todo.pop() {
            for member in self.members(&[member])? {
                if !seen.insert((&member.schema.location, is_test)) {
                    continue;
                }
                // Whatever its branches are, they are no more than possible here.
                let member = Member { branches: Branches::Conditional, ..member };
                todo.extend(conditional(&member, is_test));
                found.push(Conditional { member, is_test });
            }
        }
        Ok(found)
    }

    /// Whether there may be values at a key that none of the conditional schemas is about. There are none where one of two holds
    /// in any case, or where what is said of all other keys holds besides.
    pub(super) fn has_other_values(
        &self,
        key: &str,
        members: &[Member<'c>],
        conditional: &[Conditional<'c>],
    ) -> bool {
        let is_bound = members.iter().any(|member| {
            let schema = member.schema;
            let bounds = |keyword: Keyword| {
                let others = schema.one(keyword);
                others.is_some_and(|others| others.boolean == Some(false) || !others.keywords.is_empty())
            };
            // What another keyword is about is evaluated.
            let others = [Keyword::AdditionalProperties, Keyword::PatternProperties];
            let evaluates = |schema: &Schema| others.iter().any(|keyword| schema.has(*keyword));
            let is_all_evaluated = || {
                members.iter().any(|member| evaluates(member.schema))
                    || conditional.iter().any(|one| evaluates(one.member.schema))
            };
            let mut patterns = schema.map(Keyword::PatternProperties).into_iter().flat_map(|map| map.keys());
            let has_pattern = patterns.any(|pattern| NamePattern::new(pattern).matches(key));
            bounds(Keyword::AdditionalProperties) && !has_pattern
                || bounds(Keyword::UnevaluatedProperties) && !is_all_evaluated()
        });
        let mut seen = HashMap::new();
        !is_bound && !members.iter().any(|member| self.always_describes(member.schema, key, &mut seen))
    }

    /// Whether a schema says something of a key for each value that is valid, whatever holds of its conditions.
    fn always_describes(
        &self,
        schema: &'c Schema,
        key: &str,
        seen: &mut HashMap<&'c Location, bool>,
    ) -> bool {
        if schema.boolean == Some(false)
            || schema.map(Keyword::Properties).is_some_and(|own| own.contains_key(key))
        {
            return true;
        }
        // A definition that includes itself says nothing by that.
        match seen.entry(&schema.location) {
            Entry::Occupied(known) => return *known.get(),
            Entry::Vacant(unknown) => unknown.insert(false),
        };
        let mut describes = |schema: &'c Schema| self.always_describes(schema, key, seen);
        let referred = schema.reference.as_ref().and_then(|_| self.target(schema).ok());
        let both = [Keyword::Then, Keyword::Else].map(|keyword| schema.one(keyword));
        let lists = [Keyword::OneOf, Keyword::AnyOf].into_iter().filter_map(|keyword| schema.list(keyword));
        let always = schema.list(Keyword::AllOf).into_iter().flatten().chain(referred).any(&mut describes)
            || schema.has(Keyword::If) && both.into_iter().all(|branch| branch.is_some_and(&mut describes))
            || lists.into_iter().any(|branches| branches.iter().all(&mut describes));
        seen.insert(&schema.location, always);
        always
    }

    /// Those that may describe parts of a value: fields, or those of items.
    pub(super) fn with_parts(&self, all: impl Iterator<Item = Possible<'c>>) -> Vec<Possible<'c>> {
        let describes = |member: &Member<'c>| {
            let inner = member.schema.all();
            inner.iter().any(|inner| inner.has(Keyword::Properties) || inner.reference.is_some())
        };
        let way = Way::new("");
        all.filter(|one| {
            let members = self.nameless_members(&[Member::new(one.schema, &way)]);
            members.is_ok_and(|members| members.iter().any(describes))
        })
        .collect()
    }

    /// The type of the values that several schemas hold for, with the parts that a condition around them describes.
    /// What that makes has a name of its own, by the way.
    pub(super) fn typed_with(
        &mut self,
        members: &[Member<'c>],
        possible: Vec<Possible<'c>>,
        way: &Way,
    ) -> Lowered<Typed> {
        let nearest = &members.last().ok_or(Reported)?.way;
        // What several definitions make together goes by what includes them: with another one, each may make something else.
        let is_own = nearest.root() == way.root();
        let is_of_one = is_own || members.iter().all(|member| member.way.root() == nearest.root());
        let typed = self.typed_by(members, if is_of_one { nearest } else { way })?;
        if possible.iter().all(|one| self.only_picks(&typed.ty, one.schema, 1)) {
            return Ok(typed);
        }
        let mut members = members.to_vec();
        if let Some(nearest) = members.last_mut() {
            *nearest = Member { way: way.clone(), possible, ..nearest.clone() };
        }
        self.typed_by(&members, way)
    }
}

/// What a member says under a condition, and the condition.
fn conditional<'c>(member: &Member<'c>, is_within_test: bool) -> Vec<Conditional<'c>> {
    let test = member.schema.one(Keyword::If).map(|test| &test.location);
    let of = |schema, is_test| Conditional { member: Member::new(schema, &member.way), is_test };
    let own = member.conditional().map(|schema| (schema, Some(&schema.location) == test));
    let around = member.possible.iter().map(|one| (one.schema, one.is_test));
    own.chain(around).map(|(schema, is_test)| of(schema, is_within_test || is_test)).collect()
}

impl<'c> Member<'c> {
    /// The schemas that hold for a value under a condition only.
    pub(super) fn conditional(&self) -> impl Iterator<Item = &'c Schema> {
        let schema = self.schema;
        let one = [Keyword::If, Keyword::Then, Keyword::Else];
        let one = one.into_iter().filter_map(|keyword| schema.one(keyword));
        let maps = [Keyword::DependentSchemas, Keyword::Dependencies];
        let maps = maps.into_iter().filter_map(|keyword| schema.map(keyword)).flat_map(|map| map.values());
        let lists = match self.branches {
            Branches::Conditional => [Keyword::OneOf, Keyword::AnyOf].as_slice(),
            Branches::Alternatives | Branches::Chosen => &[],
        };
        one.chain(maps).chain(lists.iter().filter_map(|keyword| schema.list(*keyword)).flatten())
    }
}

//! Everything that a schema says of one value: by itself, by what it refers to, and by what it includes.

use std::collections::HashSet;

use indexmap::IndexMap;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Role, Schema};

use super::conditional::Possible;
use super::types::types_listed;
use super::{Lowered, Lowering, Reported};
use crate::names::Way;

/// A schema that a value has to be valid against.
#[derive(Clone)]
pub(super) struct Member<'c> {
    pub schema: &'c Schema,
    /// The way to it, for what is in it and has no name of its own.
    pub way: Way,
    /// What its `oneOf` and `anyOf` are to the value.
    pub branches: Branches,
    /// Whether what it includes and refers to are members next to it: followed once more, a definition would be one of
    /// its branches and all of them at once.
    pub is_part: bool,
    /// What a condition around it says of its value.
    pub possible: Vec<Possible<'c>>,
}

/// What the branches of a schema are to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Branches {
    /// The value is one of them.
    Alternatives,
    /// Of the first keyword that has any, but for a list of types, one is a member itself.
    Chosen,
    /// They say what else there may be.
    Conditional,
}

impl<'c> Member<'c> {
    pub(super) fn new(schema: &'c Schema, way: &Way) -> Self {
        Self {
            schema,
            way: way.clone(),
            branches: Branches::Alternatives,
            is_part: false,
            possible: Vec::new(),
        }
    }

    /// Whether something is said of the value, other than by reference.
    pub(super) fn says_something(&self) -> bool {
        self.schema.nullable
            || self.schema.boolean == Some(false)
            || !self.possible.is_empty()
            || self.schema.keywords.iter().any(|keyword| match keyword {
                Keyword::AllOf => false,
                Keyword::OneOf | Keyword::AnyOf => {
                    let says_types =
                        || self.schema.list(*keyword).is_some_and(|own| types_listed(own).is_some());
                    self.branches != Branches::Chosen || says_types()
                }
                keyword => matches!(
                    keyword.role(),
                    Role::Asserts | Role::AppliesInPlace(_) | Role::AppliesToParts(_)
                ),
            })
    }
}

/// Whether a branch was chosen, which is among the members.
pub(super) fn has_chosen(members: &[Member<'_>]) -> bool {
    members.iter().any(|member| member.branches == Branches::Chosen)
}

/// What says which way a definition goes by.
type WayOf<'c, L> = fn(&L, &'c Schema) -> Way;

/// What a value has to be valid against, one step on: references are not followed.
#[derive(Default)]
pub(super) struct Parts<'c> {
    /// Schemas that say something themselves.
    pub own: Vec<Member<'c>>,
    /// Schemas that only speak to people, next to what they include or refer to.
    pub silent: Vec<Member<'c>>,
    /// What is referred to, each once.
    pub definitions: Vec<&'c Schema>,
    /// Whether no value is valid.
    pub is_never: bool,
}

impl<'c> Lowering<'c, '_> {
    /// The parts of members: what they include by `allOf`, and what they refer to.
    pub(super) fn parts(&self, members: &[Member<'c>]) -> Lowered<Parts<'c>> {
        let mut parts = Parts::default();
        for member in members {
            self.add_parts(member, &mut parts)?;
        }
        if parts.definitions.len() > 1 {
            let mut seen = HashSet::new();
            parts.definitions.retain(|definition| seen.insert(&definition.location));
        }
        Ok(parts)
    }

    fn add_parts(&self, member: &Member<'c>, parts: &mut Parts<'c>) -> Lowered<()> {
        let schema = member.schema;
        parts.is_never |= schema.boolean == Some(false);
        if member.is_part {
            parts.own.push(member.clone());
            return Ok(());
        }
        if schema.reference.is_some() {
            parts.definitions.push(self.target(schema)?);
        }
        for part in schema.list(Keyword::AllOf).unwrap_or_default() {
            self.add_parts(&Member::new(part, &member.way), parts)?;
        }
        if member.says_something() {
            parts.own.push(Member { is_part: true, ..member.clone() });
        } else {
            parts.silent.push(member.clone());
        }
        Ok(())
    }

    /// Every schema that says something of a value itself. What is in a definition goes by the definition's name,
    /// whoever refers to it.
    pub(super) fn members(&self, members: &[Member<'c>]) -> Lowered<Vec<Member<'c>>> {
        self.members_by(members, Self::way_of)
    }

    /// The same for whoever asks only what is said: the ways are of no use. To ask for a name asks what branches say.
    pub(super) fn nameless_members(&self, members: &[Member<'c>]) -> Lowered<Vec<Member<'c>>> {
        self.members_by(members, |_, _| Way::new(""))
    }

    fn members_by(&self, members: &[Member<'c>], way_of: WayOf<'c, Self>) -> Lowered<Vec<Member<'c>>> {
        let mut all = Vec::new();
        self.add_members(members, way_of, &mut all, &mut HashSet::new())?;
        // What is included twice says nothing new the second time.
        if all.len() > 1 {
            let mut seen = HashSet::new();
            all.retain(|member| seen.insert((&member.schema.location, member.branches)));
        }
        Ok(all)
    }

    /// Adds what is in definitions first, and each definition once, however many lead to it.
    fn add_members(
        &self,
        members: &[Member<'c>],
        way_of: WayOf<'c, Self>,
        all: &mut Vec<Member<'c>>,
        added: &mut HashSet<&'c Location>,
    ) -> Lowered<()> {
        let Parts { own, definitions, .. } = self.parts(members)?;
        for target in definitions {
            if added.insert(&target.location) {
                self.add_members(&[Member::new(target, &way_of(self, target))], way_of, all, added)?;
            }
        }
        all.extend(own);
        Ok(())
    }

    /// The schema that a `$ref` leads to. What leads nowhere was reported when the catalog was loaded.
    pub(super) fn target(&self, schema: &Schema) -> Lowered<&'c Schema> {
        self.catalog.target(schema).ok_or(Reported)
    }
}

/// Properties by key, each with what is said of it.
pub(super) type Properties<'c> = IndexMap<&'c str, Vec<Member<'c>>>;

/// The properties that members describe. A key that may not be there is not a field.
pub(super) fn properties_of<'c>(members: &[Member<'c>]) -> Properties<'c> {
    let mut properties = Properties::new();
    for member in members {
        for (key, schema) in member.schema.map(Keyword::Properties).into_iter().flatten() {
            if schema.boolean != Some(false) {
                properties.entry(key).or_default().push(Member::new(schema, &member.way.to(key)));
            }
        }
    }
    properties
}

/// The keys that members require.
pub(super) fn required_of<'c>(members: &[Member<'c>]) -> Vec<&'c str> {
    members
        .iter()
        .flat_map(|member| member.schema.required.iter())
        .map(|required| required.key.as_str())
        .collect()
}

/// What tells shapes apart that have no name of their own: what their names start from, and the schemas that they are made of.
pub(super) type Key = (String, Vec<(Location, Branches)>);

pub(super) fn key(members: &[Member<'_>], way: &Way) -> Key {
    let possible = |member: &Member<'_>| {
        let all = member.possible.iter().map(|one| (one.schema.location.clone(), Branches::Conditional));
        all.collect::<Vec<_>>()
    };
    let one = |member: &Member<'_>| (member.schema.location.clone(), member.branches);
    let all = members.iter().flat_map(|member| std::iter::once(one(member)).chain(possible(member)));
    (way.root().to_owned(), all.collect())
}

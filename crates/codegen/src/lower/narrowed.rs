//! What one event says of a field of the envelope beyond limits. The field's type is that of all events, so this is told.

use std::collections::HashSet;

use webhook_schema::Location;
use webhook_schema::model::{Constraints, Keyword, Role, Schema};

use super::clauses::Object;
use super::members::{Member, Properties, properties_of};
use super::types::common_types;
use super::{Lowered, Lowering};
use crate::ir::Remarks;
use crate::keywords;
use crate::names::Way;

/// Keywords that say of other keys what they are.
const OTHERS: [Keyword; 2] = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];

impl<'c> Lowering<'c, '_> {
    /// A property that an event describes in an object of the envelope whose type has no place for it.
    pub(super) fn added(
        &self,
        shared: &[Member<'c>],
        own: &[Member<'c>],
    ) -> Lowered<Option<(&'c str, Location)>> {
        self.added_in(shared, own, &mut HashSet::new())
    }

    fn added_in(
        &self,
        shared: &[Member<'c>],
        own: &[Member<'c>],
        seen: &mut HashSet<&'c Location>,
    ) -> Lowered<Option<(&'c str, Location)>> {
        let (shared, own) = (self.nameless_members(shared)?, self.nameless_members(own)?);
        let known = properties_of(&shared);
        // What is not a struct keeps every key.
        let keeps_others = known.is_empty() || shared.iter().any(|member| has_others(member.schema));
        for (key, said) in properties_of(&own) {
            let new = said.iter().filter(|member| seen.insert(&member.schema.location));
            let new: Vec<Member<'c>> = new.cloned().collect();
            let found = match known.get(key) {
                Some(known) => self.added_in(known, &new, seen)?,
                None if keeps_others => None,
                None => {
                    let says = |member: &&Member<'c>| !says_nothing(member.schema);
                    new.iter().find(says).map(|member| (key, member.schema.location.clone()))
                }
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Refuses what an event says of a value, and of what is in it, where that leaves no value of what all events say. That there
    /// is never one is no contradiction.
    pub(super) fn refuse_contradicting(
        &mut self,
        shared: &[Member<'c>],
        own: &[Member<'c>],
        seen: &mut HashSet<&'c Location>,
    ) -> Lowered<()> {
        let (shared, own) = (self.nameless_members(shared)?, self.nameless_members(own)?);
        let new = own.into_iter().filter(|member| {
            let is_shared = shared.iter().any(|known| known.schema.location == member.schema.location);
            !is_shared && seen.insert(&member.schema.location)
        });
        let new: Vec<Member<'c>> = new.collect();
        let is_never = new.iter().any(|member| member.schema.boolean == Some(false));
        if shared.is_empty() || new.is_empty() || is_never {
            return Ok(());
        }
        self.refuse_contradictions(&[&shared[..], &new[..]].concat())?;
        let known = properties_of(&shared);
        for (key, said) in properties_of(&new) {
            if let Some(known) = known.get(key) {
                self.refuse_contradicting(known, &said, seen)?;
            }
        }
        Ok(())
    }

    /// Quotes what is neither a limit nor told in words, of the keywords in question.
    pub(super) fn quote_narrowing(
        &mut self,
        shared: &[Member<'c>],
        own: &[Member<'c>],
        in_question: impl Fn(Keyword) -> bool,
        remarks: &mut Remarks,
    ) {
        let known = properties_of(shared);
        for schema in own.iter().map(|member| member.schema) {
            for keyword in schema.keywords.iter().copied().filter(|keyword| in_question(*keyword)) {
                if self.is_told(schema, keyword, &known) || self.is_shared(shared, schema, keyword) {
                    continue;
                }
                let Some(value) = self.value_of(schema, keyword).cloned() else { continue };
                let said = (keyword, value);
                if !remarks.others.contains(&said) {
                    remarks.others.push(said);
                    let name = keyword.as_str();
                    self.note(schema, format!("no type is made of `{name}`: it is documented as it stands"));
                }
            }
        }
    }

    /// Whether what a schema says by a keyword is said of all events, too. What refers to something may mean another in another
    /// file.
    fn is_shared(&self, shared: &[Member<'c>], schema: &'c Schema, keyword: Keyword) -> bool {
        let here = self.value_of(schema, keyword);
        let refers = || schema.subschemas().flat_map(Schema::all).any(|inner| inner.reference.is_some());
        here.is_some_and(|here| {
            shared.iter().any(|known| {
                let is_near = || known.schema.location.file == schema.location.file;
                self.value_of(known.schema, keyword) == Some(here) && (is_near() || !refers())
            })
        })
    }

    /// Whether a keyword says nothing, or is told in words.
    fn is_told(&self, schema: &'c Schema, keyword: Keyword, known: &Properties<'c>) -> bool {
        let object = Object { is_sure: &|_| false, is_field: &|_, _| false };
        match keyword {
            Keyword::AnyOf | Keyword::OneOf => {
                let branches = schema.list(keyword).unwrap_or_default();
                let is_idle = keyword == Keyword::AnyOf && branches.iter().any(says_nothing);
                is_idle || object.choice(schema, keyword).is_some()
            }
            Keyword::Properties => self.are_told(schema, known),
            // A sender may add keys.
            Keyword::AdditionalProperties | Keyword::UnevaluatedProperties => {
                schema.one(keyword).is_some_and(|others| others.boolean.is_some() || says_nothing(others))
            }
            _ => false,
        }
    }

    /// Whether all that is said of the parts of an object is told in words: values, limits, and what is required.
    fn are_told(&self, schema: &'c Schema, known: &Properties<'c>) -> bool {
        let mut properties = schema.map(Keyword::Properties).into_iter().flatten();
        properties.all(|(key, inner)| {
            let shared = known.get(&**key).map(Vec::as_slice).unwrap_or_default();
            self.nameless_members(shared).is_ok_and(|shared| self.is_told_inside(inner, &shared))
        })
    }

    fn is_told_inside(&self, schema: &'c Schema, shared: &[Member<'c>]) -> bool {
        let is_told = |keyword: &Keyword| match keyword {
            Keyword::Type => {
                let types = |members: &[Member<'c>]| common_types(members).ok().flatten();
                let own = Member::new(schema, &Way::new(""));
                schema.is_null() || schema.lists().next().is_some() || types(&[own]) == types(shared)
            }
            Keyword::Enum | Keyword::Required => true,
            Keyword::AllOf => {
                let mut parts = schema.list(Keyword::AllOf).into_iter().flatten();
                parts.all(|part| self.is_told_inside(part, shared))
            }
            Keyword::Properties => self.are_told(schema, &properties_of(shared)),
            keyword => keyword.is_annotation() || Constraints::KEYWORDS.contains(keyword),
        };
        schema.boolean != Some(false) && schema.keywords.iter().all(is_told)
    }
}

/// Whether any value is valid, as far as a schema says by itself.
pub(super) fn says_nothing(schema: &Schema) -> bool {
    schema.boolean != Some(false) && schema.keywords.iter().all(|keyword| keyword.is_annotation())
}

/// Whether a schema describes other keys than its properties.
fn has_others(schema: &Schema) -> bool {
    let is_map = |others: &Schema| others.boolean.is_none() && !others.keywords.is_empty();
    schema.has(Keyword::PatternProperties)
        || OTHERS.iter().any(|keyword| schema.one(*keyword).is_some_and(is_map))
}

/// Whether a keyword holds schemas that are told nowhere else.
pub(super) fn holds_parts(keyword: Keyword) -> bool {
    matches!(keyword.role(), Role::AppliesInPlace(_) | Role::AppliesToParts(_))
        && keyword != Keyword::AllOf
        && !keywords::is_quoted(keyword)
}

//! Keys that have to be there, and of whose values nothing is said.

use std::collections::HashSet;

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Location, Rare, closest};

use super::annotations::Named;
use super::conditional::Conditional;
use super::members::{Branches, Member, Properties};
use super::{Lowered, Lowering};
use crate::ir::{Field, Type};
use crate::names::Way;
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// Fields for the keys that are required under a condition only, and that no schema of the object describes. What another
    /// branch describes is a field of that one.
    pub(super) fn undescribed_where(
        &mut self,
        members: &[Member<'c>],
        conditional: &[Conditional<'c>],
        properties: &Properties<'c>,
        required: &HashSet<&str>,
    ) -> Lowered<Vec<Field>> {
        let is_known = |key: &str| properties.contains_key(key) || required.contains(key);
        let mut asked = Vec::new();
        for member in members {
            ask_by_others(member.schema, &is_known, &mut asked);
            for branch in self.branches_that_require(member)? {
                ask(branch, &is_known, &mut asked);
            }
        }
        for one in conditional.iter().filter(|one| !one.is_test) {
            ask(one.member.schema, &is_known, &mut asked);
        }
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let described = self.described_in(members);
        let mut seen = HashSet::new();
        asked.retain(|(key, _)| !described.contains(key) && seen.insert(*key));
        let mut fields = Vec::new();
        for (key, place) in asked {
            self.refuse_slip(key, &place, properties.keys().copied().chain(described.iter().copied()));
            fields.push(Field { required: false, ..self.undescribed(key, &place) });
        }
        Ok(fields)
    }

    /// The branches of a schema that do no more than require keys, with what is in them.
    fn branches_that_require(&self, member: &Member<'c>) -> Lowered<Vec<&'c Schema>> {
        if member.branches != Branches::Alternatives {
            return Ok(Vec::new());
        }
        let branches = member.schema.choices().flatten();
        let branches: Vec<Member<'c>> = branches.map(|branch| Member::new(branch, &Way::new(""))).collect();
        Ok(self.nameless_members(&branches)?.into_iter().map(|member| member.schema).collect())
    }

    /// Every key that is described of an object, whatever that depends on.
    fn described_in(&self, members: &[Member<'c>]) -> HashSet<&'c str> {
        let mut open: Vec<&'c Schema> = members.iter().map(|member| member.schema).collect();
        let mut seen = HashSet::new();
        let mut described = HashSet::new();
        while let Some(schema) = open.pop() {
            if seen.insert(&schema.location) {
                described
                    .extend(schema.map(Keyword::Properties).into_iter().flatten().map(|(key, _)| &**key));
                open.extend(schema.in_place());
                open.extend(self.catalog.target(schema));
            }
        }
        described
    }

    /// A key that is always there, of whose value nothing is said. Where just `required` names it, only the index can give it a
    /// name in code.
    pub(super) fn undescribed(&self, key: &str, place: &Location) -> Field {
        let alias = match self.catalog.at(place) {
            Some(schema) => self.alias(schema, Named::Field),
            None => self.catalog.index.rust_name(place).map(str::to_owned),
        };
        Field {
            key: key.to_owned(),
            alias: alias.into(),
            ty: Type::Any,
            told: None,
            implied: false,
            required: true,
            nullable: true,
            description: Default::default(),
            constraints: Rare::default(),
            remarks: Rare::default(),
            place: place.clone(),
        }
    }

    /// Reports a required key that is probably a slip of one that is described, unless that was said for an example that
    /// lacks it.
    pub(super) fn refuse_slip<'k>(
        &mut self,
        key: &str,
        at: &Location,
        described: impl Iterator<Item = &'k str>,
    ) {
        // `id` next to `@id` is none.
        let letters = |key: &str| key.replace(|letter: char| !letter.is_alphanumeric(), "");
        let described = described.filter(|other| letters(other) != letters(key));
        let Some(meant) = closest(key, described).filter(|_| key.len() > 3) else { return };
        let found = Diagnostic::at_value(
            &rules::OBJECT,
            at.clone(),
            format!("the required property `{key}` is not described"),
            format!("did you mean `{meant}`?"),
        );
        if !self.diagnostics.iter().any(|told| told.at == found.at && told.message == found.message) {
            self.diagnostics.forget_what_follows(at);
            self.report(found);
        }
    }
}

/// Adds the keys that a schema requires and that are not known, each with where it says so.
fn ask<'c>(schema: &'c Schema, is_known: &dyn Fn(&str) -> bool, asked: &mut Vec<(&'c str, Location)>) {
    let required = schema.required.iter().filter(|required| !is_known(&required.key));
    asked.extend(required.map(|required| (&*required.key, schema.location_of_required(required))));
    ask_by_others(schema, is_known, asked);
}

/// Adds those that it requires where another one is there.
fn ask_by_others<'c>(
    schema: &'c Schema,
    is_known: &dyn Fn(&str) -> bool,
    asked: &mut Vec<(&'c str, Location)>,
) {
    let keywords = [Keyword::DependentRequired, Keyword::Dependencies];
    let Some(keyword) = keywords.into_iter().find(|keyword| schema.has(*keyword)) else { return };
    for (other, keys) in schema.seldom.dependent_required.iter() {
        let place = |number: usize| schema.location_of(keyword).child(other).child(&number.to_string());
        let unknown = keys.iter().enumerate().filter(|(_, key)| !is_known(key));
        asked.extend(unknown.map(|(number, key)| (key.as_str(), place(number))));
    }
}

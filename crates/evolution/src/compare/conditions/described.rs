//! Properties that are described only where a condition holds.

use webhook_schema::code;
use webhook_schema::model::{Keyword, Schema};

use super::super::objects::Objects;
use super::super::unevaluated::described;
use super::super::{Comparer, Found, Place, Worst};
use super::gather::conditions;
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Property;
use crate::facts::{Entries, is_valid, parts};
use crate::rules;
use crate::sample::Search;
use crate::verdict::Compatibility;

impl<'c> Comparer<'c> {
    /// Tells of a property that the newer version describes only where a condition holds; says whether it is one.
    pub(in super::super) fn made_conditional(
        &mut self,
        objects: &Objects<'c>,
        name: &str,
        old: &Property<'c>,
        found: &mut Found,
    ) -> bool {
        let said = described(self.after, &objects.ones.1, name);
        let Some(first) = said.first() else { return false };
        if objects.after.certainly_rules_out(name) {
            return false;
        }
        let new = Property::new(first.location.clone(), said.clone());
        objects.compare_required(name, old, &new, found);
        let either = self.either(objects, name);
        let when = match &either {
            Some(_) => "only under `then` and `else`",
            None => "only where a condition holds",
        };
        let held = either.map_or_else(|| held(objects, name, &said), Vec::from);
        let place = Place { before: old.at.clone(), after: objects.after(&old.at) };
        let mut worst = Worst::default();
        held.iter().for_each(|held| worst.add(self.worst_of(&old.entries, held, &place)));
        let elsewhere = match held.iter().any(Vec::is_empty) {
            true => ", and may be any value elsewhere",
            false => "",
        };
        let message = format!("{} is described {when} now{elsewhere}", code(name));
        let change = Change::new(&rules::PROPERTY_MADE_CONDITIONAL, message).detail(name);
        let change = change.before(&old.at).after(&new.at);
        found.push(match (worst.is_open, worst.allows_no_more()) {
            (true, _) => change,
            (_, true) => change.wire(Compatibility::Safe).strict(Compatibility::Safe).help(super::TYPES_ONLY),
            _ => {
                let change = change.wire(worst.verdict.wire).strict(worst.verdict.strict);
                change.put(self.elsewhere(objects, name, old))
            }
        });
        true
    }

    /// What `then` and `else` of one schema say of a property, where both describe it: one of the two holds in any case.
    fn either(&self, objects: &Objects<'c>, name: &str) -> Option<[Entries<'c>; 2]> {
        let always = |schema: &'c Schema| -> Entries<'c> {
            let all = parts(self.after, schema).into_iter();
            all.filter_map(|part| part.map(Keyword::Properties)?.get(name)).collect()
        };
        let mut members = objects.ones.1.members.iter().map(|member| member.schema);
        members.find_map(|schema| {
            let either = [schema.one(Keyword::Then)?, schema.one(Keyword::Else)?].map(always);
            (schema.has(Keyword::If) && either.iter().all(|held| !held.is_empty())).then_some(either)
        })
    }

    /// Objects with a value at a key that was ruled out before.
    fn elsewhere(&self, objects: &Objects<'c>, name: &str, old: &Property<'c>) -> Vec<serde_json::Value> {
        let (before, after) = &objects.ones;
        let Some(older) = before.counterpart(&old.at) else { return Vec::new() };
        let hints = conditions(after, Kinds::OBJECT).into_iter().flat_map(|condition| condition.schemas);
        let search = Search {
            before: self.before,
            after: self.after,
            newer: after,
            older,
            hints: (Vec::new(), hints.collect()),
            keys: vec![name.to_owned()],
        };
        let mut values = search.values(Kinds::OBJECT);
        values
            .retain(|value| value.get(name).is_some_and(|value| !is_valid(self.before, &old.entries, value)));
        values
    }
}

/// What may be at a key that is described under conditions only, as each of the things that it may be.
fn held<'c>(objects: &Objects<'c>, name: &str, said: &Entries<'c>) -> Vec<Entries<'c>> {
    let mut members = objects.ones.1.members.iter().map(|member| member.schema);
    // What a condition describes is not held against `unevaluatedProperties`.
    let is_left = members.any(|schema| schema.has(Keyword::UnevaluatedProperties));
    let evaluated = said.iter().filter(|_| is_left).map(|held| vec![*held]);
    let rest = objects.after.rest_for(name);
    rest.closed.is_none().then_some(rest.entries).into_iter().chain(evaluated).collect()
}

//! Properties that are described, or asked for, only where a condition holds.

use webhook_schema::code;
use webhook_schema::model::{Keyword, Schema};

use super::super::objects::Objects;
use super::super::unevaluated::evaluated::described;
use super::super::{Comparer, Found, Place, Worst};
use super::asked_for;
use super::gather::conditions;
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Property;
use crate::facts::{Entries, is_valid, parts};
use crate::rules;
use crate::sample::Search;
use crate::verdict::Compatibility;

impl<'c> Comparer<'c> {
    /// Tells of a property that the newer version describes, or at least asks for, only where a condition holds; says whether it
    /// is one.
    pub(in super::super) fn made_conditional(
        &mut self,
        objects: &Objects<'c>,
        name: &str,
        old: &Property<'c>,
        found: &mut Found,
    ) -> bool {
        if objects.after.certainly_rules_out(name) {
            return false;
        }
        let said = described(self.after, &objects.ones.1, name);
        let described_at = said.first().map(|first| first.location.clone());
        let at = described_at.or_else(|| asked_for(self.after, &objects.ones.1, name));
        let Some(at) = at else { return false };
        let new = Property::new(at, said.clone());
        self.compare_required(objects, name, old, &new, found);
        let either = self.either(objects, name);
        let now = match (said.is_empty(), &either) {
            (true, _) => "asked for where a condition holds, and no longer described",
            (_, Some(_)) => "described only under `then` and `else` now",
            (_, None) => "described only where a condition holds now",
        };
        let held = either.map_or_else(|| held(objects, name, &said), Vec::from);
        let place = Place { before: old.at.clone(), after: objects.after(&old.at) };
        let mut worst = Worst::default();
        held.iter().for_each(|held| worst.add(self.worst_of(&old.entries, held, &place)));
        let more = match (held.iter().any(Vec::is_empty), said.is_empty()) {
            (false, _) => "",
            (true, true) => ": it may be any value now",
            (true, false) => ", and may be any value elsewhere",
        };
        let message = format!("{} is {now}{more}", code(name));
        let change = Change::new(&rules::PROPERTY_MADE_CONDITIONAL, message).detail(name);
        let change = change.before(&old.at).after(&new.at);
        let change = match (worst.is_open, worst.allows_no_more()) {
            (true, _) => change,
            (_, true) => super::held(change),
            _ => {
                let change = change.wire(worst.verdict.wire).strict(worst.verdict.strict);
                change.put(self.elsewhere(objects, name, old))
            }
        };
        // Where the condition does not hold, it may be gone.
        let is_missed = said.is_empty() && change.verdict.wire == Compatibility::Safe;
        found.push(if is_missed {
            change.wire(Compatibility::Risky).help(rules::PROPERTY_MADE_CONDITIONAL.instead)
        } else {
            change
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

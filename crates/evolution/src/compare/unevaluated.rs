//! What `unevaluatedProperties` and `unevaluatedItems` are about: what no schema in the same place evaluates, whether it holds
//! always or under a condition.
//!
//! What has a name or a place in the schemas that always hold is compared as such. This is about the rest of it: conditions that
//! evaluate more, and schemas next to the keyword whose properties it does not see.

pub(super) mod evaluated;
mod respelled;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::Pattern;

use self::evaluated::{CONDITIONS, Evaluated, Parts, conditions_of, unevaluated};
use super::conditions::UNPROVEN;
use super::objects::{Objects, TYPE_OF_THE_OTHERS};
use super::others::BEYOND_MAP;
use super::{Comparer, Found, One, Place};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::rule::Rule;
use crate::rules;
use crate::sample::Search;
use crate::verdict::{Bump, Compatibility};

/// What a keyword no longer applies to.
struct Loss<'e, 'c> {
    /// What it said of that.
    left: Option<&'c Schema>,
    older: &'e Evaluated<'c>,
    newer: &'e Evaluated<'c>,
    verdict: Compatibility,
}

impl<'c> Comparer<'c> {
    /// Notes that something may be there which was not evaluated, and ruled out by that.
    pub(super) fn compare_unevaluated(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let keyword = unevaluated(kind);
        let (olds, news) = (owners(before, keyword), owners(after, keyword));
        let news: Vec<_> =
            news.into_iter().map(|new| (new, Evaluated::by(self.after, after, kind, new))).collect();
        let of_contains = [&rules::CONTAINS_TIGHTENED, &rules::CONTAINS_LOOSENED];
        let is_told = found.changes.iter().any(|change| {
            of_contains.contains(&change.rule) && change.verdict.strict == Compatibility::Breaking
        });
        for old in olds {
            let older = Evaluated::by(self.before, before, kind, old);
            let [(new, newer), ..] = &news[..] else {
                // What it saw is told where the properties and items are compared that nothing is said of.
                if older.hides_any() && !self.is_said_plainly(old, &older, after) {
                    let at = [old.location_of(keyword), after.around(&old.location)];
                    let is_skipped = is_skipped(keyword, old.one(keyword));
                    let wire = if is_skipped { Compatibility::Safe } else { Compatibility::Risky };
                    found.push(told(keyword, at).help(UNPROVEN).strict(Compatibility::Risky).wire(wire));
                }
                continue;
            };
            if news.iter().any(|(new, newer)| !self.evaluates_more((old, &older), (new, newer), is_told)) {
                continue;
            }
            let more_keys = self.more_keys(&older, newer);
            let search = Search {
                before: self.before,
                after: self.after,
                newer: after,
                older: old,
                hints: (vec![old], newer.hints(new)),
                keys: more_keys,
            };
            let values = search.values(kind);
            let verdict = if values.is_empty() { Compatibility::Risky } else { Compatibility::Breaking };
            let change = told(keyword, [old, new].map(|schema| schema.location_of(keyword)));
            let loss = Loss { left: old.one(keyword), older: &older, newer, verdict };
            let change = self.judged(change, keyword, &loss, values);
            found.push(match older.contains_by_draft_only(newer) {
                // Validators differ on what is contained in the older draft, so that no body need show it.
                true => change.wire(Compatibility::Breaking).strict(Compatibility::Breaking),
                false => change,
            });
        }
        self.compare_respelled((before, after), kind, is_told, found);
        self.compare_respelled_plainly(before, after, kind, found);
    }

    /// Whether a part of a value may be evaluated in the newer version, and was not in the older one; of what is contained it may
    /// be told already.
    fn evaluates_more(
        &mut self,
        (old, older): (&'c Schema, &Evaluated<'c>),
        (new, newer): (&'c Schema, &Evaluated<'c>),
        is_told: bool,
    ) -> bool {
        let place = Place { before: old.location.clone(), after: new.location.clone() };
        let conditional = self.conditional_parts(older, newer);
        let contained: Vec<&Schema> = newer
            .always
            .contained
            .iter()
            .filter(|_| !is_told)
            .chain(&conditional.contained)
            .copied()
            .collect();
        newer.has_rest && !older.has_rest && !older.always.is_all
            || older.hides_what(&newer.always)
            || !older.always.has(&conditional)
            || !older.always.is_all
                && contained.into_iter().any(|new| {
                    let mut olds = older.always.contained.iter();
                    !olds.any(|old| self.worst_of(&[*old], &[new], &place).allows_no_more())
                })
    }

    /// What the newer version evaluates under conditions, and by other branches, that the older one does not have.
    fn conditional_parts(&mut self, older: &Evaluated<'c>, newer: &Evaluated<'c>) -> Parts<'c> {
        let conditional = newer
            .conditional
            .iter()
            .filter(|owner| !older.conditional.iter().any(|old| self.have_same_conditions(old, owner)));
        let mut todo: Vec<Vec<&'c Schema>> = conditional.map(|owner| conditions_of(owner)).collect();
        for new in &newer.others {
            let mut olds = older.others.iter();
            if !olds.any(|old| self.evaluates_no_more((older, old), (newer, new))) {
                todo.push(vec![new]);
            }
        }
        let mut parts = Parts::default();
        todo.into_iter().for_each(|schemas| parts.add(newer.by_itself(schemas)));
        parts
    }

    /// Whether a branch evaluates nothing that an older one does not, of which a value is where it is of the newer one.
    fn evaluates_no_more(
        &mut self,
        (older, old): (&Evaluated<'c>, &'c Schema),
        (newer, new): (&Evaluated<'c>, &'c Schema),
    ) -> bool {
        let (own, others) = (older.by_itself(vec![old]), newer.by_itself(vec![new]));
        self.same(old, new) || own.has(&others) && others.contained.is_empty() && self.is_no_wider(old, new)
    }

    fn have_same_conditions(&self, old: &'c Schema, new: &'c Schema) -> bool {
        let (olds, news) = (conditions_of(old), conditions_of(new));
        let shape = |schema: &Schema| CONDITIONS.map(|keyword| schema.has(keyword));
        shape(old) == shape(new)
            && olds.len() == news.len()
            && olds.into_iter().zip(news).all(|(old, new)| self.same(old, new))
    }

    /// A change by which a keyword applies to less, as these values show.
    fn judged(
        &mut self,
        change: Change,
        keyword: Keyword,
        loss: &Loss<'_, 'c>,
        mut values: Vec<Value>,
    ) -> Change {
        let change = if values.is_empty() { change.help(UNPROVEN) } else { change };
        let change = change.rust(Bump::Patch).strict(loss.verdict);
        if !is_skipped(keyword, loss.left) {
            return change.wire(loss.verdict).put(values);
        }
        let (older, newer) = (loss.older, loss.newer);
        let objects = Objects::of(&older.one, &newer.one);
        let known = Evaluated::described(self.before, &older.one, older.kind);
        let mut now = self.conditional_parts(older, newer);
        now.add(newer.always.clone());
        let mut added = now.beyond(&known).into_iter();
        let Some(after) = change.after.clone() else { return change.put(values) };
        if added.all(|held| self.map_reads(&objects, &[held], &after)) {
            return change.wire(Compatibility::Safe).put(values);
        }
        let fields: Vec<&str> = known.names.keys().copied().collect();
        values.sort_by_key(|value| !self.is_beyond_map(&objects, &fields, value));
        let is_shown = values.first().is_some_and(|value| self.is_beyond_map(&objects, &fields, value));
        let wire = if is_shown { Compatibility::Breaking } else { Compatibility::Risky };
        let message = format!("{}, {BEYOND_MAP}", change.message);
        Change { message, ..change }.help(TYPE_OF_THE_OTHERS).wire(wire).put(values)
    }

    /// The names that are evaluated now, and were not always, with those that conditions ask for.
    fn more_keys(&mut self, older: &Evaluated<'c>, newer: &Evaluated<'c>) -> Vec<String> {
        let conditional = self.conditional_parts(older, newer);
        let now = newer.always.names.keys().chain(conditional.names.keys());
        let more = now.filter(|name| !older.always.names.contains_key(*name)).map(|name| (*name).to_owned());
        let patterns =
            conditional.patterns.keys().filter(|pattern| !older.always.patterns.contains_key(*pattern));
        let matching = patterns.filter_map(|pattern| Pattern::texts(pattern).into_iter().next());
        let any = conditional.is_all.then(|| "example".to_owned());
        let asked = newer.conditional.iter().flat_map(|owner| conditions_of(owner));
        let asked = asked.flat_map(|schema| schema.required.iter()).map(|entry| entry.key.to_string());
        let dependent = newer.conditional.iter().filter_map(|owner| owner.map(Keyword::DependentSchemas));
        let dependent = dependent.flatten().map(|(key, _)| (**key).to_owned());
        more.chain(matching).chain(any).chain(asked).chain(dependent).collect()
    }
}

/// The schemas of an alternative for which something must not be left over.
fn owners<'c>(one: &One<'c>, keyword: Keyword) -> Vec<&'c Schema> {
    let all = one.members.iter().map(|member| member.schema);
    all.filter(|schema| schema.one(keyword).is_some_and(|left| left.boolean != Some(true))).collect()
}

/// The rule about parts that the keyword no longer applies to, and what they are called.
fn allowed(keyword: Keyword) -> (&'static Rule, &'static str) {
    match keyword {
        Keyword::UnevaluatedProperties => (&rules::ADDITIONAL_ALLOWED, "properties"),
        _ => (&rules::ITEMS_ALLOWED, "items"),
    }
}

fn told(keyword: Keyword, [before, after]: [Location; 2]) -> Change {
    let (rule, what) = allowed(keyword);
    let message = format!(
        "`{}` no longer applies to all {what} that it applied to: schemas next to it, or under a condition, evaluate more",
        keyword.as_str()
    );
    let change = Change::new(rule, message).before(&before).after(&after).detail(keyword.as_str());
    change.rust(Bump::Patch)
}

/// Whether those who read leniently skip what a keyword said that there is not.
fn is_skipped(keyword: Keyword, left: Option<&Schema>) -> bool {
    keyword == Keyword::UnevaluatedProperties && left.is_some_and(|left| left.boolean == Some(false))
}

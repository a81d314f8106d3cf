//! Names that match a pattern: what may be there, and by what else than the pattern itself.
//!
//! A pattern that is gone leaves its names to the patterns that there are now, and to what holds for all other names.

use serde_json::{Value, json};
use webhook_catalog::{Catalog, name_matches};
use webhook_schema::model::Schema;
use webhook_schema::validate::Pattern;
use webhook_schema::{Location, code};

use super::objects::Objects;
use super::{Comparer, Found, Place, Step, Worst};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::{Object, is_covered};
use crate::facts::{Entries, facts};
use crate::rules;
use crate::sample::{any_of_kinds, sample_of};
use crate::verdict::{Bump, Compatibility, Verdict};

/// How many bodies are made to show what a pattern no longer says.
const BODIES: usize = 12;

/// What there may be at names that matched a pattern.
struct Now<'c> {
    /// By which pattern, if not by what holds for all other names.
    pattern: Option<&'c str>,
    entries: Entries<'c>,
    /// Whether all of it was allowed before.
    was_allowed: bool,
    worst: Worst,
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_property_patterns(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (older, newer) = (&objects.before.patterns, &objects.after.patterns);
        for (pattern, old) in older {
            match newer.get(pattern) {
                Some(new) if !is_ruled_out(old) || is_ruled_out(new) => {
                    let [Some(before), Some(after)] =
                        [old, new].map(|held| held.first().map(|schema| schema.location.clone()))
                    else {
                        continue;
                    };
                    let closed = |object: &Object<'c>| object.rest_for_pattern(pattern).closed;
                    if let (Some(closed), None) = (closed(&objects.before), closed(&objects.after))
                        && !is_ruled_out(new)
                    {
                        found.push(no_longer_closed(pattern, &closed, &after));
                    }
                    let old = all_held(&objects.before, pattern, old);
                    let new = all_held(&objects.after, pattern, new);
                    let child = self.values(old, new, Place { before, after });
                    let name = Pattern::texts(pattern).into_iter().next();
                    found.edges.push((child, name.map_or(Step::EachKey, Step::Key)));
                }
                _ => self.pattern_removed(objects, pattern, old, found),
            }
        }
        for (pattern, new) in newer.iter().filter(|(pattern, _)| !older.contains_key(*pattern)) {
            self.pattern_added(objects, pattern, new, found);
        }
    }

    fn pattern_removed(
        &mut self,
        objects: &Objects<'c>,
        pattern: &'c str,
        old: &Entries<'c>,
        found: &mut Found,
    ) {
        let Some(before) = old.first().map(|schema| schema.location.clone()) else { return };
        let own = objects.after.patterns.get(pattern).and_then(|new| new.first());
        let place = Place {
            after: own.map_or_else(|| objects.after(&before), |schema| schema.location.clone()),
            before,
        };
        let now = self.now_at(objects, pattern, old, &place);
        let was_ruled_out = is_ruled_out(old);
        let shown = code(pattern);
        let message = match was_ruled_out {
            true => format!("names that match {shown} were ruled out by `patternProperties`"),
            false => {
                format!("the schema for names that match {shown} was removed from `patternProperties`")
            }
        };
        let rule =
            if own.is_some() { &rules::PATTERN_PROPERTY_ADDED } else { &rules::PATTERN_PROPERTY_REMOVED };
        let change = |message: String| {
            Change::new(rule, message).before(&place.before).after(&place.after).detail(pattern)
        };
        let rust = self.rust_of_map(objects);
        if is_allowed_before(pattern, &now) {
            let message = format!("{message}; all that may be at such names now was allowed before");
            let change = change(message).wire(Compatibility::Safe).strict(Compatibility::Safe);
            return found.push(change.rust(rust).help(""));
        }
        if was_ruled_out {
            let change = change(format!("{message}, and are allowed now")).rust(rust);
            let change = change.wire(Compatibility::Risky).strict(Compatibility::Breaking);
            let beyond = now.iter().find(|now| !self.map_reads(objects, &now.entries, &place.after));
            return found.push(match beyond {
                None => change,
                Some(now) => self.beyond_map(objects, &now.entries, Pattern::texts(pattern), change),
            });
        }
        let verdict = now.iter().map(|now| match now.worst.is_open {
            true => rule.verdict,
            false => now.worst.verdict,
        });
        let verdict = verdict.fold(Verdict::default(), Verdict::max);
        let message = format!("{message}, and other values may be at such names now");
        let change = change(message).wire(verdict.wire).strict(verdict.strict).rust(rust);
        found.push(change.put(self.bodies_beyond(pattern, old, &now)));
    }

    /// What the newer version allows at names that matched a pattern of the older one, besides those that it names.
    fn now_at(
        &mut self,
        objects: &Objects<'c>,
        pattern: &str,
        old: &Entries<'c>,
        place: &Place,
    ) -> Vec<Now<'c>> {
        let is_apart =
            |new: &str| new != pattern && Pattern::always(&[pattern, new], |matched| matched != [true, true]);
        let patterns = objects.after.patterns.iter().filter(|(new, _)| !is_apart(new));
        let mut all: Vec<(Option<&'c str>, Entries<'c>)> =
            patterns.map(|(new, held)| (Some(*new), all_held(&objects.after, new, held))).collect();
        let rest = objects.after.certain_rest();
        if rest.closed.is_none() {
            all.push((None, rest.entries));
        }
        let now = all.into_iter().map(|(pattern, entries)| {
            let worst = match is_ruled_out(&entries) {
                true => Worst::default(),
                false => self.worst_of(old, &entries, place),
            };
            Now { pattern, was_allowed: worst.allows_no_more(), entries, worst }
        });
        now.collect()
    }

    fn pattern_added(
        &mut self,
        objects: &Objects<'c>,
        pattern: &'c str,
        new: &Entries<'c>,
        found: &mut Found,
    ) {
        let Some(after) = new.first().map(|schema| schema.location.clone()) else { return };
        let before = objects.before(&after);
        let (shown, rust) = (code(pattern), self.rust_of_map(objects));
        let change = |message: String| {
            let change = Change::new(&rules::PATTERN_PROPERTY_ADDED, message).rust(rust);
            change.before(&before).after(&after).detail(pattern)
        };
        if is_ruled_out(new) {
            let message = format!("names that match {shown} are ruled out by `patternProperties` now");
            return found.push(change(message).help(""));
        }
        let message = format!("a schema for names that match {shown} was added to `patternProperties`");
        let rest = objects.before.rest_for_pattern(pattern);
        if rest.closed.is_some() {
            let change = change(message).wire(Compatibility::Risky).strict(Compatibility::Breaking);
            return found.push(match self.map_reads(objects, new, &after) {
                true => change,
                false => self.beyond_map(objects, new, Pattern::texts(pattern), change),
            });
        }
        let change = change(message);
        if rest.entries.is_empty() {
            return found.push(change);
        }
        let place = Place { before, after };
        let new = all_held(&objects.after, pattern, new);
        let worst = self.worst_of(&rest.entries, &new, &place);
        let verdict = change.verdict.max(worst.verdict);
        found.push(change.wire(verdict.wire).strict(verdict.strict));
    }

    /// What a change of patterns is to users of generated types: nothing where the values of a map are of the type that they
    /// were.
    fn rust_of_map(&self, objects: &Objects<'c>) -> Bump {
        if self.have_same_map(objects) { Bump::Patch } else { Bump::Major }
    }

    /// Whether generated code reads keys without a field as it did.
    pub(super) fn have_same_map(&self, objects: &Objects<'c>) -> bool {
        objects.before.has_map_of(&objects.after, |old, new| self.same(old, new))
    }

    /// Objects with something at a name that matched a pattern, which that did not allow.
    fn bodies_beyond(&self, pattern: &str, old: &Entries<'c>, now: &[Now<'c>]) -> Vec<Value> {
        let allowed = sample_of(self.before, old);
        let of_pattern = |now: &Now<'c>| {
            let mut values = sample_of(self.after, &now.entries);
            values.extend(any_of_kinds(Kinds::ANY));
            values.retain(|value| !allowed.contains(value));
            let names = Pattern::texts(now.pattern.unwrap_or(pattern)).into_iter();
            let mut names = names.chain(Pattern::texts(pattern)).filter(|name| name_matches(pattern, name));
            let name = names.next();
            name.into_iter().flat_map(move |name| {
                values.clone().into_iter().map(move |value| json!({ name.as_str(): value }))
            })
        };
        now.iter().filter(|now| !now.was_allowed).flat_map(of_pattern).take(BODIES).collect()
    }
}

impl<'c> Objects<'c> {
    /// Whether the older version allowed all names that properties may have which the newer one does not describe.
    pub(super) fn names_were_allowed(&self, after: &'c Catalog) -> bool {
        let names = self.after.names();
        let listed = facts(after, &names);
        let is_allowed = |name: &str| self.before.rest_for(name).closed.is_none();
        let by_listing = match &listed.alternatives[..] {
            _ if names.is_empty() => false,
            [only] => only.values.as_ref().is_some_and(|listed| {
                let mut names = listed.values.iter().filter_map(|one| one.value.as_str());
                names.all(|name| self.before.properties.contains_key(name) || is_allowed(name))
            }),
            _ => false,
        };
        // Every name matches the empty one.
        let patterns = names.iter().filter_map(|names| names.constraints.pattern.as_deref()).chain([""]);
        by_listing || patterns.into_iter().any(|names| self.before.rest_for_pattern(names).closed.is_none())
    }

    /// Whether every name matches a pattern of either version.
    pub(super) fn patterns_are_for_all(&self) -> bool {
        is_covered("", self.before.patterns.keys().chain(self.after.patterns.keys()).copied())
    }
}

/// What is said of names that match a pattern, by that and by what other schemas say of all names that they do not know.
fn all_held<'c>(object: &Object<'c>, pattern: &str, held: &[&'c Schema]) -> Entries<'c> {
    held.iter().copied().chain(object.rest_for_pattern(pattern).entries).collect()
}

/// Names that match a pattern were ruled out all the same, by a closed object next to the one that has the pattern.
fn no_longer_closed(pattern: &str, closed: &Location, after: &Location) -> Change {
    let message = format!(
        "names that match {} were ruled out by `additionalProperties`, and are allowed now",
        code(pattern)
    );
    let change = Change::new(&rules::PATTERN_PROPERTY_ADDED, message).before(closed).after(after);
    let change = change.wire(Compatibility::Risky).strict(Compatibility::Breaking).rust(Bump::Patch);
    change.detail(pattern)
}

/// Whether there is nothing at such a name.
pub(super) fn is_ruled_out(held: &[&Schema]) -> bool {
    held.iter().any(|held| held.boolean == Some(false))
}

/// Whether it is proven that whatever may be at a name that matched a pattern was allowed there before.
fn is_allowed_before(pattern: &str, now: &[Now<'_>]) -> bool {
    if now.iter().all(|now| now.was_allowed) {
        return true;
    }
    // What one pattern says of a name holds, whatever others say.
    let is_rest_allowed = now.iter().all(|now| now.pattern.is_some() || now.was_allowed);
    let of_pattern = || now.iter().filter_map(|now| Some((now.pattern?, now.was_allowed)));
    let patterns: Vec<&str> = std::iter::once(pattern).chain(of_pattern().map(|(new, _)| new)).collect();
    Pattern::always(&patterns, |matched| {
        let [is_about, matched @ ..] = matched else { return false };
        let mut of_good = matched.iter().zip(of_pattern()).filter(|(_, (_, was_allowed))| *was_allowed);
        !is_about || of_good.any(|(matched, _)| *matched) || is_rest_allowed && !matched.contains(&true)
    })
}

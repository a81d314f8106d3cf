//! Properties: those with a name, and what holds for the others.

use webhook_schema::{Location, code};

use super::conditions::{asked_for, held};
use super::{Comparer, Found, One, Place, Step};
use crate::change::Change;
use crate::facts::claims::Claim;
use crate::facts::kinds::Kinds;
use crate::facts::objects::{Object, Property};
use crate::renames::{self, Guess};
use crate::rules;
use crate::sample::sample_of;
use crate::verdict::{Bump, Compatibility};

/// Two versions of an object.
pub(super) struct Objects<'c> {
    pub before: Object<'c>,
    pub after: Object<'c>,
    pub ones: (One<'c>, One<'c>),
}

impl<'c> Objects<'c> {
    pub(super) fn of(before: &One<'c>, after: &One<'c>) -> Self {
        Self { before: Object::of(before), after: Object::of(after), ones: (before.clone(), after.clone()) }
    }

    /// Where something would be in the older version that the newer one has at a location.
    pub(super) fn before(&self, at: &Location) -> Location {
        self.ones.0.around(at)
    }

    /// Whether fewer branches describe a property than before, and some still do.
    fn is_left_in_some_branches(&self, name: &str) -> bool {
        let [(olds, all), (news, _)] = [&self.ones.0, &self.ones.1].map(|one| {
            let all = one.facts.alternatives.iter();
            let described = all.filter(|one| Object::of(one).properties.contains_key(name));
            (described.count(), one.facts.alternatives.len())
        });
        news > 0 && (olds == all || news < olds)
    }

    /// Where something would be in the newer version that the older one has at a location.
    pub(super) fn after(&self, at: &Location) -> Location {
        self.ones.1.around(at)
    }
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_objects(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let objects = Objects::of(before, after);
        let mut removed = Vec::new();
        for (name, old) in &objects.before.properties {
            match objects.after.properties.get(name) {
                Some(new) => self.compare_property(&objects, name, old, new, found),
                None if self.made_conditional(&objects, name, old, found) => {}
                None => removed.push((*name, old)),
            }
        }
        let is_new = |name: &&str| !objects.before.properties.contains_key(*name);
        let mut added: Vec<(&str, &Property<'c>)> = objects
            .after
            .properties
            .iter()
            .filter(|(name, _)| is_new(name))
            .map(|(name, new)| (*name, new))
            .collect();
        self.find_renames(&mut removed, &mut added, found);
        for (name, old) in removed {
            self.property_removed(&objects, name, old, found);
        }
        for (name, new) in added {
            self.property_added(&objects, name, new, found);
        }
        self.find_allowed_names(&objects, found);
        self.compare_rest(&objects, found);
        self.compare_property_patterns(&objects, found);
        self.compare_property_names(&objects, found);
        self.compare_dependent_required(&objects, found);
    }

    /// Compares whether a property has to be there.
    pub(super) fn compare_required(
        &self,
        objects: &Objects<'c>,
        name: &str,
        old: &Property<'c>,
        new: &Property<'c>,
        found: &mut Found,
    ) {
        match (&old.required, &new.required) {
            (Some(at), None) => {
                let enclosing = objects.after(at);
                let (before, after) = &objects.ones;
                let is_kept = asked_for(self.after, after, name).is_some()
                    && self
                        .meaning(before, after, Kinds::OBJECT)
                        .is_some_and(|mut meaning| meaning.is_kept(&Claim::Has(name)));
                let now = match is_kept {
                    true => ", and a condition that always holds requires it now",
                    false => " and is optional now",
                };
                let message = format!("{} was required{now}", code(name));
                let change = Change::new(&rules::PROPERTY_MADE_OPTIONAL, message);
                let change = change.before(at).after(&enclosing).detail(name);
                found.push(if is_kept { held(change) } else { change.without(name) });
            }
            (None, Some(at)) => {
                let change = Change::new(
                    &rules::PROPERTY_MADE_REQUIRED,
                    format!("{} was optional and is required now", code(name)),
                );
                found.push(change.before(&old.at).after(at).detail(name));
            }
            _ => {}
        }
    }

    fn compare_property(
        &mut self,
        objects: &Objects<'c>,
        name: &str,
        old: &Property<'c>,
        new: &Property<'c>,
        found: &mut Found,
    ) {
        let place = Place { before: old.at.clone(), after: new.at.clone() };
        let child = self.values(old.entries.clone(), new.entries.clone(), place);
        found.edges.push((child, Step::Key(name.to_owned())));
        if old.is_forbidden && !new.is_forbidden {
            let message =
                format!("{} was ruled out by `additionalProperties`, and is allowed now", code(name));
            found.push(added_to_closed(message).before(&old.at).after(&new.at).detail(name));
        }
        self.compare_required(objects, name, old, new, found);
    }

    /// Finds pairs of what was removed and what was added that are the same but for the name.
    fn find_renames<'o>(
        &mut self,
        removed: &mut Vec<(&'o str, &'o Property<'c>)>,
        added: &mut Vec<(&'o str, &'o Property<'c>)>,
        found: &mut Found,
    ) {
        let mut guesses = Vec::new();
        for (old_index, (old_name, old)) in removed.iter().enumerate() {
            for (new_index, (new_name, new)) in added.iter().enumerate() {
                if old.required.is_some() != new.required.is_some()
                    || old.entries.is_empty() != new.entries.is_empty()
                {
                    continue;
                }
                let place = Place { before: old.at.clone(), after: new.at.clone() };
                let worst = self.worst_of(&old.entries, &new.entries, &place);
                if !worst.is_changed && !worst.is_open {
                    guesses.push(Guess {
                        old: old_index,
                        new: new_index,
                        likeness: strsim::jaro_winkler(old_name, new_name),
                        why: "one was removed, one was added, and their schemas are the same",
                    });
                }
            }
        }
        let guesses = renames::nearest(guesses);
        for guess in &guesses {
            let ((old_name, old), (new_name, new)) = (removed[guess.old], added[guess.new]);
            let message =
                format!("{} seems to have been renamed to {}: {}", code(old_name), code(new_name), guess.why);
            let change = Change::new(&rules::PROPERTY_RENAMED, message).before(&old.at).after(&new.at);
            let change = change.detail(format!("{old_name} {new_name}"));
            found.push(if old.required.is_some() {
                change.without(old_name)
            } else {
                change.moved(old_name, new_name, sample_of(self.after, &new.entries))
            });
        }
        let mut index = 0;
        removed.retain(|_| (!guesses.iter().any(|guess| guess.old == index), index += 1).0);
        let mut index = 0;
        added.retain(|_| (!guesses.iter().any(|guess| guess.new == index), index += 1).0);
    }

    /// Finds names that were ruled out and that nothing is said of now.
    fn find_allowed_names(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let ruled_out = objects.before.ruled_out();
        for (name, at) in ruled_out.filter(|(name, _)| !objects.after.properties.contains_key(name)) {
            let rest = objects.after.rest_for(name);
            if rest.closed.is_none() {
                let property = Property::new(objects.after(at), rest.entries);
                self.property_added(objects, name, &property, found);
            }
        }
    }

    fn property_removed(&mut self, objects: &Objects<'c>, name: &str, old: &Property<'c>, found: &mut Found) {
        let after = objects.after(&old.at);
        let from = match objects.is_left_in_some_branches(name) {
            true => " from a branch, and only others describe it",
            false => "",
        };
        let told = |what: &str| {
            let message = format!("the {what} property {} was removed{from}", code(name));
            Change::new(&rules::PROPERTY_REMOVED, message)
        };
        if let Some(required) = &old.required {
            let change = told("required");
            let before = if old.entries.is_empty() { required } else { &old.at };
            return found.push(change.before(before).after(&after).detail(name).without(name));
        }
        let rest = objects.after.rest_for(name);
        let is_kept = objects.after.certainly_rules_out(name) || {
            let place = Place { before: old.at.clone(), after: after.clone() };
            let worst = self.worst_of(&old.entries, &rest.entries, &place);
            worst.allows_no_more()
        };
        let change = told("optional").before(&old.at).after(&after).detail(name).wire(Compatibility::Risky);
        found.push(match is_kept {
            // What can still be there is what was allowed before, or nothing can.
            true => change.strict(Compatibility::Safe),
            false => change,
        });
    }

    fn property_added(&mut self, objects: &Objects<'c>, name: &str, new: &Property<'c>, found: &mut Found) {
        let rest = objects.before.rest_for(name);
        let what = if new.required.is_some() { "required" } else { "optional" };
        let before = objects.before(&new.at);
        let at = |change: Change| change.before(&before).after(&new.at).detail(name);
        if let Some(closed) = rest.closed {
            let message = match objects.before.is_ruled_out(name) {
                true => format!("{} was ruled out, and is allowed now", code(name)),
                false => format!("{} was added to an object that was closed", code(name)),
            };
            let change = match self.map_reads(objects, &new.entries, &new.at) {
                true => added_to_closed(message),
                false => {
                    let message = format!("{message}, and is not of the type that its other keys have");
                    let values = self.not_in_map(objects, &new.entries);
                    added_to_closed(message)
                        .wire(Compatibility::Breaking)
                        .help(TYPE_OF_THE_OTHERS)
                        .put_at(name, values)
                }
            };
            let change = at(change).before(&closed);
            // An object of which nothing is described may be a map.
            let is_described = !objects.before.properties.is_empty();
            return found.push(if is_described { change } else { change.rust(Bump::Major) });
        }
        let change =
            at(Change::new(&rules::PROPERTY_ADDED, format!("the {what} property {} was added", code(name))));
        // A map becomes a struct.
        let change = if objects.before.is_map() { change.rust(Bump::Major) } else { change };
        if rest.entries.is_empty() {
            return found.push(change);
        }
        let place = Place { before: rest.at.unwrap_or(before.clone()), after: new.at.clone() };
        let worst = self.worst_of(&rest.entries, &new.entries, &place);
        if worst.allows_no_more() {
            return found.push(change);
        }
        let said = match place.before.pointer.rsplit_once('/') {
            Some((holder, _)) if holder.ends_with("/patternProperties") => {
                "`patternProperties` said of such names"
            }
            _ => "`additionalProperties` said that every other property is",
        };
        let message = format!("{} was added, and is not what {said}", code(name));
        let change =
            Change::new(&rules::PROPERTY_ADDED, message).before(&place.before).after(&new.at).detail(name);
        let change = change.wire(Compatibility::Breaking).strict(Compatibility::Breaking).rust(Bump::Major);
        let values = sample_of(self.after, &new.entries);
        found.push(change.put_at(name, values));
    }
}

/// What is left to do where receivers read other keys as values of one type.
pub(super) const TYPE_OF_THE_OTHERS: &str =
    "Keep to the type that the other keys have, or take a new catalog version.";

/// Whoever reads leniently skips it; whoever validates does not.
fn added_to_closed(message: String) -> Change {
    Change::new(&rules::PROPERTY_ADDED, message).wire(Compatibility::Risky).strict(Compatibility::Breaking)
}

//! Properties: those with a name, and what holds for the others.

use serde_json::json;
use webhook_schema::Location;

use super::{Comparer, Found, One, Place, Step, Worst};
use crate::change::Change;
use crate::facts::Entries;
use crate::facts::objects::{Object, Property, Rest, dependent_required};
use crate::rules;
use crate::sample::sample_of;
use crate::verdict::{Bump, Compatibility};

/// Two versions of an object.
struct Objects<'c> {
    before: Object<'c>,
    after: Object<'c>,
    /// Where something is missing.
    place: Place,
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_objects(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (older, newer) = (Object::of(before), Object::of(after));
        let at = |holder: Option<&'c webhook_schema::model::Schema>, one: &One<'c>| {
            let schema = holder.or_else(|| one.nearest());
            schema.map_or_else(|| Location::new("", ""), |schema| schema.location.clone())
        };
        let place = Place { before: at(older.holder(), before), after: at(newer.holder(), after) };
        let objects = Objects { before: older, after: newer, place };
        let mut removed = Vec::new();
        for (name, old) in &objects.before.properties {
            match objects.after.properties.get(name) {
                Some(new) => self.compare_property(&objects, (after, name), old, new, found),
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
            self.property_removed(&objects, after, name, old, found);
        }
        for (name, new) in added {
            self.property_added(&objects, before, name, new, found);
        }
        self.compare_rest(&objects, found);
        self.compare_property_patterns(&objects, found);
        self.compare_property_names(&objects, found);
        self.compare_dependent_required(before, after, &objects.place, found);
    }

    fn compare_property(
        &mut self,
        objects: &Objects<'c>,
        (around, name): (&One<'c>, &str),
        old: &Property<'c>,
        new: &Property<'c>,
        found: &mut Found,
    ) {
        let place = Place { before: old.at.clone(), after: new.at.clone() };
        let child = self.values(old.entries.clone(), new.entries.clone(), place);
        found.edges.push((child, Step::Key(name.to_owned())));
        if old.is_forbidden && !new.is_forbidden {
            let message = format!("`{name}` was ruled out by `additionalProperties`, and is allowed now");
            found.push(added_to_closed(message).before(&old.at).after(&new.at).detail(name));
        }
        match (&old.required, &new.required) {
            (Some(at), None) => {
                let enclosing = enclosing(around, at, objects);
                let change = Change::new(
                    &rules::PROPERTY_MADE_OPTIONAL,
                    format!("`{name}` was required and is optional now"),
                );
                found.push(change.before(at).after(&enclosing).detail(name).without(name));
            }
            (None, Some(at)) => {
                let change = Change::new(
                    &rules::PROPERTY_MADE_REQUIRED,
                    format!("`{name}` was optional and is required now"),
                );
                found.push(change.before(&old.at).after(at).detail(name));
            }
            _ => {}
        }
    }

    /// Finds pairs of what was removed and what was added that are the same but for the name.
    fn find_renames<'o>(
        &mut self,
        removed: &mut Vec<(&'o str, &'o Property<'c>)>,
        added: &mut Vec<(&'o str, &'o Property<'c>)>,
        found: &mut Found,
    ) {
        let mut pairs = Vec::new();
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
                    pairs.push((strsim::jaro_winkler(old_name, new_name), old_index, new_index));
                }
            }
        }
        // The nearest names first; of equals, in the order of the file.
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let (mut olds, mut news) = (Vec::new(), Vec::new());
        for (_, old_index, new_index) in pairs {
            if olds.contains(&old_index) || news.contains(&new_index) {
                continue;
            }
            olds.push(old_index);
            news.push(new_index);
            let ((old_name, old), (new_name, new)) = (removed[old_index], added[new_index]);
            let message = format!(
                "`{old_name}` seems to have been renamed to `{new_name}`: one was removed, one was added, and their schemas are the same"
            );
            let change = Change::new(&rules::PROPERTY_RENAMED, message).before(&old.at).after(&new.at);
            let change = change.detail(format!("{old_name} {new_name}"));
            found.push(if old.required.is_some() {
                change.without(old_name)
            } else {
                self.unlike(change, old_name, old)
            });
        }
        let mut index = 0;
        removed.retain(|_| (!olds.contains(&index), index += 1).0);
        let mut index = 0;
        added.retain(|_| (!news.contains(&index), index += 1).0);
    }

    fn property_removed(
        &mut self,
        objects: &Objects<'c>,
        around: &One<'c>,
        name: &str,
        old: &Property<'c>,
        found: &mut Found,
    ) {
        let after = enclosing(around, &old.at, objects);
        if let Some(required) = &old.required {
            let change =
                Change::new(&rules::PROPERTY_REMOVED, format!("the required property `{name}` was removed"));
            let before = if old.entries.is_empty() { required } else { &old.at };
            return found.push(change.before(before).after(&after).detail(name).without(name));
        }
        let rest = objects.after.rest_for(name);
        let is_kept = rest.closed.is_some() || {
            let place = Place { before: old.at.clone(), after: after.clone() };
            let worst = self.worst_of(&old.entries, &rest.entries, &place);
            worst.is_safe_for_all() && !worst.is_open
        };
        let change =
            Change::new(&rules::PROPERTY_REMOVED, format!("the optional property `{name}` was removed"));
        let change = change.before(&old.at).after(&after).detail(name).wire(Compatibility::Risky);
        found.push(match is_kept {
            // What can still be there is what was allowed before, or nothing can.
            true => change.strict(Compatibility::Safe),
            false => change,
        });
    }

    fn property_added(
        &mut self,
        objects: &Objects<'c>,
        around: &One<'c>,
        name: &str,
        new: &Property<'c>,
        found: &mut Found,
    ) {
        let rest = objects.before.rest_for(name);
        let what = if new.required.is_some() { "required" } else { "optional" };
        let before =
            around.counterpart(&objects.place.after).map_or(&objects.place.before, |schema| &schema.location);
        let at = |change: Change| change.before(before).after(&new.at).detail(name);
        if let Some(closed) = rest.closed {
            let message = format!("`{name}` was added to an object that was closed");
            return found.push(at(added_to_closed(message)).before(&closed));
        }
        let change =
            at(Change::new(&rules::PROPERTY_ADDED, format!("the {what} property `{name}` was added")));
        // A map becomes a struct.
        let change = if objects.before.is_map() { change.rust(Bump::Major) } else { change };
        if rest.entries.is_empty() {
            return found.push(change);
        }
        let place = Place { before: rest.at.unwrap_or_else(|| before.clone()), after: new.at.clone() };
        let worst = self.worst_of(&rest.entries, &new.entries, &place);
        if worst.is_safe_for_all() && !worst.is_open {
            return found.push(change);
        }
        let message = format!(
            "`{name}` was added, and is not what `additionalProperties` said that every other property is"
        );
        let change =
            Change::new(&rules::PROPERTY_ADDED, message).before(&place.before).after(&new.at).detail(name);
        let change = change.wire(Compatibility::Breaking).strict(Compatibility::Breaking).rust(Bump::Major);
        let values = sample_of(self.after, &new.entries);
        found.push(change.put_at(name, values));
    }

    fn compare_rest(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (old, new) = (&objects.before.rest, &objects.after.rest);
        let has_patterns = !objects.before.patterns.is_empty() || !objects.after.patterns.is_empty();
        let before = old.closed.as_ref().or(old.at.as_ref()).unwrap_or(&objects.place.before);
        let after = new.closed.as_ref().or(new.at.as_ref()).unwrap_or(&objects.place.after);
        let at = |change: Change| change.before(before).after(after);
        let is_map = objects.before.is_map();
        match (is_closed(old), is_closed(new)) {
            (true, true) => {}
            (true, false) => {
                let change = Change::new(
                    &rules::ADDITIONAL_ALLOWED,
                    "properties without a name were ruled out, and are allowed now",
                );
                let is_typed = !new.entries.is_empty();
                let was_empty = objects.before.properties.is_empty() && objects.after.properties.is_empty();
                found.push(at(match (was_empty && !has_patterns, is_typed) {
                    (true, _) => change.rust(Bump::Major),
                    (false, true) => change.rust(Bump::Minor),
                    _ => change,
                }));
            }
            (false, true) => {
                let change = Change::new(
                    &rules::ADDITIONAL_FORBIDDEN,
                    "properties without a name were allowed, and are ruled out now",
                );
                let is_typed = !old.entries.is_empty() || is_map;
                found.push(at(if is_typed { change.rust(Bump::Major) } else { change }));
            }
            (false, false) if old.entries.is_empty() && new.entries.is_empty() => {}
            (false, false) => {
                let place = Place { before: before.clone(), after: after.clone() };
                let child = self.values(old.entries.clone(), new.entries.clone(), place);
                found.edges.push((child, Step::EachKey));
            }
        }
    }

    fn compare_property_patterns(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (older, newer) = (&objects.before.patterns, &objects.after.patterns);
        let first = |entries: &Entries<'c>, place: &Location| {
            entries.first().map_or_else(|| place.clone(), |schema| schema.location.clone())
        };
        for (pattern, old) in older {
            let before = first(old, &objects.place.before);
            match newer.get(pattern) {
                Some(new) => {
                    let place = Place { before, after: first(new, &objects.place.after) };
                    let child = self.values(old.clone(), new.clone(), place);
                    found.edges.push((child, Step::EachKey));
                }
                None => {
                    let message =
                        format!("what `patternProperties` said of names that match `{pattern}` was removed");
                    let change = Change::new(&rules::PATTERN_PROPERTY_REMOVED, message);
                    let change = change.before(&before).after(&objects.place.after).detail(*pattern);
                    let allowed = sample_of(self.before, old);
                    let values = crate::sample::any_of_kinds(crate::facts::kinds::Kinds::ANY);
                    let values = values.into_iter().filter(|value| !allowed.contains(value));
                    let names = crate::sample::matching(pattern);
                    let bodies = names
                        .iter()
                        .flat_map(|name| values.clone().map(move |value| json!({ name.as_str(): value })));
                    let bodies = bodies.take(12).collect();
                    found.push(change.put(bodies));
                }
            }
        }
        for (pattern, new) in newer.iter().filter(|(pattern, _)| !older.contains_key(*pattern)) {
            let after = first(new, &objects.place.after);
            let message = format!("`patternProperties` says something of names that match `{pattern}` now");
            let change = Change::new(&rules::PATTERN_PROPERTY_ADDED, message);
            let change = change.before(&objects.place.before).after(&after).detail(*pattern);
            let rest = &objects.before.rest;
            let change = if objects.before.is_closed() {
                change.wire(Compatibility::Risky).strict(Compatibility::Breaking)
            } else if !rest.entries.is_empty() {
                let place = Place { before: objects.place.before.clone(), after };
                let worst = self.worst_of(&rest.entries.clone(), new, &place);
                let verdict = change.verdict.max(worst.verdict);
                change.wire(verdict.wire).strict(verdict.strict)
            } else {
                change
            };
            found.push(change);
        }
    }

    fn compare_property_names(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (older, newer) = (objects.before.names(), objects.after.names());
        let at = |entries: &Entries<'c>, place: &Location| {
            entries.last().map_or_else(|| place.clone(), |schema| schema.location.clone())
        };
        let place =
            Place { before: at(&older, &objects.place.before), after: at(&newer, &objects.place.after) };
        let worst = if older.is_empty() && newer.is_empty() {
            Worst::default()
        } else {
            self.worst_of(&older, &newer, &place)
        };
        if !worst.is_changed {
            return;
        }
        let (rule, message) = match worst.is_safe_for_all() && !worst.is_open {
            true => (&rules::PROPERTY_NAMES_TIGHTENED, "fewer names are allowed for properties"),
            false => (&rules::PROPERTY_NAMES_LOOSENED, "more names are allowed for properties"),
        };
        let values = ["a", "abcd", "A b", "", "0", "abcdefgh", "a-name-that-is-longer-than-most-names-are"];
        let values = values.map(|name| json!({ name: "text" })).to_vec();
        found.push(Change::new(rule, message).before(&place.before).after(&place.after).put(values));
    }

    fn compare_dependent_required(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        place: &Place,
        found: &mut Found,
    ) {
        let older = dependent_required(before, |at| self.before.value(at));
        let newer = dependent_required(after, |at| self.after.value(at));
        let is_required = |name: &str| {
            after.members.iter().flat_map(|member| &member.schema.required).any(|entry| entry.key == name)
        };
        for ((key, name), at) in
            older.iter().filter(|(pair, _)| !newer.contains_key(*pair) && !is_required(pair.1))
        {
            let message = format!("`{name}` was required next to `{key}`, and is optional now");
            let change =
                Change::new(&rules::DEPENDENT_REQUIRED_REMOVED, message).before(at).after(&place.after);
            found.push(change.detail(format!("{key} {name}")).without(name));
        }
        for ((key, name), at) in newer.iter().filter(|(pair, _)| !older.contains_key(*pair)) {
            let message = format!("`{name}` is required next to `{key}` now");
            let change =
                Change::new(&rules::DEPENDENT_REQUIRED_ADDED, message).before(&place.before).after(at);
            found.push(change.detail(format!("{key} {name}")));
        }
    }

    /// Has a body show a property with a value that it could not have before.
    fn unlike(&self, change: Change, name: &str, old: &Property<'c>) -> Change {
        let allowed = sample_of(self.before, &old.entries);
        let values = crate::sample::any_of_kinds(crate::facts::kinds::Kinds::ANY);
        let values = values.into_iter().filter(|value| !allowed.iter().any(|known| known == value)).collect();
        change.put_at(name, values)
    }
}

/// Whoever reads leniently skips it; whoever validates does not.
fn added_to_closed(message: String) -> Change {
    Change::new(&rules::PROPERTY_ADDED, message).wire(Compatibility::Risky).strict(Compatibility::Breaking)
}

fn is_closed(rest: &Rest<'_>) -> bool {
    rest.closed.is_some()
}

/// What something was removed from, as it is in the newer version: `at` is in the older one.
fn enclosing<'c>(after: &One<'c>, at: &Location, objects: &Objects<'c>) -> Location {
    let two_up = webhook_schema::parent(webhook_schema::parent(&at.pointer));
    let schema = Location::new(at.file.as_str(), two_up);
    let same = after.members.iter().find(|member| member.schema.location == schema);
    same.map_or_else(|| objects.place.after.clone(), |member| member.schema.location.clone())
}

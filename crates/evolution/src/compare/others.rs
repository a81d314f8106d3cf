//! Properties without a name: whether there are any, and what names have to be like.

use serde_json::{Value, json};
use webhook_catalog::Validator;
use webhook_schema::code;
use webhook_schema::model::{JsonType, Keyword, Schema};

use super::objects::{Objects, TYPE_OF_THE_OTHERS};
use super::patterns::is_ruled_out;
use super::{Comparer, Found, Place, Step};
use crate::change::Change;
use crate::facts::claims::Claim;
use crate::facts::forms::{at_least, at_most};
use crate::facts::kinds::Kinds;
use crate::facts::objects::{Rest, dependent_required, is_covered};
use crate::facts::{Entries, says_only};
use crate::rules;
use crate::sample::{Search, sample_of};
use crate::verdict::{Bump, Compatibility};

impl<'c> Comparer<'c> {
    pub(super) fn compare_rest(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (old, new) = (&objects.before.rest, &objects.after.rest);
        let has_patterns = !objects.before.patterns.is_empty() || !objects.after.patterns.is_empty();
        let own = |rest: &Rest<'c>| rest.closed.clone().or(rest.at.clone());
        let (old_at, new_at) = match (own(old), own(new)) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => (old.clone(), objects.after(&old)),
            (None, Some(new)) => (objects.before(&new), new),
            (None, None) => return,
        };
        let (before, after) = (&old_at, &new_at);
        let at = |change: Change| change.before(before).after(after);
        let is_map = objects.before.is_map();
        match (is_closed(old), is_closed(new)) {
            (true, true) => {}
            (true, false) => {
                let was_allowed = objects.names_were_allowed(self.after);
                let message = match was_allowed {
                    false => "properties that the schema does not name were ruled out, and are allowed now",
                    true => {
                        "properties that the schema does not name are allowed now, under names that were allowed before"
                    }
                };
                let change = Change::new(&rules::ADDITIONAL_ALLOWED, message);
                let change = if was_allowed { change.strict(Compatibility::Safe) } else { change };
                let is_typed = !new.entries.is_empty() && !self.have_same_map(objects);
                let was_empty = objects.before.properties.is_empty() && objects.after.properties.is_empty();
                let change = match (was_empty && !has_patterns, is_typed) {
                    (true, _) => change.rust(Bump::Major),
                    (false, true) => change.rust(Bump::Minor),
                    _ => change,
                };
                found.push(at(match was_allowed || self.map_reads(objects, &new.entries, after) {
                    true => change,
                    false => self.beyond_map(objects, &new.entries, ["example", "other"], change),
                }));
            }
            (false, true) => {
                let change = Change::new(
                    &rules::ADDITIONAL_FORBIDDEN,
                    "properties that the schema does not name were allowed, and are ruled out now",
                );
                let is_typed = (!old.entries.is_empty() || is_map) && !self.have_same_map(objects);
                found.push(at(if is_typed { change.rust(Bump::Major) } else { change }));
            }
            (false, false) if old.entries.is_empty() && new.entries.is_empty() => {}
            // Whatever a name is, patterns say what is there.
            (false, false) if has_patterns && objects.patterns_are_for_all() => {}
            (false, false) => {
                let place = Place { before: before.clone(), after: after.clone() };
                let child = self.values(old.entries.clone(), new.entries.clone(), place);
                found.edges.push((child, Step::EachKey));
            }
        }
    }

    /// A change by which there are keys now whose values are not what receivers have a map of.
    pub(super) fn beyond_map(
        &self,
        objects: &Objects<'c>,
        new: &[&'c Schema],
        keys: impl IntoIterator<Item: Into<String>>,
        change: Change,
    ) -> Change {
        let message = format!("{}, {BEYOND_MAP}", change.message);
        let change = Change { message, ..change }.help(TYPE_OF_THE_OTHERS);
        let change = change.wire(Compatibility::Breaking).rust(Bump::Major);
        match objects.unnamed(keys.into_iter().map(Into::into)) {
            Some(key) => change.put_at(&key, self.not_in_map(objects, new)),
            None => change,
        }
    }

    pub(super) fn compare_property_names(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (older, newer) = (objects.before.names(), objects.after.names());
        let at = |entries: &Entries<'c>| entries.last().map(|schema| schema.location.clone());
        let place = match (at(&older), at(&newer)) {
            (Some(before), Some(after)) => Place { before, after },
            (Some(before), None) => Place { after: objects.after(&before), before },
            (None, Some(after)) => Place { before: objects.before(&after), after },
            (None, None) => return,
        };
        let worst = self.worst_of(&older, &newer, &place);
        if !worst.is_changed {
            return;
        }
        if !worst.allows_no_more() && self.names_are_as_before(objects, &older) {
            let message = "`propertyNames` allows more, and all names that properties still may have were allowed before";
            let change = Change::new(&rules::PROPERTY_NAMES_LOOSENED, message);
            let change = change.wire(Compatibility::Safe).strict(Compatibility::Safe).help("");
            return found.push(change.before(&place.before).after(&place.after));
        }
        let (rule, message) = match worst.allows_no_more() {
            true => (&rules::PROPERTY_NAMES_TIGHTENED, "fewer names are allowed for properties"),
            false => (&rules::PROPERTY_NAMES_LOOSENED, "more names are allowed for properties"),
        };
        let usual = ["a", "abcd", "A b", "", "0", "abcdefgh", "a-name-that-is-longer-than-most-names-are"];
        let made = sample_of(self.after, &newer).into_iter();
        let made = made.filter_map(|name| name.as_str().map(str::to_owned)).take(8);
        let names = usual.map(str::to_owned).into_iter().chain(made);
        let values = names.map(|name| json!({ name: "text" })).collect();
        found.push(Change::new(rule, message).before(&place.before).after(&place.after).put(values));
    }

    /// Whether the names that the newer version leaves, by describing each property or its pattern, are as the older one said
    /// that all are.
    fn names_are_as_before(&self, objects: &Objects<'c>, older: &Entries<'c>) -> bool {
        if objects.after.certain_rest().closed.is_none() {
            return false;
        }
        older.iter().all(|names| {
            let allows = |name: &&str| {
                let validator = Validator::new(self.before, &names.location);
                validator.is_some_and(|validator| validator.is_valid(&Value::from(*name)))
            };
            let patterns = patterns_of(names);
            let is_said = |new: &str| patterns.iter().flatten().all(|old| is_covered(new, [old.as_str()]));
            let mut others = objects.after.patterns.iter().filter(|(_, held)| !is_ruled_out(held));
            objects.after.properties.keys().all(allows)
                && others.all(|(new, _)| patterns.is_some() && is_said(new))
        })
    }

    pub(super) fn compare_dependent_required(&mut self, objects: &Objects<'c>, found: &mut Found) {
        let (before, after) = &objects.ones;
        let older = dependent_required(before, |at| self.before.value(at));
        let newer = dependent_required(after, |at| self.after.value(at));
        let is_required = |name: &str| {
            after
                .members
                .iter()
                .flat_map(|member| member.schema.required.iter())
                .any(|entry| entry.key == name)
        };
        let mut lost: Vec<_> =
            older.iter().filter(|(pair, _)| !newer.contains_key(*pair) && !is_required(pair.1)).collect();
        let mut gained: Vec<_> = newer.iter().filter(|(pair, _)| !older.contains_key(*pair)).collect();
        if lost.is_empty() && gained.is_empty() {
            return;
        }
        // Conditions may say the same in other words.
        if let Some(mut meaning) = self.meaning(before, after, Kinds::OBJECT) {
            lost.retain(|((key, name), _)| !meaning.is_kept(&Claim::asks(key, name)));
            gained.retain(|((key, name), _)| !meaning.was_kept(&Claim::asks(key, name)));
        }
        for ((key, name), (owner, at)) in lost {
            let message = format!("{} was required next to {}, and is optional now", code(name), code(key));
            let change =
                Change::new(&rules::DEPENDENT_REQUIRED_REMOVED, message).before(at).after(&objects.after(at));
            let search = Search {
                before: self.before,
                after: self.after,
                newer: after,
                older: owner,
                hints: (Vec::new(), Vec::new()),
                keys: vec![(*key).to_owned(), (*name).to_owned()],
            };
            found.push(change.detail(format!("{key} {name}")).put(search.values(Kinds::OBJECT)));
        }
        for ((key, name), (_, at)) in gained {
            let message = format!("{} is required next to {} now", code(name), code(key));
            let change =
                Change::new(&rules::DEPENDENT_REQUIRED_ADDED, message).before(&objects.before(at)).after(at);
            found.push(change.detail(format!("{key} {name}")));
        }
    }
}

/// The patterns that say what a schema says of names; `None` where it says more.
fn patterns_of(names: &Schema) -> Option<Vec<String>> {
    const SAID: [Keyword; 4] = [Keyword::Type, Keyword::Pattern, Keyword::MinLength, Keyword::MaxLength];
    let is_text = names.types.as_deref().is_none_or(|types| types.contains(&JsonType::String));
    let own = &names.constraints;
    let lengths = [own.min_length.map(at_least), own.max_length.map(at_most)];
    let all = lengths.into_iter().chain([own.pattern.clone()]).flatten();
    (is_text && says_only(names, &SAID)).then(|| all.collect())
}

/// What is said of keys that receivers read into a map.
pub(super) const BEYOND_MAP: &str = "with values that need not be of the type of the others";

fn is_closed(rest: &Rest<'_>) -> bool {
    rest.closed.is_some()
}

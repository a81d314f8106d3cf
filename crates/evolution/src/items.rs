//! Public items of the generated crates: what is gone, or another one, although nothing else says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use webhook_schema::Location;

use crate::change::Change;
use crate::finding::{Comparison, Finding};
use crate::fingerprint::Fingerprints;
use crate::report::finding;
use crate::rules::RUST_ITEM_CHANGED;
use crate::verdict::Bump;

/// A public item of the generated crates: a type, a field, a variant, a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its path: the crate, `::`, the type, and what is in that.
    pub path: String,
    /// What it is: a type, or a word.
    pub what: String,
    /// The events that reach it.
    pub events: Arc<[String]>,
    /// Where the schema has it.
    pub place: Location,
}

/// Adds a finding for each item that is gone or another one, unless every event that reaches it has a major change already.
///
/// This is what the other rules are held to: a change that none of them knows is not missed.
pub fn add_items(comparison: &mut Comparison, before: &[Item], after: &[Item]) {
    let now: BTreeMap<&str, &Item> = after.iter().map(|item| (item.path.as_str(), item)).collect();
    let major = comparison.findings.iter().filter(|finding| finding.verdict.rust == Bump::Major);
    let (mut is_told, mut all_told) = (BTreeSet::new(), false);
    for finding in major {
        all_told |= finding.events.is_empty();
        is_told.extend(finding.events.iter().cloned());
    }
    let is_told = |item: &Item| match item.events.is_empty() {
        true => all_told || !is_told.is_empty(),
        false => item.events.iter().all(|event| is_told.contains(event)),
    };
    let mut fingerprints = Fingerprints::default();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    // A type that several crates have is one, whatever the crate.
    let mut found: BTreeSet<(&str, &str, Option<&str>)> = BTreeSet::new();
    for item in before {
        let new = now.get(item.path.as_str());
        if new.is_some_and(|new| new.what == item.what) {
            continue;
        }
        if new.is_none() {
            gone.insert(&item.path);
        }
        let within = item.path.rsplit_once(['.', ':']).map_or("", |(path, _)| path.trim_end_matches(':'));
        let name = item.path.split_once("::").map_or(item.path.as_str(), |(_, name)| name);
        let is_first = found.insert((name, &item.what, new.map(|new| new.what.as_str())));
        if is_first && !gone.contains(within) && !is_told(item) {
            comparison.findings.push(changed(item, new.copied(), &mut fingerprints));
        }
    }
}

fn changed(item: &Item, new: Option<&Item>, fingerprints: &mut Fingerprints) -> Finding {
    let Item { path, what, events, place } = item;
    let message = match new {
        None => format!("`{path}` is gone from the generated crates"),
        Some(new) => format!("`{path}` is `{}` in the generated crates, and was `{what}`", new.what),
    };
    let change = Change::new(&RUST_ITEM_CHANGED, message).at(Some(place), new.map(|new| &new.place));
    let change = change.detail(path);
    let fingerprint = fingerprints.of(&change, events);
    finding(change, events.to_vec(), fingerprint, None)
}

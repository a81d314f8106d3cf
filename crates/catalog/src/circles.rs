//! Schemas that cannot be followed to an end: in a circle, or so many for one value that nobody would wait.
//!
//! Knows which schemas speak of the same value. Does not know what they say of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::place::Place;
use crate::refs::Refs;

/// Schemas that may speak of one value, each counted as often as it is reached. What is reached twice at every step
/// soon comes to more than any machine can follow, in a file of a few lines.
const MAX_SCHEMAS: usize = 1000;

/// How far a schema was followed.
enum Followed {
    /// It is on the way that is being followed.
    OnTheWay,
    /// Number of schemas for one value from it on, itself included.
    Done(usize),
}

/// Reports schemas that cannot be followed to an end; returns their files.
pub(crate) fn check(refs: &Refs, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    let mut report = |at: Place, message: String, help: &str| {
        refused.insert(at.file.clone());
        diagnostics.push(Diagnostic::at_value(at, message, help));
    };
    let mut followed: BTreeMap<&Place, Followed> = BTreeMap::new();
    for start in refs.schemas.keys() {
        if followed.contains_key(start) {
            continue;
        }
        followed.insert(start, Followed::OnTheWay);
        // Each schema on the way, with how many of its targets were seen: a stack of its own, for the way may be long.
        let mut way = vec![(start, 0)];
        while let Some((place, seen)) = way.last_mut() {
            let place = *place;
            let targets = refs.schemas.get(place).map(Vec::as_slice).unwrap_or_default();
            let Some(target) = targets.get(*seen) else {
                let schemas = count(targets, &followed);
                followed.insert(place, Followed::Done(schemas));
                // Said once: what leads to too many has too many itself.
                if schemas > MAX_SCHEMAS && targets.iter().all(|target| !has_too_many(target, &followed)) {
                    let message = format!("more than {MAX_SCHEMAS} schemas speak of one value from here on");
                    report(place.clone(), message, "refer to what is meant directly, and only once");
                }
                way.pop();
                continue;
            };
            *seen += 1;
            match followed.get(target) {
                None => {
                    followed.insert(target, Followed::OnTheWay);
                    way.push((target, 0));
                }
                Some(Followed::OnTheWay) => {
                    let message = "this leads back to its own schema for the same value, without end";
                    let help = "break the circle: one schema on it has to say what the value is by itself";
                    report(place.child("$ref"), message.to_owned(), help);
                }
                Some(Followed::Done(_)) => {}
            }
        }
    }
    refused
}

fn count(targets: &[Place], followed: &BTreeMap<&Place, Followed>) -> usize {
    targets.iter().fold(1, |sum: usize, target| match followed.get(target) {
        Some(Followed::Done(schemas)) => sum.saturating_add(*schemas),
        _ => sum,
    })
}

fn has_too_many(place: &Place, followed: &BTreeMap<&Place, Followed>) -> bool {
    matches!(followed.get(place), Some(Followed::Done(schemas)) if *schemas > MAX_SCHEMAS)
}

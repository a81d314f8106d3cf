//! Schemas that cannot be followed to an end: in a cycle, or so many for one value that nobody would wait.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::references::References;
use crate::rules;

/// Schemas that may apply to one value, each counted as often as it is reached. What is reached twice at every step
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
pub(crate) fn check(references: &References, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    let mut report = |at: Location, message: String, help: &str| {
        refused.insert(at.file.clone());
        diagnostics.push(Diagnostic::at_value(&rules::REFERENCE_CYCLE, at, message, help));
    };
    let schemas: BTreeMap<&Location, Vec<&Location>> = references
        .schemas
        .outermost()
        .flat_map(Schema::all)
        .map(|schema| (&schema.location, same_value(references, schema)))
        .collect();
    let mut followed: HashMap<&Location, Followed> = HashMap::new();
    for start in schemas.keys().copied() {
        if followed.contains_key(start) {
            continue;
        }
        followed.insert(start, Followed::OnTheWay);
        // Each schema on the way, with how many of its targets were seen: a stack of its own, for the way may be long.
        let mut way = vec![(start, 0)];
        while let Some((location, seen)) = way.last_mut() {
            let location = *location;
            let targets = schemas.get(location).map(Vec::as_slice).unwrap_or_default();
            let Some(&target) = targets.get(*seen) else {
                let reached = count(targets, &followed);
                followed.insert(location, Followed::Done(reached));
                // Said once: what leads to too many has too many itself.
                if reached > MAX_SCHEMAS && targets.iter().all(|target| !has_too_many(target, &followed)) {
                    let message = format!("more than {MAX_SCHEMAS} schemas apply to one value from here on");
                    report(location.clone(), message, "refer to what is meant directly, and only once");
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
                    let message = "this reference leads back to its own schema for the same value";
                    let help = "break the cycle: one schema in it has to describe the value by itself";
                    let schema = references.schemas.at(location);
                    let keyword = schema.map_or(Keyword::Ref, Schema::reference_keyword);
                    report(location.child(keyword.as_str()), message.to_owned(), help);
                }
                Some(Followed::Done(_)) => {}
            }
        }
    }
    refused
}

/// The schemas that say something about the same value as this one, one step on.
fn same_value<'r>(references: &'r References, schema: &'r Schema) -> Vec<&'r Location> {
    // What leads nowhere was reported.
    schema.in_place().chain(references.target(schema)).map(|schema| &schema.location).collect()
}

fn count(targets: &[&Location], followed: &HashMap<&Location, Followed>) -> usize {
    targets.iter().fold(1, |sum: usize, target| match followed.get(target) {
        Some(Followed::Done(schemas)) => sum.saturating_add(*schemas),
        _ => sum,
    })
}

fn has_too_many(location: &Location, followed: &HashMap<&Location, Followed>) -> bool {
    matches!(followed.get(location), Some(Followed::Done(schemas)) if *schemas > MAX_SCHEMAS)
}

//! Which schema files are the same in both versions, with everything that they refer to.

use std::collections::{HashMap, HashSet};

use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::Schema;

/// Schema files that are the same, with everything that they refer to.
pub(crate) struct Unchanged(HashSet<String>);

type References<'c> = HashMap<&'c str, HashSet<(&'c Location, Option<&'c Location>)>>;

impl Unchanged {
    pub(crate) fn new(before: &Catalog, after: &Catalog) -> Self {
        let (older, newer) = (references(before), references(after));
        let is_same = |file: &str| {
            let (older_file, newer_file) = (before.document(file), after.document(file));
            let says_the_same = match (older_file, newer_file) {
                // What is the same to the last letter need not be parsed.
                (Some(older), Some(newer)) => older.text == newer.text || older.value() == newer.value(),
                (older, newer) => older.is_none() && newer.is_none(),
            };
            older.get(file) == newer.get(file) && says_the_same
        };
        let mut same: HashSet<&str> = newer.keys().copied().filter(|file| is_same(file)).collect();
        // What refers to what changed has changed.
        let mut referrers: HashMap<&str, Vec<&str>> = HashMap::new();
        for (file, targets) in &newer {
            for target in targets.iter().filter_map(|(_, target)| *target) {
                referrers.entry(&target.file).or_default().push(file);
            }
        }
        let mut todo: Vec<&str> = newer.keys().copied().filter(|file| !same.contains(file)).collect();
        while let Some(file) = todo.pop() {
            for referrer in referrers.get(file).into_iter().flatten() {
                if same.remove(referrer) {
                    todo.push(referrer);
                }
            }
        }
        Self(same.into_iter().map(str::to_owned).collect())
    }

    /// Whether these are the same schemas, which say the same in both versions.
    pub(crate) fn are(&self, before: &[&Schema], after: &[&Schema]) -> bool {
        before.len() == after.len()
            && before.iter().zip(after).all(|(before, after)| {
                before.location == after.location && self.0.contains(&*after.location.file)
            })
    }
}

/// Where the references of each file lead.
fn references(catalog: &Catalog) -> References<'_> {
    let mut all = References::new();
    for schema in catalog.schemas() {
        let own = all.entry(&schema.location.file).or_default();
        if schema.reference.is_some() {
            own.insert((&schema.location, catalog.target(schema).map(|target| &target.location)));
        }
    }
    all
}

//! Random events, each in two versions, and what is told of them.

use std::collections::HashMap;

use serde_json::Value;
use webhook_catalog::{Catalog, load};
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::changes::{Change, changed};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::document::{Document, Draft};
use webhook_conformance::random::{edits, instances, maps};
use webhook_evolution::{Comparison, Verdict, compare};
use webhook_schema::{Diagnostics, Tree};

use super::Told;
use crate::generated::{events, generated};

/// Payloads of the newer version of each event that are made from its schema.
const MADE: usize = 16;
/// Payloads that differ from those by little, besides.
const EDITED: usize = 32;
/// Changes that are tried until one leaves a schema that is in order.
const ATTEMPTS: usize = 12;

/// An event in two versions, the newer with many payloads.
pub struct Pair {
    pub older: RandomEvent,
    pub newer: RandomEvent,
    /// What was changed.
    pub changes: Vec<Change>,
    /// Payloads of the newer version that need not be what anybody means.
    pub edited: Vec<Value>,
}

impl Pair {
    /// Whether all that was changed describes a value by itself: it is not combined with other things that are said of it.
    pub fn is_plain(&self) -> bool {
        const COMBINED: [&str; 16] = [
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "patternProperties",
            "dependencies",
            "dependentSchemas",
            "unevaluatedItems",
            "unevaluatedProperties",
            "additionalItems",
            "$ref",
        ];
        !self.is_changed_within(|schema| COMBINED.iter().any(|keyword| schema.get(*keyword).is_some()))
    }

    /// Whether something was changed in a schema of a kind, however deep in it.
    pub fn is_changed_within(&self, is_of_kind: impl Fn(&Value) -> bool) -> bool {
        let documents = [&self.older.document, &self.newer.document];
        self.changes.iter().any(|change| {
            let place = change.place.as_str();
            let mut ends = place.match_indices('/').map(|(at, _)| at).chain([place.len()]);
            ends.any(|end| documents.iter().any(|document| is_of_kind(document.at(&place[..end]))))
        })
    }
}

/// Random events, each with one or two changes.
pub fn pairs(seed: u64, count: usize) -> Vec<Pair> {
    let made = events(seed, count, 2).events;
    let mut pairs = Vec::new();
    for (number, older) in made.into_iter().enumerate() {
        let mut dice = Dice::seeded(seed.wrapping_mul(15_485_863).wrapping_add(number as u64));
        if let Some((newer, changes)) = (0..ATTEMPTS).find_map(|_| newer(&older, &mut dice)) {
            let edited = edits::payloads(&newer.document, &mut dice, &newer.payloads, EDITED);
            pairs.push(Pair { older, newer, changes, edited });
        }
    }
    assert!(
        pairs.len() * 3 > count,
        "{} of {count} events have two versions: too few to say much",
        pairs.len()
    );
    let mut dice = Dice::seeded(seed.wrapping_mul(32_452_843));
    pairs.extend((0..count / 4).filter_map(|number| with_map(number, &mut dice)));
    pairs
}

/// An event with a map of keys that match patterns, with a key more that matches none.
fn with_map(number: usize, dice: &mut Dice<'_>) -> Option<Pair> {
    let draft = *dice.pick(&Draft::ALL);
    let (older, newer, change) = maps::versions(dice, draft);
    let event =
        |document: Document, payloads| RandomEvent { name: format!("a.m{number}x"), payloads, document };
    let [older, newer] = [(older, 1), (newer, MADE)].map(|(document, count)| {
        let payloads = instances::payloads(&document, dice, count);
        event(document, payloads)
    });
    let is_made =
        |event: &RandomEvent| !event.payloads.is_empty() && generated(&files("dice", &[event])).is_ok();
    if !is_made(&older) || !is_made(&newer) {
        return None;
    }
    let edited = edits::payloads(&newer.document, dice, &newer.payloads, EDITED);
    Some(Pair { older, newer, changes: vec![change], edited })
}

/// A newer version of an event, and what was changed.
fn newer(older: &RandomEvent, dice: &mut Dice<'_>) -> Option<(RandomEvent, Vec<Change>)> {
    let (mut document, first) = changed(&older.document, dice)?;
    let mut changes = vec![first];
    if dice.one_in(3) {
        let (other, second) = changed(&document, dice)?;
        document = other;
        changes.push(second);
    }
    let payloads = instances::payloads(&document, dice, MADE);
    if payloads.is_empty() {
        return None;
    }
    let event = RandomEvent { name: older.name.clone(), document, payloads };
    generated(&files("dice", &[&event])).is_ok().then_some((event, changes))
}

/// What a comparison of all pairs, as two catalogs, tells of each.
pub fn told(pairs: &[Pair]) -> Vec<Told<'_>> {
    let older = catalog(pairs.iter().map(|pair| &pair.older));
    let newer = catalog(pairs.iter().map(|pair| &pair.newer));
    let Comparison { findings, .. } = compare(&older, &newer, None);
    let mut rules = findings.iter().map(|finding| finding.rule.id);
    assert!(rules.all(|rule| rule != "event-not-compared"), "{findings:?}");
    let mut by_event: HashMap<String, Vec<_>> = HashMap::new();
    for finding in findings {
        for event in &finding.events {
            by_event.entry(event.clone()).or_default().push(finding.clone());
        }
    }
    let each = pairs.iter().map(|pair| {
        let findings = by_event.remove(&pair.older.name).unwrap_or_default();
        let verdict = findings.iter().map(|finding| finding.verdict).fold(Verdict::default(), Verdict::max);
        Told { pair, verdict, findings }
    });
    each.collect()
}

fn catalog<'e>(events: impl Iterator<Item = &'e RandomEvent>) -> Catalog {
    let tree = Tree::memory("", files("dice", &events.collect::<Vec<_>>()));
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics);
    catalog.unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

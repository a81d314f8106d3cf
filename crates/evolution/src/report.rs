//! Puts a comparison together: which changes there are, and which events each of them affects.

use std::collections::{BTreeMap, HashMap};

use webhook_catalog::Catalog;
use webhook_catalog::index::entries::{Date, Event};
use webhook_catalog::layout::INDEX;
use webhook_schema::Location;
use webhook_schema::model::Dialect;

use crate::bodies::{self, Body};
use crate::change::Change;
use crate::compare::{ChangeId, Comparer, dialects_told};
use crate::counterexample::Counterexamples;
use crate::events::{self, Affecting, Events};
use crate::finding::{Comparison, Finding, VersionChange};
use crate::fingerprint::Fingerprints;
use crate::renames::{self, Guess};
use crate::verdict::{Compatibility, Verdict};
use crate::{api, contract, rules};

/// How many pairs of events are looked at to find out which was renamed.
const MOST_PAIRS: usize = 10_000;

/// Compares two versions of a catalog. `today` tells which sunsets have come; without it, the date of the newer version does.
///
/// A catalog may come with diagnostics: of an event that is not sound in one of the two, a finding says that it was not
/// compared.
#[must_use]
pub fn compare(before: &Catalog, after: &Catalog, today: Option<&Date>) -> Comparison {
    compared(before, after, today, Counter::Examples)
}

/// The same without counterexamples, which take most of the time.
pub(crate) fn compare_briefly(before: &Catalog, after: &Catalog) -> Comparison {
    compared(before, after, None, Counter::Nothing)
}

/// What is looked for with a change that breaks receivers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counter {
    Examples,
    Nothing,
}

fn compared(before: &Catalog, after: &Catalog, today: Option<&Date>, counter: Counter) -> Comparison {
    let today = today.max(Some(&after.index.version)).unwrap_or(&after.index.version);
    let mut comparer = Comparer::new(before, after);
    let events = Events::of(before, after);
    let mut comparison = Comparison { version: version(before, after), ..Comparison::default() };
    let mut affecting: Vec<Affecting> =
        contract::compare(before, after).into_iter().map(|change| (change, Vec::new())).collect();
    affecting.extend(events::families(&events.both, before));
    for event in &events.both {
        let changes = events::compare(*event, before, after);
        affecting.extend(changes.into_iter().map(|change| (change, vec![event.after.1.name.clone()])));
    }
    affecting.extend(come_and_gone(&mut comparer, &events, today));
    let mut bodies = bodies::of_events(&mut comparer, &events, &mut affecting);
    bodies.extend(api::answers(&mut comparer, &mut affecting));
    affecting.extend(api::operations(before, after).into_iter().map(|change| (change, Vec::new())));
    let mut of_bodies = bodies::affected(&comparer, &bodies);
    if one_dialect(&mut comparer, &mut of_bodies) {
        // The contract says the same of all of them.
        affecting.retain(|(change, _)| change.detail != contract::DIALECT);
    }
    if let Some(change) = version_change(comparison.version, before, after) {
        affecting.push((change, Vec::new()));
    }

    let mut fingerprints = Fingerprints::default();
    let mut counterexamples = Counterexamples::new(&comparer);
    let mut findings: Vec<Finding> = Vec::new();
    for (change, names) in affecting {
        let fingerprint = fingerprints.of(&change, &names);
        findings.push(finding(change, names, fingerprint, None));
    }
    for (id, of) in of_bodies {
        let of: Vec<&Body<'_>> = of.into_iter().map(|number| &bodies[number]).collect();
        let mut change = comparer.changes[id].clone();
        let names = bodies::names_of_events(&of);
        if names.is_empty() {
            if api::of_event_types(&change) {
                continue;
            }
            change.message = format!("{}: {}", bodies::told_of_api(&of), change.message);
        }
        let is_shown = change.verdict.wire == Compatibility::Breaking && counter == Counter::Examples;
        let shown = of.iter().filter(|_| is_shown).take(3).find_map(|body| counterexamples.find(id, body));
        let fingerprint = fingerprints.of(&change, &names);
        findings.push(finding(change, names, fingerprint, shown));
    }
    for (change, shown) in api::requests(before, after, counter == Counter::Examples) {
        let fingerprint = fingerprints.of(&change, &[]);
        findings.push(finding(change, Vec::new(), fingerprint, shown));
    }
    if comparison.version == VersionChange::Newer
        && !findings.iter().any(|finding| finding.verdict.wire == Compatibility::Breaking)
    {
        let message = format!("the version is {} now, and nothing breaks receivers", after.index.version.0);
        let change = at_version(Change::new(&rules::VERSION_NEEDLESS, message));
        let fingerprint = fingerprints.of(&change, &[]);
        findings.push(finding(change, Vec::new(), fingerprint, None));
    }
    let order: HashMap<&str, usize> =
        after.index.events.iter().enumerate().map(|(number, event)| (event.name.as_str(), number)).collect();
    findings.sort_by(|a, b| {
        let first = |finding: &Finding| {
            finding.events.first().map(|name| order.get(name.as_str()).copied().unwrap_or(usize::MAX))
        };
        let place = |finding: &Finding| (finding.after.clone(), finding.before.clone(), finding.rule.id);
        rank(b.verdict)
            .cmp(&rank(a.verdict))
            .then(first(a).cmp(&first(b)))
            .then_with(|| place(a).cmp(&place(b)))
    });
    comparison.findings = findings;
    comparison
}

fn rank(verdict: Verdict) -> impl Ord {
    (verdict.wire, verdict.strict, verdict.rust)
}

pub(crate) fn finding(
    change: Change,
    events: Vec<String>,
    fingerprint: String,
    counterexample: Option<serde_json::Value>,
) -> Finding {
    // A rule says what to do where its change does harm.
    let is_harmless = change.verdict == Verdict::default() && change.rule.verdict != Verdict::default();
    Finding {
        rule: change.rule,
        verdict: change.verdict,
        events,
        before: change.before,
        after: change.after,
        message: change.message,
        help: if is_harmless { String::new() } else { change.help.to_owned() },
        counterexample,
        fingerprint,
    }
}

/// Makes one change of all files that went from one dialect to another; says whether there are any, and all of them went as the
/// contract did.
fn one_dialect(comparer: &mut Comparer<'_>, of_bodies: &mut BTreeMap<ChangeId, Vec<usize>>) -> bool {
    let dialect = |catalog: &Catalog, place: &Option<Location>| Some(catalog.at(place.as_ref()?)?.dialect);
    let mut all: BTreeMap<(Dialect, Dialect), Vec<ChangeId>> = BTreeMap::new();
    for id in of_bodies.keys() {
        let change = &comparer.changes[*id];
        if *change.rule == rules::DIALECT_CHANGED {
            let old = dialect(comparer.before, &change.before);
            let Some(both) = old.zip(dialect(comparer.after, &change.after)) else { continue };
            all.entry(both).or_default().push(*id);
        }
    }
    for (dialects, ids) in all.iter().filter(|(_, ids)| ids.len() > 1) {
        let mut bodies: Vec<usize> = ids.iter().filter_map(|id| of_bodies.remove(id)).flatten().collect();
        bodies.sort_unstable();
        bodies.dedup();
        of_bodies.insert(ids[0], bodies);
        comparer.changes[ids[0]].message = dialects_told(ids.len(), *dialects);
    }
    let of_contract = |catalog: &Catalog| Dialect::of(&catalog.index.contract.schema.dialect);
    all.keys().copied().eq(of_contract(comparer.before).zip(of_contract(comparer.after)))
}

/// Events that only one version has: removed, added, or renamed.
fn come_and_gone<'c>(comparer: &mut Comparer<'c>, events: &Events<'c>, today: &Date) -> Vec<Affecting> {
    let (mut removed, mut added) = (events.removed.clone(), events.added.clone());
    let mut found = Vec::new();
    let mut guesses = Vec::new();
    let is_many = removed.len() * added.len() > MOST_PAIRS;
    for (old_number, (_, old)) in removed.iter().enumerate() {
        for (new_number, (_, new)) in added.iter().enumerate() {
            let is_said = new.replaces.as_ref().is_some_and(|replaced| replaced.name == old.name);
            let (likeness, why) = if is_said {
                (2.0, "the newer one says that it replaces the other")
            } else if old.replaced_by.as_ref() == Some(&new.name) {
                (2.0, "the older one said that the other would replace it")
            } else if !is_many && has_same_payload(comparer, old, new) {
                let likeness = strsim::jaro_winkler(&old.name, &new.name);
                (likeness, "one was removed, one was added, and their payloads are the same")
            } else {
                continue;
            };
            guesses.push(Guess { old: old_number, new: new_number, likeness, why });
        }
    }
    let guesses = renames::nearest(guesses);
    for guess in &guesses {
        found.push(events::renamed(removed[guess.old], added[guess.new], guess.why));
    }
    let mut number = 0;
    removed.retain(|_| (!guesses.iter().any(|guess| guess.old == number), number += 1).0);
    let mut number = 0;
    added.retain(|_| (!guesses.iter().any(|guess| guess.new == number), number += 1).0);
    found.extend(removed.into_iter().map(|(number, event)| events::removed(number, event, today)));
    for (number, event) in added {
        found.extend(events::added(number, event, comparer.before, comparer.after));
    }
    found
}

fn has_same_payload<'c>(comparer: &mut Comparer<'c>, old: &'c Event, new: &'c Event) -> bool {
    let roots = (bodies::root(comparer.before, old), bodies::root(comparer.after, new));
    let (Some(before), Some(after)) = roots else {
        return false;
    };
    comparer.have_same_payload(before, after)
}

fn version(before: &Catalog, after: &Catalog) -> VersionChange {
    match after.index.version.cmp(&before.index.version) {
        std::cmp::Ordering::Less => VersionChange::Older,
        std::cmp::Ordering::Equal => VersionChange::Unchanged,
        std::cmp::Ordering::Greater => VersionChange::Newer,
    }
}

fn version_change(version: VersionChange, before: &Catalog, after: &Catalog) -> Option<Change> {
    let message = format!("the version was {} and is {}", before.index.version.0, after.index.version.0);
    (version == VersionChange::Older).then(|| at_version(Change::new(&rules::VERSION_DECREASED, message)))
}

fn at_version(change: Change) -> Change {
    let at = Location::new(INDEX, "/version");
    change.before(&at).after(&at)
}

//! Events whose bodies could not be compared, and why.

use std::collections::HashSet;

use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;
use webhook_catalog::layout::INDEX;
use webhook_schema::{At, Diagnostics, Location, Severity};

use crate::change::Change;
use crate::events::{self, Both};
use crate::finding::Comparison;
use crate::rules::EVENT_NOT_COMPARED;

/// An event of both versions of which one has no schema that can be used.
pub(crate) fn change(event: Both<'_>, before: &Catalog, after: &Catalog) -> Change {
    let version = match before.schema(event.before.1) {
        None => "older",
        Some(_) => "newer",
    };
    let message = format!("its bodies were not compared: the {version} schema has a mistake");
    let place = |catalog: &Catalog, (number, event): (usize, &Event)| {
        let schema = Location::new(event.schema_file(), "");
        if catalog.value(&schema).is_some() { schema } else { events::place(number) }
    };
    Change::new(&EVENT_NOT_COMPARED, message)
        .before(&place(before, event.before))
        .after(&place(after, event.after))
}

/// Has the findings of events that could not be compared say what is wrong with the older version, and point there: at the
/// first mistake in the event's entry, or in a file that its schema reaches. `diagnostics` are those of loading that version.
pub fn add_reasons(comparison: &mut Comparison, catalog: &Catalog, diagnostics: &Diagnostics) {
    let findings = comparison.findings.iter_mut().filter(|finding| *finding.rule == EVENT_NOT_COMPARED);
    for finding in findings {
        let mut entries = catalog.index.events.iter().enumerate();
        let Some((number, event)) = entries.find(|(_, event)| finding.events.contains(&event.name)) else {
            continue;
        };
        if catalog.schema(event).is_some() {
            continue;
        }
        let (entry, files) = (events::place(number), reached(catalog, event));
        let is_reason = |at: &At| match at {
            At::Value(at) | At::Key(at) if *at.file == *INDEX => at.pointer.starts_with(&*entry.pointer),
            at => files.contains(at.file()),
        };
        let mut errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let Some(reason) = errors.find(|diagnostic| is_reason(&diagnostic.at)) else { continue };
        let place = match &reason.at {
            At::Value(at) | At::Key(at) => at.clone(),
            At::Offset { file, .. } | At::File(file) => Location::new(file.as_str(), ""),
        };
        finding.message += &format!(": {}", reason.message);
        finding.before = Some(place);
    }
}

/// The files that the schema of an event reaches, itself included.
fn reached(catalog: &Catalog, event: &Event) -> HashSet<String> {
    let first = event.schema_file();
    let (mut reached, mut todo) = (HashSet::from([first.clone()]), vec![first]);
    while let Some(file) = todo.pop() {
        let schemas = catalog.at(&Location::new(file, "")).into_iter().flat_map(|root| root.all());
        for target in schemas.filter_map(|schema| catalog.target(schema)) {
            if reached.insert(target.location.file.to_string()) {
                todo.push(target.location.file.to_string());
            }
        }
    }
    reached
}

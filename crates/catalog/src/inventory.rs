//! Whether every entry of the index has its files, and every file its entry.
//!
//! Knows names of files. Does not know what is in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, EXAMPLE, INDEX, SCHEMA};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::{Listing, is_json};
use crate::index_check::is_event_name;
use crate::place::Place;
use crate::words::closest;

/// Reports entries without their files and files without an entry; returns the schema files that events share.
pub(crate) fn check(
    catalog: &Catalog,
    listing: &Listing,
    refers_to: &BTreeMap<String, BTreeSet<String>>,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut spoken_for = BTreeSet::from([INDEX.to_owned()]);
    for event in &catalog.index.events {
        // A file that has the right name is not reported for an entry that has the wrong one.
        let wanted = [SCHEMA, EXAMPLE].map(|suffix| format!("{}{suffix}", event.name));
        spoken_for.extend([event.schema.clone(), event.example.clone()].into_iter().chain(wanted));
    }
    let unowned: BTreeSet<&str> = listing
        .files
        .keys()
        .map(String::as_str)
        .filter(|file| is_json(file) && !spoken_for.contains(*file))
        .collect();
    check_entries(catalog, listing, &unowned, diagnostics);
    let mut shared = BTreeSet::new();
    for file in unowned {
        let is_shared = || {
            is_envelope(catalog, file)
                || refers_to.iter().any(|(from, targets)| from != file && targets.contains(file))
        };
        let (message, help) = if !file.ends_with(SCHEMA) && !file.ends_with(EXAMPLE) || file.contains('/') {
            let help = "move it out of the directory: index.json, schemas and examples are all there is, side by side";
            ("this JSON file is not part of the catalog", help)
        } else if file.ends_with(EXAMPLE) {
            ("no event of index.json has this example", "add the event to index.json, or delete the file")
        } else if is_shared() {
            shared.insert(file.to_owned());
            continue;
        } else {
            let message = "no event of index.json has this schema, and no other schema refers to it";
            (message, "add the event to index.json, or delete the file")
        };
        diagnostics.push(Diagnostic::at_file(file, message, help));
    }
    shared
}

fn check_entries(
    catalog: &Catalog,
    listing: &Listing,
    unowned: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    // What an entry with a wrong name wants its files to be called is nothing to go by.
    let entries = catalog.index.events.iter().enumerate().filter(|(_, event)| is_event_name(&event.name));
    for (number, event) in entries {
        for (field, path, suffix) in [("schema", &event.schema, SCHEMA), ("example", &event.example, EXAMPLE)]
        {
            let wanted = format!("{}{suffix}", event.name);
            let owner = *owners.entry(path).or_insert(&event.name);
            let problem = path_problem(path).or_else(|| {
                if path == &wanted {
                    None
                } else if owner != event.name {
                    Some(format!("`{path}` is a file of `{owner}` already"))
                } else {
                    Some(format!("`{path}` is not called after the event"))
                }
            });
            let place = Place::new(INDEX, format!("/events/{number}/{field}"));
            if let Some(message) = problem {
                let help =
                    format!("write `{wanted}`: the file is beside index.json, and is called after the event");
                diagnostics.push(Diagnostic::at_value(place, message, help));
            } else if !listing.has(path) {
                let candidates = unowned.iter().copied().filter(|file| file.ends_with(suffix));
                let help = match closest(path, candidates) {
                    Some(file) => format!("write the file; if it is `{file}`, rename that"),
                    None => "write the file, or take the event out".to_owned(),
                };
                diagnostics.push(Diagnostic::at_value(place, format!("there is no file `{path}`"), help));
            }
        }
    }
}

/// What keeps a path from being a name in the directory.
pub(crate) fn path_problem(path: &str) -> Option<String> {
    if path.starts_with(['/', '\\']) || path.contains(':') {
        Some(format!("`{path}` is an absolute path"))
    } else if path.contains('\\') {
        Some(format!("`{path}` has a backslash"))
    } else if path.split('/').any(|part| part == "..") {
        Some(format!("`{path}` leads out of the catalog's directory"))
    } else {
        None
    }
}

fn is_envelope(catalog: &Catalog, file: &str) -> bool {
    let envelope = catalog.refs.target(INDEX, &catalog.index.contract.envelope.schema);
    envelope.is_ok_and(|place| place.file == file)
}

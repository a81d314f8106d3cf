//! Whether every entry of the index has its files, and every file its entry.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use webhook_schema::source::is_json;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest};

use crate::draft::Draft;
use crate::index::names::is_event_name;
use crate::layout::{EXAMPLE, INDEX, SCHEMA, WEBHOOKS, in_webhooks, path_problem, split};
use crate::rules;

/// Reports entries without their files and files without an entry; returns the schema files that events share.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut expected = BTreeSet::from([INDEX.to_owned()]);
    for event in &draft.index.events {
        // A file that has the right name is not reported for an entry that has the wrong one.
        let wanted = [SCHEMA, EXAMPLE].map(|suffix| in_webhooks(&format!("{}{suffix}", event.name)));
        expected.extend([event.schema_file(), event.example_file()].into_iter().chain(wanted));
    }
    let own = draft.tree.names().filter(|file| split(file).0 == WEBHOOKS);
    let unowned: BTreeSet<&str> =
        own.filter(|file| is_json(file) && !expected.contains(*file)).map(|file| split(file).1).collect();
    let referred = referred(draft);
    check_entries(draft, &unowned, diagnostics);
    let mut shared = BTreeSet::new();
    for name in unowned {
        let file = in_webhooks(name);
        let (message, help) = if !file.ends_with(SCHEMA) && !file.ends_with(EXAMPLE) || name.contains('/') {
            let help = "move it out of the directory, which has index.json, schemas and examples only";
            ("this JSON file is not part of the catalog", help)
        } else if file.ends_with(EXAMPLE) {
            ("no event in index.json has this example", "add the event to index.json, or delete the file")
        } else if referred.contains(file.as_str()) {
            shared.insert(file);
            continue;
        } else {
            let message = "no event in index.json has this schema, and no other schema refers to it";
            (message, "add the event to index.json, or delete the file")
        };
        diagnostics.push(Diagnostic::at_file(&rules::EVENT_FILES, file, message, help));
    }
    shared
}

fn check_entries(draft: &Draft<'_>, unowned: &BTreeSet<&str>, diagnostics: &mut Diagnostics) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    // What an entry with a wrong name wants its files to be called is nothing to go by.
    let entries = draft.index.events.iter().enumerate().filter(|(_, event)| is_event_name(&event.name));
    for (number, event) in entries {
        for (field, path, suffix) in [("schema", &event.schema, SCHEMA), ("example", &event.example, EXAMPLE)]
        {
            let wanted = format!("{}{suffix}", event.name);
            let owner = *owners.entry(path).or_insert(&event.name);
            let problem = path_problem(path).or_else(|| {
                if path == &wanted {
                    None
                } else if owner != event.name {
                    Some(format!("`{path}` already belongs to `{owner}`"))
                } else {
                    Some(format!("`{path}` is not named after the event"))
                }
            });
            let location = Location::new(INDEX, format!("/events/{number}/{field}"));
            if let Some(message) = problem {
                let help =
                    format!("write `{wanted}`: the file is next to index.json, and named after the event");
                diagnostics.push(Diagnostic::at_value(&rules::EVENT_FILES, location, message, help));
            } else if !draft.tree.has(&in_webhooks(path)) {
                let candidates = unowned.iter().copied().filter(|file| file.ends_with(suffix));
                let help = match closest(path, candidates) {
                    Some(file) => format!("write the file; if it is `{file}`, rename that"),
                    None => "write the file, or remove the event".to_owned(),
                };
                diagnostics.push(Diagnostic::at_value(
                    &rules::EVENT_FILES,
                    location,
                    format!("there is no file `{path}`"),
                    help,
                ));
            }
        }
    }
}

/// The files that another file refers to, and the one of the envelope.
fn referred<'d>(draft: &'d Draft<'_>) -> BTreeSet<Cow<'d, str>> {
    let envelope = draft.schemas.references.target(INDEX, &draft.index.contract.envelope.schema);
    let others = draft.schemas.refers_to.iter().flat_map(|(from, targets)| {
        targets.iter().filter(move |target| *target != from).map(|target| Cow::Borrowed(target.as_str()))
    });
    others.chain(envelope.ok().map(|envelope| Cow::Owned(envelope.file))).collect()
}

//! Whether every entry of the index has its files, and every file its entry.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use webhook_schema::model::Resource;
use webhook_schema::source::is_json;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest};

use crate::check::index::Doubtful;
use crate::draft::Draft;
use crate::file_stem::file_stem;
use crate::index::lints::{Level, Lint};
use crate::layout::{
    EXAMPLE, INDEX, SCHEMA, WEBHOOKS, closest_file, in_webhooks, is_example, is_plain_name, is_schema,
    path_problem, split,
};
use crate::references::MAX_ADVICE;
use crate::rules;

/// Reports entries without their files and files without an entry; returns the schema files that events share. Adds to what is
/// `doubtful`.
pub(crate) fn check(
    draft: &Draft<'_>,
    doubtful: &mut Doubtful,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
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
    let meant = check_entries(draft, &unowned, doubtful, diagnostics);
    let mut shared = BTreeSet::new();
    for name in unowned {
        let file = in_webhooks(name);
        // Said where its name is misspelled.
        if meant.contains(file.as_str()) {
            continue;
        }
        let (message, help) = if referred.contains(file.as_str()) {
            shared.insert(file);
            continue;
        } else if is_example(&file) {
            ("no event in index.json has this example", "add the event to index.json, or delete the file")
        } else if is_schema(&file) {
            let message = "no event in index.json has this schema, and no other schema refers to it";
            (message, "add the event to index.json, or delete the file")
        } else {
            let help = "move it out of the directory, or refer to it";
            ("this JSON file is not part of the catalog", help)
        };
        let finding = |rule| Diagnostic::at_file(rule, file, message, help);
        draft.index.lints.report(Lint::UnusedFile, finding, diagnostics);
    }
    shared
}

/// Reports what is wrong with the files that entries name. Returns the files that were probably meant by names of files that are
/// not there, in entries and in references.
fn check_entries(
    draft: &Draft<'_>,
    unowned: &BTreeSet<&str>,
    doubtful: &mut Doubtful,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let references = &draft.schemas.references;
    let missing =
        references.unreadable.iter().filter(|file| split(file).0 == WEBHOOKS && !draft.tree.has(file));
    let meant = missing.take(MAX_ADVICE).filter_map(|file| references.meant(INDEX, file));
    let mut meant: BTreeSet<String> = meant.map(|name| in_webhooks(&name)).collect();
    let mut owners: HashMap<&str, &str> = HashMap::new();
    let mut misplaced = BTreeSet::new();
    // What an entry with a wrong name wants its files to be called is nothing to go by.
    let entries =
        draft.index.events.iter().enumerate().filter(|(_, event)| !doubtful.files.contains(&event.name));
    for (number, event) in entries {
        for (field, path, suffix) in [("schema", &event.schema, SCHEMA), ("example", &event.example, EXAMPLE)]
        {
            let wanted = format!("{}{suffix}", file_stem(&event.name));
            let location = Location::new(INDEX, format!("/events/{number}/{field}"));
            let help = format!("write `{wanted}`: the file is next to index.json, and named after the event");
            let is_named_after = *path == wanted || *path == format!("{}{suffix}", event.name);
            let problem = path_problem(path).or_else(|| mistaken(draft, suffix, path));
            let mut owner = || *owners.entry(path).or_insert(&event.name);
            let problem = problem.or_else(|| match path {
                path if owner() != event.name => Some(format!("`{path}` already belongs to `{}`", owner())),
                path if !is_named_after && !is_plain_name(path) => {
                    Some(format!("`{path}` is not the name of a JSON file in this directory"))
                }
                _ => None,
            });
            if let Some(message) = problem {
                misplaced.insert(event.name.clone());
                diagnostics.push(Diagnostic::at_value(&rules::EVENT_FILES, location, message, help));
                continue;
            }
            if !is_named_after {
                let message = format!("`{path}` is not named after the event");
                // A file that is there rather has the right name.
                let is_there = draft.tree.has(&in_webhooks(path));
                let stem = path.strip_suffix(suffix).filter(|_| is_there);
                let help = match stem.and_then(|stem| closest(&event.name, [stem])) {
                    Some(meant) => format!("if the event is `{meant}`, correct its name; if not, {help}"),
                    None => help,
                };
                let finding = |rule| Diagnostic::at_value(rule, location.clone(), message, help);
                draft.index.lints.report(Lint::FileName, finding, diagnostics);
                if draft.index.lints.level(Lint::FileName) == Level::Deny {
                    misplaced.insert(event.name.clone());
                    continue;
                }
            }
            if !draft.tree.has(&in_webhooks(path)) {
                let candidates = unowned.iter().copied().filter(|file| file.ends_with(suffix));
                let with_advice = diagnostics.errors() < MAX_ADVICE;
                let help = match with_advice.then(|| closest_file(path, candidates)).flatten() {
                    Some(file) => {
                        meant.insert(in_webhooks(file));
                        format!("write the file; if it is `{file}`, rename that")
                    }
                    None => "write the file, or remove the event".to_owned(),
                };
                let message = format!("there is no file `{path}`");
                diagnostics.push(Diagnostic::at_value(&rules::EVENT_FILES, location, message, help));
            }
        }
    }
    doubtful.files.extend(misplaced.iter().cloned());
    doubtful.entries.extend(misplaced);
    meant
}

/// What is wrong with a path that names an example in place of a schema, or the other way round.
fn mistaken(draft: &Draft<'_>, suffix: &str, path: &str) -> Option<String> {
    let (references, file) = (&draft.schemas.references, in_webhooks(path));
    match suffix {
        SCHEMA if is_plain_name(path) && references.no_schemas.contains_key(&file) => {
            Some(format!("`{path}` is an example, not a schema"))
        }
        EXAMPLE if references.has_file(&file) => Some(format!("`{path}` is a schema, not an example")),
        _ => None,
    }
}

/// The files that another file refers to, and the one of the envelope.
fn referred<'d>(draft: &'d Draft<'_>) -> HashSet<Cow<'d, str>> {
    let index = Resource::of_file(INDEX);
    let envelope = draft.index.contract.envelope.schema.as_deref();
    let envelope = envelope.and_then(|envelope| draft.schemas.references.place(&index, envelope));
    let others = draft.schemas.references.refers_to.iter().flat_map(|(from, targets)| {
        targets.iter().filter(move |target| *target != from).map(|target| Cow::Borrowed(&**target))
    });
    others.chain(envelope.map(|envelope| Cow::Owned(envelope.file.to_string()))).collect()
}

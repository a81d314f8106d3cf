//! Names of events.

use std::collections::{BTreeMap, BTreeSet};

use webhook_catalog::file_stem;
use webhook_catalog::index::names::is_event_name;
use webhook_catalog::layout::SCHEMA;
use webhook_schema::{Diagnostics, closest, join};

use crate::bodies::{members, said_at, sent_text};
use crate::choices;
use crate::definitions::COMMON;
use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::found::Found;
use crate::impossible::contradiction;
use crate::options::{Naming, Options};
use crate::rules;

/// How deep in bodies a name is looked for.
const DEEPEST_NAME: usize = 3;

/// Names that were to be changed or left out and no event has, each with the one that was probably meant.
pub(crate) type Unknown = Vec<(String, Option<String>)>;

/// Names of events.
pub(crate) struct Named {
    /// The name of each event, in their order; `None` for one that was reported.
    pub names: Vec<Option<String>>,
    /// Whether a part of names is what the documents call the events.
    pub are_taken: bool,
    /// What was asked for and is not there.
    pub unknown: Unknown,
}

/// Names events.
pub(crate) fn names(
    documents: &Documents,
    events: &[Found],
    options: &Options,
    envelope: &Envelope,
    diagnostics: &mut Diagnostics,
) -> Named {
    let naming = options.naming.clone().unwrap_or(Naming::Key);
    let said = options.naming.is_none().then(|| said_by_deliveries(documents, events, envelope)).flatten();
    let (said, are_taken) = said.map_or((None, false), |(names, are_taken)| (Some(names), are_taken));
    let place = match &options.naming {
        Some(Naming::Constant(pointer)) => Some(pointer.clone()),
        _ => envelope.name_pointer(),
    };
    let mut names = Vec::new();
    // What can be renamed, and what can be skipped.
    let mut known: [BTreeSet<String>; 2] = Default::default();
    for (number, event) in events.iter().enumerate() {
        let from = &event.names;
        let said = said.as_ref().map(|names| names[number].clone());
        let (name, what) = match &naming {
            _ if said.is_some() => (said, String::new()),
            Naming::Key => (from.key.clone(), "key".to_owned()),
            Naming::Operation => (from.operation.clone(), "`operationId`".to_owned()),
            Naming::Channel => (from.channel.clone(), "channel".to_owned()),
            Naming::Path => (from.path.clone(), "file of its own".to_owned()),
            Naming::Title => (from.title.clone(), "`title`".to_owned()),
            Naming::Constant(pointer) => {
                let text = || sent_text(documents, &event.body, pointer);
                (event.chosen.clone().or_else(text), format!("`const` at `{pointer}`"))
            }
        };
        let Some(name) = name else {
            let message = format!("this event has no {what} to be named after");
            let help = match from.options()[..] {
                [] => "add it".to_owned(),
                ref others => {
                    format!("add it, or name events after what this one has: {}", others.join(", "))
                }
            };
            diagnostics.push(documents.mistake_in_key(&rules::NAME, &event.listed, message, help));
            names.push(None);
            continue;
        };
        known[0].extend(from.key.clone().into_iter().chain([name.clone()]));
        let by_key = || from.key.as_ref().and_then(|key| options.renamed.get(key));
        let name = options.renamed.get(&name).or_else(by_key).cloned().unwrap_or(name);
        known[1].insert(name.clone());
        // One that is left out needs no name that is of use.
        let is_named = options.skipped.contains(&name)
            || is_usable(documents, event, &name, diagnostics)
                && place.as_ref().is_none_or(|place| is_one_text(documents, event, place, diagnostics));
        names.push(is_named.then_some(name));
    }
    report_duplicates(documents, events, &mut names, diagnostics);
    let asked = [options.renamed.keys().collect::<Vec<_>>(), options.skipped.iter().collect()];
    let unknown = asked.into_iter().zip(&known).flat_map(|(asked, known)| {
        asked.into_iter().filter(|name| !known.contains(*name)).map(|name| {
            let meant = closest(name, known.iter().map(String::as_str));
            (name.clone(), meant.map(str::to_owned))
        })
    });
    Named { names, are_taken, unknown: unknown.collect() }
}

/// The names that deliveries have, where documents say those of all events, and they tell events apart.
/// A header that is the same in all documents tells nothing: then, and where it is left open, that part of a name is what the
/// documents call the event, which is said.
fn said_by_deliveries(
    documents: &Documents,
    events: &[Found],
    envelope: &Envelope,
) -> Option<(Vec<String>, bool)> {
    let spelling = envelope.spelling(documents, events);
    let name = |event: &Found| {
        let chosen = event.chosen.clone().map(|name| (name, false));
        chosen.or_else(|| envelope.name_of(documents, event, &spelling))
    };
    let are_apart = |names: &[(String, bool)]| {
        names.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len() == names.len()
    };
    let mut names: Vec<(String, bool)> = events.iter().map(name).collect::<Option<_>>()?;
    if !are_apart(&names) && envelope.is_whole() {
        let bare = |event: &Found| {
            let around = event.around.iter().filter(|(_, texts)| texts.len() > 1).cloned().collect();
            name(&Found { around, ..event.clone() })
        };
        let taken: Vec<(String, bool)> = events.iter().map(bare).collect::<Option<_>>()?;
        names = if are_apart(&taken) { taken } else { names };
    }
    let is_usable = are_apart(&names) || have_bodies_of_their_own(documents, events);
    let are_taken = names.iter().any(|(_, is_taken)| *is_taken);
    is_usable.then(|| (names.into_iter().map(|(name, _)| name).collect(), are_taken))
}

/// Whether no two events have one body: a `const` in there would name both.
fn have_bodies_of_their_own(documents: &Documents, events: &[Found]) -> bool {
    let mut bodies = BTreeSet::new();
    events.iter().all(|event| {
        // A reference that leads nowhere is reported with the schemas.
        let body = documents.follow(event.body.clone(), &mut Diagnostics::new());
        bodies.insert(body.map_or_else(|| event.body.clone(), |(place, _)| place))
    })
}

/// Where bodies have a text that tells the events apart: the nearest place at which each has one of its own, or each branch of
/// a choice of bodies.
pub(crate) fn place_in_bodies(documents: &Documents, events: &[&Found]) -> Option<String> {
    let first = events.first()?;
    let tells_apart = |pointer: &&String| {
        let mut seen = BTreeSet::new();
        let are_new = |event: &&Found| {
            let texts = choices::sent_texts(documents, &event.body, pointer);
            !texts.is_empty() && texts.into_iter().all(|text| seen.insert(text))
        };
        events.iter().all(are_new) && seen.len() > 1
    };
    // Of a choice, it may be said in branches alone.
    let named = choices::key(documents, &first.body).map(|key| join("", key));
    if let Some(place) = named.as_ref().filter(tells_apart) {
        return Some(place.clone());
    }
    let mut nearest = vec![String::new()];
    for _ in 0..DEEPEST_NAME {
        let below = |pointer: &String| {
            let at = said_at(documents, &first.body, pointer);
            let keys = at.iter().flat_map(|at| members(documents, at).properties.into_keys());
            keys.map(|key| join(pointer, key)).collect::<Vec<_>>()
        };
        nearest = nearest.iter().flat_map(below).collect();
        if let Some(place) = nearest.iter().find(tells_apart) {
            return Some(place.clone());
        }
    }
    None
}

fn is_usable(documents: &Documents, event: &Found, name: &str, diagnostics: &mut Diagnostics) -> bool {
    let leads_out = name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['.', '/', '\\']);
    if is_event_name(name) && !leads_out {
        let file = file_stem(name);
        if file == format!("_{name}") {
            let message =
                format!("the files of `{name}` are named `{file}`, because Windows reserves `{name}`");
            diagnostics.push(documents.mistake_in_key(&rules::NAME, &event.listed, message, "").warning());
        }
        return true;
    }
    let message = format!("{name:?} is not a name for an event and its files");
    let help = "use 1 to 200 characters, no control characters, and no dot or slash at the start; or give it another name \
                with `--rename`";
    diagnostics.push(documents.mistake_in_key(&rules::NAME, &event.listed, message, help));
    false
}

/// Whether what a body has at the place of the name is not fixed to two texts, which is reported.
fn is_one_text(documents: &Documents, event: &Found, place: &str, diagnostics: &mut Diagnostics) -> bool {
    let contradiction = contradiction(documents, &event.body, place);
    contradiction.map(|mistake| diagnostics.push(mistake)).is_none()
}

/// Reports events that the catalog does not have yet and whose schema would be in the file of what events share.
pub(crate) fn refuse_shared_file(
    documents: &Documents,
    events: &[Found],
    names: &mut [Option<String>],
    is_known: impl Fn(&str) -> bool,
    diagnostics: &mut Diagnostics,
) {
    for (event, slot) in events.iter().zip(names) {
        let is_shared = |name: &String| {
            !is_known(name) && format!("{}{SCHEMA}", file_stem(name)).eq_ignore_ascii_case(COMMON)
        };
        let Some(name) = slot.take_if(|name| is_shared(name)) else { continue };
        let message = format!("the schema of `{name}` would be in `{COMMON}`, which has what events share");
        let help = "give the event another name with `--rename`";
        diagnostics.push(documents.mistake_in_key(&rules::NAME, &event.listed, message, help));
    }
}

fn report_duplicates(
    documents: &Documents,
    events: &[Found],
    names: &mut [Option<String>],
    diagnostics: &mut Diagnostics,
) {
    let mut by_file: BTreeMap<String, (String, &Found)> = BTreeMap::new();
    for (event, slot) in events.iter().zip(names) {
        let Some(name) = slot.clone() else { continue };
        // Some file systems do not tell large letters from small ones.
        let file = file_stem(&name).to_ascii_lowercase();
        let Some((other, first)) = by_file.get(&file) else {
            by_file.insert(file, (name, event));
            continue;
        };
        let message = match *other == name {
            true => format!("there are two events named `{name}`"),
            false => format!("the files of `{name}` would be those of `{other}`"),
        };
        let help = match (&first.names, &event.names) {
            (first, second) if first.key != second.key => {
                "name events after something that tells them apart with `--name-from`, or give one of the two another name, by \
                 its key, with `--rename`"
            }
            (first, second) if first.operation.is_some() && first.operation != second.operation => {
                "name events after their operations with `--name-from operation-id`"
            }
            _ => {
                "the two have one key: name events after a `const` that tells them apart with `--name-from`, or leave both out with \
                  `--skip`"
            }
        };
        let mistake = documents.mistake_in_key(&rules::NAME, &event.listed, message, help);
        diagnostics.push(documents.label_in_key(mistake, &first.listed, "the other one is here"));
        *slot = None;
    }
}

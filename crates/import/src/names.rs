//! Names: of events, of their files, of families and of shared definitions.

use std::collections::{BTreeMap, BTreeSet};

use deunicode::deunicode_char;
use webhook_catalog::file_stem;
use webhook_catalog::index::names::is_event_name;
use webhook_schema::{Diagnostics, closest};

use crate::bodies::constant;
use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::found::Found;
use crate::options::{Naming, Options};
use crate::rules;

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
                let constant = || constant(documents, &event.body, pointer);
                (event.chosen.clone().or_else(constant), format!("`const` at `{pointer}`"))
            }
        };
        let Some(name) = name else {
            let message = format!("this event has no {what} that it could be named after");
            let help = match from.options()[..] {
                [] => "add it".to_owned(),
                ref others => {
                    format!("add it, or name events after what this one has: {}", others.join(", "))
                }
            };
            diagnostics.push(documents.mistake(&rules::NAME, &event.at, message, help));
            names.push(None);
            continue;
        };
        known[0].extend(from.key.clone().into_iter().chain([name.clone()]));
        let by_key = || from.key.as_ref().and_then(|key| options.renamed.get(key));
        let name = options.renamed.get(&name).or_else(by_key).cloned().unwrap_or(name);
        known[1].insert(name.clone());
        // One that is left out needs no name that is of use.
        let is_named = options.skipped.contains(&name) || is_usable(documents, event, &name, diagnostics);
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
    let name = |event: &Found| {
        let chosen = event.chosen.clone().map(|name| (name, false));
        chosen.or_else(|| envelope.name_of(documents, event))
    };
    let are_apart = |names: &[(String, bool)]| {
        names.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len() == names.len()
    };
    let mut names: Vec<(String, bool)> = events.iter().map(name).collect::<Option<_>>()?;
    if !are_apart(&names) && envelope.is_whole() {
        let bare = |event: &Found| name(&Found { around: Vec::new(), ..event.clone() });
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

fn is_usable(documents: &Documents, event: &Found, name: &str, diagnostics: &mut Diagnostics) -> bool {
    let leads_out = name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['.', '/', '\\']);
    if is_event_name(name) && !leads_out {
        let file = file_stem(name);
        if file == format!("_{name}") {
            let message =
                format!("the files of `{name}` are named `{file}`, because Windows reserves `{name}`");
            diagnostics.push(documents.mistake(&rules::NAME, &event.at, message, "").warning());
        }
        return true;
    }
    let message = format!("{name:?} is not a name for an event and its files");
    let help = "use at most 200 characters, no control characters, and no dot or slash at the start; or give it another name \
                with `--rename`";
    diagnostics.push(documents.mistake_in_key(&rules::NAME, &event.at, message, help));
    false
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
                "name events after something that tells them apart with `--name-from`, or one of the two, by the key that it is \
                 listed under, with `--rename`"
            }
            (first, second) if first.operation.is_some() && first.operation != second.operation => {
                "name events after their operations with `--name-from operation-id`"
            }
            _ => "name events after something that tells them apart with `--name-from`: the two have one key",
        };
        let mistake = documents.mistake(&rules::NAME, &event.at, message, help);
        diagnostics.push(documents.label(mistake, &first.at, "the other one is here"));
        *slot = None;
    }
}

/// What an event belongs to: the first part of its name.
pub(crate) fn first_part(event: &str) -> &str {
    let separators = ['.', '/', ':', '$', ' '];
    let parts = event.split(separators).filter(|part| !part.is_empty());
    // A name such as `com.acme.order.created` starts with whose it is.
    let parts: Vec<&str> = parts.collect();
    match parts.as_slice() {
        [first, _, _, ..] if ["com", "org", "net", "io", "dev"].contains(first) => parts[parts.len() - 2],
        [first, _, ..] => first,
        // A name in one part, such as `order_created` or `OrderCreated`, starts with what it is about.
        [only] => first_word(only),
        [] => event,
    }
}

fn first_word(text: &str) -> &str {
    let ends = text.char_indices().zip(text.chars().skip(1)).find(|((_, letter), next)| {
        ['_', '-'].contains(next) || (letter.is_ascii_lowercase() && next.is_ascii_uppercase())
    });
    ends.map_or(text, |((at, letter), _)| &text[..at + letter.len_utf8()])
}

/// A text as the name of a family: lowercase words with hyphens, which a crate can be named after.
pub(crate) fn family_name(text: &str) -> String {
    let mut name = String::new();
    let mut before_is_small = false;
    for letter in transliterated(text).chars() {
        if !letter.is_ascii_alphanumeric() {
            before_is_small = false;
            if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
            continue;
        }
        if letter.is_ascii_uppercase() && before_is_small {
            name.push('-');
        }
        before_is_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        name.push(letter.to_ascii_lowercase());
    }
    let name = name.trim_matches('-');
    match name.starts_with(|first: char| first.is_ascii_lowercase()) {
        true => name.to_owned(),
        false if name.is_empty() => "events".to_owned(),
        false => format!("events-{name}"),
    }
}

/// A text in ASCII: letters of other scripts are transliterated, and other signs of theirs are spaces.
pub fn transliterated(text: &str) -> String {
    let mut latin = String::new();
    for letter in text.chars() {
        match deunicode_char(letter) {
            _ if letter.is_ascii() => latin.push(letter),
            // What has no sound of its own, such as an accent that follows its letter, does not end a word.
            Some(sound) if letter.is_alphanumeric() || sound.is_empty() => {
                latin.extend(sound.chars().filter(|it| it.is_ascii_alphanumeric() || *it == ' '));
            }
            _ => latin.push(' '),
        }
    }
    latin
}

/// A text as the key of a shared definition.
pub(crate) fn definition_name(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    text.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_are_transliterated() {
        for (text, latin) in [
            ("Shop & Söhne", "Shop & Sohne"),
            ("So\u{308}hne", "Sohne"),
            ("Straße", "Strasse"),
            ("Магазин", "Magazin"),
            ("a–b", "a b"),
        ] {
            assert_eq!(transliterated(text), latin);
        }
    }

    #[test]
    fn families_are_named_after_what_events_belong_to() {
        for (event, family) in [
            ("order.created", "order"),
            ("check_run/completed", "check-run"),
            ("com.acme.order.created", "order"),
            ("OrderCreated", "order"),
            ("order_created", "order"),
            ("ping", "ping"),
            ("2fa.enabled", "events-2fa"),
            ("$ping", "ping"),
            ("größe.geändert", "grosse"),
            ("…", "events"),
        ] {
            assert_eq!(family_name(first_part(event)), family, "{event}");
        }
    }
}

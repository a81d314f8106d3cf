//! Fields of the envelope that somebody asked for by name, and that no body has.

use std::collections::BTreeSet;

use webhook_schema::closest;

use crate::bodies::members;
use crate::documents::Documents;
use crate::found::Found;
use crate::options::{Bodies, Options};

/// The options that name fields, in the order of [`Options::fields`].
const OPTIONS: [&str; 4] = ["--type-field", "--data-field", "--time-field", "--id-field"];

/// How many fields of bodies are listed.
const MOST_LISTED: usize = 12;

/// What is wrong with each option that names a field without which all bodies are. Where bodies are to be wrapped, the fields
/// are those of the envelope around them.
pub(crate) fn misnamed(documents: &Documents, events: &[Found], options: &Options) -> Vec<String> {
    if events.is_empty() || options.bodies == Some(Bodies::Wrapped) {
        return Vec::new();
    }
    let known = events.iter().flat_map(|event| members(documents, &event.body).properties.into_keys());
    let known: BTreeSet<&str> = known.collect();
    let asked = OPTIONS.into_iter().zip(&options.fields);
    let asked = asked.filter_map(|(option, asked)| Some((option, asked.as_deref()?)));
    let missing = asked.filter(|(_, asked)| !known.contains(asked));
    missing.map(|(option, asked)| message(option, asked, &known)).collect()
}

fn message(option: &str, asked: &str, known: &BTreeSet<&str>) -> String {
    let listed: Vec<String> = known.iter().take(MOST_LISTED).map(|field| format!("`{field}`")).collect();
    let more = known.len() - listed.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let listed =
        if listed.is_empty() { "no fields that are described".to_owned() } else { listed.join(", ") };
    let (meant, bodies) = match closest(asked, known.iter().copied()) {
        Some(meant) => (format!("did you mean `{meant}`? "), "Bodies"),
        None => (String::new(), "bodies"),
    };
    format!("{option} {asked}: no body has a field `{asked}`: {meant}{bodies} have {listed}{more}")
}

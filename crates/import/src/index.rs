//! The index of the catalog: a new one, or new entries in the one that is there.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use webhook_catalog::index::Index;
use webhook_catalog::index::entries::Family;
use webhook_catalog::index::names::EventNames;
use webhook_catalog::index_schema;
use webhook_catalog::layout::INDEX;
use webhook_contract::Layout;
use webhook_schema::format::{Order, formatted};
use webhook_schema::source::Text;
use webhook_schema::{At, Diagnostics, Location};

use crate::envelope::Envelope;
use crate::examples::Wanted;
use crate::found::{All, Found, Group};
use crate::options::Options;
use crate::spelling::{family_name, first_part};

/// Names of which most are made, where they are not as ours are by default.
const USUAL_NAMES: &str = r"[A-Za-z0-9][A-Za-z0-9._:/$~+-]*";

/// Lints that documents rarely keep to: they are allowed where this one does not.
pub(crate) const LINTS: [&str; 5] =
    ["missing-description", "missing-event-description", "undescribed-key", "file-name", "secret-in-event"];

/// The name of the family of an event, and what the document calls it.
pub(crate) fn family(found: &Found, name: &str) -> (String, String) {
    let own = found.tags.first().map_or_else(|| first_part(name).to_owned(), Clone::clone);
    (family_name(&own), own)
}

/// What the documents say of the families of events, by their names, in the order in which they are met.
pub(crate) fn groups(events: &[Wanted<'_>], groups: &IndexMap<String, Group>) -> IndexMap<String, Group> {
    let mut families = IndexMap::new();
    // Those that the document lists come in its order.
    let listed = groups.keys().map(|group| (family_name(group), group.clone()));
    let used: Vec<(String, String)> = events.iter().map(|event| family(event.found, &event.name)).collect();
    let listed = listed.filter(|(name, _)| used.iter().any(|(used, _)| used == name));
    let tags: BTreeSet<&String> = events.iter().filter_map(|event| event.found.tags.first()).collect();
    for (name, own) in listed.chain(used.iter().cloned()) {
        let group = groups.get(&own).cloned().unwrap_or_default();
        let written = || tags.contains(&own).then(|| written_title(&own)).flatten();
        let title = group.title.clone().or_else(written);
        families.entry(name).or_insert(Group { title, ..group });
    }
    families
}

/// Families as entries of an index.
pub(crate) fn families(groups: &IndexMap<String, Group>) -> IndexMap<String, Value> {
    let entry = |(name, group): (&String, &Group)| {
        let title = group.title.clone().unwrap_or_else(|| title(name));
        let description = group.description.clone().unwrap_or_else(|| format!("Events of {title}."));
        let mut entry = json!({ "name": name, "title": title, "description": description });
        if let Some(note) = &group.note {
            entry["note"] = json!(note);
        }
        (name.clone(), entry)
    };
    groups.iter().map(entry).collect()
}

/// How many texts of families the catalog has in other words than the documents.
pub(crate) fn described_anew(groups: &IndexMap<String, Group>, own: &[Family]) -> usize {
    let differ = |own: &Family| {
        let said = groups.get(&own.name);
        let texts = |said: &Group| {
            let said = [said.title.clone(), said.description.clone(), said.note.clone()];
            let own = [Some(&own.title), Some(&own.description), own.note.as_ref()];
            said.iter().zip(own).filter(|(said, own)| said.is_some() && said.as_ref() != *own).count()
        };
        said.map_or(0, texts)
    };
    own.iter().map(differ).sum()
}

/// A tag as a title, if it is written for people, and not a word such as `order-items`.
fn written_title(tag: &str) -> Option<String> {
    let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
    (tag.starts_with(char::is_uppercase) || tag.contains(' ')).then_some(tag)
}

fn title(name: &str) -> String {
    let words = name.split('-').filter_map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The entry of an event.
pub(crate) fn entry(event: &Wanted<'_>, example: &str, index: &Value) -> Value {
    let text = |pointer: &str| index.pointer(pointer).and_then(Value::as_str);
    let version = text("/version").unwrap_or_default();
    let own =
        |key: &str| event.found.entry.iter().find(|(own, _)| *own == key).map(|(_, value)| value.clone());
    let mut entry = Map::new();
    let mut say = |key: &str, value: Value| drop(entry.insert(key.to_owned(), value));
    say("name", json!(event.name));
    if let Some(name) = own("rust_name") {
        say("rust_name", name);
    }
    say("family", json!(family(event.found, &event.name).0));
    say("description", json!(event.found.description));
    say("schema", json!(event.schema));
    say("example", json!(example));
    let emission = own("emission").unwrap_or_else(|| {
        let component = text("/provider/title").unwrap_or("provider");
        json!({ "component": component, "trigger": "Not stated.", "status": "unknown" })
    });
    say("emission", emission);
    if let Some(classification) = own("classification") {
        say("classification", classification);
    }
    say("published", own("published").unwrap_or(json!(true)));
    // A version that is later than the catalog's own cannot have introduced anything.
    if let Some(since) = own("since").filter(|since| since.as_str().is_some_and(|since| since <= version)) {
        say("since", since);
    }
    for key in ["replaces", "deprecated", "sunset", "replaced_by"] {
        if let Some(mut value) = own(key) {
            // Nor dropped anything.
            if value.get("dropped").and_then(Value::as_str).is_some_and(|date| date > version) {
                value.as_object_mut().map(|replaced| replaced.shift_remove("dropped"));
            }
            say(key, value);
        }
    }
    Value::Object(entry)
}

/// What the entries of events go into.
pub(crate) struct Base {
    pub index: Value,
    /// How deliveries are laid out, where somebody has said it.
    pub layout: Option<Layout>,
}

/// The index that a new one starts from: the one that was given, with what the documents say of the provider.
pub(crate) fn base(options: &Options, found: &All) -> Value {
    let mut index: Value = serde_json::from_str(&options.index).unwrap_or_default();
    if let Some(contract) = found.contract.as_ref().filter(|_| !options.is_laid_out) {
        index["contract"] = contract.value.clone();
    }
    if let Some(version) = &found.version {
        index["version"] = json!(version);
    }
    if let Some(url) =
        found.api.as_deref().map(|url| url.trim_end_matches('/')).filter(|url| url.len() > "https://".len())
    {
        index["provider"]["api_base_url"] = json!(url);
    }
    index
}

/// A new index: the one that was given, with what the documents say.
pub(crate) fn new(
    index: &Value,
    envelope: &Envelope,
    options: &Options,
    families: IndexMap<String, Value>,
    entries: Vec<Value>,
) -> Value {
    let mut index = index.clone();
    envelope.describe(&mut index, options.name_in.is_some());
    let names: Vec<&str> = entries.iter().filter_map(|entry| entry["name"].as_str()).collect();
    let fit = |pattern: Option<&str>| names.iter().all(|name| EventNames::new(pattern).accepts(name));
    let own = index.pointer("/contract/name/pattern").and_then(Value::as_str);
    if !fit(own) {
        let pattern = if fit(Some(USUAL_NAMES)) { USUAL_NAMES } else { ".+" };
        index["contract"]["name"]["pattern"] = json!(pattern);
        index["contract"]["name"]["grammar"] = json!("As the provider has them.");
    }
    index["families"] = families.into_values().collect();
    index["events"] = entries.into();
    index
}

/// The lints of a new index, all of which are to be told.
pub(crate) fn with_lints(index: &mut Value) {
    index["lints"] =
        LINTS.iter().map(|lint| ((*lint).to_owned(), json!("warn"))).collect::<Map<_, _>>().into();
}

/// Allows in a new index what the documents do not keep to: rules that are about taste, which were found. Returns them.
pub(crate) fn allow(index: &mut Value, is_allowed: impl Fn(&'static str) -> bool) -> Vec<&'static str> {
    let allowed: Vec<&'static str> = LINTS.into_iter().filter(|lint| is_allowed(lint)).collect();
    let lints: Map<String, Value> = allowed.iter().map(|lint| ((*lint).to_owned(), json!("allow"))).collect();
    match lints.is_empty() {
        true => drop(index.as_object_mut().and_then(|index| index.shift_remove("lints"))),
        false => index["lints"] = lints.into(),
    }
    allowed
}

/// Takes out of a layout what deliveries may lack and no event of the documents has. Returns what that was.
pub(crate) fn without_missing_places(index: &mut Value, found: &Diagnostics) -> Vec<&'static str> {
    let optional = [("version", "version"), ("delivery", "delivery"), ("time", "time/in")];
    let is_missing = |(_, place): &(&str, &str)| {
        let at = Location::new(INDEX, format!("/contract/envelope/{place}"));
        found.iter().any(|mistake| matches!(&mistake.at, At::Value(value) if *value == at))
    };
    let missing: Vec<&str> = optional.into_iter().filter(is_missing).map(|(key, _)| key).collect();
    let envelope = index["contract"]["envelope"].as_object_mut();
    envelope.into_iter().for_each(|envelope| envelope.retain(|key, _| !missing.contains(&key.as_str())));
    missing
}

/// Lists in a new index the assumptions that schemas rest on.
pub(crate) fn assume(index: &mut Value, schemas: impl Iterator<Item = Value>) {
    let mut found = index["contract"]["assumptions"].as_array().cloned().unwrap_or_default();
    for schema in schemas {
        let mut open = vec![&schema];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(object) => {
                    let own =
                        object.get("x-assumption").filter(|text| text.is_string() && !found.contains(text));
                    found.extend(own.cloned());
                    open.extend(object.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }
    if !found.is_empty() {
        index["contract"]["assumptions"] = found.into();
    }
}

/// The text of a new index, as `fmt` has it.
pub(crate) fn laid_out(index: &Value) -> String {
    // It is ours, and JSON.
    let model: Value = index_schema().parse().unwrap_or_default();
    let text = format!("{index:#}");
    formatted(&text, Order::model(&model)).unwrap_or(text)
}

/// The text of an index with families and events more, and otherwise as it was. An event goes after the last one of its family.
/// `None` where the lists are not there.
pub(crate) fn extended(
    text: &str,
    index: &Index,
    families: &IndexMap<String, Value>,
    entries: &[Value],
) -> Option<String> {
    let mut text = text.to_owned();
    let mut known: Vec<&str> = index.families.iter().map(|family| family.name.as_str()).collect();
    let mut of_events: Vec<String> = index.events.iter().map(|event| event.family.clone()).collect();
    for entry in entries {
        let family = entry["family"].as_str().unwrap_or_default();
        if let Some((name, new)) = families.get_key_value(family).filter(|_| !known.contains(&family)) {
            text = Text::new(&text).with_item("/families", known.len(), new)?;
            known.push(name);
        }
        let last = of_events.iter().rposition(|own| own == family);
        let at = last.map_or(of_events.len(), |last| last + 1);
        text = Text::new(&text).with_item("/events", at, entry)?;
        of_events.insert(at, family.to_owned());
    }
    Some(text)
}

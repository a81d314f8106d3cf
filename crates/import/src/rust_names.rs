//! Names in Rust that an index gives: made up for what would have the name of something else, and written where they are.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use webhook_catalog::layout::{INDEX, SCHEMA, in_webhooks};
use webhook_catalog::spelling::{numbered_field, numbered_type};
use webhook_schema::source::Text;
use webhook_schema::{Document, Location, join, tokens};

use crate::definitions::COMMON;

/// Where an index has names in Rust.
const RUST_NAMES: &str = "rust_names";

/// Gives a name in Rust to what is at a place.
pub(crate) fn give(index: &mut Value, place: &Location, name: &str) {
    index[RUST_NAMES][key(place)] = json!(name);
}

/// Gives a name in Rust to what is at a place: what it is called there, with a number.
pub(crate) fn name_value(index: &mut Value, place: &Location, value: Option<&Value>) {
    let key = key(place);
    let (words, within): (Vec<String>, _) = match value.and_then(Value::as_str) {
        Some(text) => (vec![text.to_owned()], around(&key)),
        None => {
            let is_own = |token: &String| !["$defs", "properties", "items"].contains(&token.as_str());
            let mut words: Vec<String> = tokens(&place.pointer).filter(is_own).collect();
            // What an event describes itself is in its payload, which goes by the event's name.
            let file = place.file.rsplit('/').next().unwrap_or_default();
            if let Some(event) = file.strip_suffix(SCHEMA).filter(|_| file != COMMON) {
                let payload =
                    index.pointer("/contract/envelope/data").and_then(Value::as_str).unwrap_or_default();
                let is_payload = |word: &String| payload.strip_prefix("body:/") == Some(word);
                words.splice(..usize::from(words.first().is_some_and(is_payload)), [event.to_owned()]);
            }
            (words, "")
        }
    };
    let words = words.join(" ");
    let name = numbered(index, |number| numbered_type(&words, number), &key, within);
    index[RUST_NAMES][key] = json!(name);
}

/// Gives a field a name in Rust: that of its key, with a number.
pub(crate) fn name_field(index: &mut Value, place: &Location) {
    let own = tokens(&place.pointer).last().unwrap_or_default();
    let key = key(place);
    let name = numbered(index, |number| numbered_field(&own, number), &key, around(&key));
    index[RUST_NAMES][key] = json!(name);
}

/// Gives the event that a place in the index is about a name in Rust: its own, with a number. Says whether it is about one.
pub(crate) fn name_event(index: &mut Value, place: &Location) -> bool {
    let at = place.pointer.strip_suffix("/name").filter(|entry| entry.starts_with("/events/"));
    let Some((at, entry)) = at.and_then(|at| Some((at, index.pointer(at)?))) else { return false };
    let own = entry["name"].as_str().unwrap_or_default();
    let name = numbered(index, |number| numbered_type(own, number), "", "");
    index.pointer_mut(at).into_iter().for_each(|entry| entry["rust_name"] = json!(name));
    true
}

/// The text of an index with other places for what has names in Rust, and otherwise as it was.
pub(crate) fn with_places(index: &Document, moved: impl Fn(&str) -> Option<String>) -> String {
    let own = index.value().get(RUST_NAMES).and_then(Value::as_object).cloned().unwrap_or_default();
    let names: Map<String, Value> =
        own.iter().filter_map(|(place, name)| Some((moved(place)?, name.clone()))).collect();
    match names == own {
        true => index.text.to_string(),
        false => with_names(&index.text, &names),
    }
}

/// The text of an index with the names in Rust that it has as a value, and otherwise as it was.
pub(crate) fn written(text: &str, index: &Value) -> String {
    let names = index.get(RUST_NAMES).and_then(Value::as_object);
    let mut text = names.map_or_else(|| text.to_owned(), |names| with_names(text, names));
    for (number, event) in index.get("events").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let Some(name) = event.get("rust_name") else { continue };
        let entry = format!("/events/{number}");
        text = with_value(&text, &entry, "family", ("rust_name", name), &name.to_string());
    }
    text
}

fn with_names(text: &str, names: &Map<String, Value>) -> String {
    let lines: Vec<String> =
        names.iter().map(|(place, name)| format!("\n    {}: {name}", json!(place))).collect();
    let laid_out = if lines.is_empty() { "{}".to_owned() } else { format!("{{{}\n  }}", lines.join(",")) };
    with_value(text, "", "families", (RUST_NAMES, &json!(names)), &laid_out)
}

/// The text with another value for a key of the object at a pointer, as it is laid out; where the key is new, it is in front of
/// another one.
fn with_value(text: &str, object: &str, next: &str, (key, value): (&str, &Value), laid_out: &str) -> String {
    let (own, place) = (Text::new(text), join(object, key));
    match own.written(&place) {
        Some(written) => {
            let at = own.value(&place);
            format!("{}{laid_out}{}", &text[..at], &text[at + written.len()..])
        }
        None => own.with_entry(object, next, key, value).unwrap_or_else(|| text.to_owned()),
    }
}

/// A name in Rust that was made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeUp {
    /// What has it.
    pub place: Location,
    /// The key in `rust_names` of the index; `None` where it is the `rust_name` of an event.
    pub key: Option<String>,
    /// The name.
    pub name: String,
}

/// The names in Rust that an index gives, each with where it is in there.
pub(crate) type Stated = BTreeSet<(String, String)>;

/// The names in Rust that an index gives.
pub(crate) fn stated(index: &Value) -> Stated {
    all(index).map(|(at, _, name)| (at, name.to_owned())).collect()
}

/// Those that it gives besides.
pub(crate) fn made_up(index: &Value, stated: &Stated) -> Vec<MadeUp> {
    let new = all(index).filter(|(at, _, name)| !stated.contains(&(at.clone(), (*name).to_owned())));
    let made_up = new.map(|(at, key, name)| {
        let (file, pointer) = match key.and_then(|key| key.split_once('#')) {
            Some((file, pointer)) => (in_webhooks(file), pointer.to_owned()),
            None => (INDEX.to_owned(), at),
        };
        MadeUp { place: Location::new(file, pointer), key: key.map(str::to_owned), name: name.to_owned() }
    });
    made_up.collect()
}

/// The names in Rust that an index gives: where it has each, the key in `rust_names`, and the name.
fn all(index: &Value) -> impl Iterator<Item = (String, Option<&str>, &str)> {
    let places = index.get(RUST_NAMES).and_then(Value::as_object).into_iter().flatten();
    let places = places.filter_map(|(key, name)| {
        Some((join(&format!("/{RUST_NAMES}"), key), Some(key.as_str()), name.as_str()?))
    });
    let events = index.get("events").and_then(Value::as_array).into_iter().flatten().enumerate();
    let events = events.filter_map(|(number, event)| {
        Some((format!("/events/{number}/rust_name"), None, event.get("rust_name")?.as_str()?))
    });
    places.chain(events)
}

/// The names in Rust that an index gives, each with what `rust_names` calls its place; of an event, with no place.
fn rust_names(index: &Value) -> impl Iterator<Item = (&str, &str)> {
    all(index).map(|(_, key, name)| (key.unwrap_or_default(), name))
}

/// A name with the first number from 2 on with which the index does not have it yet for anything within a place. For what has
/// got a name already, which did not do, the number is higher, and no name of the whole index is given again.
fn numbered(index: &Value, name: impl Fn(usize) -> String, key: &str, within: &str) -> String {
    let own = rust_names(index).find(|(place, _)| !key.is_empty() && *place == key).map(|(_, own)| own);
    let within = if own.is_some() { "" } else { within };
    let near = rust_names(index).filter(|(place, _)| place.starts_with(within));
    let taken: BTreeSet<&str> = near.map(|(_, name)| name).collect();
    // It was made here, so it is not further than there are names.
    let number = own.and_then(|own| (2..=taken.len() + 2).find(|number| name(*number) == own));
    let mut names = (number.map_or(2, |number| number + 1)..).map(name);
    names.find(|name| !taken.contains(name.as_str())).unwrap_or_default()
}

/// What the place of a field or of a value is in: names have to differ there.
fn around(key: &str) -> &str {
    key.rfind('/').map_or(key, |end| &key[..=end])
}

/// What `rust_names` calls a place.
fn key(place: &Location) -> String {
    let file = place.file.rsplit('/').next().unwrap_or_default();
    format!("{file}#{}", place.pointer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_do_is_not_given_again() {
        let (mut index, place) = (json!({}), Location::new(COMMON, "/$defs/unit/enum/1"));
        let names = (0..3).map(|_| {
            name_value(&mut index, &place, Some(&json!("lbf/ft")));
            rust_names(&index).map(|(_, name)| name.to_owned()).collect::<Vec<_>>()
        });
        assert_eq!(names.collect::<Vec<_>>(), [["LbfFt2"], ["LbfFt3"], ["LbfFt4"]]);
    }
}

//! Names in Rust for what would get the name of something else.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use webhook_catalog::layout::INDEX;
use webhook_catalog::spelling::{numbered_field, numbered_type};
use webhook_schema::diagnostic::At;
use webhook_schema::{Diagnostics, Location};

/// The index and the schemas of a catalog, by file, before they are written.
pub(super) struct Draft {
    pub index: Value,
    pub schemas: Vec<(String, Value)>,
    /// The names of types that were made up.
    types: BTreeSet<String>,
}

impl Draft {
    pub fn new(index: Value, schemas: Vec<(String, Value)>) -> Self {
        Self { index, schemas, types: BTreeSet::new() }
    }

    /// Gives a name of its own to everything that a mistake about names says has none: what it is called otherwise, with a
    /// number. Says what got which.
    ///
    /// A field is named in the index and its type in the schema, where the author may name both.
    pub fn settle(&mut self, found: &Diagnostics) -> Vec<(Location, String)> {
        let mistakes = found.iter().filter(|mistake| mistake.rule.id == "rust-name");
        let named = mistakes.filter_map(|mistake| match &mistake.at {
            At::Key(place) => Some((place.clone(), self.name_field(place)?)),
            At::Value(place) if *place.file == *INDEX => Some((place.clone(), self.name_event(place)?)),
            At::Value(place) => Some((place.clone(), self.name_type(place)?)),
            At::Offset { .. } | At::File(_) => None,
        });
        named.collect()
    }

    fn name_field(&mut self, place: &Location) -> Option<String> {
        let words = words(place);
        let own = words.last()?;
        let file = place.file.rsplit('/').next()?;
        let key = format!("{file}#{}", place.pointer);
        let names =
            self.index.as_object_mut()?.entry("rust_names").or_insert_with(|| json!({})).as_object_mut()?;
        // Fields of other objects do not collide with them.
        let siblings = names.iter().filter(|(own, _)| parent(own) == parent(&key));
        let taken: Vec<&str> = siblings.filter_map(|(_, name)| name.as_str()).collect();
        let name = numbered(|number| numbered_field(own, number), |name| taken.contains(&name))?;
        names.insert(key, name.as_str().into());
        Some(name)
    }

    fn name_event(&mut self, place: &Location) -> Option<String> {
        let number: usize = place.pointer.strip_prefix("/events/")?.strip_suffix("/name")?.parse().ok()?;
        let events = self.index["events"].as_array_mut()?;
        let taken: Vec<String> =
            events.iter().filter_map(|event| event["rust_name"].as_str().map(str::to_owned)).collect();
        let event = events.get_mut(number)?;
        let own = event["name"].as_str().unwrap_or_default().to_owned();
        let is_taken = |name: &str| taken.iter().any(|own| own == name);
        let name = numbered(|number| numbered_type(&own, number), is_taken)?;
        event["rust_name"] = name.as_str().into();
        Some(name)
    }

    fn name_type(&mut self, place: &Location) -> Option<String> {
        let (_, schema) = self.schemas.iter_mut().find(|(file, _)| **file == *place.file)?;
        let schema = schema.pointer_mut(&place.pointer)?.as_object_mut()?;
        let words = words(place).join(" ");
        let name = numbered(|number| numbered_type(&words, number), |name| self.types.contains(name))?;
        schema.insert("x-rust-name".to_owned(), name.as_str().into());
        self.types.insert(name.clone());
        Some(name)
    }
}

/// A name by the first number with which nothing else is named.
fn numbered(name: impl Fn(usize) -> String, is_taken: impl Fn(&str) -> bool) -> Option<String> {
    (2..=usize::MAX).map(name).find(|name| !is_taken(name))
}

fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The names on the way to a place in a schema.
fn words(place: &Location) -> Vec<String> {
    let tokens = place.pointer.split('/').map(|token| token.replace("~1", "/").replace("~0", "~"));
    tokens.filter(|token| !["", "properties", "items"].contains(&token.as_str())).collect()
}

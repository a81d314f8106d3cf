//! The catalog's schemas as one set of components, for documents that have JSON Schemas in them: each has a name, and
//! references between them go by it.

mod discriminator;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_schema::model::{Applied, Role, Schema, modernize};
use webhook_schema::{Document, Location};

use crate::names::{definition_ident, type_ident};

/// The part of a reference before the name of the component.
const COMPONENTS: &str = "#/components/schemas/";

/// The component of a body of whichever event.
pub const ANY_EVENT: &str = "WebhookEvent";

/// The names of schemas, and the schemas themselves as they are asked for: together, they take more memory than most of what
/// is generated.
pub struct Components<'c> {
    catalog: &'c Catalog,
    /// In order of the places.
    names: IndexMap<Location, String>,
}

impl<'c> Components<'c> {
    /// The catalog that they are of.
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// The name of the component of a schema that was asked for, or that one of those refers to.
    ///
    /// # Panics
    ///
    /// When it is neither, which no catalog can cause.
    pub fn name(&self, place: &Location) -> &str {
        &self.names[place]
    }

    /// The name of the component of any schema; `None` where nothing refers to it.
    pub fn name_of(&self, place: &Location) -> Option<&str> {
        self.names.get(place).map(String::as_str)
    }

    /// A reference to that component.
    pub fn reference(&self, place: &Location) -> Value {
        json!({ "$ref": self.url(place) })
    }

    fn url(&self, place: &Location) -> String {
        format!("{COMPONENTS}{}", self.name(place))
    }

    /// The schema at a place, as it was read.
    pub fn at(&self, place: &Location) -> Option<&Schema> {
        self.catalog.at(place)
    }

    /// Every component: its name, and where its schema is.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Location)> {
        self.names.iter().map(|(place, name)| (name.as_str(), place))
    }

    /// The schema of a component, without its `$id` and definitions; references in it, and those of a `discriminator`, are
    /// resolved.
    pub fn schema(&self, place: &Location) -> Value {
        let catalog = self.catalog;
        let mut value = match &*place.pointer {
            // Of most files, nothing but the whole is asked for, and once.
            "" => catalog.document(&place.file).map(Document::to_value),
            _ => catalog.value(place).cloned(),
        }
        .unwrap_or_default();
        if let Some(schema) = catalog.at(place) {
            self.modernize(schema, &mut value);
        }
        value
    }

    /// Writes a schema, and before it those in it, as they are in a component.
    fn modernize(&self, schema: &Schema, value: &mut Value) {
        let Some(object) = value.as_object_mut() else { return };
        for (keyword, held) in schema.held().filter(|(keyword, _)| keyword.role() != Role::Defines) {
            match (held, object.get_mut(keyword.as_str())) {
                (Applied::One(inner), Some(value)) => self.modernize(inner, value),
                (Applied::List(inner), Some(Value::Array(values))) => {
                    inner.iter().zip(values).for_each(|(inner, value)| self.modernize(inner, value));
                }
                (Applied::Map(inner), Some(Value::Object(values))) => {
                    for (key, inner) in inner {
                        values.get_mut(&**key).into_iter().for_each(|value| self.modernize(inner, value));
                    }
                }
                _ => {}
            }
        }
        let target = self.catalog.target(schema);
        modernize(object, schema, target.map(|target| self.url(&target.location).into()));
        discriminator::rename(self, schema, object);
    }
}

/// Makes components of schemas, and of all that they refer to. `named` has those whose name is given; what is left of
/// the others goes by its key or its file, with more of the way to it where two would go by one name.
pub fn components<'c>(
    catalog: &'c Catalog,
    named: &[(Location, String)],
    others: &[Location],
) -> Components<'c> {
    let mut places: BTreeSet<Location> = BTreeSet::new();
    let mut todo: Vec<&Location> = named.iter().map(|(place, _)| place).chain(others).collect();
    while let Some(place) = todo.pop() {
        // What leads nowhere was reported when the catalog was loaded.
        let Some(schema) = catalog.at(place) else { continue };
        if places.insert(place.clone()) {
            let targets = schema.all().into_iter().filter_map(|inner| catalog.target(inner));
            todo.extend(targets.map(|target| &target.location));
        }
    }
    Components { catalog, names: names(&places, named) }
}

/// A name for each place, of letters that every document takes.
fn names(places: &BTreeSet<Location>, named: &[(Location, String)]) -> IndexMap<Location, String> {
    let mut taken = BTreeSet::from([ANY_EVENT.to_owned()]);
    let mut names: IndexMap<Location, String> = IndexMap::new();
    let given = named.iter().map(|(place, name)| (place, Some(name)));
    let made = places.iter().map(|place| (place, None));
    for (place, given) in given.chain(made) {
        if names.contains_key(place) {
            continue;
        }
        let candidates = given.map_or_else(|| candidates(place), |name| vec![name.clone()]);
        let plain = candidates.iter().map(|name| ascii(name));
        let longest = plain.clone().next_back().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{longest}{number}"));
        let name = plain.chain(numbered).find(|name| !name.is_empty() && !taken.contains(name));
        let name = name.unwrap_or_default();
        taken.insert(name.clone());
        names.insert(place.clone(), name);
    }
    names.sort_unstable_keys();
    names
}

/// Names for a place, from the shortest on: its key, its file and its key, and the whole way to it.
fn candidates(place: &Location) -> Vec<String> {
    let file = place.file.rsplit('/').next().unwrap_or_default();
    let file = type_ident(file.strip_suffix(".schema.json").unwrap_or(file));
    let keys: Vec<String> = place.pointer.split('/').skip(1).map(definition_ident).collect();
    match keys.last() {
        Some(key) => vec![key.clone(), format!("{file}{key}"), format!("{file}{}", keys.concat())],
        None => vec![file],
    }
}

fn ascii(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

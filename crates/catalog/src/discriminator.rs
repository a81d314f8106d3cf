//! OpenAPI's `discriminator`: the texts at one key that the branches of `oneOf` and `anyOf` go by. To JSON Schema, it is an
//! annotation: what a branch itself says of the key, by `const` or `enum`, counts more.

mod fixed;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{Resource, Schema};

use crate::catalog::Catalog;
use crate::references::References;

pub(crate) use fixed::texts_at;

/// What a schema says of how its branches are told apart.
pub struct Discriminator<'s> {
    /// Where it is.
    pub place: Location,
    /// The key that holds the texts.
    pub key: &'s str,
    /// Where that is named.
    pub key_place: Location,
    /// The texts that are given, each with what names its branch.
    pub mapping: Vec<(&'s str, &'s str)>,
}

impl<'s> Discriminator<'s> {
    /// What it is called in a schema.
    pub const NAME: &'static str = "discriminator";

    /// That of a schema; `None` where there is none, or none that names a key.
    pub fn of(schema: &'s Schema) -> Option<Self> {
        let said = schema.unknown_value(Self::NAME)?;
        let place = schema.location.child(Self::NAME);
        // In AsyncAPI it is the key alone.
        let (key, key_place) = match said.get("propertyName") {
            Some(key) => (key, place.child("propertyName")),
            None => (said, place.clone()),
        };
        let mapping = said.get("mapping").and_then(Value::as_object).into_iter().flatten();
        Some(Self {
            place,
            key: key.as_str()?,
            key_place,
            mapping: mapping.filter_map(|(text, to)| Some((text.as_str(), to.as_str()?))).collect(),
        })
    }

    /// The text that a branch goes by: the first that it is given, or else its name; the first that it lists itself where that
    /// rules these out. One that refers to no schema has none.
    pub fn text_of(&self, branch: &Schema, catalog: &Catalog) -> Option<String> {
        let target = &catalog.target(branch)?.location;
        let given = self.texts_of(target, catalog).map(str::to_owned);
        let mut known = given.chain([branch_name(target)]);
        match self.listed(branch, catalog) {
            None => known.next(),
            Some(listed) => known
                .find(|text| listed.contains(&text.as_str()))
                .or_else(|| Some((*listed.first()?).to_owned())),
        }
    }

    /// The texts that the schema of a branch lists at the key; `None` where it leaves them to what is said here.
    pub fn listed<'c>(&self, branch: &'c Schema, catalog: &'c Catalog) -> Option<Vec<&'c str>> {
        texts_at(self.key, branch, &catalog.schemas.references)
    }

    /// The texts that are given to a branch by where it leads.
    pub fn texts_of(&self, target: &Location, catalog: &Catalog) -> impl Iterator<Item = &'s str> {
        let references = &catalog.schemas.references;
        let leads_there = |to: &str| names_branch(&self.place.file, to, target, references);
        self.mapping.iter().filter(move |(_, to)| leads_there(to)).map(|(text, _)| *text)
    }
}

/// Whether what a `mapping` in a file says names a branch, by where that leads.
pub(crate) fn names_branch(file: &str, to: &str, target: &Location, references: &References) -> bool {
    match references.find(&Resource::of_file(file), to) {
        Some(found) => found.location == *target,
        None => to == branch_name(target),
    }
}

/// The name of a schema to OpenAPI: its key, or its file without an ending.
pub fn branch_name(place: &Location) -> String {
    match place.pointer.rsplit('/').next() {
        None | Some("") => {
            let file = place.file.rsplit('/').next().unwrap_or_default();
            file.split('.').next().unwrap_or_default().to_owned()
        }
        Some(key) => key.replace("~1", "/").replace("~0", "~"),
    }
}

//! OpenAPI's `discriminator`: the texts at one key that the branches of `oneOf` and `anyOf` go by. To JSON Schema, it is an
//! annotation: what a branch itself says of the key, by `const` or `enum`, counts more.

mod fixed;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{Resource, Schema};

use crate::catalog::Catalog;
use crate::described::keys;
use crate::references::References;

pub use fixed::texts_at;

/// A text that a branch goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// What says so.
    pub source: Source,
}

/// What says that a branch goes by a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The `mapping`.
    Mapping,
    /// Nothing but the name of its schema.
    Name,
    /// The branch itself, by `const` or `enum`.
    Listed,
}

/// What there is to know of a branch.
struct Known<'c> {
    /// What its schema is called; `None` where it is written in place.
    name: Option<String>,
    /// The texts that it is given, or else its name, without those that it rules out.
    said: Vec<Text>,
    /// The texts that it lists itself.
    listed: Option<Vec<&'c str>>,
}

impl Known<'_> {
    /// Whether it may have a text.
    fn has(&self, text: &str) -> bool {
        self.said.iter().any(|said| said.text == text)
            || self.listed.as_ref().is_some_and(|listed| listed.contains(&text))
    }

    fn texts(&self, others: &[&Self]) -> Vec<Text> {
        let is_free = |text: &str| {
            !self.said.iter().any(|said| said.text == text) && !others.iter().any(|other| other.has(text))
        };
        let own = self.listed.iter().flatten().filter(|text| is_free(text));
        let own = own.map(|text| Text { text: (*text).to_owned(), source: Source::Listed });
        let mut texts: Vec<Text> = self.said.iter().cloned().chain(own).collect();
        if texts.is_empty() {
            texts.extend(self.name.clone().map(|text| Text { text, source: Source::Name }));
        }
        texts
    }
}

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

    /// Whether nothing that the schema describes or requires is at the key, which was told when the catalog was loaded.
    pub fn is_idle(&self, schema: &Schema, catalog: &Catalog) -> bool {
        keys(schema, &catalog.schemas.references).is_some_and(|keys| !keys.contains(self.key))
    }

    /// The texts that each branch goes by, the clearest first: those that it is given by the `mapping`, or else its name, as far as
    /// it does not rule them out; then those that it lists itself, as far as no other branch may have them. Branches with the
    /// same key are one.
    pub fn texts<'c, K: PartialEq>(
        &self,
        branches: &[(K, &'c Schema)],
        catalog: &'c Catalog,
    ) -> Vec<Vec<Text>> {
        let known: Vec<Known<'_>> = branches.iter().map(|(_, branch)| self.known(branch, catalog)).collect();
        let each = branches.iter().zip(&known).map(|((key, _), own)| {
            let others = branches.iter().zip(&known).filter(|((other, _), _)| other != key);
            let others: Vec<&Known<'_>> = others.map(|(_, known)| known).collect();
            own.texts(&others)
        });
        each.collect()
    }

    fn known<'c>(&self, branch: &'c Schema, catalog: &'c Catalog) -> Known<'c> {
        let listed = self.listed(branch, catalog);
        let Some(target) = catalog.target(branch).map(|target| &target.location) else {
            return Known { name: None, said: Vec::new(), listed };
        };
        let may_have = |text: &str| listed.as_ref().is_none_or(|listed| listed.contains(&text));
        let given = self.texts_of(target, catalog).filter(|text| may_have(text));
        let mut said: Vec<Text> =
            given.map(|text| Text { text: text.to_owned(), source: Source::Mapping }).collect();
        let name = branch_name(target);
        if said.is_empty() && may_have(&name) {
            said.push(Text { text: name.clone(), source: Source::Name });
        }
        Known { name: Some(name), said, listed }
    }

    /// The texts that the schema of a branch lists at the key; `None` where it leaves them to what is said here.
    fn listed<'c>(&self, branch: &'c Schema, catalog: &'c Catalog) -> Option<Vec<&'c str>> {
        let references = &catalog.schemas.references;
        texts_at(self.key, branch, &|schema| references.target(schema))
    }

    /// The texts that are given to a branch by where it leads.
    fn texts_of(&self, target: &Location, catalog: &Catalog) -> impl Iterator<Item = &'s str> {
        self.mapping.iter().filter(|(_, to)| self.names(to, target, catalog)).map(|(text, _)| *text)
    }

    /// Whether what the `mapping` says names what is at a place.
    pub fn names(&self, to: &str, target: &Location, catalog: &Catalog) -> bool {
        names_branch(&self.place.file, to, target, &catalog.schemas.references)
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

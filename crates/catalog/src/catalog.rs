//! The catalog as a whole: loading it, and asking it for an event's files.
//!
//! Knows the order of the stages and what each may rely on. Does not know what a stage checks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::{self, Document};
use crate::model::{Event, Index};
use crate::place::Place;
use crate::refs::Refs;
use crate::{contract_check, event_check, index_check, index_shape, inventory, schema_check};

/// The name of the index.
pub(crate) const INDEX: &str = "index.json";
/// The end of the name of a schema file; an event's has the event's name before it.
pub(crate) const SCHEMA: &str = ".schema.json";
/// The end of the name of an example file; what is before it is the event's name.
pub(crate) const EXAMPLE: &str = ".example.json";

/// A catalog: the index, and the files that it names.
///
/// It may come with diagnostics; then it holds what is sound, so that later stages find what else is wrong. Nothing
/// should be written from a catalog that came with any.
#[derive(Debug)]
pub struct Catalog {
    /// The index, as it is written: entries that were reported are in it too.
    pub index: Index,
    pub(crate) documents: BTreeMap<String, Document>,
    pub(crate) refs: Refs,
    /// Schema files that were reported, or that reach one.
    pub(crate) refused: BTreeSet<String>,
    /// Names of events whose entry was reported.
    unsound: BTreeSet<String>,
    /// Example files that are in order.
    examples: BTreeSet<String>,
    /// Schema files that no event owns.
    shared: BTreeSet<String>,
}

/// Loads the catalog in `root/dir`. Every mistake goes to the sink, which prints `dir` before each file's name.
///
/// `None` when there is nothing to go on with: the directory or the index cannot be read, or the index does not have
/// the shape of one. `Some` may come together with diagnostics, see [`Catalog`].
///
/// Only `index.json`, `*.schema.json` and `*.example.json` in the directory itself are read. Another `.json` file, or one
/// in a subdirectory, is a mistake; other files, and whatever starts with a dot, are nobody's business here.
///
/// ```
/// let mut diagnostics = webhook_catalog::Diagnostics::new();
/// let catalog = webhook_catalog::load("/nowhere".as_ref(), "webhooks", &mut diagnostics);
/// assert!(catalog.is_none());
/// assert!(diagnostics.to_text().starts_with("webhooks: error: the directory cannot be read"));
/// ```
pub fn load(root: &Path, dir: &str, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    diagnostics.set_dir(dir);
    let listing = files::list(&root.join(dir), diagnostics)?;
    let mut documents = BTreeMap::new();
    let mut unreadable = listing.reported.clone();
    let is_read = |name: &str| name == INDEX || name.ends_with(SCHEMA) || name.ends_with(EXAMPLE);
    for (name, path) in listing.files.iter().filter(|(name, _)| is_read(name) && !name.contains('/')) {
        match files::read(name, path, diagnostics) {
            Some(document) => drop(documents.insert(name.clone(), document)),
            None => drop(unreadable.insert(name.clone())),
        }
    }
    let schemas = documents.iter().filter(|(name, _)| name.ends_with(SCHEMA));
    let schemas = schemas.map(|(name, document)| (name.as_str(), document));
    let mut refs = Refs::new(schemas.clone(), unreadable);
    let checked = schema_check::check(schemas, &mut refs, diagnostics);
    if !listing.files.contains_key(INDEX) && !listing.reported.contains(INDEX) {
        diagnostics.push(Diagnostic::at_file(
            INDEX,
            "there is no index",
            "write it: it lists the catalog's events",
        ));
    }
    let document = documents.get(INDEX)?;
    let (index, has_shape) = index_shape::parse(document, diagnostics)?;
    let unsound = index_check::check(&index, &document.text, diagnostics);
    let mut catalog = Catalog {
        index,
        documents,
        refs,
        refused: checked.refused,
        unsound,
        examples: BTreeSet::new(),
        shared: BTreeSet::new(),
    };
    contract_check::check(&catalog, diagnostics);
    catalog.shared = inventory::check(&catalog, &listing, &checked.refers_to, diagnostics);
    catalog.examples = event_check::check_bodies(&catalog, diagnostics);
    // What does not have the shape was good enough to look for more, and is not to be relied on.
    has_shape.then_some(catalog)
}

impl Catalog {
    /// A file that could be read, whatever was found wrong with what it says.
    pub fn document(&self, file: &str) -> Option<&Document> {
        self.documents.get(file)
    }

    /// The schema of an event.
    ///
    /// `None` when the reason was reported: the entry or the file is at fault, or one that the schema reaches by `$ref`.
    pub fn schema(&self, event: &Event) -> Option<&Document> {
        let is_sound = self.has_sound_entry(event) && !self.refused.contains(&event.schema);
        self.documents.get(&event.schema).filter(|_| is_sound)
    }

    /// The example of an event; `None` when it was reported what is wrong with it.
    pub fn example(&self, event: &Event) -> Option<&Document> {
        let is_sound = self.has_sound_entry(event) && self.examples.contains(&event.example);
        self.documents.get(&event.example).filter(|_| is_sound)
    }

    fn has_sound_entry(&self, event: &Event) -> bool {
        !self.unsound.contains(&event.name)
            && event.schema.strip_suffix(SCHEMA) == Some(&event.name)
            && event.example.strip_suffix(EXAMPLE) == Some(&event.name)
    }

    /// The schema files that no event owns but some schema refers to, in order of name.
    pub fn shared_schemas(&self) -> impl Iterator<Item = (&str, &Document)> {
        let sound = self.shared.iter().filter(|file| !self.refused.contains(*file));
        sound.filter_map(|file| Some((file.as_str(), self.documents.get(file)?)))
    }

    /// Where a `$ref` that is written in `file` leads: another file of the catalog by its name or URL, the same file
    /// without either, and in it by JSON Pointer. `None` where it leads nowhere, which was reported.
    pub fn resolve(&self, file: &str, reference: &str) -> Option<(Place, &Value)> {
        let place = self.refs.resolve(file, reference).ok()?;
        let value = self.value(&place)?;
        Some((place, value))
    }

    /// The value at a place.
    pub(crate) fn value(&self, place: &Place) -> Option<&Value> {
        self.documents.get(&place.file)?.value.pointer(&place.pointer)
    }
}

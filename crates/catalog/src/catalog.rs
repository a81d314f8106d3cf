//! The catalog as a whole: loading it, and asking it for an event's files.
//!
//! Knows the order of the stages and what each may rely on. Does not know what a stage checks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::api::Api;
use crate::body_check::Bodies;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::{self, Document, Listing};
use crate::model::{Event, Index};
use crate::place::Place;
use crate::refs::Refs;
use crate::{
    api_check, contract_check, event_check, event_types, index_check, index_shape, inventory, schema_check,
};

/// The name of the index.
pub(crate) const INDEX: &str = "index.json";
/// The end of the name of a schema file; an event's has the event's name before it.
pub(crate) const SCHEMA: &str = ".schema.json";
/// The end of the name of an example file; what is before it is the event's name.
pub(crate) const EXAMPLE: &str = ".example.json";

/// What leads from the catalog's directory to the endpoint API's, which is beside it.
pub(crate) const API: &str = "../api/";
/// The name of the API's index.
pub(crate) const API_INDEX: &str = "../api/index.json";
/// The list of all names of events, which the API's schemas refer to by this name.
pub const EVENT_TYPES: &str = "../meta/event-types.schema.json";

/// A catalog: the index, and the files that it names.
///
/// It may come with diagnostics; then it holds what is sound, so that later stages find what else is wrong. Nothing
/// should be written from a catalog that came with any.
#[derive(Debug)]
pub struct Catalog {
    /// The index, as it is written: entries that were reported are in it too.
    pub index: Index,
    /// The index of the endpoint API, as it is written; `None` where there is no API beside the catalog.
    pub api: Option<Api>,
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
/// Where there is a directory `api` beside the catalog's, it holds the API that endpoints are managed with: the same
/// kinds of files, under the same rules. What is said of it here goes by names such as `../api/index.json`.
///
/// ```
/// let mut diagnostics = webhook_catalog::Diagnostics::new();
/// let catalog = webhook_catalog::load("/nowhere".as_ref(), "webhooks", &mut diagnostics);
/// assert!(catalog.is_none());
/// assert!(diagnostics.to_text().starts_with("webhooks: error: the directory cannot be read"));
/// ```
pub fn load(root: &Path, dir: &str, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    diagnostics.set_dir(dir);
    let directory = root.join(dir);
    let listing = files::list(&directory, "", diagnostics)?;
    let beside = directory.with_file_name("api");
    let api_listing = if beside.exists() { files::list(&beside, API, diagnostics) } else { None };
    let mut documents = BTreeMap::new();
    let mut unreadable = BTreeSet::new();
    for listing in [Some(&listing), api_listing.as_ref()].into_iter().flatten() {
        read(listing, &mut documents, &mut unreadable, diagnostics);
    }

    let schemas = documents.iter().filter(|(name, _)| name.ends_with(SCHEMA));
    let schemas = schemas.map(|(name, document)| (name.as_str(), document));
    let mut refs = Refs::new(dir, schemas.clone(), unreadable);
    let index = documents.get(INDEX).map(|document| &document.value);
    let event_types = event_types::document(&refs.url(EVENT_TYPES), index);
    refs.add(EVENT_TYPES, &event_types);
    let checked = schema_check::check(schemas, &mut refs, diagnostics);
    documents.insert(EVENT_TYPES.to_owned(), event_types);

    if !listing.has(INDEX) {
        let help = "write it: it lists the catalog's events";
        diagnostics.push(Diagnostic::at_file(INDEX, "there is no index", help));
    }
    if api_listing.as_ref().is_some_and(|listing| !listing.has(API_INDEX)) {
        let help = "write it: it lists the API's operations; or delete the directory";
        diagnostics.push(Diagnostic::at_file(API_INDEX, "there is no index", help));
    }
    let index = documents.get(INDEX).and_then(|document| index_shape::parse(INDEX, document, diagnostics));
    let api =
        documents.get(API_INDEX).and_then(|document| index_shape::parse(API_INDEX, document, diagnostics));
    let (index, has_shape) = index?;
    let (api, api_has_shape) = api.map_or((None, true), |(api, has_shape)| (Some(api), has_shape));
    let unsound =
        index_check::check(&index, documents.get(INDEX).map_or("", |document| &document.text), diagnostics);
    let mut catalog = Catalog {
        index,
        api,
        documents,
        refs,
        refused: checked.refused,
        unsound,
        examples: BTreeSet::new(),
        shared: BTreeSet::new(),
    };
    contract_check::check(&catalog, diagnostics);
    catalog.shared = inventory::check(&catalog, &listing, &checked.refers_to, diagnostics);
    let bodies = Bodies::new(&catalog, diagnostics);
    let examples = event_check::check(&catalog, bodies.as_ref(), diagnostics);
    if let (Some(api), Some(listing)) = (&catalog.api, &api_listing) {
        api_check::check(&catalog, api, listing, &checked.refers_to, bodies.as_ref(), diagnostics);
    }
    catalog.examples = examples;
    // What does not have the shape was good enough to look for more, and is not to be relied on.
    (has_shape && api_has_shape).then_some(catalog)
}

/// Reads the files of a directory that are called like those of a catalog.
fn read(
    listing: &Listing,
    documents: &mut BTreeMap<String, Document>,
    unreadable: &mut BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) {
    unreadable.extend(listing.reported.iter().cloned());
    for (name, path) in &listing.files {
        let own = name.strip_prefix(API).unwrap_or(name);
        let is_read = own == INDEX || own.ends_with(SCHEMA) || own.ends_with(EXAMPLE);
        if !is_read || own.contains('/') {
            continue;
        }
        match files::read(name, path, diagnostics) {
            Some(document) => drop(documents.insert(name.clone(), document)),
            None => drop(unreadable.insert(name.clone())),
        }
    }
}

impl Catalog {
    /// A file that could be read, by its name relative to the catalog's directory, whatever was found wrong with it.
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

    /// The schema that the API's index refers to; `None` when it was reported what is wrong with the reference, or with
    /// the schema.
    pub fn api_schema(&self, reference: &str) -> Option<(Place, &Value)> {
        let (place, value) = self.resolve(API_INDEX, reference)?;
        (!self.refused.contains(&place.file)).then_some((place, value))
    }

    /// An example that the API's index names; `None` where there is no such file, which was reported.
    pub fn api_example(&self, name: &str) -> Option<&Document> {
        self.documents.get(&format!("{API}{name}"))
    }

    /// The list of all names of events, in the index's order, as a JSON Schema. It is made from the index whenever a
    /// catalog is loaded; a file that has it is never read.
    pub fn event_types(&self) -> Option<&Document> {
        self.documents.get(EVENT_TYPES)
    }

    /// Where a `$ref` that is written in `file` leads: another file of the catalog by its name or URL, the same file
    /// without either, and in it by JSON Pointer. `None` where it leads nowhere, which was reported.
    pub fn resolve(&self, file: &str, reference: &str) -> Option<(Place, &Value)> {
        let place = self.refs.resolve(file, reference).ok()?;
        let value = self.value(&place)?;
        Some((place, value))
    }

    /// The value at a place.
    pub fn value(&self, place: &Place) -> Option<&Value> {
        self.documents.get(&place.file)?.value.pointer(&place.pointer)
    }
}

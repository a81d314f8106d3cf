//! The finished catalog: what later stages ask for an event's files, and where references lead.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::model::Schema;
use webhook_schema::{Document, Location};

use crate::index::Index;
use crate::index::api::Api;
use crate::index::entries::Event;
use crate::layout::{API_INDEX, EVENT_TYPES, in_api};
use crate::schemas::Schemas;

/// A catalog: the index, and the files that it names.
///
/// It may come with diagnostics; then it hands out what is sound, so that later stages find what else is wrong. Nothing
/// should be written from a catalog that came with any.
#[derive(Debug)]
pub struct Catalog {
    /// The index, as it is written: entries that were reported are in it too.
    pub index: Index,
    /// The index of the endpoint API, as it is written; `None` where there is no API.
    pub api: Option<Api>,
    pub(crate) schemas: Schemas,
    /// Names of events whose entry was reported.
    pub(crate) unsound: BTreeSet<String>,
    /// Example files that nothing was reported of.
    pub(crate) examples: BTreeSet<String>,
    /// Schema files that no event owns.
    pub(crate) shared: BTreeSet<String>,
    /// Whether nothing was reported of where the contract has the parts of an event.
    pub(crate) has_sound_layout: bool,
}

impl Catalog {
    /// A file that could be read, by its name in the tree, whatever was found wrong with it.
    pub fn document(&self, file: &str) -> Option<&Document> {
        self.schemas.documents.get(file)
    }

    /// The files that were read, by their names in the tree and in order of these.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &Document)> {
        let read = self.schemas.documents.iter().filter(|(file, _)| *file != EVENT_TYPES);
        read.map(|(file, document)| (file.as_str(), document))
    }

    /// The schema of an event.
    ///
    /// `None` when the reason was reported: the entry or the file is at fault, or one that the schema reaches by `$ref`.
    pub fn schema(&self, event: &Event) -> Option<&Document> {
        let file = event.schema_file();
        let is_sound = !self.unsound.contains(&event.name) && self.schemas.sound_root(&file).is_some();
        self.document(&file).filter(|_| is_sound)
    }

    /// The example of an event; `None` when it was reported what is wrong with it.
    pub fn example(&self, event: &Event) -> Option<&Document> {
        let file = event.example_file();
        let is_sound = !self.unsound.contains(&event.name) && self.examples.contains(&file);
        self.document(&file).filter(|_| is_sound)
    }

    /// Whether the contract says where the parts of an event are. Where it does not, which was reported, what it seems to say is
    /// nothing to hold schemas and examples against.
    pub fn has_sound_layout(&self) -> bool {
        self.has_sound_layout
    }

    /// The schema files that no event owns but some schema refers to, in order of name.
    pub fn shared_schemas(&self) -> impl Iterator<Item = (&str, &Document)> {
        let sound = self.shared.iter().filter(|file| !self.schemas.refused.contains(*file));
        sound.filter_map(|file| Some((file.as_str(), self.document(file)?)))
    }

    /// The schema that the API's index refers to; `None` when it was reported what is wrong with the reference, or with
    /// the schema.
    pub fn api_schema(&self, reference: &str) -> Option<&Schema> {
        let schema = self.resolve(API_INDEX, reference)?;
        (!self.schemas.refused.contains(&*schema.location.file)).then_some(schema)
    }

    /// An example that the API's index names; `None` where there is no such file, which was reported.
    pub fn api_example(&self, name: &str) -> Option<&Document> {
        self.document(&in_api(name))
    }

    /// What the `$id` of a schema file is, by the others of the catalog.
    pub fn url(&self, file: &str) -> String {
        self.schemas.references.url(file)
    }

    /// The list of all event names, in the index's order, as a JSON Schema. It is made from the index whenever a catalog
    /// is loaded; a file that has it is never read.
    pub fn event_types(&self) -> Option<&Document> {
        self.document(EVENT_TYPES)
    }

    /// The schema that the reference of a schema leads to, whichever keyword it is from. `None` where the schema has none, or
    /// it leads nowhere, which was reported.
    pub fn target(&self, schema: &Schema) -> Option<&Schema> {
        self.schemas.references.target(schema)
    }

    /// Whether references lead from any schema file back to it: nothing is recursive where they do not.
    pub fn references_lead_back(&self) -> bool {
        self.schemas.lead_back()
    }

    /// The schema that a reference of an index leads to; `file` is the index. `None` where it leads nowhere, which was
    /// reported.
    pub fn resolve(&self, file: &str, reference: &str) -> Option<&Schema> {
        self.schemas.references.resolve(file, reference).ok()
    }

    /// The schema at a location; `None` where there is none.
    pub fn at(&self, location: &Location) -> Option<&Schema> {
        self.schemas.at(location)
    }

    /// Every schema of the files that nothing was reported of.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let outermost = self.schemas.references.schemas.outermost();
        outermost.filter(|root| !self.schemas.refused.contains(&*root.location.file)).flat_map(Schema::all)
    }

    /// The value at a location.
    pub fn value(&self, location: &Location) -> Option<&Value> {
        self.schemas.value(location)
    }
}

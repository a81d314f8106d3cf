//! Files of schemas, as they were or as they should be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use webhook_catalog::Catalog;
use webhook_catalog::layout::{SCHEMA, in_webhooks};
use webhook_schema::format::{Order, formatted};
use webhook_schema::model::{Dialect, Keyword};
use webhook_schema::{Document, Location};

use crate::definitions::{COMMON, Definitions};
use crate::known_names;
use crate::rust_names;
use crate::update::{self, Texts};

/// Files of schemas: texts of a catalog that is there stay.
pub(crate) struct Writer<'c> {
    existing: Option<&'c Catalog>,
    base_url: String,
    /// Text by name in the tree.
    pub files: BTreeMap<String, String>,
    /// Texts of the catalog that differ from the documents', and stayed.
    pub kept: usize,
    /// How many texts were lost, by file.
    pub lost: BTreeMap<String, usize>,
}

impl<'c> Writer<'c> {
    /// `index` says what the provider is called, where there is no catalog that says where its schemas are.
    pub fn new(existing: Option<&'c Catalog>, index: &Value) -> Self {
        let base_url = base_url(existing, index);
        Self { existing, base_url, files: BTreeMap::new(), kept: 0, lost: BTreeMap::new() }
    }

    /// Whether something is at a place in what was written so far.
    pub fn has(&self, place: &Location) -> bool {
        let file = self.files.get(&*place.file).and_then(|text| serde_json::from_str::<Value>(text).ok());
        file.is_some_and(|file| file.pointer(&place.pointer).is_some())
    }

    /// The text of an index in which the places that have names in Rust are where they are now. Those that are gone have none.
    pub fn renamed(&self, index: &Document) -> String {
        let old = |file: &str| Some(self.existing?.document(file)?.value());
        let new = |file: &str| serde_json::from_str::<Value>(self.files.get(file)?).ok();
        rust_names::with_places(index, |place| {
            let Some((file, pointer)) = place.split_once('#') else { return Some(place.to_owned()) };
            let name = in_webhooks(file);
            let (Some(old), Some(new)) = (old(&name), new(&name)) else { return Some(place.to_owned()) };
            update::moved(old, &new, pointer).map(|pointer| format!("{file}#{pointer}"))
        })
    }

    /// The schemas that were written so far.
    pub fn schemas(&self) -> impl Iterator<Item = Value> {
        self.files.values().filter_map(|text| serde_json::from_str(text).ok())
    }

    pub fn schema(&mut self, file: &str, said: Option<[&str; 2]>, schema: Value) {
        let mut whole = Map::new();
        whole.insert("$schema".to_owned(), json!(Dialect::Draft202012.uri()));
        whole.insert("$id".to_owned(), json!(format!("{}{file}", self.base_url)));
        if let Some([title, description]) = said {
            whole.insert("title".to_owned(), json!(title));
            whole.insert("description".to_owned(), json!(description));
        }
        if let Value::Object(schema) = schema {
            whole.extend(schema);
        }
        self.write(file, &Value::Object(whole));
    }

    /// A shared definition of the catalog that is there.
    pub fn definition(&self, name: &str) -> Option<&'c Value> {
        self.definitions()?.get(name)
    }

    /// The names of shared definitions that are to be others, with these, for the catalog calls them so. `schemas` are those of
    /// events, by their files, `shared` is what is known by its name alone, and `made` are the definitions.
    pub fn known_names(
        &self,
        definitions: &Definitions,
        schemas: &BTreeMap<String, Value>,
        shared: &Map<String, Value>,
        made: &BTreeMap<String, (Value, Location)>,
    ) -> BTreeMap<String, String> {
        let Some(own) = self.definitions() else { return BTreeMap::new() };
        let of_file = |file: &String| Some(self.existing?.document(&in_webhooks(file))?.value());
        let written: BTreeSet<String> = schemas.keys().map(|file| in_webhooks(file)).collect();
        let is_kept =
            |name: &str| name.ends_with(SCHEMA) && name != in_webhooks(COMMON) && !written.contains(name);
        let kept = self.existing.into_iter().flat_map(Catalog::documents);
        let kept = kept.filter(|(name, _)| is_kept(name)).map(|(_, document)| document.value());
        let schemas = schemas.iter().filter_map(|(file, new)| Some((of_file(file)?, new)));
        let both = shared.iter().filter_map(|(name, new)| Some((own.get(name)?, new)));
        let made = made.iter().map(|(name, (schema, _))| (name.as_str(), schema)).collect();
        known_names::renamed(definitions, schemas.chain(both).collect(), kept.collect(), own, &made)
    }

    /// Shared definitions; those that are there already and nobody needs any more stay, as they may be somebody's own.
    pub fn shared(&self, mut shared: Map<String, Value>) -> Map<String, Value> {
        for (name, schema) in self.definitions().into_iter().flatten() {
            shared.entry(name).or_insert_with(|| schema.clone());
        }
        shared
    }

    fn definitions(&self) -> Option<&'c Map<String, Value>> {
        let document = self.existing?.document(&in_webhooks(COMMON))?;
        document.value().get(Keyword::Defs.as_str())?.as_object()
    }

    /// The file of shared definitions, unless there are none.
    pub fn common(&mut self, schema: Value) {
        let has_any = |shared: &Value| shared.as_object().is_some_and(|shared| !shared.is_empty());
        if schema.get("$defs").is_some_and(has_any) {
            let said = ["Shared shapes", "Shapes that several events of the catalog share."];
            self.schema(COMMON, Some(said), schema);
        }
    }

    fn write(&mut self, file: &str, schema: &Value) {
        let name = in_webhooks(file);
        let existing = self.existing.and_then(|catalog| catalog.document(&name));
        let text = match existing {
            Some(document) => {
                let mut texts = Texts::default();
                let merged = update::merged(document.value(), schema, &mut texts);
                self.kept += texts.kept;
                if texts.lost > 0 {
                    self.lost.insert(name.clone(), texts.lost);
                }
                // What says the same keeps its layout.
                match merged == *document.value() {
                    true => document.text.to_string(),
                    false => laid_out(&merged),
                }
            }
            None => laid_out(schema),
        };
        self.files.insert(name, text);
    }
}

/// What the `$id`s of the catalog start with.
fn base_url(existing: Option<&Catalog>, index: &Value) -> String {
    let of_file = |(file, document): (&str, &Document)| {
        let name = file.strip_prefix("webhooks/").filter(|name| name.ends_with(SCHEMA))?;
        Some(document.value().get("$id")?.as_str()?.strip_suffix(name)?.to_owned())
    };
    let own = existing.and_then(|catalog| catalog.documents().find_map(of_file));
    own.unwrap_or_else(|| {
        let provider = index.pointer("/provider/name").and_then(Value::as_str).unwrap_or("provider");
        format!("https://{provider}.example/schemas/webhooks/")
    })
}

/// A schema as `fmt` has it.
fn laid_out(schema: &Value) -> String {
    let text = format!("{schema:#}");
    formatted(&text, Order::Schema).unwrap_or(text)
}

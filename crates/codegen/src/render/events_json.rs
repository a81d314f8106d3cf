//! The catalog as one JSON file for other programs: what its index says of each event, with schema and example, and the
//! contract.

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};
use webhook_schema::source::parsed;

use crate::files::Sink;
use crate::ir::{Event, Ir};
use crate::render::markdown::links::{event_page, family_page};
use crate::render::{CATALOG, marker};

/// Writes the file.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    files.write_json("docs/src/reference/events.json", &Document(ir));
}

/// The document as it is written: events one by one, since all of them would take more memory than all else.
struct Document<'i>(&'i Ir<'i>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ir) = self;
        let index = ir.index;
        let mut provider = json!({ "name": index.provider.name, "title": index.provider.title });
        if let Some(url) = &index.provider.api_base_url {
            provider["api_base_url"] = url.as_str().into();
        }
        let mut document = serializer.serialize_map(None)?;
        document.serialize_entry("generated", &marker(CATALOG))?;
        document.serialize_entry("version", &index.version.0)?;
        document.serialize_entry("provider", &provider)?;
        document.serialize_entry("contract", &ir.contract)?;
        document.serialize_entry("families", &families(ir))?;
        document.serialize_entry("events", &Events(ir))?;
        document.serialize_entry("shared_schemas", &shared_schemas(ir))?;
        document.end()
    }
}

struct Events<'i>(&'i Ir<'i>);

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.events.iter().map(|event| OfEvent(self.0, event)))
    }
}

struct OfEvent<'i>(&'i Ir<'i>, &'i Event<'i>);

impl Serialize for OfEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ir, event) = self;
        let entry = event.entry;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("name", &entry.name)?;
        object.serialize_entry("family", &ir.family(event.family).entry.name)?;
        object.serialize_entry("status", entry.emission.status.as_str())?;
        object.serialize_entry("published", &entry.published)?;
        object.serialize_entry("deprecated", &event.deprecation.is_some())?;
        let texts = [
            ("sunset", entry.sunset.as_ref().map(|date| date.0.as_str())),
            ("replaced_by", entry.replaced_by.as_deref()),
            ("since", entry.since.as_ref().map(|date| date.0.as_str())),
            ("classification", entry.classification.as_deref()),
            ("description", Some(&*entry.description)),
            ("trigger", Some(&*entry.emission.trigger)),
            ("component", Some(&*entry.emission.component)),
            ("note", entry.emission.note.as_deref()),
            ("page", Some(&*html(&event_page(&entry.name)))),
            ("schema_file", Some(&*entry.schema_file())),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                object.serialize_entry(key, text)?;
            }
        }
        object.serialize_entry("schema", &parsed(event.schema))?;
        object.serialize_entry("example", &event.example_value())?;
        object.end()
    }
}

fn families(ir: &Ir<'_>) -> Value {
    let families = ir.families.iter().map(|family| {
        let mut value = object([
            ("name", json!(family.entry.name)),
            ("title", json!(family.entry.title)),
            ("description", json!(family.entry.description)),
        ]);
        add(&mut value, "note", family.entry.note.as_deref());
        add(&mut value, "page", Some(&*html(&family_page(family))));
        Value::Object(value)
    });
    families.collect()
}

/// By their files' names, which is what references in a schema without an `$id` start from.
fn shared_schemas(ir: &Ir<'_>) -> Value {
    let schemas = ir.shared_schemas.iter();
    Value::Object(schemas.map(|schema| (schema.file.to_owned(), parsed(schema.text))).collect())
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn add(object: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    object.extend(text.map(|text| (key.to_owned(), Value::from(text))));
}

/// A page as the book has it.
fn html(page: &str) -> String {
    format!("{}.html", page.strip_suffix(".md").unwrap_or(page))
}

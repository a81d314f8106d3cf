//! The catalog as an OpenAPI 3.1 document: an entry under `webhooks` per event, and the endpoint API's paths.
//!
//! Unlike the Rust crates, it leaves schemas as their authors wrote them: which keywords count is up to the reader.

mod components;
mod deliveries;
mod handshakes;
mod info;
mod names;
mod paths;
mod webhooks;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};

use crate::files::Sink;
use crate::ir::Ir;
use crate::ir::api::Body;
use crate::render::{CATALOG, marker};

const PATH: &str = "docs/src/reference/openapi.json";

/// Where the contract stands, which OpenAPI has no words for: whoever imports the document has the layout of deliveries.
const CONTRACT: &str = "x-contract";

/// The end of a tag's description that is the note of a family.
const NOTE: &str = "x-note";

/// Writes the document.
pub fn render(ir: &Ir<'_>, files: &mut Sink<'_>) {
    files.write_json(PATH, &Document(ir));
}

/// The document as it is written.
struct Document<'i>(&'i Ir<'i>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ir) = self;
        let source = if ir.api.is_some() { format!("{CATALOG} and schemas/api") } else { CATALOG.to_owned() };
        let mut document = serializer.serialize_map(None)?;
        document.serialize_entry("openapi", "3.1.0")?;
        document.serialize_entry("x-generated", &marker(&source))?;
        document.serialize_entry("info", &info::info(ir))?;
        document.serialize_entry("jsonSchemaDialect", &ir.index.contract.schema.dialect)?;
        if let Some(url) = &ir.index.provider.api_base_url {
            document.serialize_entry("servers", &json!([{ "url": url }]))?;
        }
        document.serialize_entry("tags", &tags(ir))?;
        if let Some(api) = &ir.api {
            document.serialize_entry("paths", &paths::paths(ir, api))?;
        }
        document.serialize_entry("webhooks", &webhooks::Webhooks(ir))?;
        document.serialize_entry("components", &components::Shared(ir))?;
        document.serialize_entry(CONTRACT, &contract(ir))?;
        let names = names::names(ir);
        if !names.is_empty() {
            document.serialize_entry(names::NAMES, &names)?;
        }
        document.end()
    }
}

/// The contract as the index has it, and the schema of its envelope by the name that it has here.
fn contract(ir: &Ir<'_>) -> Value {
    let mut contract = ir.contract.clone();
    let component = ir.envelope_place.as_ref().filter(|place| ir.components.name_of(place).is_some());
    let schema = contract.pointer_mut("/envelope/schema");
    if let (Some(schema), Some(place)) = (schema, component) {
        *schema = ir.components.reference(place)["$ref"].take();
    }
    contract
}

fn tags(ir: &Ir<'_>) -> Value {
    let tags = ir.families.iter().filter(|family| !family.events.is_empty()).map(|family| {
        let note = family.entry.note.iter().map(String::as_str);
        let texts: Vec<&str> = std::iter::once(family.entry.description.as_str()).chain(note).collect();
        let mut tag = json!({
            "name": family.entry.name,
            "x-displayName": family.entry.title,
            "description": texts.join("\n\n"),
        });
        if let Some(note) = &family.entry.note {
            tag[NOTE] = note.as_str().into();
        }
        tag
    });
    tags.collect()
}

/// A body of JSON with its schema and example.
fn content(ir: &Ir<'_>, body: &Body<'_>) -> Value {
    json!({
        "application/json": { "schema": ir.components.reference(&body.schema), "example": body.example },
    })
}

/// Values by name, in their order.
fn object(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(entries.into_iter().collect::<Map<_, _>>())
}

/// A reference to a component that is no schema.
fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

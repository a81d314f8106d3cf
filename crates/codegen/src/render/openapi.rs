//! The catalog as an OpenAPI 3.1 document: an entry under `webhooks` per event, and the endpoint API's paths.
//!
//! Unlike the Rust crates, it leaves schemas as their authors wrote them: which keywords count is up to the reader.

mod components;
mod info;
mod paths;
mod webhooks;

use serde_json::{Map, Value, json};

use crate::files::Files;
use crate::ir::Ir;
use crate::ir::api::Body;
use crate::render::{CATALOG, marker};

const PATH: &str = "docs/src/reference/openapi.json";

/// Writes the document.
pub fn render(ir: &Ir<'_>, files: &mut Files) {
    let source = if ir.api.is_some() { format!("{CATALOG} and schemas/api") } else { CATALOG.to_owned() };
    let mut document = json!({
        "openapi": "3.1.0",
        "x-generated": marker(&source),
        "info": info::info(ir),
        "jsonSchemaDialect": ir.index.contract.schema.dialect,
        "servers": [{ "url": ir.index.provider.api_base_url }],
        "tags": tags(ir),
    });
    if let (Some(api), Some(document)) = (&ir.api, document.as_object_mut()) {
        document.insert("paths".to_owned(), paths::paths(ir, api));
    }
    document["webhooks"] = webhooks::webhooks(ir);
    document["components"] = components::components(ir);
    // The alternate form of a value is its pretty-printed JSON, and cannot fail.
    files.add(PATH, format!("{document:#}\n"));
}

fn tags(ir: &Ir<'_>) -> Value {
    let tags = ir.families.iter().filter(|family| !family.events.is_empty()).map(|family| {
        let note = family.entry.note.iter().map(String::as_str);
        let texts: Vec<&str> = std::iter::once(family.entry.description.as_str()).chain(note).collect();
        json!({
            "name": family.entry.name,
            "x-displayName": family.entry.title,
            "description": texts.join("\n\n"),
        })
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

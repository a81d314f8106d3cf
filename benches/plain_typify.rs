//! Writes the crate that compile times are measured against: the catalog's schemas through plain typify.
//!
//! The catalog becomes one root schema, as typify requires, and nothing else is changed: the result is what a team
//! would get that runs typify on its schemas.
//!
//! `plain-typify <repository> <directory of the new crate>`

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value, json};
use webhook_catalog::{Catalog, load, tree};
use webhook_schema::Diagnostics;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [repository, directory] = &arguments[..] else {
        return Err("usage: plain-typify <repository> <directory of the new crate>".into());
    };
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree(Path::new(repository)), &mut diagnostics);
    let catalog = catalog.filter(|_| diagnostics.is_empty()).ok_or_else(|| diagnostics.to_text())?;

    let mut space = typify::TypeSpace::default();
    space.add_root_schema(serde_json::from_value(root_schema(&catalog))?)?;
    let types = prettyplease::unparse(&syn::parse2(space.to_stream())?);

    let directory = Path::new(directory);
    fs::create_dir_all(directory.join("src"))?;
    fs::write(directory.join("Cargo.toml"), MANIFEST)?;
    fs::write(directory.join("src/lib.rs"), types + &decode_all(&catalog))?;
    Ok(())
}

const MANIFEST: &str = r#"[package]
name = "plain-typify-events"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
chrono = { version = "0.4", default-features = false, features = ["std", "serde"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["float_roundtrip", "raw_value"] }
"#;

/// One schema with a definition for every event and every shape that an event refers to.
fn root_schema(catalog: &Catalog) -> Value {
    let mut definitions = Map::new();
    for (_, document) in catalog.shared_schemas() {
        take_definitions(document.value(), &mut definitions);
    }
    for event in &catalog.index.events {
        let Some(document) = catalog.schema(event) else { continue };
        take_definitions(document.value(), &mut definitions);
        definitions.insert(type_name(&event.name), with_local_references(document.value()));
    }
    json!({ "definitions": definitions })
}

fn take_definitions(document: &Value, definitions: &mut Map<String, Value>) {
    for (name, schema) in document.get("$defs").and_then(Value::as_object).into_iter().flatten() {
        definitions.insert(name.clone(), with_local_references(schema));
    }
}

/// The schema with every reference pointing into `definitions`, and without keywords that only whole files have.
fn with_local_references(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let kept = object
                .iter()
                .filter(|(key, _)| !["$defs", "$id", "$schema", "title"].contains(&key.as_str()));
            let entries = kept.map(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    let name = reference.rsplit('/').next().unwrap_or_default();
                    (key.clone(), json!(format!("#/definitions/{name}")))
                }
                _ => (key.clone(), with_local_references(value)),
            });
            Value::Object(entries.collect())
        }
        Value::Array(items) => items.iter().map(with_local_references).collect(),
        other => other.clone(),
    }
}

/// The dispatch that a receiver with these types would write: look at the name, then read the right struct.
fn decode_all(catalog: &Catalog) -> String {
    let names: BTreeMap<&str, String> =
        catalog.index.events.iter().map(|event| (event.name.as_str(), type_name(&event.name))).collect();
    let mut text = String::from("\npub enum AnyEvent {\n");
    for ident in names.values() {
        let _ = writeln!(text, "    {ident}(Box<{ident}>),");
    }
    text += "}\n\npub fn decode(name: &str, body: &str) -> serde_json::Result<Option<AnyEvent>> {\n    match name {\n";
    for (name, ident) in &names {
        let _ = writeln!(
            text,
            "        {name:?} => serde_json::from_str(body).map(AnyEvent::{ident}).map(Some),"
        );
    }
    text + "        _ => Ok(None),\n    }\n}\n"
}

/// The name that typify gives a definition with this name.
fn type_name(event: &str) -> String {
    let words = event.split(['.', '_', '-']);
    words.map(|word| word.split_at(1)).map(|(first, rest)| first.to_uppercase() + rest).collect()
}

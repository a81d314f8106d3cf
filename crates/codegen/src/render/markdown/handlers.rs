//! What an event is handled with, to copy: the same in Rust, TypeScript and Python. Each reads the same field.

use heck::ToSnakeCase;
use serde_json::Value;

use super::event::fenced;
use crate::ir::{Event, Field, Ir};
use crate::render::rust::{self, names};

/// The snippets, each under its heading.
pub fn all(ir: &Ir<'_>, event: &Event<'_>) -> Vec<String> {
    let field = field(ir, event);
    let key = field.map(|field| field.key.as_str());
    vec![
        "### Rust".to_owned(),
        rust_type(ir, event),
        fenced("rust", &in_rust(ir, event, field)),
        "### TypeScript".to_owned(),
        "With the types that `npx openapi-typescript openapi.json --output api.d.ts` makes of the OpenAPI document:"
            .to_owned(),
        fenced("ts", &in_typescript(ir, event, key)),
        "### Python".to_owned(),
        fenced("python", &in_python(ir, event, key)),
        "Verify the signature before you read a body.".to_owned(),
    ]
}

/// A field that every payload has; `None` where the payload is not an object, or no field of it is sure to be there.
fn field<'i>(ir: &'i Ir<'_>, event: &Event<'_>) -> Option<&'i Field> {
    let mut fields = ir.shape(event.payload).kind.fields().iter();
    fields.find(|field| field.required && field.remarks.deprecation.is_none())
}

fn rust_type(ir: &Ir<'_>, event: &Event<'_>) -> String {
    let shape = ir.shape(event.payload);
    let facade = rust::facade_name(ir);
    let family = &ir.family(event.family).entry.name;
    format!(
        "The payload is `{}::{}::{}`. It comes with the feature `{}` of `{facade}`; `cargo doc --open -p {facade}` has its \
         documentation.",
        facade.replace('-', "_"),
        rust::module(family),
        shape.ident,
        names::feature(family)
    )
}

fn in_rust(ir: &Ir<'_>, event: &Event<'_>, field: Option<&Field>) -> String {
    let (facade, kind) = (rust::facade_name(ir).replace('-', "_"), &event.ident);
    let handler = format!("on_{}", event.ident.to_snake_case());
    let field = field.map(|field| format!(".{}", names::name_of(field))).unwrap_or_default();
    format!(
        "use {facade}::{{DeliveryOf, HandlerError, kind}};\n\n\
         /// For `Router::builder(other, undecodable).on(kind::{kind}, {handler})`.\n\
         async fn {handler}(delivery: DeliveryOf<kind::{kind}>) -> Result<(), HandlerError> {{\n    \
         println!(\"{{:?}}\", delivery.event{field});\n    Ok(())\n}}"
    )
}

fn in_typescript(ir: &Ir<'_>, event: &Event<'_>, field: Option<&str>) -> String {
    let Some(plain) = ir.plain else { return String::new() };
    let (name, ty) = (quoted(&event.entry.name), property(plain.type_field));
    let field = field.map(property).unwrap_or_default();
    format!(
        "import type {{ components }} from \"./api\";\n\n\
         export function handle(event: components[\"schemas\"][\"WebhookEvent\"]): void {{\n  \
         if (event{ty} === {name}) {{\n    console.log(event{}{field});\n  }}\n}}",
        property(plain.data_field)
    )
}

fn in_python(ir: &Ir<'_>, event: &Event<'_>, field: Option<&str>) -> String {
    let Some(plain) = ir.plain else { return String::new() };
    let key = |key: &str| format!("[{}]", quoted(key));
    format!(
        "import json\n\n\ndef handle(body: bytes) -> None:\n    event = json.loads(body)\n    \
         if event{} == {}:\n        print(event{}{})",
        key(plain.type_field),
        quoted(&event.entry.name),
        key(plain.data_field),
        field.map(key).unwrap_or_default()
    )
}

/// A property in TypeScript.
fn property(key: &str) -> String {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    match key.chars().all(is_name) && key.starts_with(|first: char| !first.is_ascii_digit()) {
        true => format!(".{key}"),
        false => format!("[{}]", quoted(key)),
    }
}

/// A string, in JSON and so in both languages.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

//! What an event is handled with, to copy: the same in Rust, TypeScript and Python. Each reads the same field, or else the
//! payload as a whole.

use heck::ToSnakeCase;
use serde_json::Value;

use webhook_contract::Location;

use super::event::fenced;
use super::{Book, layout, python};
use crate::components::ANY_EVENT;
use crate::ir::{Event, Field, Ir};
use crate::markup::code;
use crate::render::rust::{self, names};
use crate::words;

/// The snippets, each under its heading.
pub fn all(book: &Book<'_, '_>, event: &Event<'_>) -> Vec<String> {
    let ir = book.ir;
    let field = field(ir, event);
    let key = field.map(|field| field.key.as_str());
    vec![
        "### Rust".to_owned(),
        rust_type(ir, event),
        fenced("rust", &in_rust(ir, event, field)),
        "### TypeScript".to_owned(),
        format!(
            "With the types that `npx openapi-typescript openapi.json --output api.d.ts` makes of the OpenAPI document{}",
            called(book, event)
        ),
        fenced("ts", &in_typescript(book, event, key)),
        "### Python".to_owned(),
        fenced("python", &in_python(ir, event, key)),
        layout::before_reading(&ir.index.contract.envelope, book.links_of_pages()),
    ]
}

/// A field that every payload has, and no part of the event's name, which a handler knows; `None` where the payload is not an
/// object, or no other field of it is sure to be there.
fn field<'i>(ir: &'i Ir<'_>, event: &Event<'_>) -> Option<&'i Field> {
    let layout = &ir.index.contract.envelope;
    let is_name = |field: &Field| {
        layout.name.iter().any(|place| match place {
            Location::Body(pointer) => matches!(
                pointer.tokens().strip_prefix(layout.payload()),
                Some([key]) if **key == *field.key
            ),
            _ => false,
        })
    };
    let mut fields = ir.shape(event.payload).kind.fields().iter();
    fields.find(|field| field.required && field.remarks.deprecation.is_none() && !is_name(field))
}

fn rust_type(ir: &Ir<'_>, event: &Event<'_>) -> String {
    let shape = ir.shape(event.payload);
    let facade = rust::facade_name(ir);
    let family = &ir.family(event.family).entry.name;
    // What has to be fetched is not the event's.
    let what = if ir.index.contract.envelope.resource.is_some() { "event" } else { "payload" };
    format!(
        "The {what} is `{}::{}::{}`. It comes with the feature `{}` of `{facade}`; `cargo doc --open -p {facade}` has its \
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

/// What the function in TypeScript is called with, where that is not the whole body.
fn called(book: &Book<'_, '_>, event: &Event<'_>) -> String {
    let layout = &book.ir.index.contract.envelope;
    if book.told_by.is_none() {
        let name = code(&event.entry.name);
        return format!(". Call it for events named {name}; the name is {}:", words::layout::name(layout));
    }
    match book.ir.plain {
        Some(_) => ":".to_owned(),
        None if layout.is_told_by_body() => ":".to_owned(),
        None => ". It takes one event, not the whole body:".to_owned(),
    }
}

fn in_typescript(book: &Book<'_, '_>, event: &Event<'_>, field: Option<&str>) -> String {
    let ir = book.ir;
    let way = ir.index.contract.envelope.payload().iter().map(|key| &**key).chain(field);
    let printed = format!("console.log(event{});", way.map(property).collect::<String>());
    let (ty, body) = match book.told_by {
        Some(name) => {
            let is_it = format!("event{} === {}", property(name), quoted(&event.entry.name));
            (ANY_EVENT, format!("  if ({is_it}) {{\n    {printed}\n  }}"))
        }
        None => (
            ir.components.name(&webhook_schema::Location::new(event.entry.schema_file(), "")),
            format!("  {printed}"),
        ),
    };
    format!(
        "import type {{ components }} from \"./api\";\n\n\
         export function handle(event: components[\"schemas\"][{}]): void {{\n{body}\n}}",
        quoted(ty)
    )
}

fn in_python(ir: &Ir<'_>, event: &Event<'_>, field: Option<&str>) -> String {
    let Some(plain) = ir.plain else { return python::by_layout(ir, event, field) };
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
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// None of these is special after a dot in TypeScript, where the body was read as JSON, or in brackets in Python.
    #[test]
    fn names_that_languages_have_are_keys_like_others() {
        for name in ["__proto__", "constructor", "hasOwnProperty", "toString", "class", "from", "None"] {
            assert_eq!(property(name), format!(".{name}"));
            assert_eq!(quoted(name), format!("\"{name}\""));
        }
        for (name, expected) in
            [("", "[\"\"]"), ("1st", "[\"1st\"]"), ("a-b", "[\"a-b\"]"), ("é\"", "[\"é\\\"\"]")]
        {
            assert_eq!(property(name), expected);
        }
    }
}

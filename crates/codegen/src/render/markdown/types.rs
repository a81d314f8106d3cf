//! The page of the types: what fields have a name for, objects, enums and identifiers.

use std::collections::HashSet;

use super::links::{type_anchor, type_anchors};
use super::text::{block, code, codes, inline, paragraphs};
use super::{Book, fields, values};
use crate::ir::{Ir, JsonType, Shape, ShapeId, ShapeKind, Variant};
use crate::render::{CATALOG, markdown_marker};
use crate::words;

const INTRO: &str = "\
What the fields of events refer to by name, in alphabetical order. The generated Rust types go by the same names. An enum is \
open: values may come which its list does not have.";

/// What the page lists, in order of the names.
///
/// A payload that its event alone describes, and that no other type has in it, is left out: everything about it is there.
pub fn listed(ir: &Ir<'_>) -> Vec<ShapeId> {
    let in_envelope = ir.envelope.iter().filter_map(|field| field.ty.shape());
    let mut todo: Vec<ShapeId> = ir.events.iter().map(|event| event.payload).chain(in_envelope).collect();
    let (mut seen, mut held) = (HashSet::new(), HashSet::<ShapeId>::new());
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            let parts = ir.shape(id).kind.parts();
            held.extend(parts.iter().copied().filter(|part| *part != id));
            todo.extend(parts);
        }
    }
    for event in &ir.events {
        let is_its_own = ir.shape(event.payload).description == event.payload_description;
        if is_its_own && !held.contains(&event.payload) {
            seen.remove(&event.payload);
        }
    }
    let mut listed: Vec<ShapeId> = seen.into_iter().collect();
    listed.sort_unstable_by_key(|id| (&ir.shape(*id).ident, *id));
    listed
}

/// The text of the page.
pub fn render(book: &Book<'_, '_>) -> String {
    let mut types: Vec<ShapeId> = book.types().collect();
    types.sort_unstable_by_key(|id| (&book.ir.shape(*id).ident, *id));
    let mut parts = vec![markdown_marker(CATALOG), "# Types".to_owned(), INTRO.to_owned()];
    parts.extend(types.into_iter().map(|id| of_type(book, id)));
    paragraphs(parts) + "\n"
}

fn of_type(book: &Book<'_, '_>, id: ShapeId) -> String {
    let (ir, links) = (book.ir, book.links_of_index());
    let shape = ir.shape(id);
    let anchors = type_anchors(ir, shape).into_iter().map(|anchor| format!("<a id=\"{anchor}\"></a>"));
    let fields = match &shape.kind {
        kind @ ShapeKind::Object { .. } if !kind.types().is_empty() => {
            fields::of_object(ir, links, id, &type_anchor(ir, shape))
        }
        _ => values::listed(shape, links),
    };
    paragraphs([
        anchors.collect(),
        format!("## {}", code(&shape.ident)),
        block(&words::described(&shape.description), links),
        parts(book, shape),
        fields,
    ])
}

/// What it is made of, in a sentence.
fn parts(book: &Book<'_, '_>, shape: &Shape) -> String {
    let (ir, links) = (book.ir, book.links_of_index());
    match &shape.kind {
        kind @ ShapeKind::Object { .. } if kind.types().is_empty() => "An object.".to_owned(),
        ShapeKind::Object { .. } => "An object:".to_owned(),
        ShapeKind::Enum(all) if all.iter().all(|value| value.value.is_string()) => {
            format!("A string, {}.", values::phrase(all))
        }
        ShapeKind::Enum(all) => format!("A value, {}.", values::phrase(all)),
        ShapeKind::Types { .. } | ShapeKind::Tuple { .. } | ShapeKind::Named(_) => {
            inline(&words::of_shape(ir, shape), links)
        }
        ShapeKind::Id { constraints, examples } => {
            let mut phrases = vec!["A string".to_owned()];
            phrases.extend(words::constraints(constraints).iter().map(|phrase| inline(phrase, links)));
            if !examples.is_empty() {
                phrases.push(format!("for example {}", codes(examples.iter().map(String::as_str))));
            }
            phrases.join(", ") + "."
        }
        ShapeKind::Union { json, tag, variants } => {
            let named = |variant: &Variant| {
                let shape = links.shape(ir, variant.shape);
                if tag.is_some() { format!("{} ({shape})", code(&variant.text)) } else { shape }
            };
            let variants: Vec<String> = variants.iter().map(named).collect();
            let by = tag.as_ref().map_or_else(|| "what is in it".to_owned(), |tag| code(tag));
            let what = if *json == JsonType::Array { "A list" } else { "An object" };
            format!("{what}, told apart by {by}: {} (open).", variants.join(", "))
        }
    }
}

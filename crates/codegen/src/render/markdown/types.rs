//! What the tables of fields give a name: objects, enums and identifiers.
//!
//! Only those that the page mentions are listed.

use std::collections::BTreeSet;

use super::fields::values;
use super::links::Links;
use super::text::{block, code, codes, inline, paragraphs};
use crate::ir::{Ir, Shape, ShapeId, ShapeKind, Variant};
use crate::words;

/// What the page lists, in order of the names.
///
/// A payload that its event alone describes is left out: everything about it is there.
pub fn listed(ir: &Ir<'_>) -> Vec<ShapeId> {
    let published = || ir.events.iter().filter(|event| event.entry.published);
    let in_envelope = ir.envelope.iter().filter_map(|field| field.ty.shape());
    let mut todo: Vec<ShapeId> = published().map(|event| event.payload).chain(in_envelope).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            todo.extend(ir.shape(id).kind.parts());
        }
    }
    for event in published().filter(|event| ir.shape(event.payload).description == event.payload_description)
    {
        seen.remove(&event.payload);
    }
    let mut listed: Vec<ShapeId> = seen.into_iter().collect();
    listed.sort_by_key(|id| (&ir.shape(*id).ident, *id));
    listed
}

/// The section.
pub fn render(ir: &Ir<'_>, links: &Links) -> String {
    let intro = "What the tables of fields refer to by name. The generated Rust types go by the same names.";
    let of_type = |id: ShapeId| {
        let shape = ir.shape(id);
        let description = block(&words::described(&shape.description), links);
        paragraphs([format!("### {}", code(&shape.ident)), description, parts(ir, links, shape)])
    };
    paragraphs(std::iter::once(intro.to_owned()).chain(listed(ir).into_iter().map(of_type)))
}

/// What it is made of, in a sentence.
fn parts(ir: &Ir<'_>, links: &Links, shape: &Shape) -> String {
    match &shape.kind {
        ShapeKind::Object { fields, .. } => {
            let keys: Vec<String> = fields.iter().map(|field| code(&field.key)).collect();
            if keys.is_empty() {
                "An object.".to_owned()
            } else {
                format!("An object with {}.", keys.join(", "))
            }
        }
        ShapeKind::Enum(all) if all.iter().all(|value| value.value.is_string()) => {
            format!("A string, {}.", values(all))
        }
        ShapeKind::Enum(all) => format!("A value, {}.", values(all)),
        ShapeKind::Types(_) | ShapeKind::Tuple { .. } | ShapeKind::Named(_) => {
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
        ShapeKind::Union { tag, variants } => {
            let named = |variant: &Variant| {
                let shape = links.shape(ir, variant.shape);
                if tag.is_some() { format!("{} ({shape})", code(&variant.text)) } else { shape }
            };
            let variants: Vec<String> = variants.iter().map(named).collect();
            let by = tag.as_ref().map_or_else(|| "what is in it".to_owned(), |tag| code(tag));
            format!("An object, told apart by {by}: {} (open).", variants.join(", "))
        }
    }
}

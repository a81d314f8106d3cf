//! Names that generated Rust cannot have: reserved ones, two that would be one, and texts that no name can be made of.

use std::collections::BTreeMap;

use webhook_catalog::index::names::is_event_name;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Diagnostics, Location};

use super::{RUNTIME_FEATURES, delivery, names};
use crate::ir::{Field, Home, Ir, Shape, ShapeKind};
use crate::names::type_ident;
use crate::rules;

/// Names that generated types are written with. The runtime's macros take none.
const RESERVED: &[&str] =
    &["BTreeMap", "Box", "None", "Number", "Option", "RawJson", "Some", "String", "Timestamp", "Vec"];

/// Names that the API's crate has next to its types.
const RESERVED_IN_API: &[&str] = &["EventType", "Family", "Secret"];

/// The constant next to the variants of the events and of the families, which a variant of that name would hide.
const ALL: &str = "ALL";

/// Family names that the generated crates need for themselves, next to the features of the runtime.
const RESERVED_FAMILIES: [(&str, &str); 5] = [
    ("common", "the crate of the shapes that several families share"),
    ("default", "Cargo's set of features that are on by default"),
    ("full", "the feature that turns every family on"),
    ("receiver", "the feature that receives deliveries"),
    ("webhook-runtime", "the crate that all generated crates build on"),
];

/// Reports everything that would have the name of something else, or none.
pub fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    refuse_shapes(ir, diagnostics);
    for shape in &ir.shapes {
        refuse_parts(shape, diagnostics);
    }
    refuse_fields(&ir.envelope, diagnostics);
    refuse_envelope(ir, diagnostics);
    refuse_families(ir, diagnostics);
    refuse_events(ir, diagnostics);
}

/// Two shapes that meet in one crate need two names; a shared one meets those of every family.
fn refuse_shapes(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let shared: BTreeMap<&str, &Shape> =
        ir.shapes_in(Home::Common).into_iter().map(|shape| (shape.ident.as_str(), shape)).collect();
    for &home in ir.homes.keys() {
        let mut seen: BTreeMap<&str, &Shape> = BTreeMap::new();
        for shape in ir.shapes_in(home) {
            let ident = shape.ident.as_str();
            let other = seen.insert(ident, shape);
            if let Some(other) = other.or_else(|| shared.get(ident).copied().filter(|_| home != Home::Common))
            {
                diagnostics.push(Diagnostic::at_value(
                    &rules::RUST_NAME,
                    shape.place.clone(),
                    format!("the type `{}` is also made of {}", shape.ident, other.place),
                    "rename one of the two under `$defs`, or refer to one definition from both",
                ));
            }
        }
    }
    let reached = ir.shapes.iter().filter(|shape| shape.home().is_some());
    let is_reserved = |shape: &&Shape| {
        let ident = shape.ident.as_str();
        RESERVED.contains(&ident) || (shape.in_api && RESERVED_IN_API.contains(&ident))
    };
    for shape in reached.filter(is_reserved) {
        diagnostics.push(Diagnostic::at_value(
            &rules::RUST_NAME,
            shape.place.clone(),
            format!("the type name `{}` is reserved for generated code", shape.ident),
            "rename it under `$defs`",
        ));
    }
}

/// What is in a shape: fields, values or variants.
fn refuse_parts(shape: &Shape, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut report = |place: &Location, message: String, help: &str| {
        diagnostics.push(Diagnostic::at_value(&rules::RUST_NAME, place.clone(), message, help));
    };
    match &shape.kind {
        ShapeKind::Object { fields, .. } => refuse_fields(fields, diagnostics),
        ShapeKind::Enum(values) => {
            for value in values {
                let text = value.text.as_str();
                let Some(name) = names::variant_name(text) else {
                    let message = format!("{text:?} cannot become an identifier");
                    report(&value.place, message, "use a value that contains a letter");
                    continue;
                };
                if let Some(other) = seen.get(&name) {
                    let message = format!("{text:?} becomes the variant `{name}`, and so does {other:?}");
                    report(&value.place, message, "use values that differ in more than case and punctuation");
                }
                seen.entry(name).or_insert(text);
            }
        }
        ShapeKind::Union { tag, variants } => {
            for variant in variants {
                let text = variant.text.as_str();
                // A tag is an enum of one value in its object: what cannot be a name was reported there.
                let Some(name) = names::variant_name(text) else { continue };
                if let Some(other) = seen.get(&name) {
                    let message =
                        format!("its `{tag}` {text:?} becomes the variant `{name}`, and so does {other:?}");
                    report(
                        &variant.place,
                        message,
                        "use texts that differ in more than case and punctuation",
                    );
                }
                seen.entry(name).or_insert(text);
            }
        }
        ShapeKind::Id { .. } => {}
    }
}

fn refuse_fields(fields: &[Field], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for Field { key, place, .. } in fields {
        let mut report = |message: String, help: &str| {
            diagnostics.push(Diagnostic::at_key(&rules::RUST_NAME, place.clone(), message, help));
        };
        let Some(name) = names::field_name(key) else {
            let message = format!("the key {key:?} cannot become an identifier");
            report(message, "use a key that contains a letter");
            continue;
        };
        if let Some(other) = seen.get(&name) {
            let message = format!("`{key}` becomes the field `{name}`, and so does `{other}`");
            let help = "rename one of the two: field names have to differ in more than case and punctuation";
            report(message, help);
        }
        seen.insert(name, key);
    }
}

/// The envelope's fields are next to what every generated delivery has.
fn refuse_envelope(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let contract = &ir.index.contract.envelope;
    let own = |field: &&Field| field.key != contract.type_field && field.key != contract.data_field;
    for field in ir.envelope.iter().filter(own) {
        let name = names::field_name(&field.key).unwrap_or_default();
        if delivery::FIELDS.contains(&name.as_str()) {
            let message = format!(
                "`{}` becomes the field `{name}`, which every generated delivery already has",
                field.key
            );
            let help = format!(
                "rename it, or name it in `contract.envelope` of index.json if it is the event's name or payload; \
                 reserved: {}",
                delivery::FIELDS.join(", ")
            );
            let place = field.place.clone();
            diagnostics.push(Diagnostic::at_key(&rules::RUST_NAME, place, message, help));
        }
        let shape = field.ty.shape().map(|id| ir.shape(id));
        if let Some(shape) = shape.filter(|shape| delivery::TYPES.contains(&shape.ident.as_str())) {
            diagnostics.push(Diagnostic::at_value(
                &rules::RUST_NAME,
                shape.place.clone(),
                format!("the type name `{}` is reserved for generated code", shape.ident),
                "rename it under `$defs`",
            ));
        }
    }
}

fn refuse_families(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (number, family) in ir.index.families.iter().enumerate() {
        let name = family.name.as_str();
        let Some(ident) = type_ident(name) else { continue };
        let mut report = |message: String, help: &str| {
            let location = Location::new(INDEX, format!("/families/{number}/name"));
            diagnostics.push(Diagnostic::at_value(&rules::RUST_NAME, location, message, help));
        };
        let of_runtime =
            RUNTIME_FEATURES.iter().map(|(feature, _)| (*feature, "a feature of the events crate"));
        let mut reserved = RESERVED_FAMILIES.into_iter().chain(of_runtime);
        if let Some((_, purpose)) = reserved.find(|(reserved, _)| *reserved == name) {
            report(format!("the family name `{name}` is reserved for {purpose}"), "choose another name");
        } else if ident == ALL {
            let message = format!("`{name}` becomes `{ALL}` in Rust, which is the list of all families");
            report(message, "choose another name");
        } else if let Some(other) = seen.get(&ident).filter(|other| **other != name) {
            let message = format!("`{name}` and `{other}` are both `{ident}` in Rust");
            report(message, "rename one of them: names have to differ in more than hyphens");
        }
        seen.insert(ident, name);
    }
}

fn refuse_events(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    // Another name was reported when the catalog was loaded.
    let named = ir.index.events.iter().enumerate().filter(|(_, event)| is_event_name(&event.name));
    for (number, event) in named {
        let name = event.name.as_str();
        let Some(ident) = type_ident(name) else { continue };
        let mut report = |message: String, help: &str| {
            let location = Location::new(INDEX, format!("/events/{number}/name"));
            diagnostics.push(Diagnostic::at_value(&rules::RUST_NAME, location, message, help));
        };
        if ident == ALL {
            let message = format!("`{name}` becomes `{ALL}` in Rust, which is the list of all events");
            report(message, "choose another name");
        } else if let Some(other) = seen.get(&ident).filter(|other| **other != name) {
            let message = format!("`{name}` and `{other}` are both `{ident}` in Rust");
            report(message, "rename one of them: names have to differ in more than `.`, `-` and `_`");
        }
        seen.insert(ident, name);
    }
}

//! Names that generated Rust cannot have: reserved ones, and two that would be one.

use std::collections::BTreeMap;

use webhook_catalog::index::names::is_event_name;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Diagnostics, Location};

use super::RUNTIME_FEATURES;
use crate::ir::{Home, Ir, Shape};
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

/// Reports shapes, families and events that would have one name, or one that is taken.
pub fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    refuse_shapes(ir, diagnostics);
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

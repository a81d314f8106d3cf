//! Names that must not meet.
//!
//! Knows which generated names stand side by side. Does not know how names are made.

use std::collections::BTreeMap;

use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::ir::{Home, Ir, Shape};
use crate::names::type_ident;
use crate::rules;

/// Names that generated code uses for itself wherever shapes are: in what it says, and in what the runtime's macros
/// make of it, where the names of types are those of the place that the macro is called from.
const RESERVED: &[&str] = &[
    "A",
    "BTreeMap",
    "Box",
    "D",
    "Err",
    "None",
    "Number",
    "Object",
    "Ok",
    "Option",
    "RawJson",
    "S",
    "Some",
    "String",
    "Text",
    "Timestamp",
    "UnknownText",
    "UnknownVariant",
    "Vec",
];

/// Names that the API's crate has beside its types.
const RESERVED_IN_API: &[&str] = &["EventType", "Family", "Secret"];

/// Reports shapes and families that would have one name, or one that is taken.
pub(super) fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    refuse_shapes(ir, diagnostics);
    refuse_families(ir, diagnostics);
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
    for (index, family) in ir.families.iter().enumerate() {
        let name = family.entry.name.as_str();
        let Some(ident) = type_ident(name) else { continue };
        if let Some(other) = seen.get(&ident).filter(|other| **other != name) {
            diagnostics.push(Diagnostic::at_value(
                &rules::RUST_NAME,
                Location::new(INDEX, format!("/families/{index}/name")),
                format!("`{name}` and `{other}` are both `{ident}` in Rust"),
                "rename one of them: hyphens do not tell Rust names apart",
            ));
        }
        seen.insert(ident, name);
    }
}

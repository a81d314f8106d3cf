//! Names in code that nothing goes by: of fields where there is a type, of types where there is a field, of values that are not
//! of an enum.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::index::lints::Lint;
use webhook_catalog::layout::{INDEX, in_webhooks};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use super::annotations::NAME;
use crate::ir::{Field, Ir, ShapeKind};
use crate::names::type_ident;

/// What a name is for.
#[derive(Clone, Copy)]
enum Kind {
    Type,
    Field,
    Value,
}

impl Kind {
    /// By the name of what a schema describes.
    fn of(name: &str) -> Self {
        if name.starts_with(|first: char| first.is_uppercase()) { Self::Type } else { Self::Field }
    }
}

/// Names that authors gave, and that something goes by.
struct Given<'i> {
    types: BTreeSet<&'i str>,
    fields: HashSet<&'i str>,
    values: HashSet<&'i str>,
}

/// Tells of each name that an author gave to no effect.
pub(super) fn tell(catalog: &Catalog, ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let in_schemas = catalog.schemas().flat_map(|schema| {
        let place = || schema.location.child(NAME);
        match schema.unknown_value(NAME) {
            Some(Value::String(name)) => vec![(place(), name.as_str(), Kind::of(name))],
            Some(Value::Object(names)) => {
                let names = names.iter().filter_map(|(value, name)| Some((value, name.as_str()?)));
                names.map(|(value, name)| (place().child(value), name, Kind::Value)).collect()
            }
            _ => Vec::new(),
        }
    });
    let place = Location::new(INDEX, "/rust_names");
    let in_index = catalog.index.rust_names.iter().map(|(at, name)| {
        let (file, pointer) = at.split_once('#').unwrap_or((at, ""));
        let named = Location::new(in_webhooks(file), pointer);
        // A field that only `required` names has no schema.
        let is_value = catalog.at(&named).is_none() && !fields(ir).any(|field| field.place == named);
        (place.child(at), name.as_str(), if is_value { Kind::Value } else { Kind::of(name) })
    });
    let mut names = in_schemas.chain(in_index).peekable();
    if names.peek().is_none() {
        return;
    }
    let given = Given::of(ir);
    for (place, name, kind) in names.filter(|(_, name, kind)| !given.has(name, *kind)) {
        let finding = |rule| {
            let (what, help) = match kind {
                Kind::Type => ("type", "remove it; or start it in lower case, if it is for the field"),
                Kind::Field => ("field", "remove it; or start it in upper case, if it is for the type"),
                Kind::Value => ("variant of an enum", "remove it"),
            };
            let message = format!("`{name}` names nothing: no {what} is made of this");
            Diagnostic::at_value(rule, place, message, help)
        };
        catalog.index.lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// The fields of all types, and those of the envelope.
fn fields<'i>(ir: &'i Ir<'_>) -> impl Iterator<Item = &'i Field> {
    ir.shapes.iter().flat_map(|shape| shape.kind.fields()).chain(&ir.envelope)
}

impl<'i> Given<'i> {
    fn of(ir: &'i Ir<'_>) -> Self {
        let values = ir.shapes.iter().filter_map(|shape| match &shape.kind {
            ShapeKind::Enum(values) => Some(values),
            _ => None,
        });
        Self {
            types: ir.shapes.iter().flat_map(|shape| shape.names()).collect(),
            fields: fields(ir).filter_map(|field| field.alias.as_deref()).collect(),
            values: values.flatten().filter_map(|value| value.alias.as_deref()).collect(),
        }
    }

    /// Whether something goes by a name, or by one that starts with it: that of a list is in the name of its items.
    fn has(&self, name: &str, kind: Kind) -> bool {
        // The name of an alternative of one value is the value's.
        if self.values.contains(name) {
            return true;
        }
        match kind {
            Kind::Value => false,
            Kind::Field => self.fields.contains(name),
            Kind::Type => {
                let ident = type_ident(name);
                self.types.range(ident.as_str()..).next().is_some_and(|ty| ty.starts_with(&ident))
            }
        }
    }
}

//! Where a secret may be: in an answer of the API, and nowhere else. Events are written back as they came, and so cannot
//! hold what nothing may show.

use webhook_schema::{Diagnostic, Diagnostics};

use crate::ir::{Field, Ir, Shape, ShapeKind, Type};
use crate::rules;

/// Reports secrets of events, and those that only one of several objects holds.
pub(super) fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let is_of_events = |shape: &&Shape| !shape.families.is_empty() || shape.in_envelope;
    let of_events = ir.shapes.iter().filter(is_of_events).flat_map(|shape| shape.kind.fields());
    for field in of_events.chain(&ir.envelope).filter(|field| is_secret(field)) {
        diagnostics.push(Diagnostic::at_value(
            &rules::SECRET,
            field.place.child("format"),
            format!("`{}` is a secret, but events are written back as they came", field.key),
            "remove `format`, or keep the secret out of the event: only an answer of the API may hold one",
        ));
    }
    let unions =
        ir.shapes.iter().filter(|shape| shape.in_api && matches!(shape.kind, ShapeKind::Union { .. }));
    for shape in unions.filter(|shape| ir.holds_secret(shape)) {
        diagnostics.push(Diagnostic::at_value(
            &rules::SECRET,
            shape.place.clone(),
            "one object of this union holds a secret",
            "move the secret to the object around the union",
        ));
    }
}

/// Whoever only reads an answer has no use for telling null from absent, as those have who give it back.
pub(super) fn merge_null(ir: &mut Ir<'_>) {
    let read_only: Vec<bool> = ir.shapes.iter().map(|shape| shape.in_api && ir.holds_secret(shape)).collect();
    for (shape, _) in ir.shapes.iter_mut().zip(read_only).filter(|(_, read_only)| *read_only) {
        if let ShapeKind::Object { fields, .. } = &mut shape.kind {
            fields.iter_mut().filter(|field| !field.required).for_each(|field| field.nullable = false);
        }
    }
}

fn is_secret(field: &Field) -> bool {
    field.ty.any(&|ty| matches!(ty, Type::Secret))
}

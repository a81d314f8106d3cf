//! Where a secret may be: in an answer of the API, and nowhere else. Events are written back as they came, and so cannot
//! hold what nothing may show.

use webhook_catalog::index::Lint;
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::ir::{Ir, Shape, ShapeKind, Type};
use crate::rules;

/// Reports secrets of events, and those of the API that are not in an object of their own.
pub(super) fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let is_secret = |ty: &Type| ty.any(&|ty| matches!(ty, Type::Secret));
    let mut report = |at: Location, what: &str| {
        let finding = |rule| {
            let message = format!("{what} is a secret, but events are written back as they came");
            let help = "remove `format`, or keep the secret out of the event: only an answer of the API may hold one";
            Diagnostic::at_value(rule, at, message, help)
        };
        ir.index.lints.report(Lint::SecretInEvent, finding, diagnostics);
    };
    let is_of_events = |shape: &&Shape| !shape.families.is_empty() || shape.in_envelope;
    for shape in ir.shapes.iter().filter(is_of_events) {
        let fields = shape.kind.fields();
        for field in fields.iter().filter(|field| is_secret(&field.ty)) {
            report(field.place.child("format"), &format!("`{}`", field.key));
        }
        if shape.kind.types().into_iter().skip(fields.len()).any(is_secret) {
            report(shape.place.clone(), "what is in this");
        }
    }
    for field in ir.envelope.iter().filter(|field| is_secret(&field.ty)) {
        report(field.place.child("format"), &format!("`{}`", field.key));
    }
    let is_plain = |shape: &&Shape| matches!(shape.kind, ShapeKind::Object { rest: None, .. });
    let of_api = ir.shapes.iter().filter(|shape| shape.in_api && !is_plain(shape));
    for shape in of_api.filter(|shape| ir.holds_secret(shape)) {
        diagnostics.push(Diagnostic::at_value(
            &rules::SECRET,
            shape.place.clone(),
            "a value out of several holds a secret",
            "move the secret to the object around it",
        ));
    }
}

/// Makes plain texts of the secrets of events, which the index allows there.
pub(super) fn reveal(ir: &mut Ir<'_>) {
    let of_events = ir.shapes.iter_mut().filter(|shape| !shape.families.is_empty() || shape.in_envelope);
    let in_shapes = |ty: &mut Type| {
        if *ty == Type::Secret {
            *ty = Type::String;
        }
    };
    of_events.for_each(|shape| shape.kind.for_each_type(&mut { in_shapes }));
    ir.envelope.iter_mut().for_each(|field| field.ty.for_each(&mut { in_shapes }));
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

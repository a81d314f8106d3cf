//! How many types are in each other: Rust's compiler follows them to a limit only, and so do those who read them.

use webhook_schema::{Diagnostic, Diagnostics, strongly_connected};

use crate::ir::Ir;
use crate::rules;

/// Types in each other at most. rustc gives up at 128 steps, of which each type takes two: with what is around a payload, 64 are
/// too many.
const DEEPEST: usize = 50;

/// Reports types that are too deep. Those that hold each other count once.
pub(super) fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let parts = ir.shapes.iter().map(|shape| shape.kind.parts());
    let edges: Vec<Vec<usize>> = parts.map(|parts| parts.into_iter().map(|part| part.0).collect()).collect();
    let mut depths = vec![0; edges.len()];
    for set in strongly_connected(&edges) {
        let depth = 1 + set.iter().flat_map(|one| &edges[*one]).map(|to| depths[*to]).max().unwrap_or(0);
        set.iter().for_each(|one| depths[*one] = depth);
        // Said once: what is around it is deeper still.
        let reached = set.iter().map(|one| &ir.shapes[*one]).find(|shape| shape.home().is_some());
        if let Some(shape) = reached.filter(|_| depth == DEEPEST + 1) {
            let message = format!("more than {DEEPEST} types are in each other from here on");
            let help = "Rust's compiler would give up: make it flatter, or leave a value open with `true` in place of its \
                        schema";
            diagnostics.push(Diagnostic::at_value(&rules::VALUE, shape.place.clone(), message, help));
        }
    }
}

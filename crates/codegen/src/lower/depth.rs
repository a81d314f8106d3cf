//! How many types are in each other: Rust's compiler follows them to a limit only, and so do those who read them.

use webhook_schema::{Diagnostic, Diagnostics, strongly_connected};

use crate::ir::{Ir, Shape};
use crate::rules;

/// Types in each other at most.
const DEEPEST: usize = 50;

/// Steps that rustc follows by itself, to find out whether a type may be sent to another thread.
const DEFAULT_LIMIT: usize = 128;

/// Steps to a payload from what is around it.
const AROUND: usize = 28;

/// Steps from a type to one in it, in an `Option`, and in a `Box`, a list or a map.
const STEPS: usize = 2;
const STEPS_OF_COLLECTION: usize = 4;

/// Reports types that are too deep, of which those that hold each other count once, and finds how many steps rustc has to follow
/// at most: it may go through each of those.
pub(super) fn find(ir: &mut Ir<'_>, diagnostics: &mut Diagnostics) {
    let parts = ir.shapes.iter().map(|shape| shape.kind.parts());
    let edges: Vec<Vec<usize>> = parts.map(|parts| parts.into_iter().map(|part| part.0).collect()).collect();
    let mut depths = vec![0; edges.len()];
    let mut steps = depths.clone();
    for set in strongly_connected(&edges) {
        let deepest = |numbers: &[usize]| {
            set.iter().flat_map(|one| &edges[*one]).map(|to| numbers[*to]).max().unwrap_or_default()
        };
        let depth = 1 + deepest(&depths);
        let own: usize = set.iter().map(|one| steps_through(&ir.shapes[*one])).sum();
        let all = own + deepest(&steps);
        for one in &set {
            (depths[*one], steps[*one]) = (depth, all);
        }
        // Said once: what is around it is deeper still.
        let reached = set.iter().map(|one| &ir.shapes[*one]).find(|shape| shape.home().is_some());
        if let Some(shape) = reached.filter(|_| depth == DEEPEST + 1) {
            let message = format!("more than {DEEPEST} types are in each other from here on");
            let help = "Rust's compiler would give up: make it flatter, or leave a value open with `true` in place of its \
                        schema";
            diagnostics.push(Diagnostic::at_value(&rules::VALUE, shape.place.clone(), message, help));
        }
    }
    let most = AROUND + steps.into_iter().max().unwrap_or_default();
    ir.recursion_limit = (most > DEFAULT_LIMIT).then(|| most.next_power_of_two());
}

fn steps_through(shape: &Shape) -> usize {
    let collections = shape.kind.types().into_iter().map(|ty| ty.collections()).max().unwrap_or_default();
    STEPS + STEPS_OF_COLLECTION * collections.max(1)
}

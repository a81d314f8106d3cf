//! Which values need a `Box`: those that would hold themselves.
//!
//! Every value on such a cycle has one, so that none depends on where one starts to look, which is the order of fields.

use std::collections::HashMap;

use webhook_schema::strongly_connected;

use crate::ir::{Home, Ir, ShapeId, ShapeKind, Type};

/// The shapes of a crate, by which of them hold each other.
pub struct Cycles(HashMap<ShapeId, usize>);

impl Cycles {
    /// Finds the cycles.
    pub fn new(ir: &Ir<'_>, home: Home) -> Self {
        let ids = ir.ids_in(home);
        let numbers: HashMap<ShapeId, usize> =
            ids.iter().enumerate().map(|(number, id)| (*id, number)).collect();
        let held = |id: &ShapeId| {
            let parts = held_in_place(ir, *id).into_iter();
            parts.filter_map(|part| numbers.get(&part).copied()).collect()
        };
        let edges: Vec<Vec<usize>> = ids.iter().map(held).collect();
        let cycles = strongly_connected(&edges).into_iter().enumerate();
        Cycles(cycles.flat_map(|(cycle, all)| all.into_iter().map(move |one| (ids[one], cycle))).collect())
    }

    /// Whether a shape's part of some type holds the shape in turn.
    pub fn have(&self, shape: ShapeId, part: &Type) -> bool {
        match part {
            Type::Shape(part) => self.0.get(part).is_some_and(|cycle| self.0.get(&shape) == Some(cycle)),
            _ => false,
        }
    }
}

/// The shapes that are in a value itself. Lists and maps have them elsewhere, and so have variants, which are boxed.
fn held_in_place(ir: &Ir<'_>, id: ShapeId) -> Vec<ShapeId> {
    let kind = &ir.shape(id).kind;
    match kind {
        ShapeKind::Union { .. } | ShapeKind::Types { .. } => Vec::new(),
        _ => kind
            .types()
            .into_iter()
            .filter_map(|ty| if let Type::Shape(id) = ty { Some(*id) } else { None })
            .collect(),
    }
}

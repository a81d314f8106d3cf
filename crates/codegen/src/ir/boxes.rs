//! Which values need a `Box` in Rust: those that would hold themselves, and those of which so many are in one object that it would
//! not fit on the stack.
//!
//! Every value on a cycle has one, so that none depends on where one starts to look, which is the order of fields.

use std::collections::HashSet;

use webhook_schema::strongly_connected;

use super::{Shape, ShapeId, ShapeKind, Type};

/// Fields that an object may have in place, with those of what it holds: about 64 kilobytes. Few objects have as many; whoever
/// adds a field to one that has nearly as many gives others a `Box`.
const MOST_FIELDS: usize = 2048;

/// Fields of the largest value that an object beyond this limit still has in place.
const FIELDS_OF_SMALL: usize = 64;

/// The shapes, by which of them hold each other, and by their sizes.
#[derive(Default)]
pub struct Boxes {
    /// The cycle of each shape; most are on one of their own.
    cycles: Vec<usize>,
    /// How many fields each has in place.
    sizes: Vec<usize>,
    /// Those that would have too many.
    crowded: HashSet<ShapeId>,
}

impl Boxes {
    /// Finds the cycles and the sizes.
    pub fn new(shapes: &[Shape]) -> Self {
        let edges: Vec<Vec<usize>> = shapes.iter().map(held_in_place).collect();
        let mut boxes =
            Self { cycles: vec![0; shapes.len()], sizes: vec![1; shapes.len()], crowded: HashSet::new() };
        // Each after what it holds.
        for (cycle, set) in strongly_connected(&edges).into_iter().enumerate() {
            set.iter().for_each(|one| boxes.cycles[*one] = cycle);
            for one in set {
                let others = shapes[one].kind.types().len() - edges[one].len();
                let size = |boxes: &Self| -> usize {
                    let parts = edges[one].iter().map(|part| boxes.size_in(ShapeId(one), ShapeId(*part)));
                    1 + others + parts.sum::<usize>()
                };
                if size(&boxes) > MOST_FIELDS {
                    boxes.crowded.insert(ShapeId(one));
                }
                boxes.sizes[one] = size(&boxes);
            }
        }
        boxes
    }

    /// Whether a shape's part of some type is in a `Box`.
    pub fn have(&self, shape: ShapeId, part: &Type) -> bool {
        matches!(part, Type::Shape(part) if self.are_between(shape, *part))
    }

    fn are_between(&self, shape: ShapeId, part: ShapeId) -> bool {
        self.cycles[shape.0] == self.cycles[part.0]
            || (self.crowded.contains(&shape) && self.sizes[part.0] > FIELDS_OF_SMALL)
    }

    fn size_in(&self, shape: ShapeId, part: ShapeId) -> usize {
        if self.are_between(shape, part) { 1 } else { self.sizes[part.0] }
    }
}

/// The shapes that are in a value itself. Lists and maps have them elsewhere, and so have variants, which are boxed.
fn held_in_place(shape: &Shape) -> Vec<usize> {
    match &shape.kind {
        ShapeKind::Union { .. } | ShapeKind::Types { .. } => Vec::new(),
        kind => {
            let types = kind.types().into_iter();
            types.filter_map(|ty| if let Type::Shape(id) = ty { Some(id.0) } else { None }).collect()
        }
    }
}

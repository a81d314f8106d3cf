//! Which values need a `Box`: those that would hold themselves, and those that are so big that a few of them in one object
//! would not fit on the stack.
//!
//! Every value on a cycle has one, so that none depends on where one starts to look, which is the order of fields.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::ir::{Home, Ir, ShapeId, ShapeKind, Type};

/// The shapes of a crate, by which of them hold each other.
pub struct Cycles(HashMap<ShapeId, usize>);

impl Cycles {
    /// Finds the cycles: goes through the shapes from holder to held, then back in the order in which they were finished.
    pub fn new(ir: &Ir<'_>, home: Home) -> Self {
        let ids = ir.ids_in(home);
        let mut held: Edges = ids.iter().map(|id| (*id, Vec::new())).collect();
        let mut holders = held.clone();
        for &id in ids {
            for part in held_in_place(ir, id) {
                if let Some(of_part) = holders.get_mut(&part) {
                    of_part.push(id);
                    held.entry(id).or_default().push(part);
                }
            }
        }
        let mut finished = Vec::new();
        let mut seen = HashMap::new();
        for &id in ids {
            finished.extend(reached(id, 0, &held, &mut seen));
        }
        let mut cycles = HashMap::new();
        for (number, id) in finished.into_iter().rev().enumerate() {
            reached(id, number, &holders, &mut cycles);
        }
        Cycles(cycles)
    }

    /// Whether a shape's part of some type holds the shape in turn.
    pub fn have(&self, shape: ShapeId, part: &Type) -> bool {
        match part {
            Type::Shape(part) => self.0.get(part).is_some_and(|cycle| self.0.get(&shape) == Some(cycle)),
            _ => false,
        }
    }
}

/// Fields of the largest value that an object holds in place, with those of what that holds in turn: about four kilobytes.
const MOST_FIELDS: usize = 128;

/// Whether a part of an object is too big to be in it.
pub fn is_big(ir: &Ir<'_>, part: &Type) -> bool {
    part.shape().is_some_and(|id| fields_within(ir, id, &mut Vec::new()) > MOST_FIELDS)
}

/// How many fields a value has in place; beyond the limit, nothing is counted any more. What would hold itself is boxed.
fn fields_within(ir: &Ir<'_>, id: ShapeId, around: &mut Vec<ShapeId>) -> usize {
    let mut count = 1;
    if around.contains(&id) {
        return count;
    }
    if around.len() > MOST_FIELDS {
        return MOST_FIELDS + 1;
    }
    around.push(id);
    let kind = &ir.shape(id).kind;
    if !matches!(kind, ShapeKind::Union { .. } | ShapeKind::Types { .. }) {
        for part in kind.types() {
            count += match part {
                Type::Shape(part) => fields_within(ir, *part, around),
                _ => 1,
            };
            if count > MOST_FIELDS {
                break;
            }
        }
    }
    around.pop();
    count
}

type Edges = HashMap<ShapeId, Vec<ShapeId>>;

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

/// Marks what can be reached from a shape and was not seen before, and returns it in the order in which it is finished:
/// everything after what it leads to. Has no recursion, since schemas nest as deeply as their authors like.
fn reached(start: ShapeId, mark: usize, edges: &Edges, seen: &mut HashMap<ShapeId, usize>) -> Vec<ShapeId> {
    let mut finished = Vec::new();
    if seen.contains_key(&start) {
        return finished;
    }
    seen.insert(start, mark);
    let mut way = vec![(start, 0)];
    while let Some((id, next)) = way.last_mut() {
        let id = *id;
        match edges.get(&id).and_then(|edges| edges.get(*next)) {
            Some(&to) => {
                *next += 1;
                if let Entry::Vacant(unseen) = seen.entry(to) {
                    unseen.insert(mark);
                    way.push((to, 0));
                }
            }
            None => {
                way.pop();
                finished.push(id);
            }
        }
    }
    finished
}

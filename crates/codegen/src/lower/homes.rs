//! Which crate each shape belongs to: that follows from who reaches it.

use crate::ir::{FamilyId, Ir, ShapeId};

/// Who reaches a shape.
#[derive(Clone, Copy)]
enum From {
    Family(FamilyId),
    Envelope,
    Api,
}

/// Notes for every shape who reaches it, and with that where it belongs.
pub(super) fn find(ir: &mut Ir<'_>) {
    let mut todo: Vec<(ShapeId, From)> =
        ir.events.iter().map(|event| (event.payload, From::Family(event.family))).collect();
    todo.extend(ir.envelope.iter().filter_map(|field| field.ty.shape()).map(|id| (id, From::Envelope)));
    let operations = ir.api.iter().flat_map(|api| api.operations.values());
    todo.extend(operations.map(|operation| (operation.answer, From::Api)));
    while let Some((id, from)) = todo.pop() {
        let shape = &mut ir.shapes[id.0];
        let is_new = match from {
            From::Family(family) => {
                let place = shape.families.binary_search(&family);
                // Nearly always the only one: a list has room for more from the start.
                shape.families.reserve_exact(usize::from(place.is_err() && shape.families.is_empty()));
                place.map_err(|place| shape.families.insert(place, family)).is_err()
            }
            From::Envelope => !std::mem::replace(&mut shape.in_envelope, true),
            From::Api => !std::mem::replace(&mut shape.in_api, true),
        };
        if is_new {
            todo.extend(shape.kind.parts().into_iter().map(|part| (part, from)));
        }
    }
    for (number, shape) in ir.shapes.iter().enumerate() {
        if let Some(home) = shape.home() {
            ir.homes.entry(home).or_default().push(ShapeId(number));
        }
    }
    for ids in ir.homes.values_mut() {
        ids.sort_unstable_by_key(|id| &ir.shapes[id.0].ident);
    }
}

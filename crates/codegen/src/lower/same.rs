//! Shapes that are one: a definition that several files repeat is one type.

use std::collections::BTreeMap;

use crate::ir::{Field, Item, Shape, ShapeId, ShapeKind, Type};

/// Puts one shape in the place of those that are the same; `same` has those of which that is known.
///
/// Two shapes of one name are the same if what is in them has the same names and types, whatever is said about it.
pub(super) fn merge(
    shapes: &mut [Shape],
    mut same: BTreeMap<ShapeId, ShapeId>,
) -> BTreeMap<ShapeId, ShapeId> {
    // Shapes are put in classes by name, and classes taken apart until all of a class are made of the same classes.
    let mut classes: Vec<usize> = Vec::new();
    let mut count = 0;
    loop {
        let mut known: BTreeMap<(usize, String), usize> = BTreeMap::new();
        let class = |id: ShapeId| classes.get(id.0).copied().unwrap_or(0);
        let resolved = |id: ShapeId| same.get(&id).copied().unwrap_or(id);
        let next: Vec<usize> = shapes
            .iter()
            .enumerate()
            .map(|(number, shape)| {
                let text = described(shape, &|id| class(resolved(id)));
                let number_of_classes = known.len();
                *known.entry((class(ShapeId(number)), text)).or_insert(number_of_classes)
            })
            .collect();
        let found = known.len();
        classes = next;
        if found == count {
            break;
        }
        count = found;
    }
    let mut first: BTreeMap<usize, ShapeId> = BTreeMap::new();
    for (number, class) in classes.iter().enumerate() {
        let id = ShapeId(number);
        if same.contains_key(&id) {
            continue;
        }
        let other = *first.entry(*class).or_insert(id);
        if other != id {
            same.insert(id, other);
        }
    }
    // What is the same as one that is the same as another.
    let resolve = |mut id: ShapeId| {
        while let Some(next) = same.get(&id) {
            id = *next;
        }
        id
    };
    let all: BTreeMap<ShapeId, ShapeId> = same.keys().map(|id| (*id, resolve(*id))).collect();
    for shape in shapes.iter_mut() {
        redirect_shape(&mut shape.kind, &all);
    }
    all
}

/// The shape that a type is of, after merging.
pub(super) fn redirect(ty: &mut Type, same: &BTreeMap<ShapeId, ShapeId>) {
    match ty {
        Type::Shape(id) => *id = same.get(id).copied().unwrap_or(*id),
        Type::List(item) | Type::Map(item) => redirect(&mut item.ty, same),
        _ => {}
    }
}

fn redirect_shape(kind: &mut ShapeKind, same: &BTreeMap<ShapeId, ShapeId>) {
    match kind {
        ShapeKind::Object { fields, rest } => {
            fields.iter_mut().for_each(|field| redirect(&mut field.ty, same));
            rest.iter_mut().for_each(|rest| redirect(&mut rest.ty, same));
        }
        ShapeKind::Tuple { fields, rest } => {
            fields.iter_mut().for_each(|field| redirect(&mut field.ty, same));
            redirect(&mut rest.ty, same);
        }
        ShapeKind::Types(arms) => arms.iter_mut().for_each(|arm| redirect(&mut arm.ty, same)),
        ShapeKind::Named(item) => redirect(&mut item.ty, same),
        ShapeKind::Union { variants, .. } => {
            for variant in variants {
                variant.shape = same.get(&variant.shape).copied().unwrap_or(variant.shape);
            }
        }
        ShapeKind::Enum(_) | ShapeKind::Id { .. } => {}
    }
}

/// What a shape is, for comparison; a shape in it is a number.
fn described(shape: &Shape, class: &dyn Fn(ShapeId) -> usize) -> String {
    let ty = |ty: &Type| typed(ty, class);
    let item = |item: &Item| format!("{}{}", typed(&item.ty, class), if item.nullable { "?" } else { "" });
    let fields = |fields: &[Field]| -> Vec<String> {
        let one = |field: &Field| {
            format!(
                "{:?} {:?} {} {} {}",
                field.key,
                field.alias,
                ty(&field.ty),
                field.required,
                field.nullable
            )
        };
        fields.iter().map(one).collect()
    };
    let what = match &shape.kind {
        ShapeKind::Object { fields: all, rest } => {
            format!("object {:?} {:?}", fields(all), rest.as_ref().map(|rest| item(rest)))
        }
        ShapeKind::Tuple { fields: all, rest } => format!("tuple {:?} {}", fields(all), item(rest)),
        ShapeKind::Enum(values) => {
            let values: Vec<String> =
                values.iter().map(|value| format!("{} {:?}", value.value, value.alias)).collect();
            format!("enum {values:?}")
        }
        ShapeKind::Id { .. } => "id".to_owned(),
        ShapeKind::Union { tag, variants } => {
            let variants: Vec<String> =
                variants.iter().map(|variant| format!("{} {}", variant.text, class(variant.shape))).collect();
            format!("union {tag:?} {variants:?}")
        }
        ShapeKind::Types(arms) => {
            let arms: Vec<String> =
                arms.iter().map(|arm| format!("{:?} {}", arm.json, ty(&arm.ty))).collect();
            format!("types {arms:?}")
        }
        ShapeKind::Named(inner) => format!("named {}", item(inner)),
    };
    format!("{} {what}", shape.ident)
}

fn typed(ty: &Type, class: &dyn Fn(ShapeId) -> usize) -> String {
    let item = |item: &Item| format!("{}{}", typed(&item.ty, class), if item.nullable { "?" } else { "" });
    match ty {
        Type::Shape(id) => format!("#{}", class(*id)),
        Type::List(inner) => format!("[{}]", item(inner)),
        Type::Map(inner) => format!("{{{}}}", item(inner)),
        plain => format!("{plain:?}"),
    }
}

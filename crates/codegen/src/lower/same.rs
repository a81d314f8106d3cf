//! Shapes that are one: a definition that several files repeat is one type, and so are equal shapes in one definition
//! that have no name of their own.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Debug;

use webhook_schema::Emptiness;

use crate::ir::{Field, Item, Remarks, Shape, ShapeId, ShapeKind, Type};

/// Which shape is in the place of another, by the number of that.
#[derive(Clone, Default)]
pub(super) struct Same(Vec<Option<ShapeId>>);

impl Same {
    /// Puts a shape in the place of another one.
    pub(super) fn insert(&mut self, id: ShapeId, by: ShapeId) {
        if self.0.len() <= id.0 {
            self.0.resize(id.0 + 1, None);
        }
        self.0[id.0] = Some(by);
    }

    fn get(&self, id: ShapeId) -> Option<ShapeId> {
        self.0.get(id.0).copied().flatten()
    }

    /// The shape that is left of one and of those that are in its place.
    pub(super) fn resolved(&self, mut id: ShapeId) -> ShapeId {
        while let Some(next) = self.get(id) {
            id = next;
        }
        id
    }
}

/// Puts one shape in the place of those that are the same; `known` has those of which that is known, and `roots` is what
/// everything else is reached from.
///
/// Two definitions of one name are the same if what is in them has the same names and types, whatever is said about it.
/// Of shapes without a name of their own, all that is promised has to be the same, too: the one that is left has the
/// shortest of their names, and goes by the others as well. What each says in words is kept for where it is said.
pub(super) fn merge(shapes: &mut [Shape], known: Same, roots: &[ShapeId]) -> Same {
    let mut same = known;
    let at_first = reached(shapes, &same, roots);
    for shape in shapes.iter_mut() {
        shape.kind.for_each_told(&mut |id, told| *told = id.map(|id| same.resolved(id)));
    }
    let repeated = repeated_names(shapes);
    let is_repeated = |shape: &Shape| repeated.contains(&*shape.ident);
    let outline = |shape: &Shape| format!("{} {}", shape.ident, kind_of(&shape.kind, false));
    let named = classes(shapes, &same, |shape| is_repeated(shape).then(|| outline(shape)));
    drop(repeated);
    let mut first: HashMap<usize, ShapeId> = HashMap::new();
    for (id, class) in numbered(&named) {
        if same.get(id).is_none() {
            let other = *first.entry(class).or_insert(id);
            if other != id {
                same.insert(id, other);
            }
        }
    }
    redirect_all(shapes, &same);

    let reached = reached(shapes, &same, roots);
    let inline = |shape: &Shape| shape.within.is_some().then(|| kind_of(&shape.kind, true));
    let equal = classes(shapes, &same, inline);
    let mut groups: HashMap<(&str, usize), Vec<ShapeId>> = HashMap::new();
    for (id, class) in numbered(&equal).filter(|(id, _)| reached[id.0]) {
        if let Some(within) = &shapes[id.0].within {
            groups.entry((within, class)).or_default().push(id);
        }
    }
    let mut names: Vec<(ShapeId, Vec<String>)> = Vec::new();
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_unstable_by_key(|id| (shapes[id.0].ident.len(), &shapes[id.0].ident, *id));
        let (chosen, others) = (group[0], &group[1..]);
        others.iter().for_each(|other| same.insert(*other, chosen));
        let others: BTreeSet<&String> = others.iter().map(|other| &shapes[other.0].ident).collect();
        let others = others.into_iter().filter(|ident| **ident != shapes[chosen.0].ident);
        names.push((chosen, others.cloned().collect()));
    }
    for (chosen, others) in names {
        shapes[chosen.0].other_names = others;
    }
    redirect_all(shapes, &same);
    for shape in shapes.iter_mut() {
        shape.kind.for_each_told(&mut |id, told| *told = told.filter(|told| Some(*told) != id));
    }
    let in_use =
        at_first.iter().enumerate().filter_map(|(number, reached)| reached.then_some(ShapeId(number)));
    let mut others: Vec<ShapeId> = in_use.filter(|id| same.get(*id).is_some()).collect();
    others.sort_unstable_by_key(|id| (&shapes[id.0].ident, *id));
    for other in others {
        shapes[same.resolved(other).0].others.push(other);
    }
    same
}

/// The names that several shapes have: an outline is large, and no other shape is like one whose name is its own.
fn repeated_names(shapes: &[Shape]) -> HashSet<&str> {
    let mut seen = HashSet::new();
    shapes.iter().map(|shape| &*shape.ident).filter(|ident| !seen.insert(*ident)).collect()
}

fn numbered(classes: &[usize]) -> impl Iterator<Item = (ShapeId, usize)> {
    classes.iter().enumerate().map(|(number, class)| (ShapeId(number), *class))
}

/// A number for each shape, the same for those that are told apart neither by their outline nor by the numbers of what
/// they are made of. One without an outline is like no other.
fn classes(shapes: &[Shape], same: &Same, outline: impl Fn(&Shape) -> Option<String>) -> Vec<usize> {
    let mut outlines: HashMap<String, usize> = HashMap::new();
    let mut classes: Vec<usize> = Vec::new();
    for (number, shape) in shapes.iter().enumerate() {
        let text = outline(shape).unwrap_or_else(|| format!("#{}", same.resolved(ShapeId(number)).0));
        let next = outlines.len();
        classes.push(*outlines.entry(text).or_insert(next));
    }
    let parts: Vec<Vec<ShapeId>> = shapes
        .iter()
        .map(|shape| shape.kind.parts().into_iter().map(|part| same.resolved(part)).collect())
        .collect();
    // Classes are taken apart until all of one are made of the same classes.
    let mut count = outlines.len();
    loop {
        let mut known: HashMap<(usize, Vec<usize>), usize> = HashMap::new();
        let next = classes.iter().zip(&parts).map(|(class, parts)| {
            let key = (*class, parts.iter().map(|part| classes[part.0]).collect());
            let next = known.len();
            *known.entry(key).or_insert(next)
        });
        classes = next.collect();
        if known.len() == count {
            return classes;
        }
        count = known.len();
    }
}

/// Which shapes some lead to, by their numbers.
pub(super) fn reached(shapes: &[Shape], same: &Same, roots: &[ShapeId]) -> Vec<bool> {
    let mut todo: Vec<ShapeId> = roots.iter().map(|root| same.resolved(*root)).collect();
    let mut reached = vec![false; shapes.len()];
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut reached[id.0], true) {
            todo.extend(shapes[id.0].kind.parts().into_iter().map(|part| same.resolved(part)));
        }
    }
    reached
}

fn redirect_all(shapes: &mut [Shape], same: &Same) {
    for shape in shapes {
        shape.kind.for_each_type(&mut |ty| redirect_one(ty, same));
        if let ShapeKind::Union { variants, .. } = &mut shape.kind {
            variants.iter_mut().for_each(|variant| variant.shape = same.resolved(variant.shape));
            // Alternatives that turned out to be one are one.
            let mut seen = HashSet::new();
            variants.retain(|variant| seen.insert((variant.text.clone(), variant.shape)));
        }
    }
}

/// The type after merging, with what it holds.
pub(super) fn redirect(ty: &mut Type, same: &Same) {
    ty.for_each(&mut |ty| redirect_one(ty, same));
}

fn redirect_one(ty: &mut Type, same: &Same) {
    if let Type::Shape(id) = ty {
        *id = same.resolved(*id);
    }
}

/// What is in a shape, without the shapes that are in it; with all that is promised of it where that counts.
fn kind_of(kind: &ShapeKind, is_exact: bool) -> String {
    let fields = |fields: &[Field]| -> Vec<String> {
        let one = |field: &Field| {
            let Field { key, alias, required, nullable, constraints, remarks, .. } = field;
            let promised = match is_exact {
                true => format!("{} {}", unless_empty(&**constraints), unless_empty(&promised(remarks))),
                false => String::new(),
            };
            format!("{key:?} {alias:?} {} {required} {nullable} {promised}", type_of(&field.ty))
        };
        fields.iter().map(one).collect()
    };
    match kind {
        ShapeKind::Object { fields: all, rest, .. } => {
            format!("object {:?} {:?}", fields(all), rest.as_deref().map(item_of))
        }
        ShapeKind::Tuple { fields: all, rest, is_closed } => {
            format!("tuple {:?} {} {is_closed}", fields(all), item_of(rest))
        }
        ShapeKind::Enum(values) => {
            let values: Vec<String> =
                values.iter().map(|value| format!("{} {:?}", value.value, value.alias)).collect();
            format!("enum {values:?}")
        }
        ShapeKind::Id { .. } => "id".to_owned(),
        ShapeKind::Union { tag, variants, .. } => {
            let texts: Vec<&str> = variants.iter().map(|variant| variant.text.as_str()).collect();
            format!("union {tag:?} {texts:?}")
        }
        ShapeKind::Types { arms, is_open } => {
            let arms: Vec<String> = arms
                .iter()
                .map(|arm| {
                    let promised = if is_exact { unless_empty(&arm.constraints) } else { String::new() };
                    format!("{:?} {} {promised}", arm.json, type_of(&arm.ty))
                })
                .collect();
            format!("types {arms:?} {is_open}")
        }
        ShapeKind::Named(item) => format!("named {}", item_of(item)),
    }
}

/// What is promised, of which there is nearly always nothing.
fn unless_empty<T: Emptiness + Debug>(promised: &T) -> String {
    if *promised == *T::EMPTY { String::new() } else { format!("{promised:?}") }
}

fn item_of(item: &Item) -> String {
    format!("{}{}", type_of(&item.ty), if item.nullable { "?" } else { "" })
}

fn type_of(ty: &Type) -> String {
    match ty {
        Type::Shape(_) => "#".to_owned(),
        Type::List(item) => format!("[{}]", item_of(item)),
        Type::Map(item) => format!("{{{}}}", item_of(item)),
        plain => format!("{plain:?}"),
    }
}

/// What remarks promise of a value. What only documents it is told where it is said, and makes no other type of it.
fn promised(remarks: &Remarks) -> Remarks {
    Remarks {
        title: None,
        deprecation: None,
        under_keys: Vec::new(),
        read_only: false,
        write_only: false,
        default: None,
        meanings: Vec::new(),
        examples: Vec::new(),
        ..remarks.clone()
    }
}

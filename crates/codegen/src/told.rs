//! What shapes say that are one type: their words may differ, since nobody's words part types.

use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};

use crate::ir::{Field, Ir, Shape, ShapeKind};

/// What the shapes say otherwise that a shape is in the place of, each once, with where it is said.
pub fn otherwise<T: Eq + Hash>(
    ir: &Ir<'_>,
    shape: &Shape,
    says: impl Fn(&Shape) -> T,
) -> IndexMap<T, IndexSet<Place>> {
    let mut found: IndexMap<T, IndexSet<Place>> = IndexMap::new();
    if shape.others.is_empty() {
        return found;
    }
    let own = says(shape);
    for other in shape.others.iter().map(|id| ir.shape(*id)) {
        let said = says(other);
        if said != own {
            found.entry(said).or_default().insert(Place::of(other, shape));
        }
    }
    found
}

/// The fields of an object, or the items of a tuple that have a position.
pub fn fields(shape: &Shape) -> &[Field] {
    match &shape.kind {
        ShapeKind::Tuple { fields, .. } => fields,
        kind => kind.fields(),
    }
}

/// Where something is said.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In a type that is the same by another name.
    Type(String),
    /// In a definition of the same name, in this file.
    File(String),
}

impl Place {
    fn of(other: &Shape, shape: &Shape) -> Self {
        match other.ident == shape.ident {
            true => Self::File(other.place.file.rsplit('/').next().unwrap_or_default().to_owned()),
            false => Self::Type(other.ident.clone()),
        }
    }

    /// The name of the type or the file.
    pub fn name(&self) -> &str {
        let (Self::Type(name) | Self::File(name)) = self;
        name
    }
}

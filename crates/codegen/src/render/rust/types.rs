//! The Rust types of fields.
//!
//! A type is a name, of a scalar, of the runtime's or of a shape, or a collection of one: what a schema says has become that
//! in lowering. How values are read, written and documented is decided elsewhere in this directory.

use std::collections::BTreeMap;

use super::boxes::Cycles;
use crate::ir::{Home, Ir, Item, ShapeId, Type};

/// What has types in it: a shape, or the envelope.
pub type Owner = Option<ShapeId>;

/// The envelope, as the owner of its fields.
pub const ENVELOPE: Owner = None;

/// The types of what the shapes of a crate are made of, by position.
#[derive(Default)]
pub struct RustTypes(BTreeMap<Owner, Vec<syn::Type>>);

impl RustTypes {
    /// The types of values that are there and not null, in the order of [`ShapeKind::types`](crate::ir::ShapeKind::types) or of the envelope's fields.
    pub fn of(&self, owner: Owner) -> &[syn::Type] {
        self.0.get(&owner).map_or(&[], Vec::as_slice)
    }
}

/// The type of every field of every object in a crate.
pub fn field_types(ir: &Ir<'_>, home: Home) -> RustTypes {
    let cycles = Cycles::new(ir, home);
    let of_shape = |id: ShapeId| {
        let types = ir.shape(id).kind.types().into_iter().map(|part| {
            let ty = type_of(ir, part);
            if cycles.have(id, part) { generic("Box", vec![ty]) } else { ty }
        });
        (Some(id), types.collect())
    };
    let mut types: BTreeMap<Owner, Vec<syn::Type>> = ir.ids_in(home).iter().map(|id| of_shape(*id)).collect();
    if home == Home::Common {
        types.insert(ENVELOPE, ir.envelope.iter().map(|field| type_of(ir, &field.ty)).collect());
    }
    RustTypes(types)
}

/// A type as people write it: what is not in the prelude is imported.
fn type_of(ir: &Ir<'_>, ty: &Type) -> syn::Type {
    let name = match ty {
        Type::String => "String",
        Type::Boolean => "bool",
        Type::Integer { unsigned: true } => "u64",
        // Where the schema has no limit, a value beyond 63 bits is as valid as any.
        Type::Integer { unsigned: false } => "i128",
        Type::Timestamp => "Timestamp",
        Type::Secret => "Secret",
        Type::Number => "Number",
        Type::Any => "RawJson",
        Type::Shape(id) => &ir.shape(*id).ident,
        Type::List(item) => return generic("Vec", vec![type_of_item(ir, item)]),
        Type::Map(item) => {
            return generic("BTreeMap", vec![generic("String", vec![]), type_of_item(ir, item)]);
        }
    };
    generic(name, vec![])
}

fn type_of_item(ir: &Ir<'_>, item: &Item) -> syn::Type {
    let ty = type_of(ir, &item.ty);
    if item.nullable { generic("Option", vec![ty]) } else { ty }
}

/// A type by its name and what it is of.
fn generic(name: &str, of: Vec<syn::Type>) -> syn::Type {
    let mut segment = syn::PathSegment::from(quote::format_ident!("{name}"));
    if !of.is_empty() {
        segment.arguments = syn::PathArguments::AngleBracketed(syn::AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: Default::default(),
            args: of.into_iter().map(syn::GenericArgument::Type).collect(),
            gt_token: Default::default(),
        });
    }
    syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path: segment.into() })
}

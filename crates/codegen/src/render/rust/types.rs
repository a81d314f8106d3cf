//! The Rust types of fields, as typify has them.
//!
//! typify is given one root schema, in which an object has a required field for each type that there is in the catalog, so that
//! nothing it does badly is asked of it, and nothing twice. To it, all shapes are one: what it makes of a list is the same for
//! whatever is in it, and a catalog has few types then, however many shapes. Only the types of the fields are taken from what
//! comes back: how they are read, written and documented is decided in this directory.
//!
//! What typify decides here is which collections there are. That is little, because the rest of what it would decide is not
//! what receivers need (docs/architecture.md); which types need a `Box`, because they hold themselves, it would decide by
//! the order of fields, and how big they are it does not look at.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use indexmap::IndexSet;
use quote::ToTokens as _;
use serde_json::{Map, Value, json};
use typify::{TypeSpace, TypeSpaceSettings};
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Location};

use crate::ir::{Home, Ir, Item, ShapeId, Type};
use crate::rules;

/// The object whose fields have all types of a catalog.
const ALL: &str = "All";

/// What stands for whichever shape.
const SHAPE: &str = "Shape";

/// What has types in it: a shape, or the envelope.
pub type Owner = Option<ShapeId>;

/// The envelope, as the owner of its fields.
pub const ENVELOPE: Owner = None;

/// The types of what the shapes of a crate are made of, by position.
#[derive(Default)]
pub struct RustTypes(HashMap<Owner, Vec<syn::Type>>);

impl RustTypes {
    /// The types of values that are there and not null, in the order of [`ShapeKind::types`](crate::ir::ShapeKind::types) or of the envelope's fields.
    pub fn of(&self, owner: Owner) -> &[syn::Type] {
        self.0.get(&owner).map_or(&[], Vec::as_slice)
    }
}

/// The types of a catalog, each as typify has it. As text, because each crate is made on any core.
pub struct Typified(HashMap<Type, String>);

impl Typified {
    /// Asks typify for the type of every field of every object.
    pub fn new(ir: &Ir<'_>) -> Result<Self, Box<Diagnostic>> {
        let all = ir.crates().flat_map(|home| owners(ir, home)).flat_map(|(_, parts)| parts);
        let distinct: IndexSet<Type> = all.map(of_any_shape).collect();
        let message = match catch_unwind(AssertUnwindSafe(|| rust_types(&distinct))) {
            Ok(Ok(rust)) => return Ok(Self(distinct.into_iter().zip(rust).collect())),
            Ok(Err(message)) => message,
            Err(_) => "typify panicked".to_owned(),
        };
        // The catalog is sound as far as we can tell, so the mistake is ours; the author needs a place to start from.
        let place = ir.shapes.first().map_or_else(|| Location::new(INDEX, ""), |shape| shape.place.clone());
        Err(Box::new(Diagnostic::at_value(
            &rules::INTERNAL,
            place,
            format!("typify made no types of the catalog's shapes: {message}"),
            "this is a bug in the generator: please report it with the schema",
        )))
    }

    /// The types of a crate.
    pub fn of_crate(&self, ir: &Ir<'_>, home: Home) -> RustTypes {
        let mut known: HashMap<&Type, syn::Type> = HashMap::new();
        let mut rust_of = |owner: Owner, part| {
            let ty = known.entry(part).or_insert_with(|| self.rust_of(ir, part));
            let is_boxed = owner.is_some_and(|owner| ir.boxes.have(owner, part));
            if is_boxed { syn::parse_quote!(Box<#ty>) } else { ty.clone() }
        };
        let types = owners(ir, home).into_iter().filter(|(_, parts)| !parts.is_empty());
        let types =
            types.map(|(owner, parts)| (owner, parts.into_iter().map(|part| rust_of(owner, part)).collect()));
        RustTypes(types.collect())
    }

    fn rust_of(&self, ir: &Ir<'_>, ty: &Type) -> syn::Type {
        let text = &self.0[&of_any_shape(ty)];
        let mut rust = syn::parse_str(text).expect("it was a type before it was text");
        if let Some(shape) = ty.shape() {
            name_shape(&mut rust, &ir.shape(shape).ident);
        }
        rust
    }
}

/// What has types in a crate, with these.
fn owners<'i>(ir: &'i Ir<'_>, home: Home) -> Vec<(Owner, Vec<&'i Type>)> {
    let mut owners: Vec<(Owner, Vec<&Type>)> =
        ir.ids_in(home).iter().map(|id| (Some(*id), ir.shape(*id).kind.types())).collect();
    if home == Home::Common {
        owners.push((ENVELOPE, ir.envelope.iter().map(|field| &field.ty).collect()));
    }
    owners
}

/// A type as it is of any shape.
fn of_any_shape(ty: &Type) -> Type {
    let mut ty = ty.clone();
    ty.for_each(&mut |ty| {
        if let Type::Shape(id) = ty {
            *id = ShapeId(0);
        }
    });
    ty
}

/// The Rust type of each type, as the type of a field in one struct.
fn rust_types(types: &IndexSet<Type>) -> Result<Vec<String>, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_map_type("::std::collections::BTreeMap".to_owned());
    let mut definitions = Map::new();
    for name in ["Timestamp", "Number", "RawJson", "Secret"] {
        settings.with_replacement(name, format!("webhook_runtime::{name}"), std::iter::empty());
        definitions.insert(name.into(), json!({ "type": "string" }));
    }
    // Of shapes, typify needs nothing but a name.
    settings.with_replacement(SHAPE, SHAPE, std::iter::empty());
    definitions.insert(SHAPE.to_owned(), json!({ "type": "string" }));
    definitions.insert(ALL.to_owned(), object_schema(types));

    let root =
        serde_json::from_value(json!({ "definitions": definitions })).map_err(|error| error.to_string())?;
    let mut space = TypeSpace::new(&settings);
    space.add_root_schema(root).map_err(|error| error.to_string())?;
    let file: syn::File = syn::parse2(space.to_stream()).map_err(|error| error.to_string())?;
    let all = file.items.into_iter().find_map(named_struct).ok_or_else(|| format!("no struct {ALL}"))?;
    let fields = all.fields.into_iter().filter_map(|field| Some((field.ident?.to_string(), field.ty)));
    let mut fields: HashMap<String, syn::Type> = fields.collect();
    let of_field = |index: usize| {
        let name = placeholder(index);
        let mut ty = fields.remove(&name).ok_or_else(|| format!("no field {name}"))?;
        shorten(&mut ty);
        Ok(ty.to_token_stream().to_string())
    };
    (0..types.len()).map(of_field).collect()
}

/// The fields go by number: what typify would make of their keys is of no use here, and two might become one.
fn placeholder(index: usize) -> String {
    format!("f{index}")
}

fn object_schema(types: &IndexSet<Type>) -> Value {
    let keys: Vec<String> = (0..types.len()).map(placeholder).collect();
    let properties: Map<String, Value> =
        types.iter().zip(&keys).map(|(ty, key)| (key.clone(), type_schema(ty))).collect();
    json!({ "type": "object", "properties": properties, "required": keys })
}

fn type_schema(ty: &Type) -> Value {
    let refer_to = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    match ty {
        Type::String => json!({ "type": "string" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer { unsigned: true } => json!({ "type": "integer", "format": "uint64" }),
        Type::Integer { unsigned: false } => json!({ "type": "integer", "format": "int64" }),
        Type::Timestamp => refer_to("Timestamp"),
        Type::Secret => refer_to("Secret"),
        Type::Number => refer_to("Number"),
        Type::Any => refer_to("RawJson"),
        Type::List(item) => json!({ "type": "array", "items": item_schema(item) }),
        Type::Map(item) => json!({ "type": "object", "additionalProperties": item_schema(item) }),
        Type::Shape(_) => refer_to(SHAPE),
    }
}

fn item_schema(item: &Item) -> Value {
    let schema = type_schema(&item.ty);
    if item.nullable { json!({ "oneOf": [schema, { "type": "null" }] }) } else { schema }
}

fn named_struct(item: syn::Item) -> Option<syn::ItemStruct> {
    match item {
        syn::Item::Struct(item) if item.ident == ALL => Some(item),
        _ => None,
    }
}

/// Writes a type without a `Box` and as people do, `String` for `::std::string::String`: what is not in the prelude is imported.
fn shorten(ty: &mut syn::Type) {
    let syn::Type::Path(path) = ty else { return };
    let segments = &mut path.path.segments;
    if let Some(last) = segments.pop() {
        path.path.leading_colon = None;
        segments.clear();
        segments.push(last);
    }
    let Some(last) = segments.last_mut() else { return };
    if last.ident == "Box"
        && let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments
        && let Some(syn::GenericArgument::Type(inner)) = arguments.args.pop()
    {
        *ty = inner;
        return shorten(ty);
    }
    // Where the schema has no limit, a value beyond 63 bits is as valid as any, and typify has no wider type.
    if last.ident == "i64" {
        last.ident = syn::Ident::new("i128", last.ident.span());
    }
    inside(last).for_each(shorten);
}

/// Gives the shape in a type its name.
fn name_shape(ty: &mut syn::Type, ident: &str) {
    let syn::Type::Path(path) = ty else { return };
    for segment in &mut path.path.segments {
        if segment.ident == SHAPE {
            segment.ident = syn::Ident::new(ident, segment.ident.span());
        }
        inside(segment).for_each(|ty| name_shape(ty, ident));
    }
}

/// The types that one is of.
fn inside(segment: &mut syn::PathSegment) -> impl Iterator<Item = &mut syn::Type> {
    let arguments = match &mut segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

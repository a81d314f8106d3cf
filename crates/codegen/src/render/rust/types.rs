//! The Rust types of fields, as typify has them.
//!
//! typify is given one root schema per crate, in which an object has a required field for each type that there is in the
//! crate, so that nothing it does badly is asked of it, and nothing twice. Only the types of the fields are taken from what
//! comes back: how they are read, written and documented is decided in this directory.
//!
//! What typify decides here is which collections there are. That is little, because the rest of what it would decide is not
//! what receivers need (docs/architecture.md); which types need a `Box`, because they hold themselves, it would decide by
//! the order of fields, and how big they are it does not look at.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use indexmap::IndexSet;
use serde_json::{Map, Value, json};
use typify::{TypeSpace, TypeSpaceSettings};
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Location};

use crate::ir::{Home, Ir, Item, ShapeId, Type};
use crate::rules;

/// The object whose fields have all types of a crate.
const ALL: &str = "All";

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

/// Asks typify for the type of every field of every object in a crate.
pub fn field_types(ir: &Ir<'_>, home: Home) -> Result<RustTypes, Box<Diagnostic>> {
    let result = catch_unwind(AssertUnwindSafe(|| types_of_crate(ir, home)));
    let message = match result {
        Ok(Ok(found)) => return Ok(RustTypes(found.into_iter().collect())),
        Ok(Err(message)) => message,
        Err(_) => "typify panicked".to_owned(),
    };
    // The catalog is sound as far as we can tell, so the mistake is ours; the author needs a place to start from.
    let shapes = ir.shapes_in(home);
    let place = shapes.first().map_or_else(|| Location::new(INDEX, ""), |shape| shape.place.clone());
    Err(Box::new(Diagnostic::at_value(
        &rules::INTERNAL,
        place,
        format!("typify made no types of this crate's shapes: {message}"),
        "this is a bug in the generator: please report it with the schema",
    )))
}

type Found = Vec<(Owner, Vec<syn::Type>)>;

fn types_of_crate(ir: &Ir<'_>, home: Home) -> Result<Found, String> {
    let mut owners: Vec<(Owner, Vec<&Type>)> =
        ir.ids_in(home).iter().map(|id| (Some(*id), ir.shape(*id).kind.types())).collect();
    if home == Home::Common {
        owners.push((ENVELOPE, ir.envelope.iter().map(|field| &field.ty).collect()));
    }
    let distinct: IndexSet<&Type> = owners.iter().flat_map(|(_, parts)| parts.iter().copied()).collect();
    let rust: Vec<syn::Type> = rust_types(ir, &distinct)?;
    let rust_of = |owner: Owner, part: &Type| {
        let ty = distinct.get_index_of(part).map(|index| &rust[index]);
        let ty = ty.ok_or_else(|| "a type is missing".to_owned())?;
        let is_boxed = owner.is_some_and(|owner| ir.boxes.have(owner, part));
        Ok(if is_boxed { syn::parse_quote!(Box<#ty>) } else { ty.clone() })
    };
    let types = owners.into_iter().filter(|(_, parts)| !parts.is_empty()).map(|(owner, parts)| {
        Ok((owner, parts.into_iter().map(|part| rust_of(owner, part)).collect::<Result<_, String>>()?))
    });
    types.collect()
}

/// The Rust type of each type, as the type of a field in one struct.
fn rust_types(ir: &Ir<'_>, types: &IndexSet<&Type>) -> Result<Vec<syn::Type>, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_map_type("::std::collections::BTreeMap".to_owned());
    let mut definitions = Map::new();
    for name in ["Timestamp", "Number", "RawJson", "Secret"] {
        settings.with_replacement(name, format!("webhook_runtime::{name}"), std::iter::empty());
        definitions.insert(name.into(), json!({ "type": "string" }));
    }
    // Of shapes, typify needs nothing but names.
    let mut idents = HashMap::new();
    for shape in types.iter().filter_map(|ty| ty.shape()) {
        let name = definition(shape);
        settings.with_replacement(&name, &name, std::iter::empty());
        definitions.insert(name.clone(), json!({ "type": "string" }));
        idents.insert(name, ir.shape(shape).ident.as_str());
    }
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
        shorten(&mut ty, &idents);
        Ok(ty)
    };
    (0..types.len()).map(of_field).collect()
}

/// The shapes go by number: typify makes names of its own out of names, and two might become one.
fn definition(id: ShapeId) -> String {
    format!("Shape{}", id.0)
}

/// The fields go by number: what typify would make of their keys is of no use here, and two might become one.
fn placeholder(index: usize) -> String {
    format!("f{index}")
}

fn object_schema(types: &IndexSet<&Type>) -> Value {
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
        Type::Shape(id) => refer_to(&definition(*id)),
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

/// Writes a type without a `Box` and as people do, `String` for `::std::string::String`, and shapes by their names: what is not in the
/// prelude is imported.
fn shorten(ty: &mut syn::Type, idents: &HashMap<String, &str>) {
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
        return shorten(ty, idents);
    }
    if let Some(ident) = idents.get(&last.ident.to_string()) {
        last.ident = syn::Ident::new(ident, last.ident.span());
    }
    // Where the schema has no limit, a value beyond 63 bits is as valid as any, and typify has no wider type.
    if last.ident == "i64" {
        last.ident = syn::Ident::new("i128", last.ident.span());
    }
    if let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments {
        for argument in &mut arguments.args {
            if let syn::GenericArgument::Type(ty) = argument {
                shorten(ty, idents);
            }
        }
    }
}

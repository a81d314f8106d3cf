//! The Rust types of fields, as typify has them.
//!
//! Knows how to put shapes to typify so that nothing of what it does badly is asked of it: one root schema per crate,
//! in which every definition is an object of required fields under a name of ours, and everything else that has a
//! name stands for itself. Takes the types of the fields from what comes back, and nothing else: how they are read,
//! written and documented is the Rust target's.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value, json};
use typify::{TypeSpace, TypeSpaceSettings};
use webhook_catalog::{Diagnostic, Diagnostics};

use crate::ir::{Field, Home, Ir, Item, Shape, ShapeKind, Type};

/// The name under which the envelope's fields have their types, in [`Home::Common`].
pub const ENVELOPE: &str = "Envelope";

/// The types of fields by the name of the shape's crate, the shape and the field's key.
#[derive(Default)]
pub struct RustTypes(BTreeMap<(Home, String, String), syn::Type>);

impl RustTypes {
    /// The type of a value that is there and not null.
    ///
    /// # Panics
    ///
    /// When the field is not one of the shape's, which no catalog can cause.
    pub fn of(&self, home: Home, shape: &str, field: &Field) -> &syn::Type {
        &self.0[&(home, shape.to_owned(), field.key.clone())]
    }
}

/// Asks typify for the type of every field of every object.
pub fn field_types(ir: &Ir<'_>, diagnostics: &mut Diagnostics) -> RustTypes {
    let mut types = RustTypes::default();
    let homes = (0..ir.families.len()).map(Home::Family);
    for home in std::iter::once(Home::Common).chain(homes) {
        let shapes = ir.shapes_in(home);
        let result = catch_unwind(AssertUnwindSafe(|| types_of_crate(ir, home, &shapes)));
        let message = match result {
            Ok(Ok(found)) => {
                types.0.extend(found.into_iter().map(|((shape, key), ty)| ((home, shape, key), ty)));
                continue;
            }
            Ok(Err(message)) => message,
            Err(_) => "typify panicked".to_owned(),
        };
        // The catalog is sound as far as we can tell, so the mistake is ours; the author needs a place to start from.
        if let Some(shape) = shapes.first() {
            diagnostics.push(Diagnostic::at_value(
                shape.place.clone(),
                format!("no Rust types could be made of this and the shapes beside it: {message}"),
                "this is a mistake of the generator: please report it with the schema",
            ));
        }
    }
    types
}

type FieldTypes = BTreeMap<(String, String), syn::Type>;

fn types_of_crate(ir: &Ir<'_>, home: Home, shapes: &[&Shape]) -> Result<FieldTypes, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_map_type("::std::collections::BTreeMap".to_owned());
    let mut definitions = Map::new();
    for name in ["Timestamp", "Number", "RawJson"] {
        settings.with_replacement(name, format!("webhook_runtime::{name}"), std::iter::empty());
        definitions.insert(name.into(), json!({ "type": "string" }));
    }
    let mut objects: Vec<(&str, &[Field])> = shapes.iter().filter_map(|shape| fields(shape)).collect();
    if home == Home::Common {
        objects.push((ENVELOPE, &ir.envelope));
    }
    for shape in &ir.shapes {
        if !objects.iter().any(|(ident, _)| *ident == shape.ident) {
            settings.with_replacement(&shape.ident, &shape.ident, std::iter::empty());
            definitions.insert(shape.ident.clone(), json!({ "type": "string" }));
        }
    }
    for (ident, fields) in &objects {
        definitions.insert((*ident).to_owned(), object_schema(ir, fields));
    }

    let root = serde_json::from_value(json!({ "definitions": definitions })).map_err(|error| error.to_string())?;
    let mut space = TypeSpace::new(&settings);
    space.add_root_schema(root).map_err(|error| error.to_string())?;
    let file: syn::File = syn::parse2(space.to_stream()).map_err(|error| error.to_string())?;
    let mut types = FieldTypes::new();
    for (ident, fields) in objects {
        let item = find_struct(&file, ident).ok_or_else(|| format!("no struct {ident}"))?;
        for (index, field) in fields.iter().enumerate() {
            let name = placeholder(index);
            let found = item.fields.iter().find(|found| found.ident.as_ref().is_some_and(|ident| *ident == name));
            let mut ty = found.ok_or_else(|| format!("no field {} in {ident}", field.key))?.ty.clone();
            shorten(&mut ty);
            types.insert((ident.to_owned(), field.key.clone()), ty);
        }
    }
    Ok(types)
}

fn fields(shape: &Shape) -> Option<(&str, &[Field])> {
    match &shape.kind {
        ShapeKind::Object { fields, .. } => Some((&shape.ident, fields)),
        _ => None,
    }
}

/// The fields go by number: what typify would make of their keys is of no use here, and two might become one.
fn placeholder(index: usize) -> String {
    format!("f{index}")
}

fn object_schema(ir: &Ir<'_>, fields: &[Field]) -> Value {
    let keys: Vec<String> = (0..fields.len()).map(placeholder).collect();
    let properties: Map<String, Value> =
        fields.iter().zip(&keys).map(|(field, key)| (key.clone(), type_schema(ir, &field.ty))).collect();
    json!({ "type": "object", "properties": properties, "required": keys })
}

fn type_schema(ir: &Ir<'_>, ty: &Type) -> Value {
    let definition = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    match ty {
        Type::String => json!({ "type": "string" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer { unsigned: true } => json!({ "type": "integer", "format": "uint64" }),
        Type::Integer { unsigned: false } => json!({ "type": "integer", "format": "int64" }),
        Type::Timestamp => definition("Timestamp"),
        Type::Number => definition("Number"),
        Type::Any => definition("RawJson"),
        Type::List(item) => json!({ "type": "array", "items": item_schema(ir, item) }),
        Type::Map(item) => json!({ "type": "object", "additionalProperties": item_schema(ir, item) }),
        Type::Shape(id) => definition(&ir.shape(*id).ident),
    }
}

fn item_schema(ir: &Ir<'_>, item: &Item) -> Value {
    let schema = type_schema(ir, &item.ty);
    if item.nullable { json!({ "oneOf": [schema, { "type": "null" }] }) } else { schema }
}

fn find_struct<'f>(file: &'f syn::File, ident: &str) -> Option<&'f syn::ItemStruct> {
    file.items.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == ident => Some(item),
        _ => None,
    })
}

/// Writes a type as people do, `String` for `::std::string::String`: what is not in the prelude is imported.
fn shorten(ty: &mut syn::Type) {
    let syn::Type::Path(path) = ty else { return };
    let segments = &mut path.path.segments;
    if let Some(last) = segments.pop() {
        path.path.leading_colon = None;
        segments.clear();
        segments.push(last);
    }
    if let Some(last) = segments.last_mut()
        && let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments
    {
        for argument in &mut arguments.args {
            if let syn::GenericArgument::Type(ty) = argument {
                shorten(ty);
            }
        }
    }
}

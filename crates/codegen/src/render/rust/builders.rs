//! The builders of a crate's objects: a module in which each goes by the name of what it builds.
//!
//! Nothing else is in that module, so that no name is taken from the types of the catalog.

use quote::{ToTokens, format_ident, quote};

use super::types::RustTypes;
use super::{crate_ident, names, presence, unions, unparse};
use crate::ir::{Field, Home, Ir, Item, Shape, ShapeId, ShapeKind, Type, Variant};

/// Where the builders of a crate are.
const MODULE: &str = "builders";

const DOCS: &str = "\
/// Builders: `builder()` of a type starts one, its setters take the fields in any order, and `build` gives the value.
///
/// A setter takes whatever converts into the field's type: a string for an identifier, a builder for an object.
";

const SENDER: &str = "#[cfg(feature = \"sender\")]\n";

/// The module, and what converts its builders into unions of their objects; nothing where there are no objects.
pub fn module(ir: &Ir<'_>, types: &RustTypes, home: Home) -> String {
    // What the API answers is only read.
    if home == Home::Api {
        return String::new();
    }
    let (mut builders, mut unions) = (String::new(), String::new());
    for &id in ir.ids_in(home) {
        let (shape, rust) = (ir.shape(id), types.of(Some(id)));
        match &shape.kind {
            ShapeKind::Object { fields, rest, .. } => {
                let rest = rest.as_deref().map(|rest| ("map", rest));
                builders += &builder(ir, shape, fields, rest, rust);
            }
            ShapeKind::Tuple { fields, rest, .. } => {
                builders += &builder(ir, shape, fields, Some(("list", rest)), rust)
            }
            ShapeKind::Union { .. } => unions += &from_objects(ir, id),
            _ => {}
        }
    }
    builders += &re_exports(ir, home);
    if builders.is_empty() {
        return unions;
    }
    format!("{unions}\n{DOCS}{SENDER}pub mod {MODULE} {{\n{}}}\n", builders.trim_start_matches('\n'))
}

/// The builders of the shared types that a family's crate hands on.
fn re_exports(ir: &Ir<'_>, home: Home) -> String {
    let is_built = |shape: &&Shape| matches!(shape.kind, ShapeKind::Object { .. } | ShapeKind::Tuple { .. });
    let mut shared: Vec<&str> =
        ir.handed_on(home).filter(is_built).map(|shape| shape.ident.as_str()).collect();
    shared.sort_unstable();
    if shared.is_empty() {
        return String::new();
    }
    let (common, module) = (crate_ident(ir, Home::Common), format_ident!("{MODULE}"));
    let shared = shared.into_iter().map(|ident| format_ident!("{ident}"));
    let text = unparse(quote! { pub use #common::#module::{#(#shared),*}; });
    text.lines().fold("\n".to_owned(), |text, line| text + "    " + line + "\n")
}

fn builder(
    ir: &Ir<'_>,
    shape: &Shape,
    fields: &[Field],
    rest: Option<(&str, &Item)>,
    rust: &[syn::Type],
) -> String {
    let is_array = matches!(shape.kind, ShapeKind::Tuple { .. });
    let (mut lines, mut only) = (String::new(), String::new());
    for (index, (field, ty)) in fields.iter().zip(rust).enumerate() {
        match only_value(ir, field) {
            Some(value) => only += &format!("        @only {}: super::{value},\n", names::field(field)),
            None => {
                let step = if is_array { index.to_string() } else { format!("{:?}", field.key) };
                lines += &format!("        {},\n", line(field, &step, &from_module(ty)));
            }
        }
    }
    if let Some((kind, item)) = rest {
        let ty = shown(&from_module(&rust[fields.len()]));
        let ty = if item.nullable { format!("Option<{ty}>") } else { ty };
        lines += &format!("        @rest {} {kind} {ty},\n", names::rest(fields));
    }
    format!("\n    webhook_runtime::builder! {{ {} {{\n{lines}{only}    }} }}\n", shape.ident)
}

/// The line of a field in `builder!`.
pub fn line(field: &Field, step: &str, ty: &syn::Type) -> String {
    let (name, setter) = (names::field(field), names::setter(field));
    let name = if name == setter { name.to_string() } else { format!("{name} as {setter}") };
    format!("{name}: {step} {} {}", presence(field), argument(field, ty))
}

/// What the setter of a field takes, in the words of `builder!`.
fn argument(field: &Field, ty: &syn::Type) -> String {
    let may_be_none = field.nullable || !field.required;
    match (&field.ty, type_argument(ty)) {
        (_, Some((ident, inner))) if ident == "Box" => {
            format!("{} {}", if may_be_none { "maybe_boxed" } else { "boxed" }, shown(inner))
        }
        (Type::List(_), Some((_, item))) if !field.nullable => format!("list {}", shown(item)),
        (Type::Map(_), Some((_, value))) if !field.nullable => format!("map {}", shown(value)),
        _ => format!("{} {}", if may_be_none { "maybe" } else { "one" }, shown(ty)),
    }
}

/// The ident of a type and its last argument, for those that have any.
fn type_argument(ty: &syn::Type) -> Option<(&syn::Ident, &syn::Type)> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.last()? {
        syn::GenericArgument::Type(ty) => Some((&last.ident, ty)),
        _ => None,
    }
}

/// A type as it is written in the module: what is not in the prelude is in the module around it.
fn from_module(ty: &syn::Type) -> syn::Type {
    const PRELUDE: [&str; 7] = ["Box", "Option", "String", "Vec", "bool", "i128", "u64"];
    let mut ty = ty.clone();
    let syn::Type::Path(path) = &mut ty else { return ty };
    let segments = &mut path.path.segments;
    if let Some(last) = segments.last_mut() {
        if let syn::PathArguments::AngleBracketed(arguments) = &mut last.arguments {
            for argument in &mut arguments.args {
                if let syn::GenericArgument::Type(ty) = argument {
                    *ty = from_module(ty);
                }
            }
        }
        if !PRELUDE.contains(&last.ident.to_string().as_str()) {
            segments.insert(0, format_ident!("super").into());
        }
    }
    ty
}

fn shown(ty: &syn::Type) -> String {
    unions::shown(&ty.to_token_stream()).replace(" :: ", "::")
}

/// The only text that a required field can have, as a value of its enum; nobody has to say what is always the same.
pub fn only_value(ir: &Ir<'_>, field: &Field) -> Option<String> {
    let Type::Shape(id) = field.ty else { return None };
    let shape = ir.shape(id);
    match &shape.kind {
        ShapeKind::Enum(values) if field.required && !field.nullable && values.len() == 1 => {
            Some(format!("{}::{}", shape.ident, names::name_of_value(&values[0])))
        }
        _ => None,
    }
}

/// Whether an object is in a union once, so that it is clear which variant it makes.
pub fn is_single(variants: &[Variant], id: ShapeId) -> bool {
    variants.iter().filter(|variant| variant.shape == id).count() == 1
}

/// What makes a union of its objects: of those that are in it once.
fn from_objects(ir: &Ir<'_>, id: ShapeId) -> String {
    let union = ir.shape(id);
    let ShapeKind::Union { tag, variants, .. } = &union.kind else { return String::new() };
    let mut lines = String::new();
    for variant in variants.iter().filter(|variant| is_single(variants, variant.shape)) {
        let object = ir.shape(variant.shape);
        if !matches!(object.kind, ShapeKind::Object { .. } | ShapeKind::Tuple { .. }) {
            continue;
        }
        let module = match object.home() {
            Some(home) if object.home() != union.home() => {
                format!("shared {}::{MODULE}", crate_ident(ir, home))
            }
            _ => format!("own {MODULE}"),
        };
        let (name, ident) = (unions::variant_name(ir, union, tag.as_ref(), variant), &object.ident);
        lines += &format!("    {name}({ident}) {module}::{ident},\n");
    }
    match lines.is_empty() {
        true => lines,
        false => format!("\n{SENDER}webhook_runtime::from_objects! {{ {} {{\n{lines}}} }}\n", union.ident),
    }
}

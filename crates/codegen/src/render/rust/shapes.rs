//! The types of one crate of payloads.
//!
//! How each kind of shape is read and written is in the runtime, in one macro per kind.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    WIDTH, allowed_depth, api, builders, crate_head, crate_ident, docs, field_type, manifest, names,
    presence, runtime_types, rust_file, unions, unparse,
};
use crate::ir::{Field, Home, Ir, Item, Shape, ShapeId, ShapeKind, Type};
use crate::markup::code;
use crate::render::CATALOG;
use crate::render::rust::types::RustTypes;
use crate::words;

/// The `lib.rs` of a crate of payloads.
pub fn render(ir: &Ir<'_>, types: &RustTypes, home: Home) -> String {
    let shapes = ir.shapes_in(home);
    let modules = if home == Home::Api { api::modules(ir) } else { String::new() };
    let mut items = modules + &imports(&shapes) + &re_exports(ir, home);
    for &id in ir.ids_in(home) {
        items.push('\n');
        items += &shape_text(ir, types, id);
        for other in &ir.shape(id).other_names {
            let shape = ir.shape(id);
            let docs = docs::outer("", &docs::of_other_name(ir, shape, other));
            items += &format!("\n{docs}pub type {other} = {};\n", shape.ident);
        }
    }
    items += &builders::module(ir, types, home);
    let source = match home {
        Home::Common => CATALOG.to_owned(),
        Home::Family(family) => {
            let events = ir.events_of(ir.family(family));
            let files: Vec<&str> = events.map(|event| event.entry.schema.as_str()).collect();
            match *files {
                [file] => format!("{CATALOG}/{file}"),
                _ => format!("{CATALOG}/{{{}}}", files.join(",")),
            }
        }
        Home::Api => "schemas/api".to_owned(),
    };
    rust_file(&source, &crate_head(ir, &docs::inner(&crate_docs(ir, home))), items)
}

fn crate_docs(ir: &Ir<'_>, home: Home) -> Vec<String> {
    let title = &ir.index.provider.title;
    let family = match home {
        Home::Family(family) => ir.family(family),
        Home::Api => return api::front_page(ir),
        Home::Common => {
            let mut lines = docs::lines(&manifest::shared(ir));
            let use_of_it = match ir.ids_in(home) {
                [] => {
                    "The crate is empty until there is one, which the crates of the families will re-export."
                }
                _ => "The crates of the families re-export what they use of it.",
            };
            lines.extend([String::new(), use_of_it.into()]);
            return lines;
        }
    };
    let mut lines = docs::lines(&format!("{}: payloads of {title} webhook events.", family.entry.title));
    for text in std::iter::once(&family.entry.description).chain(&family.entry.note) {
        lines.push(String::new());
        lines.extend(docs::lines(text));
    }
    lines.extend([String::new(), "| event | payload |".into(), "| --- | --- |".into()]);
    for event in ir.events_of(family) {
        lines.push(format!("| {} | [`{}`] |", code(&event.entry.name), ir.shape(event.payload).ident));
    }
    lines
}

/// What the types of fields need in addition to the prelude.
fn imports(shapes: &[&Shape]) -> String {
    let types: Vec<&Type> = shapes.iter().flat_map(|shape| shape.kind.types()).collect();
    let is_map = |shape: &&Shape| matches!(shape.kind, ShapeKind::Object { rest: Some(_), .. });
    let mut text = String::new();
    if shapes.iter().any(is_map) || types.iter().any(|ty| ty.any(&|ty| matches!(ty, Type::Map(_)))) {
        text += "use std::collections::BTreeMap;\n\n";
    }
    let names = runtime_types(&types);
    if !names.is_empty() {
        text += &unparse(quote! { pub use webhook_runtime::{#(#names),*}; });
    }
    text
}

/// The shared types that a family's types stand on are part of its interface, wherever they are defined: with a second family
/// that uses it, a type keeps its path.
fn re_exports(ir: &Ir<'_>, home: Home) -> String {
    let mut shared: Vec<&str> = ir.handed_on(home).flat_map(Shape::names).collect();
    shared.sort_unstable();
    if shared.is_empty() {
        return String::new();
    }
    let (common, shared) =
        (crate_ident(ir, Home::Common), shared.iter().map(|ident| format_ident!("{ident}")));
    unparse(quote! { pub use #common::{#(#shared),*}; })
}

fn shape_text(ir: &Ir<'_>, types: &RustTypes, id: ShapeId) -> String {
    let shape = ir.shape(id);
    let rust = types.of(Some(id));
    let mut lines = docs::of_type(ir, shape);
    match &shape.kind {
        ShapeKind::Object { fields, rest, keys } => {
            let others = rest.as_deref().map(|rest| (rest, words::of_other_keys(keys)));
            object(ir, shape, fields, others, rust, &lines)
        }
        ShapeKind::Enum(values) => unions::open_enum(shape, values, &lines),
        ShapeKind::Id { constraints, examples } => {
            lines.extend(docs::of_constraints(constraints));
            if !examples.is_empty() {
                let samples: Vec<String> = examples.iter().map(|sample| code(sample)).collect();
                lines.extend([String::new(), format!("For example {}.", samples.join(", "))]);
            }
            let docs = docs::outer("    ", &lines);
            format!("webhook_runtime::text_id! {{\n{docs}    pub struct {};\n}}\n", shape.ident)
        }
        ShapeKind::Union { json, tag, variants } => {
            unions::union(ir, shape, *json, tag.as_ref(), variants, &lines)
        }
        ShapeKind::Types { arms, is_open } => unions::types(ir, shape, arms, *is_open, rust, &lines),
        ShapeKind::Tuple { fields, rest, is_closed } => {
            let others = words::of_other_items(*is_closed);
            tuple(ir, shape, fields, (rest, others), rust, &lines)
        }
        ShapeKind::Named(item) => named(shape, item, rust, &lines),
    }
}

/// The type of what a list, a map or a named value holds.
fn item_type(item: &Item, ty: &syn::Type) -> TokenStream {
    if item.nullable { quote!(Option<#ty>) } else { quote!(#ty) }
}

fn object(
    ir: &Ir<'_>,
    shape: &Shape,
    fields: &[Field],
    rest: Option<(&Item, String)>,
    rust: &[syn::Type],
    lines: &[String],
) -> String {
    let mut declared: Vec<Declared> = Vec::new();
    for (number, (field, ty)) in fields.iter().zip(rust).enumerate() {
        let ty = field_type(field, ty);
        let (deprecated, allowed) = (docs::deprecated(ir, shape, number), allowed_depth(&ty));
        declared.push(Declared {
            docs: docs::of_field(ir, shape, number, docs::other_key),
            attributes: quote!(#deprecated #allowed),
            name: names::field(field),
            ty,
        });
    }
    if let Some((item, about)) = &rest {
        let ty = item_type(item, &rust[fields.len()]);
        let ty = quote!(BTreeMap<String, #ty>);
        let (docs, attributes) = (vec![docs::line(about)], allowed_depth(&ty).unwrap_or_default());
        declared.push(Declared { docs, attributes, name: names::rest(fields), ty });
    }
    let item = structure(&shape.ident, lines, &declared);
    let read_only = if shape.in_api && ir.holds_secret(shape) { "read_only " } else { "" };
    let mut calls = format!("webhook_runtime::object! {{ {read_only}{} {{\n", shape.ident);
    for field in fields {
        calls += &format!("    {}: {:?} {},\n", names::field(field), field.key, presence(field));
    }
    if rest.is_some() {
        calls += &format!("    @rest {},\n", names::rest(fields));
    }
    format!("{}\n{calls}}} }}\n", item.trim_end())
}

/// A field of a struct.
struct Declared {
    docs: Vec<String>,
    attributes: TokenStream,
    name: syn::Ident,
    ty: TokenStream,
}

/// A struct as text. To parse it takes most of the time, so that is done only where it is not certain how it is laid out: where a
/// line may be too long, or a field has attributes.
fn structure(ident: &str, lines: &[String], fields: &[Declared]) -> String {
    let mut text = docs::outer("", lines) + "#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\n";
    text += &format!("pub struct {ident} {{{}", if fields.is_empty() { "" } else { "\n" });
    for Declared { docs, attributes, name, ty } in fields {
        text += &docs::outer("    ", docs);
        if !attributes.is_empty() {
            text += &format!("{attributes}\n");
        }
        text += &format!("    pub {name}: {},\n", unions::shown(ty));
    }
    text += "}\n";
    let fits = |line: &str| line.len() <= WIDTH || line.trim_start().starts_with("///");
    match fields.iter().all(|field| field.attributes.is_empty()) && text.lines().all(fits) {
        true => text,
        false => unparse(text.parse().expect("a template makes tokens")),
    }
}

fn tuple(
    ir: &Ir<'_>,
    shape: &Shape,
    fields: &[Field],
    (rest, others): (&Item, &str),
    rust: &[syn::Type],
    lines: &[String],
) -> String {
    let ident = format_ident!("{}", shape.ident);
    let declared = fields.iter().zip(rust).enumerate().map(|(number, (field, ty))| {
        let (name, ty) = (names::field(field), field_type(field, ty));
        let docs = docs::attributes(&docs::of_field(ir, shape, number, |_| None));
        let deprecated = docs::deprecated(ir, shape, number);
        let allowed = allowed_depth(&ty);
        quote! { #docs #deprecated #allowed pub #name: #ty }
    });
    let about_others = format!(" {others}");
    let (others, rest) = (names::rest(fields), item_type(rest, &rust[fields.len()]));
    let rest = quote!(Vec<#rest>);
    let allowed = allowed_depth(&rest);
    let docs = docs::attributes(lines);
    let item = unparse(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #ident {
            #(#declared,)*
            #[doc = #about_others]
            #allowed
            pub #others: #rest,
        }
    });
    let positions = fields.iter().map(|field| format!("    {} {},\n", names::field(field), presence(field)));
    let positions: String = positions.collect();
    format!(
        "{}\nwebhook_runtime::tuple! {{ {ident} {{\n{positions}    @rest {others},\n}} }}\n",
        item.trim_end()
    )
}

fn named(shape: &Shape, item: &Item, rust: &[syn::Type], lines: &[String]) -> String {
    let ident = format_ident!("{}", shape.ident);
    let ty = item_type(item, &rust[0]);
    let allowed = allowed_depth(&ty);
    let docs = docs::attributes(lines);
    let item = unparse(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #ident(#allowed pub #ty);
    });
    format!("{}\nwebhook_runtime::newtype! {{ {ident}({}) }}\n", item.trim_end(), unions::shown(&ty))
}

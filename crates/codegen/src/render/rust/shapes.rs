//! The types of one crate of payloads.
//!
//! How each kind of shape is read and written is in the runtime, in one macro per kind.

use quote::{format_ident, quote};

use super::{api, crate_ident, docs, field_type, names, presence, runtime_types, rust_file, unparse};
use crate::ir::{Constraints, EnumValue, Field, Home, Ir, Shape, ShapeId, ShapeKind, Type, Variant};
use crate::markup::code;
use crate::render::CATALOG;
use crate::render::rust::types::RustTypes;
use crate::words;

/// The `lib.rs` of a crate of payloads.
pub fn render(ir: &Ir<'_>, types: &RustTypes, home: Home) -> String {
    let shapes = ir.shapes_in(home);
    let modules = if home == Home::Api { api::modules(ir) } else { String::new() };
    let mut items = modules + &imports(&shapes) + &re_exports(ir, home, &shapes);
    for shape in shapes {
        items.push('\n');
        items += &shape_text(ir, types, home, shape);
    }
    let source = match home {
        Home::Common => CATALOG.to_owned(),
        Home::Family(family) => {
            let events = ir.events_of(ir.family(family));
            let files: Vec<&str> = events.map(|event| event.entry.schema.as_str()).collect();
            format!("{CATALOG}/{{{}}}", files.join(","))
        }
        Home::Api => "schemas/api".to_owned(),
    };
    rust_file(&source, &docs::inner(&crate_docs(ir, home)), &items)
}

fn crate_docs(ir: &Ir<'_>, home: Home) -> Vec<String> {
    let title = &ir.index.provider.title;
    let family = match home {
        Home::Family(family) => ir.family(family),
        Home::Api => return api::front_page(ir),
        Home::Common => {
            let mut lines =
                docs::lines(&format!("Types that several families of {title} webhook events share."));
            lines.extend([String::new(), "The crates of the families re-export what they use of it.".into()]);
            return lines;
        }
    };
    let mut lines = docs::lines(&format!("{}: payloads of {title} webhook events.", family.entry.title));
    let note = family.entry.note.iter().flat_map(|note| docs::lines(note));
    for line in docs::lines(&family.entry.description).into_iter().chain(note) {
        lines.extend([String::new(), line]);
    }
    lines.extend([String::new(), "| event | payload |".into(), "| --- | --- |".into()]);
    for event in ir.events_of(family) {
        lines.push(format!("| `{}` | [`{}`] |", event.entry.name, ir.shape(event.payload).ident));
    }
    lines
}

/// What the types of fields need in addition to the prelude.
fn imports(shapes: &[&Shape]) -> String {
    let fields: Vec<&Field> = shapes.iter().flat_map(|shape| shape.kind.fields()).collect();
    let mut text = String::new();
    if fields.iter().any(|field| field.ty.any(&|ty| matches!(ty, Type::Map(_)))) {
        text += "use std::collections::BTreeMap;\n\n";
    }
    let names = runtime_types(&fields);
    if !names.is_empty() {
        text += &unparse(quote! { pub use webhook_runtime::{#(#names),*}; });
    }
    text
}

/// The shared types that a family's types stand on are part of its interface, wherever they are defined.
fn re_exports(ir: &Ir<'_>, home: Home, shapes: &[&Shape]) -> String {
    let roots: Vec<ShapeId> = match home {
        Home::Family(family) => ir.events_of(ir.family(family)).map(|event| event.payload).collect(),
        Home::Api => {
            ir.api.iter().flat_map(|api| api.operations.values()).map(|operation| operation.answer).collect()
        }
        Home::Common => return String::new(),
    };
    let parts = shapes.iter().flat_map(|shape| shape.kind.parts()).chain(roots);
    let reached = parts.map(|part| ir.shape(part)).filter(|part| part.home() == Some(Home::Common));
    let mut shared: Vec<&str> = reached.map(|part| part.ident.as_str()).collect();
    shared.sort_unstable();
    shared.dedup();
    if shared.is_empty() {
        return String::new();
    }
    let (common, shared) =
        (crate_ident(ir, Home::Common), shared.iter().map(|ident| format_ident!("{ident}")));
    unparse(quote! { pub use #common::{#(#shared),*}; })
}

fn shape_text(ir: &Ir<'_>, types: &RustTypes, home: Home, shape: &Shape) -> String {
    let mut lines = docs::described(&shape.description);
    match &shape.kind {
        ShapeKind::Object { tag, fields } => object(ir, types, home, shape, tag.as_ref(), fields, &lines),
        ShapeKind::Enum(values) => open_enum(shape, values, &lines),
        ShapeKind::Id { constraints, examples } => {
            lines.extend(sentence(constraints));
            if !examples.is_empty() {
                let samples: Vec<String> = examples.iter().map(|sample| code(sample)).collect();
                lines.extend([String::new(), format!("For example {}.", samples.join(", "))]);
            }
            let docs = docs::outer("    ", &lines);
            format!("webhook_runtime::text_id! {{\n{docs}    pub struct {};\n}}\n", shape.ident)
        }
        ShapeKind::Union { tag, variants } => union(ir, shape, tag, variants, &lines),
    }
}

fn sentence(constraints: &Constraints) -> Vec<String> {
    let constraints = words::constraints(constraints);
    if constraints.is_empty() {
        return Vec::new();
    }
    vec![String::new(), format!("Constraints: {}.", constraints.join(", "))]
}

fn open_enum(shape: &Shape, values: &[EnumValue], lines: &[String]) -> String {
    let mut text = format!("webhook_runtime::open_enum! {{\n{}", docs::outer("    ", lines));
    text += &format!("    pub enum {} {{\n", shape.ident);
    for value in values {
        let meaning = docs::meaning_of(&value.text, &shape.description.text);
        let meaning = meaning.unwrap_or_else(|| format!("The text {}.", code(&value.text)));
        text += &docs::outer("        ", &docs::lines(&meaning));
        text += &format!("        {} = {:?},\n", names::variant(&value.text), value.text);
    }
    text + "    }\n}\n"
}

fn object(
    ir: &Ir<'_>,
    types: &RustTypes,
    home: Home,
    shape: &Shape,
    tag: Option<&(String, String)>,
    fields: &[Field],
    lines: &[String],
) -> String {
    let ident = format_ident!("{}", shape.ident);
    let declared = fields.iter().map(|field| {
        let (name, ty) = (names::field(field), field_type(field, types.of(home, &shape.ident, field)));
        let docs = docs::attributes(&field_docs(field));
        quote! { #docs pub #name: #ty }
    });
    let constructor = constructor(types, home, shape, fields);
    let default = fields.iter().all(|field| !field.required).then(|| quote!(Default,));
    let docs = docs::attributes(lines);
    let item = unparse(quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #(#declared,)* }
        #constructor
    });
    let read_only = if shape.in_api && ir.holds_secret(shape) { "read_only " } else { "" };
    let mut calls = format!("webhook_runtime::object! {{ {read_only}{} {{\n", shape.ident);
    if let Some((key, text)) = tag {
        calls += &format!("    @tag {key:?} = {text:?},\n");
    }
    for field in fields {
        calls += &format!("    {}: {:?} {},\n", names::field(field), field.key, presence(field));
    }
    format!("{}\n{calls}}} }}\n", item.trim_end())
}

fn field_docs(field: &Field) -> Vec<String> {
    let mut lines = docs::described(&field.description);
    lines.extend(sentence(&field.constraints));
    if field.deprecated {
        lines.extend([String::new(), "Deprecated: a later catalog version will remove it.".into()]);
    }
    lines
}

/// A function of the required fields, and one for each field that may be absent.
fn constructor(types: &RustTypes, home: Home, shape: &Shape, fields: &[Field]) -> proc_macro2::TokenStream {
    let ident = format_ident!("{}", shape.ident);
    let names = fields.iter().map(names::field);
    let required: Vec<&Field> = fields.iter().filter(|field| field.required).collect();
    let arguments = required.iter().map(|field| {
        let (name, ty) = (names::field(field), field_type(field, types.of(home, &shape.ident, field)));
        quote!(#name: #ty)
    });
    let values = fields.iter().zip(names).map(|(field, name)| match field.required {
        true => quote!(#name),
        false => quote!(#name: None),
    });
    let many = (required.len() > 7).then(|| {
        quote!(#[expect(clippy::too_many_arguments, reason = "one for each field that the schema requires")])
    });
    let setters = fields.iter().filter(|field| !field.required).map(|field| {
        let name = names::field(field);
        let setter = format_ident!("with_{name}");
        let ty = types.of(home, &shape.ident, field);
        let ty = if field.nullable { quote!(Option<#ty>) } else { quote!(#ty) };
        let doc = format!(" Sets `{name}`.");
        quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.#name = Some(#name);
                self
            }
        }
    });
    quote! {
        impl #ident {
            /// A value with the required fields; the others are absent.
            #many
            pub fn new(#(#arguments),*) -> Self {
                #ident { #(#values),* }
            }
            #(#setters)*
        }
    }
}

fn union(ir: &Ir<'_>, shape: &Shape, tag: &str, variants: &[Variant], lines: &[String]) -> String {
    let ident = format_ident!("{}", shape.ident);
    let declared = variants.iter().map(|variant| {
        let (name, object) = (names::variant(&variant.text), ir.shape(variant.shape));
        let ty = format_ident!("{}", object.ident);
        let docs = docs::attributes(&docs::described(&object.description));
        quote! { #docs #name(Box<#ty>) }
    });
    let unknown = format!(" An object that this build does not know, kept as it came; `{tag}` names it.");
    let docs = docs::attributes(lines);
    let item = unparse(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared,)*
            #[doc = #unknown]
            Unknown(webhook_runtime::UnknownVariant),
        }
    });
    let arms = variants
        .iter()
        .map(|variant| format!("    {:?} => {},\n", variant.text, names::variant(&variant.text)));
    let arms: String = arms.collect();
    format!(
        "{}\nwebhook_runtime::tagged_union! {{ {} tag {tag:?} {{\n{arms}}} }}\n",
        item.trim_end(),
        shape.ident
    )
}

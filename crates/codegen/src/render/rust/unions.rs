//! Types of values that are one of several: enums, unions of objects, and values of several JSON types.

use heck::ToSnakeCase;
use quote::{format_ident, quote};
use serde_json::Value;

use super::{docs, names, unparse};
use crate::fit;
use crate::ir::{Arm, EnumValue, Ir, JsonType, Shape, ShapeId, ShapeKind, Type, Variant};
use crate::markup::code;
use crate::meanings;
use crate::names::type_ident;
use crate::words;

/// The variants of an enum that is not of strings alone take only those: numbers next to names are what the names stand
/// for.
pub fn named_values(values: &[EnumValue]) -> Vec<&EnumValue> {
    let has = |is_such: fn(&Value) -> bool| values.iter().any(|value| is_such(&value.value));
    let only_texts = has(Value::is_string) && has(Value::is_number);
    values.iter().filter(|value| !only_texts || value.value.is_string()).collect()
}

/// An enum of values.
pub fn open_enum(shape: &Shape, values: &[EnumValue], lines: &[String]) -> String {
    let is_of_texts = !shape.kind.is_mixed();
    let kind = if is_of_texts { "open_enum" } else { "value_enum" };
    let mut text = format!("webhook_runtime::{kind}! {{\n{}", docs::outer("    ", lines));
    text += &format!("    pub enum {} {{\n", shape.ident);
    let named = named_values(values);
    let meanings = meanings::of_values(shape, named.iter().copied());
    for (value, meaning) in named.into_iter().zip(meanings) {
        let json = value.value.to_string();
        let meaning = meaning.unwrap_or_else(|| match value.value.as_str() {
            Some("") => "The empty string.".to_owned(),
            Some(text) => format!("The string {}.", code(text)),
            None => format!("The value {}.", code(&json)),
        });
        text += &docs::outer("        ", &docs::lines(&meaning));
        let written = value.value.as_str().filter(|_| is_of_texts).map_or(json, str::to_owned);
        text += &format!("        {} = {written:?},\n", names::name_of_value(value));
    }
    text + "    }\n}\n"
}

/// The name of a variant: of its tag, or of its object without the name of the union in front.
pub fn variant_name(ir: &Ir<'_>, union: &Shape, tag: Option<&String>, variant: &Variant) -> String {
    let name = match tag {
        Some(_) => names::variant_name(&variant.text),
        None => {
            let shape = ir.shape(variant.shape);
            // Of a value that may be no object, the union is called `…Object`, and what is in it goes by the value; and so it is
            // with arrays.
            let end = match union.kind {
                ShapeKind::Union { json: JsonType::Array, .. } => "Array",
                _ => "Object",
            };
            let whole = |name| {
                str::strip_suffix(name, end).filter(|whole| !whole.is_empty() && union.within.is_some())
            };
            let around = union.names().chain(union.names().filter_map(whole));
            // Which of several names is the type's own depends on what else there is. The shortest rest is that of the
            // name by the way through the union.
            let rests =
                around.flat_map(|around| shape.names().filter_map(move |name| name.strip_prefix(around)));
            let rest = rests.filter(|rest| !rest.is_empty()).min_by_key(|rest| (rest.len(), *rest));
            // What is cut to be short enough does not start with the name of the union.
            type_ident(rest.or(variant.name.as_deref()).unwrap_or(&shape.ident))
        }
    };
    match name.as_str() {
        "Ambiguous" | "Other" if tag.is_none() => format!("{name}Value"),
        _ => name,
    }
}

/// A union of objects, or of tuples.
pub fn union(
    ir: &Ir<'_>,
    shape: &Shape,
    json: JsonType,
    tag: Option<&String>,
    variants: &[Variant],
    lines: &[String],
) -> String {
    let ident = format_ident!("{}", shape.ident);
    let name = |variant: &Variant| variant_name(ir, shape, tag, variant);
    let declared = variants.iter().enumerate().map(|(number, variant)| {
        let name = format_ident!("{}", name(variant));
        let ty = format_ident!("{}", ir.shape(variant.shape).ident);
        let docs = docs::attributes(&docs::of_variant(ir, shape, number, variant));
        quote! { #docs #name(Box<#ty>) }
    });
    let others = match tag {
        Some(tag) => {
            let unknown =
                format!(" An object that this build does not know, kept as it came; `{tag}` names it.");
            quote! { #[doc = #unknown] Unknown(webhook_runtime::UnknownVariant) }
        }
        None if json == JsonType::Array => quote! {
            /// A list that more than one of the others could be, kept as it came.
            Ambiguous(webhook_runtime::RawJson),
            /// A value that this build does not know, kept as it came.
            Other(webhook_runtime::RawJson)
        },
        None => quote! {
            /// An object that more than one of the others could be, kept as it came.
            Ambiguous(webhook_runtime::RawJson),
            /// A value that this build does not know, kept as it came.
            Other(webhook_runtime::RawJson)
        },
    };
    let docs = docs::attributes(lines);
    let item = unparse(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared,)*
            #others,
        }
    });
    let calls = match tag {
        Some(tag) => {
            let arms =
                variants.iter().map(|variant| format!("    {:?} => {},\n", variant.text, name(variant)));
            let arms: String = arms.collect();
            format!("webhook_runtime::tagged_union! {{ {ident} tag {tag:?} {{\n{arms}}} }}\n")
        }
        None => {
            let keys = fit::keys(&ir.shapes, variants);
            let arms = variants.iter().zip(&keys).map(|(variant, (id, keys))| {
                let method = format!("as_{}", name(variant).to_snake_case());
                branch(&name(variant), &ir.shape(*id).ident, &method, keys)
            });
            let arms: String = arms.collect();
            let list = if json == JsonType::Array { "list " } else { "" };
            format!("webhook_runtime::object_union! {{ {list}{ident} {{\n{arms}}} }}\n")
        }
    };
    format!("{}\n{calls}", item.trim_end())
}

/// What tells an object from the others of its union: a line for each key.
fn branch(name: &str, object: &str, method: &str, keys: &[fit::Key<'_>]) -> String {
    let list = |sign: &str, texts: Vec<String>| match &texts[..] {
        [] => String::new(),
        texts => format!("{sign} {}", texts.join(" | ")),
    };
    let mut lines = String::new();
    for key in keys {
        let presence = if key.required { "required" } else { "optional" };
        let types = list(":", key.types.iter().map(|ty| ty.as_str().to_owned()).collect());
        let texts =
            |values: &[Value]| values.iter().map(|value| format!("{:?}", value.to_string())).collect();
        let values = list(" =", texts(&key.values)) + &list(" ~", texts(&key.own));
        lines += &format!("        {:?} {presence}{types}{values},\n", key.name);
    }
    format!("    {name}(Box<{object}>) {method} {{\n{lines}    }}\n")
}

/// The variant for a type of JSON.
pub fn arm_name(json: JsonType) -> &'static str {
    match json {
        JsonType::Null => "Null",
        JsonType::Boolean => "Boolean",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "String",
        JsonType::Array => "List",
        JsonType::Object => "Object",
    }
}

/// A value of one of several JSON types, or of any.
pub fn types(
    ir: &Ir<'_>,
    shape: &Shape,
    arms: &[Arm],
    is_open: bool,
    rust: &[syn::Type],
    lines: &[String],
) -> String {
    let ident = format_ident!("{}", shape.ident);
    let all: Vec<_> = arms
        .iter()
        .zip(rust)
        .map(|(arm, ty)| {
            let is_tuple = |id: ShapeId| matches!(ir.shape(id).kind, ShapeKind::Tuple { .. });
            let may_be_big =
                arm.json == JsonType::Object || matches!(arm.ty, Type::Shape(id) if is_tuple(id));
            let is_big = may_be_big && !quote!(#ty).to_string().contains('<');
            let ty = if is_big { quote!(Box<#ty>) } else { quote!(#ty) };
            (arm, format_ident!("{}", arm_name(arm.json)), ty)
        })
        .collect();
    let declared = all.iter().map(|(arm, name, ty)| {
        let mut lines = docs::lines(&words::of_type(ir, &arm.ty));
        lines.extend(docs::of_constraints(&arm.constraints));
        let docs = docs::attributes(&lines);
        quote! { #docs #name(#ty) }
    });
    let other = if is_open { " Any other value" } else { " A value of another type" };
    let other = format!("{other}, kept as it came.");
    let docs = docs::attributes(lines);
    let item = unparse(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#declared,)*
            #[doc = #other]
            Other(webhook_runtime::RawJson),
        }
    });
    let calls: String = all
        .iter()
        .map(|(arm, name, ty)| format!("    {} => {name}({}),\n", arm.json.as_str(), shown(ty)))
        .collect();
    let open = if is_open { "open " } else { "" };
    format!("{}\nwebhook_runtime::type_union! {{ {open}{ident} {{\n{calls}}} }}\n", item.trim_end())
}

/// A type as people write it.
pub fn shown(ty: &proc_macro2::TokenStream) -> String {
    let spaced = ty.to_string();
    let mut shown = String::with_capacity(spaced.len());
    let mut before = "<";
    for token in spaced.split(' ') {
        let is_apart = !matches!(before, "<" | ">") && token != "<" && !token.starts_with(['>', ',']);
        if is_apart {
            shown.push(' ');
        }
        shown.push_str(token);
        before = token;
    }
    shown
}

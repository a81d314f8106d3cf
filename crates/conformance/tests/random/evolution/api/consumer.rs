//! Code of somebody who uses every public item of generated crates.

use std::collections::BTreeMap;

use super::items::{is_public, parsed, public_fields, public_functions, text};
use super::setters::{Builder, Setter};

/// A crate that names every item of the crates of families, every event and every kind.
pub fn code(files: &BTreeMap<String, String>) -> String {
    let mut code = "#![allow(dead_code, unused_imports, unused_variables, reason = \"it names items, and uses none\")]\n".to_owned();
    for (path, file) in parsed(files) {
        let (name, module) = path.split_once("/src/").expect("a source file");
        let (krate, module) = (name.replace('-', "_"), module.trim_end_matches(".rs"));
        let within = if module == "kind" { "::kind" } else { "" };
        code += &format!("mod {krate}_{module} {{\n    use ::{krate}{within}::*;\n");
        file.items.iter().for_each(|item| of_item(item, &mut code));
        code += "}\n";
    }
    code
}

fn of_item(item: &syn::Item, code: &mut String) {
    match item {
        // What types are written with.
        syn::Item::Use(item) if !is_public(&item.vis) => {
            let (tree, known) = (text(&item.tree), ["std", "webhook_runtime", "dice_events"]);
            if known.iter().any(|name| tree.starts_with(name)) {
                *code += &format!("    use {tree};\n");
            }
        }
        syn::Item::Struct(item) if is_public(&item.vis) => {
            for (name, ty) in public_fields(item) {
                *code += &format!("    const _: fn({}) = |it| {{ let _: {ty} = it.{name}; }};\n", item.ident);
            }
            *code += &is_cloned(&item.ident);
        }
        syn::Item::Enum(item) if is_public(&item.vis) => of_enum(item, code),
        syn::Item::Type(item) if is_public(&item.vis) => {
            *code += &format!("    const _: fn({}) -> {} = |it| it;\n", item.ident, text(&item.ty));
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let of = text(&item.self_ty);
            for function in public_functions(item) {
                let named = |ty: String| {
                    ty.split(' ')
                        .map(|word| if ["self", "Self"].contains(&word) { &of } else { word })
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                let takes = function.sig.inputs.iter().map(|argument| match argument {
                    syn::FnArg::Receiver(receiver) => {
                        named(text(receiver).trim_start_matches("mut ").to_owned())
                    }
                    syn::FnArg::Typed(typed) => named(text(&typed.ty)),
                });
                let takes = takes.collect::<Vec<String>>().join(", ");
                // A function of many types is none of one type.
                if !takes.contains("impl ") && function.sig.generics.params.is_empty() {
                    let gives = named(text(&function.sig.output));
                    *code += &format!("    const _: fn({takes}) {gives} = {of}::{};\n", function.sig.ident);
                }
            }
        }
        syn::Item::Macro(item) => {
            if let Ok(item) = item.mac.parse_body::<syn::ItemEnum>() {
                of_enum(&item, code);
            } else if let Ok(item) = item.mac.parse_body::<syn::ItemStruct>() {
                *code += &is_cloned(&item.ident);
            } else if item.mac.path.segments.last().is_some_and(|last| last.ident == "kind") {
                // Documentation, the kind, and after a colon its payload.
                let tokens = item.mac.tokens.to_string();
                let (before, payload) = tokens.split_once(" : ").expect("a kind and its payload");
                let kind = before.rsplit(' ').next().unwrap_or_default();
                *code += &format!("    const _: Option<({kind}, {payload})> = None;\n");
            } else if let Ok(Builder { of, setters }) = item.mac.parse_body() {
                for Setter { name, takes } in setters {
                    *code += &format!(
                        "    const _: fn({takes}) = |it| {{ let _ = super::{of}::builder().{name}(it); }};\n"
                    );
                }
            }
        }
        syn::Item::Mod(item) if is_public(&item.vis) => {
            *code += &format!("mod {} {{\n    use super::*;\n", item.ident);
            item.content.iter().flat_map(|(_, items)| items).for_each(|item| of_item(item, code));
            *code += "}\n";
        }
        _ => {}
    }
}

fn of_enum(item: &syn::ItemEnum, code: &mut String) {
    let name = &item.ident;
    for variant in &item.variants {
        let case = &variant.ident;
        let held: Vec<String> = variant.fields.iter().map(|field| text(&field.ty)).collect();
        *code += &match variant.fields {
            syn::Fields::Unit => format!("    const _: fn() -> {name} = || {name}::{case};\n"),
            _ => format!("    const _: fn({}) -> {name} = {name}::{case};\n", held.join(", ")),
        };
    }
    *code += &is_cloned(name);
}

fn is_cloned(name: &syn::Ident) -> String {
    format!("    const _: fn(&{name}) -> {name} = |it| it.clone();\n")
}

//! The public items of generated crates, each with what code that uses it relies on.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;

use super::setters::Builder;

/// Public items by their paths: a type with what it is, a field with its type, a function with its signature.
#[derive(Default)]
pub struct Items(BTreeMap<String, BTreeSet<String>>);

impl Items {
    /// The items of the crates among these files.
    pub fn of(files: &BTreeMap<String, String>) -> Self {
        let mut items = Self::default();
        for (path, file) in parsed(files) {
            file.items.iter().for_each(|item| items.add_item(path, item));
        }
        items
    }

    /// What is here and not there, or something else there.
    pub fn gone(&self, other: &Self) -> Vec<String> {
        let all = self.0.iter().flat_map(|(path, all)| all.iter().map(move |what| (path, what)));
        let gone = all.filter(|(path, what)| other.0.get(*path).is_none_or(|others| !others.contains(*what)));
        gone.map(|(path, what)| format!("{path}: {what}, and now {:?}", other.0.get(path))).collect()
    }

    fn add(&mut self, path: String, what: impl Into<String>) {
        self.0.entry(path).or_default().insert(what.into());
    }

    fn add_item(&mut self, at: &str, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => {
                let path = format!("{at}::{}", item.ident);
                self.add(path.clone(), format!("struct {:?}", derived(&item.attrs)));
                for (name, ty) in public_fields(item) {
                    self.add(format!("{path}::{name}"), ty);
                }
            }
            syn::Item::Enum(item) if is_public(&item.vis) => self.add_enum(at, item, "enum"),
            syn::Item::Type(item) if is_public(&item.vis) => {
                self.add(format!("{at}::{}", item.ident), text(&item.ty))
            }
            syn::Item::Impl(item) => self.add_impl(at, item),
            syn::Item::Macro(item) => {
                let name =
                    item.mac.path.segments.last().map_or_else(String::new, |last| last.ident.to_string());
                if let Ok(item) = item.mac.parse_body::<syn::ItemEnum>() {
                    self.add_enum(at, &item, &name);
                } else if let Ok(item) = item.mac.parse_body::<syn::ItemStruct>() {
                    self.add(format!("{at}::{}", item.ident), name);
                } else if name == "kind" {
                    self.add(format!("{at}::kind"), item.mac.tokens.to_string());
                } else if name == "builder" {
                    let builder: Builder =
                        item.mac.parse_body().unwrap_or_else(|error| panic!("{at}: {error}"));
                    self.add(format!("{at}::{}", builder.of), "a builder");
                    for setter in builder.setters {
                        self.add(format!("{at}::{}::{}", builder.of, setter.name), setter.takes);
                    }
                }
            }
            syn::Item::Mod(item) if is_public(&item.vis) => {
                let at = format!("{at}::{}", item.ident);
                item.content.iter().flat_map(|(_, items)| items).for_each(|item| self.add_item(&at, item));
            }
            _ => {}
        }
    }

    fn add_enum(&mut self, at: &str, item: &syn::ItemEnum, what: &str) {
        let path = format!("{at}::{}", item.ident);
        self.add(path.clone(), format!("{what} {:?}", derived(&item.attrs)));
        for variant in &item.variants {
            let held: Vec<String> = variant.fields.iter().map(|field| text(&field.ty)).collect();
            self.add(format!("{path}::{}", variant.ident), held.join(", "));
        }
    }

    fn add_impl(&mut self, at: &str, item: &syn::ItemImpl) {
        let path = format!("{at}::{}", text(&item.self_ty));
        if let Some((implemented, _)) = &item.trait_ {
            return self.add(path, format!("impl {}", text(implemented)));
        }
        for function in public_functions(item) {
            let takes = function.sig.inputs.iter().map(|argument| match argument {
                syn::FnArg::Receiver(receiver) => text(receiver),
                // Whatever it is called.
                syn::FnArg::Typed(typed) => text(&typed.ty),
            });
            let signature =
                format!("fn({}) {}", takes.collect::<Vec<_>>().join(", "), text(&function.sig.output));
            self.add(format!("{path}::{}", function.sig.ident), signature);
        }
    }
}

/// The files of the families' crates, and those with the names of events and of their kinds.
pub fn parsed(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, syn::File)> {
    files.iter().filter_map(|(path, text)| {
        let path = path.strip_prefix("crates/events/")?;
        let is_of_family = path.ends_with("/src/lib.rs") && path != "dice-events/src/lib.rs";
        let of_all = ["event.rs", "event_type.rs", "kind.rs"].map(|name| format!("dice-events/src/{name}"));
        let is_looked_at = is_of_family || of_all.iter().any(|known| path == known);
        let file = || syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        is_looked_at.then(|| (path, file()))
    })
}

/// The public fields of a struct, each with its type.
pub fn public_fields(item: &syn::ItemStruct) -> impl Iterator<Item = (String, String)> {
    let fields = item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis));
    fields.map(|(number, field)| {
        let name = field.ident.as_ref().map_or(number.to_string(), ToString::to_string);
        (name, text(&field.ty))
    })
}

/// The public functions of a type.
pub fn public_functions(item: &syn::ItemImpl) -> impl Iterator<Item = &syn::ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    })
}

pub fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// What can be done with every value of a type.
fn derived(attributes: &[syn::Attribute]) -> Vec<String> {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    derives.map(text).collect()
}

pub fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

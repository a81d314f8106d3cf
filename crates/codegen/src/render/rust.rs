//! Rust crates: one per family, one of what families share, the facade that receivers import, and the endpoint API's.
//!
//! They depend on each other in one direction: API, facade, families, common, runtime.

mod api;
pub mod builders;
pub mod collisions;
mod contract;
mod delivery;
mod delivery_by_layout;
mod docs;
mod event;
mod event_type;
mod facade;
mod facade_test;
mod facade_test_by_layout;
mod introduction;
mod lists;
mod manifest;
pub mod names;
mod receiver;
mod shapes;
pub mod types;
pub mod unions;

pub use facade::module;

use std::io::{self, Write};

use proc_macro2::{TokenStream, TokenTree};
use quote::format_ident;
use syn::parse::{ParseStream, Parser as _};
use webhook_schema::diagnostic::terminal;

use crate::files::Sink;
use crate::ir::{Field, Home, Ir, Type};
use crate::render::{CATALOG, marker};
use types::Typified;

const DIRECTORY: &str = "crates/events";

/// The longest line of an item as it is printed, in bytes.
const WIDTH: usize = 89;

/// Features of the runtime that the facade passes on, and what each is for.
const RUNTIME_FEATURES: [(&str, &str); 11] = [
    ("chrono", "Timestamps convert to the types of the crate chrono."),
    ("jiff", "Timestamps convert to the types of the crate jiff."),
    ("time", "Timestamps convert to the types of the crate time."),
    ("http", "Headers may be those of the crate http."),
    ("axum", "Deliveries are extracted, or received by a route, in axum, and served to clients of any kind."),
    ("redb", "Handled events are remembered in a file."),
    ("redis", "Handled events are remembered in Redis, for several machines."),
    ("redis-cluster", "Handled events are remembered in a Redis Cluster."),
    ("redis-sentinel", "Handled events are remembered in the Redis that sentinels name."),
    ("tracing", "Each delivery is a span, for logs and traces."),
    ("testing", "Deliveries are made and signed for tests, wrong ones too."),
];

/// The feature that payloads and deliveries are built with: receivers do without, and build faster.
const SENDER_FEATURE: &str = "sender";

/// Those of them that need the receiver.
const RECEIVER_FEATURES: [&str; 7] =
    ["axum", "redb", "redis", "redis-cluster", "redis-sentinel", "tracing", "testing"];

/// What the feature `sender` is for. By a layout that is not plain, nothing makes a delivery of a payload.
fn sender_purpose(ir: &Ir<'_>) -> &'static str {
    match ir.plain {
        Some(_) => "Payloads and deliveries are built, field by field.",
        None => "Payloads are built, field by field.",
    }
}

/// The crate of a home. With the one of what is shared come the files that there is one of.
pub type Part = Home;

/// Every crate, starting with the one of what is shared.
pub fn parts(ir: &Ir<'_>) -> impl Iterator<Item = Part> {
    ir.crates()
}

/// Writes a crate.
pub fn render(ir: &Ir<'_>, typified: &Typified, home: Part, files: &mut Sink<'_>) {
    let types = typified.of_crate(ir, home);
    let directory = format!("{DIRECTORY}/{}", crate_name(ir, home));
    files.add(format!("{directory}/Cargo.toml"), manifest::types(ir, home));
    files.add(format!("{directory}/src/lib.rs"), shapes::render(ir, &types, home));
    match (home, &ir.api) {
        (Home::Common, _) => {
            // What prettyplease prints is not what rustfmt would, and `cargo fmt` must not make it drift.
            files.add(
                format!("{DIRECTORY}/rustfmt.toml"),
                format!("{}disable_all_formatting = true\n", header("#", CATALOG)),
            );
            // The envelope's types are among those that are shared.
            facade::render(ir, &types, files);
        }
        (Home::Api, Some(api)) => api::render(ir, api, files),
        (Home::Api | Home::Family(_), _) => {}
    }
}

/// The name of the facade.
pub fn facade_name(ir: &Ir<'_>) -> String {
    format!("{}-events", ir.index.provider.name)
}

/// The name of the crate of a home.
pub fn crate_name(ir: &Ir<'_>, home: Home) -> String {
    match home {
        Home::Common => format!("{}-common", facade_name(ir)),
        Home::Family(family) => {
            format!("{}-{}", facade_name(ir), names::feature(&ir.family(family).entry.name))
        }
        Home::Api => format!("{}-api", ir.index.provider.name),
    }
}

/// A crate's name in paths.
pub fn crate_ident(ir: &Ir<'_>, home: Home) -> syn::Ident {
    format_ident!("{}", crate_name(ir, home).replace('-', "_"))
}

/// What every generated file opens with.
fn header(comment: &str, source: &str) -> String {
    let source = terminal::one_line(source);
    format!("{comment} {}\n", marker(&source))
}

/// A file of Rust: header, documentation of the module, and items. Those may be many, and are there once.
fn rust_file(source: &str, module_docs: &str, mut items: String) -> String {
    let head = [&header("//", source), "\n", module_docs].concat();
    items.truncate(items.trim_end().len());
    if items.is_empty() {
        return head;
    }
    let blank = items.len() - items.trim_start().len();
    items.replace_range(..blank, &(head + "\n"));
    items.push('\n');
    items
}

/// Items as text, each made when it is asked for.
type Items<'i> = Box<dyn Iterator<Item = String> + 'i>;

/// The same file where items name every event, so that one alone is large: each is gone before the next is made.
fn write_rust_file(source: &str, module_docs: &str, items: Items<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}\n{module_docs}", header("//", source))?;
    items.into_iter().try_for_each(|item| writeln!(out, "\n{}", item.trim()))
}

/// The documentation of a library, and how far rustc follows types in each other, where they are deeper than usual.
fn crate_head(ir: &Ir<'_>, docs: &str) -> String {
    let Some(limit) = ir.recursion_limit else { return docs.to_owned() };
    let attribute = format!("recursion_limit = \"{limit}\"");
    format!(
        "{docs}//!\n//! Types are in each other here more often than rustc follows by itself: a crate that uses them may need\n\
         //! `#![{attribute}]`, too.\n\n#![{attribute}]\n#![doc(test(attr({attribute})))]\n"
    )
}

/// The documentation of a test, which is a crate of its own.
fn test_head(ir: &Ir<'_>, docs: &str) -> String {
    let limit = ir.recursion_limit.map(|limit| format!("\n#![recursion_limit = \"{limit}\"]\n"));
    docs.to_owned() + &limit.unwrap_or_default()
}

/// Items as text.
fn unparse(items: TokenStream) -> String {
    let mut text = String::new();
    let mut after_use = true;
    let print = |items: ParseStream<'_>| {
        while !items.is_empty() {
            // Each is gone before the next is parsed.
            let item = items.parse()?;
            let is_use = matches!(item, syn::Item::Use(_) | syn::Item::Mod(_));
            let stays_close = is_use && after_use;
            if !text.is_empty() && !stays_close {
                text.push('\n');
            }
            after_use = is_use;
            text += &prettyplease::unparse(&syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            });
        }
        Ok(())
    };
    // The tokens are ours: what does not parse here is a mistake in a template, which the first test meets.
    print.parse2(items).expect("a template makes items");
    text
}

/// The type of a field, with what absence and null make of it.
fn field_type(field: &Field, ty: &syn::Type) -> TokenStream {
    match (field.required, field.nullable) {
        (true, false) => quote::quote!(#ty),
        (true, true) | (false, false) => quote::quote!(Option<#ty>),
        (false, true) => quote::quote!(Option<Option<#ty>>),
    }
}

/// What lets a field have a type that clippy finds too complex: it is as deep as its schema, and has no name there.
fn allowed_depth(ty: &TokenStream) -> Option<TokenStream> {
    /// Above this, clippy asks for names in between.
    const MOST: usize = 250;
    (complexity(ty) > MOST)
        .then(|| quote::quote!(#[allow(clippy::type_complexity, reason = "it is as deep as its schema")]))
}

/// How complex a type is to clippy: each one in it counts by its depth.
fn complexity(ty: &TokenStream) -> usize {
    let (mut depth, mut complexity) = (1, 0);
    let mut before = ' ';
    for token in ty.clone() {
        let letter = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => 'a',
        };
        match letter {
            '<' => depth += 1,
            '>' => depth -= 1,
            // What follows a colon is the rest of a path.
            'a' if before != ':' => complexity += 10 * depth,
            _ => {}
        }
        before = letter;
    }
    complexity
}

/// What may stand in a field's place, in the words of the runtime's `object!`.
fn presence(field: &Field) -> &'static str {
    match (field.required, field.nullable) {
        (true, _) => "required",
        (false, false) => "optional",
        (false, true) => "optional_nullable",
    }
}

/// The types of the runtime that some types need.
fn runtime_types(types: &[&Type]) -> Vec<syn::Ident> {
    let needs = |is_such: fn(&Type) -> bool| types.iter().any(|ty| ty.any(&is_such));
    let all = [
        ("Number", needs(|ty| matches!(ty, Type::Number))),
        ("RawJson", needs(|ty| matches!(ty, Type::Any))),
        ("Secret", needs(|ty| matches!(ty, Type::Secret))),
        ("Timestamp", needs(|ty| matches!(ty, Type::Timestamp))),
    ];
    all.into_iter().filter(|(_, is_needed)| *is_needed).map(|(name, _)| format_ident!("{name}")).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn deep_types_are_allowed() {
        let deep = quote!(Option<Option<BTreeMap<String, Option<Vec<Option<String>>>>>>);
        let shallow = quote!(Option<Option<BTreeMap<String, Vec<webhook_runtime::Number>>>>);
        assert_eq!((super::complexity(&deep), super::complexity(&shallow)), (320, 190));
        assert!(super::allowed_depth(&deep).is_some() && super::allowed_depth(&shallow).is_none());
    }

    #[test]
    fn macros_are_laid_out_as_people_write_them() {
        let text = super::unparse(quote! {
            fn held(a: &str) {
                assert!(!a.is_empty() && same(&a, *a), "{a}");
                assert_eq!(Some(*a), vec![&a].first());
            }
        });
        for line in
            ["assert!(!a.is_empty() && same(&a, *a), \"{a}\");", "assert_eq!(Some(*a), vec![&a].first());"]
        {
            assert!(text.contains(line), "{text}");
        }
    }
}

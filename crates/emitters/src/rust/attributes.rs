//! What attributes say: tests, what is compiled, and the names that serde gives.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Stmt, Token};

/// Attributes that hand a function to nobody.
const PLAIN: [&str; 14] = [
    "allow",
    "cfg",
    "cfg_attr",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "inline",
    "instrument",
    "must_use",
    "track_caller",
    "warn",
    "forbid",
];

/// Whether something is a test, or compiled for tests only, or never.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match last(attribute).as_str() {
        "test" | "bench" | "rstest" | "test_case" | "quickcheck" | "proptest" => true,
        "cfg" => match &attribute.meta {
            Meta::List(list) => list.parse_args::<Meta>().is_ok_and(|meta| is_never_shipped(&meta)),
            _ => false,
        },
        _ => false,
    })
}

/// The attributes of a statement; items and variables see to their own.
pub(super) fn of(statement: &Stmt) -> &[Attribute] {
    match statement {
        Stmt::Macro(it) => &it.attrs,
        Stmt::Expr(Expr::Block(it), _) => &it.attrs,
        Stmt::Expr(Expr::Call(it), _) => &it.attrs,
        Stmt::Expr(Expr::If(it), _) => &it.attrs,
        Stmt::Expr(Expr::Match(it), _) => &it.attrs,
        Stmt::Expr(Expr::MethodCall(it), _) => &it.attrs,
        Stmt::Expr(Expr::Try(it), _) => &it.attrs,
        Stmt::Expr(Expr::Unsafe(it), _) => &it.attrs,
        _ => &[],
    }
}

/// Whether a condition holds in tests only, or never.
fn is_never_shipped(condition: &Meta) -> bool {
    let parts = |list: &syn::MetaList| -> Vec<Meta> {
        let parsed = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        parsed.into_iter().flatten().collect()
    };
    match condition {
        Meta::Path(path) => path.is_ident("test") || path.is_ident("false"),
        Meta::List(list) if list.path.is_ident("all") => parts(list).iter().any(is_never_shipped),
        Meta::List(list) if list.path.is_ident("any") => parts(list).iter().all(is_never_shipped),
        _ => false,
    }
}

/// Whether a macro may hand a function to somebody, as a route or an entry point.
pub(super) fn is_handed_on(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| !PLAIN.contains(&last(attribute).as_str()))
}

/// The names that attributes such as `#[serde(rename = "…")]` give a variant.
pub(super) fn names(attributes: &[Attribute]) -> Vec<LitStr> {
    let mut names = Vec::new();
    for attribute in
        attributes.iter().filter(|attribute| ["serde", "strum"].contains(&last(attribute).as_str()))
    {
        let Meta::List(list) = &attribute.meta else { continue };
        let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        for part in parts.into_iter().flatten() {
            if let Meta::NameValue(pair) = part
                && ["rename", "serialize", "to_string"].iter().any(|name| pair.path.is_ident(name))
                && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = pair.value
            {
                names.push(text);
            }
        }
    }
    names
}

/// The last segment of an attribute's path: `test` of `#[tokio::test]`.
fn last(attribute: &Attribute) -> String {
    attribute.path().segments.last().map_or_else(String::new, |segment| segment.ident.to_string())
}

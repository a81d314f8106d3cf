//! Lists in items that have an entry for each event. As tokens, all entries take many times the memory of their text: a few are
//! printed at a time, and put where a [`hole`] is left in the item.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::unparse;

/// How many entries are tokens at once.
const AT_ONCE: usize = 64;

/// What a hole is printed as.
const HOLE: &str = "__entries__";

/// Entries as text, as they are printed in an item.
pub struct Entries(String);

/// Arms of a `match`, each with its comma, in a method of an `impl`.
pub fn arms(arms: impl Iterator<Item = TokenStream>) -> Entries {
    print(arms, |arms| quote!(impl A { fn a() { match a { #arms } } }), 3)
}

/// Arms of a `match` in an arm of another that is in `Ok`, each with its comma, in a method of an `impl`.
pub fn inner_arms(arms: impl Iterator<Item = TokenStream>) -> Entries {
    print(arms, |arms| quote!(impl A { fn a() { Ok(match a { a => match a { #arms }, }) } }), 6)
}

/// Variants of an `enum`, each with its comma.
pub fn variants(variants: impl Iterator<Item = TokenStream>) -> Entries {
    print(variants, |variants| quote!(enum A { #variants }), 1)
}

/// Items of an array, each with its comma, in a `static`.
pub fn items(items: impl Iterator<Item = TokenStream>) -> Entries {
    print(items, |items| quote!(static A: [A; 0] = [#items];), 1)
}

/// Prints entries in as many lines before and after them as others have in an item.
fn print(
    mut entries: impl Iterator<Item = TokenStream>,
    around: fn(TokenStream) -> TokenStream,
    lines: usize,
) -> Entries {
    let mut text = String::new();
    loop {
        let some: TokenStream = entries.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Entries(text);
        }
        let printed = unparse(around(some));
        let printed: Vec<&str> = printed.split_inclusive('\n').collect();
        text.extend(printed[lines..printed.len() - lines].iter().copied());
    }
}

/// What stands for the arms of a `match` in an item; nothing where there are none.
pub fn hole_for_arms(arms: &Entries) -> TokenStream {
    let hole = format_ident!("{HOLE}");
    if arms.0.is_empty() { TokenStream::new() } else { quote!(#hole => {}) }
}

/// What stands for other entries in an item; nothing where there are none.
pub fn hole(entries: &Entries) -> TokenStream {
    let hole = format_ident!("{HOLE}");
    if entries.0.is_empty() { TokenStream::new() } else { quote!(#hole,) }
}

/// Items as text, with entries in their holes, in this order.
pub fn filled<'e>(items: TokenStream, entries: impl IntoIterator<Item = &'e Entries>) -> String {
    let mut entries = entries.into_iter().filter(|Entries(text)| !text.is_empty());
    let mut filled = String::new();
    for line in unparse(items).split_inclusive('\n') {
        match (line.split_once(HOLE), line.trim_start().starts_with(HOLE)) {
            (None, _) => filled += line,
            (Some(_), true) => filled.extend(entries.next().map(|Entries(text)| text.as_str())),
            // An array is one line.
            (Some((before, after)), false) => {
                let text = entries.next().map_or("", |Entries(text)| text);
                filled.extend([before, "\n", text, after]);
            }
        }
    }
    filled
}

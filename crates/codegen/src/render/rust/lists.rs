//! Lists in items that have an entry for each event. Entries are text: as tokens, all of them take many times the memory, and to
//! parse them takes most of the time. They are put where a [`hole`] is left in the item.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{WIDTH, unparse};

/// What a hole is printed as.
const HOLE: &str = "__entries__";

/// The longest line with an arm, which has its comma beyond that of others.
const ARM_WIDTH: usize = WIDTH + 1;

/// Entries as they are printed in an item.
pub struct Entries(String);

/// An arm of a `match`.
pub struct Arm {
    /// The attribute on the line above; empty where there is none.
    pub above: String,
    pub pattern: String,
    pub body: String,
}

/// What stands around entries in an item.
struct Around {
    /// How far the entries are indented.
    indent: usize,
    /// The longest line of theirs, indented.
    width: usize,
    /// How many lines there are before them, and as many after them.
    lines: usize,
    item: fn(TokenStream) -> TokenStream,
}

/// Arms in a method of an `impl`.
pub fn arms(arms: impl Iterator<Item = Arm>) -> Entries {
    let item = |arms| quote!(impl A { fn a() { match a { #arms } } });
    let around = Around { indent: 12, width: ARM_WIDTH, lines: 3, item };
    print(arms.map(|arm| arm.text(&around)), &around)
}

/// Arms in an arm of another `match` that is in `Ok`, in a method of an `impl`.
pub fn inner_arms(arms: impl Iterator<Item = Arm>) -> Entries {
    let item = |arms| quote!(impl A { fn a() { Ok(match a { a => match a { #arms }, }) } });
    let around = Around { indent: 24, width: ARM_WIDTH, lines: 6, item };
    print(arms.map(|arm| arm.text(&around)), &around)
}

/// Variants of an `enum`, each with its comma.
pub fn variants(variants: impl Iterator<Item = String>) -> Entries {
    let item = |variants| quote!(enum A { #variants });
    print(variants, &Around { indent: 4, width: WIDTH, lines: 1, item })
}

/// Items of an array, each with its comma, in a `static`.
pub fn items(items: impl Iterator<Item = String>) -> Entries {
    let item = |items| quote!(static A: [A; 0] = [#items];);
    print(items, &Around { indent: 4, width: WIDTH, lines: 1, item })
}

/// Items of an array, each with its comma and on a line of its own, in a constant of an `impl`.
pub fn constants(items: impl Iterator<Item = String>) -> Entries {
    let item = |items| quote!(impl A { const A: &'static [A] = &[#items]; });
    print(items, &Around { indent: 8, width: WIDTH, lines: 2, item })
}

/// A text as a literal.
pub fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// What stands above an entry that is there if a feature is on.
pub fn behind(feature: &str) -> String {
    format!("#[cfg(feature = {})]", literal(feature))
}

impl Arm {
    /// The arm as prettyplease has it: with its body in braces where both are too long for a line. A macro in braces would be a
    /// statement there.
    fn text(self, around: &Around) -> String {
        let Self { above, pattern, body } = self;
        let above = if above.is_empty() { above } else { above + "\n" };
        let room = WIDTH - around.indent;
        let fits = pattern.len() + " => ".len() + body.len() <= room;
        let fits_in_braces =
            pattern.len() + " => {".len() <= room && body.len() + 4 <= room && !body.contains('!');
        match fits || !fits_in_braces {
            true => format!("{above}{pattern} => {body},"),
            false => format!("{above}{pattern} => {{\n    {body}\n}}"),
        }
    }
}

/// Prints entries, which are laid out as in an item already, but for the indentation. Those with a line that is too long are laid
/// out with what is around them.
fn print(entries: impl Iterator<Item = String>, around: &Around) -> Entries {
    let mut text = String::new();
    let indent = " ".repeat(around.indent);
    for entry in entries {
        if entry.lines().all(|line| line.starts_with("///") || around.indent + line.len() <= around.width) {
            entry.lines().for_each(|line| text.extend([&indent, line, "\n"]));
        } else {
            let tokens = entry.parse().expect("a template makes tokens");
            let printed = unparse((around.item)(tokens));
            let printed: Vec<&str> = printed.split_inclusive('\n').collect();
            text.extend(printed[around.lines..printed.len() - around.lines].iter().copied());
        }
    }
    Entries(text)
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
            // An array is one line, and stays one where it is short.
            (Some((before, after)), false) => {
                let text = entries.next().map_or("", |Entries(text)| text);
                let indent = &before[..before.len() - before.trim_start().len()];
                match on_one_line(before, text, after.trim_start_matches(',')) {
                    Some(line) => filled += &line,
                    None => filled.extend([before, "\n", text, indent, after.trim_start_matches(',')]),
                }
            }
        }
    }
    filled
}

/// An array on one line, where it is as short as that.
fn on_one_line(before: &str, items: &str, after: &str) -> Option<String> {
    let items: Vec<&str> = items.lines().take(WIDTH).map(str::trim).collect();
    let items = items.join(" ");
    let line = format!("{before}{}{after}", items.strip_suffix(',').unwrap_or(&items));
    (line.trim_end().len() <= WIDTH).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as they are, and what is printed of them in an item.
    fn printed(entries: &Entries, item: TokenStream) -> (String, String) {
        let item = unparse(item);
        let inside = item.split_inclusive('\n').filter(|line| !line.starts_with(['i', 'e', 's', '}', ']']));
        let inside = inside.filter(|line| {
            !["    fn a() {\n", "        match a {\n", "        }\n", "    }\n"].contains(line)
        });
        (entries.0.clone(), inside.collect())
    }

    #[test]
    fn entries_are_laid_out_as_in_an_item() {
        for length in (1..120).chain([200]) {
            let name = "a".repeat(length);
            let bodies =
                [name.clone(), format!("{name}(b)"), format!("\"{name}\""), format!("cfg!(b = \"{name}\")")];
            for (pattern, body) in bodies.iter().flat_map(|body| [("b", body), (name.as_str(), body)]) {
                let arm = Arm { above: behind("b"), pattern: pattern.to_owned(), body: body.clone() };
                let tokens: TokenStream =
                    format!("#[cfg(feature = \"b\")] {pattern} => {body},").parse().expect("tokens");
                let item = quote!(impl A { fn a() { match a { #tokens } } });
                let (entries, inside) = printed(&arms(std::iter::once(arm)), item);
                assert_eq!(entries, inside);
            }
            let variant = format!("/// A `{name}`.\nA(Box<b::{name}>),");
            let tokens: TokenStream = variant.parse().expect("tokens");
            let (entries, inside) = printed(&variants(std::iter::once(variant)), quote!(enum A { #tokens }));
            assert_eq!(entries, inside);
        }
    }

    #[test]
    fn arrays_are_laid_out_as_in_an_item() {
        for (length, number) in (1..100).flat_map(|length| (0..12).map(move |number| (length, number))) {
            let name = format!("A::{},", "a".repeat(length));
            let tokens: TokenStream = name.repeat(number).parse().expect("tokens");
            let item = |items: TokenStream| quote!(impl A { const A: &'static [A] = &[#items]; });
            let entries = constants((0..number).map(|_| name.clone()));
            assert_eq!(
                filled(item(hole(&entries)), [&entries]),
                unparse(item(tokens)),
                "{number} of {length}"
            );
        }
    }
}

//! Texts of authors as documentation of Rust items, without what rustdoc would take for markup.

use indexmap::IndexSet;
use proc_macro2::TokenStream;
use quote::quote;

use super::names;
use crate::ir::{Constraints, Deprecation, Description, Field, Ir, Shape, ShapeKind, Type, Variant};
use crate::markup::{self, blocks};
use crate::told::{self, Place};
use crate::words;

/// A text as the lines of a doc comment, without the marks in front.
pub fn lines(text: &str) -> Vec<String> {
    blocks::lines(&blocks::blocks(text), &escape)
}

/// A text as a part of one line of a doc comment.
pub fn line(text: &str) -> String {
    escape(&markup::on_one_line(text))
}

/// What an author says of a value, or else what its type is, as the lines of a doc comment.
pub fn of_value(ir: &Ir<'_>, description: &Description, ty: &Type) -> Vec<String> {
    match lines(&words::described(description)) {
        lines if lines.is_empty() => self::lines(&words::of_type(ir, ty)),
        lines => lines,
    }
}

/// What an author says of a shape, or else what it is.
pub fn of_shape(ir: &Ir<'_>, shape: &Shape) -> Vec<String> {
    match lines(&words::described(&shape.description)) {
        lines if lines.is_empty() => self::lines(&words::of_shape(ir, shape)),
        lines => lines,
    }
}

/// All that is said of a type: of what is worded otherwise under a name of its own, that name says it.
pub fn of_type(ir: &Ir<'_>, shape: &Shape) -> Vec<String> {
    let mut lines = of_shape(ir, shape);
    for (other, mut places) in told::otherwise(ir, shape, |shape| words::described(&shape.description)) {
        places.retain(|place| matches!(place, Place::File(_)));
        if !places.is_empty() && !other.is_empty() {
            lines.extend(told_in(&places, self::lines(&other)));
        }
    }
    lines
}

/// All that is said of a variant of a union, wherever it is said.
pub fn of_variant(ir: &Ir<'_>, union: &Shape, number: usize, variant: &Variant) -> Vec<String> {
    let said = |union: &Shape| match &union.kind {
        ShapeKind::Union { variants, .. } => {
            variants.get(number).map_or_else(Vec::new, |variant| words::all(&variant.remarks))
        }
        _ => Vec::new(),
    };
    let mut lines = of_shape(ir, ir.shape(variant.shape));
    let own = said(union);
    lines.extend((!own.is_empty()).then(|| [String::new(), line(&own.join(" "))]).into_iter().flatten());
    for (other, places) in told::otherwise(ir, union, said) {
        if !other.is_empty() {
            lines.extend(told_in(&places, vec![line(&other.join(" "))]));
        }
    }
    lines
}

/// What another name of a type is: what is said there, where that is not what the type says.
pub fn of_other_name(ir: &Ir<'_>, shape: &Shape, name: &str) -> Vec<String> {
    let mut others = shape.others.iter().map(|id| ir.shape(*id));
    let own = others.find(|other| other.ident == name).map(|other| words::described(&other.description));
    let own = own.filter(|own| *own != words::described(&shape.description));
    let mut lines = own.map_or_else(Vec::new, |said| self::lines(&said));
    lines.extend((!lines.is_empty()).then(String::new));
    lines.push(format!("The same type as [`{}`].", shape.ident));
    lines
}

/// All that is said of a field of a type, wherever it is said, but not that it is on its way out where that is an attribute.
pub fn of_field(
    ir: &Ir<'_>,
    shape: &Shape,
    number: usize,
    remark: fn(&Field) -> Option<String>,
) -> Vec<String> {
    let deprecation = |shape: &Shape| told::fields(shape)[number].remarks.deprecation.clone();
    let is_same = shape.others.iter().all(|id| deprecation(ir.shape(*id)) == deprecation(shape));
    let gone = |field: &Field| {
        let note = field.remarks.deprecation.as_ref().filter(|_| !is_same).map(words::deprecation);
        note.map(|note| format!("Deprecated: {note}."))
    };
    let remarks = |field: &Field| gone(field).into_iter().chain(remark(field)).collect::<Vec<_>>();
    let said = |shape: &Shape| {
        let field = &told::fields(shape)[number];
        (words::of_field(field), promised(field, &field.constraints, remarks(field)))
    };
    let (own, promises) = said(shape);
    let field = &told::fields(shape)[number];
    let mut lines = of_field_here(ir, field, remarks(field));
    for ((other, more), places) in told::otherwise(ir, shape, said) {
        // Whoever says nothing leaves it to the others.
        let is_other = other != own;
        let mut other = other.filter(|_| is_other).map_or_else(Vec::new, |text| self::lines(&text));
        if more != promises {
            other.extend(more.into_iter().skip(usize::from(other.is_empty())));
        }
        if !other.is_empty() {
            lines.extend(told_in(&places, other));
        }
    }
    lines
}

/// What is said in some places only, as paragraphs after others.
fn told_in(places: &IndexSet<Place>, said: Vec<String>) -> Vec<String> {
    let names = places.iter().map(|place| match place {
        Place::Type(name) => format!("[`{name}`]"),
        Place::File(name) => markup::code(name),
    });
    let phrase = format!("In {}:", names.collect::<Vec<_>>().join(", "));
    let mut lines = vec![String::new()];
    match &said[..] {
        [only] => lines.push(format!("{phrase} {only}")),
        _ => lines.extend([phrase, String::new()].into_iter().chain(said)),
    }
    lines
}

/// All that is said of a field in one place.
fn of_field_here(ir: &Ir<'_>, field: &Field, remarks: Vec<String>) -> Vec<String> {
    let mut constraints = field.constraints.clone();
    let said = words::of_field(field).unwrap_or_else(|| match &field.ty {
        Type::Any if field.is_null() => "`null`.".to_owned(),
        Type::String => match constraints.format.as_deref().and_then(words::of_format) {
            Some(said) => {
                constraints.format = None;
                said.to_owned()
            }
            None => words::of_type(ir, &field.ty),
        },
        // What it is says more than its name, which the type says.
        Type::Shape(id) => words::of_shape(ir, ir.shape(*id)),
        ty => words::of_type(ir, ty),
    });
    let mut lines = lines(&said);
    lines.extend(promised(field, &constraints, remarks));
    lines
}

/// What is promised of a field, and what is remarked, as paragraphs after others.
fn promised(field: &Field, constraints: &Constraints, mut remarks: Vec<String>) -> Vec<String> {
    let mut lines = of_constraints(constraints);
    remarks.extend(of_null(field));
    remarks.extend(words::remarks_of(field));
    if !remarks.is_empty() {
        lines.extend([String::new(), line(&remarks.join(" "))]);
    }
    lines
}

/// The key of a field, where it is another than whoever reads the name would guess.
pub fn other_key(field: &Field) -> Option<String> {
    let letters = |text: &str| text.replace('_', "").to_lowercase();
    let is_other = letters(&field.key) != letters(&names::name_of(field));
    is_other.then(|| format!("JSON key {}.", words::key_as_code(&field.key)))
}

/// What `None` stands for in a field that may be null: its type looks like that of another that may be absent.
pub fn of_null(field: &Field) -> Option<String> {
    let (presence, null) = words::presence(field);
    null.map(|null| format!("{}, {null}.", words::capitalized(presence)))
}

/// The attribute that says of a field that it is on its way out, wherever its type is. Whoever reads the field is told by the
/// compiler; the runtime's macros, which have to read and write it, are not.
pub fn deprecated(ir: &Ir<'_>, shape: &Shape, number: usize) -> TokenStream {
    let deprecation = |shape: &Shape| told::fields(shape)[number].remarks.deprecation.clone();
    let is_everywhere = shape.others.iter().all(|id| deprecation(ir.shape(*id)).is_some());
    let note = deprecation(shape).filter(|_| is_everywhere).map(|gone| words::deprecation(&gone));
    note.map(|note| markup::on_one_line(&note))
        .map(|note| quote! { #[deprecated = #note] })
        .unwrap_or_default()
}

/// That something is on its way out, as a paragraph after others.
pub fn of_deprecation(deprecation: Option<&Deprecation>) -> Vec<String> {
    let said = deprecation.map(|deprecation| format!("Deprecated: {}.", words::deprecation(deprecation)));
    said.into_iter().flat_map(|said| [String::new(), said]).collect()
}

/// What is promised of a value beyond its type.
pub fn of_constraints(constraints: &Constraints) -> Vec<String> {
    let constraints = words::constraints(constraints);
    if constraints.is_empty() {
        return Vec::new();
    }
    vec![String::new(), format!("Constraints: {}.", constraints.join(", "))]
}

/// The first sentence of a text, as a line of a doc comment.
pub fn first_sentence(text: &str) -> String {
    escape(&blocks::first_sentence(&blocks::blocks(text)))
}

/// Lines as the attributes that document an item.
pub fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| format!(" {line}"));
    quote! { #(#[doc = #lines])* }
}

/// Lines as a doc comment of an item, indented.
pub fn outer(indent: &str, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{indent}/// {line}").trim_end().to_owned() + "\n").collect()
}

/// Lines as the doc comment of a module.
pub fn inner(lines: &[String]) -> String {
    lines.iter().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect()
}

/// Text in which nothing but code in backticks and links to addresses is markup.
fn escape(line: &str) -> String {
    markup::escape_start(markup::inline(line, &str::to_owned, &markup::escape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup_by_accident() {
        let text = "# A <b> list[0] of `Vec<T>`,\n    indented\n\n- see https://a.example/x.\n\n    <code>";
        let expected = [
            "\\# A \\<b> list\\[0\\] of `Vec<T>`, indented",
            "",
            "- see <https://a.example/x>.",
            "",
            "  \\<code>",
        ];
        assert_eq!(lines(text), expected);
    }

    #[test]
    fn backticks_and_addresses_may_stand_anywhere() {
        let text = "it`s <b> (https://a.example/x_<id>), https://b.example/**x\u{202e}";
        let line = "it\\`s \\<b> (<https://a.example/x_>\\<id>), <https://b.example/**x>\\\\u{202e}";
        assert_eq!(lines(text), [line]);
    }

    #[test]
    fn first_sentences_end_where_the_next_begins() {
        assert_eq!(first_sentence("Fired, e.g. at 1.5 s. It then\nstops. Twice."), "Fired, e.g. at 1.5 s.");
        assert_eq!(first_sentence("No end"), "No end");
        assert_eq!(first_sentence(""), "");
    }
}

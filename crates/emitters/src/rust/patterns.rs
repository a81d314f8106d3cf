//! Patterns: the names that they bind, and the values that they ask for.

use syn::{Expr, ExprLit, Lit, Pat, Path};

use super::Reader;
use crate::facts::{BindingId, Kind};

impl Reader {
    /// Declares every name of a pattern as a variable, or as a parameter.
    pub(super) fn declare_all(&mut self, pattern: &Pat, kind: Kind) -> Vec<(String, BindingId)> {
        let is_parameter = matches!(kind, Kind::Parameter);
        let mut names = Vec::new();
        collect(pattern, &mut names);
        let kind = || if is_parameter { Kind::Parameter } else { Kind::Value };
        names.into_iter().map(|name| (name.clone(), self.to.declare(&name, false, kind()))).collect()
    }
}

/// The names that a pattern binds.
fn collect(pattern: &Pat, names: &mut Vec<String>) {
    match pattern {
        Pat::Ident(it) => {
            let name = it.ident.to_string();
            // A constant or a unit variant is written in the same way.
            if !name.starts_with(|first: char| first.is_uppercase()) {
                names.push(name);
            }
            it.subpat.iter().for_each(|(_, pattern)| collect(pattern, names));
        }
        Pat::Guard(it) => collect(&it.pat, names),
        Pat::Or(it) => it.cases.iter().for_each(|pattern| collect(pattern, names)),
        Pat::Paren(it) => collect(&it.pat, names),
        Pat::Reference(it) => collect(&it.pat, names),
        Pat::Slice(it) => it.elems.iter().for_each(|pattern| collect(pattern, names)),
        Pat::Struct(it) => it.fields.iter().for_each(|field| collect(&field.pat, names)),
        Pat::Tuple(it) => it.elems.iter().for_each(|pattern| collect(pattern, names)),
        Pat::TupleStruct(it) => it.elems.iter().for_each(|pattern| collect(pattern, names)),
        Pat::Type(it) => collect(&it.pat, names),
        _ => {}
    }
}

/// Whether a pattern asks for a text.
pub(super) fn asks_for_text(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(ExprLit { lit: Lit::Str(_) | Lit::ByteStr(_), .. }) => true,
        Pat::Guard(it) => asks_for_text(&it.pat),
        Pat::Or(it) => it.cases.iter().any(asks_for_text),
        Pat::Paren(it) => asks_for_text(&it.pat),
        Pat::Reference(it) => asks_for_text(&it.pat),
        Pat::Tuple(it) => it.elems.iter().any(asks_for_text),
        Pat::TupleStruct(it) => it.elems.iter().any(asks_for_text),
        Pat::Slice(it) => it.elems.iter().any(asks_for_text),
        _ => false,
    }
}

/// The variants that a pattern asks for.
pub(super) fn variants(pattern: &Pat) -> Vec<&Path> {
    match pattern {
        Pat::Path(it) => vec![&it.path],
        Pat::TupleStruct(it) => vec![&it.path],
        Pat::Struct(it) => vec![&it.path],
        Pat::Guard(it) => variants(&it.pat),
        Pat::Or(it) => it.cases.iter().flat_map(variants).collect(),
        Pat::Paren(it) => variants(&it.pat),
        Pat::Reference(it) => variants(&it.pat),
        _ => Vec::new(),
    }
}

/// The condition that stands with a pattern.
pub(super) fn guard(pattern: &Pat) -> Option<&Expr> {
    match pattern {
        Pat::Guard(it) => Some(&it.guard),
        _ => None,
    }
}

//! What tells alternatives apart: properties for which one of them lists a single value.

use std::collections::HashSet;

use crate::location;
use crate::validate::{Error, Found, Kind};

/// Whether an error says that an alternative is for values of another kind.
pub(super) fn is_choice(error: &Error) -> bool {
    matches!(error.kind, Kind::Type(_) | Kind::Const(_) | Kind::Enum(_))
}

/// The errors in properties that may tell an alternative from the others.
pub(super) fn tags<'e>(pointer: &str, errors: &'e [Error]) -> impl Iterator<Item = &'e Error> {
    errors.iter().filter(move |error| {
        let at = &error.pointer;
        !allowed(error).is_empty() && !at.is_empty() && location::parent(at) == pointer
    })
}

/// The properties that tell alternatives apart: those with one value in any of them, however many values they have in others.
pub(super) fn telling<'e>(branches: impl Iterator<Item = &'e [Error]>, pointer: &str) -> HashSet<&'e str> {
    let tags = branches.flat_map(|errors| tags(pointer, errors));
    tags.filter(|tag| allowed(tag).len() == 1).map(|tag| tag.pointer.as_str()).collect()
}

/// The values that a keyword lists.
pub(super) fn allowed(error: &Error) -> Vec<String> {
    match &error.kind {
        Kind::Const(value) => vec![quoted(&Found::of(value))],
        Kind::Enum(values) => values.iter().map(|value| quoted(&Found::of(value))).collect(),
        _ => Vec::new(),
    }
}

/// What was found as messages show it.
pub(super) fn quoted(found: &Found) -> String {
    format!("`{}`", found.text)
}

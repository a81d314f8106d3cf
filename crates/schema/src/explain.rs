//! What a value violates, in words for an author.

mod message;

pub use self::message::{brief, join_or};
use self::message::{message, quoted};
use crate::location::{self, Location};
use crate::validate::{Error, Kind};

/// An error in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Where in the instance: a JSON Pointer.
    pub pointer: String,
    /// Whether the name of the property is at fault, not its value.
    pub key: bool,
    /// What is wrong, without a full stop.
    pub message: String,
    /// The property that is missing, where that is the mistake.
    pub missing: Option<String>,
    /// The keyword that was violated, in the file of its schema.
    pub keyword: Location,
    /// Whether several alternatives of a `oneOf` match.
    pub is_ambiguous: bool,
    /// Whether the keyword allows no value at all, so that the schema is at fault.
    pub is_of_schema: bool,
}

/// The error as one finding or, where several properties or one clearly meant alternative are at fault, as several.
pub fn explain(error: &Error) -> Vec<Finding> {
    let Error { pointer, keyword, .. } = error;
    let finding = |message, missing| Finding {
        pointer: pointer.clone(),
        key: false,
        message,
        missing,
        keyword: keyword.clone(),
        is_ambiguous: matches!(&error.kind, Kind::OneOfSeveral(_)),
        is_of_schema: matches!(&error.kind, Kind::Enum(values) if values.is_empty()),
    };
    match &error.kind {
        Kind::AdditionalProperties(unexpected) | Kind::UnevaluatedProperties(unexpected) => unexpected
            .iter()
            .map(|name| Finding {
                pointer: location::join(pointer, name),
                key: true,
                message: format!("unknown property `{name}`"),
                missing: None,
                keyword: keyword.clone(),
                is_ambiguous: false,
                is_of_schema: false,
            })
            .collect(),
        Kind::AnyOf(branches) | Kind::OneOf(branches) => {
            alternatives(pointer, branches).unwrap_or_else(|| vec![finding(message(error), None)])
        }
        Kind::Regex { is_name, .. } => vec![Finding { key: *is_name, ..finding(message(error), None) }],
        Kind::Required(property) => vec![finding(message(error), Some(property.clone()))],
        _ => vec![finding(message(error), None)],
    }
}

/// The findings of the alternative that was meant: the only one that is for values like the one at `pointer`.
fn alternatives(pointer: &str, branches: &[Vec<Error>]) -> Option<Vec<Finding>> {
    let is_meant = |errors: &&Vec<Error>| {
        !errors.iter().any(|error| is_choice(error) && error.pointer == pointer)
            && tag(pointer, errors).is_none()
    };
    let mut meant = branches.iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(errors), None) => Some(errors.iter().flat_map(explain).collect()),
        (None, _) => unknown_tag(pointer, branches).map(|finding| vec![finding]),
        _ => None,
    }
}

/// Whether an error says that an alternative is for values of another kind.
fn is_choice(error: &Error) -> bool {
    matches!(error.kind, Kind::Type(_) | Kind::Const(_) | Kind::Enum(_))
}

/// The error in the property that tells an alternative from the others.
fn tag<'e>(pointer: &str, errors: &'e [Error]) -> Option<&'e Error> {
    errors.iter().find(|error| {
        let at = &error.pointer;
        only_value(error).is_some() && !at.is_empty() && location::parent(at) == pointer
    })
}

/// A finding in the property that tells the alternatives apart, when its value matches none of them.
fn unknown_tag(pointer: &str, branches: &[Vec<Error>]) -> Option<Finding> {
    let tags: Vec<_> = branches.iter().map(|errors| tag(pointer, errors)).collect::<Option<_>>()?;
    let first = tags.first()?;
    if tags.iter().any(|tag| tag.pointer != first.pointer) {
        return None;
    }
    let wanted = tags.iter().filter_map(|tag| only_value(tag));
    Some(Finding {
        pointer: first.pointer.clone(),
        key: false,
        message: format!("expected {}, found {}", join_or(wanted), quoted(&first.found)),
        missing: None,
        keyword: first.keyword.clone(),
        is_ambiguous: false,
        is_of_schema: false,
    })
}

/// The one value that a keyword allows, where it allows one.
fn only_value(error: &Error) -> Option<String> {
    match &error.kind {
        Kind::Const(value) => Some(brief(value)),
        Kind::Enum(values) => match &values[..] {
            [only] => Some(brief(only)),
            _ => None,
        },
        _ => None,
    }
}

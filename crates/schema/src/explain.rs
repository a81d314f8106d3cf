//! What a JSON Schema validator found, in words for an author.

mod message;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;

pub use self::message::{brief, join_or};
use self::message::{message, text};
use crate::location;

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
    /// The keyword that was violated: a full URL with a fragment where the schema has an `$id`, a pointer otherwise.
    pub keyword: String,
}

/// The error as one finding or, where several properties or one clearly meant alternative are at fault, as several.
pub fn explain(error: &ValidationError) -> Vec<Finding> {
    let pointer = error.instance_path().as_str();
    let keyword = keyword_location(error);
    let finding = |message, missing| Finding {
        pointer: pointer.to_owned(),
        key: false,
        message,
        missing,
        keyword: keyword.clone(),
    };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|name| Finding {
                pointer: location::join(pointer, name),
                key: true,
                message: format!("unknown property `{name}`"),
                missing: None,
                keyword: keyword.clone(),
            })
            .collect(),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            alternatives(pointer, context).unwrap_or_else(|| vec![finding(message(error), None)])
        }
        Kind::Required { property } => vec![finding(message(error), Some(text(property)))],
        _ => vec![finding(message(error), None)],
    }
}

fn keyword_location(error: &ValidationError) -> String {
    match error.absolute_keyword_location() {
        Some(location) => location.as_str().to_owned(),
        None => error.schema_path().as_str().to_owned(),
    }
}

/// The findings of the alternative that was meant: the only one that is for values like the one at `pointer`.
fn alternatives(pointer: &str, context: &[Vec<ValidationError<'static>>]) -> Option<Vec<Finding>> {
    let is_meant = |errors: &&Vec<ValidationError<'static>>| {
        !errors.iter().any(|error| is_choice(error) && error.instance_path().as_str() == pointer)
            && tag(pointer, errors).is_none()
    };
    let mut meant = context.iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(errors), None) => Some(errors.iter().flat_map(explain).collect()),
        (None, _) => unknown_tag(pointer, context).map(|finding| vec![finding]),
        _ => None,
    }
}

/// Whether an error says that an alternative is for values of another kind.
fn is_choice(error: &ValidationError) -> bool {
    matches!(error.kind(), Kind::Type { .. } | Kind::Constant { .. } | Kind::Enum { .. })
}

/// The error in the property that tells an alternative from the others.
fn tag<'e>(pointer: &str, errors: &'e [ValidationError<'static>]) -> Option<&'e ValidationError<'static>> {
    errors.iter().find(|error| {
        let at = error.instance_path().as_str();
        only_value(error).is_some() && !at.is_empty() && location::parent(at) == pointer
    })
}

/// A finding in the property that tells the alternatives apart, when its value matches none of them.
fn unknown_tag(pointer: &str, context: &[Vec<ValidationError<'static>>]) -> Option<Finding> {
    let tags: Vec<_> = context.iter().map(|errors| tag(pointer, errors)).collect::<Option<_>>()?;
    let first = tags.first()?;
    if tags.iter().any(|tag| tag.instance_path() != first.instance_path()) {
        return None;
    }
    let wanted = tags.iter().filter_map(|tag| only_value(tag));
    Some(Finding {
        pointer: first.instance_path().as_str().to_owned(),
        key: false,
        message: format!("expected {}, found {}", join_or(wanted), brief(first.instance())),
        missing: None,
        keyword: keyword_location(first),
    })
}

/// The one value that a keyword allows, where it allows one.
fn only_value(error: &ValidationError) -> Option<String> {
    match error.kind() {
        Kind::Constant { expected_value } => Some(brief(expected_value)),
        Kind::Enum { options } => match options.as_array().map(Vec::as_slice) {
            Some([only]) => Some(brief(only)),
            _ => None,
        },
        _ => None,
    }
}

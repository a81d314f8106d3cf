//! What a JSON Schema validator found, in words for an author.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use crate::location;

/// Characters of a value that a message repeats at most.
const VALUE_WIDTH: usize = 60;

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
        matches!(error.kind(), Kind::Constant { .. }) && !at.is_empty() && location::parent(at) == pointer
    })
}

/// A finding in the property that tells the alternatives apart, when its value matches none of them.
fn unknown_tag(pointer: &str, context: &[Vec<ValidationError<'static>>]) -> Option<Finding> {
    let tags: Vec<_> = context.iter().map(|errors| tag(pointer, errors)).collect::<Option<_>>()?;
    let first = tags.first()?;
    let wanted = tags.iter().map(|tag| match tag.kind() {
        Kind::Constant { expected_value } if tag.instance_path() == first.instance_path() => {
            Some(brief(expected_value))
        }
        _ => None,
    });
    let wanted: Vec<String> = wanted.collect::<Option<_>>()?;
    Some(Finding {
        pointer: first.instance_path().as_str().to_owned(),
        key: false,
        message: format!("expected {}, found {}", join_or(wanted.into_iter()), brief(first.instance())),
        missing: None,
        keyword: keyword_location(first),
    })
}

fn message(error: &ValidationError) -> String {
    let found = brief(error.instance());
    match error.kind() {
        Kind::Required { property } => format!("missing property `{}`", text(property)),
        Kind::Type { kind } => {
            let is = a(JsonType::from(error.instance().as_ref()));
            let wanted = match kind {
                TypeKind::Single(wanted) => a(*wanted).to_owned(),
                TypeKind::Multiple(wanted) => join_or(wanted.iter().map(|wanted| a(wanted).to_owned())),
            };
            format!("expected {wanted}, found {is}")
        }
        Kind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            format!("expected {}, found {found}", join_or(options.iter().map(brief)))
        }
        Kind::Constant { expected_value } => {
            format!("expected {}, found {found}", brief(expected_value))
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => match constants(context) {
            Some(constants) => format!("expected {}, found {found}", join_or(constants.into_iter())),
            None => format!("{found} matches none of the {} alternatives", context.len()),
        },
        Kind::OneOfMultipleValid { .. } => format!("{found} matches more than one alternative of a `oneOf`"),
        Kind::Pattern { pattern } => format!("{found} does not match the pattern `{pattern}`"),
        Kind::Format { format } if format == "regex" => format!("{found} is not a regular expression"),
        Kind::Format { format } => format!("{found} is not in the format `{format}`"),
        Kind::MinLength { limit: 1 } => "expected a non-empty string, found an empty one".to_owned(),
        Kind::MinLength { limit } => format!("{found} is shorter than {limit} characters"),
        Kind::MaxLength { limit } => format!("{found} is longer than {limit} characters"),
        Kind::Minimum { limit } => format!("{found} is less than {limit}"),
        Kind::Maximum { limit } => format!("{found} is greater than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("{found} is not greater than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("{found} is not less than {limit}"),
        Kind::MinItems { limit } => format!("expected at least {}, found fewer", items(*limit)),
        Kind::MaxItems { limit } => format!("expected at most {}, found more", items(*limit)),
        Kind::UniqueItems => "expected distinct items, found a duplicate".to_owned(),
        Kind::FalseSchema => "no value is allowed here".to_owned(),
        _ => clip(&error.to_string(), 3 * VALUE_WIDTH),
    }
}

fn items(number: u64) -> String {
    format!("{number} item{}", if number == 1 { "" } else { "s" })
}

/// The values of alternatives that are a `const` or `enum` each.
fn constants(context: &[Vec<ValidationError<'static>>]) -> Option<Vec<String>> {
    let mut values = Vec::new();
    for errors in context {
        for error in errors {
            match error.kind() {
                Kind::Constant { expected_value } => values.push(brief(expected_value)),
                Kind::Enum { options } => values.extend(options.as_array()?.iter().map(brief)),
                Kind::Type { .. } => {}
                _ => return None,
            }
        }
    }
    (!values.is_empty()).then_some(values)
}

/// A value as messages show it.
pub fn brief(value: &Value) -> String {
    format!("`{}`", clip(&text(value), VALUE_WIDTH))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn clip(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn a(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "an array",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

/// `a`, `b` or `c`.
pub fn join_or(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} or {last}", items.join(", ")),
    }
}

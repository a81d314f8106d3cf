//! What the jsonschema crate found, in words for an author, each at its place.
//!
//! Knows error kinds and how to say them. Does not know which file was validated.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use crate::place;

/// Characters of a value that a message repeats at most.
const VALUE_WIDTH: usize = 60;
/// Bytes of a name that is compared with others at most.
const LONGEST_NAME: usize = 100;

/// An error in words.
#[derive(Debug, PartialEq)]
pub(crate) struct Finding {
    /// Where in the instance.
    pub(crate) pointer: String,
    /// Whether the name of the property is at fault, not its value.
    pub(crate) key: bool,
    pub(crate) message: String,
    /// The property that is missing, where that is the mistake.
    pub(crate) missing: Option<String>,
    /// The keyword that says so: a full URL with a fragment where the schema has an `$id`, a pointer otherwise.
    pub(crate) keyword: String,
}

/// The error as one finding or, where several properties or one clearly meant alternative are at fault, as several.
pub(crate) fn explain(error: &ValidationError) -> Vec<Finding> {
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
                pointer: place::join(pointer, name),
                key: true,
                message: format!("there is no property `{name}` here"),
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
        matches!(error.kind(), Kind::Constant { .. }) && !at.is_empty() && place::parent(at) == pointer
    })
}

/// A finding in the property that tells the alternatives apart, when its value is that of none of them.
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
        message: format!("{} is not {}", brief(first.instance()), join_or(wanted.into_iter())),
        missing: None,
        keyword: keyword_location(first),
    })
}

fn message(error: &ValidationError) -> String {
    let found = brief(error.instance());
    match error.kind() {
        Kind::Required { property } => format!("the property `{}` is missing", text(property)),
        Kind::Type { kind } => {
            let is = a(JsonType::from(error.instance().as_ref()));
            let wanted = match kind {
                TypeKind::Single(wanted) => a(*wanted).to_owned(),
                TypeKind::Multiple(wanted) => join_or(wanted.iter().map(|wanted| a(wanted).to_owned())),
            };
            format!("this is {is}, and has to be {wanted}")
        }
        Kind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            format!("{found} is not {}", join_or(options.iter().map(brief)))
        }
        Kind::Constant { expected_value } => {
            format!("this is {found}, and has to be {}", brief(expected_value))
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => match constants(context) {
            Some(constants) => format!("{found} is not {}", join_or(constants.into_iter())),
            None => format!("{found} fits none of the {} shapes that it may have", context.len()),
        },
        Kind::OneOfMultipleValid { .. } => format!("{found} fits more than one of the shapes of a `oneOf`"),
        Kind::Pattern { pattern } => format!("{found} does not match the pattern `{pattern}`"),
        Kind::Format { format } if format == "regex" => format!("{found} is not a regular expression"),
        Kind::Format { format } => format!("{found} is not in the format `{format}`"),
        Kind::MinLength { limit: 1 } => "the text is empty".to_owned(),
        Kind::MinLength { limit } => format!("{found} is shorter than {limit} characters"),
        Kind::MaxLength { limit } => format!("{found} is longer than {limit} characters"),
        Kind::Minimum { limit } => format!("{found} is less than {limit}"),
        Kind::Maximum { limit } => format!("{found} is more than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("{found} is not more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("{found} is not less than {limit}"),
        Kind::MinItems { limit } => format!("the array has fewer items than {limit}"),
        Kind::MaxItems { limit } => format!("the array has more items than {limit}"),
        Kind::UniqueItems => "the array has an item twice".to_owned(),
        Kind::FalseSchema => "nothing is allowed here".to_owned(),
        _ => clip(&error.to_string(), 3 * VALUE_WIDTH),
    }
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
pub(crate) fn brief(value: &Value) -> String {
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
pub(crate) fn join_or(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} or {last}", items.join(", ")),
    }
}

/// The candidate that was probably meant, if there is one that `name` could be a slip of.
///
/// ```
/// assert_eq!(webhook_catalog::closest("patern", ["format", "pattern"]), Some("pattern"));
/// assert_eq!(webhook_catalog::closest("not", ["format", "pattern"]), None);
/// ```
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // The distance takes time and memory in proportion to both lengths.
    if name.len() > LONGEST_NAME {
        return None;
    }
    let distance = |candidate: &&str| strsim::damerau_levenshtein(name, candidate);
    let best =
        candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST_NAME).min_by_key(distance)?;
    (distance(&best) <= (name.chars().count() / 3).max(1)).then_some(best)
}

/// `did you mean …? ` before a help text, where there is something to suggest.
///
/// ```
/// let help = webhook_catalog::did_you_mean(Some("pattern"), "take it out");
/// assert_eq!(help, "did you mean `pattern`? take it out");
/// ```
pub fn did_you_mean(suggestion: Option<&str>, help: &str) -> String {
    match suggestion {
        Some(suggestion) => format!("did you mean `{suggestion}`? {help}"),
        None => help.to_owned(),
    }
}

//! One error of a validator in a sentence without a full stop: expected, then found.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use crate::words::counted;

/// Characters of a value that a message repeats at most.
const VALUE_WIDTH: usize = 60;

pub(super) fn message(error: &ValidationError) -> String {
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
            None => {
                let nearest = nearest(error.instance_path().as_str(), context).unwrap_or_default();
                format!("{found} matches none of the {} alternatives{nearest}", context.len())
            }
        },
        Kind::OneOfMultipleValid { context } => {
            let matching = context.iter().enumerate().filter(|(_, errors)| errors.is_empty());
            let numbers: Vec<String> = matching.map(|(number, _)| (number + 1).to_string()).collect();
            let which = match &numbers[..] {
                [first @ .., last] if !first.is_empty() => {
                    format!(": numbers {} and {last}", first.join(", "))
                }
                _ => String::new(),
            };
            format!("{found} matches more than one alternative of a `oneOf`{which}")
        }
        Kind::Pattern { pattern } => format!("{found} does not match the pattern `{pattern}`"),
        Kind::Format { format } if format == "regex" => format!("{found} is not a regular expression"),
        Kind::Format { format } => format!("{found} is not in the format `{format}`"),
        Kind::MinLength { limit: 1 } => "expected a non-empty string, found an empty one".to_owned(),
        Kind::MinLength { limit } => format!("{found} is shorter than {}", characters(*limit)),
        Kind::MaxLength { limit } => format!("{found} is longer than {}", characters(*limit)),
        Kind::Minimum { limit } => format!("{found} is less than {limit}"),
        Kind::Maximum { limit } => format!("{found} is greater than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("{found} is not greater than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("{found} is not less than {limit}"),
        Kind::MinItems { limit } => format!("expected at least {}, found fewer", items(*limit)),
        Kind::MaxItems { limit } => format!("expected at most {}, found more", items(*limit)),
        Kind::UniqueItems => "expected distinct items, found a duplicate".to_owned(),
        Kind::AdditionalItems { limit } => {
            format!("expected at most {}, found more", items(u64::try_from(*limit).unwrap_or(u64::MAX)))
        }
        Kind::UnevaluatedItems { unexpected } => {
            let (one, many) = ("an item that no keyword describes", "items that no keyword describes");
            format!("found {}: {}", if unexpected.len() == 1 { one } else { many }, unexpected.join(", "))
        }
        Kind::Contains => "expected an item that matches `contains`, found none".to_owned(),
        Kind::MinProperties { limit } => format!("expected at least {}, found fewer", properties(*limit)),
        Kind::MaxProperties { limit } => format!("expected at most {}, found more", properties(*limit)),
        Kind::PropertyNames { error } => format!("as the name of a property: {}", message(error)),
        Kind::MultipleOf { multiple_of } => format!("{found} is not a multiple of {multiple_of}"),
        Kind::Not { .. } => format!("{found} matches what `not` rules out"),
        Kind::ContentEncoding { content_encoding } => {
            format!("{found} is not encoded as `{content_encoding}`")
        }
        Kind::FromUtf8 { .. } => format!("{found} is not UTF-8 once it is decoded"),
        Kind::ContentMediaType { content_media_type } => {
            format!("{found} is not of the type `{content_media_type}`")
        }
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            format!("{found} takes too long to match against the `pattern`")
        }
        Kind::FalseSchema => "no value is allowed here".to_owned(),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let names: Vec<String> = unexpected.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "unknown {} {}",
                if names.len() == 1 { "property" } else { "properties" },
                names.join(", ")
            )
        }
        // About schemas themselves, and extensions of the validator.
        Kind::Referencing(_) | Kind::Custom { .. } => clip(&error.to_string(), 3 * VALUE_WIDTH),
    }
}

fn items(number: u64) -> String {
    counted(number, "item", "items")
}

fn characters(number: u64) -> String {
    counted(number, "character", "characters")
}

fn properties(number: u64) -> String {
    counted(number, "property", "properties")
}

/// The alternative that a value comes closest to, and what is wrong with the value for that.
fn nearest(pointer: &str, context: &[Vec<ValidationError<'static>>]) -> Option<String> {
    let is_of_type = |errors: &[ValidationError<'static>]| {
        let is_type = |error: &ValidationError| matches!(error.kind(), Kind::Type { .. });
        !errors.iter().any(|error| is_type(error) && error.instance_path().as_str() == pointer)
    };
    let all = context.iter().enumerate().filter(|(_, errors)| is_of_type(errors));
    let (number, errors) = all.min_by_key(|(_, errors)| errors.len())?;
    let first = errors.first()?;
    let path = first.instance_path().as_str();
    let at = match path.strip_prefix(pointer).map(|rest| rest.trim_start_matches('/')) {
        None | Some("") => String::new(),
        Some(rest) => format!("at `{rest}`, "),
    };
    let more = match errors.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Some(format!("; the closest is number {}: {at}{}{more}", number + 1, message(first)))
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

pub(super) fn text(value: &Value) -> String {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Every keyword that a validator can fail at.
    #[test]
    fn every_keyword_has_words() {
        let object = json!({ "a": 1, "b": 2 });
        for (schema, value, expected) in [
            (json!({ "type": "string" }), json!(1), "expected a string, found a number"),
            (json!({ "enum": ["a", 2] }), json!(1), "expected `a` or `2`, found `1`"),
            (json!({ "const": "a" }), json!("b"), "expected `a`, found `b`"),
            (json!({ "minimum": 2 }), json!(1), "`1` is less than 2"),
            (json!({ "maximum": 2 }), json!(3), "`3` is greater than 2"),
            (json!({ "exclusiveMinimum": 2 }), json!(2), "`2` is not greater than 2"),
            (json!({ "exclusiveMaximum": 2 }), json!(2), "`2` is not less than 2"),
            (json!({ "multipleOf": 0.5 }), json!(1.2), "`1.2` is not a multiple of 0.5"),
            (json!({ "minLength": 1 }), json!(""), "expected a non-empty string, found an empty one"),
            (json!({ "maxLength": 1 }), json!("ab"), "`ab` is longer than 1 character"),
            (json!({ "minLength": 3 }), json!("ab"), "`ab` is shorter than 3 characters"),
            (json!({ "pattern": "^x" }), json!("ab"), "`ab` does not match the pattern `^x`"),
            (json!({ "format": "uuid" }), json!("ab"), "`ab` is not in the format `uuid`"),
            (json!({ "minItems": 1 }), json!([]), "expected at least 1 item, found fewer"),
            (json!({ "maxItems": 1 }), json!([1, 2]), "expected at most 1 item, found more"),
            (json!({ "uniqueItems": true }), json!([1, 1]), "expected distinct items, found a duplicate"),
            (
                json!({ "contains": { "const": 1 } }),
                json!([2]),
                "expected an item that matches `contains`, found none",
            ),
            (json!({ "prefixItems": [true], "items": false }), json!([1, 2]), "no value is allowed here"),
            (
                json!({ "prefixItems": [true], "unevaluatedItems": false }),
                json!([1, 2]),
                "found an item that no keyword describes: 2",
            ),
            (json!({ "required": ["c"] }), object.clone(), "missing property `c`"),
            (json!({ "minProperties": 3 }), object.clone(), "expected at least 3 properties, found fewer"),
            (json!({ "maxProperties": 1 }), object.clone(), "expected at most 1 property, found more"),
            (json!({ "dependentRequired": { "a": ["c"] } }), object.clone(), "missing property `c`"),
            (
                json!({ "propertyNames": { "pattern": "^a" } }),
                object.clone(),
                "as the name of a property: `b` does not match the pattern `^a`",
            ),
            (
                json!({ "properties": { "a": true }, "additionalProperties": false }),
                object.clone(),
                "unknown property `b`",
            ),
            (json!({ "unevaluatedProperties": false }), object.clone(), "unknown properties `a`, `b`"),
            (json!({ "not": { "type": "object" } }), json!({}), "`{}` matches what `not` rules out"),
            (json!(false), json!(1), "no value is allowed here"),
            (
                json!({ "oneOf": [true, { "type": "string" }, { "type": "integer" }] }),
                json!(1),
                "`1` matches more than one alternative of a `oneOf`: numbers 1 and 3",
            ),
            (
                json!({ "anyOf": [
                    { "type": "string" },
                    { "required": ["c", "d"] },
                    { "properties": { "a": { "items": { "type": "null" }, "minItems": 1 } } },
                ] }),
                json!({ "a": [1] }),
                "`{\"a\":[1]}` matches none of the 3 alternatives; the closest is number 3: at `a/0`, expected null, \
                 found a number",
            ),
        ] {
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            let error = validator.iter_errors(&value).next().unwrap();
            assert_eq!(message(&error), expected, "{schema}");
        }
    }
}

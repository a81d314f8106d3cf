//! One error in a sentence without a full stop: expected, then found.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::tags::{allowed, is_choice, quoted, telling};
use super::wanted::{
    a, brief, characters, expected, is_of_other_type, items, join_or, properties, wanted_of_any,
};
use crate::model::JsonType;
use crate::validate::{Error, Kind};
use crate::words::counted;

pub(super) fn message(error: &Error) -> String {
    let found = quoted(&error.found);
    match &error.kind {
        Kind::Required(property) => format!("missing property `{property}`"),
        Kind::Type(types) => {
            let wanted = join_or(types.iter().map(|wanted| a(*wanted).to_owned()));
            format!("expected {wanted}, found {}", a(error.found.ty))
        }
        Kind::Enum(values) if values.is_empty() => "no value is valid here: the list is empty".to_owned(),
        Kind::Enum(values) => expected(values.iter().map(brief), &error.found),
        Kind::Const(value) => expected([brief(value)].into_iter(), &error.found),
        Kind::AnyOf(branches) | Kind::OneOf(branches) => match wanted_of_any(&error.pointer, branches) {
            Some(wanted) => {
                // Of an object, its type says more than its first characters.
                let is_by_type = branches.iter().all(|errors| is_of_other_type(&error.pointer, errors));
                let is_large = matches!(error.found.ty, JsonType::Array | JsonType::Object);
                if is_by_type || is_large {
                    let found = a(error.found.ty);
                    return format!("expected {}, found {found}", join_or(wanted.into_iter()));
                }
                expected(wanted.into_iter(), &error.found)
            }
            None if let Some(keys) = required_of_any(&error.pointer, branches) => {
                format!("missing property {}", join_or(keys.iter().map(|key| format!("`{key}`"))))
            }
            None => {
                let nearest = nearest(&error.pointer, branches).unwrap_or_default();
                format!("{found} matches none of the {} alternatives{nearest}", branches.len())
            }
        },
        Kind::OneOfSeveral(matching) => {
            let numbers: Vec<String> = matching.iter().map(|number| (number + 1).to_string()).collect();
            let which = match &numbers[..] {
                [first @ .., last] if !first.is_empty() => {
                    format!(": numbers {} and {last}", first.join(", "))
                }
                _ => String::new(),
            };
            format!("{found} matches more than one alternative of a `oneOf`{which}")
        }
        Kind::Pattern(pattern) => format!("{found} does not match the pattern `{pattern}`"),
        Kind::Regex { error, .. } => format!("{found} {}", error.problem()),
        Kind::Format(format) if format == "regex" => format!("{found} is not a regular expression"),
        Kind::Format(format) => format!("{found} is not in the format `{format}`"),
        Kind::MinLength(1) => "expected a non-empty string, found an empty one".to_owned(),
        Kind::MinLength(least) => format!("{found} is shorter than {}", characters(*least)),
        Kind::MaxLength(most) => format!("{found} is longer than {}", characters(*most)),
        Kind::Minimum(limit) => format!("{found} is less than {limit}"),
        Kind::Maximum(limit) => format!("{found} is greater than {limit}"),
        Kind::ExclusiveMinimum(limit) => format!("{found} is not greater than {limit}"),
        Kind::ExclusiveMaximum(limit) => format!("{found} is not less than {limit}"),
        Kind::MinItems(least) => format!("expected at least {}, found fewer", items(*least)),
        Kind::MaxItems(most) => format!("expected at most {}, found more", items(*most)),
        Kind::UniqueItems => "expected distinct items, found a duplicate".to_owned(),
        Kind::AdditionalItems(most) => format!("expected at most {}, found more", items(*most as u64)),
        Kind::UnevaluatedItems(unexpected) => {
            let (one, many) = ("an item that no keyword describes", "items that no keyword describes");
            let texts: Vec<&str> = unexpected.iter().map(|found| found.text.as_str()).collect();
            format!("found {}: {}", if texts.len() == 1 { one } else { many }, texts.join(", "))
        }
        Kind::Contains { least: 1, .. } => "expected an item that matches `contains`, found none".to_owned(),
        Kind::Contains { least, found } => {
            format!("expected at least {} that match `contains`, found {found}", items(*least))
        }
        Kind::MaxContains(most) => {
            let (one, many) = ("item that matches", "items that match");
            format!("expected at most {} `contains`, found more", counted(*most, one, many))
        }
        Kind::MinProperties(least) => format!("expected at least {}, found fewer", properties(*least)),
        Kind::MaxProperties(most) => format!("expected at most {}, found more", properties(*most)),
        Kind::PropertyNames(error) if matches!(error.kind, Kind::False) => {
            "no property is allowed here".to_owned()
        }
        Kind::PropertyNames(error) => format!("as the name of a property: {}", message(error)),
        Kind::MultipleOf(divisor) => format!("{found} is not a multiple of {divisor}"),
        Kind::Not => format!("{found} matches what `not` rules out"),
        Kind::ContentEncoding(encoding) => format!("{found} is not encoded as `{encoding}`"),
        Kind::ContentMediaType(media_type) => format!("{found} is not of the type `{media_type}`"),
        Kind::False => "no value is allowed here".to_owned(),
        Kind::AdditionalProperties(unexpected) | Kind::UnevaluatedProperties(unexpected) => {
            let names: Vec<String> = unexpected.iter().map(|name| format!("`{name}`")).collect();
            format!(
                "unknown {} {}",
                if names.len() == 1 { "property" } else { "properties" },
                names.join(", ")
            )
        }
        Kind::Lost(reference) => format!("the schema refers to `{reference}`, which leads nowhere"),
        Kind::More(most) => format!("more is wrong than the first {most} mistakes"),
        Kind::TooMuch => format!("{found} takes too long to check against the schema"),
    }
}

/// The properties of which each alternative requires one, where that is all that is wrong.
fn required_of_any<'e>(pointer: &str, branches: &'e [Vec<Error>]) -> Option<IndexSet<&'e str>> {
    let keys = branches.iter().map(|errors| match &errors[..] {
        [Error { pointer: at, kind: Kind::Required(key), .. }] if at == pointer => Some(key.as_str()),
        _ => None,
    });
    keys.collect::<Option<IndexSet<&str>>>().filter(|keys| !keys.is_empty())
}

/// The alternative that a value comes closest to, and what is wrong with the value for that.
fn nearest(pointer: &str, branches: &[Vec<Error>]) -> Option<String> {
    let all = branches.iter().enumerate().filter(|(_, errors)| !is_of_other_type(pointer, errors));
    let telling = telling(branches.iter().map(Vec::as_slice), pointer);
    let (number, errors) = all.min_by_key(|(_, errors)| distance(pointer, errors, &telling))?;
    let first = errors.first()?;
    let at = match first.pointer.strip_prefix(pointer).map(|rest| rest.trim_start_matches('/')) {
        None | Some("") => String::new(),
        Some(rest) => format!("at `{rest}`, "),
    };
    let more = match errors.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Some(format!("; the closest is number {}: {at}{}{more}", number + 1, message(first)))
}

/// How far a value is from an alternative: first whether that is for other values as a whole, or by what tells alternatives apart,
/// then how many keys are missing or unknown, then how many values are of other types, and then how much is wrong.
fn distance(pointer: &str, errors: &[Error], telling: &HashSet<&str>) -> [usize; 5] {
    let count = |is: &dyn Fn(&Error) -> usize| errors.iter().map(is).sum();
    [
        count(&|error| usize::from(is_choice(error) && error.pointer == pointer)),
        count(&|error| usize::from(!allowed(error).is_empty() && telling.contains(error.pointer.as_str()))),
        count(&|error| match &error.kind {
            Kind::Required(_) if error.pointer == pointer => 1,
            Kind::AdditionalProperties(keys) | Kind::UnevaluatedProperties(keys)
                if error.pointer == pointer =>
            {
                keys.len()
            }
            _ => 0,
        }),
        count(&|error| usize::from(matches!(error.kind, Kind::Type(_)))),
        errors.len(),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::validate::Validator;

    /// Every keyword that a validator can fail at.
    #[test]
    fn every_keyword_has_words() {
        let object = json!({ "a": 1, "b": 2 });
        for (schema, value, expected) in [
            (json!({ "type": "string" }), json!(1), "expected a string, found a number"),
            (json!({ "enum": ["a", 2] }), json!(1), "expected `a` or `2`, found `1`"),
            (json!({ "enum": [] }), json!(1), "no value is allowed here"),
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
            (
                json!({ "contains": { "const": 1 }, "minContains": 2 }),
                json!([1, 2]),
                "expected at least 2 items that match `contains`, found 1",
            ),
            (
                json!({ "contains": { "const": 1 }, "maxContains": 1 }),
                json!([1, 1]),
                "expected at most 1 item that matches `contains`, found more",
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
            (json!({ "propertyNames": false }), object.clone(), "no property is allowed here"),
            (json!({ "enum": [1, 2.5] }), json!("1"), "expected `1` or `2.5`, found the string `1`"),
            (
                json!({ "oneOf": [{ "const": "1" }, { "const": "2" }] }),
                json!(1),
                "expected the string `1` or `2`, found the number `1`",
            ),
            (
                json!({ "anyOf": [{ "required": ["c"] }, { "required": ["d"] }] }),
                object.clone(),
                "missing property `c` or `d`",
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
                json!({ "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "null" }] }),
                json!(2027),
                "expected a string or null, found a number",
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
            let errors = Validator::of(&schema).errors(&value);
            assert_eq!(message(&errors[0]), expected, "{schema}");
        }
    }

    #[test]
    fn the_closest_is_the_one_that_is_meant() {
        let text = json!({ "type": "string" });
        let branch = |kind: &str, keys: &[&str], required: &[&str]| {
            let mut properties = json!({ "kind": { "const": kind } });
            keys.iter().for_each(|key| properties[*key] = text.clone());
            json!({ "properties": properties, "required": required, "additionalProperties": false })
        };
        let (by_kind, by_keys) = (["a", "b", "c"], ["a"]);
        for (schema, value, expected) in [
            // What tells them apart says more than how much is wrong.
            (
                json!([
                    branch("x", &by_kind, &by_kind),
                    branch("y", &by_keys, &by_keys),
                    branch("x", &[], &["z"])
                ]),
                json!({ "kind": "x", "a": 1 }),
                "number 3: missing property `z`, and 1 more",
            ),
            // Keys say more than values, however many are wrong.
            (
                json!([
                    { "required": ["id", "name", "size"], "properties": { "id": { "minimum": 5 }, "name": text, "size": text } },
                    { "required": ["other"] },
                ]),
                json!({ "id": 1, "name": 2, "size": 3 }),
                "number 1: at `id`, `1` is less than 5, and 2 more",
            ),
            // Of what is wrong with values, a type says more than limits.
            (
                json!([
                    { "properties": { "a": { "type": "boolean" } } },
                    { "properties": { "a": { "maxLength": 1, "pattern": "^x" } } },
                ]),
                json!({ "a": "yes" }),
                "number 2: at `a`, `yes` is longer than 1 character, and 1 more",
            ),
        ] {
            let errors = Validator::of(&json!({ "anyOf": schema })).errors(&value);
            let message = message(&errors[0]);
            assert_eq!(message.split_once("the closest is ").map(|(_, it)| it), Some(expected), "{message}");
        }
    }
}

//! What a value violates, in words for an author.

mod message;
mod tags;
mod wanted;

use indexmap::IndexSet;

use self::message::message;
use self::tags::{allowed, is_choice, quoted, tags, telling};
pub use self::wanted::{brief, expected, join_or};
use self::wanted::{is_of_other_type, wanted_of_any};
use crate::location::{self, Location};
use crate::model::JsonType;
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
}

/// The error as one finding or, where several properties or one clearly meant alternative are at fault, as several.
pub fn explain(error: &Error) -> Vec<Finding> {
    explain_where(error, None)
}

/// The same within an alternative, with what selects that.
fn explain_where(error: &Error, selected: Option<&str>) -> Vec<Finding> {
    let and_where = |message: String| message + selected.unwrap_or_default();
    let Error { pointer, keyword, .. } = error;
    let finding = |message, missing| Finding {
        pointer: pointer.clone(),
        key: false,
        message: and_where(message),
        missing,
        keyword: keyword.clone(),
        is_ambiguous: matches!(&error.kind, Kind::OneOfSeveral(_)),
    };
    match &error.kind {
        Kind::AdditionalProperties(unexpected) | Kind::UnevaluatedProperties(unexpected) => unexpected
            .iter()
            .map(|name| Finding {
                pointer: location::join(pointer, name),
                key: true,
                message: and_where(format!("unknown property `{name}`")),
                missing: None,
                keyword: keyword.clone(),
                is_ambiguous: false,
            })
            .collect(),
        Kind::AnyOf(branches) | Kind::OneOf(branches) => {
            alternatives(pointer, branches, selected).unwrap_or_else(|| vec![finding(message(error), None)])
        }
        Kind::PropertyNames(name) if !name.found.text.ends_with('…') => {
            let pointer = location::join(pointer, &name.found.text);
            vec![Finding { pointer, key: true, ..finding(message(error), None) }]
        }
        Kind::Regex { is_name, .. } => vec![Finding { key: *is_name, ..finding(message(error), None) }],
        Kind::Required(property) => vec![finding(message(error), Some(property.clone()))],
        _ => vec![finding(message(error), None)],
    }
}

/// What is wrong with the value at `pointer`, where its alternatives leave no doubt: it is wrong for the only one that is for
/// values like it, it has what tells them apart wrong, or all of them mind the same.
fn alternatives(pointer: &str, branches: &[Vec<Error>], around: Option<&str>) -> Option<Vec<Finding>> {
    let is_null = |error: &Error| {
        error.pointer == pointer && matches!(&error.kind, Kind::Type(types) if types[..] == [JsonType::Null])
    };
    let mut besides_null = branches.iter().filter(|errors| !errors.iter().any(is_null));
    match (besides_null.next(), besides_null.next()) {
        (Some(errors), None) if branches.len() > 1 && !is_of_other_type(pointer, errors) => {
            return Some(errors.iter().flat_map(|error| explain_where(error, around)).collect());
        }
        _ if wanted_of_any(pointer, branches).is_some() => return None,
        _ => {}
    }
    let branches = leaves(pointer, branches);
    let telling = telling(branches.iter().copied(), pointer);
    let is_meant = |errors: &&&[Error]| {
        !errors.iter().any(|error| is_choice(error) && error.pointer == pointer)
            && !tags(pointer, errors).any(|tag| telling.contains(tag.pointer.as_str()))
    };
    let mut meant = branches.iter().filter(is_meant);
    if let (Some(errors), None) = (meant.next(), meant.next()) {
        // Of alternatives within others, what selects the innermost says most.
        let selected = selected(pointer, &branches, around.is_some());
        let selected = selected.as_deref().or(around);
        return Some(errors.iter().flat_map(|error| explain_where(error, selected)).collect());
    }
    let of_type = branches.into_iter().filter(|errors| !is_of_other_type(pointer, errors));
    let of_type: Vec<&[Error]> = of_type.collect();
    let (first, others) = of_type.split_first()?;
    match unknown_tag(pointer, first, others) {
        Some(found) => Some(vec![Finding { message: found.message + around.unwrap_or_default(), ..found }]),
        None => shared(first, others, around),
    }
}

/// The alternatives, with those of an alternative that only has others in its place.
fn leaves<'e>(pointer: &str, branches: &'e [Vec<Error>]) -> Vec<&'e [Error]> {
    let mut leaves = Vec::new();
    for errors in branches {
        match &errors[..] {
            [Error { pointer: at, kind: Kind::AnyOf(inner) | Kind::OneOf(inner), .. }] if at == pointer => {
                leaves.extend(self::leaves(pointer, inner));
            }
            errors => leaves.push(errors),
        }
    }
    leaves
}

/// Which value of which property selects an alternative, by what the others say of that property. Within another alternative, it
/// goes by its place: there may be one of the same name around it.
fn selected(pointer: &str, branches: &[&[Error]], is_within: bool) -> Option<String> {
    let tag = branches.iter().find_map(|errors| tags(pointer, errors).find(|tag| allowed(tag).len() == 1))?;
    let tokens: Vec<String> = location::tokens(&tag.pointer).collect();
    let name = if is_within { tokens.join("/") } else { tokens.last().cloned().unwrap_or_default() };
    Some(format!(" (where `{name}` is {})", quoted(&tag.found)))
}

/// A finding in the property that tells the alternatives apart, when its value matches none of them.
fn unknown_tag(pointer: &str, first: &[Error], others: &[&[Error]]) -> Option<Finding> {
    tags(pointer, first).find_map(|tag| {
        let mut wanted = IndexSet::new();
        wanted.extend(allowed(tag));
        for errors in others {
            wanted.extend(allowed(tags(pointer, errors).find(|other| other.pointer == tag.pointer)?));
        }
        Some(Finding {
            pointer: tag.pointer.clone(),
            key: false,
            message: expected(wanted.into_iter(), &tag.found),
            missing: None,
            keyword: tag.keyword.clone(),
            is_ambiguous: false,
        })
    })
}

/// What every alternative minds: that is wrong, whichever was meant.
fn shared(first: &[Error], others: &[&[Error]], around: Option<&str>) -> Option<Vec<Finding>> {
    let is_shared = |error: &&Error| {
        let is_same = |other: &Error| other.pointer == error.pointer && other.kind == error.kind;
        others.iter().all(|errors| errors.iter().any(is_same))
    };
    let shared: Vec<Finding> =
        first.iter().filter(is_shared).flat_map(|error| explain_where(error, around)).collect();
    (!shared.is_empty()).then_some(shared)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::validate::Validator;

    #[test]
    fn of_alternatives_within_others_the_innermost_is_named_by_its_place() {
        let expression = json!({ "oneOf": [
            { "required": ["op", "arg"], "properties": { "op": { "const": "lit" } } },
            { "required": ["op", "all"], "properties": {
                "op": { "const": "and" },
                "all": { "items": { "$ref": "#/$defs/expression" } },
            } },
        ] });
        let schema = json!({ "$ref": "#/$defs/expression", "$defs": { "expression": expression } });
        let told = |value: serde_json::Value| {
            let errors = Validator::of(&schema).errors(&value);
            errors.iter().flat_map(explain).map(|found| found.message).collect::<Vec<_>>()
        };
        let lit = json!({ "op": "lit" });
        assert_eq!(told(lit.clone()), ["missing property `arg` (where `op` is `lit`)"]);
        let and = |all: serde_json::Value| json!({ "op": "and", "all": [all] });
        assert_eq!(told(and(lit.clone())), ["missing property `arg` (where `all/0/op` is `lit`)"]);
        assert_eq!(told(and(and(lit))), ["missing property `arg` (where `all/0/all/0/op` is `lit`)"]);
        assert_eq!(
            told(and(json!({ "op": "or" }))),
            ["expected `lit` or `and`, found `or` (where `op` is `and`)"]
        );
    }
}

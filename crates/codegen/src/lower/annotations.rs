//! What a schema says to people: descriptions, samples, and constraints put in words.
//!
//! Knows the keywords that no type depends on. Does not know types.

use serde_json::{Map, Value};
use webhook_schema::{Diagnostic, Location};

use super::{Lowered, Lowering};
use crate::markup::code;
use crate::rules;

/// Keywords that speak to people only.
pub(super) const ANNOTATIONS: &[&str] = &[
    "$comment",
    "title",
    "description",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "default",
    ASSUMPTION,
];

/// Marks what no source of the catalog says: one of the assumptions that an index lists, word for word.
const ASSUMPTION: &str = "x-assumption";

impl Lowering<'_, '_> {
    /// The description at a place, else the one of what it refers to; a diagnostic where neither has one.
    pub(super) fn description(
        &mut self,
        place: &Location,
        value: &Value,
        referred: &Option<String>,
    ) -> Lowered<String> {
        match described(value).or_else(|| referred.clone()) {
            Some(description) => Ok(description),
            None => Err(self.report(Diagnostic::at_value(
                &rules::DESCRIPTION,
                place.clone(),
                "missing `description`",
                "add one: it becomes the documentation of the generated type and of the page",
            ))),
        }
    }
}

impl Lowering<'_, '_> {
    /// Refuses a mark for an assumption that no index lists: a reader could not find out what else rests on it.
    pub(super) fn check_assumption(&mut self, place: &Location, schema: &Map<String, Value>) -> Lowered<()> {
        let Some(assumption) = schema.get(ASSUMPTION) else { return Ok(()) };
        let of_api = self.catalog.api.iter().flat_map(|api| &api.assumptions);
        let mut listed = self.catalog.index.contract.assumptions.iter().chain(of_api);
        match listed.any(|listed| Some(listed.as_str()) == assumption.as_str()) {
            true => Ok(()),
            false => Err(self.report(Diagnostic::at_value(
                &rules::ASSUMPTION,
                place.child(ASSUMPTION),
                "expected an assumption that the index lists, found another text",
                "add it to `contract.assumptions` in index.json, or copy it from there",
            ))),
        }
    }
}

/// The description of a schema, with the assumption that it rests on.
pub(super) fn described(value: &Value) -> Option<String> {
    let description = text(value, "description")?;
    Some(match text(value, ASSUMPTION) {
        Some(assumption) => format!("{description} Assumed: {assumption}"),
        None => description,
    })
}

/// A non-blank text at a key.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The sample texts of a schema.
pub(super) fn examples(value: &Value) -> Vec<String> {
    let all = value.get("examples").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The constraints of a schema that no type expresses, a phrase each.
pub(super) fn constraints(schema: &Map<String, Value>) -> Vec<String> {
    let number = |key: &str| schema.get(key).filter(|value| value.is_number());
    let mut phrases = Vec::new();
    phrases.extend(range(number("minimum"), number("maximum"), ""));
    if let Some(limit) = number("exclusiveMinimum") {
        phrases.push(format!("above {limit}"));
    }
    if let Some(limit) = number("exclusiveMaximum") {
        phrases.push(format!("below {limit}"));
    }
    if let Some(step) = number("multipleOf") {
        phrases.push(format!("a multiple of {step}"));
    }
    phrases.extend(range(number("minLength"), number("maxLength"), "characters"));
    phrases.extend(range(number("minItems"), number("maxItems"), "items"));
    phrases.extend(range(number("minProperties"), number("maxProperties"), "entries"));
    if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
        phrases.push("no item twice".into());
    }
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(format) = text("format").filter(|format| *format != "date-time") {
        phrases.push(format!("format {}", code(format)));
    }
    if let Some(pattern) = text("pattern") {
        phrases.push(format!("pattern {}", code(pattern)));
    }
    // A text is an enum of one value.
    if let Some(value) = schema.get("const").filter(|value| !value.is_string()) {
        phrases.push(format!("always {}", code(&value.to_string())));
    }
    phrases
}

fn range(least: Option<&Value>, most: Option<&Value>, unit: &str) -> Option<String> {
    let phrase = match (least, most) {
        (None, None) => return None,
        (Some(least), None) => format!("at least {least} {unit}"),
        (None, Some(most)) => format!("at most {most} {unit}"),
        (Some(least), Some(most)) if least == most => format!("exactly {least} {unit}"),
        (Some(least), Some(most)) => format!("{least} to {most} {unit}"),
    };
    let phrase = phrase.trim_end();
    let one = [(" 1 items", " 1 item"), (" 1 characters", " 1 character"), (" 1 entries", " 1 entry")];
    let found = one.iter().find_map(|(many, one)| Some(format!("{}{one}", phrase.strip_suffix(many)?)));
    Some(found.unwrap_or_else(|| phrase.to_owned()))
}

//! The form of a `discriminator`, of which no meta-schema knows: what is written otherwise is not read.

use serde_json::{Map, Value};
use webhook_schema::explain::brief;
use webhook_schema::model::Schema;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest};

use crate::discriminator::Discriminator;
use crate::index::lints::{Lint, Lints};

const PROPERTY_NAME: &str = "propertyName";
const MAPPING: &str = "mapping";

/// Reports what is not read of the discriminator of a schema.
pub(super) fn check(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let Some(said) = schema.unknown_value(Discriminator::NAME) else { return };
    let place = schema.location.child(Discriminator::NAME);
    let mut report = |finding: Finding| {
        let Finding { place, is_key, message, help } = finding;
        let at = if is_key { Diagnostic::at_key } else { Diagnostic::at_value };
        lints.report(Lint::NoEffect, |rule| at(rule, place, message, help), diagnostics);
    };
    match said {
        // In AsyncAPI it is the key alone.
        Value::String(_) => {}
        Value::Object(said) => findings(said, &place).into_iter().for_each(report),
        other => report(expected("discriminator", "an object", other, place)),
    }
}

struct Finding {
    place: Location,
    /// Whether it is about the key, and not the value, that is there.
    is_key: bool,
    message: String,
    help: String,
}

fn findings(said: &Map<String, Value>, place: &Location) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_known = |key: &str| [PROPERTY_NAME, MAPPING].contains(&key);
    for key in said.keys().filter(|key| !is_known(key)) {
        let missing = [PROPERTY_NAME, MAPPING].into_iter().filter(|known| !said.contains_key(*known));
        if let Some(meant) = closest(key, missing) {
            findings.push(Finding {
                place: place.child(key),
                is_key: true,
                message: format!("`{key}` has no effect in `discriminator`"),
                help: format!("did you mean `{meant}`?"),
            });
        }
    }
    match said.get(PROPERTY_NAME) {
        None if findings.is_empty() => findings.push(Finding {
            place: place.clone(),
            is_key: true,
            message: format!("`discriminator` has no effect without `{PROPERTY_NAME}`"),
            help: format!("add `{PROPERTY_NAME}`, the property that tells the branches apart, or remove it"),
        }),
        None | Some(Value::String(_)) => {}
        Some(other) => {
            findings.push(expected(PROPERTY_NAME, "a string", other, place.child(PROPERTY_NAME)));
        }
    }
    let place = place.child(MAPPING);
    match said.get(MAPPING) {
        None => {}
        Some(Value::Object(mapping)) => {
            for (text, to) in mapping.iter().filter(|(_, to)| !to.is_string()) {
                findings.push(Finding {
                    place: place.child(text),
                    is_key: false,
                    message: format!(
                        "`{MAPPING}` has no effect for `{text}`: expected a string, found {}",
                        brief(to)
                    ),
                    help: "refer to a branch as it does in `oneOf` or `anyOf`, or remove it".to_owned(),
                });
            }
        }
        Some(other) => findings.push(expected(MAPPING, "an object", other, place)),
    }
    findings
}

fn expected(name: &str, form: &str, found: &Value, place: Location) -> Finding {
    let help = match name {
        PROPERTY_NAME => "write the name of a property, or remove `discriminator`",
        MAPPING => "write `{ \"text\": \"#/$defs/branch\" }`, or remove it",
        _ => "write `{ \"propertyName\": \"kind\" }`, or remove it",
    };
    Finding {
        place,
        is_key: false,
        message: format!("`{name}` has no effect: expected {form}, found {}", brief(found)),
        help: help.to_owned(),
    }
}

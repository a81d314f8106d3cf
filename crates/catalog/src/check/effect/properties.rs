//! Keywords that are written among the properties, where each is the name of one.

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics};

use crate::index::lints::{Lint, Lints};

/// Keywords that are about the properties next to them, and that are no names for one by themselves.
const ABOUT_PROPERTIES: [Keyword; 3] =
    [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties, Keyword::PatternProperties];

/// Names that the properties of what is a schema itself have.
const OF_SCHEMAS: [&str; 9] = [
    "properties",
    "required",
    "$ref",
    "$defs",
    "definitions",
    "allOf",
    "anyOf",
    "additionalItems",
    "unevaluatedItems",
];

/// Reports a keyword about the properties of an object that is one of them. One that is required, or described, is meant to be.
pub(super) fn check(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let Some(properties) = schema.map(Keyword::Properties) else { return };
    for keyword in ABOUT_PROPERTIES {
        let name = keyword.as_str();
        let Some(property) = properties.get(name) else { continue };
        let is_meant = schema.required.iter().any(|required| required.key == name)
            || property.annotations.description.is_some()
            || property.annotations.title.is_some()
            || OF_SCHEMAS.iter().any(|other| properties.contains_key(*other));
        if is_meant {
            continue;
        }
        let finding = |rule| {
            let message =
                format!("`{name}` has no effect in `properties`: there, it is the name of a property");
            let help = "write it next to `properties`; or, if there is such a property, describe it";
            Diagnostic::at_key(rule, property.location.clone(), message, help)
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

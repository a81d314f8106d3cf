//! Whether `index.json` has the shape of an index, and the JSON Schema that says so.
//!
//! Knows the model. Does not know whether what an index says hangs together.

use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::catalog::INDEX;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::Document;
use crate::model::Index;
use crate::place::{self, Place};
use crate::words::{closest, did_you_mean, explain};

/// The JSON Schema of `index.json`, from the Rust model: draft 2020-12, printed over several lines, with a newline at
/// the end. The same text on every call.
pub fn index_schema() -> String {
    // The alternate form of a value is its pretty-printed JSON, and cannot fail.
    format!("{:#}\n", index_schema_value())
}

fn index_schema_value() -> Value {
    schemars::schema_for!(Index).to_value()
}

/// Reports where the document does not have the shape of an index; returns the index when it can be read all the same,
/// with whether it has the shape.
pub(crate) fn parse(document: &Document, diagnostics: &mut Diagnostics) -> Option<(Index, bool)> {
    let schema = index_schema_value();
    let before = diagnostics.len();
    match jsonschema::draft202012::new(&schema) {
        Ok(validator) => {
            for finding in validator.iter_errors(&document.value).flat_map(|error| explain(&error)) {
                let place = Place::new(INDEX, finding.pointer.as_str());
                let diagnostic = if finding.key {
                    let help = unknown_property_help(&schema, &finding.keyword, &finding.pointer);
                    Diagnostic::at_key(place, finding.message, help)
                } else {
                    Diagnostic::at_value(place, finding.message, description_help(&schema, &finding.keyword))
                };
                diagnostics.push(diagnostic);
            }
        }
        Err(error) => {
            let message = format!("the schema of the index cannot be used: {error}");
            diagnostics.push(Diagnostic::at_file(
                INDEX,
                message,
                "this is a mistake in webhook-catalog: report it",
            ));
        }
    }
    match serde_path_to_error::deserialize(&document.value) {
        Ok(index) => Some((index, diagnostics.len() == before)),
        Err(error) => {
            // What a schema cannot say, a number too large for its field for one; the rest was said already.
            if diagnostics.len() == before {
                let place = Place::new(INDEX, pointer(error.path()));
                let message = format!("this cannot be read: {}", error.inner());
                diagnostics.push(Diagnostic::at_value(place, message, "write what the message says"));
            }
            None
        }
    }
}

fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => place::join(&pointer, &index.to_string()),
        Segment::Map { key } => place::join(&pointer, key),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

/// What the schema says of the value that a keyword was about.
fn description_help(schema: &Value, keyword: &str) -> String {
    let around = schema.pointer(place::parent(keyword));
    let description = around.and_then(|schema| schema.get("description")).and_then(Value::as_str);
    description.map_or_else(
        || "see schemas/meta/index.schema.json for what belongs here".to_owned(),
        |description| format!("what belongs here: {}", description.replace('\n', " ")),
    )
}

fn unknown_property_help(schema: &Value, keyword: &str, pointer: &str) -> String {
    let properties =
        schema.pointer(&place::join(place::parent(keyword), "properties")).and_then(Value::as_object);
    let known: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let name = place::tokens(pointer).last().unwrap_or_default();
    let help = format!("take it out; known here: {}", known.join(", "));
    did_you_mean(closest(&name, known.iter().copied()), &help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_the_index_is_json_and_always_the_same() {
        let text = index_schema();
        assert!(text.ends_with("}\n") && text.contains("https://json-schema.org/draft/2020-12/schema"));
        assert_eq!(text, index_schema());
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(index_schema_value()));
    }
}

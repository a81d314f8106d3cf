//! What no type is made of, and what says nothing, is noted for those who ask.

use serde_json::{Value, json};
use webhook_codegen::{History, generate};
use webhook_schema::{Diagnostics, Tree};

use super::one_event;

/// The messages of the notes on an event with such a field, each with the keyword that it is at.
fn notes(schema: Value) -> Vec<String> {
    let payload = json!({ "type": "object", "properties": { "value": schema } });
    let mut diagnostics = Diagnostics::new();
    let catalog =
        webhook_catalog::load(&Tree::memory("", one_event::files(payload, json!({}))), &mut diagnostics);
    let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let Some(output) = output else { panic!("{}", diagnostics.to_text()) };
    output.notes.into_iter().map(|note| note.message).collect()
}

#[test]
fn limits_next_to_a_list_are_noted() {
    let listed = json!({ "enum": ["ab", "ac"], "maxLength": 9, "format": "hostname", "minimum": 1 });
    assert_eq!(
        notes(listed),
        [
            "`minimum` says nothing of a value of the type `string`",
            "`maxLength` is not documented: the values are listed",
            "`format` is not documented: the values are listed",
        ]
    );
    assert_eq!(notes(json!({ "enum": ["ab", "ac"] })), [""; 0]);
}

#[test]
fn what_is_about_another_type_is_noted() {
    let closed = "`additionalProperties` says nothing of a value of the type `integer` or `string`";
    let types = json!([{ "type": "string" }, { "type": "integer" }]);
    assert_eq!(notes(json!({ "anyOf": types, "additionalProperties": false })), [closed]);
    let both = json!({ "allOf": [{ "type": "boolean" }, { "minimum": 3 }] });
    assert_eq!(notes(both), ["`minimum` says nothing of a value of the type `boolean`"]);
    // The lint `no-effect` tells of these.
    assert_eq!(notes(json!({ "type": "boolean", "minimum": 3 })), [""; 0]);
}

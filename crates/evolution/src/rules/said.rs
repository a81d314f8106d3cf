//! Rules about names, references, and what schemas say to people.

crate::rule::table! {
    ALL_OF_REMOVED = "all-of-removed" (Breaking, Breaking, Major) "A schema was removed from `allOf`."
        why "Receivers rely on all that was included."
        instead "Keep what the part said, in the part or in place."
        bad Payload r##"{ "allOf": [{ "$ref": "#/$defs/named" }], "$defs": { "named": { "required": ["name"], "properties": { "name": { "type": "string" } } } } }"##
            => r##"{ "$defs": { "named": { "required": ["name"], "properties": { "name": { "type": "string" } } } } }"##
        good Payload r#"{ "allOf": [{ "type": "object" }, { "required": ["name"], "properties": { "name": { "type": "string" } } }] }"#
            => r#"{ "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }"#

    ALL_OF_ADDED = "all-of-added" (Safe, Safe, Major) "A schema was added to `allOf`."
        why "Whatever is valid now was valid before. The generated type changes."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r##"{ "type": "object", "$defs": { "named": { "required": ["name"], "properties": { "name": { "type": "string" } } } } }"##
            => r##"{ "type": "object", "allOf": [{ "$ref": "#/$defs/named" }], "$defs": { "named": { "required": ["name"], "properties": { "name": { "type": "string" } } } } }"##
        good Payload r#"{ "type": "object" }"# => r#"{ "allOf": [{ "type": "object" }] }"#

    REF_RETARGETED = "ref-retargeted" (Safe, Safe, Major) "A reference leads to a different definition."
        why "What it means for receivers depends on what the two definitions say. In the generated crates the definition names the type."
        instead "Change the definition instead, or keep its name."
        bad Payload r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] }, "b": { "enum": ["x"] } } }"##
            => r##"{ "properties": { "at": { "$ref": "#/$defs/b" } }, "$defs": { "a": { "enum": ["x"] }, "b": { "enum": ["x"] } } }"##
        good Payload r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] } } }"##
            => r##"{ "properties": { "at": { "allOf": [{ "$ref": "#/$defs/a" }] } }, "$defs": { "a": { "enum": ["x"] } } }"##

    REF_INLINED = "ref-inlined" (Safe, Safe, Major) "A definition that was referred to is written in place."
        why "Nothing changes on the wire. In the generated crates the definition named the type."
        instead "Keep the reference."
        bad Payload r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] } } }"##
            => r##"{ "properties": { "at": { "enum": ["x"] } } }"##
        good Payload r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "type": "integer" } } }"##
            => r##"{ "properties": { "at": { "type": "integer" } } }"##

    REF_EXTRACTED = "ref-extracted" (Safe, Safe, Major) "A schema that was written in place is a definition now."
        why "Nothing changes on the wire. In the generated crates the definition names the type now."
        instead "Give the definition the name that the type has, with `x-rust-name`, if code should go on compiling."
        bad Payload r##"{ "properties": { "at": { "enum": ["x"] } } }"##
            => r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] } } }"##
        good Payload r##"{ "properties": { "at": { "type": "integer" } } }"##
            => r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "type": "integer" } } }"##

    DEFINITION_RENAMED = "definition-renamed" (Safe, Safe, Major) "A definition was renamed."
        why "Nothing changes on the wire. In the generated crates the definition names the type."
        instead "Keep the name, or keep the type's with `x-rust-name`."
        bad Payload r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] } } }"##
            => r##"{ "properties": { "at": { "$ref": "#/$defs/b" } }, "$defs": { "b": { "enum": ["x"] } } }"##
        good Payload r##"{ "properties": { "at": { "$ref": "#/$defs/a" } }, "$defs": { "a": { "enum": ["x"] } } }"##
            => r##"{ "properties": { "at": { "$ref": "#/definitions/a" } }, "definitions": { "a": { "enum": ["x"] } } }"##

    RUST_NAME_CHANGED = "rust-name-changed" (Safe, Safe, Major) "Something has a different name in Rust."
        why "Nothing changes on the wire. Code that uses the old name does not compile."
        instead "Keep the name."
        bad Payload r#"{ "enum": ["a"] }"# => r#"{ "enum": ["a"], "x-rust-name": "Kind" }"#
        good Payload r#"{ "enum": ["a"] }"# => r#"{ "enum": ["a"], "x-name": "Kind" }"#

    TITLE_CHANGED = "title-changed" (Safe, Safe, Patch) "A title has changed."
        why "A title is for people. No type is named after one."
        instead "No action needed."
        bad Payload r#"{ "title": "Order" }"# => r#"{ "title": "Purchase" }"#
        good Payload r#"{ "title": "Order" }"# => r#"{ "title": "Order", "type": "object" }"#

    DESCRIPTION_CHANGED = "description-changed" (Safe, Safe, Patch) "A description has changed."
        why "No value is valid or invalid by it. If it gives a value another meaning or unit, that is a break that no tool can see."
        instead "Make sure that the meaning is the same. If it is not, add a property instead."
        bad Payload r#"{ "description": "The amount in cents." }"# => r#"{ "description": "The amount, in cents." }"#
        good Payload r#"{ "description": "The amount in cents." }"# => r#"{ "description": "The amount in cents.", "type": "object" }"#

    EXAMPLES_CHANGED = "examples-changed" (Safe, Safe, Patch) "Examples have changed."
        why "Examples are for people and tests."
        instead "No action needed."
        bad Payload r#"{ "examples": [{}] }"# => r#"{ "examples": [{ "id": 1 }] }"#
        good Payload r#"{ "examples": [{}] }"# => r#"{ "examples": [{}], "type": "object" }"#

    DEFAULT_CHANGED = "default-changed" (Risky, Safe, Patch) "A default has changed."
        why "A receiver that fills in what is missing fills in something else than the sender means."
        instead "Send the value instead of leaving it out."
        bad Payload r#"{ "properties": { "n": { "type": "integer", "default": 1 } } }"# => r#"{ "properties": { "n": { "type": "integer", "default": 2 } } }"#
        good Payload r#"{ "properties": { "n": { "type": "integer", "default": 1 } } }"# => r#"{ "properties": { "n": { "default": 1, "type": "integer" } } }"#

    DEPRECATED_ADDED = "deprecated-added" (Safe, Safe, Minor) "Something is deprecated."
        why "It is still sent. Code that uses it may be warned."
        instead "Say what takes its place (`x-replaced-by`), and when it ends (`x-sunset`)."
        bad Payload r#"{ "properties": { "a": { "type": "string" } } }"# => r#"{ "properties": { "a": { "type": "string", "deprecated": true } } }"#
        good Payload r#"{ "properties": { "a": { "type": "string" } } }"# => r#"{ "properties": { "a": { "type": "string", "deprecated": false } } }"#

    DEPRECATED_REMOVED = "deprecated-removed" (Safe, Safe, Patch) "Something is no longer deprecated."
        why "It goes on being sent."
        instead "No action needed."
        bad Payload r#"{ "properties": { "a": { "type": "string", "deprecated": true } } }"# => r#"{ "properties": { "a": { "type": "string" } } }"#
        good Payload r#"{ "properties": { "a": { "type": "string", "deprecated": false } } }"# => r#"{ "properties": { "a": { "type": "string" } } }"#

    ANNOTATION_CHANGED = "annotation-changed" (Safe, Safe, Patch) "An annotation for people or tools has changed."
        why "No value is valid or invalid by it."
        instead "No action needed."
        bad Payload r#"{ "x-internal": true }"# => r#"{ "x-internal": false }"#
        good Payload r#"{ "x-internal": true }"# => r#"{ "x-internal": true, "type": "object" }"#

    DIALECT_CHANGED = "dialect-changed" (Safe, Risky, Patch) "Schemas are written in a different draft of JSON Schema."
        why "What it says is compared as it is read. A validator that knows the older draft only may read something else."
        instead "Tell those who validate, or keep the draft."
        bad Payload r#"{ "$schema": "http://json-schema.org/draft-07/schema#" }"# => r#"{ "$schema": "https://json-schema.org/draft/2020-12/schema" }"#
        good Payload r#"{ "$schema": "http://json-schema.org/draft-07/schema#" }"# => r#"{ "$schema": "http://json-schema.org/draft-07/schema" }"#
}

//! Keywords about the items of a list and the properties of an object.

use serde_json::json;
use webhook_schema::model::Dialect::{Draft4, Draft6, Draft7, Draft201909, Draft202012};
use webhook_schema::model::Keyword::*;

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(
            &[PrefixItems],
            Draft202012,
            json!({ "prefixItems": [{ "type": "string", "description": "First." }] }),
            &["webhook_runtime::tuple!", "pub item_0: Option<String>", "pub others: Vec<RawJson>"],
        ),
        row(
            &[PrefixItems, Items, MinItems],
            Draft202012,
            json!({
                "prefixItems": [{ "type": "string", "description": "First." }],
                "items": false,
                "minItems": 1,
            }),
            &[
                "Constraints: exactly 1 item.",
                "/// The schema allows no items after these.",
                "pub others: Vec<RawJson>",
            ],
        ),
        // No list is longer than the position that nothing can be at.
        row(
            &[PrefixItems],
            Draft202012,
            json!({ "prefixItems": [{ "type": "string", "description": "S." }, false, { "type": "string" }] }),
            &["Constraints: at most 1 item.", "/// The schema allows no items after these."],
        ),
        row(
            &[PrefixItems],
            Draft202012,
            json!({ "prefixItems": [false] }),
            &["pub value: Option<Vec<RawJson>>", "Constraints: at most 0 items."],
        ),
        // What several say of one position counts, and what is said of all items.
        row(
            &[PrefixItems, Items, AllOf],
            Draft202012,
            json!({
                "allOf": [{ "prefixItems": [{ "minLength": 2 }] }, { "items": { "type": "string" } }],
                "prefixItems": [{ "type": "string", "description": "S." }, { "type": "string", "description": "T." }],
            }),
            &["Constraints: at least 2 characters.", "pub item_1: Option<String>", "pub others: Vec<String>"],
        ),
        row(
            &[Items],
            Draft202012,
            json!({ "items": { "type": "string" } }),
            &["pub value: Option<Vec<String>>"],
        ),
        row(
            &[Items, MinLength],
            Draft202012,
            json!({ "items": { "type": "string", "minLength": 2 } }),
            &["/// Each item: at least 2 characters."],
        ),
        row(
            &[Items, Default, Examples],
            Draft202012,
            json!({ "items": { "type": "string", "description": "A tag.", "default": "a", "examples": ["b"] } }),
            &["/// About each item: A tag. Default: `a`. For example `b`."],
        ),
        row(
            &[Items, AdditionalItems],
            Draft7,
            json!({ "items": [{ "type": "string", "description": "First." }], "additionalItems": { "type": "boolean" } }),
            &["pub item_0: Option<String>", "pub others: Vec<bool>"],
        ),
        row(
            &[UnevaluatedItems],
            Draft202012,
            json!({ "unevaluatedItems": { "type": "string" } }),
            &["pub value: Option<Vec<String>>"],
        ),
        row(
            &[UnevaluatedItems, Contains],
            Draft201909,
            json!({ "unevaluatedItems": { "type": "string" }, "contains": { "type": "boolean" } }),
            &["Boolean(bool),", "String(String),"],
        ),
        row(
            &[Contains],
            Draft6,
            json!({ "contains": { "const": 1 } }),
            &["pub value: Option<Vec<RawJson>>", "/// At least one item is `1`."],
        ),
        row(
            &[Contains, MaxContains],
            Draft202012,
            json!({ "contains": { "properties": { "main": { "const": true } }, "required": ["main"] }, "maxContains": 1 }),
            &["/// In exactly one item, `main` is `true`."],
        ),
        row(
            &[Contains],
            Draft6,
            json!({ "contains": { "items": { "const": 1 } } }),
            &["`contains`: `{\"items\":{\"const\":1}}`."],
        ),
        row(
            &[MinContains, MaxContains],
            Draft201909,
            json!({ "contains": true, "minContains": 2, "maxContains": 3 }),
            &["`minContains`: `2`.", "`maxContains`: `3`."],
        ),
        row(
            &[MinItems, UniqueItems],
            Draft4,
            json!({ "type": "array", "minItems": 0, "uniqueItems": true, "items": { "type": "string" } }),
            &["/// Constraints: no duplicates.\n"],
        ),
        row(
            &[MinItems, MaxItems, UniqueItems],
            Draft4,
            json!({ "minItems": 1, "maxItems": 2, "uniqueItems": true }),
            &["1 to 2 items, no duplicates"],
        ),
        row(
            &[Properties, Required],
            Draft4,
            json!({ "properties": { "a": { "type": "string", "description": "A." } }, "required": ["a", "zebra"] }),
            &["pub a: String", "pub zebra: Option<RawJson>"],
        ),
        row(
            &[AdditionalProperties],
            Draft4,
            json!({ "additionalProperties": { "type": "string" } }),
            &["BTreeMap<String, String>"],
        ),
        row(
            &[AdditionalProperties],
            Draft4,
            json!({ "properties": { "a": { "type": "string", "description": "A." } }, "additionalProperties": { "type": "boolean" } }),
            &["pub a: Option<String>", "pub others: BTreeMap<String, bool>"],
        ),
        // What allows no value is `false`, however tools write it.
        row(
            &[UnevaluatedProperties, Not],
            Draft202012,
            json!({
                "type": "object",
                "properties": { "a": { "type": "string", "description": "A." }, "b": { "enum": [] } },
                "unevaluatedProperties": { "not": {} },
            }),
            &["a: \"a\" optional,\n} }", "/// No key is `b`."],
        ),
        row(
            &[Properties, AdditionalProperties, AllOf],
            Draft7,
            json!({
                "properties": { "a": { "type": "string", "description": "A." }, "b": { "not": true } },
                "additionalProperties": { "allOf": [false] },
            }),
            &["a: \"a\" optional,\n} }"],
        ),
        // What holds itself is looked at twice, and is one type.
        row(
            &[PatternProperties, Items, Ref],
            Draft7,
            json!({
                "type": "object",
                "patternProperties": { "^[a-z]+$": {
                    "type": "array",
                    "description": "I.",
                    "items": [
                        { "$ref": "#/properties/data/properties/value", "description": "S." },
                        { "type": "boolean", "description": "B." },
                    ],
                } },
            }),
            &["pub enum TeamMemberAddedValueValueEither {"],
        ),
        // Nobody means that other keys rule out one that another schema describes.
        row(
            &[Properties, AdditionalProperties, AllOf, OneOf],
            Draft202012,
            json!({
                "allOf": [{ "properties": { "a": { "type": "string", "description": "A." } } }],
                "additionalProperties": { "description": "O.", "oneOf": [
                    { "description": "B.", "type": "object", "additionalProperties": { "type": "string" }, "required": ["b"] },
                    { "description": "C.", "type": "object", "additionalProperties": { "type": "integer" }, "required": ["c"] },
                ] },
            }),
            &["pub a: Option<String>,", "pub others: BTreeMap<String, BTreeMap<"],
        ),
        row(
            &[Items, Not],
            Draft4,
            json!({ "type": "array", "items": { "not": {} } }),
            &["Constraints: at most 0 items."],
        ),
        row(
            &[PatternProperties],
            Draft4,
            json!({ "patternProperties": { "^x": { "type": "string" } }, "additionalProperties": false }),
            &["BTreeMap<String, String>"],
        ),
        // Every key matches: the type is that of all values.
        row(
            &[PatternProperties],
            Draft4,
            json!({ "patternProperties": { "": { "type": "boolean" } } }),
            &["BTreeMap<String, bool>"],
        ),
        row(
            &[PatternProperties],
            Draft4,
            json!({ "patternProperties": { "^[a-z]*": { "type": "boolean" } } }),
            &["BTreeMap<String, bool>"],
        ),
        // A key with a line end does not match, and may hold anything.
        row(
            &[PatternProperties],
            Draft4,
            json!({ "patternProperties": { "^.*$": { "type": "boolean" } } }),
            &[
                "/// Keys that match `^.*$`: a boolean.",
                "BTreeMap<String, Option<TeamMemberAddedValueValue>>",
            ],
        ),
        // Keys with any value do not take the types from the others; what is said of the values' own keys names its subject.
        row(
            &[PatternProperties, AdditionalProperties, Dependencies],
            Draft7,
            json!({
                "properties": { "total": { "type": "integer", "description": "A number." } },
                "patternProperties": {
                    "^step_": {
                        "description": "A step.",
                        "type": "object",
                        "properties": { "from": { "type": "string", "description": "A text." } },
                        "required": ["from"],
                        "dependencies": { "since": ["until"] },
                    },
                    "^x-": true,
                },
                "additionalProperties": { "type": "string" },
            }),
            &[
                "pub struct",
                "Keys that match `^step_`: an object. A step. In each, where `since` is present, `until` is required. \
                 Keys that match `^x-`: any value. Any other key: a string.",
            ],
        ),
        row(
            &[UnevaluatedProperties],
            Draft201909,
            json!({ "type": "object", "unevaluatedProperties": { "type": "string" } }),
            &["BTreeMap<String, String>"],
        ),
        row(
            &[PropertyNames],
            Draft6,
            json!({ "propertyNames": { "pattern": "^a" } }),
            &["/// Each key: pattern `^a`."],
        ),
        row(
            &[PropertyNames],
            Draft6,
            json!({ "propertyNames": { "type": "string", "enum": ["a", "b", "c"] } }),
            &["/// Each key: `a`, `b`, or `c`."],
        ),
        row(
            &[PropertyNames],
            Draft202012,
            json!({ "propertyNames": { "$ref": "#/$defs/plain", "maxLength": 3, "not": { "const": "x" } } }),
            &["/// No key is `x`. Each key: at most 3 characters."],
        ),
        row(
            &[Required],
            Draft4,
            json!({ "type": "object", "required": ["w"] }),
            &["/// `w` is always there."],
        ),
        row(
            &[Properties],
            Draft6,
            json!({ "type": "object", "properties": { "a": { "type": "string", "description": "A." }, "no": false } }),
            &["/// No key is `no`.\n    pub value: Option<TeamMemberAddedValue>"],
        ),
        row(
            &[Items],
            Draft6,
            json!({ "type": "array", "items": false }),
            &["/// Constraints: at most 0 items."],
        ),
        row(
            &[PrefixItems, Items],
            Draft202012,
            json!({
                "type": "array",
                "prefixItems": [{ "type": "string", "description": "S." }],
                "items": { "type": "string", "description": "Other names.", "maxLength": 3 },
            }),
            &["/// Each later item: at most 3 characters. About each later item: Other names."],
        ),
        row(&[Const], Draft6, json!({ "const": { "a": 1 } }), &["/// Always `{\"a\":1}`."]),
        row(&[PropertyNames], Draft6, json!({ "propertyNames": false }), &["/// No key is allowed."]),
        row(
            &[PatternProperties, Enum, Default, Examples, Title, Deprecated],
            Draft202012,
            json!({ "patternProperties": {
                "^a": { "enum": ["x", "y"], "default": "x", "description": "A kind." },
                "^b": { "type": "integer", "title": "How many", "examples": [1, 2], "deprecated": true },
            } }),
            &[
                "/// Keys that match `^a`: a string. A kind. One of `x`, `y`. Default: `x`. Keys that match `^b`: an integer. \
                 How many. Deprecated: a later version of the catalog may not have it. For example `1`, `2`.",
            ],
        ),
        row(
            &[AdditionalProperties, Default],
            Draft202012,
            json!({ "additionalProperties": { "type": "integer", "default": 3 } }),
            &["/// About each value: default: `3`."],
        ),
        row(
            &[MinProperties, MaxProperties],
            Draft4,
            json!({ "minProperties": 1, "maxProperties": 2 }),
            &["1 to 2 entries"],
        ),
    ]
}

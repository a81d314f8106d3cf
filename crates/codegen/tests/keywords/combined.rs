//! Keywords that combine schemas.

use serde_json::json;
use webhook_schema::model::Dialect::{Draft4, Draft6, Draft7, Draft202012};
use webhook_schema::model::Keyword::*;

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        // Alternatives that make no type, and are more than keys that are there.
        row(
            &[OneOf, Not],
            Draft202012,
            json!({
                "type": "object",
                "properties": { "a": { "type": "string", "description": "A." } },
                "oneOf": [{ "required": ["a"] }, { "not": { "required": ["a"] } }],
            }),
            &["/// `oneOf`: `[{\"required\":[\"a\"]},{\"not\":{\"required\":[\"a\"]}}]`."],
        ),
        row(
            &[AnyOf, PrefixItems, MinItems],
            Draft202012,
            json!({ "anyOf": [
                { "prefixItems": [{ "const": "x", "description": "S." }], "minItems": 1, "description": "S." },
                { "prefixItems": [{ "const": "y", "description": "S." }, { "type": "integer", "description": "S." }], "minItems": 2, "description": "S." },
            ], "type": "array" }),
            &[
                "Case1(Box<TeamMemberAddedValueCase1>)",
                "/// A list that more than one of the others could be, kept as it came.",
                "webhook_runtime::object_union! { list TeamMemberAddedValue {",
                "\"0\" required: string = \"\\\"y\\\"\",",
                "\"1\" required: integer,",
            ],
        ),
        // Of what there is room for but once, the second is told as it stands.
        row(
            &[AllOf, Pattern, Format, MultipleOf],
            Draft202012,
            json!({ "allOf": [
                { "type": "string", "pattern": "^a", "format": "uri" },
                { "pattern": "b$", "format": "x-own" },
            ] }),
            &["Constraints: format `uri`, pattern `^a`.", "`pattern`: `b$`. `format`: `x-own`."],
        ),
        row(
            &[AllOf, MultipleOf],
            Draft202012,
            json!({ "allOf": [{ "type": "integer", "multipleOf": 2 }, { "multipleOf": 3 }] }),
            &["Constraints: a multiple of 2.", "`multipleOf`: `3`."],
        ),
        row(
            &[AllOf],
            Draft4,
            json!({ "allOf": [{ "type": ["integer", "string"] }, { "type": ["string", "null"], "maxLength": 3 }] }),
            &["pub value: Option<String>", "at most 3 characters"],
        ),
        row(
            &[AllOf],
            Draft7,
            json!({ "allOf": [
                { "type": "object", "description": "A.", "properties": { "a": { "type": "string", "description": "A." } } },
                { "type": "object", "properties": { "b": { "type": "string", "description": "B." } } },
            ] }),
            &[
                "/// What it is.\n#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\npub struct TeamMemberAddedValue {",
            ],
        ),
        row(
            &[AnyOf],
            Draft4,
            json!({ "anyOf": [{ "type": "boolean" }, { "type": "string" }] }),
            &["Boolean(bool)", "String(String)"],
        ),
        row(
            &[AnyOf],
            Draft4,
            json!({ "type": "object", "anyOf": [{ "required": ["a"] }, { "required": ["b", "c"] }] }),
            &["/// At least one is there: `a` or `b` and `c`."],
        ),
        row(
            &[OneOf],
            Draft4,
            json!({ "oneOf": [
                { "type": "object", "description": "A.", "required": ["a"], "properties": { "a": { "type": "string", "description": "A." } } },
                { "type": "object", "description": "B.", "required": ["b"], "properties": { "b": { "type": "string", "description": "B." } } },
            ] }),
            &["webhook_runtime::object_union!", "WithA(Box<TeamMemberAddedValueWithA>)"],
        ),
        // Where an object lacks the key that tells the others apart, it still tells these apart.
        row(
            &[AnyOf, Const],
            Draft202012,
            json!({ "anyOf": [
                { "type": "object", "description": "A.", "required": ["kind", "url"], "properties": {
                    "kind": { "const": "plain", "description": "K." }, "url": { "type": "string", "description": "U." } } },
                { "type": "object", "description": "B.", "required": ["kind", "url"], "properties": {
                    "kind": { "const": "stream", "description": "K." }, "url": { "type": "string", "description": "U." } } },
                { "type": "object", "description": "C.", "required": ["command"], "properties": {
                    "command": { "type": "string", "description": "C." } } },
            ] }),
            &[
                "webhook_runtime::object_union!",
                r#""kind" required: string ~ "\"plain\"","#,
                r#""kind" required: string ~ "\"stream\"","#,
            ],
        ),
        row(
            &[OneOf, Deprecated, Default],
            Draft202012,
            json!({ "oneOf": [
                { "type": "object", "description": "A.", "required": ["a"], "properties": { "a": { "type": "string", "description": "A." } } },
                { "type": "object", "description": "B.", "required": ["b"], "properties": { "b": { "type": "string", "description": "B." } }, "deprecated": true, "default": { "b": "x" } },
            ] }),
            &[
                "    /// B.\n    ///\n    /// Deprecated: a later version of the catalog may not have it. Default: `{\"b\":\"x\"}`.\n    WithB(",
            ],
        ),
        row(
            &[AnyOf, Title, Examples, Deprecated],
            Draft202012,
            json!({ "anyOf": [
                { "type": "string", "description": "An id." },
                { "type": "integer", "title": "A number", "examples": [3], "deprecated": true },
            ] }),
            &[
                "/// A string: An id. Or an integer: A number. Deprecated: a later version of the catalog may not have it. For example `3`.",
            ],
        ),
        row(
            &[OneOf, MinProperties, PropertyNames],
            Draft6,
            json!({ "oneOf": [
                { "type": "object", "description": "A.", "required": ["a"], "properties": { "a": { "type": "string", "description": "A." } } },
                { "type": "object", "description": "B.", "required": ["b"], "properties": { "b": { "type": "string", "description": "B." } }, "minProperties": 2, "propertyNames": { "maxLength": 4 } },
            ] }),
            &[
                "    /// B.\n    ///\n    /// Constraints: at least 2 entries. Each key: at most 4 characters.\n    WithB(",
            ],
        ),
        row(
            &[AnyOf, Items, AdditionalProperties],
            Draft6,
            json!({ "anyOf": [
                { "type": "array", "items": { "type": "string", "maxLength": 4 } },
                { "type": "object", "additionalProperties": { "type": "string", "maxLength": 5 }, "propertyNames": { "pattern": "^k" } },
            ] }),
            &[
                "/// A list; each item: at most 4 characters. Or an object; each value: at most 5 characters. Each key: pattern `^k`.",
            ],
        ),
        row(
            &[OneOf, ReadOnly],
            Draft7,
            json!({ "oneOf": [{ "type": "null", "description": "None." }, { "type": "string", "readOnly": true }] }),
            &["/// Optional, may be `null`. `null`: None. Read-only."],
        ),
        row(
            &[AnyOf, WriteOnly, Enum],
            Draft7,
            json!({ "anyOf": [{ "type": "integer" }, { "description": "L.", "enum": ["a", "b"], "writeOnly": true }] }),
            &["/// A string; one of `a`, `b`. Write-only."],
        ),
        row(
            &[Not, Const],
            Draft6,
            json!({ "type": ["string", "null"], "not": { "const": null } }),
            &["pub value: Option<String>"],
        ),
        row(&[Not, Enum], Draft6, json!({ "not": { "enum": [null, ""] } }), &["pub value: Option<RawJson>"]),
        row(
            &[OneOf, Const, Deprecated],
            Draft202012,
            json!({ "description": "V.", "oneOf": [
                { "const": "a", "description": "First." },
                { "const": "b", "description": "Second.", "deprecated": true },
            ] }),
            &["/// First.\n        A = \"a\",", "/// Second. Deprecated.\n        B = \"b\","],
        ),
        row(
            &[OneOf, Format, Minimum],
            Draft202012,
            json!({ "oneOf": [
                { "type": "string", "format": "uuid", "description": "An id." },
                { "type": "integer", "minimum": 5, "description": "A number." },
                { "type": "array", "items": { "type": "string" }, "title": "Several" },
                { "type": "null" },
            ] }),
            &["A string, format `uuid`: An id. Or an integer, at least 5: A number. Or a list: Several."],
        ),
        row(
            &[OneOf, Format],
            Draft202012,
            json!({ "oneOf": [
                { "type": "string", "format": "date", "description": "A day." },
                { "type": "string", "format": "date-time" },
            ] }),
            &["pub value: Option<String>", "A string, format `date`: A day."],
        ),
        row(
            &[AnyOf, Format, Enum],
            Draft202012,
            json!({ "anyOf": [
                { "type": "string", "format": "date-time" },
                { "type": "string", "enum": ["never"], "description": "Not at all." },
                { "type": "string", "enum": ["soon", "later"], "description": "Nearly.", "x-enum-descriptions": ["", "In a week."] },
            ] }),
            &[
                "pub value: Option<String>",
                "A string, format `date-time`. Or a string: Not at all. Always `never`. Or a string: Nearly. One of `soon`, `later`. `later`: In a week.",
            ],
        ),
        row(
            &[AnyOf, Minimum, Enum],
            Draft202012,
            json!({ "anyOf": [{ "type": "integer", "minimum": 10 }, { "type": "integer", "enum": [1, 2], "description": "Few." }] }),
            &["pub value: Option<i128>", "An integer, at least 10. Or an integer: Few. One of `1`, `2`."],
        ),
        row(
            &[OneOf, Const],
            Draft202012,
            json!({ "oneOf": [
                { "const": true, "title": "On", "description": "It is on." },
                { "const": false, "title": "Off" },
                { "const": null, "description": "Nobody knows." },
            ] }),
            &[
                "/// Optional, may be `null`. `true`: It is on. `false`: Off. `null`: Nobody knows.",
                "pub value: Option<Option<bool>>",
            ],
        ),
        row(
            &[Enum],
            Draft202012,
            json!({ "enum": [true, false], "x-enum-descriptions": ["Yes.", "No."] }),
            &["/// `true`: Yes. `false`: No.", "pub value: Option<bool>"],
        ),
        row(
            &[OneOf, AnyOf],
            Draft4,
            json!({ "oneOf": [{ "type": "object" }], "anyOf": [
                { "type": "object", "description": "A.", "required": ["a"], "properties": { "a": { "type": "string", "description": "A." } } },
                { "type": "object", "description": "B.", "required": ["b"], "properties": { "b": { "type": "string", "description": "B." } } },
            ] }),
            &[
                "webhook_runtime::object_union!",
                "WithA(Box<TeamMemberAddedValueWithA>)",
                "\"b\" required: string,\n    }",
            ],
        ),
        row(
            &[Not],
            Draft4,
            json!({ "type": "string", "not": { "enum": [""] } }),
            &["pub value: Option<String>", "/// Never `\"\"`."],
        ),
        row(
            &[Not],
            Draft4,
            json!({ "type": "string", "not": { "pattern": "^a" } }),
            &["pub value: Option<String>", "`not`: `{\"pattern\":\"^a\"}`."],
        ),
        row(
            &[AnyOf],
            Draft202012,
            json!({ "anyOf": [{ "type": "integer" }, { "$ref": "#/$defs/never" }, { "allOf": [false] }] }),
            &["pub value: Option<i128>"],
        ),
        row(
            &[OneOf, Enum, Pattern],
            Draft7,
            json!({
                "type": "object",
                "required": ["task"],
                "properties": { "task": {
                    "description": "Which task.",
                    "anyOf": [
                        { "description": "C.", "enum": ["copy"] },
                        { "description": "B.", "enum": ["build"] },
                    ],
                } },
                "oneOf": [
                    { "description": "C.", "properties": {
                        "task": { "pattern": "^copy$", "description": "C." },
                        "to": { "type": "string", "description": "T." },
                    } },
                    { "description": "B.", "properties": {
                        "task": { "pattern": "^build$", "description": "B." },
                        "with": { "type": "string", "description": "W." },
                    } },
                ],
            }),
            &["webhook_runtime::tagged_union! { TeamMemberAddedValue tag \"task\"", "pub to: Option<String>"],
        ),
    ]
}

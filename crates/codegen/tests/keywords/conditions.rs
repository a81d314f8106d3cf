//! Keywords under which something holds for some values only.

use serde_json::json;
use webhook_schema::model::Dialect::{Draft7, Draft201909, Draft202012};
use webhook_schema::model::Keyword::*;

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(
            &[Dependencies],
            Draft7,
            json!({ "type": "object", "dependencies": { "a": { "properties": { "b": { "type": "string", "description": "B." } } } } }),
            &["pub b: Option<Option<TeamMemberAddedValueB>>", "This holds where `a` is present;"],
        ),
        row(
            &[DependentSchemas],
            Draft201909,
            json!({ "type": "object", "dependentSchemas": { "a": { "properties": { "b": { "type": "string", "description": "B." } } } } }),
            &["pub b: Option<Option<TeamMemberAddedValueB>>", "This holds where `a` is present;"],
        ),
        row(
            &[DependentRequired],
            Draft201909,
            json!({ "type": "object", "dependentRequired": { "a": ["b"] } }),
            &["/// Where `a` is present, `b` is required."],
        ),
        // What only a condition requires is a field where what is always required is one.
        row(
            &[If, Then, DependentRequired, AnyOf, Required],
            Draft202012,
            json!({
                "properties": { "a": { "type": "string", "description": "A." } },
                "if": { "required": ["a"] },
                "then": { "required": ["zebra"] },
                "dependentRequired": { "a": ["yak"] },
                "anyOf": [{ "required": ["a"] }, { "required": ["xerus"] }],
            }),
            &[
                "pub zebra: Option<Option<RawJson>>",
                "pub yak: Option<Option<RawJson>>",
                "pub xerus: Option<Option<RawJson>>",
                "/// Optional, may be `null`. Required where `a` is present.",
            ],
        ),
        row(
            &[If, Then, Else],
            Draft7,
            json!({
                "type": "object",
                "if": { "required": ["a"] },
                "then": { "properties": {
                    "b": { "type": "string", "description": "B." },
                    "d": { "type": "string", "description": "D." },
                } },
                "else": { "properties": {
                    "c": { "type": "string", "description": "C." },
                    "d": { "type": "string", "description": "D." },
                } },
            }),
            &[
                "pub b: Option<Option<TeamMemberAddedValueB>>",
                "pub c: Option<Option<TeamMemberAddedValueB>>",
                "pub d: Option<String>",
                "This holds where `a` is present; otherwise, there may be any value.",
                "This holds where `a` is absent; otherwise, there may be any value.",
            ],
        ),
        row(
            &[If, Then, Else],
            Draft7,
            json!({
                "type": "object",
                "properties": { "kind": { "type": "string", "description": "K." }, "a": { "type": "string", "description": "A." } },
                "if": { "properties": { "kind": { "enum": ["x", "y"] } } },
                "then": { "properties": { "a": { "pattern": "^x" }, "b": { "type": "string", "description": "B." } }, "required": ["b"] },
                "else": { "properties": { "c": { "type": "string", "description": "C." } } },
            }),
            &[
                "/// Where `kind` is `x`, `y`, or absent, `b` is required and `a` has pattern `^x`.",
                "Required where `kind` is `x`, `y`, or absent; otherwise, there may be any value.",
                "This holds unless `kind` is `x`, `y`, or absent; otherwise, there may be any value.",
            ],
        ),
        row(
            &[If, Then],
            Draft7,
            json!({
                "type": "object",
                "if": { "properties": { "a": { "items": { "const": 1 } } } },
                "then": { "properties": { "b": { "type": "string", "description": "B." } } },
            }),
            &["`if`: `{\"properties\":", "This holds under a condition; otherwise, there may be any value."],
        ),
        // What nothing is valid by says nothing of what there is.
        row(
            &[If, Else],
            Draft7,
            json!({
                "type": "object",
                "properties": { "a": { "type": "string", "description": "A." } },
                "if": { "required": ["a"] },
                "else": { "if": { "required": ["b"] }, "else": false },
            }),
            &["pub a: Option<String>"],
        ),
        row(
            &[DependentSchemas],
            Draft202012,
            json!({
                "type": "object",
                "properties": { "a": { "type": "string", "description": "A." } },
                "dependentSchemas": { "b": { "allOf": [false] } },
            }),
            &["pub a: Option<String>"],
        ),
    ]
}

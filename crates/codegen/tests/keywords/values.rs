//! Keywords that name a schema, tell of it, or are about a value as a whole.

use serde_json::json;
use webhook_schema::model::Dialect::{Draft4, Draft6, Draft7, Draft201909, Draft202012};
use webhook_schema::model::Keyword::*;

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row(&[Schema, Type], Draft202012, json!({ "type": "string" }), &["pub value: Option<String>"]),
        row(
            &[Type],
            Draft202012,
            json!({ "type": ["integer", "null"] }),
            &["pub value: Option<Option<i128>>"],
        ),
        row(
            &[Type],
            Draft7,
            json!({ "type": "null" }),
            &["/// Optional, may be `null`. Always `null`.\n    pub value: Option<Option<RawJson>>"],
        ),
        row(&[Type], Draft7, json!({ "type": ["integer", "string"] }), &["Integer(i128)", "String(String)"]),
        row(
            &[Id, Ref],
            Draft202012,
            json!({ "$ref": "https://other.example/text" }),
            &["pub value: Option<Text>"],
        ),
        row(&[OldId, Definitions], Draft4, json!({ "$ref": "#text" }), &["pub value: Option<Text>"]),
        row(&[Defs], Draft202012, json!({ "$ref": "#/$defs/plain" }), &["pub value: Option<Plain>"]),
        row(&[Anchor], Draft201909, json!({ "$ref": "#anchored" }), &["pub value: Option<Anchored>"]),
        row(
            &[DynamicAnchor, DynamicRef],
            Draft202012,
            json!({ "$dynamicRef": "#moving" }),
            &["pub value: Option<Moving>"],
        ),
        row(
            &[RecursiveAnchor, RecursiveRef],
            Draft201909,
            json!({ "$ref": "#/$defs/tree" }),
            &["pub value: Option<Tree>", "pub inner: Option<Box<Tree>>"],
        ),
        row(
            &[Vocabulary, Comment],
            Draft202012,
            json!({ "type": "boolean", "$comment": "c" }),
            &["pub value: Option<bool>"],
        ),
        row(
            &[Title],
            Draft202012,
            json!({ "type": "boolean", "title": "The value" }),
            &["/// Title: The value."],
        ),
        row(&[Description], Draft202012, json!({ "type": "boolean" }), &["/// What it is."]),
        row(
            &[Examples],
            Draft6,
            json!({ "type": "string", "examples": ["a", "b"] }),
            &["/// For example `a`, `b`."],
        ),
        row(
            &[Deprecated],
            Draft4,
            json!({ "type": "string", "deprecated": true, "x-sunset": "2030-01-31" }),
            &["#[deprecated = \"it may be gone from 2030-01-31 on\"]"],
        ),
        row(&[ReadOnly], Draft7, json!({ "type": "string", "readOnly": true }), &["/// Read-only."]),
        row(&[WriteOnly], Draft7, json!({ "type": "string", "writeOnly": true }), &["/// Write-only."]),
        row(&[Default], Draft4, json!({ "type": "integer", "default": 7 }), &["/// Default: `7`."]),
        row(&[Enum], Draft4, json!({ "enum": ["a", "b"] }), &["webhook_runtime::open_enum!", "A = \"a\""]),
        row(&[Enum], Draft4, json!({ "enum": [1, 2] }), &["webhook_runtime::value_enum!", "V1 = \"1\""]),
        row(&[Const], Draft6, json!({ "const": true }), &["pub value: Option<bool>", "/// Always `true`."]),
        row(&[Const], Draft6, json!({ "const": "only" }), &["Only = \"only\""]),
        row(
            &[Format],
            Draft4,
            json!({ "type": "string", "format": "date-time" }),
            &["pub value: Option<Timestamp>"],
        ),
        row(&[Format], Draft4, json!({ "format": "date-time" }), &["pub value: Option<Timestamp>"]),
        row(
            &[Format],
            Draft4,
            json!({ "type": "string", "format": "uuid" }),
            &["Constraints: format `uuid`."],
        ),
        row(&[Pattern], Draft4, json!({ "pattern": "^a" }), &["pub value: Option<String>", "pattern `^a`"]),
        row(
            &[MinLength, MaxLength],
            Draft4,
            json!({ "minLength": 1, "maxLength": 2 }),
            &["1 to 2 characters"],
        ),
        row(
            &[ContentEncoding, ContentMediaType],
            Draft7,
            json!({ "type": "string", "contentEncoding": "base64", "contentMediaType": "image/png" }),
            &["`contentEncoding`: `base64`.", "`contentMediaType`: `image/png`."],
        ),
        row(
            &[ContentSchema],
            Draft202012,
            json!({ "type": "string", "contentSchema": { "type": "object" } }),
            &["`contentSchema`: `{\"type\":\"object\"}`."],
        ),
        row(
            &[Minimum],
            Draft4,
            json!({ "type": "integer", "minimum": 0 }),
            &["pub value: Option<u64>", "at least 0"],
        ),
        row(&[Maximum], Draft4, json!({ "maximum": 5 }), &["pub value: Option<Number>", "at most 5"]),
        // As tools write them that know floats only.
        row(
            &[Minimum, Maximum, MultipleOf],
            Draft7,
            json!({ "type": "integer", "minimum": 0.0, "maximum": 10.0, "multipleOf": 2.00 }),
            &["/// Constraints: 0 to 10, a multiple of 2.\n", "pub value: Option<u64>"],
        ),
        row(&[ExclusiveMinimum], Draft4, json!({ "minimum": 1, "exclusiveMinimum": true }), &["above 1"]),
        row(&[ExclusiveMaximum], Draft6, json!({ "exclusiveMaximum": 1 }), &["below 1"]),
        row(&[MultipleOf], Draft4, json!({ "multipleOf": 0.5 }), &["a multiple of 0.5"]),
    ]
}

//! What becomes of each keyword of JSON Schema: for every row of the page `json-schema.md`, a schema that has the keyword,
//! and what the generated code has because of it.

#[path = "keywords/names.rs"]
mod names;
mod one_event;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use webhook_codegen::{History, generate};
use webhook_schema::model::{Dialect, Keyword};
use webhook_test_support::case::Case;

/// Keywords, the draft that they are tried in, what a field's schema says, and what is generated of it.
type Row = (&'static [Keyword], Dialect, Value, &'static [&'static str]);

use Dialect::{Draft4, Draft6, Draft7, Draft201909, Draft202012};
use Keyword::*;

fn rows() -> Vec<Row> {
    fn row(
        keywords: &'static [Keyword],
        dialect: Dialect,
        schema: Value,
        generated: &'static [&'static str],
    ) -> Row {
        (keywords, dialect, schema, generated)
    }
    vec![
        row(&[Schema, Type], Draft202012, json!({ "type": "string" }), &["pub value: Option<String>"]),
        row(
            &[Type],
            Draft202012,
            json!({ "type": ["integer", "null"] }),
            &["pub value: Option<Option<i128>>"],
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
        row(&[ExclusiveMinimum], Draft4, json!({ "minimum": 1, "exclusiveMinimum": true }), &["above 1"]),
        row(&[ExclusiveMaximum], Draft6, json!({ "exclusiveMaximum": 1 }), &["below 1"]),
        row(&[MultipleOf], Draft4, json!({ "multipleOf": 0.5 }), &["a multiple of 0.5"]),
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
            &[MinItems, MaxItems, UniqueItems],
            Draft4,
            json!({ "minItems": 1, "maxItems": 2, "uniqueItems": true }),
            &["1 to 2 items, no item twice"],
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
        row(
            &[PatternProperties],
            Draft4,
            json!({ "patternProperties": { "^x": { "type": "string" } }, "additionalProperties": false }),
            &["BTreeMap<String, String>"],
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
            &[MinProperties, MaxProperties],
            Draft4,
            json!({ "minProperties": 1, "maxProperties": 2 }),
            &["1 to 2 entries"],
        ),
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
        row(
            &[AllOf],
            Draft4,
            json!({ "allOf": [{ "type": ["integer", "string"] }, { "type": ["string", "null"], "maxLength": 3 }] }),
            &["pub value: Option<String>", "at most 3 characters"],
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

/// What is generated of a field with such a schema.
fn generated(dialect: Dialect, schema: &Value) -> String {
    let mut schema = schema.clone();
    schema["description"] = json!("What it is.");
    let text = json!({ "type": "string", "description": "A text." });
    let named = |keyword: &str, name: &str| {
        let mut text = text.clone();
        text[keyword] = json!(name);
        text
    };
    let definitions = match dialect {
        Draft4 => json!({ "text": named("id", "#text") }),
        Draft6 | Draft7 => json!({}),
        Draft201909 => json!({
            "anchored": named("$anchor", "anchored"),
            "tree": {
                "$id": "https://other.example/tree", "$recursiveAnchor": true, "description": "A tree.", "type": "object",
                "properties": { "inner": { "$recursiveRef": "#", "description": "Another." } },
            },
        }),
        Draft202012 => json!({
            "plain": text,
            "never": false,
            "text": named("$id", "https://other.example/text"),
            "moving": named("$dynamicAnchor", "moving"),
        }),
    };
    let keyword = if dialect < Draft201909 { "definitions" } else { "$defs" };
    let id = if dialect == Draft4 { "id" } else { "$id" };
    let payload = json!({ "description": "P.", "type": "object", "required": ["user"], "properties": {
        "user": { "description": "U.", "type": "string" },
        "value": schema,
    } });
    let fixed = if dialect == Draft4 {
        json!({ "enum": ["team.member_added"] })
    } else {
        json!({ "const": "team.member_added" })
    };
    let document = json!({
        "$schema": dialect.uri(),
        id: "https://acme.example/schemas/team.member_added.schema.json",
        keyword: definitions,
        "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
        "type": "object",
        "required": ["type", "data"],
        "properties": { "type": fixed, "data": payload },
    });
    let case = Case::base();
    case.write("team.member_added.schema.json", document.to_string());
    let (catalog, mut diagnostics) = case.load();
    let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let Some(output) = output else { panic!("{schema}:\n{}", diagnostics.to_text()) };
    let file = "crates/events/acme-events-team/src/lib.rs";
    let (_, text) = output.files.iter().find(|(path, _)| *path == file).expect("the crate");
    text.to_owned()
}

#[test]
fn every_keyword_becomes_what_its_row_says() {
    for (keywords, dialect, schema, expected) in rows() {
        let text = generated(dialect, &schema);
        for expected in expected {
            assert!(text.contains(expected), "{keywords:?}: no `{expected}` in\n{text}");
        }
        for keyword in keywords {
            assert!(
                Keyword::of(keyword.as_str(), dialect) == Some(*keyword),
                "{keyword:?} is not in {dialect:?}"
            );
        }
    }
}

#[test]
fn every_keyword_has_a_row() {
    let tried: BTreeSet<Keyword> = rows().iter().flat_map(|(keywords, ..)| *keywords).copied().collect();
    let missing: Vec<&Keyword> = Keyword::ALL.iter().filter(|keyword| !tried.contains(keyword)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

//! What becomes of each keyword of JSON Schema: for every row of the page `json-schema.md`, a schema that has the keyword,
//! and what the generated code has because of it.

mod one_event;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use webhook_codegen::{History, generate};
use webhook_schema::model::{Dialect, Keyword};
use webhook_schema::{Diagnostics, Tree};
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
            &["`contentEncoding`: `\"base64\"`.", "`contentMediaType`: `\"image/png\"`."],
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
            &[Items],
            Draft202012,
            json!({ "items": { "type": "string" } }),
            &["pub value: Option<Vec<String>>"],
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
            &["pub value: Option<Vec<RawJson>>", "`contains`: `{\"const\":1}`."],
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
            &["`propertyNames`: `{\"pattern\":\"^a\"}`."],
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
            &["pub b: Option<Option<TeamMemberAddedValueB>>", "`dependencies`:"],
        ),
        row(
            &[DependentSchemas],
            Draft201909,
            json!({ "type": "object", "dependentSchemas": { "a": { "properties": { "b": { "type": "string", "description": "B." } } } } }),
            &["pub b: Option<Option<TeamMemberAddedValueB>>", "`dependentSchemas`:"],
        ),
        row(
            &[DependentRequired],
            Draft201909,
            json!({ "type": "object", "dependentRequired": { "a": ["b"] } }),
            &["`dependentRequired`: `{\"a\":[\"b\"]}`."],
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
            &[OneOf],
            Draft4,
            json!({ "oneOf": [
                { "type": "object", "description": "A.", "required": ["a"], "properties": { "a": { "type": "string", "description": "A." } } },
                { "type": "object", "description": "B.", "required": ["b"], "properties": { "b": { "type": "string", "description": "B." } } },
            ] }),
            &["webhook_runtime::object_union!", "WithA(Box<TeamMemberAddedValueWithA>)"],
        ),
        row(
            &[Not],
            Draft4,
            json!({ "type": "string", "not": { "enum": [""] } }),
            &["pub value: Option<String>", "`not`: `{\"enum\":[\"\"]}`."],
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
                "`if`: `{\"required\":[\"a\"]}`.",
            ],
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
fn a_discriminator_tells_branches_apart_where_each_has_it() {
    let object = |kind: Value, required: &str| {
        let a = json!({ "description": "A.", "type": "string" });
        let properties = json!({ "kind": kind, "a": a });
        json!({ "description": "O.", "type": "object", "properties": properties, "required": [required] })
    };
    // The arms of the union, where it is one with a tag.
    let arms = |one: &Value, two: &Value, mapping: Value| {
        let here = "#/properties/data/properties/value/properties";
        let value = json!({
            "description": "V.",
            "anyOf": [{ "type": "string" }, { "$ref": format!("{here}/one") }, { "$ref": format!("{here}/two") }],
            "discriminator": { "propertyName": "kind", "mapping": mapping },
        });
        let properties = json!({ "one": one, "two": two, "value": value });
        let around = json!({ "description": "A.", "type": "object", "properties": properties });
        let text = generated(Draft202012, &around);
        let is_tagged = text.contains("tagged_union!");
        assert!(is_tagged != text.contains("object_union!"), "{text}");
        let arms = text.lines().map(str::trim).filter(|line| line.starts_with('"') && line.contains(" => "));
        is_tagged.then(|| arms.collect::<Vec<_>>().join(" "))
    };
    let kind = json!({ "description": "K.", "type": "string" });
    let plain = object(kind.clone(), "kind");
    let one_of = |texts: Value| object(json!({ "description": "K.", "enum": texts }), "kind");

    let by_names = Some("\"one\" => One, \"two\" => Two,");
    assert_eq!(arms(&plain, &plain, json!({})).as_deref(), by_names);
    assert_eq!(arms(&one_of(json!(["one", "two"])), &plain, json!({})).as_deref(), by_names);
    let by_mapping = arms(&plain, &plain, json!({ "1": "one", "eins": "one" }));
    assert_eq!(by_mapping.as_deref(), Some("\"1\" => V1, \"eins\" => Eins, \"two\" => Two,"));
    // What is sent is not what the branches are called, or need not be sent.
    assert_eq!(arms(&one_of(json!(["1", "2"])), &plain, json!({})), None);
    assert_eq!(arms(&object(kind, "a"), &plain, json!({})), None);
}

#[test]
fn what_is_referred_to_goes_by_its_place_whatever_comes_first() {
    let shape = |key: &str| json!({ "description": "S.", "type": "object", "properties": { key: { "description": "K.", "type": "string" } } });
    let of_kind = |kind: Value, required: &[&str], key: &str| {
        let kind = json!({ "description": "K.", "const": kind });
        let properties = json!({ "kind": kind, key: shape(key) });
        json!({ "description": "O.", "type": "object", "required": required, "properties": properties })
    };
    let (big, small) = (of_kind(json!("big"), &["kind"], "f"), of_kind(json!("small"), &["kind"], "g"));
    let (one, other) = (of_kind(json!(1), &["h"], "h"), of_kind(json!(2), &[], "i"));
    let here = "#/properties/data/properties/value/properties";
    let to = |way: &str| json!({ "description": "T.", "$ref": format!("{here}/{way}") });
    let places = [
        ("list", json!({ "description": "L.", "type": "array", "items": shape("a") })),
        ("map", json!({ "description": "M.", "type": "object", "additionalProperties": shape("b") })),
        ("either", json!({ "description": "E.", "oneOf": [shape("c"), { "type": "integer" }] })),
        ("items", shape("d")),
        (
            "whole",
            json!({ "description": "W.", "allOf": [{ "description": "P.", "type": "object", "properties": { "key": shape("e") } }] }),
        ),
        ("sized", json!({ "description": "S.", "anyOf": [big, small] })),
        ("held", json!({ "description": "H.", "allOf": [{ "description": "P.", "oneOf": [one, other] }] })),
        ("maybe", json!({ "description": "M.", "oneOf": [{ "type": "null" }, shape("j")] })),
    ];
    let references = [
        ("to_item", to("list/items")),
        ("to_value", to("map/additionalProperties")),
        ("to_branch", to("either/oneOf/0")),
        ("to_key", to("items")),
        ("to_part", to("whole/allOf/0/properties/key")),
        ("to_text", to("sized/anyOf/1/properties/g")),
        ("to_required", to("held/allOf/0/oneOf/0/properties/h")),
        ("to_other", to("held/allOf/0/oneOf/1/properties/i")),
        ("to_only", to("maybe/oneOf/1")),
    ];
    for is_first in [false, true] {
        let (one, other) =
            if is_first { (&references[..], &places[..]) } else { (&places[..], &references[..]) };
        let properties: Map<String, Value> =
            one.iter().chain(other).map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
        let text = generated(
            Draft202012,
            &json!({ "description": "V.", "type": "object", "properties": properties }),
        );
        for expected in [
            "pub to_item: Option<TeamMemberAddedValueListItem>",
            "pub to_value: Option<TeamMemberAddedValueMapValue>",
            "pub to_branch: Option<TeamMemberAddedValueEitherCase1>",
            "pub to_key: Option<TeamMemberAddedValueItems>",
            "pub to_part: Option<TeamMemberAddedValueWholeKey>",
            "pub to_text: Option<TeamMemberAddedValueSizedSmallG>",
            "pub to_required: Option<TeamMemberAddedValueHeldWithHH>",
            "pub to_other: Option<TeamMemberAddedValueHeldCase2I>",
            "pub to_only: Option<TeamMemberAddedValueMaybe>",
        ] {
            assert!(text.contains(expected), "{is_first}: no `{expected}` in\n{text}");
        }
    }
}

#[test]
fn a_variant_keeps_its_name_when_its_type_has_another() {
    let shape = |properties: Value, required: &[&str]| json!({ "description": "S.", "type": "object", "properties": properties, "required": required });
    let text = || json!({ "description": "K.", "type": "string" });
    let either = |one: Value| {
        let branches = json!([shape(one, &[]), shape(json!({ "id": text() }), &["id"])]);
        json!({ "description": "E.", "oneOf": branches })
    };
    let same = json!({ "a": text() });
    for other in [same.clone(), json!({ "a": text(), "added": text() })] {
        // The objects with `id` are one type, by the shorter name.
        let properties = json!({ "b": either(other), "longer": either(same.clone()) });
        let text = generated(
            Draft202012,
            &json!({ "description": "V.", "type": "object", "properties": properties }),
        );
        let variant = "WithId(Box<TeamMemberAddedValueBWithId>),";
        assert!(text.lines().any(|line| line.trim() == variant), "{text}");
        assert!(!text.contains("TeamMemberAddedValueBWithId(Box"), "{text}");
    }
}

#[test]
fn a_payload_that_may_be_null_and_its_object_have_names_of_their_own() {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let or_null = json!({ "type": ["object", "null"], "properties": { "a": { "type": "string" } } });
    let itself = json!({ "$ref": "#/$defs/siege_begun" });
    let by_name = |schema: &Value| json!({ "siege_begun": schema });
    let choice = |other: &Value| json!({ "oneOf": [{ "type": "null" }, other] });
    for (mut payload, definitions, name, expected) in [
        (or_null.clone(), json!({}), None, "SiegeBegun(pub Option<SiegeBegunNotNull>)"),
        (or_null.clone(), json!({}), Some("Other"), "Other(pub Option<OtherNotNull>)"),
        (choice(&object), json!({}), Some("Other"), "Other(pub Option<OtherNotNull>)"),
        (json!({ "enum": ["a", null] }), json!({}), Some("Other"), "Other(pub Option<OtherNotNull>)"),
        (itself.clone(), by_name(&or_null), None, "SiegeBegun(pub Option<SiegeBegunNotNull>)"),
        (itself.clone(), by_name(&or_null), Some("Other"), "Other(pub Option<SiegeBegun>)"),
        (choice(&itself), by_name(&object), Some("Other"), "Other(pub Option<SiegeBegun>)"),
    ] {
        if let Some(name) = name {
            payload["x-rust-name"] = json!(name);
        }
        let files = one_event::files(payload.clone(), definitions).into_iter();
        let files = files.map(|(file, text)| (file, text.replace(r#""data":{}}"#, r#""data":null}"#)));
        let mut diagnostics = Diagnostics::new();
        let catalog = webhook_catalog::load(&Tree::memory("", files), &mut diagnostics);
        let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
        let Some(output) = output else { panic!("{payload}:\n{}", diagnostics.to_text()) };
        let file = "crates/events/hostile-events-siege/src/lib.rs";
        let (_, text) = output.files.iter().find(|(path, _)| *path == file).expect("the crate");
        assert!(text.contains(expected), "{payload}: no `{expected}` in\n{text}");
    }
}

/// The names of the types with fields, and those of their fields.
fn fields(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().map(str::trim) {
        let name = |line: &'_ str| line.find([' ', ':']).unwrap_or(line.len());
        if let Some(rest) = line.strip_prefix("pub struct ") {
            all.push((&rest[..name(rest)], Vec::new()));
        } else if let (Some(rest), Some((_, fields))) = (line.strip_prefix("pub "), all.last_mut())
            && line.contains(": ")
            && !line.starts_with("pub fn")
        {
            fields.push(&rest[..name(rest)]);
        }
    }
    all
}

#[test]
fn a_branch_that_is_a_choice_itself_has_nothing_of_its_neighbors() {
    let shape = |key: &str| {
        let properties = json!({ key: { "description": "K.", "type": "string" } });
        json!({ "description": "S.", "type": "object", "properties": properties, "required": [key] })
    };
    let mut value = shape("shared");
    value["oneOf"] = json!([{ "description": "B.", "anyOf": [shape("one"), shape("two")] }, shape("three")]);
    let text = generated(Draft202012, &value);
    let all = fields(&text);
    let of_branches = all.iter().filter(|(name, _)| name.starts_with("TeamMemberAddedValue"));
    let of_branches: Vec<&[&str]> = of_branches.map(|(_, fields)| &fields[..]).collect();
    assert_eq!(of_branches, [["shared", "one"], ["shared", "two"], ["shared", "three"]], "{text}");
}

#[test]
fn what_a_branch_adds_to_a_key_next_to_it_goes_by_the_branch() {
    let shape = |key: &str| json!({ "description": "S.", "type": "object", "properties": { key: { "description": "K.", "type": "string" } } });
    let within = |rest: Value| json!({ "description": "B.", "type": "object", "additionalProperties": rest });
    let value = json!({
        "description": "V.",
        "type": "object",
        "properties": { "shared": { "description": "O.", "type": "object" } },
        "oneOf": [
            within(shape("one")),
            within(shape("two")),
            { "description": "B.", "type": "object", "patternProperties": { "^s": shape("three") } },
        ],
    });
    let text = generated(Draft202012, &value);
    for (number, key) in [(1, "one"), (2, "two"), (3, "three")] {
        let name = format!("TeamMemberAddedValueCase{number}Shared");
        assert!(fields(&text).contains(&(name.as_str(), vec![key])), "no {name} in\n{text}");
    }
}

#[test]
fn objects_of_several_patterns_have_names_of_their_own() {
    let shape = |key: &str| json!({ "description": "S.", "type": "object", "properties": { key: { "description": "K.", "type": "string" } } });
    let patterns = json!({ "^x": shape("one"), "^y": shape("two") });
    let text = generated(
        Draft202012,
        &json!({ "description": "V.", "type": "object", "patternProperties": patterns }),
    );
    for expected in [
        "pub value: Option<BTreeMap<String, Option<TeamMemberAddedValueValueOrOther>>>",
        "Object(Box<TeamMemberAddedValueValueEither>)",
        "TeamMemberAddedValueValue(Box<TeamMemberAddedValueValue>)",
        "TeamMemberAddedValueValueCase2(Box<TeamMemberAddedValueValueCase2>)",
    ] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
}

#[test]
fn every_keyword_has_a_row() {
    let tried: BTreeSet<Keyword> = rows().iter().flat_map(|(keywords, ..)| *keywords).copied().collect();
    let missing: Vec<&Keyword> = Keyword::ALL.iter().filter(|keyword| !tried.contains(keyword)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

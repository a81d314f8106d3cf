//! What the types of keywords that combine schemas go by, and which fields they have.

use serde_json::{Map, Value, json};
use webhook_codegen::{History, generate};
use webhook_schema::model::Dialect::Draft202012;
use webhook_schema::{Diagnostics, Tree};

use super::{generated, one_event};

/// An object with a string at a key.
pub(super) fn object(key: &str) -> Value {
    let properties = json!({ key: { "description": "K.", "type": "string" } });
    json!({ "description": "S.", "type": "object", "properties": properties })
}

#[test]
fn what_is_referred_to_goes_by_its_place_whatever_comes_first() {
    let of_kind = |kind: Value, required: &[&str], key: &str| {
        let kind = json!({ "description": "K.", "const": kind });
        let properties = json!({ "kind": kind, key: object(key) });
        json!({ "description": "O.", "type": "object", "required": required, "properties": properties })
    };
    let (big, small) = (of_kind(json!("big"), &["kind"], "f"), of_kind(json!("small"), &["kind"], "g"));
    let (one, other) = (of_kind(json!(1), &["h"], "h"), of_kind(json!(2), &[], "i"));
    let here = "#/properties/data/properties/value/properties";
    let to = |way: &str| json!({ "description": "T.", "$ref": format!("{here}/{way}") });
    let places = [
        ("list", json!({ "description": "L.", "type": "array", "items": object("a") })),
        ("map", json!({ "description": "M.", "type": "object", "additionalProperties": object("b") })),
        ("either", json!({ "description": "E.", "oneOf": [object("c"), { "type": "integer" }] })),
        ("items", object("d")),
        (
            "whole",
            json!({ "description": "W.", "allOf": [{ "description": "P.", "type": "object", "properties": { "key": object("e") } }] }),
        ),
        ("sized", json!({ "description": "S.", "anyOf": [big, small] })),
        ("held", json!({ "description": "H.", "allOf": [{ "description": "P.", "oneOf": [one, other] }] })),
        ("maybe", json!({ "description": "M.", "oneOf": [{ "type": "null" }, object("j")] })),
        (
            "both",
            json!({ "description": "B.", "oneOf": [object("m"), object("n")], "properties": { "o": object("p") } }),
        ),
        (
            "only",
            json!({
                "description": "O.",
                "oneOf": [{ "description": "C.", "properties": { "kind": { "description": "K.", "anyOf": [
                    { "description": "A.", "properties": {} },
                    { "description": "B.", "properties": {} },
                    object("q"),
                ] } } }],
                "anyOf": [{ "description": "S." }],
            }),
        ),
        (
            "tree",
            json!({
                "description": "T.", "type": "object",
                "properties": { "leaf": {
                    "description": "L.", "oneOf": [{ "type": "boolean" }, { "$ref": format!("{here}/tree") }],
                } },
            }),
        ),
        (
            "written",
            json!({
                "description": "W.", "type": "object", "properties": { "s": object("t") },
                "oneOf": [
                    { "description": "B.", "required": ["v"], "x-rust-name": "Sheet", "properties": { "v": object("w") } },
                    object("x"),
                ],
            }),
        ),
        ("more", json!({ "description": "M.", "allOf": [to("written"), object("y")] })),
        (
            "branch",
            json!({ "description": "B.", "type": "object", "if": { "required": ["a"] }, "then": to("tree") }),
        ),
        (
            "paid",
            json!({
                "description": "P.", "type": "object",
                "properties": { "card": object("k") },
                "dependentSchemas": { "card": object("l") },
            }),
        ),
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
        ("to_nested", to("only/oneOf/0/properties/kind/anyOf/1")),
        ("to_alone", to("both/oneOf/1")),
        ("to_dependent", to("paid/dependentSchemas/card")),
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
            "Sheet(Box<Sheet>),",
            "Sheet(Box<TeamMemberAddedValueMoreSheet>),",
            // Of the same key, the one without any other value.
            "pub leaf: Option<TeamMemberAddedValueTreeLeaf>",
            "pub leaf: Option<Option<TeamMemberAddedValueTreeLeafEither>>",
            "pub to_nested: Option<TeamMemberAddedValueOnlyKindCase1>",
            "pub to_alone: Option<TeamMemberAddedValueBothCase2Alone>",
            "pub to_dependent: Option<TeamMemberAddedValuePaidWithCard>",
        ] {
            assert!(text.contains(expected), "{is_first}: no `{expected}` in\n{text}");
        }
    }
}

#[test]
fn a_text_that_another_branch_has_at_another_key_names_neither() {
    let branch = |key: &str, text: &str| {
        let only = |text: &str| json!({ "description": "T.", "const": text });
        let properties = json!({ key: only("same"), "kind": only(text) });
        json!({ "type": "object", "description": "B.", "properties": properties, "required": [key, "kind"] })
    };
    let text = generated(
        Draft202012,
        &json!({ "description": "V.", "oneOf": [branch("a", "one"), branch("b", "two")] }),
    );
    for expected in ["pub struct TeamMemberAddedValueOne {", "pub struct TeamMemberAddedValueTwo {"] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
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
    let nested = json!({ "type": ["array", "null"], "items": { "$ref": "#/properties/data" } });
    for (mut payload, definitions, name, expected) in [
        (or_null.clone(), json!({}), None, "SiegeBegun(pub Option<SiegeBegunNotNull>)"),
        (or_null.clone(), json!({}), Some("Other"), "Other(pub Option<OtherNotNull>)"),
        (choice(&object), json!({}), Some("Other"), "Other(pub Option<OtherNotNull>)"),
        (json!({ "enum": ["a", null] }), json!({}), Some("Other"), "Other(pub Option<OtherNotNull>)"),
        (nested.clone(), json!({}), None, "SiegeBegun(pub Option<SiegeBegunNotNull>)"),
        (nested, json!({}), Some("Other"), "OtherNotNull(pub Vec<Option<OtherNotNull>>)"),
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
        let mut object = object(key);
        object["required"] = json!([key]);
        object
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
    let within = |rest: Value| json!({ "description": "B.", "type": "object", "additionalProperties": rest });
    let value = json!({
        "description": "V.",
        "type": "object",
        "properties": { "shared": { "description": "O.", "type": "object" } },
        "oneOf": [
            within(object("one")),
            within(object("two")),
            { "description": "B.", "type": "object", "patternProperties": { "^s": object("three") } },
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
    let patterns = json!({ "^x": object("one"), "^y": object("two") });
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
fn what_only_documents_parts_no_types() {
    let one = object("x");
    for (keyword, value, told) in [
        ("title", json!("The X"), "Title: The X."),
        ("default", json!("a"), "Default: `a`."),
        ("examples", json!(["b"]), "For example `b`."),
        ("readOnly", json!(true), "Read-only."),
        ("deprecated", json!(true), "Deprecated: a later version of the catalog may not have it."),
    ] {
        let mut two = one.clone();
        two["properties"]["x"][keyword] = value;
        let properties = json!({ "one": one, "two": two });
        let around = json!({ "description": "A.", "type": "object", "properties": properties });
        let text = generated(Draft202012, &around);
        for field in ["one", "two"] {
            let field = format!("pub {field}: Option<TeamMemberAddedValueOne>");
            assert!(text.contains(&field), "{keyword}: no `{field}` in\n{text}");
        }
        let told = format!("In [`TeamMemberAddedValueTwo`]: {told}");
        assert!(text.contains(&told), "{keyword}: no `{told}` in\n{text}");
        assert!(!text.contains("#[deprecated"), "{text}");
    }
}

#[test]
fn variants_of_one_union_are_named_one_way_however_long_the_way_to_it() {
    let branch = |key: &str| {
        let mut branch = object(key);
        branch["required"] = json!([key]);
        branch
    };
    let union =
        json!({ "description": "U.", "anyOf": [branch("sku"), branch("international_number_of_article")] });
    let key = "lines_of_the_order_that_was_changed";
    let around = json!({ "description": "A.", "type": "object", "properties": { key: union } });
    let text = generated(Draft202012, &around);
    for variant in ["WithSku(Box<", "WithInternationalNumberOfArticle(Box<"] {
        assert!(text.contains(variant), "no `{variant}` in\n{text}");
    }
}

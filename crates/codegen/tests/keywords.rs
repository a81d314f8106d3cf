//! What becomes of each keyword of JSON Schema: for every row of the page `json-schema.md`, a schema that has the keyword,
//! and what the generated code has because of it.

#[path = "keywords/combined.rs"]
mod combined;
#[path = "keywords/conditions.rs"]
mod conditions;
#[path = "keywords/discriminators.rs"]
mod discriminators;
#[path = "keywords/names.rs"]
mod names;
#[path = "keywords/notes.rs"]
mod notes;
mod one_event;
#[path = "keywords/parts.rs"]
mod parts;
#[path = "keywords/values.rs"]
mod values;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use webhook_codegen::{History, generate};
use webhook_schema::model::Dialect::{self, Draft4, Draft6, Draft7, Draft201909, Draft202012};
use webhook_schema::model::Keyword;
use webhook_test_support::case::Case;

/// Keywords, the draft that they are tried in, what a field's schema says, and what is generated of it.
type Row = (&'static [Keyword], Dialect, Value, &'static [&'static str]);

fn row(
    keywords: &'static [Keyword],
    dialect: Dialect,
    schema: Value,
    generated: &'static [&'static str],
) -> Row {
    (keywords, dialect, schema, generated)
}

fn rows() -> Vec<Row> {
    [values::rows(), parts::rows(), combined::rows(), conditions::rows()].concat()
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

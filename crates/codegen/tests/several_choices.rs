//! A value that several lists of branches are about: what one of them settles for another makes no type of its own.

mod one_event;

use serde_json::{Value, json};
use webhook_catalog::load;
use webhook_codegen::{History, generate};
use webhook_schema::{Diagnostics, Tree};

#[test]
fn what_is_in_both_lists_is_the_definition_itself() {
    let lists =
        |lists: [Value; 2]| json!({ "allOf": lists.map(|list| json!({ "properties": { "nodes": list } })) });
    let definitions = json!({
        "block": { "description": "B.", "oneOf": [
            { "$ref": "#/$defs/paragraph" }, { "$ref": "#/$defs/heading" }, { "$ref": "#/$defs/table" },
        ] },
        "essential": { "description": "E.", "oneOf": [{ "$ref": "#/$defs/paragraph" }, { "$ref": "#/$defs/heading" }] },
        "paragraph": node("paragraph", json!({ "$ref": "#/$defs/block" })),
        "heading": node("heading", json!({ "$ref": "#/$defs/essential" })),
        "table": node("table", json!({ "$ref": "#/$defs/block" })),
    });
    let nodes = [
        json!({ "type": "array", "description": "N.", "items": { "$ref": "#/$defs/block" } }),
        json!({ "items": { "oneOf": [{ "$ref": "#/$defs/essential" }, { "$ref": "#/$defs/paragraph" }] } }),
    ];
    let text = generated(lists(nodes), definitions);
    let expected =
        ["Block", "Essential", "Heading", "Paragraph", "SiegeBegun", "SiegeBegunNodesItem", "Table"];
    assert_eq!(types(&text), expected, "{text}");
    // A table is in one of the lists only.
    let union = "tagged_union! { SiegeBegunNodesItem tag \"type\" {\n    \"paragraph\" => Paragraph,\n    \"heading\" => Heading,\n}";
    assert!(text.contains(union), "{text}");
}

#[test]
fn lists_that_say_the_same_are_one() {
    let image = || {
        json!({ "description": "I.", "oneOf": [
        { "anyOf": [{ "$ref": "#/$defs/image" }, { "type": "string" }] },
        { "type": "array", "items": { "anyOf": [{ "$ref": "#/$defs/image" }, { "type": "string" }] } },
    ] })
    };
    let definitions = json!({
        "image": { "description": "I.", "allOf": [{ "$ref": "#/$defs/place" }, { "$ref": "#/$defs/firm" }] },
        "place": { "description": "P.", "properties": { "logo": image() } },
        "firm": { "description": "F.", "properties": { "logo": image() } },
    });
    let text = generated(json!({ "$ref": "#/$defs/image" }), definitions);
    assert_eq!(types(&text), ["Image", "ImageLogo", "ImageLogoCase2Item"], "{text}");
}

#[test]
fn what_only_one_list_describes_is_kept() {
    let definitions = json!({
        "one": node("one", json!({ "type": "string" })),
        "two": node("two", json!({ "type": "string" })),
        "more": { "description": "M.", "properties": { "more": { "description": "M.", "type": "string" } } },
    });
    let payload = json!({ "properties": { "node": {
        "description": "N.",
        "allOf": [
            { "oneOf": [{ "$ref": "#/$defs/one" }, { "$ref": "#/$defs/two" }] },
            { "anyOf": [{ "$ref": "#/$defs/one" }, { "$ref": "#/$defs/more" }] },
        ],
    } } });
    let text = generated(payload, definitions);
    assert_eq!(text.matches("pub more: ").count(), 2, "{text}");
}

/// A node of a text, with the nodes in it.
fn node(name: &str, inner: Value) -> Value {
    json!({
        "description": "N.",
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": { "description": "T.", "const": name },
            "nodes": { "description": "N.", "type": "array", "items": inner },
        },
    })
}

/// The names of the structs and enums that are not in a module.
fn types(text: &str) -> Vec<&str> {
    let rest = |line| str::strip_prefix(line, "pub struct ").or_else(|| str::strip_prefix(line, "pub enum "));
    let mut all: Vec<&str> =
        text.lines().filter_map(rest).filter_map(|rest| rest.split(' ').next()).collect();
    all.sort_unstable();
    all
}

fn generated(payload: Value, definitions: Value) -> String {
    let tree = Tree::memory("", one_event::files(payload, definitions));
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree, &mut diagnostics);
    let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let Some(output) = output else { panic!("{}", diagnostics.to_text()) };
    let is_family = |path: &str| path.ends_with("siege/src/lib.rs");
    let (_, text) = output.files.iter().find(|(path, _)| is_family(path)).expect("the crate");
    text.to_owned()
}

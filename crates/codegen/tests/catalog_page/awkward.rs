//! A catalog that is hard to write down.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::CATALOG;

/// A catalog with what texts and shapes may come up with, under the contract of the real one.
pub fn write(root: &Path, real: &Path) {
    let directory = root.join(CATALOG);
    fs::create_dir_all(&directory).expect("a directory");
    let write = |file: &str, value: Value| {
        fs::write(directory.join(file), format!("{value:#}\n")).expect("a file");
    };
    let real = fs::read_to_string(real.join(CATALOG).join("index.json")).expect("an index");
    // The contract is the real one, which names its provider's repository.
    let mut index: Value = serde_json::from_str(&real.replace("mnemom-api", "ware-api")).expect("JSON");
    let event = |name: &str, published: bool| {
        json!({
            "name": name,
            "family": "wares",
            "description": "1. A list | no cell.\n\n# No heading; see `ware.moved` and <b>this</b>.",
            "schema": schema_file(name),
            "example": example_file(name),
            "emission": { "component": "shelf_a", "trigger": "A *move*.", "status": "live", "note": "At https://a.example/b_c." },
            "published": published,
            "since": index["version"],
            "replaces": { "name": "ware.shoved", "dropped": index["version"] }
        })
    };
    let events = json!([event("ware.moved", true), event("waremoved.twice", false)]);
    index["provider"] =
        json!({ "name": "acme", "title": "Acme", "api_base_url": "https://api.acme.example/v1" });
    index["families"] = json!([{ "name": "wares", "title": "Signature", "description": "Wares [of] all kinds.", "note": "`a|b`" }]);
    index["events"] = events;
    index["lints"]["file-name"] = json!("allow");
    // One that it names is not in this envelope.
    index["contract"]["envelope"]["id"] = json!(["body:/id"]);
    write("index.json", index);

    let text = |description: &str| json!({ "type": "string", "description": description });
    let id = |file: &str| format!("https://acme.example/schemas/{file}");
    let dialect = "https://json-schema.org/draft/2020-12/schema";
    let envelope = json!({
        "description": "Around it.",
        "type": "object",
        "required": ["id", "type", "created_at", "data"],
        "properties": {
            "id": text("Which."),
            "type": text("Of what kind."),
            "created_at": { "type": "string", "format": "date-time", "description": "When." },
            "data": { "type": "object", "description": "What." }
        }
    });
    let common =
        json!({ "$schema": dialect, "$id": id("common.schema.json"), "$defs": { "envelope": envelope } });
    write("common.schema.json", common);
    let variant = |kind: &str| {
        json!({
            "type": "object",
            "description": format!("A {kind}."),
            "required": ["kind"],
            "properties": { "kind": { "const": kind, "description": "Which." }, "size": { "type": "number", "description": "How big." } }
        })
    };
    let currencies: Vec<String> = ('A'..='Z').map(|letter| format!("XA{letter}")).collect();
    let data = json!({
        "description": "A move | a shove.",
        "type": "object",
        "required": ["pipe|d"],
        "properties": {
            "pipe|d": { "type": ["string", "null"], "pattern": "^(a|b)\\|c", "description": "Cells\nand `x|y`." },
            "labels": { "type": "object", "description": "By name.", "additionalProperties": { "$ref": "#/$defs/label" } },
            "rows": {
                "type": "array",
                "description": "Rows.",
                "items": { "type": "array", "items": { "type": ["integer", "null"] } }
            },
            "tree": { "$ref": "#/$defs/tree", "description": "The tree." },
            "": text("A key without a letter."),
            "thing": {
                "description": "One, or several.",
                "oneOf": [{ "$ref": "#/$defs/label" }, { "type": "array", "items": { "$ref": "#/$defs/label" } }]
            },
            "currency": { "type": "string", "description": "Of many.", "enum": currencies },
            "colors": { "type": "array", "description": "Colors.", "minItems": 1, "items": { "$ref": "#/$defs/color" } },
            "form": { "description": "Its form; `null` for none.", "oneOf": [{ "$ref": "#/$defs/form" }, { "type": "null" }] }
        }
    });
    let definitions = json!({
        "label": {
            "type": "object",
            "description": "A label.",
            "properties": { "x": { "type": "boolean", "deprecated": true, "description": "Whether." } }
        },
        "tree": {
            "type": "object",
            "description": "A node.",
            "properties": { "children": { "type": "array", "description": "Below it.", "items": { "$ref": "#/$defs/tree" } } }
        },
        "color": { "type": "string", "description": "A color. `re`d: <red>.", "enum": ["red", "gr`een"] },
        "form": { "description": "A form.", "oneOf": [{ "$ref": "#/$defs/cube" }, { "$ref": "#/$defs/ball" }, { "$ref": "#/$defs/size" }] },
        "cube": variant("cube"),
        "ball": variant("ball"),
        "size": variant("cube.size")
    });
    let again = json!({ "description": "Again.", "type": "object", "properties": { "pipe|d": text("It.") } });
    for (name, data, definitions) in
        [("ware.moved", data, definitions), ("waremoved.twice", again, json!({}))]
    {
        let file = schema_file(name);
        let schema = json!({
            "$schema": dialect,
            "$id": id(&file),
            "type": "object",
            "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
            "required": ["type", "data"],
            "properties": { "type": { "const": name, "description": "Its name." }, "data": data },
            "$defs": definitions
        });
        write(&file, schema);
        let example = json!({
            "id": "evt-1", "type": name, "created_at": "2026-05-01T10:00:00Z", "data": { "pipe|d": "a|c ``` |" }
        });
        write(&example_file(name), example);
    }
}

fn schema_file(name: &str) -> String {
    format!("{name} (1) x-->é.schema.json")
}

fn example_file(name: &str) -> String {
    format!("{name} #100%.example.json")
}

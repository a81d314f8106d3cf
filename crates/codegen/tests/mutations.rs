//! No catalog makes the generator panic, and what it makes of one without a mistake is Rust.
//!
//! Catalogs that are in order are changed at random, always in the same way: parts are taken out, exchanged for others
//! or for what is odd, and properties are added that no example needs, so that many of them stay in order.
//! `MUTATIONS=5000` looks longer.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::{Value, json};
use webhook_codegen::{History, generate};
use webhook_test_support::case::Case;

#[test]
fn nothing_done_to_a_catalog_of_every_kind_panics() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/shapes/schemas/webhooks");
    let in_order = mutate(&root, rounds(150), 3);
    assert!(in_order > 15, "only {in_order} stayed in order: too few to say much of what is rendered");
}

#[test]
fn nothing_done_to_a_catalog_with_an_api_panics() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/envelope/schemas/webhooks");
    let in_order = mutate(&root, rounds(100), 3);
    assert!(in_order > 10, "only {in_order} stayed in order: too few to say much of what is rendered");
}

#[test]
fn nothing_done_to_the_real_catalog_panics() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/webhooks");
    mutate(&root, 6, 40);
}

fn rounds(default: u64) -> u64 {
    std::env::var("MUTATIONS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(default)
}

/// Changes a catalog `rounds` times over, each time `changes` of it; returns how many stayed in order.
fn mutate(root: &Path, rounds: u64, changes: u64) -> usize {
    let case = Case::empty();
    let names = |directory: &Path| {
        let entries = fs::read_dir(directory).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let of_api = names(&root.with_file_name("api")).into_iter().map(|name| format!("../api/{name}"));
    let texts: BTreeMap<String, String> = names(root)
        .into_iter()
        .chain(of_api)
        .map(|file| (file.clone(), fs::read_to_string(root.join(&file)).unwrap()))
        .collect();
    texts.iter().for_each(|(file, text)| case.write(file, text));
    let parsed = |file: &String| serde_json::from_str::<Value>(&texts[file]).unwrap();
    let schemas: Vec<&String> = texts.keys().filter(|file| file.ends_with(".schema.json")).collect();
    let indexes: Vec<&String> = texts.keys().filter(|file| file.ends_with("index.json")).collect();
    let mut pool: Vec<Value> = odd();
    for file in &schemas {
        let document = parsed(file);
        pool.extend(pointers(&document).iter().filter_map(|pointer| document.pointer(pointer)).cloned());
    }

    let mut in_order = 0;
    for round in 0..rounds {
        let mut random = Random(round);
        // Half of the rounds change nothing that an example could be at odds with.
        let is_gentle = round % 2 == 0;
        let mut changed: BTreeMap<&String, Value> = BTreeMap::new();
        for _ in 0..1 + random.below(changes) {
            let is_index = random.below(20) == 0 && !is_gentle;
            let file = *random.one_of(if is_index { &indexes } else { &schemas });
            let (file, _) = texts.get_key_value(file).unwrap();
            let document = changed.entry(file).or_insert_with(|| parsed(file));
            if is_gentle {
                add_property(document, &mut random, &pool)
            } else {
                change(document, &mut random, &pool)
            }
        }
        for (file, document) in &changed {
            case.write(file, serde_json::to_string_pretty(document).unwrap());
        }
        in_order += usize::from(is_in_order(&case, round));
        for file in changed.keys() {
            case.write(file, &texts[*file]);
        }
    }
    in_order
}

fn is_in_order(case: &Case, round: u64) -> bool {
    let (catalog, mut diagnostics) = case.load();
    let Some(catalog) = catalog else { return false };
    let output = catch_unwind(AssertUnwindSafe(|| generate(&catalog, History::default(), &mut diagnostics)));
    let output = output.unwrap_or_else(|_| panic!("round {round} panicked"));
    let told = diagnostics.to_text();
    assert!(!told.contains("mistake of the generator"), "round {round}:\n{told}");
    assert_eq!(output.is_none(), !told.is_empty(), "round {round}:\n{told}");
    for (path, text) in output.iter().flat_map(|output| output.files.iter()) {
        if path.ends_with(".rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("round {round}: {path}: {error}\n{text}"));
        }
    }
    output.is_some()
}

/// Takes out, exchanges or renames a part of a document.
fn change(document: &mut Value, random: &mut Random, pool: &[Value]) {
    let pointers = pointers(document);
    let pointer = random.one_of(&pointers).clone();
    let Some((parent, _)) = pointer.rsplit_once('/') else { return };
    let key = pointer[parent.len() + 1..].replace("~1", "/").replace("~0", "~");
    let other = random.one_of(pool).clone();
    let kind = random.below(3);
    let name = random.one_of(&names()).to_string();
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => match kind {
            0 => drop(object.remove(&key)),
            1 => drop(object.insert(key, other)),
            _ => {
                let value = object.remove(&key).unwrap_or(other);
                object.insert(name, value);
            }
        },
        Some(Value::Array(array)) => {
            let at = key.parse::<usize>().unwrap();
            match kind {
                0 => drop(array.remove(at)),
                1 => array[at] = other,
                _ => array.push(other),
            }
        }
        _ => {}
    }
}

/// Adds a property that nobody needs to an object with properties, or something odd to say.
fn add_property(document: &mut Value, random: &mut Random, pool: &[Value]) {
    let pointers = pointers(document);
    let objects: Vec<&String> = pointers.iter().filter(|pointer| pointer.ends_with("/properties")).collect();
    let pointer = (*random.one_of(&objects)).clone();
    let name = random.one_of(&names()).to_string();
    let text = random.one_of(&texts()).to_string();
    let mut schema = random.one_of(pool).clone();
    let around_payload = pointer == "/properties" || pointer.ends_with("/envelope/properties");
    let Some(Value::Object(properties)) = document.pointer_mut(&pointer) else { return };
    match random.below(4) {
        0 if !around_payload => {
            if let Some(property) = properties.values_mut().find_map(Value::as_object_mut) {
                property.insert("description".to_owned(), Value::from(text));
            }
        }
        _ if !around_payload && !properties.contains_key(&name) => {
            if schema.is_object() {
                schema["description"] = Value::from(text);
            }
            properties.insert(name, schema);
        }
        _ => {}
    }
}

/// Where every value of a document is.
fn pointers(value: &Value) -> Vec<String> {
    let below = |name: &str, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        pointers(value).into_iter().map(move |pointer| format!("/{name}{pointer}")).collect::<Vec<_>>()
    };
    let mut found = vec![String::new()];
    match value {
        Value::Object(object) => found.extend(object.iter().flat_map(|(name, value)| below(name, value))),
        Value::Array(array) => {
            found.extend(array.iter().enumerate().flat_map(|(at, value)| below(&at.to_string(), value)));
        }
        _ => {}
    }
    found
}

fn names() -> Vec<&'static str> {
    vec![
        "type",
        "self",
        "Self",
        "@id",
        "id",
        "data",
        "event",
        "raw",
        "x",
        "x-y",
        "xY",
        "7",
        "²",
        "größe",
        "",
        "_",
        "gen",
        "$ref",
        "$defs",
        "enum",
        "properties",
        "required",
        "allOf",
        "new",
        "value",
        "map",
        "none",
        "string",
        "Object",
        "text",
        "a\"b\\c",
        "a\nb",
        "a`b",
        "*/",
        "\u{202e}",
        "{}",
        "r#type",
        "description",
        "union",
        "unknown",
    ]
}

fn texts() -> Vec<&'static str> {
    vec![
        "",
        " ",
        "x",
        "`",
        "``` \n\n```rust\nfail!()\n```",
        "# a\n\n    b\n\n- c",
        "*/ /* //! /// \\",
        "\"#\"##",
        "\u{202e}\u{0}\u{7}\r",
        "<script>",
        "[a](b) [c]: d https://e",
        "| a |",
        "`7d`: a `x`: b",
        "`x`: ",
        "🙂",
        "{0} {} {{",
        "\u{2028}",
    ]
}

/// Schemas, and what is none, that mean something in many a place.
fn odd() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!({}),
        json!([]),
        json!(-1),
        json!(1e300),
        json!("string"),
        json!("null"),
        json!(["string", "null"]),
        json!(["null"]),
        json!({ "$ref": "#" }),
        json!({ "$ref": "#/properties/data" }),
        json!({ "$ref": "#/properties/data/properties" }),
        json!({ "$ref": "common.schema.json" }),
        json!({ "$ref": "common.schema.json#/$defs/envelope" }),
        json!({ "allOf": [{ "$ref": "#/properties/data" }] }),
        json!({ "type": "object", "allOf": [{ "$ref": "#/properties/data" }], "properties": {} }),
        json!({ "oneOf": [{ "$ref": "#/properties/data" }, { "type": "null" }] }),
        json!({ "oneOf": [{ "$ref": "#/properties/data" }, { "$ref": "#" }] }),
        json!({ "anyOf": [] }),
        json!({ "anyOf": [{}, {}] }),
        json!({ "type": "array", "items": { "$ref": "#/properties/data" } }),
        json!({ "type": ["object", "null"], "additionalProperties": { "$ref": "#/properties/data" } }),
        json!({ "enum": [] }),
        json!({ "enum": [null] }),
        json!({ "enum": ["", "a", "A", 1] }),
        json!({ "enum": ["self", "Self", "unknown"] }),
        json!({ "enum": ["a\nb`\"\\*/", "\u{202e}x"] }),
        json!({ "const": "x" }),
        json!({ "const": {} }),
        json!({ "type": "string", "pattern": "a\n`b`" }),
        json!({ "type": "object", "properties": {}, "required": ["x"] }),
        json!({ "type": "integer", "minimum": -0.5 }),
        json!({ "type": "number", "multipleOf": 1e-9, "examples": ["x", 1] }),
    ]
}

/// SplitMix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len() as u64) as usize]
    }
}

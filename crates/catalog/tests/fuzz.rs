//! No text makes the loader panic, and every place that it names is where an independent reader finds it.

use std::fs;
use std::path::Path;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use webhook_schema::{Diagnostic, Diagnostics, Location, Rule};
use webhook_test_support::case::Case;

const HERE: Rule = Rule { id: "here", summary: "Anything." };

fn some(cases: u32) -> ProptestConfig {
    // Nothing is written to the source tree when a case fails: the message has the input.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// JSON of any shape with names and texts that are hard to find one's way in.
fn json() -> impl Strategy<Value = Value> {
    let text = "[a-c/~\"\\\\é日🙂\t\n{}\\[\\]:, ]{0,4}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text, inner, 0..4).prop_map(|object| object.into_iter().collect()),
        ]
    })
}

/// White space of JSON.
fn space() -> impl Strategy<Value = String> {
    select(vec!["", " ", "\n", "\r\n", "\t", " \n\t "]).prop_map(str::to_owned)
}

/// Writes a value, and notes where each value begins while writing.
fn write(value: &Value, pointer: &str, space: &str, text: &mut String, starts: &mut Vec<(String, usize)>) {
    text.push_str(space);
    starts.push((pointer.to_owned(), text.len()));
    let token = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Array(items) => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                text.push_str(if number > 0 { "," } else { "" });
                write(item, &token(&number.to_string()), space, text, starts);
            }
            text.push(']');
        }
        Value::Object(properties) => {
            text.push('{');
            for (number, (name, value)) in properties.iter().enumerate() {
                text.push_str(if number > 0 { "," } else { "" });
                text.push_str(space);
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, &token(name), space, text, starts);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// Line and column of an offset, counted character by character.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    text[..offset].chars().fold(
        (1, 1),
        |(line, column), character| {
            if character == '\n' { (line + 1, 1) } else { (line, column + 1) }
        },
    )
}

proptest! {
    #![proptest_config(some(200))]

    #[test]
    fn every_value_is_found(value in json(), space in space()) {
        let (mut text, mut starts) = (String::new(), Vec::new());
        write(&value, "", &space, &mut text, &mut starts);
        for (pointer, offset) in starts {
            prop_assert_eq!(value.pointer(&pointer).is_some(), true);
            let mut diagnostics = Diagnostics::new();
            diagnostics.add_text("a.json", text.as_str());
            diagnostics.push(Diagnostic::at_value(&HERE, Location::new("a.json", pointer), "here", ""));
            let (line, column) = line_and_column(&text, offset);
            let told = diagnostics.to_text();
            prop_assert!(told.starts_with(&format!("a.json:{line}:{column}: error: here\n")), "{told}\n{text}");
        }
    }
}

/// Loads and prints, both ways.
fn load(case: &Case) -> usize {
    let diagnostics = case.load().1;
    let lines = diagnostics.to_github().lines().count();
    assert_eq!(diagnostics.to_text().is_empty(), lines == 0);
    lines
}

const FILES: [&str; 4] =
    ["index.json", "common.schema.json", "invoice.failed.schema.json", "invoice.failed.example.json"];

proptest! {
    #![proptest_config(some(40))]

    #[test]
    fn no_bytes_panic(file in select(FILES.to_vec()), bytes in vec(any::<u8>(), 0..64)) {
        let case = Case::base();
        case.write(file, bytes);
        prop_assert!(load(&case) > 0);
    }

    #[test]
    fn no_json_panics(file in select(FILES.to_vec()), value in json()) {
        let case = Case::base();
        case.write(file, value.to_string());
        load(&case);
    }

    /// Another value in the place of any value of the base.
    #[test]
    fn no_changed_value_panics(file in select(FILES.to_vec()), at in any::<Index>(), value in words()) {
        let case = Case::base();
        let mut document: Value = serde_json::from_str(&fs::read_to_string(case.path(file)).unwrap()).unwrap();
        let mut starts = Vec::new();
        write(&document, "", "", &mut String::new(), &mut starts);
        *document.pointer_mut(&at.get(&starts).0).unwrap() = value;
        case.write(file, document.to_string());
        load(&case);
    }

    /// Bytes taken out of, or put into, a file of the real catalog.
    #[test]
    fn no_mutilated_real_file_panics(file in any::<Index>(), from in any::<Index>(), cut in 0..40usize, put in "[\\[\\]{}\",:\\\\a0é]{0,3}") {
        let case = real();
        let mut names: Vec<_> = fs::read_dir(case.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let path = case.path(file.get(&names).to_str().unwrap());
        let mut bytes = fs::read(&path).unwrap();
        let from = from.index(bytes.len() + 1);
        let to = (from + cut).min(bytes.len());
        bytes.splice(from..to, put.bytes());
        fs::write(&path, bytes).unwrap();
        load(&case);
    }
}

/// Values that mean something in some place of a catalog.
fn words() -> impl Strategy<Value = Value> {
    let texts = [
        "#",
        "#/",
        "#/$defs/money",
        "#/$defs/envelope",
        "#/properties/data",
        "common.schema.json",
        "../x",
        "a:b",
        "%ff",
        "#%ff",
        "",
        "type",
        "string",
        "int",
        "^(",
        "(?=a)*",
        "2026-02-30",
        "invoice.paid",
        "a.b",
        "common",
        "date-time",
        "https://acme.example/schemas/common.schema.json",
        "https://",
        "file:///",
        "urn:x",
        "{body}",
    ];
    let schemas = [
        "{\"$ref\":\"#\"}",
        "{\"allOf\":[{\"$ref\":\"common.schema.json\"}]}",
        "{\"$id\":\"x\"}",
        "{\"$id\":\"common.schema.json\",\"$ref\":\"#/a/b\",\"a\":{\"b\":{\"$ref\":\"#\"}}}",
        "{\"$dynamicAnchor\":\"a\",\"properties\":{\"a\":{\"$dynamicRef\":\"#a\"}}}",
        "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"id\":\"#a\",\"$ref\":\"#a\"}",
        "{\"$anchor\":\"\",\"$ref\":\"urn:x#%ff\"}",
        "[[]]",
        "{\"\":{}}",
        "1e300",
    ];
    prop_oneof![
        select(texts.to_vec()).prop_map(Value::from),
        select(schemas.to_vec()).prop_map(|text| serde_json::from_str(text).unwrap()),
        json(),
    ]
}

/// The real catalog, copied.
fn real() -> Case {
    let case = Case::empty();
    case.overlay(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/webhooks"));
    case
}

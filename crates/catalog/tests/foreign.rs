//! Schemas that somebody has already, in whichever draft and with whichever references, are loaded as they are; and an
//! independent reading of each finds that the examples that are refused ought to be.

use serde_json::{Value, json};
use webhook_catalog::{Catalog, load};
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::{Diagnostics, Location, Tree};
use webhook_test_support::case::Case;

/// The base's files, with others over them; `None` leaves a file out.
fn told(changes: &[(&str, Option<Value>)]) -> (Option<Catalog>, Diagnostics) {
    let case = Case::base();
    let names = ["index.json", "common.schema.json"].map(str::to_owned).into_iter();
    let events = ["invoice.failed", "invoice.paid", "team.member_added"];
    let of_events =
        events.iter().flat_map(|event| ["schema", "example"].map(|kind| format!("{event}.{kind}.json")));
    let mut files: Vec<(String, String)> = names
        .chain(of_events)
        .map(|name| (format!("webhooks/{name}"), std::fs::read_to_string(case.path(&name)).unwrap()))
        .collect();
    for (name, value) in changes {
        let name = format!("webhooks/{name}");
        files.retain(|(other, _)| *other != name);
        files.extend(value.as_ref().map(|value| (name, format!("{value:#}"))));
    }
    let mut index: Value =
        serde_json::from_str(&files.iter().find(|(name, _)| name.ends_with("index.json")).unwrap().1)
            .unwrap();
    index.as_object_mut().unwrap().remove("lints");
    files.retain(|(name, _)| name != "webhooks/index.json");
    files.push(("webhooks/index.json".to_owned(), index.to_string()));
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("", files), &mut diagnostics);
    (catalog, diagnostics)
}

/// The schema of `invoice.paid` in a draft, with a payload and more around it.
fn paid(dialect: Dialect, data: Value, around: Value) -> Value {
    let name = match dialect {
        Dialect::Draft4 => json!({ "enum": ["invoice.paid"] }),
        _ => json!({ "const": "invoice.paid" }),
    };
    let mut schema = json!({
        "$schema": dialect.uri(),
        "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
        "type": "object",
        "required": ["type", "data"],
        "properties": { "type": name, "data": data },
    });
    schema.as_object_mut().unwrap().extend(around.as_object().unwrap().clone());
    schema
}

/// Loads the base with this schema of `invoice.paid`; the payload of its example has to be refused when it is `bad`.
fn check(what: &str, schema: Value, more: &[(&str, Option<Value>)], good: Value, bad: Value) -> Catalog {
    let load = |data: &Value| {
        let example =
            json!({ "id": "1", "type": "invoice.paid", "created_at": "2026-03-01T10:00:00Z", "data": data });
        let mut changes = more.to_vec();
        changes.push(("invoice.paid.schema.json", Some(schema.clone())));
        changes.push(("invoice.paid.example.json", Some(example)));
        told(&changes)
    };
    let (_, diagnostics) = load(&bad);
    let text = diagnostics.to_text();
    // That a key is missing which nothing describes is told where it is required.
    let is_told = ["webhooks/invoice.paid.example.json:", "error: the required property"];
    assert!(is_told.iter().any(|told| text.contains(told)) && !diagnostics.has_no_error(), "{what}: {text}");
    let (catalog, diagnostics) = load(&good);
    assert!(diagnostics.has_no_error(), "{what}: {}", diagnostics.to_text());
    catalog.expect("a catalog without a mistake is there")
}

fn root(catalog: &Catalog) -> &Schema {
    catalog.at(&Location::new("webhooks/invoice.paid.schema.json", "")).expect("it is there")
}

/// Where the references below a schema lead.
fn targets(catalog: &Catalog) -> Vec<String> {
    let all = root(catalog).all().into_iter().filter(|schema| schema.reference.is_some());
    let targets = all.map(|schema| catalog.target(schema).expect("it leads somewhere").location.to_string());
    targets.filter(|target| !target.ends_with("/envelope")).collect()
}

#[test]
fn every_draft_is_read_in_its_own_way() {
    for dialect in Dialect::ALL {
        let min = match dialect {
            Dialect::Draft4 => {
                json!({ "type": "object", "properties": { "n": { "minimum": 1, "exclusiveMinimum": true } } })
            }
            _ => json!({ "type": "object", "properties": { "n": { "exclusiveMinimum": 1 } } }),
        };
        let what = dialect.name();
        check(what, paid(dialect, min, json!({})), &[], json!({ "n": 2 }), json!({ "n": 1 }));
        let list = match dialect {
            Dialect::Draft202012 => {
                json!({ "properties": { "n": { "prefixItems": [{ "type": "string" }], "items": false } } })
            }
            _ => {
                json!({ "properties": { "n": { "items": [{ "type": "string" }], "additionalItems": false } } })
            }
        };
        check(what, paid(dialect, list, json!({})), &[], json!({ "n": ["a"] }), json!({ "n": ["a", 1] }));
        // What is next to a `$ref` counts since 2019-09, and is not even looked at before.
        let next = json!({ "$ref": "#/definitions/n", "required": ["m"], "properties": { "x": { "$ref": "urn:nothing" } } });
        let defs = json!({ "definitions": { "n": { "required": ["n"] } } });
        if dialect.reads_next_to_ref() {
            let next = json!({ "$ref": "#/definitions/n", "required": ["m"] });
            check(what, paid(dialect, next, defs), &[], json!({ "n": 1, "m": 1 }), json!({ "n": 1 }));
        } else {
            check(what, paid(dialect, next, defs), &[], json!({ "n": 1 }), json!({ "m": 1 }));
        }
    }
}

#[test]
fn drafts_are_mixed_in_one_catalog() {
    for from in Dialect::ALL {
        for to in Dialect::ALL {
            let (limit, def) = match to {
                Dialect::Draft4 => (json!({ "minimum": 1, "exclusiveMinimum": true }), "definitions"),
                _ => (json!({ "exclusiveMinimum": 1 }), "definitions"),
            };
            let other = json!({ "$schema": to.uri(), def: { "n": { "properties": { "n": limit } } } });
            let schema = paid(from, json!({ "$ref": "other.schema.json#/definitions/n" }), json!({}));
            let more = [("other.schema.json", Some(other))];
            let what = format!("{} to {}", from.name(), to.name());
            check(&what, schema, &more, json!({ "n": 2 }), json!({ "n": 1 }));
        }
    }
}

#[test]
fn ids_may_be_anything_and_are_referred_to() {
    for dialect in Dialect::ALL {
        let id = Keyword::id(dialect).as_str();
        let string = json!({ "type": "object", "properties": { "s": { "type": "string" } } });
        let (good, bad) = (json!({ "s": "a" }), json!({ "s": 1 }));
        let other = |uri: &str| {
            let mut other = string.clone();
            other["$schema"] = dialect.uri().into();
            other[id] = uri.into();
            Some(other)
        };
        for (own, uri, reference, file) in [
            (
                "https://a.example/x/paid",
                "https://b.example/money",
                "https://b.example/money",
                "money.schema.json",
            ),
            ("https://a.example/x/paid", "https://a.example/money", "../money", "money.schema.json"),
            ("https://a.example/x/paid", "https://a.example/x/money#", "money", "money.schema.json"),
            ("https://a.example/x/paid", "urn:example:money", "urn:example:money", "money.schema.json"),
            ("urn:example:paid", "urn:example:money", "money.schema.json", "money.schema.json"),
            ("/schemas/paid", "/schemas/money", "money", "money.schema.json"),
            ("/schemas/paid", "/schemas/money", "/schemas/money#", "money.schema.json"),
            // Only reached by its name, or by its `$id`.
            ("https://a.example/x/paid", "https://b.example/money", "money.json", "money.json"),
            ("https://a.example/x/paid", "https://b.example/money", "https://b.example/money", "money.json"),
            ("https://a.example/x/paid", "https://b.example/money", "types/money.json", "types/money.json"),
        ] {
            let schema = paid(dialect, json!({ "$ref": reference }), json!({ id: own }));
            let what = format!("{}: {own} {uri} {reference}", dialect.name());
            let catalog = check(&what, schema, &[(file, other(uri))], good.clone(), bad.clone());
            assert_eq!(targets(&catalog), [format!("webhooks/{file}#")], "{what}");
        }
    }
}

#[test]
fn names_and_ids_within_a_file_are_referred_to() {
    for dialect in Dialect::ALL {
        let id = Keyword::id(dialect).as_str();
        let string = json!({ "type": "object", "properties": { "s": { "type": "string" } } });
        let (good, bad) = (json!({ "s": "a" }), json!({ "s": 1 }));
        let named = |key: &str, name: &str| {
            let mut named = string.clone();
            named[key] = name.into();
            named
        };
        let own = "https://a.example/x/paid";
        let mut cases = vec![
            (named(id, "money"), "https://a.example/x/money", "/definitions/m"),
            (named(id, "money"), "money", "/definitions/m"),
            (named(id, "https://b.example/money"), "https://b.example/money#", "/definitions/m"),
            (
                named(id, "money"),
                "money#/properties/s/allOf/0/not",
                "/definitions/m/properties/s/allOf/0/not",
            ),
            (named("title", "money"), "#/definitions/m", "/definitions/m"),
        ];
        if dialect < Dialect::Draft201909 {
            cases.push((named(id, "#money"), "#money", "/definitions/m"));
            cases.push((named(id, "#money"), "paid#money", "/definitions/m"));
        } else {
            cases.push((named("$anchor", "money"), "#money", "/definitions/m"));
        }
        for (mut definition, reference, target) in cases {
            let is_inner = target.ends_with("not");
            if is_inner {
                definition["properties"]["s"] = json!({ "allOf": [{ "not": { "required": ["s"], "properties": { "s": { "type": "string" } } } }] });
            }
            let around = json!({ id: own, "definitions": { "m": definition } });
            let schema = paid(dialect, json!({ "$ref": reference }), around);
            let what = format!("{}: {reference}", dialect.name());
            let catalog = check(&what, schema, &[], good.clone(), bad.clone());
            assert_eq!(targets(&catalog), [format!("webhooks/invoice.paid.schema.json#{target}")], "{what}");
        }
    }
}

#[test]
fn a_pointer_starts_at_the_id_it_is_in() {
    let inner = json!({ "$id": "inner", "$ref": "#/$defs/n", "$defs": { "n": { "required": ["a"] } } });
    let around =
        json!({ "$id": "https://a.example/x", "$defs": { "n": { "required": ["b"] }, "inner": inner } });
    let schema = paid(Dialect::Draft202012, json!({ "$ref": "inner" }), around);
    check("pointer", schema, &[], json!({ "a": 1 }), json!({ "b": 1 }));
}

#[test]
fn dynamic_references_with_one_candidate_are_references() {
    let tree = json!({ "properties": { "children": { "items": { "$dynamicRef": "#node" } }, "n": { "type": "integer" } } });
    let mut def = tree.clone();
    def["$dynamicAnchor"] = "node".into();
    let (good, bad) =
        (json!({ "children": [{ "n": 1 }] }), json!({ "children": [{ "children": [{ "n": "1" }] }] }));
    let schema =
        paid(Dialect::Draft202012, json!({ "$ref": "#/$defs/node" }), json!({ "$defs": { "node": def } }));
    let catalog = check("dynamic", schema, &[], good.clone(), bad.clone());
    assert!(
        targets(&catalog).iter().all(|target| target.ends_with("/$defs/node")),
        "{:?}",
        targets(&catalog)
    );

    let node = json!({ "properties": { "children": { "items": { "$recursiveRef": "#" } }, "n": { "type": "integer" } } });
    for is_dynamic in [true, false] {
        let mut node = node.clone();
        node["$schema"] = Dialect::Draft201909.uri().into();
        if is_dynamic {
            node["$recursiveAnchor"] = true.into();
        }
        let more = [("node.schema.json", Some(node))];
        let schema = paid(Dialect::Draft201909, json!({ "$ref": "node.schema.json" }), json!({}));
        check("recursive", schema, &more, good.clone(), bad.clone());
    }
    // The same name in files that do not meet is no second candidate.
    let mut other = tree.clone();
    other["$dynamicAnchor"] = "node".into();
    let around = json!({ "$defs": { "node": tree.as_object().map(|_| { let mut def = tree.clone(); def["$dynamicAnchor"] = "node".into(); def }) } });
    let more = [("unrelated.schema.json", Some(other))];
    check(
        "unrelated",
        paid(Dialect::Draft202012, json!({ "$ref": "#/$defs/node" }), around),
        &more,
        good,
        bad,
    );
}

#[test]
fn places_that_no_keyword_holds_are_referred_to() {
    let string = json!({ "type": "object", "properties": { "s": { "$ref": "#/components/schemas/text" } } });
    let components =
        json!({ "schemas": { "a/b ~c": string, "": string, "日本": string, "text": { "type": "string" } } });
    let (good, bad) = (json!({ "s": "a" }), json!({ "s": 1 }));
    for (reference, target) in [
        ("#/components/schemas/a~1b%20~0c", "/components/schemas/a~1b ~0c"),
        ("#/components/schemas/a~1b ~0c", "/components/schemas/a~1b ~0c"),
        ("#/components/schemas/", "/components/schemas/"),
        ("#/components/schemas/%E6%97%A5%E6%9C%AC", "/components/schemas/日本"),
        ("#/components/schemas/日本", "/components/schemas/日本"),
    ] {
        for dialect in Dialect::ALL {
            let own = paid(dialect, json!({ "$ref": reference }), json!({ "components": components }));
            let catalog = check(reference, own, &[], good.clone(), bad.clone());
            assert_eq!(targets(&catalog), [format!("webhooks/invoice.paid.schema.json#{target}")]);
            // OpenAPI documents, and others in which schemas are.
            for marks in [json!({ "openapi": "3.1.0" }), json!({ "openapi": "3.0.3" }), json!({ "x": 1 })] {
                let mut api = marks.clone();
                api["components"] = components.clone();
                let schema = paid(dialect, json!({ "$ref": format!("openapi.json{reference}") }), json!({}));
                let more = [("openapi.json", Some(api))];
                let catalog = check(reference, schema, &more, good.clone(), bad.clone());
                assert_eq!(targets(&catalog), [format!("webhooks/openapi.json#{target}")]);
            }
        }
    }
    let group = json!({ "definitions": { "group": { "a": { "required": ["a"], "allOf": [{ "$ref": "#/definitions/group/b" }] }, "b": { "required": ["b"] } } } });
    let schema = paid(Dialect::Draft7, json!({ "$ref": "#/definitions/group/a" }), group);
    check("group", schema, &[], json!({ "a": 1, "b": 2 }), json!({ "a": 1 }));
}

#[test]
fn openapi_says_in_its_own_way_what_is_null_and_what_is_excluded() {
    let n = json!({ "type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true });
    let api =
        json!({ "openapi": "3.0.3", "components": { "schemas": { "a": { "properties": { "n": n } } } } });
    let schema = paid(Dialect::Draft7, json!({ "$ref": "openapi.json#/components/schemas/a" }), json!({}));
    let more = [("openapi.json", Some(api))];
    check("null", schema.clone(), &more, json!({ "n": null }), json!({ "n": "a" }));
    check("excluded", schema, &more, json!({ "n": 2 }), json!({ "n": 1 }));
}

#[test]
fn a_schema_in_a_place_of_its_own_is_checked_too() {
    let around = json!({ "components": { "a": { "type": "strin" } } });
    let schema = paid(Dialect::Draft7, json!({ "$ref": "#/components/a" }), around);
    let (_, diagnostics) = told(&[("invoice.paid.schema.json", Some(schema))]);
    let text = diagnostics.to_text();
    assert!(text.contains("error: invalid JSON Schema"), "{text}");
    for reference in [
        "#/properties",
        "#/required",
        "#/allOf",
        "#/components",
        "#/components/a/type",
        "#/properties/type/const",
    ] {
        let schema =
            paid(Dialect::Draft7, json!({ "$ref": reference }), json!({ "required": ["type", "data"] }));
        let (_, diagnostics) = told(&[("invoice.paid.schema.json", Some(schema))]);
        let text = diagnostics.to_text();
        assert!(text.contains(&format!("`{reference}` leads nowhere")), "{reference}: {text}");
    }
}

#[test]
fn a_copy_of_a_schema_in_each_file_is_each_files_own() {
    let money = json!({ "$id": "https://a.example/money", "properties": { "s": { "type": "string" } } });
    let with_copy = json!({ "$defs": { "money": money } });
    let schema = paid(Dialect::Draft202012, json!({ "$ref": "https://a.example/money" }), with_copy.clone());
    let catalog = check(
        "copies",
        schema,
        &[("other.schema.json", Some(with_copy))],
        json!({ "s": "a" }),
        json!({ "s": 1 }),
    );
    assert_eq!(targets(&catalog), ["webhooks/invoice.paid.schema.json#/$defs/money"]);
}

#[test]
fn what_an_unknown_keyword_refers_to_is_not_asked_for() {
    for file in ["invoice.failed.schema.json", "nowhere.schema.json", "https://acme.example/nowhere.json"] {
        let data = json!({
            "type": "object",
            "required": ["a"],
            "properties": { "a": { "type": "string", "x-see": { "$ref": file } } },
            "x-see": [{ "$ref": file }],
        });
        let schema = paid(Dialect::Draft202012, data, json!({}));
        check(file, schema, &[], json!({ "a": "b" }), json!({ "a": 1 }));
    }
}

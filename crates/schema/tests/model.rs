//! The model against the meta-schemas of the drafts, which name every keyword, and what it makes of each draft's own ways.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use webhook_schema::Location;
use webhook_schema::model::{Dialect, Fragment, JsonType, Keyword, Reference, Schema, Schemas};

/// The keywords that the meta-schema of a draft describes, in all of its vocabularies.
fn described(dialect: Dialect) -> BTreeSet<&'static str> {
    let of = |schema: &'static Value| schema["properties"].as_object().into_iter().flatten();
    let names = |schemas: &[&'static Value]| -> BTreeSet<&'static str> {
        schemas.iter().flat_map(|schema| of(schema)).map(|(name, _)| name.as_str()).collect()
    };
    use referencing::meta::*;
    match dialect {
        Dialect::Draft4 => names(&[&DRAFT4]),
        Dialect::Draft6 => names(&[&DRAFT6]),
        Dialect::Draft7 => names(&[&DRAFT7]),
        Dialect::Draft201909 => names(&[
            &DRAFT201909,
            &DRAFT201909_APPLICATOR,
            &DRAFT201909_CONTENT,
            &DRAFT201909_CORE,
            &DRAFT201909_FORMAT,
            &DRAFT201909_META_DATA,
            &DRAFT201909_VALIDATION,
        ]),
        Dialect::Draft202012 => names(&[
            &DRAFT202012,
            &DRAFT202012_APPLICATOR,
            &DRAFT202012_CONTENT,
            &DRAFT202012_CORE,
            &DRAFT202012_FORMAT_ANNOTATION,
            &DRAFT202012_META_DATA,
            &DRAFT202012_UNEVALUATED,
            &DRAFT202012_VALIDATION,
        ]),
    }
}

#[test]
fn every_keyword_of_every_draft_is_known() {
    for dialect in Dialect::ALL {
        let mut wanted = described(dialect);
        assert!(wanted.len() > 30, "{dialect:?} describes {} keywords", wanted.len());
        // Draft 4 has it in its text only; every draft may have definitions by either name, and say what is deprecated.
        wanted.extend(["$ref", "$defs", "definitions", "deprecated"]);
        if dialect > Dialect::Draft7 {
            // Described so that old schemas stay valid, and without a meaning.
            wanted.remove("dependencies");
        }
        if dialect == Dialect::Draft202012 {
            wanted.remove("$recursiveAnchor");
            wanted.remove("$recursiveRef");
        }
        let known: BTreeSet<&str> = Keyword::ALL
            .iter()
            .map(|keyword| keyword.as_str())
            .filter(|name| Keyword::of(name, dialect).is_some())
            .collect();
        assert_eq!(known, wanted, "{dialect:?}");
    }
}

#[test]
fn a_draft_is_told_by_its_uri() {
    for dialect in Dialect::ALL {
        let uri = dialect.uri();
        for spelling in [uri, uri.trim_end_matches('#'), &uri.replacen("http:", "https:", 1)] {
            assert_eq!(Dialect::of(spelling), Some(dialect), "{spelling}");
        }
        assert_eq!(Dialect::of_document(&json!({ "$schema": uri })), dialect);
    }
    use referencing::meta::*;
    let meta_schemas = [&DRAFT4, &DRAFT6, &DRAFT7, &DRAFT201909, &DRAFT202012];
    let own =
        meta_schemas.map(|schema| schema.get("$id").or_else(|| schema.get("id")).and_then(Value::as_str));
    assert_eq!(own, Dialect::ALL.map(|dialect| Some(dialect.uri())));
    for other in ["", "http://json-schema.org/schema#", "https://json-schema.org/draft/2020-12"] {
        assert_eq!(Dialect::of(other), None, "{other}");
    }
    assert_eq!(Dialect::of_document(&json!({})), Dialect::Draft202012);
    assert_eq!(Dialect::of_document(&json!(true)), Dialect::Draft202012);
}

fn read(dialect: Dialect, mut schema: Value) -> Schema {
    schema["$schema"] = dialect.uri().into();
    Schema::read("a.json", &schema)
}

#[test]
fn limits_that_exclude_are_read_as_each_draft_writes_them() {
    let old = read(Dialect::Draft4, json!({ "minimum": 1, "exclusiveMinimum": true, "maximum": 5 }));
    assert_eq!(
        (&old.constraints.bounds.minimum, &old.constraints.bounds.exclusive_minimum),
        (&None, &Some(1.into()))
    );
    assert_eq!(
        (&old.constraints.bounds.maximum, &old.constraints.bounds.exclusive_maximum),
        (&Some(5.into()), &None)
    );
    let new = read(Dialect::Draft6, json!({ "exclusiveMinimum": 1, "maximum": 5 }));
    assert_eq!(
        (&new.constraints.bounds.minimum, &new.constraints.bounds.exclusive_minimum),
        (&None, &Some(1.into()))
    );
}

#[test]
fn items_by_position_are_read_as_each_draft_writes_them() {
    let of = |schema: Schema| {
        let types = |schemas: &[Schema]| -> Vec<_> {
            schemas.iter().map(|item| item.types.map(|types| types.to_vec())).collect()
        };
        (types(schema.first_items()), schema.rest_of_items().map(|rest| rest.location.to_string()))
    };
    let (string, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let types = vec![Some(vec![JsonType::String])];
    let old = json!({ "items": [string], "additionalItems": number });
    let new = json!({ "prefixItems": [string], "items": number });
    let same = json!({ "items": number });
    for dialect in Dialect::ALL {
        let rest = |place: &str| Some(format!("a.json#/{place}"));
        assert_eq!(of(read(dialect, same.clone())), (vec![], rest("items")), "{dialect:?}");
        if dialect == Dialect::Draft202012 {
            assert_eq!(of(read(dialect, new.clone())), (types.clone(), rest("items")));
        } else {
            assert_eq!(of(read(dialect, old.clone())), (types.clone(), rest("additionalItems")));
        }
    }
}

#[test]
fn what_is_next_to_a_reference_counts_since_2019_09() {
    let schema =
        json!({ "$ref": "#/definitions/b", "minLength": 1, "description": "B.", "definitions": { "b": {} } });
    for dialect in Dialect::ALL {
        let schema = read(dialect, schema.clone());
        let counts = dialect >= Dialect::Draft201909;
        assert_eq!(schema.constraints.min_length.is_some(), counts, "{dialect:?}");
        assert_eq!(schema.has(Keyword::MinLength), counts, "{dialect:?}");
        assert_eq!(schema.annotations.description.as_deref(), Some("B."));
        assert!(schema.at("/definitions/b").is_some());
    }
}

#[test]
fn references_lead_to_pointers_and_anchors() {
    let lead = |dialect, schema, reference| {
        let mut schemas = Schemas::default();
        schemas.insert(read(dialect, schema));
        let found = schemas.find("a.json", &Reference::parse(reference).fragment)?;
        Some(found.location.pointer.clone())
    };
    let defs = json!({ "$defs": { "a/b": { "$anchor": "c", "allOf": [{}, true] } } });
    for (reference, pointer) in [
        ("", Some("")),
        ("#", Some("")),
        ("#c", Some("/$defs/a~1b")),
        ("#/$defs/a~1b", Some("/$defs/a~1b")),
        ("#/%24defs/a~1b/allOf/1", Some("/$defs/a~1b/allOf/1")),
        ("#/$defs/a~1b/allOf/01", None),
        ("#/$defs/a~1b/allOf/+1", None),
        ("#/$defs/a~1b/allOf", None),
        ("#/$defs/a~1b/allOf/2", None),
        ("#/$defs", None),
        ("#/$defs/a~1b/", None),
        ("#d", None),
    ] {
        assert_eq!(lead(Dialect::Draft202012, defs.clone(), reference).as_deref(), pointer, "{reference}");
    }
    let old = json!({ "definitions": { "a": { "$id": "#c" } } });
    assert_eq!(lead(Dialect::Draft7, old, "#c").as_deref(), Some("/definitions/a"));
    let older = json!({ "definitions": { "a": { "id": "#c" } } });
    assert_eq!(lead(Dialect::Draft4, older, "#c").as_deref(), Some("/definitions/a"));
    assert_eq!(Reference::parse("b.json#%ff").fragment, Fragment::Anchor("\u{fffd}".to_owned()));
}

#[test]
fn what_has_the_wrong_shape_reads_as_if_it_were_not_there() {
    let schema = json!({
        "type": ["string", 1], "enum": 1, "minLength": -1, "maxLength": 1.5, "minItems": 2.0, "required": [1, "a"],
        "properties": [], "allOf": {}, "items": 1, "not": null, "description": " ", "examples": 1, "x": 1,
        "$defs": { "a": 1, "b": false },
    });
    let schema = read(Dialect::Draft202012, schema);
    assert_eq!((&schema.types, &*schema.values), (&None, &None));
    let constraints = &schema.constraints;
    assert_eq!(
        (constraints.min_length, constraints.max_length, constraints.min_items),
        (None, None, Some(2))
    );
    let required: Vec<_> = schema
        .required
        .iter()
        .map(|entry| (&*entry.key, schema.location_of_required(entry).pointer))
        .collect();
    assert_eq!(required, [("a", "/required/1".into())]);
    let inside: Vec<String> = schema.subschemas().map(|inner| inner.location.to_string()).collect();
    assert_eq!(inside, ["a.json#/$defs/b"]);
    assert_eq!(schema.at("/$defs/b").and_then(|inner| inner.boolean), Some(false));
    assert_eq!(*schema.seldom.unknown, [("x".to_owned(), json!(1))]);
    assert_eq!(Schema::read("a.json", &json!(1)).boolean, Some(true));
}

#[test]
fn what_allows_no_value_is_false_however_it_is_written() {
    for never in [
        json!({ "not": {} }),
        json!({ "not": true, "type": "string", "description": "A." }),
        json!({ "not": { "description": "Anything." } }),
        json!({ "enum": [] }),
        json!({ "allOf": [{ "type": "string" }, { "not": {} }] }),
        json!({ "anyOf": [false, { "enum": [] }] }),
        json!({ "oneOf": [false] }),
    ] {
        let schema = Schema::read("a.json", &never);
        assert_eq!(schema.boolean, Some(false), "{never}");
        assert!(!schema.keywords.is_empty(), "{never}");
    }
    for possible in [
        json!({ "not": { "type": "string" } }),
        json!({ "not": { "$ref": "#/$defs/a" } }),
        json!({ "not": false }),
        json!({ "not": {}, "nullable": true }),
        json!({ "allOf": [true], "anyOf": [true, false], "properties": { "a": false } }),
    ] {
        assert_eq!(Schema::read("a.json", &possible).boolean, None, "{possible}");
    }
}

#[test]
fn every_schema_of_a_file_is_found_and_each_at_its_pointer() {
    for (_, meta_schema) in [
        ("4", &*referencing::meta::DRAFT4),
        ("7", &*referencing::meta::DRAFT7),
        ("2019-09", &*referencing::meta::DRAFT201909_APPLICATOR),
        ("2020-12", &*referencing::meta::DRAFT202012_VALIDATION),
    ] {
        let root = Schema::read("a.json", meta_schema);
        let all = root.all();
        assert!(all.len() > 20);
        for schema in all {
            let pointer = &schema.location.pointer;
            assert_eq!(root.at(pointer).map(|found| &found.location), Some(&schema.location));
            let value = meta_schema.pointer(pointer).expect("it is in the document");
            assert_eq!(value.as_bool(), schema.boolean, "{pointer}");
        }
    }
}

#[test]
fn an_id_within_a_file_moves_what_references_are_relative_to() {
    let inner =
        json!({ "$id": "parts/b.json", "$defs": { "c": { "$anchor": "d" }, "e": { "$id": "f.json#" } } });
    let root =
        json!({ "$id": "https://acme.example/a.json", "$defs": { "b": inner, "g": { "$anchor": "d" } } });
    let mut schemas = Schemas::default();
    schemas.insert(Schema::read("a.json", &root));
    let at = |pointer| schemas.at(&Location::new("a.json", pointer)).expect("a schema");
    assert_eq!(at("").resource.uri, "https://acme.example/a.json");
    assert_eq!(at("/$defs/g").resource.root.to_string(), "a.json#");
    assert_eq!(at("/$defs/b/$defs/c").resource.uri, "https://acme.example/parts/b.json");
    assert_eq!(at("/$defs/b/$defs/e").resource.uri, "https://acme.example/parts/f.json");
    let [b] = schemas.with_uri("https://acme.example/parts/b.json") else { panic!("one") };
    assert_eq!(&*b.pointer, "/$defs/b");
    let d = |root: &Location| schemas.anchor(root, "d").map(|found| found.pointer.clone());
    assert_eq!(d(b).as_deref(), Some("/$defs/b/$defs/c"));
    assert_eq!(d(&Location::new("a.json", "")).as_deref(), Some("/$defs/g"));
}

#[test]
fn an_id_is_written_as_the_draft_has_it() {
    for (dialect, key, counts) in [
        (Dialect::Draft4, "id", true),
        (Dialect::Draft4, "$id", false),
        (Dialect::Draft6, "$id", true),
        (Dialect::Draft6, "id", false),
    ] {
        let schema = read(dialect, json!({ key: "https://acme.example/x#y", "definitions": {} }));
        let (uri, anchors) = match counts {
            true => ("https://acme.example/x", vec!["y".to_owned()]),
            false => ("catalog:///a.json", vec![]),
        };
        assert_eq!(
            (schema.resource.uri.as_str(), schema.seldom.anchors.as_slice()),
            (uri, anchors.as_slice()),
            "{dialect:?} {key}"
        );
    }
    // Next to a `$ref`, it does not count in the old drafts.
    for dialect in Dialect::ALL {
        let schema =
            read(dialect, json!({ Keyword::id(dialect).as_str(): "urn:x", "$ref": "#/definitions/a" }));
        assert_eq!(schema.resource.uri == "urn:x", dialect.reads_next_to_ref(), "{dialect:?}");
    }
}

#[test]
fn all_kinds_of_references_are_one() {
    for (dialect, keyword) in [
        (Dialect::Draft202012, Keyword::Ref),
        (Dialect::Draft202012, Keyword::DynamicRef),
        (Dialect::Draft201909, Keyword::RecursiveRef),
    ] {
        let schema = read(dialect, json!({ keyword.as_str(): "#" }));
        assert_eq!((schema.reference.as_deref(), schema.reference_keyword()), (Some("#"), keyword));
    }
    let both = read(Dialect::Draft202012, json!({ "$dynamicRef": "#b", "$ref": "#a" }));
    assert_eq!((both.reference.as_deref(), both.reference_keyword()), (Some("#a"), Keyword::Ref));
    let named = read(Dialect::Draft202012, json!({ "$dynamicAnchor": "a", "$anchor": "b" }));
    assert_eq!(
        (named.seldom.anchors.to_vec(), named.seldom.dynamic_anchor.as_deref()),
        (vec!["a".to_owned(), "b".to_owned()], Some("a"))
    );
}

#[test]
fn a_schema_may_be_where_no_keyword_holds_one() {
    let document = json!({
        "openapi": "3.0.3",
        "components": { "schemas": { "": { "properties": { "a/b": { "minimum": 1, "exclusiveMinimum": true } } } } },
        "x": [1, true],
    });
    let mut schemas = Schemas::default();
    schemas.insert(Schema::read("api.json", &document));
    let at = |pointer: &str| Location::new("api.json", pointer);
    assert!(schemas.at(&at("/components/schemas/")).is_none());
    assert!(schemas.graft(&at("/components/schemas/"), &document));
    let inner = schemas.at(&at("/components/schemas//properties/a~1b")).expect("it is in the graft");
    assert_eq!(
        (inner.dialect, &inner.constraints.bounds.exclusive_minimum),
        (Dialect::Draft4, &Some(1.into()))
    );
    assert!(!schemas.graft(&at("/x/0"), &document) && schemas.graft(&at("/x/1"), &document));
    assert!(!schemas.graft(&at("/y"), &document));
    assert_eq!(schemas.outermost().count(), 3);
    assert_eq!(schemas.outermost_of("api.json").count(), 3);
    assert_eq!(schemas.outermost_of("b.json").count(), 0);
}

#[test]
fn nullable_is_data() {
    for (schema, nullable) in [
        (json!({ "type": "string", "nullable": true }), true),
        (json!({ "type": "string", "nullable": false }), false),
        (json!({ "type": "string", "nullable": "true" }), false),
        (json!({ "type": "string" }), false),
    ] {
        assert_eq!(read(Dialect::Draft4, schema).nullable, nullable);
    }
}

#[test]
fn values_are_listed_by_either_keyword() {
    let read = |schema: Value| read(Dialect::Draft202012, schema);
    let both = read(json!({ "enum": [1, null], "const": null }));
    let lists: Vec<_> = both.lists().collect();
    let (of_enum, of_const) = ([json!(1), Value::Null], [Value::Null]);
    assert_eq!(lists, [(Keyword::Enum, &of_enum[..]), (Keyword::Const, &of_const[..])]);
    assert_eq!(read(json!({ "type": "string" })).lists().count(), 0);
}

#[test]
fn null_alone_is_told_by_type_or_list() {
    let is_null = |schema: Value| read(Dialect::Draft202012, schema).is_null();
    for schema in [
        json!({ "type": "null" }),
        json!({ "type": ["null"] }),
        json!({ "enum": [null] }),
        json!({ "const": null }),
    ] {
        assert!(is_null(schema.clone()), "{schema}");
    }
    for schema in [json!({}), json!({ "type": ["null", "string"] }), json!({ "enum": [null, 1] })] {
        assert!(!is_null(schema.clone()), "{schema}");
    }
}

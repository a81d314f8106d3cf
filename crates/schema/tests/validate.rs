//! What each keyword means in each draft that has it: the corners that are easily mistaken.

use serde_json::{Value, json};
use webhook_schema::model::Dialect;
use webhook_schema::validate::{Kind, Validator};

use Dialect::{Draft4, Draft6, Draft7, Draft201909, Draft202012};

/// Checks values in drafts, from the first to the last.
fn check(from: Dialect, to: Dialect, schema: Value, valid: &[Value], invalid: &[Value]) {
    for dialect in Dialect::ALL.into_iter().filter(|dialect| (from..=to).contains(dialect)) {
        let mut schema = schema.clone();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("$schema".to_owned(), json!(dialect.uri()));
        }
        let validator = Validator::of(&schema);
        for (values, is_valid) in [(valid, true), (invalid, false)] {
            for value in values {
                let errors = validator.errors(value);
                assert_eq!(errors.is_empty(), is_valid, "{value} by {schema}: {errors:?}");
                assert_eq!(validator.is_valid(value), is_valid, "{value} by {schema}");
            }
        }
    }
}

/// A number as it is written.
fn number(text: &str) -> Value {
    serde_json::from_str(text).expect("a number")
}

#[test]
fn types() {
    let integer = json!({ "type": "integer" });
    let not = [json!(1.5), json!("1"), json!(null)];
    check(Draft6, Draft202012, integer.clone(), &[json!(1), json!(1.0), number("1e2"), number("1e30")], &not);
    check(Draft4, Draft4, integer, &[json!(1)], &[json!(1.0), number("1e2"), json!(1.5)]);
    let types = json!({ "type": ["number", "null"] });
    check(
        Draft4,
        Draft202012,
        types,
        &[json!(1), json!(1.5), json!(null)],
        &[json!("1"), json!(false), json!([])],
    );
    check(Draft4, Draft202012, json!({}), &[json!(null), json!({ "a": [1] })], &[]);
    check(Draft6, Draft202012, json!(false), &[], &[json!(null), json!({})]);
}

#[test]
fn equal_values() {
    let one = [json!(1), json!(1.0)];
    check(Draft6, Draft202012, json!({ "const": 1 }), &one, &[json!(true), json!("1"), json!([1])]);
    check(Draft4, Draft202012, json!({ "enum": [1] }), &one, &[json!(true)]);
    let nested = json!({ "const": { "a": [1, { "b": 0 }], "c": null } });
    let same = json!({ "c": null, "a": [1.0, { "b": -0.0 }] });
    check(
        Draft6,
        Draft202012,
        nested,
        &[same],
        &[json!({ "a": [1, { "b": 0 }] }), json!({ "a": [1], "c": null })],
    );
    check(Draft4, Draft4, json!({ "const": 1 }), &[json!(2)], &[]);
    let distinct = json!({ "uniqueItems": true });
    let twice = [
        json!([1, 1.0]),
        json!([{ "a": 1, "b": 2 }, { "b": 2, "a": 1 }]),
        json!(["a", "b", "a"]),
        json!([[1], [1.0]]),
    ];
    check(Draft4, Draft202012, distinct, &[json!([1, true, "1", [1], 0, false]), json!([])], &twice);
}

#[test]
fn numbers() {
    let cents = json!({ "multipleOf": 0.01 });
    check(
        Draft4,
        Draft202012,
        cents,
        &[json!(19.99), json!(4.35), json!(0), number("1e300")],
        &[json!(0.001)],
    );
    let limits = json!({ "minimum": 9_007_199_254_740_993_u64, "maximum": u64::MAX });
    let beyond =
        [json!(9_007_199_254_740_992_u64), number("9007199254740992.0"), number("18446744073709551616")];
    check(Draft4, Draft202012, limits, &[json!(9_007_199_254_740_993_u64), json!(u64::MAX)], &beyond);
    let exclusive = json!({ "exclusiveMinimum": 0, "exclusiveMaximum": 1 });
    check(
        Draft6,
        Draft202012,
        exclusive,
        &[json!(0.5), number("5e-324"), json!("0")],
        &[json!(0), json!(1.0), json!(-0.0)],
    );
    let old = json!({ "minimum": 0, "exclusiveMinimum": true, "maximum": 1, "exclusiveMaximum": false });
    check(Draft4, Draft4, old, &[json!(0.5), json!(1)], &[json!(0), json!(1.5)]);
}

#[test]
fn strings() {
    let lengths = json!({ "minLength": 2, "maxLength": 2 });
    check(
        Draft4,
        Draft202012,
        lengths,
        &[json!("ab"), json!("😀😀"), json!("e\u{301}"), json!(1)],
        &[json!("😀"), json!("abc")],
    );
    check(Draft6, Draft202012, json!({ "maxLength": 2.0 }), &[json!("ab")], &[json!("abc")]);
    let pattern = json!({ "pattern": "b+" });
    check(Draft4, Draft202012, pattern, &[json!("abc"), json!(7)], &[json!("ac"), json!("")]);
    check(
        Draft4,
        Draft202012,
        json!({ "pattern": "^(?!x)\\p{L}$" }),
        &[json!("é")],
        &[json!("x"), json!("1")],
    );
    let format = json!({ "format": "date" });
    check(Draft4, Draft202012, format, &[json!("2024-02-29"), json!(1)], &[json!("2026-02-29"), json!("")]);
    check(Draft4, Draft7, json!({ "format": "uuid" }), &[json!("x")], &[]);
    check(Draft201909, Draft202012, json!({ "format": "uuid" }), &[], &[json!("x")]);
    check(Draft4, Draft202012, json!({ "format": "password" }), &[json!("x")], &[]);
    let content = json!({ "contentEncoding": "base64", "contentMediaType": "application/json" });
    check(Draft7, Draft7, content.clone(), &[json!("e30="), json!({})], &[json!("e30"), json!("ew==")]);
    check(Draft201909, Draft202012, content, &[json!("e30"), json!("ew==")], &[]);
}

#[test]
fn arrays() {
    let first = json!({ "items": [{ "type": "null" }], "additionalItems": { "type": "string" } });
    check(Draft4, Draft201909, first, &[json!([]), json!([null, "a"])], &[json!([1]), json!([null, 1])]);
    let alone = json!({ "additionalItems": false });
    check(Draft4, Draft202012, alone, &[json!([1, 2])], &[]);
    let all = json!({ "items": { "type": "null" }, "additionalItems": false });
    check(Draft4, Draft201909, all, &[json!([null, null])], &[json!([1])]);
    let prefix = json!({ "prefixItems": [{ "type": "null" }], "items": false });
    check(
        Draft202012,
        Draft202012,
        prefix.clone(),
        &[json!([]), json!([null])],
        &[json!([1]), json!([null, null])],
    );
    check(Draft4, Draft7, json!({ "prefixItems": [{ "type": "null" }] }), &[json!([1])], &[]);

    let contains = json!({ "contains": { "const": 1 } });
    check(Draft6, Draft202012, contains, &[json!([2, 1]), json!(2)], &[json!([]), json!([2])]);
    let range = json!({ "contains": { "const": 1 }, "minContains": 2, "maxContains": 3 });
    let wrong = [json!([1]), json!([1, 1, 1, 1])];
    check(Draft201909, Draft202012, range, &[json!([1, 1]), json!([1, 2, 1, 1])], &wrong);
    check(
        Draft201909,
        Draft202012,
        json!({ "contains": false, "minContains": 0 }),
        &[json!([]), json!([1])],
        &[],
    );
    check(
        Draft201909,
        Draft202012,
        json!({ "minContains": 2, "maxContains": 0 }),
        &[json!([]), json!([1])],
        &[],
    );
    check(Draft7, Draft7, json!({ "contains": true, "minContains": 2 }), &[json!([1])], &[json!([])]);
}

#[test]
fn objects() {
    let properties = json!({
        "properties": { "a": { "type": "null" } },
        "patternProperties": { "^b": { "type": "string" }, "c": { "minLength": 1 } },
        "additionalProperties": { "type": "boolean" },
    });
    let valid = [json!({ "a": null, "b": "", "bc": "x", "d": true }), json!([])];
    let invalid = [json!({ "a": 1 }), json!({ "b": 1 }), json!({ "bc": "" }), json!({ "d": 1 })];
    check(Draft4, Draft202012, properties, &valid, &invalid);
    let names = json!({ "propertyNames": { "maxLength": 1 } });
    check(Draft6, Draft202012, names, &[json!({ "a": 1 }), json!("ab")], &[json!({ "ab": 1 })]);
    check(
        Draft4,
        Draft202012,
        json!({ "required": ["a/b", ""] }),
        &[json!({ "a/b": 1, "": 2 })],
        &[json!({ "": 1 })],
    );
    let lists = json!({ "dependencies": { "a": ["b"] } });
    check(
        Draft4,
        Draft7,
        lists.clone(),
        &[json!({ "a": 1, "b": 1 }), json!({ "c": 1 })],
        &[json!({ "a": 1 })],
    );
    check(Draft201909, Draft202012, lists, &[json!({ "a": 1 })], &[]);
    let schemas = json!({ "dependencies": { "a": { "minProperties": 2 } } });
    check(Draft4, Draft7, schemas, &[json!({ "a": 1, "b": 1 }), json!({})], &[json!({ "a": 1 })]);
    let both =
        json!({ "dependentRequired": { "a": ["b"] }, "dependentSchemas": { "b": { "maxProperties": 2 } } });
    let wrong = [json!({ "a": 1 }), json!({ "b": 1, "c": 1, "d": 1 })];
    check(Draft201909, Draft202012, both, &[json!({ "a": 1, "b": 1 }), json!({ "c": 1 })], &wrong);
}

#[test]
fn branches() {
    check(Draft4, Draft202012, json!({ "allOf": [{}, { "minimum": 2 }] }), &[json!(2)], &[json!(1)]);
    let branches = [json!({ "minimum": 2 }), json!({ "type": "integer" })];
    check(
        Draft4,
        Draft202012,
        json!({ "anyOf": branches }),
        &[json!(1), json!(2.5), json!("a")],
        &[json!(1.5)],
    );
    check(
        Draft4,
        Draft202012,
        json!({ "oneOf": branches }),
        &[json!(1), json!(2.5), json!("a")],
        &[json!(1.5), json!(3)],
    );
    check(Draft4, Draft202012, json!({ "not": { "not": { "type": "null" } } }), &[json!(null)], &[json!(1)]);
    let condition = json!({ "if": { "minimum": 1 }, "then": { "multipleOf": 2 }, "else": { "const": 0 } });
    check(
        Draft7,
        Draft202012,
        condition.clone(),
        &[json!(2), json!(0), json!("a")][..2],
        &[json!(3), json!(-1)],
    );
    check(Draft4, Draft4, condition, &[json!(3), json!(-1)], &[]);
    check(Draft7, Draft202012, json!({ "then": false, "else": false }), &[json!(1)], &[]);
}

#[test]
fn references() {
    // Before 2019-09, what is next to a reference does not count.
    let siblings = json!({ "properties": { "a": { "$ref": "#/definitions/s", "maxLength": 1 } }, "definitions": { "s": { "type": "string" } } });
    check(Draft4, Draft7, siblings.clone(), &[json!({ "a": "abc" })], &[json!({ "a": 1 })]);
    check(
        Draft201909,
        Draft202012,
        siblings,
        &[json!({ "a": "a" })],
        &[json!({ "a": 1 }), json!({ "a": "abc" })],
    );
    let tree = json!({ "properties": { "next": { "$ref": "#" } }, "additionalProperties": false });
    check(
        Draft4,
        Draft202012,
        tree,
        &[json!({ "next": { "next": {} } })],
        &[json!({ "next": { "other": 1 } })],
    );
    // A reference into what no keyword holds, with escapes of both kinds.
    let odd = json!({ "components": { "a/b %": { "type": "null" } }, "allOf": [{ "$ref": "#/components/a~1b%20%25" }] });
    check(Draft4, Draft202012, odd, &[json!(null)], &[json!(1)]);
    let named = json!({
        "$id": "https://acme.example/a/root.json",
        "properties": { "by_id": { "$ref": "other.json" }, "by_anchor": { "$ref": "other.json#in" } },
        "$defs": { "other": { "$id": "other.json", "type": "string", "$defs": { "in": { "$anchor": "in", "type": "null" } } } },
    });
    let valid = json!({ "by_id": "a", "by_anchor": null });
    check(
        Draft201909,
        Draft202012,
        named,
        &[valid],
        &[json!({ "by_id": null }), json!({ "by_anchor": "a" })],
    );
    let dynamic = json!({ "$dynamicAnchor": "node", "properties": { "a": { "$dynamicRef": "#node" } }, "type": "object" });
    check(Draft202012, Draft202012, dynamic, &[json!({ "a": { "a": {} } })], &[json!({ "a": { "a": 1 } })]);
    let recursive = json!({ "$recursiveAnchor": true, "properties": { "a": { "$recursiveRef": "#" } }, "type": "object" });
    check(Draft201909, Draft201909, recursive, &[json!({ "a": { "a": {} } })], &[json!({ "a": 1 })]);
    let errors = Validator::of(&json!({ "$ref": "#/nowhere" })).errors(&json!(1));
    assert_eq!(errors[0].kind, Kind::Lost("#/nowhere".into()));
}

#[test]
fn what_is_not_evaluated() {
    let by_reference = json!({
        "$ref": "#/$defs/base", "properties": { "b": true }, "unevaluatedProperties": false,
        "$defs": { "base": { "properties": { "a": true } } },
    });
    check(Draft201909, Draft202012, by_reference, &[json!({ "a": 1, "b": 1 })], &[json!({ "c": 1 })]);
    // Only branches that match describe anything.
    let branches = json!({
        "anyOf": [
            { "properties": { "a": { "const": 1 } }, "required": ["a"] },
            { "properties": { "b": true }, "required": ["b"] },
        ],
        "unevaluatedProperties": false,
    });
    let valid = [json!({ "a": 1 }), json!({ "b": 1 }), json!({ "a": 1, "b": 1 })];
    check(
        Draft201909,
        Draft202012,
        branches,
        &valid,
        &[json!({ "a": 2, "b": 1 }), json!({ "a": 1, "c": 1 })],
    );
    let condition = json!({
        "if": { "properties": { "a": { "const": 1 } }, "required": ["a"] },
        "then": { "properties": { "b": true } },
        "else": { "properties": { "c": true } },
        "unevaluatedProperties": { "type": "null" },
    });
    let valid = [json!({ "a": 1, "b": 1 }), json!({ "c": 1 }), json!({ "d": null })];
    check(
        Draft201909,
        Draft202012,
        condition,
        &valid,
        &[json!({ "a": 1, "c": 1 }), json!({ "a": 2, "c": 1 }), json!({ "d": 1 })],
    );
    // A `not` describes nothing, and neither do properties of parts.
    let negated =
        json!({ "not": { "not": { "properties": { "a": true } } }, "unevaluatedProperties": false });
    check(Draft201909, Draft202012, negated, &[json!({})], &[json!({ "a": 1 })]);
    let nested = json!({
        "allOf": [{ "properties": { "a": true }, "unevaluatedProperties": true }], "unevaluatedProperties": false,
    });
    check(Draft201909, Draft202012, nested, &[json!({ "a": 1, "b": 1 })], &[]);
    let cousins = json!({ "allOf": [{ "properties": { "a": true } }, { "unevaluatedProperties": false }] });
    check(Draft201909, Draft202012, cousins, &[json!({})], &[json!({ "a": 1 })]);
    let dependent = json!({ "dependentSchemas": { "a": { "properties": { "a": true, "b": true } } }, "unevaluatedProperties": false });
    check(Draft201909, Draft202012, dependent, &[json!({ "a": 1, "b": 1 })], &[json!({ "b": 1 })]);

    let items = json!({ "prefixItems": [true], "contains": { "type": "string" }, "unevaluatedItems": false });
    check(Draft202012, Draft202012, items, &[json!(["a"]), json!([1, "a", "b"])], &[json!([1, "a", 2])]);
    let old = json!({ "allOf": [{ "items": [true] }], "unevaluatedItems": { "type": "null" } });
    check(Draft201909, Draft201909, old, &[json!([1]), json!([1, null])], &[json!([1, 1])]);
    let rest = json!({ "anyOf": [{ "items": { "type": "string" } }, true], "unevaluatedItems": false });
    check(Draft201909, Draft202012, rest, &[json!(["a", "b"]), json!([])], &[json!([1])]);
}

#[test]
fn null_by_openapi() {
    let string = json!({ "type": "string", "enum": ["a"], "nullable": true });
    check(Draft4, Draft202012, string, &[json!("a"), json!(null)], &[json!("b"), json!(1)]);
    let reference = json!({ "allOf": [{ "$ref": "#/definitions/a" }], "nullable": true, "definitions": { "a": { "type": "string" } } });
    check(Draft4, Draft202012, reference, &[json!("a"), json!(null)], &[json!(1)]);
    let values = json!({ "enum": ["a"], "nullable": true });
    check(Draft4, Draft202012, values, &[json!("a"), json!(null)], &[json!("b")]);
    check(Draft4, Draft202012, json!({ "type": "string", "nullable": false }), &[json!("a")], &[json!(null)]);
}

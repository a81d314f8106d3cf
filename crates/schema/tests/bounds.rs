//! How much a run of the validator tells, and that it ends.

use std::sync::Arc;

use serde_json::{Value, json};
use webhook_schema::validate::{Kind, Validator};

#[test]
fn the_first_mistakes_of_very_many() {
    let names: Vec<String> = (0..3_000).map(|number| format!("name-{number}")).collect();
    let items = |schema: Value| Validator::of(&json!({ "items": schema }));
    let wrong = json!(vec!["wrong"; 20_000]);
    let errors = items(json!({ "enum": names })).errors(&wrong);
    assert_eq!(errors.len(), 1_001);
    assert_eq!(errors[1_000].kind, Kind::More(1_000));
    // They share what is large.
    let (Kind::Enum(one), Kind::Enum(other)) = (&errors[0].kind, &errors[999].kind) else {
        panic!("{:?}", errors[999])
    };
    assert!(Arc::ptr_eq(one, other));
    // Those of branches count.
    let errors = items(json!({ "anyOf": [{ "type": "null" }, { "minLength": 9 }] })).errors(&wrong);
    let all = errors.iter().map(|error| match &error.kind {
        Kind::AnyOf(branches) => 1 + branches.iter().map(Vec::len).sum::<usize>(),
        _ => 1,
    });
    assert!((1_000..1_010).contains(&all.sum::<usize>()));
    assert_eq!(errors.last().map(|error| &error.kind), Some(&Kind::More(1_000)));
    // But not where another one fits.
    let fitting = items(json!({ "anyOf": [{ "type": "null" }, { "const": "wrong" }, { "minLength": 9 }] }));
    assert_eq!(fitting.errors(&wrong), []);
    let fitting = items(json!({ "oneOf": [{ "type": "null" }, { "minLength": 9 }, { "const": "wrong" }] }));
    assert_eq!(fitting.errors(&wrong), []);
    assert_eq!(items(json!({ "enum": names })).errors(&json!(vec!["wrong"; 1_000])).len(), 1_000);
    assert_eq!(items(json!({ "enum": names })).all_errors(&wrong).len(), 20_000);
}

#[test]
fn there_is_an_end_to_every_run() {
    let is_too_much = |schema: Value, value: Value| {
        let validator = Validator::of(&schema);
        let errors = validator.errors(&value);
        assert!(!validator.is_valid(&value));
        assert!(matches!(&errors[..], [error] if error.kind == Kind::TooMuch), "{errors:?}");
    };
    is_too_much(json!({ "$ref": "#" }), json!(1));
    is_too_much(
        json!({ "anyOf": [{ "$ref": "#/$defs/a" }], "$defs": { "a": { "not": { "$ref": "#" } } } }),
        json!(1),
    );
    // Each definition has the next one twice.
    let next = |number: usize| json!({ "$ref": format!("#/$defs/{number}") });
    let mut definitions: serde_json::Map<String, Value> = (0..40)
        .map(|number| (number.to_string(), json!({ "allOf": [next(number + 1), next(number + 1)] })))
        .collect();
    definitions.insert("40".to_owned(), json!({ "type": "integer" }));
    is_too_much(json!({ "$ref": "#/$defs/0", "$defs": definitions }), json!(1));
    // A deep value is no more than it is.
    let mut deep = json!({});
    for _ in 0..3_000 {
        deep = Value::Object([("next".to_owned(), deep)].into_iter().collect());
    }
    let tree =
        json!({ "properties": { "next": { "allOf": [{ "$ref": "#" }] } }, "additionalProperties": false });
    assert!(Validator::of(&tree).is_valid(&deep));
    // Nothing else can be dropped that deep without a stack for it.
    std::mem::forget(deep);
}

//! What a sender may change without asking does not break a receiver.

use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;
use webhook_conformance::catalog;
use webhook_conformance::generator::Generator;
use webhook_conformance::places::{Kind, Place, places};

use crate::{decode, seed, to_json};

/// The example of each event and a few random bodies, with every place in them.
fn for_each_place(mut check: impl FnMut(&Value, &Place)) {
    let (catalog, seed) = (catalog(), seed());
    let mut checked = 0;
    for event in &catalog.index.events {
        for body in bodies(&catalog, event, seed) {
            for place in places(&catalog, event, &body) {
                check(&body, &place);
                checked += 1;
            }
        }
    }
    assert!(checked > 1000, "only {checked} places");
}

fn bodies(catalog: &Catalog, event: &Event, seed: u64) -> Vec<Value> {
    let mut generator = Generator::new(catalog, event, seed);
    let example = catalog.example(event).expect("a sound example").to_value();
    std::iter::once(example).chain((0..5).map(|_| generator.body())).collect()
}

fn at<'b>(body: &'b mut Value, place: &Place) -> &'b mut Value {
    body.pointer_mut(&place.pointer).expect("the place is in the body")
}

/// The body without the field at a place.
fn without(body: &Value, place: &Place) -> Value {
    let mut changed = body.clone();
    let (object, key) = place.pointer.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/").replace("~0", "~");
    changed.pointer_mut(object).and_then(Value::as_object_mut).expect("an object").shift_remove(&key);
    changed
}

#[test]
fn unknown_fields_are_skipped() {
    for_each_place(|body, place| {
        if !matches!(place.kind, Kind::Object | Kind::Union) || at(&mut body.clone(), place).is_null() {
            return;
        }
        let mut changed = body.clone();
        at(&mut changed, place)["x-new"] = json!({ "deep": [1, { "type": "x" }] });
        changed["x-new"] = json!([null]);
        let text = changed.to_string();
        let delivery = decode(&text);
        assert_eq!(to_json(&delivery), *body, "{}", place.path);
        assert!(delivery.raw().is_some_and(|raw| raw.contains("x-new")));
    });
}

#[test]
fn unknown_enum_values_are_kept() {
    let mut seen = 0;
    for_each_place(|body, place| {
        if place.kind != Kind::Enum || at(&mut body.clone(), place).is_null() {
            return;
        }
        let mut changed = body.clone();
        *at(&mut changed, place) = json!("brand \"new\" välue");
        assert_eq!(to_json(&decode(&changed.to_string())), changed, "{}", place.path);
        seen += 1;
    });
    assert!(seen > 100, "only {seen} values of enums");
}

#[test]
fn integers_have_room() {
    for_each_place(|body, place| {
        let Kind::Integer { unsigned } = place.kind else { return };
        let edges = if unsigned { [json!(0), json!(u64::MAX)] } else { [json!(i64::MIN), json!(i64::MAX)] };
        for edge in edges {
            let mut changed = body.clone();
            *at(&mut changed, place) = edge;
            assert_eq!(to_json(&decode(&changed.to_string())), changed, "{}", place.path);
        }
    });
}

#[test]
fn numbers_keep_their_value() {
    for_each_place(|body, place| {
        if place.kind != Kind::Number {
            return;
        }
        for number in
            ["0", "1", "1.0", "-7", "18446744073709551615", "0.1", "0.30000000000000004", "1e-7", "5e300"]
        {
            let mut changed = body.clone();
            *at(&mut changed, place) = serde_json::from_str(number).expect("a number");
            assert_eq!(to_json(&decode(&changed.to_string())), changed, "{} {number}", place.path);
        }
    });
}

#[test]
fn optional_fields_may_be_absent() {
    for_each_place(|body, place| {
        if place.required || place.is_item {
            return;
        }
        let changed = without(body, place);
        assert_eq!(to_json(&decode(&changed.to_string())), changed, "{}", place.path);
    });
}

#[test]
fn nullable_fields_may_be_null() {
    let mut seen = 0;
    for_each_place(|body, place| {
        if !place.nullable {
            return;
        }
        let mut changed = body.clone();
        *at(&mut changed, place) = Value::Null;
        assert_eq!(to_json(&decode(&changed.to_string())), changed, "{}", place.path);
        seen += 1;
    });
    assert!(seen > 20, "only {seen} nullable fields");
}

/// Null is not what the schema says, and all the same nothing that a receiver should fail over.
#[test]
fn null_for_an_optional_field_counts_as_absent() {
    let mut seen = 0;
    for_each_place(|body, place| {
        if place.required || place.nullable || place.is_item {
            return;
        }
        let mut changed = body.clone();
        *at(&mut changed, place) = Value::Null;
        assert_eq!(to_json(&decode(&changed.to_string())), without(body, place), "{}", place.path);
        seen += 1;
    });
    assert!(seen > 10, "only {seen} optional fields");
}

/// Lengths, patterns, formats, ranges and counts are promises of the sender, and no business of a parser.
#[test]
fn constraints_are_not_enforced() {
    for_each_place(|body, place| {
        let values = match place.kind {
            Kind::String => vec![json!(""), json!("not the format"), json!("x".repeat(5000))],
            Kind::Array => vec![json!([])],
            Kind::Map => vec![json!({})],
            Kind::Number => vec![json!(-1), json!(1e300)],
            _ => return,
        };
        for value in values {
            let mut changed = body.clone();
            *at(&mut changed, place) = value;
            assert_eq!(to_json(&decode(&changed.to_string())), changed, "{}", place.path);
        }
    });
}

//! What is read and written again is an equal JSON value.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_str};

use crate::types::{Anything, Batch, Contact, Limit, Mail, Map, Nullable, Pair, Phone, Point, Priority, Way};
use crate::written;

/// Numbers as texts, because `Value` cannot hold all of them.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        (-99_i32..99, 0_usize..3).prop_map(|(n, zeros)| format!("{n}.{}", "0".repeat(zeros + 1))),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(|n| format!("{n:?}")),
        prop::sample::select(vec!["0", "1", "1.0", "10e-1", "0.5", "1e3", "18446744073709551615"])
            .prop_map(str::to_owned),
    ]
}

fn string() -> impl Strategy<Value = String> {
    let plain = "\\PC{0,4}".prop_map(|text| Value::from(text).to_string());
    let chosen =
        prop::sample::select(vec![r#""high""#, r#""h\u0069gh""#, r#""mail""#, r#""red""#, r#""a\"b""#]);
    prop_oneof![plain, chosen.prop_map(str::to_owned)]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["address", "via", "note", "number", "lines", "a"]).prop_map(str::to_owned),
        "[a-z\"\\\\]{0,3}",
    ]
}

/// Any JSON, with white space in it.
fn json() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        number(),
        string(),
        prop::sample::select(vec!["null", "true", "false"]).prop_map(str::to_owned)
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map(key(), inner, 0..4).prop_map(|members| object(&members)),
        ]
    })
}

fn object<'a>(members: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let members = members.into_iter().map(|(key, value)| format!("{}: {value}", Value::from(key.as_str())));
    format!("{{{}}}", members.collect::<Vec<_>>().join(" ,"))
}

/// An object with some of these members, and any others.
fn object_with(known: Vec<(&'static str, BoxedStrategy<String>)>) -> impl Strategy<Value = String> {
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let known: Vec<_> = known
        .into_iter()
        .map(|(name, value)| prop::option::weighted(0.9, value.prop_map(move |v| (name.to_owned(), v))))
        .collect();
    let others = prop::collection::btree_map(key(), json(), 0..3);
    (known, others).prop_map(move |(known, mut others)| {
        others.retain(|key, _| !names.contains(&key.as_str()));
        others.extend(known.into_iter().flatten());
        object(&others)
    })
}

fn mail() -> impl Strategy<Value = String> {
    let note = prop_oneof![string(), Just("null".to_owned())];
    object_with(vec![("address", string().boxed()), ("via", string().boxed()), ("note", note.boxed())])
}

fn phone() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(any::<u64>(), 0..3).prop_map(|lines| format!("{lines:?}"));
    object_with(vec![("number", number().boxed()), ("lines", lines.boxed())])
}

/// A value in which equal numbers are equal.
fn normal(value: Value) -> Value {
    match value {
        // Zero has one sign: where numbers keep their digits, they are compared as texts.
        Value::Number(n) => n.as_f64().map_or(Value::Number(n), |n| Value::from(n + 0.0)),
        Value::Array(items) => items.into_iter().map(normal).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, normal(value))).collect(),
        other => other,
    }
}

/// Whether a text is read as `T` and written as an equal value; `None` if it is not read.
fn comes_back<T: DeserializeOwned + Serialize>(text: &str) -> Option<bool> {
    from_str::<T>(text).ok()?;
    let value = |text: &str| normal(from_str(text).expect("JSON"));
    Some(value(text) == value(&written::<T>(text)))
}

proptest! {
    #[test]
    fn any_json_as_a_value_that_takes_everything(text in json()) {
        prop_assert_eq!(comes_back::<Priority>(&text), Some(true));
        prop_assert_eq!(comes_back::<Nullable>(&text), Some(true));
    }

    /// A type that refuses an object or array may do so, but what it reads comes back.
    #[test]
    fn any_json_as_a_value_of_several_types(text in json()) {
        prop_assert_ne!(comes_back::<Limit>(&text), Some(false));
        prop_assert!(comes_back::<Limit>(&text).is_some());
        if !text.contains("null") {
            prop_assert_ne!(comes_back::<Anything>(&text), Some(false));
            prop_assert_ne!(comes_back::<Map>(&text), Some(false));
        }
    }

    #[test]
    fn objects_with_other_keys(mail in mail(), phone in phone()) {
        prop_assert_ne!(comes_back::<Mail>(&mail), Some(false), "{}", mail);
        prop_assert_ne!(comes_back::<Phone>(&phone), Some(false), "{}", phone);
    }

    #[test]
    fn objects_of_a_union(text in prop_oneof![mail(), phone(), json()]) {
        // A null in an optional field is absent.
        let kept = !text.contains("null") || matches!(from_str::<Contact>(&text), Ok(Contact::Other(_)));
        prop_assert!(!kept || comes_back::<Contact>(&text) != Some(false), "{}", text);
        let way = format!("{{\"via\": \"mail\", \"contact\": {text}, \"n\": 1}}");
        prop_assert!(text.contains("null") || comes_back::<Way>(&way) != Some(false), "{}", way);
    }

    #[test]
    fn arrays_with_positions(
        x in number(),
        y in prop::option::of(string()),
        z in prop::option::of(prop::sample::select(vec!["true", "null"])),
        others in prop::collection::vec(json(), 0..3),
        contacts in prop::collection::vec(mail(), 0..3),
    ) {
        let mut items = vec![x];
        let ends = y.is_none();
        items.extend(y);
        if let (false, Some(z)) = (ends, z) {
            items.push(z.to_owned());
            items.extend(others);
        }
        let text = format!("[{}]", items.join(","));
        prop_assert_eq!(comes_back::<Point>(&text), Some(true), "{}", text);
        let batch = format!("[{}]", contacts.join(","));
        if !batch.contains("null") {
            prop_assert_ne!(comes_back::<Batch>(&batch), Some(false), "{}", batch);
            let pair = format!("[\"a\",{}]", contacts.first().map_or("1", |contact| contact));
            prop_assert_ne!(comes_back::<Pair>(&pair), Some(false), "{}", pair);
        }
    }
}

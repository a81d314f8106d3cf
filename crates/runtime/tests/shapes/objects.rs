//! `object!` with `@rest`, and `newtype!`.

use std::collections::BTreeMap;

use serde_json::from_str;
use webhook_runtime::Secret;

use crate::types::{Batch, MaybeNumber, Way};
use crate::written;

#[test]
fn other_keys_are_kept_after_the_fields() {
    assert_eq!(
        written::<Way>(r#"{"b":2.0,"a":null,"contact":null,"via":"mail","c":1}"#),
        r#"{"via":"mail","b":2,"c":1}"#
    );
}

struct Endpoint {
    secret: Secret,
    others: BTreeMap<String, Option<u64>>,
}

webhook_runtime::object! { read_only Endpoint {
    secret: "secret" required,
    @rest others,
} }

#[test]
fn an_object_that_is_only_read_has_others_too() {
    let endpoint: Endpoint = from_str(r#"{"a":1,"secret":"s3cret","b":null}"#).expect("it is read");
    assert_eq!(endpoint.others, BTreeMap::from([("a".into(), Some(1)), ("b".into(), None)]));
    drop(endpoint.secret);
    assert!(from_str::<Endpoint>(r#"{"secret":"s3cret","a":"x"}"#).is_err());
}

#[test]
fn a_newtype_is_what_is_in_it() {
    assert_eq!(written::<Batch>(r#"[{"number":1},null,{ }]"#), r#"[{"number":1},{ }]"#);
    struct List(Vec<MaybeNumber>);
    webhook_runtime::newtype! { List(Vec<MaybeNumber>) }
    assert_eq!(written::<List>("[1.0,null]"), "[1,null]");
}

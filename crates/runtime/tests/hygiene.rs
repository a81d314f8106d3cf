//! The macros work for types and fields of any name, including names that the macros use themselves.

use serde_json::{from_str, to_string};
use webhook_runtime::{object, open_enum, tagged_union, text_id};

text_id! {
    /// A text.
    pub struct Text;
}
text_id! {
    /// Another.
    pub struct Ok;
}
open_enum! {
    /// An enum with the names of type parameters.
    pub enum S {
        /// One.
        A = "a",
        /// Another.
        D = "d",
    }
}

/// An object with the names of everything that the macros call.
#[derive(Debug, PartialEq)]
struct Object {
    /// The rest are fields.
    a: Text,
    s: S,
    map: Option<Ok>,
    key: Option<Option<u64>>,
    support: Option<u64>,
    de: Option<u64>,
    ser: Option<u64>,
    text: Option<u64>,
    deserializer: Option<u64>,
    value: Option<u64>,
}

object! { Object {
    @tag "kind" = "object",
    a: "a" required,
    s: "s" required,
    map: "map" optional,
    key: "key" optional_nullable,
    support: "support" optional,
    de: "de" optional,
    ser: "ser" optional,
    text: "text" optional,
    deserializer: "deserializer" optional,
    value: "value" optional,
} }

#[derive(Debug, PartialEq)]
struct D {
    f: u64,
}

object! { D {
    @tag "kind" = "d",
    f: "f" required,
} }

#[derive(Debug, PartialEq)]
enum A {
    Object(Box<Object>),
    D(Box<D>),
    Unknown(webhook_runtime::UnknownVariant),
}

tagged_union! { A tag "kind" {
    "object" => Object,
    "d" => D,
} }

#[test]
fn names_do_not_matter() {
    for text in [
        r#"{"kind":"object","a":"x","s":"d","map":"ok","key":null,"support":1,"de":2,"ser":3,"text":4,"deserializer":5,"value":6}"#,
        r#"{"kind":"d","f":1}"#,
        r#"{"kind":"new","f":1}"#,
    ] {
        let read: A = from_str(text).expect("it is read");
        assert_eq!(to_string(&read).expect("it is written"), text);
    }
}

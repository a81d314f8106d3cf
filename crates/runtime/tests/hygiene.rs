//! The macros work for types and fields of any name, including names that the macros use themselves.

use serde_json::{from_str, to_string};
use webhook_runtime::{
    newtype, object, object_union, open_enum, tagged_union, text_id, tuple, type_union, value_enum,
};

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
    kind: Text,
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
    kind: "kind" required,
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
    kind: Text,
    f: u64,
}

object! { D {
    kind: "kind" required,
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

value_enum! {
    /// Values with the names of everything else.
    pub enum Key {
        /// One.
        Known = "1",
        /// Another.
        None = "null",
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Branch {
    raw: Key,
    others: std::collections::BTreeMap<String, Key>,
}

object! { Branch {
    raw: "raw" required,
    @rest others,
} }

#[derive(Clone, Debug, PartialEq)]
struct Items {
    list: Key,
    index: Option<Key>,
    items: Option<Option<Key>>,
    positions: Vec<Key>,
}

tuple! { Items {
    list required,
    index optional,
    items optional_nullable,
    @rest positions,
} }

#[derive(Clone, Debug, PartialEq)]
struct Some(Vec<Items>);

newtype! { Some(Vec<Items>) }

#[derive(Clone, Debug, PartialEq)]
enum Err {
    Branch(Box<Branch>),
    Ambiguous(webhook_runtime::RawJson),
    Other(webhook_runtime::RawJson),
}

object_union! { Err {
    Branch(Box<Branch>) branch {
        "raw" required,
    }
} }

#[derive(Clone, Debug, PartialEq)]
enum Result {
    Key(Key),
    Text(Text),
    Some(Some),
    Err(Box<Err>),
    Other(webhook_runtime::RawJson),
}

type_union! { Result {
    number => Key(Key),
    string => Text(Text),
    array => Some(Some),
    object => Err(Box<Err>),
} }

#[test]
fn names_of_the_new_do_not_matter() {
    for text in [
        "1",
        "2.50",
        r#""a""#,
        r#"[[1],[1,1,null],[1,1,null,1,null,7]]"#,
        r#"{"raw":1,"a":1,"b":null}"#,
        "{}",
        "true",
    ] {
        let read: Result = from_str(text).expect("it is read");
        assert_eq!(to_string(&read).expect("it is written"), text);
    }
}

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

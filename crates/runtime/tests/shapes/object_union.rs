//! `object_union!`: an object goes to the only branch that it can be.

use proptest::prelude::*;
use serde_json::{Map, Value, from_str, json, to_string};
use webhook_runtime::RawJson;

use crate::types::{Contact, MailOrCounts, Server};

fn read(text: &str) -> Contact {
    from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn what_is_not_one_branch_is_kept_as_it_came() {
    for text in ["1", "null", "[ ]", "{}", "{ \"address\": 1 }", r#"{"address":"a","via":"pigeon"}"#] {
        let contact = read(text);
        assert!(matches!(&contact, Contact::Other(raw) if raw.get() == text), "{text}");
        assert_eq!(to_string(&contact).expect("it is written"), text);
    }
    let both = r#"{ "address": "a", "number": 1 }"#;
    let contact = read(both);
    assert!(matches!(&contact, Contact::Ambiguous(raw) if raw.get() == both));
    assert_eq!(to_string(&contact).expect("it is written"), both);
}

#[test]
fn accessors_read_what_was_kept() {
    let mail = read(r#"{"address":"a"}"#);
    assert_eq!((mail.as_mail().expect("it fits").address.as_str(), mail.as_phone()), ("a", None));
    let both = read(r#"{"address":"a\ud83d","number":1}"#);
    assert_eq!(both.as_mail().expect("it fits").address, "a\u{fffd}");
    assert_eq!(both.as_phone().expect("it fits").number, 1.0);
    let other = read(r#"{"address":"a","via":"pigeon"}"#);
    assert_eq!(other.as_mail().expect("it fits").via.as_ref().expect("it is there").as_str(), "pigeon");
    assert_eq!(read("1").as_mail(), None);
}

#[test]
fn values_of_some_branches_tell_these_apart() {
    let variant = |kind: &str| {
        let text = format!(r#"{{"kind":"{kind}","url":"a"}}"#);
        let server: Server = from_str(&text).expect("it is read");
        assert_eq!(to_string(&server).expect("it is written"), text);
        server
    };
    assert!(matches!(variant("plain"), Server::Plain(_)));
    assert!(matches!(variant("events"), Server::Stream(_)));
    // Either may have one that is new.
    assert!(matches!(variant("socket"), Server::Ambiguous(_)));
    // A branch that lists none is not ruled out by what others list.
    let program = from_str(r#"{"kind":"plain","command":"a"}"#).expect("it is read");
    assert!(matches!(program, Server::Program(_)));
}

#[test]
fn a_branch_without_keys_takes_what_it_can_read() {
    let read = |text: &str| {
        let read: MailOrCounts = from_str(text).expect("it is read");
        assert_eq!(to_string(&read).expect("it is written"), text);
        read
    };
    assert!(
        matches!(read(r#"{"a":1,"note":2}"#), MailOrCounts::Counts(counts) if counts.others["note"] == 2)
    );
    assert!(matches!(read("{}"), MailOrCounts::Counts(_)));
    assert!(matches!(read(r#"{"address":"a"}"#), MailOrCounts::Mail(_)));
    // What fits none is kept, and what fits the other one is not a map.
    assert!(matches!(read(r#"{"a":"b"}"#), MailOrCounts::Other(_)));
    assert!(matches!(read(r#"{"address":"a","note":1}"#), MailOrCounts::Other(_)));
}

#[derive(Clone, Debug, PartialEq)]
struct Names {
    names: Option<Vec<String>>,
}
webhook_runtime::object! { Names { names: "names" optional, } }

#[derive(Clone, Debug, PartialEq)]
struct Size {
    size: Option<u64>,
}
webhook_runtime::object! { Size { size: "size" optional, } }

#[derive(Clone, Debug, PartialEq)]
enum Detail {
    Names(Box<Names>),
    Size(Box<Size>),
    Ambiguous(RawJson),
    Other(RawJson),
}
webhook_runtime::object_union! { Detail {
    Names(Box<Names>) as_names { "names" optional: array, }
    Size(Box<Size>) as_size { "size" optional: integer | null, }
} }

#[test]
fn a_null_that_the_likely_branch_does_not_take_may_be_in_another() {
    let read = |text: &str| from_str::<Detail>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(matches!(read(r#"{"names":["a"]}"#), Detail::Names(_)));
    for text in [r#"{"names":["a",null]}"#, r#"{"size":null}"#] {
        let detail = read(text);
        assert!(matches!(&detail, Detail::Ambiguous(raw) if raw.get() == text), "{text}");
        assert_eq!(to_string(&detail).expect("it is written"), text);
    }
    // Read as one branch, it is the sender's mistake.
    let names = read(r#"{"names":["a",null]}"#).as_names().map(|names| names.names.clone());
    assert_eq!(names, Some(Some(vec!["a".to_owned()])));
}

#[derive(Clone, Debug, PartialEq)]
struct Pair {
    x: i64,
    y: i64,
    others: Vec<RawJson>,
}
webhook_runtime::tuple! { Pair { x required, y required, @rest others, } }

#[derive(Clone, Debug, PartialEq)]
struct Named {
    kind: String,
    others: Vec<RawJson>,
}
webhook_runtime::tuple! { Named { kind required, @rest others, } }

#[derive(Clone, Debug, PartialEq)]
struct One {
    x: i64,
    others: Vec<RawJson>,
}
webhook_runtime::tuple! { One { x required, @rest others, } }

#[derive(Clone, Debug, PartialEq)]
enum Spot {
    One(Box<One>),
    Pair(Box<Pair>),
    Named(Box<Named>),
    Ambiguous(RawJson),
    Other(RawJson),
}
webhook_runtime::object_union! { list Spot {
    One(Box<One>) as_one { "0" required: integer, }
    Pair(Box<Pair>) as_pair { "0" required: integer, "1" required: integer, }
    Named(Box<Named>) as_named { "0" required: string = "\"named\"", }
} }

#[test]
fn tuples_are_told_apart_by_their_positions() {
    let variant = |text: &str| {
        let spot: Spot = from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(to_string(&spot).expect("it is written"), text);
        spot
    };
    assert!(matches!(variant("[1]"), Spot::One(_)));
    assert!(matches!(variant("[1,2]"), Spot::Pair(_)));
    assert!(matches!(variant("[1,2,true]"), Spot::Pair(_)));
    // A second item that the longer one does not have.
    assert!(matches!(variant("[1,\"2\"]"), Spot::One(_)));
    assert!(matches!(variant("[\"named\",1,2]"), Spot::Named(_)));
    for text in ["[\"other\"]", "[]", "{\"0\":1}", "1"] {
        assert!(matches!(variant(text), Spot::Other(_)), "{text}");
    }
    assert_eq!(variant("[1,2]").as_pair().expect("it fits").y, 2);
    assert_eq!(variant("[\"other\"]").as_named().expect("it is read").kind, "other");
}

/// The rules again, over values: which branches an object fits.
fn expected(object: &Map<String, Value>) -> &'static str {
    let takes = |key: &str, types: fn(&Value) -> bool| object.get(key).is_none_or(types);
    let mail = object.contains_key("address")
        && takes("address", Value::is_string)
        && takes("via", |via| *via == json!("mail") || *via == json!("post"))
        && takes("note", |note| note.is_string() || note.is_null());
    let phone = object.contains_key("number")
        && takes("number", |number| number.as_f64().is_some_and(|number| number.fract() == 0.0))
        && takes("note", Value::is_string)
        && takes("level", |level| level.as_f64() == Some(1.0) || level[0].as_f64() == Some(2.0));
    let only_mail = object.contains_key("address") || object.contains_key("via");
    let only_phone = object.contains_key("number") || object.contains_key("level");
    match (mail, phone, only_mail, only_phone) {
        (false, false, ..) => "other",
        (true, false, ..) | (true, true, true, false) => "mail",
        (false, true, ..) | (true, true, false, true) => "phone",
        _ => "ambiguous",
    }
}

proptest! {
    #[test]
    fn an_object_goes_where_the_rules_say(
        members in prop::collection::btree_map(
            prop::sample::select(vec!["address", "via", "note", "number", "level", "x"]),
            prop::sample::select(vec![
                json!("mail"), json!("post"), json!("a"), json!(1), json!(1.0), json!(1.5), json!(null), json!([2.0]),
            ]),
            0..6,
        ),
    ) {
        let object: Map<String, Value> = members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let text = to_string(&object).unwrap();
        let variant = match read(&text) {
            Contact::Mail(_) => "mail",
            Contact::Phone(_) => "phone",
            Contact::Ambiguous(_) => "ambiguous",
            Contact::Other(_) => "other",
        };
        prop_assert_eq!(variant, expected(&object), "{}", text);
    }
}

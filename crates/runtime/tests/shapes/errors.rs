//! An error has its whole path, also in what is read apart from the body, and says it once.

use serde_json::from_str;
use webhook_runtime::{DecodeError, EnvelopeFields, Stage, support};

use crate::types::{Anything, Batch, Contact, Map, Pair, Way};

const FIELDS: EnvelopeFields = EnvelopeFields { event_type: "type", id: "id", data: "data" };

#[derive(Debug)]
struct Body {
    data: Data,
}

webhook_runtime::object! { Body { data: "data" required, } }

#[derive(Debug)]
struct Data {
    contact: Option<Contact>,
    way: Option<Box<Way>>,
    any: Option<Option<Anything>>,
    batch: Option<Batch>,
    pair: Option<Pair>,
    others: std::collections::BTreeMap<String, Map>,
}

webhook_runtime::object! { Data {
    contact: "contact" optional,
    way: "way" optional,
    any: "any" optional_nullable,
    batch: "batch" optional,
    pair: "pair" optional,
    @rest others,
} }

fn error_in(text: &str) -> DecodeError {
    let error = from_str::<Body>(text).expect_err("it does not fit");
    DecodeError::__new(text, text, &error, FIELDS)
}

/// Wherever the member is in the payload, and whatever is between the tokens.
fn assert_error(member: &str, path: &str, message: &str) {
    for text in [
        format!(r#"{{"data":{{{member}}}}}"#),
        format!(r#"{{"data":{{{member}}},"x":[{{}}]}}"#),
        format!(r#"{{"x":[{{}}],"data":{{{member}}}}}"#),
        format!(r#"{{"data":{{{member},"x":1}}}}"#),
        format!(r#"{{"data":{{"x":{{"y":[]}},{member}}}}}"#),
        format!("{{ \"data\" :\n{{ {member}\n\n, \"x\" : 1 }} }}"),
        format!("{{ \"data\" :\n{{ {member}\n\n}}\n, \"x\" : 1 }}"),
    ] {
        let error = error_in(&text);
        assert_eq!((error.path(), error.message()), (path, message), "{text}");
        assert_eq!(error.stage(), Stage::Payload, "{text}");
    }
}

#[test]
fn the_tag_of_a_union_has_another_type() {
    let message = "invalid type: null, expected a string";
    assert_error(r#""way":{"via":null,"address":"a"}"#, "data.way.via", message);
    assert_error(r#""way":{"address":"a","via":null}"#, "data.way.via", message);
    assert_error(r#""way":{"via":{"a":[]}, "b":{}}"#, "data.way.via", "invalid type: map, expected a string");
    assert_error(r#""way":{"a":1}"#, "data.way", "missing field `via`");
}

#[test]
fn an_error_in_the_branch_of_a_union_has_its_path() {
    for (member, path, message) in [
        (
            r#""contact":{"number":1,"lines":[1,true]}"#,
            "data.contact.lines[1]",
            "invalid type: boolean `true`, expected an integer from 0 to 18446744073709551615",
        ),
        (
            r#""contact":{"number":1,"lines":{}}"#,
            "data.contact.lines",
            "invalid type: map, expected an array",
        ),
        (r#""contact":{"number":1,"number":2}"#, "data.contact.number", "duplicate field `number`"),
        (r#""any":{"via":"red"}"#, "data.any", "missing field `address`"),
        (r#""any":{}"#, "data.any", "missing field `address`"),
        (r#""any":{"address":[{}]}"#, "data.any.address", "invalid type: sequence, expected a string"),
        (
            r#""batch":[{"number":1},null,{"number":1,"lines":{}}]"#,
            "data.batch[2].lines",
            "invalid type: map, expected an array",
        ),
        (
            r#""batch":[{"number":1,"lines":1} , {}]"#,
            "data.batch[0].lines",
            "invalid type: integer `1`, expected an array",
        ),
        (
            r#""pair":["a",{"number":1,"lines":{}}]"#,
            "data.pair[1].lines",
            "invalid type: map, expected an array",
        ),
        (r#""pair":["a"]"#, "data.pair", "expected at least 2 items, found 1"),
        (
            r#""way":{"via":"mail","contact":{"number":1,"lines":{}}}"#,
            "data.way.contact.lines",
            "invalid type: map, expected an array",
        ),
        (
            r#""way":{"via":"mail","a":[]}"#,
            "data.way.a",
            "invalid type: sequence, expected an integer from 0 to 18446744073709551615",
        ),
        (
            r#""b-`: c":{"d":{"address":"a"},"e":{"address":{}}}"#,
            r#"data["b-`: c"].e.address"#,
            "invalid type: map, expected a string",
        ),
    ] {
        assert_error(member, path, message);
    }
}

#[test]
fn the_payload_itself_may_be_a_union() {
    #[derive(Debug)]
    struct Body {
        _data: Contact,
    }
    webhook_runtime::object! { read_only Body { _data: "data" required, } }
    for text in [
        r#"{"data":{"number":1,"lines":{}}}"#,
        r#"{"data":{"number":1,"lines":{}},"x":{}}"#,
        r#"{"x":{},"data":{"number":1,"lines":{}} }"#,
    ] {
        let error = from_str::<Body>(text).expect_err("it does not fit");
        let error = DecodeError::__new(text, text, &error, FIELDS);
        assert_eq!((error.path(), error.stage()), ("data.lines", Stage::Payload), "{text}");
    }
    // As a payload is read that came before the event's name.
    let text = r#"{"data":{"number":1,"lines":{}}}"#;
    let part = &text[8..text.len() - 1];
    let error = from_str::<Contact>(part).expect_err("it does not fit");
    let error = DecodeError::__new(text, part, &error, FIELDS);
    assert_eq!((error.path(), error.stage()), ("data.lines", Stage::Payload));
}

#[test]
fn an_error_outside_of_any_body_says_where_it_is() {
    let error =
        from_str::<Contact>(r#"{"number":1,"lines":[true]}"#).expect_err("it does not fit").to_string();
    assert!(error.starts_with("at `lines[0]`: invalid type: boolean"), "{error}");
    let error = from_str::<Anything>("{}").expect_err("it does not fit").to_string();
    assert_eq!(error, "in this value: missing field `address`");
}

#[test]
fn a_body_with_half_characters_is_mended_in_unions_too() {
    fn read(text: &str) -> Result<Batch, DecodeError> {
        from_str(text).map_err(|error| DecodeError::__new(text, text, &error, FIELDS))
    }
    let text = r#"[{"address":"a\ud83d"},{"number":1,"\ud83d":[1e19]}]"#;
    let batch = support::lenient(text, read).expect("it is mended");
    assert_eq!(batch.0[0].as_mail().expect("it fits").address, "a\u{fffd}");
    let others = &batch.0[1].as_phone().expect("it fits").others;
    assert_eq!(others["\u{fffd}"].get(), "[10000000000000000000]");
}

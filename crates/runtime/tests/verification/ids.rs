//! The header that repeats the body's id. It is not signed: it may be absent, but if present, it must be equal.

use webhook_runtime::VerifyError::{DuplicateHeader, IdMismatch, NoMatch, Stale};

use crate::delivery::{BODY, Delivery, ID_HEADER, NOW, TIMESTAMP, TIMESTAMP_HEADER, Verdict, receiver, time};

/// The genuine delivery, whose body has the id `evt-1`, with this in the header.
fn header(id: impl AsRef<[u8]>) -> Verdict {
    Delivery::genuine().with(ID_HEADER, id).verdict()
}

cases!(header {
    same: "evt-1" => Ok(()),
    other: "evt-2" => Err(IdMismatch),
    empty: "" => Err(IdMismatch),
    beginning: "evt-" => Err(IdMismatch),
    longer: "evt-11" => Err(IdMismatch),
    end: "1" => Err(IdMismatch),
    upper_case: "EVT-1" => Err(IdMismatch),
    space_after: "evt-1 " => Ok(()),
    quoted: "\"evt-1\"" => Err(IdMismatch),
    nul_behind: "evt-1\0" => Err(IdMismatch),
    not_utf8: b"evt-\xff" => Err(IdMismatch),
    joined: "evt-1, evt-1" => Ok(()),
    joined_with_another: "evt-1,evt-2" => Err(IdMismatch),
    joined_with_nothing: "evt-1," => Err(IdMismatch),
    joined_others: "evt-2,evt-2" => Err(IdMismatch),
});

/// A body that the provider signed, with `evt-1` in the header.
fn body(body: impl AsRef<[u8]>) -> Verdict {
    Delivery::signed(TIMESTAMP, body).with(ID_HEADER, "evt-1").verdict()
}

cases!(body {
    first_field: r#"{"id":"evt-1","data":{}}"# => Ok(()),
    last_field: r#"{"data":{"id":"evt-2"},"type":"order.paid","id":"evt-1"}"# => Ok(()),
    escaped: r#"{"id":"\u0065vt-1"}"# => Ok(()),
    space_around: r#"{"id":" evt-1 "}"# => Ok(()),
    escaped_key: r#"{"i\u0064":"evt-2"}"# => Err(IdMismatch),
    white_space: " {\r\n \"id\" :\t\"evt-1\" } " => Ok(()),
    other: r#"{"id":"evt-2"}"# => Err(IdMismatch),
    other_behind_the_payload: r#"{"data":{"id":"evt-1"},"id":"evt-2"}"# => Err(IdMismatch),
    white_space_of_no_json: "{\u{c}\"id\":\"evt-2\"}" => Ok(()),
    escape_at_the_end: r#"{"id":"evt-1\""}"# => Err(IdMismatch),
    key_that_begins_alike: r#"{"id2":"evt-2","id":"evt-1"}"# => Ok(()),
    other_before_bytes_that_are_no_text: b"{\"id\":\"evt-2\",\"data\":\"\xff\"}" => Err(IdMismatch),
    cut_off: r#"{"id":"evt-2"# => Ok(()),
    line_feed_within: "{\"id\":\"evt-2\n\"}" => Ok(()),
    no_text: b"{\"id\":\"evt-\xff\"}" => Ok(()),
    other_before_a_mistake: r#"{"id":"evt-2","data":"# => Err(IdMismatch),
    empty: r#"{"id":""}"# => Err(IdMismatch),
    null_as_text: r#"{"id":"null"}"# => Err(IdMismatch),
    twice: r#"{"id":"evt-2","id":"evt-1"}"# => Err(IdMismatch),
    // Without an id, nothing can differ; decoding reports that.
    none: r#"{"type":"order.paid"}"# => Ok(()),
    none_at_the_top: r#"{"data":{"id":"evt-2"}}"# => Ok(()),
    number: r#"{"id":2}"# => Ok(()),
    null: r#"{"id":null}"# => Ok(()),
    list: r#"[{"id":"evt-2"}]"# => Ok(()),
    not_json: "evt-2" => Ok(()),
    nothing: "" => Ok(()),
});

#[test]
fn a_header_that_is_absent_does_not_lie() {
    assert_eq!(Delivery::genuine().verdict(), Ok(()));
}

#[test]
fn equal_repeats_are_one_value() {
    let twice = Delivery::genuine().with(ID_HEADER, "evt-1").with(ID_HEADER, " evt-1");
    assert_eq!(twice.verdict(), Ok(()));
    assert_eq!(twice.with(ID_HEADER, "evt-2").verdict(), Err(DuplicateHeader));
}

#[test]
fn an_id_may_have_a_comma() {
    let delivery = |header: &str| Delivery::signed(TIMESTAMP, r#"{"id":"a,a"}"#).with(ID_HEADER, header);
    assert_eq!(delivery("a,a").verdict(), Ok(()));
    assert_eq!(delivery("a").verdict(), Err(IdMismatch));
}

/// Only those who have the secret learn what is wrong with a delivery.
#[test]
fn the_signature_and_the_clock_are_looked_at_before_the_id() {
    let other = Delivery::genuine().with(ID_HEADER, "evt-2");
    assert_eq!(other.verdict_of(&receiver().clock(|| time(NOW + 301))), Err(Stale));
    let forged = other.without(TIMESTAMP_HEADER).with(TIMESTAMP_HEADER, "1750000001");
    assert_eq!(forged.verdict(), Err(NoMatch));
    let genuine = Delivery::signed(TIMESTAMP, BODY).with(ID_HEADER, "evt-1");
    assert_eq!(genuine.verdict(), Ok(()));
}

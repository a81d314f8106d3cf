//! The body is verified as it was sent, byte for byte, whatever is in it.

use webhook_runtime::Stage;
use webhook_runtime::VerifyError::{BodyTooLarge, NoMatch};

use crate::acme::{self, Acme};
use crate::delivery::{BODY, Delivery, MAC, TIMESTAMP, Verdict, receiver};

const LIMIT: usize = 65_536;

/// A body that the provider signed.
fn authentic(body: impl AsRef<[u8]>) -> Verdict {
    Delivery::signed(TIMESTAMP, body).verdict()
}

cases!(authentic {
    empty: "" => Ok(()),
    byte_order_mark: format!("\u{feff}{BODY}") => Ok(()),
    line_ends_of_two_bytes: "{\r\n}\r\n" => Ok(()),
    line_feed_at_the_end: format!("{BODY}\n") => Ok(()),
    not_utf8: b"{\"id\":\"\xff\"}" => Ok(()),
    utf16: b"\xff\xfe{\0}\0" => Ok(()),
    nul: "\0" => Ok(()),
    not_json: "<event/>" => Ok(()),
    cut_off: &BODY[..20] => Ok(()),
    dots: "...." => Ok(()),
    deep: "[".repeat(60_000) => Ok(()),
    as_large_as_may_be: "a".repeat(LIMIT) => Ok(()),
    a_byte_too_large: "a".repeat(LIMIT + 1) => Err(BodyTooLarge),
    far_too_large: "a".repeat(10_000_000) => Err(BodyTooLarge),
});

/// A body that replaces the genuine one.
fn changed(body: impl AsRef<[u8]>) -> Verdict {
    Delivery::new(TIMESTAMP, format!("v1={MAC}"), body).verdict()
}

cases!(changed {
    not_at_all: BODY => Ok(()),
    emptied: "" => Err(NoMatch),
    other_amount: BODY.replace("12.50", "99.50") => Err(NoMatch),
    other_number_of_the_same_value: BODY.replace("12.50", "12.5") => Err(NoMatch),
    written_again: BODY.replace(':', ": ") => Err(NoMatch),
    line_feed_added: format!("{BODY}\n") => Err(NoMatch),
    byte_order_mark_added: format!("\u{feff}{BODY}") => Err(NoMatch),
    space_added: format!(" {BODY}") => Err(NoMatch),
    nul_added: format!("{BODY}\0") => Err(NoMatch),
    letter_escaped: BODY.replace("evt", "\\u0065vt") => Err(NoMatch),
    doubled: BODY.repeat(2) => Err(NoMatch),
    cut_by_a_byte: &BODY[..BODY.len() - 1] => Err(NoMatch),
    too_large: "a".repeat(LIMIT + 1) => Err(BodyTooLarge),
});

#[test]
fn a_byte_order_mark_or_line_ends_that_were_lost_are_a_change() {
    for (signed, arrived) in [
        (format!("\u{feff}{BODY}"), BODY.to_owned()),
        ("{\r\n}\r\n".to_owned(), "{\n}\n".to_owned()),
        (format!("{BODY}\r\n"), BODY.to_owned()),
    ] {
        let mut delivery = Delivery::signed(TIMESTAMP, signed);
        delivery.body = arrived.into_bytes();
        assert_eq!(delivery.verdict(), Err(NoMatch));
    }
}

#[test]
fn the_limit_can_be_set() {
    let receiver = receiver().max_body_bytes(10);
    assert_eq!(receiver.body_limit(), 10);
    assert_eq!(Delivery::signed(TIMESTAMP, "0123456789").verdict_of(&receiver), Ok(()));
    assert_eq!(Delivery::signed(TIMESTAMP, "0123456789a").verdict_of(&receiver), Err(BodyTooLarge));
}

#[test]
fn without_a_limit_the_contracts_counts() {
    assert_eq!(receiver().body_limit(), LIMIT);
}

/// Verification covers only the bytes: an authentic delivery that cannot be decoded is still authentic.
#[test]
fn what_is_authentic_may_be_unreadable() {
    for body in [&b"{\"id\":\"\xff\"}"[..], b"\xef\xbb\xbf{", b"", b"<event/>"] {
        let delivery = Delivery::signed(TIMESTAMP, body);
        let verified = receiver();
        let verified = verified.verify(&delivery.headers, &delivery.body).expect("signed");
        assert_eq!(verified.body(), body);
        assert_eq!(verified.decode().expect_err("no delivery").stage(), Stage::Body);
    }
}

#[test]
fn what_is_verified_is_what_is_decoded() {
    let delivery = Delivery::genuine();
    let receiver: webhook_runtime::Receiver<Acme> = receiver();
    let verified = receiver.verify(&delivery.headers, &delivery.body).expect("signed");
    let expected = acme::Delivery { id: "evt-1".to_owned(), event_type: "order.paid".to_owned() };
    assert_eq!(verified.decode(), Ok(expected));
}

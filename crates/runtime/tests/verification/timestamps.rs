//! The timestamp header: its grammar, and how far it may be from the clock.
//!
//! The header's value is always signed, so only the grammar can refuse it; and if a lenient parser would read a number,
//! it is the clock's.

use std::time::{Duration, UNIX_EPOCH};

use webhook_runtime::VerifyError::{Configuration, Future, MalformedTimestamp, NoMatch, Stale};

use crate::delivery::{
    BODY, Delivery, MAC, NOW, SIGNATURE_HEADER, TIMESTAMP_HEADER, Verdict, receiver, time,
};

/// A delivery that was signed with this as its timestamp.
fn timestamp(text: impl AsRef<[u8]>) -> Verdict {
    Delivery::signed(text, BODY).verdict()
}

cases!(timestamp {
    genuine: "1750000000" => Ok(()),
    empty: "" => Err(MalformedTimestamp),
    zero: "0" => Err(MalformedTimestamp),
    zeros: "0000000000" => Err(MalformedTimestamp),
    leading_zero: "01750000000" => Err(MalformedTimestamp),
    leading_zeros: "001750000000" => Err(MalformedTimestamp),
    negative: "-1" => Err(MalformedTimestamp),
    negative_of_the_clock: "-1750000000" => Err(MalformedTimestamp),
    plus: "+5" => Err(MalformedTimestamp),
    plus_the_clock: "+1750000000" => Err(MalformedTimestamp),
    space_within: "1750 000000" => Err(MalformedTimestamp),
    nul: "1750000000\0" => Err(MalformedTimestamp),
    fraction: "1750000000.0" => Err(MalformedTimestamp),
    dot: "1750000000." => Err(MalformedTimestamp),
    comma: "1,750,000,000" => Err(MalformedTimestamp),
    underscore: "1_750_000_000" => Err(MalformedTimestamp),
    exponent: "175e7" => Err(MalformedTimestamp),
    exponent_with_fraction: "1.75e9" => Err(MalformedTimestamp),
    hexadecimal: "0x684ee180" => Err(MalformedTimestamp),
    letters: "now" => Err(MalformedTimestamp),
    not_a_number: "NaN" => Err(MalformedTimestamp),
    letter_behind: "1750000000s" => Err(MalformedTimestamp),
    two_values: "1750000000,1750000001" => Err(MalformedTimestamp),
    two_values_one_empty: "1750000000," => Err(MalformedTimestamp),
    date: "2025-06-15T15:06:40Z" => Err(MalformedTimestamp),
    arabic_digits: "١٧٥٠٠٠٠٠٠٠" => Err(MalformedTimestamp),
    wide_digits: "１７５０００００００" => Err(MalformedTimestamp),
    superscript: "175000000⁰" => Err(MalformedTimestamp),
    not_utf8: b"175000000\xff" => Err(MalformedTimestamp),
    byte_order_mark: "\u{feff}1750000000" => Err(MalformedTimestamp),
    milliseconds: "1750000000000" => Err(MalformedTimestamp),
    thirteen_digits: "1000000000000" => Err(MalformedTimestamp),
    beyond_i64: "9223372036854775808" => Err(MalformedTimestamp),
    beyond_u64: "18446744073709551616" => Err(MalformedTimestamp),
    clock_beyond_u64: "18446744075459551616" => Err(MalformedTimestamp),
    a_thousand_digits: "1".repeat(1000) => Err(MalformedTimestamp),
    first_second: "1" => Err(Stale),
    last_second: "999999999999" => Err(Future),
});

/// The genuine delivery, whose header is this when it arrives.
fn on_the_way(text: &str) -> Verdict {
    Delivery::genuine().without(TIMESTAMP_HEADER).with(TIMESTAMP_HEADER, text).verdict()
}

cases!(on_the_way {
    untouched: "1750000000" => Ok(()),
    space_before: " 1750000000" => Ok(()),
    space_after: "1750000000 " => Ok(()),
    tab: "\t1750000000\t" => Ok(()),
    joined: "1750000000,1750000000" => Ok(()),
    joined_with_spaces: "1750000000, 1750000000 ,1750000000" => Ok(()),
    joined_with_another: "1750000000, 1750000001" => Err(MalformedTimestamp),
    other: "1750000001" => Err(NoMatch),
});

/// A delivery that was signed with white space, which headers do not keep: the trimmed value is what must be signed.
#[test]
fn white_space_around_the_timestamp_is_never_signed() {
    for text in [" 1750000000", "1750000000\t", "1750000000,1750000000"] {
        assert_eq!(timestamp(text), Err(NoMatch), "{text:?}");
    }
}

/// A delivery that was signed this many seconds ago.
fn age(seconds: i64) -> Verdict {
    Delivery::signed(NOW.saturating_add_signed(-seconds).to_string(), BODY).verdict()
}

cases!(age {
    none: 0 => Ok(()),
    a_second: 1 => Ok(()),
    four_minutes_and_59_seconds: 299 => Ok(()),
    five_minutes: 300 => Ok(()),
    five_minutes_and_a_second: 301 => Err(Stale),
    a_day: 86_400 => Err(Stale),
    a_second_ahead: -1 => Ok(()),
    five_minutes_ahead: -300 => Ok(()),
    five_minutes_and_a_second_ahead: -301 => Err(Future),
    a_day_ahead: -86_400 => Err(Future),
});

/// The genuine delivery, with the clock this far from 1970 and this tolerance.
fn clock(clock: Duration, tolerance: u64) -> Verdict {
    let receiver = receiver().clock(move || UNIX_EPOCH + clock).tolerance(Duration::from_secs(tolerance));
    Delivery::genuine().verdict_of(&receiver)
}

#[test]
fn fractions_of_a_second_do_not_count() {
    assert_eq!(clock(Duration::from_millis(NOW * 1000 + 300_999), 300), Ok(()));
    assert_eq!(clock(Duration::from_millis(NOW * 1000 + 301_000), 300), Err(Stale));
    assert_eq!(clock(Duration::from_millis(NOW * 1000 + 999), 0), Ok(()));
}

#[test]
fn the_tolerance_can_be_set() {
    assert_eq!(clock(Duration::from_secs(NOW + 10), 10), Ok(()));
    assert_eq!(clock(Duration::from_secs(NOW + 11), 10), Err(Stale));
    assert_eq!(clock(Duration::from_secs(NOW - 10), 10), Ok(()));
    assert_eq!(clock(Duration::from_secs(NOW - 11), 10), Err(Future));
    assert_eq!(clock(Duration::from_secs(NOW + 1), 0), Err(Stale));
    assert_eq!(clock(Duration::ZERO, u64::MAX), Ok(()));
}

#[test]
fn a_clock_before_1970_verifies_nothing() {
    let receiver = receiver().clock(|| UNIX_EPOCH - Duration::from_secs(1));
    assert_eq!(Delivery::genuine().verdict_of(&receiver), Err(Configuration));
}

#[test]
fn without_a_clock_the_systems_is_used() {
    let receiver =
        webhook_runtime::Receiver::<crate::acme::Acme>::new(crate::delivery::SECRET).expect("a secret");
    let now = std::time::SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    assert_eq!(Delivery::signed(now.to_string(), BODY).verdict_of(&receiver), Ok(()));
    assert_eq!(Delivery::genuine().verdict_of(&receiver), Err(Stale));
}

/// Only those who have the secret learn what the clock says.
#[test]
fn the_signature_is_looked_at_before_the_clock() {
    let forged = Delivery::genuine()
        .without(SIGNATURE_HEADER)
        .with(SIGNATURE_HEADER, format!("v1={}", MAC.replace('0', "1")));
    for now in [1, NOW - 301, NOW + 301, u64::from(u32::MAX)] {
        assert_eq!(forged.verdict_of(&receiver().clock(move || time(now))), Err(NoMatch));
    }
}

/// A delivery whose message is split elsewhere: the signed bytes are the same.
#[test]
fn a_dot_that_is_not_the_first_does_not_end_the_timestamp() {
    let message = Delivery::signed("1750000000", "1750000000.12.{}");
    assert_eq!(message.verdict(), Ok(()));
    for (timestamp, body) in [
        ("1750000000.1750000000", "12.{}"),
        ("1750000000.1750000000.12", "{}"),
        ("1750000000.1750000000.12.{}", ""),
    ] {
        let mut shifted = message.clone().without(TIMESTAMP_HEADER).with(TIMESTAMP_HEADER, timestamp);
        shifted.body = body.into();
        assert_eq!(shifted.verdict(), Err(MalformedTimestamp), "{timestamp}");
    }
}

#[test]
fn a_boundary_without_its_dot_does_not_shift() {
    for (timestamp, body) in [("175000000", "0.{}"), ("1750000000", ".{}"), ("1750000000", "{}.")] {
        let mut shifted =
            Delivery::signed("1750000000", "{}").without(TIMESTAMP_HEADER).with(TIMESTAMP_HEADER, timestamp);
        shifted.body = body.into();
        assert_eq!(shifted.verdict(), Err(NoMatch), "{timestamp} {body}");
    }
}

//! The signature header: lines of `<scheme>=<signature>` with commas between them.

use webhook_runtime::MAX_CANDIDATES;
use webhook_runtime::VerifyError::{MalformedSignature, NoMatch, TooManySignatures, UnsupportedScheme};

use crate::delivery::{
    BODY, Delivery, MAC, OTHER_SECRET, SECRET, SIGNATURE_HEADER, TIMESTAMP, Verdict, hex, hmac_sha256, mac,
    receiver,
};

/// A well-formed signature of nothing.
const WRONG: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// The genuine delivery with this line in place of its signature.
fn line(line: impl AsRef<[u8]>) -> Verdict {
    lines(&[line.as_ref()])
}

cases!(line {
    genuine: format!("v1={MAC}") => Ok(()),
    spaces_around: format!(" \tv1={MAC} ") => Ok(()),
    behind_another: format!("v1={WRONG},v1={MAC}") => Ok(()),
    before_another: format!("v1={MAC},v1={WRONG}") => Ok(()),
    twice: format!("v1={MAC},v1={MAC}") => Ok(()),
    spaces_in_the_list: format!("v1={WRONG} ,\t v1={MAC}") => Ok(()),
    behind_another_scheme: format!("v2=?,v1={MAC}") => Ok(()),
    before_another_scheme: format!("v1={MAC},v0=abc,t=1") => Ok(()),
    another_scheme_with_equals_signs: format!("v2==a=,v1={MAC}") => Ok(()),
    another_scheme_without_value: format!("v2=,v1={MAC}") => Ok(()),
    after_one_that_cannot_be_read: format!("v1=zz,v1={MAC}") => Ok(()),
    after_many_that_cannot_be_read: format!("{}v1={MAC}", "v1=zz,".repeat(100)) => Ok(()),
    after_one_that_is_not_utf8: [b"v1=\xff,v1=", MAC.as_bytes()].concat() => Ok(()),
    mixed_case: format!("v1={}{}", MAC[..32].to_uppercase(), &MAC[32..]) => Ok(()),
    sixteen: format!("{}v1={MAC}", wrong(MAX_CANDIDATES - 1)) => Ok(()),

    empty: "" => Err(MalformedSignature),
    white_space: " \t" => Err(MalformedSignature),
    no_scheme: MAC => Err(MalformedSignature),
    no_scheme_beside_one: format!("v1={MAC},{MAC}") => Ok(()),
    nameless_scheme: format!("={MAC}") => Err(MalformedSignature),
    colon: format!("v1:{MAC}") => Err(MalformedSignature),
    comma_at_the_end: format!("v1={MAC},") => Ok(()),
    comma_at_the_start: format!(",v1={MAC}") => Ok(()),
    two_commas: format!("v1={MAC},,v1={MAC}") => Ok(()),
    only_commas: ",,," => Err(MalformedSignature),

    empty_value: "v1=" => Err(MalformedSignature),
    empty_value_beside_one: format!("v1={MAC},v1=") => Ok(()),
    eight_digits: format!("v1={}", &MAC[..8]) => Err(MalformedSignature),
    sixty_two_digits: format!("v1={}", &MAC[..62]) => Err(MalformedSignature),
    sixty_three_digits: format!("v1={}", &MAC[..63]) => Err(MalformedSignature),
    sixty_five_digits: format!("v1={MAC}0") => Err(MalformedSignature),
    sixty_six_digits: format!("v1={MAC}00") => Err(MalformedSignature),
    twice_as_many_digits: format!("v1={MAC}{MAC}") => Err(MalformedSignature),
    upper_case: format!("v1={}", MAC.to_uppercase()) => Ok(()),
    one_upper_case_digit: format!("v1={}", MAC.replacen('b', "B", 1)) => Ok(()),
    base64: "v1=DSsA5lRje+GVDH2YmyKrAxaRMkRvomfbaZUGQRQUOGU=" => Err(MalformedSignature),
    no_digits: format!("v1={}", "g".repeat(64)) => Err(MalformedSignature),
    wide_digits: format!("v1={}", MAC.replace('0', "\u{ff10}")) => Err(MalformedSignature),
    digits_of_64_bytes: format!("v1={}", "é".repeat(32)) => Err(MalformedSignature),
    prefix_0x: format!("v1=0x{MAC}") => Err(MalformedSignature),
    quoted: format!("v1=\"{MAC}\"") => Err(MalformedSignature),
    space_before_the_value: format!("v1= {MAC}") => Err(MalformedSignature),
    two_equals_signs: format!("v1=={MAC}") => Err(MalformedSignature),
    semicolon: format!("v1={MAC};v1={MAC}") => Err(MalformedSignature),
    space_between: format!("v1={MAC} v1={MAC}") => Err(MalformedSignature),
    nul: format!("v1={MAC}\0") => Err(MalformedSignature),
    not_utf8: [b"v1=", &MAC.as_bytes()[..63], b"\xff"].concat() => Err(MalformedSignature),
    not_utf8_in_another_scheme: [format!("v1={MAC},v2=").as_bytes(), b"\xff"].concat() => Ok(()),
    letters_in_another_scheme: format!("v1={MAC},v2=é") => Ok(()),
    seventeen: format!("{}v1={MAC}", wrong(MAX_CANDIDATES)) => Err(TooManySignatures),

    sha256: format!("sha256={MAC}") => Err(UnsupportedScheme),
    upper_case_scheme: format!("V1={MAC}") => Err(UnsupportedScheme),
    next_scheme: format!("v2={MAC}") => Err(UnsupportedScheme),
    scheme_that_begins_alike: format!("v1a={MAC}") => Err(UnsupportedScheme),
    scheme_cut_short: format!("v={MAC}") => Err(UnsupportedScheme),
    space_behind_the_scheme: format!("v1 ={MAC}") => Err(UnsupportedScheme),
    many_unknown: ["v2=0"; 100].join(",") => Err(UnsupportedScheme),

    another_scheme_beside_one_that_cannot_be_read: format!("v2={MAC},v1=zz") => Err(MalformedSignature),
    another_scheme_and_a_comma: format!("v2={MAC},") => Err(MalformedSignature),
    case_of_letters_outside_the_digits: format!("v1={}G", &MAC[..63]) => Err(MalformedSignature),
    wrong_one_beside_one_that_cannot_be_read: format!("v1={WRONG},v1=zz") => Err(NoMatch),
    wrong_one: format!("v1={WRONG}") => Err(NoMatch),
    zeros: format!("v1={}", "0".repeat(64)) => Err(NoMatch),
    wrong_sixteen: wrong(MAX_CANDIDATES).trim_end_matches(',') => Err(NoMatch),
    right_one_under_another_scheme: format!("v1={WRONG},v2={MAC}") => Err(NoMatch),
    first_half_right: format!("v1={}{}", &MAC[..32], &WRONG[..32]) => Err(NoMatch),
    second_half_right: format!("v1={}{}", &WRONG[..32], &MAC[32..]) => Err(NoMatch),
    all_but_the_first_digit: format!("v1=1{}", &MAC[1..]) => Err(NoMatch),
    all_but_the_last_digit: format!("v1={}4", &MAC[..63]) => Err(NoMatch),
    backwards: format!("v1={}", MAC.chars().rev().collect::<String>()) => Err(NoMatch),
});

/// The genuine delivery with these lines in place of its signature.
fn lines(lines: &[&[u8]]) -> Verdict {
    let unsigned = Delivery::genuine().without(SIGNATURE_HEADER);
    lines.iter().fold(unsigned, |delivery, line| delivery.with(SIGNATURE_HEADER, line)).verdict()
}

cases!(lines {
    second_line: &[v1(WRONG).as_bytes(), v1(MAC).as_bytes()] => Ok(()),
    first_line: &[v1(MAC).as_bytes(), v1(WRONG).as_bytes()] => Ok(()),
    second_line_after_another_scheme: &[b"v2=0", v1(MAC).as_bytes()] => Ok(()),
    empty_second_line: &[v1(MAC).as_bytes(), b""] => Ok(()),
    malformed_second_line: &[v1(MAC).as_bytes(), b"v1=0"] => Ok(()),
    seventeen_lines: &[v1(MAC).as_bytes(); MAX_CANDIDATES + 1] => Err(TooManySignatures),
    unknown_lines: &[b"v2=0", b"v3=0"] => Err(UnsupportedScheme),
    wrong_lines: &[v1(WRONG).as_bytes(), v1(WRONG).as_bytes()] => Err(NoMatch),
});

#[test]
fn what_cannot_be_read_is_counted() {
    let delivery = Delivery::genuine().with(SIGNATURE_HEADER, "v1=zz,,v2=?").with(SIGNATURE_HEADER, MAC);
    let receiver = receiver();
    let verified = receiver.verify(&delivery.headers, &delivery.body).expect("genuine");
    assert_eq!(verified.unreadable_signatures(), 3);
    let delivery = Delivery::genuine();
    let verified = receiver.verify(&delivery.headers, &delivery.body).expect("genuine");
    assert_eq!(verified.unreadable_signatures(), 0);
}

/// The genuine delivery, signed over something else, or in another way.
fn signature(digest: impl Into<String>) -> Verdict {
    line(v1(&digest.into()))
}

cases!(signature {
    of_the_message: hex(&hmac(SECRET, &[TIMESTAMP, ".", BODY])) => Ok(()),
    of_the_body_alone: hex(&hmac(SECRET, &[BODY])) => Err(NoMatch),
    of_the_timestamp_alone: hex(&hmac(SECRET, &[TIMESTAMP])) => Err(NoMatch),
    without_a_dot: hex(&hmac(SECRET, &[TIMESTAMP, BODY])) => Err(NoMatch),
    with_two_dots: hex(&hmac(SECRET, &[TIMESTAMP, "..", BODY])) => Err(NoMatch),
    with_a_colon: hex(&hmac(SECRET, &[TIMESTAMP, ":", BODY])) => Err(NoMatch),
    in_the_other_order: hex(&hmac(SECRET, &[BODY, ".", TIMESTAMP])) => Err(NoMatch),
    of_another_time: mac(SECRET.as_bytes(), b"1750000001", BODY.as_bytes()) => Err(NoMatch),
    of_another_body: mac(SECRET.as_bytes(), TIMESTAMP.as_bytes(), b"{}") => Err(NoMatch),
    of_another_secret: mac(OTHER_SECRET.as_bytes(), TIMESTAMP.as_bytes(), BODY.as_bytes()) => Err(NoMatch),
    with_the_id: hex(&hmac(SECRET, &["evt-1", ".", TIMESTAMP, ".", BODY])) => Err(NoMatch),
    of_a_signature: hex(&hmac(SECRET, &[MAC])) => Err(NoMatch),
});

fn v1(digest: &str) -> String {
    format!("v1={digest}")
}

/// This many wrong signatures, each with a comma after it.
fn wrong(count: usize) -> String {
    format!("v1={WRONG},").repeat(count)
}

fn hmac(secret: &str, message: &[&str]) -> [u8; 32] {
    hmac_sha256(secret.as_bytes(), message.concat().as_bytes())
}

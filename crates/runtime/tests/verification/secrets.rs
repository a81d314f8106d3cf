//! The secret: its text is the key, and a receiver may have several.

use webhook_runtime::VerifyError::NoMatch;
use webhook_runtime::{Catalog, InvalidSecret, MAX_CANDIDATES, MAX_SECRETS, Receiver, Secret, SignatureRule};

use crate::acme::Acme;
use crate::delivery::{
    BODY, Delivery, NOW, OTHER_SECRET, SECRET, TIMESTAMP, Verdict, mac, receiver, time, unhex,
};

/// The verdict of a receiver of [`SECRET`] on the genuine body, signed with this key.
fn key(key: impl AsRef<[u8]>) -> Verdict {
    signed_with(key).verdict()
}

cases!(key {
    text: SECRET => Ok(()),
    decoded: unhex(SECRET) => Err(NoMatch),
    upper_case: SECRET.to_uppercase() => Err(NoMatch),
    other: OTHER_SECRET => Err(NoMatch),
    empty: "" => Err(NoMatch),
    first_half: &SECRET[..32] => Err(NoMatch),
    cut_by_a_letter: &SECRET[..63] => Err(NoMatch),
    line_feed_behind: format!("{SECRET}\n") => Err(NoMatch),
    space_before: format!(" {SECRET}") => Err(NoMatch),
    prefixed: format!("whsec_{SECRET}") => Err(NoMatch),
    doubled: SECRET.repeat(2) => Err(NoMatch),
});

/// The verdict on a string as a secret.
fn text(text: &str) -> Result<(), InvalidSecret> {
    let secret = Secret::new(text).map(drop);
    assert_eq!(Receiver::<Acme>::new(text).map(drop), secret, "the first secret");
    assert_eq!(receiver().and_accept(text).map(drop), secret, "another secret");
    secret
}

cases!(text {
    genuine: SECRET => Ok(()),
    letters: "whsec_äöü/+=" => Ok(()),
    blank: "" => Err(InvalidSecret::Empty),
    space: " " => Err(InvalidSecret::WhiteSpace),
    line_feed: "\n" => Err(InvalidSecret::WhiteSpace),
    line_feed_behind: "9f86d081\n" => Err(InvalidSecret::WhiteSpace),
    two_byte_line_end: "9f86d081\r\n" => Err(InvalidSecret::WhiteSpace),
    space_before: " 9f86d081" => Err(InvalidSecret::WhiteSpace),
    space_within: "9f86 d081" => Err(InvalidSecret::WhiteSpace),
    tab: "9f86d081\t" => Err(InvalidSecret::WhiteSpace),
    no_break_space: "9f86d081\u{a0}" => Err(InvalidSecret::WhiteSpace),
    nul: "9f86d081\0" => Err(InvalidSecret::WhiteSpace),
    two_lines: "9f86d081\n9f86d081" => Err(InvalidSecret::WhiteSpace),
    byte_order_mark: "\u{feff}9f86d081" => Err(InvalidSecret::Invisible),
    byte_order_mark_and_line_feed: "\u{feff}9f86d081\n" => Err(InvalidSecret::Invisible),
    zero_width_space: "9f86d081\u{200b}" => Err(InvalidSecret::Invisible),
    zero_width_joiner: "9f86\u{200d}d081" => Err(InvalidSecret::Invisible),
    word_joiner: "\u{2060}9f86d081" => Err(InvalidSecret::Invisible),
    soft_hyphen: "9f86\u{ad}d081" => Err(InvalidSecret::Invisible),
    direction_mark: "9f86d081\u{202c}" => Err(InvalidSecret::Invisible),
    variation_selector: "9f86d081\u{fe0f}" => Err(InvalidSecret::Invisible),
    tag: "9f86d081\u{e0001}" => Err(InvalidSecret::Invisible),
    bytes_that_were_no_text: "9f86\u{fffd}d081" => Err(InvalidSecret::Invisible),
    double_quotes: "\"9f86d081\"" => Err(InvalidSecret::Quoted),
    single_quotes: "'9f86d081'" => Err(InvalidSecret::Quoted),
    back_quotes: "`9f86d081`" => Err(InvalidSecret::Quoted),
    typographic_quotes: "“9f86d081”" => Err(InvalidSecret::Quoted),
    nothing_in_quotes: "''" => Err(InvalidSecret::Quoted),
    one_quote: "\"" => Ok(()),
    quote_within: "9f86\"d081" => Ok(()),
    quote_at_the_end: "9f86d081'" => Ok(()),
});

/// The verdict on a secret's form, if the contract states 32 bytes in hexadecimal.
fn form(text: &str) -> Result<(), String> {
    let secret = Secret::new(text).expect("a secret");
    Acme::CONTRACT.signature.check_form(secret.expose()).map_err(|warning| warning.to_string())
}

#[test]
fn a_secret_of_another_form_is_warned_of() {
    assert_eq!(form(SECRET), Ok(()));
    assert_eq!(form(&SECRET.to_uppercase()), Ok(()));
    for other in ["whe-1", &SECRET[..63], &format!("{SECRET}0"), &SECRET.replace('9', "g"), &"é".repeat(32)]
    {
        let warning = form(other).expect_err(other);
        assert_eq!(
            warning,
            "expected a signing secret of 32 bytes in hexadecimal (64 digits), found another form: \
             if it is not the secret that the provider handed out, no delivery will verify"
        );
    }
    let any = SignatureRule { secret: None, ..Acme::CONTRACT.signature.clone() };
    assert_eq!(any.check_form("anything"), Ok(()));
}

#[test]
fn the_old_secret_and_the_new_one_are_both_taken() {
    let rotating = accepting(&[SECRET, OTHER_SECRET]);
    assert_eq!(signed_with(SECRET).verdict_of(&rotating), Ok(()));
    assert_eq!(signed_with(OTHER_SECRET).verdict_of(&rotating), Ok(()));
    assert_eq!(signed_with("neither").verdict_of(&rotating), Err(NoMatch));
    let rotated = accepting(&[OTHER_SECRET]);
    assert_eq!(signed_with(SECRET).verdict_of(&rotated), Err(NoMatch));
    assert_eq!(signed_with(OTHER_SECRET).verdict_of(&rotated), Ok(()));
}

#[test]
fn four_secrets_are_taken_and_a_fifth_is_refused() {
    let secrets = ["a", "b", "c", "d"];
    assert_eq!(secrets.len(), MAX_SECRETS);
    let full = accepting(&secrets);
    for secret in secrets {
        assert_eq!(signed_with(secret).verdict_of(&full), Ok(()), "{secret}");
    }
    assert_eq!(full.and_accept("e").map(drop), Err(InvalidSecret::TooMany));
}

#[test]
fn the_last_of_four_secrets_meets_the_last_of_sixteen_signatures() {
    let macs = (1..MAX_CANDIDATES).map(|number| number.to_string()).chain(["d".to_owned()]);
    let line: Vec<_> = macs.map(|key| format!("v1={}", mac_with(&key))).collect();
    let delivery = Delivery::new(TIMESTAMP, line.join(","), BODY);
    assert_eq!(delivery.verdict_of(&accepting(&["a", "b", "c", "d"])), Ok(()));
    assert_eq!(delivery.verdict_of(&accepting(&["a", "b", "c"])), Err(NoMatch));
}

#[test]
fn a_clone_accepts_what_the_receiver_does() {
    let receiver = accepting(&[SECRET, OTHER_SECRET]).max_body_bytes(100);
    let clone = receiver.clone();
    drop(receiver);
    assert_eq!(signed_with(OTHER_SECRET).verdict_of(&clone), Ok(()));
    assert_eq!(clone.body_limit(), 100);
}

fn accepting(secrets: &[&str]) -> Receiver<Acme> {
    let (first, others) = secrets.split_first().expect("a secret");
    let receiver = Receiver::new(first).expect("a secret").clock(|| time(NOW));
    others.iter().fold(receiver, |receiver, secret| receiver.and_accept(secret).expect("a secret"))
}

fn signed_with(key: impl AsRef<[u8]>) -> Delivery {
    Delivery::new(TIMESTAMP, format!("v1={}", mac_with(key)), BODY)
}

fn mac_with(key: impl AsRef<[u8]>) -> String {
    mac(key.as_ref(), TIMESTAMP.as_bytes(), BODY.as_bytes())
}

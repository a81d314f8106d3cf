//! What is told of a pack that cannot be read.

use webhook_catalog::load_pack;
use webhook_schema::{Diagnostics, Tree};

fn told(text: &str) -> String {
    let mut diagnostics = Diagnostics::new();
    let tree = Tree::memory("packs", [("made/contract.json", text)]);
    assert!(load_pack(&tree, "made/contract.json", &mut diagnostics).is_none());
    diagnostics.to_text()
}

#[test]
fn all_mistakes_of_a_pack_are_told_with_what_is_meant() {
    let told = told(
        r#"{
  "provider": { "name": "Made" },
  "signature": {
    "algorithm": "hmac-sha25",
    "in": "header:X-Signature",
    "encoding": "hex",
    "massage": "{body}",
    "key": { "encoding": "text" }
  },
  "envelope": { "name": ["a:/type"], "id": [] }
}"#,
    );
    insta::assert_snapshot!(told, @r#"
    made/contract.json:4:18: error: expected `hmac-sha1`, `hmac-sha256`, `hmac-sha512`, `digest-sha256`, `ed25519`, `ecdsa-p256-sha256`, `rsa-sha256`, `equality` or `basic`, found `hmac-sha25`
      4 |     "algorithm": "hmac-sha25",
        |                  ^
      help: did you mean `hmac-sha256`? expected here: what proves that a message is genuine

    made/contract.json:7:5: error: unknown property `massage`
      7 |     "massage": "{body}",
        |     ^
      help: rename it to `message`

    made/contract.json:10:26: error: expected `header:NAME`, `header:NAME-{n}`, `body:/pointer` or `query:NAME`, found `a:/type`
      10 |   "envelope": { "name": ["a:/type"], "id": [] }
         |                          ^
      help: expected here: where the parts of the event's name are, up to three: each `header:NAME`, `query:NAME`, or `body:/pointer`, which leads into the event

    made/contract.json:10:44: error: expected at least 1 item, found fewer
      10 |   "envelope": { "name": ["a:/type"], "id": [] }
         |                                            ^
      help: expected here: where the parts are that identify the event together, up to three; without any, a hash of the body does, or of the event where one delivery holds several

    4 mistakes in 1 file
    "#);
}

#[test]
fn a_text_that_cannot_be_read_is_told_with_what_belongs_there() {
    let told = told(
        r#"{
  "provider": { "name": "Made" },
  "signature": { "algorithm": "equality", "in": "header:X Token" }
}"#,
    );
    insta::assert_snapshot!(told, @r#"
    made/contract.json:3:49: error: `X Token` is not a valid HTTP header name: use letters, digits and hyphens, as in `X-Webhook-Id`
      3 |   "signature": { "algorithm": "equality", "in": "header:X Token" }
        |                                                 ^
      help: expected here: where the signature is: `header:NAME`, `header:NAME-{n}`, `body:/pointer` or `query:NAME`, or a list of these

    1 mistake in 1 file
    "#);
}

//! What `verify` takes, and what it says.

use std::fs;

use serde_json::{Value, json};
use webhook_runtime::Secret;

use crate::support::{SECRET, run, with_input};

const BODY: &str = r#"{"id":"evt-1","type":"order.paid"}"#;
const NOW: u64 = 1_790_000_000;

/// The headers of a request that is sound at that time.
fn headers() -> [String; 3] {
    let root = crate::support::root();
    let index: Value =
        serde_json::from_str(&fs::read_to_string(root.join("schemas/webhooks/index.json")).expect("a file"))
            .expect("JSON");
    assert_eq!(index["contract"]["signature"]["message"], "{timestamp}.{body}");
    let catalog =
        webhook_catalog::load(&webhook_catalog::tree(&root), &mut webhook_schema::Diagnostics::new())
            .expect("a catalog");
    let signature = Secret::new(SECRET)
        .expect("a secret")
        .sign(&catalog.index.contract.signature, NOW, BODY.as_bytes())
        .expect("an HMAC");
    [
        format!("X-Shop-Timestamp: {NOW}"),
        format!("X-Shop-Signature: {signature}"),
        "X-Shop-Id: evt-1".to_owned(),
    ]
}

#[test]
fn a_request_is_taken_as_people_have_it() {
    let headers = headers();
    let at = (NOW + 5).to_string();
    let pasted = format!("{}\n\n{BODY}", headers.join("\n"));
    let verified =
        "verified: signature, time and id are as the contract says\n  event order.paid, id evt-1\n";
    let (code, out, err) = with_input(&["verify", "--at", &at], pasted.as_bytes());
    assert!(code == 0 && out.starts_with(verified) && err.is_empty(), "{out}{err}");
    assert_eq!(
        with_input(
            &["verify", "-", "--at", &at],
            pasted.replace('\n', "\r\n").replace("\r\n\r\n\r\n", "\r\n\r\n").as_bytes()
        )
        .0,
        0
    );
    let [time, signature, id] = &headers;
    let args = ["verify", "--header", time, "--header", signature, "--header", id, "--at", &at];
    assert_eq!(with_input(&args, BODY.as_bytes()).0, 0);
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join("body.json").display().to_string();
    fs::write(&file, format!("{BODY}\n")).expect("written");
    let (code, out, _) = run(&[&args[..], &["--body", &file]].concat());
    assert_eq!(code, 1);
    assert_eq!(
        out,
        "refused: no signature matches: wrong secret, or changed body or timestamp
  newline-added
    The signature is of the body without the line feed at its end.
    Send and verify exactly the bytes that were signed: `curl -d @file` and `--data-binary`, editors
    and templates differ in the line feed at the end.\n"
    );
    let (code, out, _) = with_input(&["verify"], pasted.as_bytes());
    assert!(code == 1 && out.contains("  timestamp-"), "long before or after now: {out}");
}

#[test]
fn the_json_has_one_shape() {
    let pasted = format!("{}\n\n{BODY}", headers().join("\n"));
    for (secret, at, causes) in
        [(SECRET, NOW, vec![]), ("x", NOW, vec!["unknown"]), (SECRET, NOW + 1_000, vec!["timestamp-too-old"])]
    {
        let (code, out, _) =
            with_input(&["verify", "--json", "--secret", secret, "--at", &at.to_string()], pasted.as_bytes());
        let told: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            told.as_object().expect("an object").keys().collect::<Vec<_>>(),
            [
                "verified",
                "refused",
                "causes",
                "combinations_tried",
                "cut_off",
                "weaknesses",
                "handshake",
                "events",
                "unreadable"
            ]
        );
        let found: Vec<&str> = told["causes"]
            .as_array()
            .expect("an array")
            .iter()
            .filter_map(|cause| cause["id"].as_str())
            .collect();
        assert_eq!(
            (code == 0, told["verified"].as_bool(), found),
            (causes.is_empty(), Some(causes.is_empty()), causes),
            "{out}"
        );
        let is_held = told["events"] == json!([{ "name": "order.paid", "id": ["evt-1"] }]);
        assert_eq!(is_held, told["verified"] == true, "what is refused says nothing: {out}");
        assert!(told["causes"].as_array().expect("an array").iter().all(|cause| cause["remedy"].is_string()));
    }
}

#[test]
fn mistakes_are_told() {
    for (args, input, message) in [
        (&[][..], "", "error: standard input: there are no headers"),
        (&[], "{}", "error: standard input: line 1: expected a header, `Name: value`, found no colon"),
        (&["-"], "{}", "error: standard input: line 1: expected a header, "),
        (&["nowhere.http"], "", "error: REQUEST: expected a file with headers, an empty line and the body: "),
        (
            &["--header", "x"],
            "",
            "error: --header, number 1: expected a header, `Name: value`, found no colon",
        ),
        (&["--body", "x"], "", "error: --body: expected a file with the body: "),
        (&["--earlier", "nowhere"], "a: b\n\n", "error: --earlier: "),
        (
            &["--at", "soon"],
            "",
            "error: invalid value 'soon' for '--at <SECONDS>': expected Unix seconds, such as 1778328000; `date +%s` says what they are now\n",
        ),
        (&["--at", "-1"], "", "error: invalid value '-1' for '--at <SECONDS>'"),
        (
            &["--method", "GE T"],
            "",
            "error: invalid value 'GE T' for '--method <METHOD>': expected a method, such as POST\n",
        ),
        (
            &["."],
            "",
            "error: REQUEST .: expected a file with headers, an empty line and the body, found a directory\n",
        ),
        (&["--secret", ""], "a: b\n\n", "error: --secret: the secret or public key is empty\n"),
        (
            &["--url", "nonsense"],
            "a: b\n\n",
            "error: invalid value 'nonsense' for '--url <URL>': expected a URL, such as https://shop.example/webhooks\n",
        ),
    ] {
        let (code, out, err) = with_input(&[&["verify"][..], args].concat(), input.as_bytes());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with(message), "{args:?}: {err}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_not_printed() {
    let request = format!("{}\n\n{BODY}", headers().join("\n"));
    let on_top = format!("WEBHOOK_SECRET={SECRET}\n{request}");
    let token = format!("X-Gitlab-Token {SECRET}");
    let named = format!("X-Gitlab-Token={SECRET}: 1");
    for (args, input) in [
        (&[][..], on_top.as_str()),
        (&[], &format!("{SECRET}\n{request}")),
        (&["--header", "a: b", "--header", &token], BODY),
        (&["--header", &named], BODY),
        (&[SECRET], &request),
        (&["-", SECRET], &request),
        (&["--earlier", SECRET], &request),
        (&["--secrets-from", SECRET], &request),
        (&["--header", "a: b", "--body", SECRET], ""),
    ] {
        let (code, out, err) = with_input(&[&["verify"][..], args].concat(), input.as_bytes());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(!err.is_empty() && !err.contains(SECRET), "{args:?}: {err}");
    }
}

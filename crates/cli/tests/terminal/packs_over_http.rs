//! `trigger --pack` and `listen --pack`: what a provider would send, and what a receiver of it sees.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::{Listening, anywhere, masked, said, send};

/// The secret of a pack's examples, and what signs by it.
fn secrets(name: &str) -> [String; 2] {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let contract = json(webhook_packs::contract(name).expect("a pack"));
    let vectors = contract["signature"]["vectors"].as_array().expect("vectors");
    let vector = vectors.iter().find(|vector| vector["accept"] == true).expect("a vector");
    let of_vector = text(&vector["secret"]).or_else(|| text(&vector["public_key"])).expect("a secret");
    let Some(deliveries) = webhook_packs::deliveries(name).map(json) else {
        return [of_vector.clone(), of_vector];
    };
    let first = &deliveries["deliveries"][0];
    let secret = text(&first["secret"]).expect("a secret");
    [secret.clone(), text(&first["signing_key"]).unwrap_or(secret)]
}

fn listen(pack: &str, secret: &str, args: &[&str]) -> Listening {
    let command = anywhere(&["listen", "--pack", pack, "--secret", secret, "--url", "https://shop.example"]);
    Listening::started(command, args)
}

fn trigger(pack: &str, key: &str, url: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = anywhere(&["trigger", "--pack", pack, "--secret", key, "--to", url]);
    // Where the sender believes that it sends to.
    command.args(["--url", "https://shop.example"]).args(args);
    said(command.output().expect("it runs"))
}

#[test]
fn every_pack_sends_what_its_receiver_takes_and_nothing_forged() {
    let mut packs = 0;
    for name in webhook_packs::names() {
        let [secret, key] = secrets(name);
        // Nobody has published a private key for its examples.
        if name == "telnyx" {
            continue;
        }
        packs += 1;
        let listening = listen(name, &secret, &["--json"]);
        let (code, out, err) = trigger(name, &key, &listening.url, &["--all"]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}: {out}");
        let (code, out, err) = trigger(name, &key, &listening.url, &["--bad-signature"]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}: {out}");
        let (code, out, err) = listening.stop();
        assert_eq!(code, 1, "{name}: what is forged was refused: {out}{err}");
        let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let (last, genuine) = lines.split_last().expect("deliveries");
        assert_eq!(last["verdict"], "refused", "{name}: {out}");
        assert!(genuine.iter().all(|line| line["verdict"] == "fine"), "{name}: {out}");
    }
    assert!(packs > 50, "{packs} packs");
}

#[test]
fn both_ends_agree_on_the_url_that_is_signed_without_being_told() {
    let [secret, _] = secrets("square");
    let command = || anywhere(&["listen", "--pack", "square", "--secret", &secret]);
    for url in ["http://127.0.0.1", "http://localhost"] {
        let listening = Listening::started(command(), &[]);
        for path in ["", "/", "/hooks?a=1"] {
            let to = format!("{url}:{}{path}", listening.address().port());
            let args = ["trigger", "--pack", "square", "--secret", &secret, "--to", &to];
            let (code, out, err) = said(anywhere(&args).output().expect("it runs"));
            assert_eq!((code, err.as_str()), (0, ""), "{to}: {out}");
        }
        assert!(listening.stop().1.ends_with("3 deliveries: 3 fine\n"), "{url}");
    }
    let listening = Listening::started(command(), &["--url", "https://a.example/pre/"]);
    for (public, status) in [("https://a.example/pre", 0), ("https://b.example/pre", 1)] {
        let args =
            ["trigger", "--pack", "square", "--secret", &secret, "--to", &listening.url, "--url", public];
        assert_eq!(said(anywhere(&args).output().expect("it runs")).0, status, "{public}");
    }
}

#[test]
fn what_is_sent_several_times_is_several_events_where_they_can_be_told_apart() {
    for (pack, times, events, said) in [
        ("hubspot-v2", "20", 40, ""),
        ("zoom", "5", 5, ""),
        ("docusign", "2", 1, "warning: --times: nothing is known of `envelope-completed` that could differ "),
        (
            "slack-interactions",
            "2",
            1,
            "warning: --times: nothing is known of `block_actions` that could differ ",
        ),
    ] {
        let [secret, key] = secrets(pack);
        let listening = listen(pack, &secret, &["--json"]);
        let (code, out, err) = trigger(pack, &key, &listening.url, &["--times", times]);
        assert_eq!(code, 0, "{pack}: {out}{err}");
        assert!(
            err.starts_with(said) && err.lines().count() == usize::from(!said.is_empty()),
            "{pack}: {err}"
        );
        let (_, out, _) = listening.stop();
        let ids =
            out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].to_string());
        assert_eq!(ids.collect::<BTreeSet<_>>().len(), events, "{pack}: {out}");
    }
}

#[test]
fn a_batch_has_a_line_for_each_event() {
    let [secret, key] = secrets("adyen");
    let listening = listen("adyen", &secret, &[]);
    let (code, out, err) = trigger("adyen", &key, &listening.url, &["--duplicate"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (code, out, err) = listening.stop();
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    let ends = |at: usize, text: &str| assert!(lines[at].ends_with(text), "{out}");
    assert!(lines[1].contains(" fine     AUTHORISATION.true AUTHORISATION+p-"), "{out}");
    ends(1, "+true");
    ends(2, "+false");
    ends(3, "+true, duplicate");
    ends(4, "+false, duplicate");
    assert_eq!(lines[5], "4 deliveries: 4 fine");
}

#[test]
fn handshakes_are_answered() {
    let [secret, _] = secrets("dropbox");
    let listening = listen("dropbox", &secret, &[]);
    let request = b"GET /hooks?challenge=abc%201 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let answer = send(listening.address(), request);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("abc 1"), "{answer}");
    let (_, out, _) = listening.stop();
    assert_eq!(masked(&out).lines().nth(1), Some("TIME fine     a handshake"));
}

#[test]
fn required_answers_are_sent() {
    let pack = r#"{
        "provider": { "name": "Acme", "evidence": {} },
        "signature": { "algorithm": "hmac-sha256", "in": "header:x-sig", "encoding": "hex", "message": "{body}",
            "key": { "encoding": "text" }, "vectors": [] },
        "envelope": { "name": "body:/type", "id": "body:/id",
            "answer": { "ok": { "status": 202, "headers": [["x-seen", "yes"]], "body": "[accepted]" } } }
    }"#;
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join("contract.json");
    fs::write(&file, pack).expect("written");
    let deliveries = r#"{"deliveries": [{"name": "a parcel", "headers": [], "json": {"type": "parcel.sent", "id": "p-1"},
        "events": [{"name": "parcel.sent"}]}]}"#;
    fs::write(temp.path().join("deliveries.json"), deliveries).expect("written");
    let path = file.display().to_string();
    let listening = listen(&path, "s3cret", &[]);
    let (code, out, err) =
        trigger(&path, "s3cret", &listening.url, &["parcel.sent", "--set", "weight=3", "--json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let sent: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&sent["status"], &sent["event"]), (&202.into(), &"parcel.sent".into()));
    let (code, out, _) = trigger(&path, "another", &listening.url, &[]);
    assert!(code == 1 && out.contains("not taken"), "{out}");
    let (code, _, err) = trigger(&path, "s3cret", &listening.url, &["parcel.send"]);
    assert_eq!(code, 2);
    assert!(err.contains("the pack has no example of `parcel.send`: did you mean `parcel.sent`?"), "{err}");
    let (_, out, _) = listening.stop();
    assert!(out.contains("fine     parcel.sent p-") && out.contains("refused  parcel.sent p-"), "{out}");
}

#[test]
fn what_was_recorded_is_sent_again_by_the_scheme() {
    let [secret, key] = secrets("github");
    let temp = tempfile::tempdir().expect("a directory");
    let records = temp.path().join("records");
    let path = records.display().to_string();
    let listening = listen("github", &secret, &["--record", &path]);
    assert_eq!(trigger("github", &key, &listening.url, &["issues.opened"]).0, 0);
    let record = fs::read_dir(&records).expect("records").next().expect("one").expect("a file").path();
    let record = record.display().to_string();
    let (code, out, err) = trigger("github", &key, &listening.url, &["--file", &record]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (code, out, _) = listening.stop();
    assert_eq!(code, 0, "{out}");
    assert_eq!(out.matches("fine     issues.opened").count(), 2, "{out}");
    assert!(!out.contains("duplicate"), "it has an id of its own: {out}");
}

#[test]
fn what_was_recorded_is_replayed_as_the_provider_signs() {
    // The second signs the URL.
    for pack in ["github", "square"] {
        let [secret, key] = secrets(pack);
        let temp = tempfile::tempdir().expect("a directory");
        let records = temp.path().join("records").display().to_string();
        let listening = listen(pack, &secret, &["--record", &records]);
        assert_eq!(trigger(pack, &key, &listening.url, &[]).0, 0, "{pack}");
        assert_eq!(listening.stop().0, 0, "{pack}");

        let listening = listen(pack, &secret, &[]);
        let replay = |secret: &str| {
            let args = ["replay", &records, "--pack", pack, "--secret", secret, "--to", &listening.url];
            let mut command = anywhere(&args);
            said(command.args(["--url", "https://shop.example"]).output().expect("it runs"))
        };
        let (code, out, err) = replay(&key);
        assert_eq!((code, err.as_str()), (0, ""), "{pack}: {out}");
        assert_eq!(replay("another").0, 1, "{pack}");
        let (_, out, _) = listening.stop();
        assert!(out.ends_with("2 deliveries: 1 fine, 1 refused\n"), "{pack}: {out}");
    }
}

#[test]
fn a_key_that_cannot_sign_is_told_before_anything_is_sent() {
    let (code, out, err) = trigger("sendgrid", "s3cret", "http://127.0.0.1:1/", &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    let expected = "expected a private key for ECDSA with P-256 and SHA-256: PKCS #8 in base64";
    assert!(err.contains(expected), "{err}");
}

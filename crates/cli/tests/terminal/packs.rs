//! `verify --pack` and `packs`: the packs that come with the program, and those of one's own.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{anywhere, fed, said};

fn run(args: &[&str]) -> (i32, String, String) {
    said(anywhere(args).output().expect("it runs"))
}

fn contract(name: &str) -> Value {
    serde_json::from_str(webhook_packs::contract(name).expect("a pack")).expect("JSON")
}

/// The arguments that verify a vector, whose body is in a file.
fn args(pack: &str, vector: &Value, body: &Path) -> Vec<String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    fs::write(body, vector["body"].as_str().unwrap_or_default()).expect("written");
    let secret = vector.get("secret").or_else(|| vector.get("public_key")).expect("a secret");
    let now = vector["now"].as_u64().unwrap_or_default().to_string();
    let mut args: Vec<String> = ["verify", "--pack", pack, "--at", &now, "--secret"].map(Into::into).to_vec();
    args.push(text(secret));
    for name in ["url", "method"] {
        if let Some(value) = vector.get(name) {
            args.extend([format!("--{name}"), text(value)]);
        }
    }
    for header in vector["headers"].as_array().into_iter().flatten() {
        args.extend(["--header".to_owned(), format!("{}: {}", text(&header[0]), text(&header[1]))]);
    }
    if !args.contains(&"--header".to_owned()) {
        args.extend(["--header".to_owned(), "accept: */*".to_owned()]);
    }
    args.extend(["--body".to_owned(), body.display().to_string()]);
    args
}

#[test]
fn every_pack_verifies_its_genuine_deliveries_and_no_changed_one() {
    let temp = tempfile::tempdir().expect("a directory");
    let body = temp.path().join("body");
    let mut packs = 0;
    for name in webhook_packs::names() {
        let contract = contract(name);
        let vectors = contract["signature"]["vectors"].as_array().expect("vectors");
        let genuine = vectors.iter().filter(|vector| vector["accept"] == true);
        for (expected, vector) in genuine
            .map(|vector| (0, vector))
            .chain(vectors.iter().find(|vector| vector["accept"] == false).map(|vector| (1, vector)))
        {
            let args = args(name, vector, &body);
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let (code, out, err) = run(&args);
            assert_eq!((code, err.as_str()), (expected, ""), "{name}: {}: {out}", vector["name"]);
            let begins = if expected == 0 { "verified: " } else { "refused: " };
            assert!(out.starts_with(begins), "{name}: {out}");
        }
        packs += 1;
    }
    assert!(packs > 50, "{packs}");
}

#[test]
fn what_verifies_and_what_does_not_is_told_of_the_provider() {
    let contract = contract("stripe");
    let vector = &contract["signature"]["vectors"][0];
    let temp = tempfile::tempdir().expect("a directory");
    let args = args("stripe", vector, &temp.path().join("body"));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (code, out, _) = run(&args);
    assert_eq!(code, 0);
    insta::assert_snapshot!("stripe", out);
    let mut late = args.clone();
    let at = late.iter().position(|arg| *arg == "--at").expect("one");
    late[at + 1] = "1533205920";
    let (code, out, _) = run(&late);
    assert_eq!(code, 1);
    insta::assert_snapshot!("stripe_late", out);
    let mut other = args.clone();
    let secret = other.iter().position(|arg| *arg == "--secret").expect("one");
    other[secret + 1] = "\"webhook_secret\"";
    insta::assert_snapshot!("stripe_quoted", run(&other).1);
}

#[test]
fn what_a_genuine_request_holds_is_told() {
    let temp = tempfile::tempdir().expect("a directory");
    let pack = temp.path().join("contract.json");
    let shown = json!({
        "provider": { "name": "Made" },
        "signature": { "algorithm": "equality", "in": "header:X-Token" },
        "envelope": {
            "name": ["body:/type"],
            "id": ["body:/id"],
            "handshake": [
                { "when": { "body:/type": "hello" }, "signed": true, "answer": { "status": 200, "body": "{body:/word}" } },
                { "when": { "method": "GET" }, "signed": false, "answer": { "status": 204 } },
            ],
        },
    });
    fs::write(&pack, shown.to_string()).expect("written");
    let verify = |args: &[&str], body: &str| {
        let pack = pack.display().to_string();
        let args = [&["verify", "--pack", &pack, "--secret", "sesame"][..], args].concat();
        let (code, text, err) = fed(anywhere(&args), body.as_bytes());
        let (_, out, _) = fed(anywhere(&[&args[..], &["--json"]].concat()), body.as_bytes());
        let told: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(err, "");
        let held = json!([told["verified"], told["handshake"], told["events"], told["unreadable"]]);
        (code, text, held)
    };
    let genuine = ["--header", "X-Token: sesame"];
    let (code, text, held) = verify(&genuine, r#"{"type":"paid","id":"7"}"#);
    assert!(code == 0 && text.contains("\n  event paid, id 7\n"), "{text}");
    assert_eq!(held, json!([true, null, [{ "name": "paid", "id": ["7"] }], null]));
    let (code, text, held) = verify(&genuine, r#"{"type":"hello","word":"abc"}"#);
    let answer = "\n  a handshake, which delivers no event; answer it with 200, content-type: text/plain; charset=utf-8, and the body abc\n";
    assert!(code == 0 && text.starts_with("verified: ") && text.contains(answer), "{text}");
    let reply =
        json!({ "status": 200, "headers": [["content-type", "text/plain; charset=utf-8"]], "body": "abc" });
    assert_eq!(held, json!([true, reply, null, null]));
    let (code, text, held) = verify(&["--header", "a: b", "--method", "GET"], "");
    assert_eq!(
        (code, text.as_str()),
        (
            0,
            "accepted: nothing has to be signed\n  a handshake, which delivers no event; answer it with 204\n"
        )
    );
    assert_eq!(held, json!([false, { "status": 204, "headers": [], "body": "" }, null, null]));
    let (code, text, held) = verify(&genuine, "payload=%7B%22type%22%3A%22paid%22%7D");
    let why = "the body is a form, and the pack reads JSON: have the provider send JSON";
    assert!(code == 0 && text.contains(&format!("\n  Its events cannot be read: {why}.\n")), "{text}");
    assert_eq!(held, json!([true, null, null, why]));
    let (_, text, held) = verify(&genuine, "{");
    assert!(text.contains("cannot be read: body: "), "{text}");
    assert!(held[3].as_str().is_some_and(|why| why.starts_with("body: ")), "{held}");
    // What is not genuine says nothing.
    let (code, _, held) = verify(&["--header", "X-Token: semase"], r#"{"type":"hello","word":"abc"}"#);
    assert_eq!((code, held), (1, json!([false, null, null, null])));
}

#[test]
fn the_url_that_is_signed_comes_from_the_request_or_is_asked_for() {
    let contract = contract("square");
    let vector = &contract["signature"]["vectors"][0];
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let url = text(&vector["url"]);
    let (host, path) =
        url.strip_prefix("https://").expect("https").split_once('/').unwrap_or((&url[8..], ""));
    let mut headers = String::new();
    for header in vector["headers"].as_array().expect("headers") {
        headers += &format!("{}: {}\n", text(&header[0]), text(&header[1]));
    }
    let (body, secret) = (text(&vector["body"]), text(&vector["secret"]));
    let now = vector["now"].to_string();
    let verify = |head: &str| {
        let request = format!("{head}{headers}\n{body}");
        let args = ["verify", "--pack", "square", "--secret", &secret, "--at", &now];
        let (code, out, err) = fed(anywhere(&args), request.as_bytes());
        assert_eq!(err, "", "{request}");
        (code, out)
    };
    assert_eq!(verify(&format!("POST {url} HTTP/1.1\n")).0, 0);
    if !path.is_empty() {
        assert_eq!(verify(&format!("POST /{path} HTTP/1.1\nHost: {host}\n")).0, 0);
        let (code, out) = verify(&format!("POST /{path} HTTP/1.1\nHost: {host}\nX-Forwarded-Proto: http\n"));
        assert!(code == 1 && out.contains("  url-changed\n"), "{out}");
    }
    let (code, out) = verify("");
    assert!(code == 1 && out.contains("  url-missing\n"), "{out}");
}

#[test]
fn a_pack_of_ones_own_is_a_path() {
    let temp = tempfile::tempdir().expect("a directory");
    let own = temp.path().join("mine");
    fs::create_dir(&own).expect("made");
    let file = own.join("contract.json");
    fs::write(&file, webhook_packs::contract("stripe").expect("a pack")).expect("written");
    let contract = contract("stripe");
    let vector = &contract["signature"]["vectors"][0];
    for path in [&own, &file] {
        let args = args(path.to_str().expect("UTF-8"), vector, &temp.path().join("body"));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        assert_eq!(run(&args).0, 0);
    }
    // What is wrong with it is told where it is, and never of the secret.
    let path = file.display().to_string();
    let with = |pointer: &str, value: Value| {
        let mut broken = contract.clone();
        *broken.pointer_mut(pointer).expect("a value") = value;
        broken["signature"]["vectors"] = json!([]);
        fs::write(&file, format!("{broken:#}")).expect("written");
        let (code, out, err) = run(&["verify", "--pack", &path, "--secret", "sesame", "--header", "a: b"]);
        assert_eq!((code, out.as_str()), (3, ""), "{err}");
        assert!(!err.contains("sesame"), "{err}");
        err.replace(&path, "mine/contract.json")
    };
    let told = [
        with("/signature/pair", Value::Null),
        with("/signature/message", json!("{timestamp}.{bdy}")),
        with("/signature/algorithm", json!("hmac-md5")),
        with("/signature/take", json!([])),
    ];
    insta::assert_snapshot!("faults", told.concat());
    fs::write(&file, "{").expect("written");
    let (code, _, err) = run(&["packs", &path]);
    assert!(code == 3 && err.contains("contract.json:1:2"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_path_of_a_pack_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let temp = tempfile::tempdir().expect("a directory");
    let directory = temp.path().join(OsStr::from_bytes(b"pack-\xff"));
    let (code, _, err) = said(anywhere(&["packs"]).arg(&directory).output().expect("it runs"));
    assert!(code == 2 && err.contains("pack-\u{fffd}: there is no file "), "{err}");
    fs::create_dir(&directory).expect("made");
    fs::write(directory.join("contract.json"), webhook_packs::contract("github").expect("a pack"))
        .expect("written");
    let (code, out, err) = said(anywhere(&["packs"]).arg(&directory).output().expect("it runs"));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("GitHub"), "{out}");
}

#[test]
fn a_pack_that_is_not_there_is_told_with_those_that_may_be_meant() {
    for (args, said) in [
        (&["packs", "strpe"][..], "error: there is no pack `strpe`: did you mean `stripe`?\n"),
        (
            &["packs", "hubspot"],
            "error: there is no pack `hubspot`: did you mean `hubspot-v1`, `hubspot-v2`, `hubspot-v3`?\n",
        ),
        (&["packs", "qqqqqqq"], "error: there is no pack `qqqqqqq`: `packs` lists those there are\n"),
        (
            &["trigger", "--pack", "svix", "--secret", "x", "--to", "http://127.0.0.1:9/"],
            "error: --secret: the secret or public key is not base64\n",
        ),
        (
            &["listen", "--pack", "svix", "--secret", "x"],
            "error: --secret: the secret or public key is not base64\n",
        ),
        (
            &["listen", "--pack", "github", "--secret", "a sentence "],
            "error: --secret: the secret or public key contains white space or a control character, such as the line feed at the end \
             of a file\n",
        ),
        (&["packs", "./nowhere"], "error: --pack ./nowhere: there is no file ./nowhere\n"),
        (
            &["verify", "--pack", "strpe", "--secret", "s"],
            "error: there is no pack `strpe`: did you mean `stripe`?\n",
        ),
    ] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str(), err.as_str()), (2, "", said));
    }
    // A secret is asked for last: what the command line says comes first.
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("000001-x.http"), "POST / HTTP/1.1\n\n{}").expect("written");
    let records = directory.path().to_str().expect("text");
    for args in [
        &["verify", "--pack", "strpe"][..],
        &["listen", "--pack", "strpe"],
        &["trigger", "--pack", "strpe", "--to", "http://127.0.0.1:9/"],
        &["replay", records, "--pack", "strpe", "--to", "http://127.0.0.1:9/"],
    ] {
        let output = anywhere(args).env_remove("WEBHOOK_SECRET").output().expect("it runs");
        let (code, _, err) = said(output);
        assert_eq!((code, err.as_str()), (2, "error: there is no pack `strpe`: did you mean `stripe`?\n"));
    }
    let (code, _, err) = run(&["verify", "--pack", "stripe", "--root", "."]);
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
}

#[test]
fn packs_are_listed_and_shown() {
    let (code, out, err) = run(&["packs"]);
    let (list, below) = out.split_once("\n\n").expect("a line below the list");
    assert_eq!((code, err.as_str(), list.lines().count()), (0, "", webhook_packs::names().count()));
    let (said, nameless) = below.split_once(": ").expect("packs");
    let nameless: Vec<&str> = nameless.trim_end().split(", ").collect();
    assert_eq!(
        said,
        format!(
            "`init --pack` starts a catalog with any of these but {}, which do not say where the name of an event is",
            nameless.len()
        )
    );
    let has_name = |pack: &&str| contract(pack)["envelope"]["name"].is_array();
    assert!(nameless == webhook_packs::names().filter(|pack| !has_name(pack)).collect::<Vec<_>>(), "{below}");
    assert!(
        out.lines()
            .any(|line| line.starts_with("github ") && line.ends_with("no-signed-time, outside-signature")),
        "{out}"
    );
    let shown: Vec<String> = [
        "stripe",
        "twilio-json",
        "gitlab-token",
        "adyen",
        "chargebee",
        "zoom",
        "slack-interactions",
        "dropbox",
    ]
    .map(|name| run(&["packs", name]).1)
    .to_vec();
    insta::assert_snapshot!("packs", shown.join("\n"));
    let (code, out, _) = run(&["packs", "stripe", "--json"]);
    // Where it is put, the schema's file is not.
    let mut without = contract("stripe");
    without.as_object_mut().expect("an object").remove("$schema").expect("a schema");
    assert_eq!((code, serde_json::from_str::<Value>(&out).expect("JSON")), (0, without));
}

#[test]
fn the_commands_of_the_page_print_what_it_shows() {
    webhook_test_support::needs!("sh");
    let page = include_str!("../../../../docs/src/providers.md");
    let section = page.split("## Using a pack").nth(1).expect("the section");
    let block = |language: &str| {
        let block = section.split(&format!("```{language}\n")).nth(1).expect("a block");
        block.split("```").next().expect("it ends")
    };
    let temp = tempfile::tempdir().expect("a directory");
    let program = Path::new(env!("CARGO_BIN_EXE_hookwright")).parent().expect("a directory");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = [program.to_owned()].into_iter().chain(std::env::split_paths(&path));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", block("sh")]).current_dir(temp.path());
    let output = shell.env("PATH", std::env::join_paths(paths).expect("a path")).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), block("text"));
}

#[test]
fn a_contract_of_ones_own_may_be_at_fault() {
    let temp = tempfile::tempdir().expect("a directory");
    let (path, deliveries) = (temp.path().join("contract.json"), temp.path().join("deliveries.json"));
    let pack = path.display().to_string();
    let shown = |(code, out, err): (i32, String, String)| {
        format!("{}\nexit status {code}\n\n", (out + &err).replace(&temp.path().display().to_string(), ""))
    };
    let verify = |headers: &[&str]| {
        let headers = headers.iter().flat_map(|header| ["--header", header]);
        let args: Vec<&str> =
            ["verify", "--pack", &pack, "--secret", "sesame"].into_iter().chain(headers).collect();
        shown(fed(anywhere(&args), b"{}"))
    };
    let mut told = String::new();
    for contract in [
        json!([]),
        json!({}),
        json!({ "provider": {}, "signature": { "algorithm": "HMAC-SHA1", "in": ["hed:X", "header:Y", "bod:/z"] } }),
    ] {
        fs::write(&path, contract.to_string()).expect("written");
        told += &verify(&["a: b"]);
    }
    let contract = json!({
        "provider": { "name": "Made" },
        "signature": {
            "algorithm": "hmac-sha256",
            "in": "header:X-Sig",
            "encoding": "hex",
            "message": "{timestamp}.{body}",
            "timestamp": { "in": "header:X-Time", "unit": "s" },
        },
        "envelope": { "name": "body:/type" },
    });
    fs::write(&path, contract.to_string()).expect("written");
    told += &verify(&["X-Time: 1750000000", "X-Sig: abc"]);
    told += &verify(&["X-Time: yesterday", &format!("X-Sig: {}", "0".repeat(64))]);
    let args = ["trigger", "--pack", &pack, "--secret", "sesame", "--all", "--to", "http://127.0.0.1:1/"];
    for text in ["", "{\"deliveries\": [{]}", "{\"deliveries\": [{ \"nam\": \"x\" }]}"] {
        fs::write(&deliveries, text).expect("written");
        told += &shown(run(&args));
    }
    fs::remove_file(&deliveries).expect("removed");
    fs::create_dir(&deliveries).expect("a directory");
    told += &shown(run(&args));
    insta::assert_snapshot!("of_ones_own", told);
}

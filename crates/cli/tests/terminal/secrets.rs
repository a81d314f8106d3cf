//! Where signing secrets come from, and that none is printed.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::{SECRET, hookwright, said};

#[test]
fn a_secret_that_is_not_text_is_not_printed() {
    let to = ["--to", "http://127.0.0.1:1/"];
    let mut commands = vec![[&["trigger", "order.paid"][..], &to].concat(), vec!["listen", "--port", "0"]];
    if cfg!(feature = "live-check") {
        commands.push(vec!["live-check", "--", "true"]);
    }
    for command in commands {
        let output = hookwright(&command)
            .env("WEBHOOK_SECRET", OsStr::from_bytes(b"5f0c1e77\xff"))
            .output()
            .expect("it runs");
        let (code, out, err) = said(output);
        assert_eq!(code, 2, "{command:?}: {out}{err}");
        assert!(err.starts_with("error: WEBHOOK_SECRET: the secret or public key "), "{err}");
        assert!(!err.contains("5f0c1e77"), "{err}");
    }
}

#[test]
fn a_file_has_the_secret_under_its_own_name() {
    let temp = tempfile::tempdir().expect("a directory");
    let [file, request] = ["a.env", "a.http"].map(|name| temp.path().join(name).display().to_string());
    fs::write(&request, "x: y\n\n{}").expect("written");
    let verify = |lines: &str| {
        fs::write(&file, lines).expect("written");
        let mut command = hookwright(&["verify", &request, "--secrets-from", &file]);
        said(command.env_remove("WEBHOOK_SECRET").output().expect("it runs"))
    };
    let (code, _, err) = verify(&format!("DATABASE_PASSWORD=hunter2\nWEBHOOK_SECRETS={SECRET}\n"));
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "error: set WEBHOOK_SECRET to the signing secret, or give --secret, or a line WEBHOOK_SECRET=… to --secrets-from\n"
    );
    let (code, out, _) = verify(&format!("DATABASE_PASSWORD= two words\nWEBHOOK_SECRET={SECRET}\n"));
    assert_eq!(code, 1);
    assert!(
        out.starts_with("refused: the headers `X-Shop-Signature` and `X-Shop-Timestamp` are missing\n"),
        "{out}"
    );
}

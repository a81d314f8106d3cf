//! What `import` writes: crates that can be built, files as `fmt` has them, examples that are read.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::support::{blocks, run};

#[test]
fn first_imports_wait_for_each_other() {
    let here = tempfile::tempdir().expect("a directory");
    let [document] = blocks("json")[..] else { panic!("one document") };
    fs::write(here.path().join("shop.json"), document).expect("written");
    let import = || run(here.path(), "hookwright import shop.json --root new/shop");
    let outputs = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(import)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    for Output { status, stderr, .. } in outputs {
        assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    }
    // What fails leaves no directory that it has made.
    assert!(!run(here.path(), "hookwright import nothing.json --root other").status.success());
    assert!(!here.path().join("other").exists());
}

#[test]
fn crates_can_be_built_where_it_is_said_where_their_runtime_is() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    let out = here.path().join("out");
    let import = "hookwright import shop.json --root out";
    let output = run(here.path(), &format!("{import} --name shop --runtime-git https://a.example/b"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("create Cargo.toml\n") && !said.contains("registry"), "{said}");
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("there");
    assert_eq!(manifest, "[workspace]\nresolver = \"3\"\nmembers = [\"crates/events/*\"]\n");
    let index = fs::read_to_string(out.join("schemas/webhooks/index.json")).expect("there");
    assert!(index.contains(r#""git": "https://a.example/b""#), "{index}");

    let advice = "run `cargo update --workspace`";
    let codegen =
        || String::from_utf8_lossy(&run(here.path(), "hookwright codegen --root out").stdout).into_owned();
    assert!(!codegen().contains(advice), "Cargo writes the first lock file by itself");
    fs::remove_dir_all(out.join("crates")).expect("removed");
    fs::write(out.join("Cargo.lock"), "version = 4\n").expect("written");
    assert!(codegen().contains(advice));
    fs::remove_file(out.join("Cargo.toml")).expect("removed");
    fs::remove_dir_all(out.join("crates")).expect("removed");
    let said = codegen();
    assert!(said.contains("generated: ") && !said.contains(advice), "{said}");

    let output = run(here.path(), &format!("{import} --runtime-git https://a.example/b"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("say in `rust.runtime`"));
}

/// Names in Rust that had to be made up, lints that had to be allowed, and a second event are among what is written.
#[test]
fn what_is_written_is_laid_out_as_fmt_does() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    let order = &mut document["components"]["schemas"]["Order"];
    order["properties"]["why"] = serde_json::json!({ "type": "string", "enum": ["unknown", "Unknown"] });
    fs::write(here.path().join("shop.json"), document.to_string()).expect("written");
    let done = |command: &str| {
        let output = run(here.path(), command);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command}: {err}{said}");
    };
    done("hookwright import shop.json --name shop --root out");
    let index = fs::read_to_string(here.path().join("out/schemas/webhooks/index.json")).expect("there");
    assert!(index.contains("\"rust_names\"") && index.contains("\"lints\""), "{index}");
    done("hookwright fmt --check --root out");
    document["webhooks"]["order.paid"] = document["webhooks"]["order.created"].clone();
    document["components"]["schemas"]["Order"]["properties"]["why"]["enum"] =
        serde_json::json!(["none", "unknown", "Unknown"]);
    fs::write(here.path().join("shop.json"), document.to_string()).expect("written");
    done("hookwright import shop.json --root out");
    done("hookwright fmt --check --root out");
    done("hookwright init --from shop.json --runtime-git https://a.example/b started");
    done("hookwright fmt --check --root started");
}

#[test]
fn an_example_that_generated_code_does_not_read_gives_way_to_another() {
    let here = tempfile::tempdir().expect("a directory");
    let document = |examples: &str| {
        format!(
            r#"openapi: 3.1.0
info: {{ title: Shop, version: "1" }}
webhooks:
  order.created:
    post:
      description: Somebody placed an order.
      requestBody:
        content:
          application/json:
            schema: {{ type: object, required: [n], properties: {{ n: {{ type: integer, minimum: 3 }} }} }}
            examples:
              bad:
                value:
                  n: 99999999999999999999999
{examples}"#
        )
    };
    let good = "              good: { value: { n: 7 } }\n";
    for (examples, out, n) in [(good, "given", 7), ("", "made", 3)] {
        fs::write(here.path().join("shop.yaml"), document(examples)).expect("written");
        let output = run(here.path(), &format!("hookwright import shop.yaml --name shop --root {out}"));
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{err}");
        let told = "shop.yaml:14:22: warning: this example of `order.created` is left out, because generated code does not read \
                    it: found an integer outside the range 0 to 18446744073709551615\n";
        assert!(err.contains(told), "{err}");
        let example = here.path().join(out).join("schemas/webhooks/order.created.example.json");
        let example: Value =
            serde_json::from_str(&fs::read_to_string(example).expect("there")).expect("JSON");
        assert_eq!(example["data"]["n"], n);
    }
}

#[test]
fn a_workspace_without_the_generated_crates_is_told_of() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    let step = "next:\n  add `crates/events/*` to `workspace.members` in Cargo.toml\n  hookwright codegen";
    for (number, (manifest, is_told)) in [
        ("[workspace]\nmembers = [\"app\"]\n", true),
        ("[workspace] # ours\nresolver = \"3\"\nmembers = [\n  \"app\",\n  \"crates/*\",\n]\n", true),
        ("[package]\nname = \"a\"\n\n[workspace]\n\n[dependencies]\n", true),
        ("[workspace]\nmembers = [\"app\", \"crates/events/*\"]\n", false),
        ("[workspace]\nmembers = [\n  'crates/*/*', # all\n]\n", false),
        ("[package]\nname = \"a\"\n", false),
    ]
    .into_iter()
    .enumerate()
    {
        let out = here.path().join(format!("out{number}"));
        fs::create_dir(&out).expect("made");
        fs::write(out.join("Cargo.toml"), manifest).expect("written");
        let output = run(here.path(), &format!("hookwright import shop.json --name shop --root out{number}"));
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("next:\n"), "{manifest}: {said}");
        assert_eq!(said.contains(step), is_told, "{manifest}: {said}");
    }
}

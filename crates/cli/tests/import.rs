//! docs/src/import.md, run command by command from its own text; and what `import` says of its arguments.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const PAGE: &str = include_str!("../../../docs/src/import.md");

/// The blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let blocks = PAGE.split(opening.as_str()).skip(1);
    blocks.map(|block| block.split("```").next().expect("it ends")).collect()
}

fn run(here: &Path, command: &str) -> Output {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("hookwright"), "{command}");
    Command::new(env!("CARGO_BIN_EXE_hookwright")).args(words).current_dir(here).output().expect("it runs")
}

#[test]
fn every_command_does_what_the_page_says() {
    let here = tempfile::tempdir().expect("a directory");
    let [document] = blocks("json")[..] else { panic!("one document") };
    fs::write(here.path().join("shop.json"), document).expect("written");
    let (commands, printed) = (blocks("sh"), blocks("text"));
    assert_eq!((commands.len(), printed.len()), (4, 4));
    for (commands, printed) in commands.iter().zip(printed) {
        let mut said = String::new();
        for command in commands.lines() {
            let output = run(here.path(), command);
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            said += &String::from_utf8_lossy(&output.stdout);
        }
        assert_shows(printed, &said);
    }
}

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

/// The page shows what was printed; a line of `…` is for lines that it leaves out, and a `…` at the end for the rest of one.
fn assert_shows(printed: &str, said: &str) {
    let mut said = said.lines();
    let mut may_skip = false;
    for line in printed.lines() {
        if line == "…" {
            may_skip = true;
            continue;
        }
        let is_shown = |said: &str| match line.strip_suffix('…') {
            Some(start) => said.starts_with(start),
            None => said == line,
        };
        let found = if may_skip { said.any(is_shown) } else { said.next().is_some_and(is_shown) };
        assert!(found, "expected {line:?}, left: {:?}", said.collect::<Vec<_>>());
        may_skip = false;
    }
    assert_eq!(said.next(), None);
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

/// The command that `init --from` prints for the next import leads upward.
#[test]
fn schemas_that_refer_to_each_other_are_imported_again_from_within_the_repository() {
    let here = tempfile::tempdir().expect("a directory");
    let schemas = here.path().join("schemas");
    fs::create_dir_all(schemas.join("order")).expect("made");
    let order = r#"{ "description": "An order.", "type": "object", "properties": { "total": { "$ref": "../money.json" } } }"#;
    fs::write(schemas.join("order/created.schema.json"), order).expect("written");
    let money = r#"{ "description": "Money.", "type": "integer" }"#;
    fs::write(schemas.join("money.json"), money).expect("written");
    let init = "hookwright init --from . --name shop --runtime-git https://a.example/b ../out";
    let output = run(&schemas, init);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = said.lines().find(|line| line.contains("hookwright import")).expect("it is printed");
    let again = again.split("  #").next().expect("a command").trim();
    assert_eq!(again, "hookwright import ../schemas");
    let output = run(&here.path().join("out"), again);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "imported: 1 event\n");
    fs::write(schemas.join("money.json"), "{").expect("written");
    let output = run(&here.path().join("out"), again);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("../schemas/money.json:1:"), "{err}");
}

#[test]
fn programs_get_mistakes_as_json() {
    let here = tempfile::tempdir().expect("a directory");
    let bad = blocks("json")[0].replace("schemas/Order\"", "schemas/Odrer\"");
    fs::write(here.path().join("bad.json"), bad).expect("written");
    let output = run(here.path(), "hookwright import bad.json --name shop --root out --format json");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(3), 0));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found[0]["rule"], &found[0]["line"]), (&"document-reference".into(), &9.into()));
}

#[test]
fn where_something_stands_in_the_way_nothing_is_written() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0];
    fs::write(here.path().join("bad.json"), document.replace("schemas/Order\"", "schemas/Odrer\""))
        .expect("written");
    fs::write(here.path().join("shop.json"), document).expect("written");
    let untitled = document.replace("\"title\": \"Shop\", ", "");
    fs::write(here.path().join("untitled.json"), untitled).expect("written");
    fs::write(here.path().join("kind.json"), document.replace("\"Shop\"", "\"Webhooks API\""))
        .expect("written");
    fs::create_dir(here.path().join("empty")).expect("a directory");
    for (arguments, status, message) in [
        ("bad.json --name shop", 3, "bad.json:9:66: error: `#/components/schemas/Odrer` leads nowhere"),
        ("untitled.json", 2, "expected --name: the documents have no title to name crates after"),
        ("shop.json --name Shop", 2, "crates cannot be named after `Shop`"),
        ("none.json --name shop", 2, "none.json: there is no such file"),
        ("shop.json --name shop --name-from nowhere", 2, "--name-from: expected `key`"),
        ("shop.json --name shop --rename a", 2, "--rename a: expected `NAME=OTHER`"),
        ("shop.json --name shop --rename a=b", 2, "error: no event is named `a`\n"),
        (
            "shop.json --name shop --skip oder.created",
            2,
            "error: no event is named `oder.created`: did you mean `order.created`?\n",
        ),
        ("empty", 2, "error: empty: expected files in JSON or YAML, found no files\n"),
        ("empty --name shop", 2, "error: empty: expected files in JSON or YAML, found no files\n"),
        (
            "kind.json",
            2,
            "expected --name: the documents' title has no words but those for its kind, such as API, to name crates after",
        ),
        (
            "shop.json --name shop --skip order.created",
            2,
            "error: --skip leaves no event: remove one of its names\n",
        ),
        (
            "shop.json --name shop --name-in body:/nope",
            2,
            "error: --name-in body:/nope: no event's schema has `/nope`: name a property of the events, or add this one to their \
             schemas\n",
        ),
        (
            "shop.json --name shop --bodies kept",
            3,
            "this body has no `type`, `data`, `created_at`, `id` next to its payload",
        ),
    ] {
        let output = run(here.path(), &format!("hookwright import {arguments} --root out"));
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments}: {err}");
        assert!(err.contains(message), "{arguments}: {err}");
        assert!(!here.path().join("out").exists(), "{arguments}");
    }
}

#[test]
fn a_provider_is_called_as_its_documents_say() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0].replace("\"Shop\"", "\"Shop & Cö. Webhooks API v2\"");
    fs::write(here.path().join("shop.json"), document).expect("written");
    for (arguments, name, title) in [
        ("", "shop-co", "Shop & Cö."),
        ("--name shop", "shop", "Shop & Cö."),
        ("--title Mine", "shop-co", "Mine"),
        ("--name shop --title Mine", "shop", "Mine"),
    ] {
        for (number, command) in [
            format!("hookwright import shop.json {arguments} --root import"),
            format!("hookwright init --from shop.json {arguments} --runtime-git https://a.example/b init"),
        ]
        .iter()
        .enumerate()
        {
            let output = run(here.path(), command);
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            let out = here.path().join(["import", "init"][number]);
            let index = fs::read(out.join("schemas/webhooks/index.json")).expect("read");
            let index: serde_json::Value = serde_json::from_slice(&index).expect("JSON");
            assert_eq!(
                (&index["provider"]["name"], &index["provider"]["title"]),
                (&name.into(), &title.into()),
                "{command}"
            );
            fs::remove_dir_all(out).expect("removed");
        }
    }
}

/// What an exported catalog says of its provider comes back, though the title of the export says more.
#[test]
fn an_export_is_imported_and_exported_again_the_same() {
    let here = tempfile::tempdir().expect("a directory");
    let exported = |root: &str| {
        let codegen = format!("hookwright codegen --root {root}");
        assert!(run(here.path(), &codegen).status.success(), "{codegen}");
        fs::read_to_string(here.path().join(root).join("docs/src/reference/openapi.json")).expect("read")
    };
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    let import = |arguments: &str| {
        let output = run(here.path(), &format!("hookwright import {arguments}"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    import("shop.json --name shop-gmbh --title Events --root first");
    let first = exported("first");
    import("first/docs/src/reference/openapi.json --root second");
    import("first/docs/src/reference/openapi.json --name shop-gmbh --root third");
    assert_eq!(exported("second"), first);
    assert_eq!(exported("third"), first);
}

#[test]
fn a_repository_starts_from_documents_or_nothing_is_written() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0];
    let write = |name: &str, text: &str| fs::write(here.path().join(name), text).expect("written");
    write("shop.json", document);
    write("bad.json", &document.replace("schemas/Order\"", "schemas/Odrer\""));
    write("untitled.json", &document.replace("\"title\": \"Shop\", ", ""));
    write("broken.yaml", "openapi: 3.1.0\ninfo:\n  title: Shop\n version: '1'\n");
    write("numbers.json", &document.replace("\"Shop\"", "\"365 days\""));
    for (arguments, status, message) in [
        ("--from bad.json", 3, "bad.json:9:66: error: `#/components/schemas/Odrer` leads nowhere"),
        ("--from bad.json --json", 3, ""),
        ("--from none.json --name shop", 2, "none.json: there is no such file"),
        ("--from none.json", 2, "none.json: there is no such file"),
        ("--from broken.yaml", 3, "broken.yaml:4:"),
        ("--from untitled.json", 2, "expected --name: the documents have no title to name crates after"),
        ("--from numbers.json", 2, "expected --name: crates cannot be named after the title \"365 days\""),
        ("--from shop.json --name Shop", 2, "crates cannot be named after `Shop`"),
        (
            &format!("--from shop.json --name {}", "a".repeat(100_000)),
            2,
            "crates cannot be named after a name of 100000 characters: registries take 64 at most",
        ),
    ] {
        let output =
            run(here.path(), &format!("hookwright init {arguments} --runtime-git https://a.example/b out"));
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments}: {err}");
        assert!(err.contains(message), "{arguments}: {err}");
        assert!(!here.path().join("out").exists(), "{arguments}");
    }
    write("titled.json", &document.replace("\"Shop\"", "\"Shop & Cö. Webhooks API v2\""));
    let init = "hookwright init --from titled.json --runtime-git https://a.example/b out --json";
    let output = run(here.path(), init);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let created: Vec<&str> =
        said["created"].as_array().expect("files").iter().filter_map(|file| file.as_str()).collect();
    assert!(created.contains(&"schemas/webhooks/order.created.schema.json"), "{created:?}");
    assert!(said["notes"].as_str().is_some_and(|notes| notes.contains("imported: 1 event")), "{said}");
    let read = |path: &str| fs::read_to_string(here.path().join("out").join(path)).expect("read");
    assert!(read("receiver/src/main.rs").contains("use shop_co_events::{Event, EventType"));
    let readme = read("README.md");
    assert!(readme.starts_with("# The webhook events of Shop & Cö.\n"), "{readme}");
    assert!(readme.contains("\nhookwright import ../titled.json  # takes over"), "{readme}");
    assert!(read("schemas/webhooks/index.json").contains(r#""title": "Shop & Cö.""#));
    assert!(read("schemas/webhooks/index.json").contains(r#""git": "https://a.example/b""#));
    assert_eq!(run(here.path(), init).status.code(), Some(1), "a second one is in the way");
}

/// Two fields that would be one in Rust, an event that contradicts itself, and one whose schema is not there.
const ODD: &str = r##"{
  "openapi": "3.1.0",
  "info": { "title": "Odd", "version": "1" },
  "webhooks": {
    "user.made": { "post": { "description": "A user was made.", "requestBody": { "content": { "application/json": { "schema": {
      "description": "A user.", "type": "object", "required": ["userId", "user_id"],
      "properties": { "userId": { "type": "string", "description": "Its id." }, "user_id": { "type": "string", "description": "The same." } }
    } } } } } },
    "user.gone": { "post": { "requestBody": { "content": { "application/json": { "schema": {
      "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } }, "not": { "required": ["id"] }
    } } } } } },
    "user.lost": { "post": { "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/lost" } } } } } }
  }
}
"##;

#[test]
fn a_repository_starts_from_what_is_left_of_a_document() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("odd.json"), ODD).expect("written");
    let init = "hookwright init --from odd.json --runtime-git https://a.example/b out";
    let output = run(here.path(), init);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    for told in ["found no example of `user.gone`", "`#/lost` leads nowhere", "2 mistakes in 1 file"] {
        assert!(err.contains(told), "{told} in {err}");
    }
    let output = run(here.path(), &format!("{init} --skip user.gone --skip user.lost"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("  - 1 name in Rust had to be made up"), "{said}");
    assert!(
        said.contains("  hookwright import ../odd.json --skip=user.gone --skip=user.lost  # takes over"),
        "{said}"
    );
    let read = |path: &str| fs::read_to_string(here.path().join("out").join(path)).expect("read");
    assert!(read("schemas/webhooks/index.json").contains("/properties/userId\": \"user_id_2\""));
    assert!(run(here.path(), "hookwright codegen --root out").status.success());
    let page = read("docs/src/reference/webhook-events.md");
    assert!(page.contains("Placeholder: the documents do not say how deliveries are signed."), "{page}");
    let output = run(here.path(), "hookwright init --name odd --skip a --runtime-git https://a.example/b b");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--skip=a: expected --from"));
}

#[test]
fn where_an_index_says_another_layout_each_event_is_the_whole_body_from_then_on() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    assert!(run(here.path(), "hookwright import shop.json --name shop --root out").status.success());
    let path = here.path().join("out/schemas/webhooks/index.json");
    let say = |envelope: &str| {
        let mut index: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).expect("an index")).expect("JSON");
        index["contract"]["envelope"] = serde_json::from_str(envelope).expect("JSON");
        fs::write(&path, format!("{index:#}\n")).expect("written");
    };
    say(r#"{ "name": "header:X-Shop-Event", "id": "header:X-Shop-Id" }"#);
    let output = run(here.path(), "hookwright import shop.json --root out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let webhooks = here.path().join("out/schemas/webhooks");
    let example = fs::read(webhooks.join("order.created.example.json")).expect("an example");
    let example: serde_json::Value = serde_json::from_slice(&example).expect("JSON");
    assert!(example.get("number").is_some() && example.get("data").is_none(), "{example}");
    let output = run(here.path(), "hookwright codegen --root out");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for option in ["--bodies wrapped", "--type-field kind"] {
        let output = run(here.path(), &format!("hookwright import shop.json {option} --root out"));
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("bodies are events as they are"));
    }
    let output = run(here.path(), "hookwright import shop.json --name other --root out");
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("--name other: the catalog is there already, and its name is `shop`"), "{err}");
    let output = run(here.path(), "hookwright import shop.json --name-in query:event --root out");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the catalog is there already"));
    say(r#"{ "name": "header:X-Shop-Event", "events": "/*" }"#);
    let output = run(here.path(), "hookwright import shop.json --root out");
    assert_eq!(output.status.code(), Some(3));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("shop.json:") && err.contains("expected an array of events"), "{err}");
}

#[test]
fn init_takes_the_layout_from_a_pack_or_the_place_of_the_name_from_an_option() {
    let here = tempfile::tempdir().expect("a directory");
    fs::write(here.path().join("shop.json"), blocks("json")[0]).expect("written");
    for (options, envelope, signature) in [
        ("--pack shopify", "header:x-shopify-topic", "header:x-shopify-hmac-sha256"),
        ("--name-in header:X-Shop-Event", "header:X-Shop-Event", "header:X-Shop-Signature"),
    ] {
        let init = format!(
            "hookwright init --from shop.json {options} --name shop --runtime-git https://a.example/b"
        );
        let output = run(here.path(), &format!("{init} out"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let index =
            fs::read_to_string(here.path().join("out/schemas/webhooks/index.json")).expect("an index");
        let index: Value = serde_json::from_str(&index).expect("JSON");
        let contract = &index["contract"];
        let named = contract["envelope"]["name"].to_string().to_lowercase();
        assert!(named.contains(&envelope.to_lowercase()), "{named}");
        assert!(
            contract["signature"]["in"].to_string().eq_ignore_ascii_case(&format!("{signature:?}")),
            "{contract}"
        );
        assert_eq!(index["events"][0]["name"], "order.created");
        // The pack says how deliveries are signed, and neither it nor the document what becomes of events.
        let assumptions = contract["assumptions"].to_string();
        assert!(
            assumptions.contains("names keep their meaning, and payloads evolve by additions"),
            "{assumptions}"
        );
        assert_eq!(
            assumptions.contains("signed as the example says"),
            !options.contains("--pack"),
            "{assumptions}"
        );
        let receiver = fs::read_to_string(here.path().join("out/receiver/src/main.rs")).expect("a receiver");
        assert!(receiver.contains("Delivery::read"), "{receiver}");
        // The command that is printed for the next import takes over what has changed.
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let again = printed
            .lines()
            .find_map(|line| line.trim().strip_prefix("hookwright import "))
            .expect("a command");
        let again = again.split("  #").next().unwrap_or_default();
        let output = run(&here.path().join("out"), &format!("hookwright import {again}"));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "imported: 1 event\n");
        fs::remove_dir_all(here.path().join("out")).expect("removed");
    }
    let output = run(
        here.path(),
        "hookwright init --pack shopify --from shop.json --name-in header:X --runtime-git https://a.example/b out",
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_change_that_needs_a_newer_version_is_a_warning_for_the_files_are_written() {
    let here = tempfile::tempdir().expect("a directory");
    let document = blocks("json")[0];
    let import = |document: &str| {
        fs::write(here.path().join("shop.json"), document).expect("written");
        run(here.path(), "hookwright import shop.json --name shop --root out")
    };
    assert!(import(document).status.success());
    let output = import(&document.replace("\"type\": \"integer\", \"minimum\": 0", "\"type\": \"string\""));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    assert!(said.starts_with("update schemas/webhooks/common.schema.json\n"), "{said}");
    assert!(said.contains("\nwarning: 1 change needs a catalog version after "), "{said}");
    assert!(!said.contains("\nerror: "), "{said}");
}

#[test]
fn a_description_of_an_event_that_differs_from_the_documents_is_counted() {
    let here = tempfile::tempdir().expect("a directory");
    let import = |document: &str| {
        fs::write(here.path().join("shop.json"), document).expect("written");
        let output = run(here.path(), "hookwright import shop.json --name shop --root out");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let document = blocks("json")[0];
    import(document);
    assert_eq!(import(document), "imported: 1 event\n");
    let counted = "imported: 1 event\n  - 1 text of the catalog stayed, though the documents have another\n";
    assert_eq!(import(&document.replace("Somebody placed an order.", "An order was placed.")), counted);
    // What the documents do not say is no other text.
    let silent = document.replace("\"description\": \"Somebody placed an order.\",", "");
    assert_eq!(import(&silent), "imported: 1 event\n");
}

#[test]
fn what_cannot_be_an_event_is_left_out_by_its_name() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    document["webhooks"]["order.printed"] =
        serde_json::json!({ "post": { "requestBody": { "content": { "text/plain": {} } } } });
    fs::write(here.path().join("shop.json"), format!("{document:#}")).expect("written");
    let import = "hookwright import shop.json --name shop --root out";
    let output = run(here.path(), import);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("found `text/plain`") && err.contains("`--skip order.printed`"), "{err}");
    let output = run(here.path(), &format!("{import} --skip order.printed"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn bodies_without_the_name_are_told_where_they_are_described() {
    let here = tempfile::tempdir().expect("a directory");
    let mut document: Value = serde_json::from_str(blocks("json")[0]).expect("JSON");
    let mut closed = document["webhooks"]["order.created"].clone();
    closed["post"]["requestBody"]["content"]["application/json"]["schema"] = serde_json::json!({
        "description": "An order.",
        "type": "object",
        "properties": { "kind": { "type": "string", "description": "What happened." } },
    });
    document["webhooks"]["order.closed"] = closed;
    fs::write(here.path().join("shop.json"), format!("{document:#}")).expect("written");
    let import = "hookwright import shop.json --name shop --name-in body:/kind --root out";
    let output = run(here.path(), import);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.starts_with("shop.json:"), "{err}");
    let told = "error: this body has no `/kind`, where deliveries have the name of an event\n";
    assert!(err.contains(told) && err.contains("\n1 mistake in 1 file\n"), "{err}");
    // A name that may be left out is there in what is delivered.
    let output = run(here.path(), &format!("{import} --skip order.created"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let example = fs::read(here.path().join("out/schemas/webhooks/order.closed.example.json"));
    let example: Value = serde_json::from_slice(&example.expect("there")).expect("JSON");
    assert_eq!(example["kind"], "order.closed");
}

//! What counts as emitting an event in each language, and what does not.

mod sources;

use std::path::Path;
use std::{fs, io};

use webhook_catalog::{Catalog, load};
use webhook_emitters::{Source, scan};
use webhook_schema::{Diagnostics, Tree};

use sources::{EMITTED, NOT_EMITTED};

#[test]
fn what_emits_counts() {
    let loaded = catalog();
    let mut wrong = Vec::new();
    for (file, sources) in EMITTED {
        for source in *sources {
            let found = told(&loaded, &[(file, source)], &[]);
            if found.contains("`invoice.paid` is live") || found.contains("not read") {
                wrong.push(format!("{file}: {source}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_does_not_emit_does_not() {
    let loaded = catalog();
    let mut wrong = Vec::new();
    for (file, sources) in NOT_EMITTED {
        for source in *sources {
            // Where nothing at all can be read, that is told in place of this.
            let found = told(&loaded, &[(file, source), ("other.rs", "")], &[]);
            if !found.contains("`invoice.paid` is live") || found.contains("not read") {
                wrong.push(format!("{file}: {source}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_go_from_file_to_file() {
    let loaded = catalog();
    let cases: [&[(&str, &str)]; 4] = [
        &[
            ("names.rs", "pub const PAID: &str = \"invoice.paid\";"),
            ("bus.rs", "use crate::names::PAID as NAME; pub fn f() { emit(NAME) }"),
        ],
        &[
            ("names.ts", "export const PAID = \"invoice.paid\";"),
            ("bus.ts", "import { PAID as NAME } from './names'; emit(NAME);"),
        ],
        &[
            ("names.ts", "export const Names = { paid: \"invoice.paid\" };"),
            ("bus.ts", "import * as all from './names'; emit(all.Names.paid);"),
        ],
        &[
            ("names.py", "class Names:\n    PAID = 'invoice.paid'"),
            ("bus.py", "from .names import Names as N\nemit(N.PAID)"),
        ],
    ];
    for files in cases {
        let found = told(&loaded, files, &[]);
        assert!(!found.contains("`invoice.paid` is live"), "{files:?}\n{found}");
        let found = told(&loaded, &files[..1], &[]);
        assert!(found.contains("`invoice.paid` is live"), "{files:?}\n{found}");
    }
    let tests =
        [("lib.rs", "#[cfg(test)] mod helpers;"), ("helpers.rs", "pub fn f() { emit(\"invoice.paid\") }")];
    assert!(told(&loaded, &tests, &[]).contains("`invoice.paid` is live"));
}

#[test]
fn functions_that_emit_make_it_precise() {
    let loaded = catalog();
    let source = "audit(\"invoice.paid\"); this.bus.publish(\"invoice.failed\", {}); publish(name); other(publish(pick()));";
    let found = told(&loaded, &[("a.ts", source)], &["publish"]);
    assert!(
        found.contains("`invoice.paid` is live") && !found.contains("`invoice.failed` is live"),
        "{found}"
    );
    assert_eq!(found.matches("only known at run time").count(), 2, "{found}");
    let wrapped =
        "function audit(name) { publish(name); }\naudit(\"invoice.paid\"); publish(\"invoice.gone\");";
    let found = told(&loaded, &[("a.ts", wrapped)], &["bus.publish", "publish"]);
    assert!(!found.contains("`invoice.paid` is live"), "{found}");
    assert!(found.contains("there is no event `invoice.gone`"), "{found}");
}

#[test]
fn each_finding_has_its_place() {
    let source = "bus.emit(\"invoice.paid\");\nbus.emit(\"invoice.payd\");\nbus.emit(\"team.member_added\");\nbus.emit(\"invoice.bounced\");\nbus.emit(`invoice.${kind}`);\nt(\"no.event.here\");\n";
    let found = told(&catalog(), &[("src/a.ts", source)], &[]);
    for line in [
        "src/a.ts:2:10: error: there is no event `invoice.payd` in the catalog",
        "  help: did you mean `invoice.paid`? correct the name, or add the event to the catalog (lint `unknown-event-name`)",
        "src/a.ts:3:10: warning: `team.member_added` is emitted here, and its status in the catalog is `declared`",
        "src/a.ts:4:10: error: `invoice.bounced` was dropped from the catalog",
        "  help: emit `invoice.failed`, which took its place (lint `unknown-event-name`)",
        "src/a.ts:5:10: warning: an event's name is put together at run time, and cannot be checked: `invoice.paid`, `invoice.failed` fit",
        "2 mistakes in 1 file",
        "2 warnings in 1 file",
    ] {
        assert!(found.contains(line), "{line}\n{found}");
    }
    assert!(!found.contains("no.event.here") && !found.contains("`invoice.failed` is live"), "{found}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let loaded = catalog();
    let deep = "(".repeat(5_000);
    for (file, source) in [("a.rs", "fn ("), ("a.ts", "const = ;"), ("a.py", "def f(:"), ("deep.ts", &deep)] {
        let found = told(&loaded, &[(file, source)], &[]);
        assert!(found.contains("warning: not read: "), "{file}: {found}");
    }
}

#[test]
fn of_a_name_in_a_file_that_was_not_read_nothing_is_claimed() {
    let found = told(&catalog(), &[("a.ts", "emit(\"invoice.paid\");\nconst = ;\n")], &[]);
    for line in [
        "warning: `invoice.paid` is live, and it is not known whether anything emits it",
        "a.ts:1:6: note: its name is here, in a file that was not read",
        "error: `invoice.failed` is live, but nothing in the sources emits it",
    ] {
        assert!(found.contains(line), "{line}\n{found}");
    }
    assert!(!found.contains("goes nowhere"), "{found}");
}

#[test]
fn where_there_is_nothing_to_look_at_that_is_what_is_told() {
    let loaded = catalog();
    let source = ("a.ts", "emit(\"invoice.paid\");");
    let error = |files: &[(&str, &str)], functions: &[&str]| {
        scanned(&loaded, files, functions).expect_err("nothing is there").to_string()
    };
    let nowhere = error(&[source], &["nosuchfn"]);
    assert_eq!(nowhere, "the sources neither define nor call a function `nosuchfn`");
    assert!(error(&[("notes.txt", "invoice.paid")], &[]).ends_with(": there is no source file"));
    assert!(scanned(&loaded, &[source], &["bus.emit"]).is_ok());
    assert!(scanned(&loaded, &[("a.ts", "nosuchfn(\"x\"); const = ;")], &["nosuchfn"]).is_ok());
}

/// Names are joined of a header and of a field of the body, which only some events have.
#[test]
fn parts_of_joined_names_are_looked_for_by_themselves() {
    let loaded = catalog_in("../codegen/tests/golden/header/schemas/webhooks");
    let sent = |kind: &str, actions: &str| {
        format!("post({{ headers: {{ 'X-Forge-Event': '{kind}' }}, body: {{ action: {actions} }} }});")
    };
    let both = "open ? 'opened' : 'labeled'";
    for (source, missing, told_besides) in [
        // The whole name, as a generated crate has it, and a name that is one part.
        ("emit('issues.opened'); emit('issues.labeled'); emit('push');".to_owned(), &[][..], None),
        (sent("issues", both) + "emit('push');", &[], None),
        (
            sent("issues", "'opened'") + "emit('push');",
            &["issues.labeled"],
            Some("a part of its name is sent here, and `labeled` is sent nowhere"),
        ),
        (
            sent("push", "'opened'"),
            &["issues.opened", "issues.labeled"],
            Some("a part of its name is sent here, and `issues` is sent nowhere"),
        ),
        ("if (kind === 'issues') { go(); }".to_owned(), &["issues.opened", "issues.labeled", "push"], None),
    ] {
        let found = told(&loaded, &[("a.ts", &source)], &[]);
        let names = ["issues.opened", "issues.labeled", "push"];
        let is_told = |name: &&&str| found.contains(&format!("`{name}` is live, but nothing"));
        assert_eq!(names.iter().filter(is_told).copied().collect::<Vec<_>>(), missing, "{source}\n{found}");
        assert!(told_besides.is_none_or(|told| found.contains(told)), "{source}\n{found}");
        assert!(!found.contains("cannot be checked"), "{source}\n{found}");
    }
}

/// Which part goes with which other is not known where both go with several.
#[test]
fn parts_that_fit_several_joined_names_are_told() {
    // The same events of letters as of parcels.
    let mut files = files_in("../codegen/tests/golden/thin/schemas/webhooks");
    let letters: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| (name.replace("parcel", "letter"), text.replace("parcel", "letter")))
        .collect();
    let index = |files: &[(String, String)]| -> serde_json::Value {
        let (_, text) = files.iter().find(|(name, _)| name.ends_with("index.json")).expect("an index");
        serde_json::from_str(text).expect("JSON")
    };
    let mut both = index(&files);
    let more = index(&letters)["events"].take();
    let of_parcels = |event: &serde_json::Value| {
        let mut event = event.clone();
        event["family"] = "parcel".into();
        event
    };
    let more = more.as_array().into_iter().flatten().map(of_parcels);
    both["events"].as_array_mut().expect("events").extend(more);
    let is_new = |(name, _): &&(String, String)| files.iter().all(|(own, _)| own != name);
    let letters: Vec<(String, String)> = letters.iter().filter(is_new).cloned().collect();
    files.retain(|(name, _)| !name.ends_with("index.json"));
    files.extend(letters);
    files.push(("webhooks/index.json".to_owned(), both.to_string()));
    let loaded = catalog_of(files);
    let source = "post({ entity: big ? 'parcel' : 'letter', operation: lost ? 'lost' : 'moved' });";
    let found = told(&loaded, &[("a.ts", source)], &[]);
    assert!(!found.contains("is live"), "{found}");
    for expected in [
        "a.ts:1:22: warning: a part of an event's name is sent here, and which others it is joined with cannot be checked: \
         `parcel:moved`, `parcel:lost` fit",
        "a.ts:1:33: warning: a part of an event's name is sent here, and which others it is joined with cannot be checked: \
         `letter:moved`, `letter:lost` fit",
    ] {
        assert!(found.contains(expected), "{found}");
    }
}

fn catalog() -> (Catalog, Diagnostics) {
    catalog_in("../catalog/tests/base")
}

fn catalog_in(directory: &str) -> (Catalog, Diagnostics) {
    catalog_of(files_in(directory))
}

fn files_in(directory: &str) -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let files = fs::read_dir(directory).expect("a directory").map(|file| {
        let path = file.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        (format!("webhooks/{name}"), fs::read_to_string(path).expect("a text"))
    });
    files.collect()
}

fn catalog_of(files: Vec<(String, String)>) -> (Catalog, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("schemas", files), &mut diagnostics);
    assert!(diagnostics.has_no_error(), "{}", diagnostics.to_text());
    (catalog.expect("a catalog"), diagnostics)
}

fn told(loaded: &(Catalog, Diagnostics), files: &[(&str, &str)], functions: &[&str]) -> String {
    scanned(loaded, files, functions).expect("a scan").to_text()
}

fn scanned(
    (catalog, diagnostics): &(Catalog, Diagnostics),
    files: &[(&str, &str)],
    functions: &[&str],
) -> io::Result<Diagnostics> {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("written");
    }
    let mut diagnostics = diagnostics.clone();
    let functions: Vec<String> = functions.iter().map(|name| (*name).to_owned()).collect();
    let source = Source { path: directory.path().to_owned(), label: String::new() };
    scan(catalog, &[source], &functions, &mut diagnostics)?;
    Ok(diagnostics)
}

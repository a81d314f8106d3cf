//! What counts as emitting an event in each language, and what does not: a small source each, with `invoice.paid` in it.

use std::path::Path;
use std::{fs, io};

use webhook_catalog::{Catalog, load};
use webhook_emitters::{Source, scan};
use webhook_schema::{Diagnostics, Tree};

/// The file, and sources that emit.
const EMITTED: &[(&str, &[&str])] = &[
    (
        "a.rs",
        &[
            r#"pub fn f(bus: &Bus) { bus.emit("invoice.paid", 1); }"#,
            r#"pub fn f() { send(Event { kind: "invoice.paid".to_owned(), data: 1 }); }"#,
            r#"pub fn f() { let event = Event { kind: String::from("invoice.paid") }; let event = event; send(&event); }"#,
            r#"pub fn name() -> &'static str { "invoice.paid" }"#,
            r#"const PAID: &str = "invoice.paid"; pub fn f() { send(PAID) }"#,
            r#"mod names { pub const PAID: &str = "invoice.paid"; } pub fn f() { send(names::PAID) }"#,
            r#"struct E; impl E { const PAID: &'static str = "invoice.paid"; pub fn f() { send(Self::PAID) } }"#,
            r#"trait Event { const NAME: &'static str; } struct Paid; impl Event for Paid { const NAME: &'static str = "invoice.paid"; } pub fn f<E: Event>(e: E) { send(E::NAME) }"#,
            r#"enum K { Paid } impl K { fn as_str(&self) -> &'static str { match self { Self::Paid => "invoice.paid" } } } pub fn f() { send(K::Paid.as_str()) }"#,
            r#"#[derive(Serialize)] enum K { #[serde(rename = "invoice.paid")] Paid } pub fn f() { send(K::Paid) }"#,
            r#"pub fn f(over: bool) { let name = if over { "invoice.failed" } else { "invoice.paid" }; emit(name) }"#,
            r#"pub fn f() { for name in ["invoice.paid", "invoice.failed"] { emit(name); } }"#,
            r#"pub fn f() { ["invoice.paid"].iter().for_each(|name| emit(name)); }"#,
            r#"pub fn f() { notify("invoice.paid") } fn notify(name: &str) { post(json!({ "type": name })) }"#,
            r#"pub fn f() { g() } fn g() { post(json!({ "type": "invoice.paid" })) }"#,
            r#"pub fn f() { tokio::spawn(async move { bus.emit("invoice.paid").await }); }"#,
            r#"pub fn f() { emit!("invoice.paid", amount = 1); }"#,
            r#"pub fn f() { let event = EventType::InvoicePaid; send(event) }"#,
            r#"pub fn f() { send(Delivery::new(id, Event::InvoicePaid(payload))) }"#,
            r#"pub fn f() { emit::<kind::InvoicePaid>(payload) }"#,
            r#"pub fn f() { let delivery = Delivery::of(kind::InvoicePaid, payload).build(); send(delivery) }"#,
            r#"pub fn f() { match plan { Plan::A => emit("invoice.paid"), _ => {} } }"#,
            r#"pub fn f() { send(concat!("invoice", ".", "paid")) }"#,
            "#!/usr/bin/env cargo\npub fn f() { emit(\"invoice.paid\") }",
        ],
    ),
    (
        "a.tsx",
        &[
            r#"emit("invoice.paid", { amount: 1 });"#,
            r#"const event = { type: "invoice.paid" as const, data }; await queue.send(JSON.stringify(event));"#,
            r#"export enum Name { Paid = "invoice.paid" } emit(Name.Paid);"#,
            r#"const NAMES = { paid: "invoice.paid" } as const; emit(NAMES.paid);"#,
            r#"const NAMES = { paid: "invoice.paid" }; export const f = (kind: string) => emit(NAMES[kind]);"#,
            r#"export function name(): string { return "invoice.paid"; }"#,
            r#"class Paid extends Base { readonly type = "invoice.paid"; }"#,
            r#"class Bus { static PAID = "invoice.paid"; run() { this.send(Bus.PAID); } send(name: string) { socket.write(name); } }"#,
            r#"export const f = (ok: boolean) => emit(ok ? "invoice.paid" : "invoice.failed");"#,
            r#"for (const name of ["invoice.paid"]) emit(name);"#,
            r#"["invoice.paid", "invoice.failed"].forEach((name) => emit(name));"#,
            r#"const names = ["invoice.paid"]; names.map((name) => bus.emit(name));"#,
            r#"emit("invoice" + ".paid");"#,
            r#"emit(`invoice.paid`);"#,
            r#"const payload: any = {}; payload.type = "invoice.paid"; send(payload);"#,
            r#"new WebhookEvent("invoice.paid", data).send();"#,
            r#"const f = () => g(); const g = () => emit("invoice.paid"); export default f;"#,
            r#"ready && emit("invoice.paid");"#,
            r#"bus?.emit?.("invoice.paid");"#,
            r#"export const View = () => <Send event="invoice.paid" />;"#,
            r#"params.set("type", "invoice.paid"); fetch(url, { body: params });"#,
        ],
    ),
    (
        "a.py",
        &[
            r#"bus.emit("invoice.paid", amount=1)"#,
            r#"requests.post(url, json={"type": "invoice.paid", "data": data})"#,
            "PAID = 'invoice.paid'\nemit(PAID)",
            "class Name(str, Enum):\n    PAID = 'invoice.paid'\n\ndef f():\n    emit(Name.PAID.value)",
            "class Paid(Event):\n    type = 'invoice.paid'",
            "def name(ok):\n    return 'invoice.paid' if ok else 'invoice.failed'",
            "event = {}\nevent['type'] = 'invoice.paid'\nsend(event)",
            "for name in ('invoice.paid', 'invoice.failed'):\n    emit(name)",
            "emit(event_type='invoice.paid')",
            "def notify(name):\n    queue.put({'type': name})\n\nnotify('invoice.paid')",
            "async def f():\n    await bus.publish('invoice' '.paid')",
            "emit(name := 'invoice.paid')",
        ],
    ),
    (
        "a.go",
        &[
            "package a\nfunc f() { bus.Emit(\"invoice.paid\", data) }",
            "package a\nconst Paid EventName = \"invoice.paid\"\nfunc f() { bus.Emit(Paid) }",
            "package a\nfunc f() { send(Event{Type: \"invoice.paid\"}) }",
        ],
    ),
    (
        "A.java",
        &[
            "class A { static final String PAID = \"invoice.paid\"; void f() { bus.emit(PAID, data); } }",
            "class A { void f() { bus.publish(new Event(\"invoice.paid\")); } }",
            "class A { String f() { return \"invoice.paid\"; } }",
        ],
    ),
    (
        "a.rb",
        &[
            "emit 'invoice.paid', amount: 1",
            "Webhook.deliver(type: 'invoice.paid')",
            "PAID = 'invoice.paid'\nemit(PAID)",
        ],
    ),
    ("a.php", &["<?php\n$bus->emit('invoice.paid', $data);", "<?php\nsend(['type' => 'invoice.paid']);"]),
    ("a.cs", &["class A { const string Paid = \"invoice.paid\"; void F() { bus.Emit(Paid); } }"]),
    ("a.kt", &["fun f() { bus.emit(\"invoice.paid\") }"]),
];

/// The file, and sources that do not.
const NOT_EMITTED: &[(&str, &[&str])] = &[
    (
        "a.rs",
        &[
            r#"pub fn f(bus: &Bus) { bus.on("invoice.paid", handle); }"#,
            r#"pub fn f(name: &str) { match name { "invoice.paid" => go(), _ => {} } }"#,
            r#"pub fn f(name: &str) -> bool { name == "invoice.paid" || matches!(name, "invoice.paid") }"#,
            r#"pub fn f(name: &str) -> Option<K> { match name { "invoice.paid" => Some(K::Paid), _ => None } }"#,
            r#"enum K { Paid } impl K { pub fn as_str(&self) -> &'static str { match self { Self::Paid => "invoice.paid" } } } impl FromStr for K { fn from_str(s: &str) -> Result<K, ()> { match s { "invoice.paid" => Ok(K::Paid), _ => Err(()) } } }"#,
            r#"pub fn f() { subscribe(&["invoice.paid"]) } pub const ALL: &[&str] = &["invoice.paid"];"#,
            r#"#[test] fn f() { emit("invoice.paid") }"#,
            r#"#[cfg(all(test, feature = "x"))] mod tests { pub fn f() { emit("invoice.paid") } }"#,
            r#"pub fn f() { if cfg!(test) { emit("invoice.paid") } }"#,
            r#"fn f() { g() } fn g() { f(); emit("invoice.paid") }"#,
            r#"pub fn f() { router.on(kind::InvoicePaid, handle); match event { Event::InvoicePaid(it) => go(it), _ => {} } }"#,
            r#"pub fn f() { tracing::info!("invoice.paid"); panic!("invoice.paid"); }"#,
            r#"pub fn f() { log_it("invoice.paid") } fn log_it(name: &str) { println!("{name}") }"#,
            r#"pub fn f() { create(json!({ "event_types": ["invoice.paid"] })) }"#,
            "//! invoice.paid\n/// `emit(\"invoice.paid\")`\npub fn f() { /* emit(\"invoice.paid\") */ }",
            r#"pub fn f() { let handlers = HashMap::new(); handlers.insert("invoice.paid", go); }"#,
        ],
    ),
    (
        "a.ts",
        &[
            r#"bus.on("invoice.paid", () => {}); bus.once("invoice.paid", go);"#,
            r#"export const handlers = { "invoice.paid": go };"#,
            r#"switch (name) { case "invoice.paid": go(); }"#,
            r#"export type Name = "invoice.paid" | "invoice.failed"; interface A { type: "invoice.paid" }"#,
            r#"create({ url, event_types: ["invoice.paid"] });"#,
            r#"export enum Name { Paid = "invoice.paid" }"#,
            r#"const KNOWN = new Set(["invoice.paid"]); if (KNOWN.has(name)) go();"#,
            r#"function never() { emit("invoice.paid"); }"#,
            r#"describe("a", () => { emit("invoice.paid"); }); it("invoice.paid", () => emit("invoice.paid"));"#,
            r#"if (import.meta.vitest) { emit("invoice.paid"); }"#,
            r#"const DEBUG = false; if (DEBUG && ready) { emit("invoice.paid"); }"#,
            r#"throw new UnknownEventError("invoice.paid");"#,
            r#"logger.info("invoice.paid"); console.table("invoice.paid");"#,
            r#"const unused = () => "invoice.paid";"#,
        ],
    ),
    (
        "a.py",
        &[
            "@bus.on('invoice.paid')\ndef handle(event):\n    pass",
            "if name == 'invoice.paid' or name in ('invoice.paid',):\n    go()",
            "match name:\n    case 'invoice.paid':\n        go()",
            "HANDLERS = {'invoice.paid': go}\nHANDLERS[name]()",
            "def test_it():\n    emit('invoice.paid')",
            "class TestIt(unittest.TestCase):\n    def run(self):\n        emit('invoice.paid')",
            "if TYPE_CHECKING:\n    emit('invoice.paid')",
            "\"\"\"emit('invoice.paid')\"\"\"\n# emit('invoice.paid')",
            "def f():\n    return\n    emit('invoice.paid')",
            "def _never():\n    emit('invoice.paid')",
            "raise ValueError('invoice.paid')",
        ],
    ),
    (
        "a.go",
        &[
            "package a\nfunc f() { switch name { case \"invoice.paid\": go() } }",
            "package a\nvar All = []string{\"invoice.paid\"}",
            "package a\n// bus.Emit(\"invoice.paid\")\n/* \"invoice.paid\" */",
        ],
    ),
    (
        "A.java",
        &[
            "class A { static final String PAID = \"invoice.paid\"; }",
            "class A { boolean f(String s) { return \"invoice.paid\".equals(s); } }",
            "class A { void f() { bus.subscribe(\"invoice.paid\", this); } }",
        ],
    ),
    (
        "a.rb",
        &["when 'invoice.paid' then go", "# emit 'invoice.paid'", "HANDLERS = { 'invoice.paid' => go }"],
    ),
    ("a.test.ts", &[r#"emit("invoice.paid");"#]),
    ("test_a.py", &["emit('invoice.paid')"]),
    ("vendor/a.go", &["package a\nfunc f() { bus.Emit(\"invoice.paid\") }"]),
    ("node_modules/a/index.js", &[r#"emit("invoice.paid");"#]),
    ("gen.rs", &["// @generated\npub fn f() { emit(\"invoice.paid\") }"]),
];

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

//! Changes of the sources, which the scan finds.

use std::collections::BTreeMap;
use std::fs;

use webhook_catalog::Catalog;
use webhook_emitters::{Source, scan};
use webhook_schema::{Diagnostics, Severity};

use crate::sample::{catalog, root};

/// A program: its files by name.
type Program = BTreeMap<String, String>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Rust,
    TypeScript,
}

/// Where an event is emitted.
struct Site {
    event: String,
    /// The file with the name, which may be that of a constant.
    named_in: String,
    /// The file with the statement, the statement, and how it says the name.
    emitted_in: String,
    statement: String,
    token: String,
}

/// What becomes of a name.
type Rename = fn(&str) -> String;

/// Changes of the name where it is written.
const NAMES: [(&str, Rename); 10] = [
    ("a letter more", |name| format!("{name}s")),
    ("a letter less", |name| name[..name.len() - 1].to_owned()),
    ("two letters the other way round", |name| {
        let at = name.len() - 3;
        format!("{}{}{}{}", &name[..at], &name[at + 1..at + 2], &name[at..=at], &name[at + 2..])
    }),
    ("another event of the family", |name| format!("{}.archived", context(name))),
    ("another separator", |name| name.replace('.', "_")),
    ("capital letters", |name| name.to_uppercase()),
    ("a declared event", |_| "customer.merged".to_owned()),
    ("a dropped event", |_| "order.dispatched".to_owned()),
    ("the context alone", |name| context(name).to_owned()),
    ("a space", |name| format!("{name} ")),
];

/// Changes of the statement: what it is called, and what stands there in Rust and in TypeScript. `«name»` is how the
/// statement says the name, and `«literal»` the name in quotes.
const STATEMENTS: [(&str, &str, &str); 22] = [
    ("a comment", "// «statement»", "// «statement»"),
    ("a block comment", "/* «statement» */", "/* «statement» */"),
    ("a doc comment", "/// «statement»\n    let _ = 1;", "/** «statement» */"),
    ("a dead branch", "if false { «statement» }", "if (false) { «statement» }"),
    ("a dead alternative", "if true {} else { «statement» }", "if (true) {} else { «statement» }"),
    (
        "a flag that is off",
        "const ON: bool = false;\n    if ON { «statement» }",
        "const on = false;\n  if (on) { «statement» }",
    ),
    ("a loop that never runs", "while false { «statement» }", "while (false) { «statement» }"),
    (
        "a condition that is never true",
        "let _ = 1 == 2 && !true && outbox.emit(«name», order()).is_ok();",
        "false && emit(«name», order());",
    ),
    ("after the end", "return Ok(());\n    «statement»", "return;\n  «statement»"),
    ("a log line", "println!(\"{}\", «literal»);", "console.log(«literal»);"),
    ("a comparison", "if outbox.last == «name» { return Ok(()); }", "if (order() === «name») return;"),
    (
        "a match",
        "match outbox.last { «literal» => {} _ => {} }",
        "switch (order()) { case «literal»: break; }",
    ),
    ("a binding that nobody uses", "let _name = «name»;", "const name = «name»;"),
    ("a statement of its own", "«literal»;", "«literal»;"),
    ("a subscription", "outbox.on(«name», order);", "bus.on(«name», order);"),
    (
        "a list of what is known",
        "let known = [«literal»]; if known.contains(&outbox.last) { return Ok(()); }",
        "const known = [«literal»]; if (known.includes(order())) return;",
    ),
    (
        "a name that is formatted",
        "let axis = \"«axis»\"; outbox.emit(&format!(\"«context».{axis}\"), order())?;",
        "const axis = \"«axis»\"; await emit(`«context».${axis}`, order());",
    ),
    (
        "a name that is added up",
        "let axis = \"«axis»\"; outbox.emit(&(\"«context».\".to_owned() + axis), order())?;",
        "const axis = \"«axis»\"; await emit(\"«context».\" + axis, order());",
    ),
    (
        "a name that is joined",
        "let axis = \"«axis»\"; outbox.emit(&[\"«context»\", axis].join(\".\"), order())?;",
        "const axis = \"«axis»\"; await emit([\"«context»\", axis].join(\".\"), order());",
    ),
    (
        "a test",
        "#[cfg(test)]\n    { let outbox = Outbox::new(); «statement» }",
        "test(\"emits\", async () => { «statement» });",
    ),
    (
        "a function that nobody calls",
        "fn never(outbox: &mut Outbox) -> io::Result<()> { «statement» Ok(()) }",
        "async function never() { «statement» }",
    ),
    (
        "an object that nobody sends",
        "let event = json!({ \"type\": «name» });",
        "const event = { type: «name» };",
    ),
];

#[test]
fn the_programs_are_sound() {
    let loaded = catalog();
    for language in [Language::Rust, Language::TypeScript] {
        let found = findings(&loaded, &program(language));
        assert_eq!(found.to_text(), "");
    }
}

#[test]
fn every_change_of_the_sources_is_found() {
    let loaded = catalog();
    let (mut changes, mut missed) = (0, Vec::new());
    for language in [Language::Rust, Language::TypeScript] {
        let program = program(language);
        for event in &loaded.0.index.events {
            let Some(site) = site(&program, &event.name) else { continue };
            for (what, changed) in changed(&program, &site, language) {
                changes += 1;
                let found = findings(&loaded, &changed);
                assert!(
                    found.iter().all(|one| one.rule.id != "unread-source"),
                    "{what}: {}",
                    found.to_text()
                );
                let computed = what.contains("a name that is");
                let is_found = found.iter().any(|one| match computed {
                    true => one.rule.id == "computed-event-name",
                    false => one.severity == Severity::Error,
                });
                if !is_found {
                    missed.push(format!("{}: {what}\n{}", site.event, found.to_text()));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} of {changes}:\n{}", missed.len(), missed.join("\n"));
    // As the page about emitters has it.
    assert_eq!(changes, 384);
}

fn context(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn program(language: Language) -> Program {
    let (directory, extension) = match language {
        Language::Rust => ("src", "rs"),
        Language::TypeScript => ("typescript", "ts"),
    };
    let files = fs::read_dir(root().join(directory)).expect("a directory");
    let files = files.map(|file| file.expect("a file").path());
    let files = files.filter(|path| path.extension().is_some_and(|own| own == extension));
    files
        .map(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            (name, fs::read_to_string(path).expect("a text"))
        })
        .collect()
}

/// Where an event is named and emitted; `None` for one that is not.
fn site(program: &Program, event: &str) -> Option<Site> {
    let literal = format!("\"{event}\"");
    let (named_in, line) = program.iter().find_map(|(file, text)| {
        Some((file.clone(), text.lines().find(|line| line.contains(&literal))?.to_owned()))
    })?;
    let constant = line.split(" const ").nth(1).or_else(|| line.split("const ").nth(1));
    let constant =
        constant.and_then(|rest| rest.split([':', ' ']).next()).filter(|_| !line.contains("emit("));
    let token = constant.map_or(literal, str::to_owned);
    let (emitted_in, statement) = program.iter().find_map(|(file, text)| {
        let line = text.lines().find(|line| line.contains(&format!("emit({token}")))?;
        Some((file.clone(), line.trim().to_owned()))
    })?;
    Some(Site { event: event.to_owned(), named_in, emitted_in, statement, token })
}

fn changed(program: &Program, site: &Site, language: Language) -> Vec<(String, Program)> {
    let replaced = |file: &String, old: &str, new: &str| {
        let mut changed = program.clone();
        let text = &program[file];
        assert_eq!(text.matches(old).count(), 1, "{file}: `{old}` is there once");
        changed.insert(file.clone(), text.replace(old, new));
        changed
    };
    let literal = format!("\"{}\"", site.event);
    let names = NAMES.iter().map(|(what, change)| {
        let name = change(&site.event);
        (format!("{what} ({name})"), replaced(&site.named_in, &literal, &format!("\"{name}\"")))
    });
    let statements = STATEMENTS.iter().map(|(what, rust, typescript)| {
        let template = if language == Language::Rust { rust } else { typescript };
        let (before, after) = site.event.split_once('.').expect("a dot");
        let new = template.split(['«', '»']).map(|part| match part {
            "statement" => &site.statement,
            "name" => &site.token,
            "literal" => &literal,
            "context" => before,
            "axis" => after,
            other => other,
        });
        let new: String = new.collect();
        ((*what).to_owned(), replaced(&site.emitted_in, &site.statement, &new))
    });
    names.chain(statements).collect()
}

/// What the scan says of a program.
fn findings((catalog, diagnostics): &(Catalog, Diagnostics), program: &Program) -> Diagnostics {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text) in program {
        fs::write(directory.path().join(name), text).expect("written");
        if name.ends_with(".rs") {
            syn::parse_str::<syn::File>(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        }
    }
    let mut diagnostics = diagnostics.clone();
    let source = Source { path: directory.path().to_owned(), label: String::new() };
    scan(catalog, &[source], &[], &mut diagnostics).expect("a scan");
    diagnostics
}

//! Changes of the payloads in the TypeScript source, which the check finds when the program is run.

use std::collections::BTreeMap;
use std::fs;

use webhook_catalog::Catalog;
use webhook_live_check::Report;
use webhook_test_support::needs;

use crate::erase::erased;
use crate::sample::{catalog, check_command, root};

/// The files of a program.
type Program = BTreeMap<String, String>;

/// Events that the program sends, one of each.
const EVENTS: usize = 6;

#[test]
fn the_program_is_sound() {
    needs!("node");
    let report = run(&catalog().0, &[&sources()]);
    assert!(report.is_clean(), "{}", report.to_text());
    assert_eq!((report.requests, report.events.sent()), (EVENTS, EVENTS));
}

#[test]
fn every_change_of_a_payload_is_found() {
    needs!("node");
    let (catalog, sources) = (catalog().0, sources());
    let mut changes = Vec::new();
    for file in ["orders.ts", "refunds.ts"] {
        for (number, line) in sources[file].lines().enumerate() {
            for (what, new) in changed(line) {
                let mut changed = sources.clone();
                changed.insert(file.to_owned(), replaced(&sources[file], number, &new));
                changes.push((format!("{what}: {line}"), changed));
            }
        }
    }
    // As the page about emitters has it.
    assert_eq!(changes.len(), 42);
    let programs: Vec<_> = changes.iter().map(|(_, program)| program).collect();
    let report = run(&catalog, &programs);
    assert_eq!(report.requests, EVENTS * changes.len());
    for (number, (what, _)) in changes.iter().enumerate() {
        let own = EVENTS * number + 1..=EVENTS * (number + 1);
        assert!(report.violations.iter().any(|violation| own.contains(&violation.request)), "{what}");
    }
}

fn sources() -> Program {
    let files = fs::read_dir(root().join("typescript")).expect("a directory");
    files
        .map(|file| file.expect("a file").path())
        .map(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            (name, fs::read_to_string(path).expect("a text"))
        })
        .collect()
}

/// The changes of a line, if it is a field of a payload: without it, and of another type; and of the fields of an object in
/// it.
fn changed(line: &str) -> Vec<(&'static str, String)> {
    let Some((name, value)) = line.strip_suffix(',').and_then(|line| line.split_once(": ")) else {
        return Vec::new();
    };
    if !name.trim().chars().all(|character| character.is_ascii_lowercase() || character == '_') {
        return Vec::new();
    }
    let mut all = vec![("dropped", String::new()), ("of another type", format!("{name}: true,"))];
    if value.contains("cents") {
        all.push(("cents as a string", line.replace("4200", "\"4200\"").replace("2100", "\"2100\"")));
        all.push(("another currency", line.replace("EUR", "GBP").replace("USD", "GBP")));
    }
    all
}

fn replaced(text: &str, number: usize, new: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| if at == number { new } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// Runs programs, without their types, one after the other in one process: Node.js takes longer to start than they take.
fn run(catalog: &Catalog, programs: &[&Program]) -> Report {
    let directory = tempfile::tempdir().expect("a directory");
    let mut all = String::new();
    for (number, sources) in programs.iter().enumerate() {
        let own = directory.path().join(number.to_string());
        fs::create_dir(&own).expect("a directory");
        for (name, source) in *sources {
            fs::write(own.join(name.replace(".ts", ".mjs")), erased(source)).expect("written");
        }
        all.push_str(&format!("await import(\"./{number}/main.mjs\");\n"));
    }
    let main = directory.path().join("all.mjs");
    fs::write(&main, all).expect("written");
    let (report, is_fine) = check_command(catalog, &["node".into(), main.into()]);
    assert!(is_fine, "{}", report.to_text());
    report
}

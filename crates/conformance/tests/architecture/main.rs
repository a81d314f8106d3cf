//! The files of a crate import each other in one direction: no cycle, so that each can be read by itself.

mod features;
mod platform;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use webhook_conformance::repository;

/// The crates whose files are held to it.
const CRATES: [&str; 9] = [
    "schema",
    "contract",
    "catalog",
    "evolution",
    "import",
    "emitters",
    "exchange",
    "diagnose",
    "live-check",
];

type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_file_imports_itself_by_way_of_others() {
    for name in CRATES {
        let graph = imports(&repository().join("crates").join(name).join("src"));
        assert!(graph.values().any(|targets| !targets.is_empty()), "{name}: no import was found");
        let cycle = cycle(&graph);
        assert_eq!(cycle, None, "crates/{name}/src");
    }
}

#[test]
fn a_cycle_is_found() {
    let temp = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| fs::write(temp.path().join(name), text).expect("written");
    write("lib.rs", "mod a; mod b; mod c;");
    write("a.rs", "use crate::b::{B, C};");
    write("b.rs", "//! Not crate::a.\nfn b() { crate::c::run() }");
    write("c.rs", "pub fn run() {}");
    assert_eq!(cycle(&imports(temp.path())), None);
    write("c.rs", "pub use crate::a::A;");
    assert_eq!(cycle(&imports(temp.path())), Some(vec!["a".into(), "b".into(), "c".into(), "a".into()]));
}

/// Which modules each module imports from, in code; modules are files, by their path in the crate.
fn imports(src: &Path) -> Graph {
    let mut texts = BTreeMap::new();
    read(src, "", &mut texts);
    let modules: BTreeSet<&str> = texts.keys().map(String::as_str).collect();
    let targets = |module: &String, text: &String| -> BTreeSet<String> {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let paths = code.flat_map(|line| paths(module, line));
        paths.filter_map(|path| deepest(&path, &modules)).filter(|target| target != module).collect()
    };
    texts.iter().map(|(module, text)| (module.clone(), targets(module, text))).collect()
}

fn read(directory: &Path, above: &str, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let module = if above.is_empty() { name } else { format!("{above}::{name}") };
        if path.is_dir() {
            read(&path, &module, texts);
        } else if module != "lib" {
            texts.insert(module, fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// The paths in a line of a module, from the crate's root.
fn paths(module: &str, line: &str) -> Vec<String> {
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let starts = [("crate::", String::new()), ("super::", format!("{parent}::"))];
    let mut found = Vec::new();
    for (start, root) in starts {
        for (at, _) in line.match_indices(start) {
            let rest = &line[at + start.len()..];
            // `use super::*` in a file's own tests is that file.
            if !rest.starts_with('*') {
                let end = rest.find(|letter: char| !(letter.is_alphanumeric() || "_:".contains(letter)));
                found.push(format!("{root}{}", &rest[..end.unwrap_or(rest.len())]));
            }
        }
    }
    // A re-export of a module's own child.
    let used = line.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub ");
    if let Some(path) = used.strip_prefix("use ").filter(|path| !path.starts_with("crate::")) {
        found.push(format!("{module}::{}", path.split(['{', ';', ' ']).next().unwrap_or_default()));
    }
    found
}

/// The module that a path leads to or into.
fn deepest(path: &str, modules: &BTreeSet<&str>) -> Option<String> {
    let mut path = path.trim_matches(':');
    while !modules.contains(path) {
        path = path.rsplit_once("::")?.0;
    }
    Some(path.to_owned())
}

/// A cycle, from one of its modules back to it.
fn cycle(graph: &Graph) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    graph.keys().find_map(|start| follow(graph, start, &mut Vec::new(), &mut done))
}

fn follow<'g>(
    graph: &'g Graph,
    module: &'g String,
    way: &mut Vec<&'g String>,
    done: &mut BTreeSet<&'g String>,
) -> Option<Vec<String>> {
    if let Some(at) = way.iter().position(|other| *other == module) {
        return Some(way[at..].iter().copied().chain([module]).cloned().collect());
    }
    if !done.insert(module) {
        return None;
    }
    way.push(module);
    let found = graph[module].iter().find_map(|target| follow(graph, target, way, done));
    way.pop();
    found
}

//! What the verdicts on the generated crates say, held against the crates.

mod consumer;
mod items;

use std::collections::BTreeMap;

use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_evolution::Bump;

use self::items::Items;
use super::Told;
use crate::generated::generated;
use crate::workspace::Workspace;

/// Adds what does not hold.
pub fn check(told: &[Told<'_>], wrong: &mut BTreeMap<&str, Vec<String>>) {
    let mut kept = Vec::new();
    for told in told.iter().filter(|told| told.verdict.rust < Bump::Major) {
        let (older, newer) = (items_of(&[&told.pair.older]), items_of(&[&told.pair.newer]));
        let gone = older.gone(&newer);
        let new = if told.verdict.rust == Bump::Patch { newer.gone(&older) } else { Vec::new() };
        let name = &told.pair.older.name;
        if !gone.is_empty() {
            let gone = format!("{name}: {gone:#?}\n{}", told.why());
            wrong.entry("not major, and something is gone").or_default().push(gone);
            continue;
        }
        if !new.is_empty() {
            let new = format!("{name}: {new:#?}\n{}", told.why());
            wrong.entry("patch, and something is new").or_default().push(new);
        }
        kept.push(told.pair);
    }
    let older: Vec<&RandomEvent> = kept.iter().map(|pair| &pair.older).collect();
    let newer: Vec<&RandomEvent> = kept.iter().map(|pair| &pair.newer).collect();
    compile(&older, &newer);
}

fn items_of(events: &[&RandomEvent]) -> Items {
    Items::of(&crates(events))
}

fn crates(events: &[&RandomEvent]) -> BTreeMap<String, String> {
    generated(&files("dice", events)).unwrap_or_else(|refusals| panic!("{refusals:#?}"))
}

/// Code that names every item of the older crates compiles against the newer ones.
fn compile(older: &[&RandomEvent], newer: &[&RandomEvent]) {
    let generated = crates(newer).into_iter().filter(|(path, _)| path.starts_with("crates/events/"));
    let mut tree: BTreeMap<String, String> =
        generated.map(|(path, text)| (format!("dice/{path}"), text)).collect();
    tree.insert("bodies/src/lib.rs".into(), consumer::code(&crates(older)));
    let dependency = |name: &str| format!("{name} = {{ path = \"../dice/crates/events/{name}\" }}\n");
    let families = tree.keys().filter_map(|path| path.strip_prefix("dice/crates/events/")?.strip_suffix("/Cargo.toml"));
    let dependencies: String = families.map(dependency).collect();
    tree.insert(
        "bodies/Cargo.toml".into(),
        format!(
            "[package]\nname = \"bodies\"\nedition.workspace = true\n\n[dependencies]\n\
             {dependencies}webhook-runtime.workspace = true\n"
        ),
    );
    Workspace::new("random-evolution-consumer", &tree).cargo(&["check", "--quiet", "-p", "bodies"]);
}

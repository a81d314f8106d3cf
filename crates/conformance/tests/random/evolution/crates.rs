//! Generated crates, compiled: the older ones read newer payloads, and code that uses all of them compiles with newer ones.

use std::collections::BTreeMap;

use serde_json::Value;
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::comparison::difference;
use webhook_conformance::random::document::PAYLOAD;
use webhook_conformance::random::implied::with_implied_types;
use webhook_evolution::Compatibility;

use super::api::{consumer, is_kept};
use super::pairs::Pair;
use super::{Told, Wrong};
use crate::generated::{crates, generated};
use crate::workspace::{NAME, Workspace, printed, reader};

/// The company whose crates are those of the newer versions.
const LATER: &str = "later";

/// Adds what does not hold.
pub fn check(told: &[Told<'_>], wrong: &mut Wrong) {
    let older: Vec<&RandomEvent> = told.iter().map(|told| &told.pair.older).collect();
    let bodies = told.iter().flat_map(|told| {
        let Pair { older, newer, .. } = told.pair;
        newer.payloads.iter().map(|payload| older.body(payload))
    });
    let mut tree = crates(NAME, &older);
    tree.extend(reader(bodies));
    let kept: Vec<&Told<'_>> = told.iter().filter(|told| is_kept(told)).collect();
    let used: Vec<&RandomEvent> = kept.iter().map(|told| &told.pair.older).collect();
    let later: Vec<&RandomEvent> = kept.iter().map(|told| &told.pair.newer).collect();
    tree.extend(user(&used, &later));
    let workspace = Workspace::new("random-evolution", &tree);
    workspace.cargo(&["build", "--quiet", "-p", "user"]);
    let returned = printed(&workspace.cargo(&["run", "--quiet", "-p", "bodies"]));
    compare(told, returned, wrong);
}

/// Whether what the older types made of newer payloads is what was sent, where it has to be.
fn compare(told: &[Told<'_>], returned: Vec<Value>, wrong: &mut Wrong) {
    let mut returned = returned.into_iter();
    for told in told {
        let (Pair { older, newer, .. }, wire) = (told.pair, told.verdict.wire);
        let opened = told.opened().map(|opened| opened.document);
        let document = opened.as_ref().unwrap_or(&older.document);
        let typed = with_implied_types(document);
        for (payload, returned) in newer.payloads.iter().zip(returned.by_ref()) {
            let lost = match returned.get("data") {
                None => Some(returned.to_string()),
                Some(data) => difference(document, payload, data).filter(|_| wire == Compatibility::Safe),
            };
            // What the types never read, though a schema allowed it, is not lost by a change.
            if let Some(lost) =
                lost.filter(|_| wire < Compatibility::Breaking && typed.accepts(PAYLOAD, payload))
            {
                wrong.add(
                    "not breaking, and not decoded",
                    told,
                    format!("{wire:?}: {lost}\n  sent: {payload}"),
                );
            }
        }
    }
}

/// A crate that names every item of the older crates, and gets the newer ones under their names.
fn user(older: &[&RandomEvent], newer: &[&RandomEvent]) -> BTreeMap<String, String> {
    let mut tree = crates(LATER, newer);
    let prefix = format!("{LATER}/crates/events/");
    let names = tree.keys().filter_map(|path| path.strip_prefix(&prefix)?.strip_suffix("/Cargo.toml"));
    let dependencies: String = names
        .map(|name| {
            format!(
                "{} = {{ package = \"{name}\", features = [\"sender\"], path = \"../../../../{prefix}{name}\" }}\n",
                name.replacen(LATER, NAME, 1)
            )
        })
        .collect();
    let manifest = format!(
        "[package]\nname = \"user\"\nedition.workspace = true\n\n[dependencies]\n\
         {dependencies}webhook-runtime.workspace = true\n"
    );
    let used = generated(&files(NAME, older)).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    tree.insert("used/crates/events/user/src/lib.rs".into(), consumer::code(&used));
    tree.insert("used/crates/events/user/Cargo.toml".into(), manifest);
    tree
}

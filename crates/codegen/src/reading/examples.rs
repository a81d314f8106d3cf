//! What is told of the examples: what generated code would not read of them, or not give back.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::index::Lint;
use webhook_catalog::index::entries::Event as Entry;
use webhook_schema::model::Keyword;
use webhook_schema::{At, Diagnostic, Diagnostics, Location, Severity};

use super::{Finding, Kind, Types};
use crate::ir::Ir;
use crate::markup::code;
use crate::rules;

/// Reports what generated code would not read of the examples, or not give back.
pub fn check(ir: &Ir<'_>, catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let types = Types { contract: &ir.index.contract, envelope: &ir.envelope, shapes: &ir.shapes };
    let mut ignored = None;
    let mut told = HashSet::new();
    for event in &ir.events {
        let at = Location::new(Entry::example_file(event.entry), "");
        let mut findings = types.read(event.payload, &event.example_value(), &at);
        if !event.is_example_sound {
            // A value that was reported is not read either; a key that was is not described either.
            findings.retain(|finding| finding.kind == Kind::Skips && !is_reported(&finding.at, diagnostics));
        }
        for Finding { kind, at, message, help } in findings {
            if kind != Kind::Skips {
                diagnostics.push(Diagnostic::at_value(&rules::READING, at, message, help));
                continue;
            }
            let ignored = ignored.get_or_insert_with(|| ignored_keywords(catalog, diagnostics));
            let key = webhook_schema::tokens(&at.pointer).last().unwrap_or_default();
            // What only another event has does not describe this one.
            let is_near = |by: &&Ignored| {
                let file = &*by.place.file;
                file == event.entry.schema_file()
                    || !ir.events.iter().any(|other| file == other.entry.schema_file())
            };
            let by = ignored.get(&key).filter(is_near);
            let finding = |rule| match by {
                Some(by) => {
                    let message = format!("{}: {} of an example is not described", by.message, code(&key));
                    Diagnostic::at_key(rule, by.place.clone(), message, by.help.clone())
                }
                None => Diagnostic::at_key(rule, at, message, help),
            };
            let found = ir.index.lints.finding(Lint::UndescribedKey, finding);
            match by.filter(|_| found.is_some()) {
                // One mistake, however many keys it is about.
                Some(by) if !told.insert(by.place.clone()) => continue,
                Some(by) => diagnostics.forget_what_follows(&by.place),
                None => {}
            }
            found.into_iter().for_each(|found| diagnostics.push(found));
        }
    }
}

/// Whether something was reported of a value, or of its key.
fn is_reported(at: &Location, diagnostics: &Diagnostics) -> bool {
    let is_about = |found: &At| matches!(found, At::Value(own) | At::Key(own) if own == at);
    diagnostics.iter().any(|diagnostic| is_about(&diagnostic.at))
}

/// A keyword that says nothing in the draft of its schema, and what was told of that.
struct Ignored {
    place: Location,
    message: String,
    help: String,
}

/// The keywords that say nothing in the drafts of their schemas, by the properties that they would describe.
fn ignored_keywords(catalog: &Catalog, diagnostics: &Diagnostics) -> HashMap<String, Ignored> {
    let mut by_key = HashMap::new();
    let told = diagnostics.iter().filter(|told| told.rule == &rules::KEYWORD);
    for told in told.filter(|told| told.severity == Severity::Warning) {
        let At::Key(place) = &told.at else { continue };
        let mut open: Vec<&Value> = catalog.value(place).into_iter().collect();
        while let Some(value) = open.pop() {
            let described = value.get(Keyword::Properties.as_str()).and_then(Value::as_object);
            for (key, _) in described.into_iter().flatten() {
                let (message, help) = (told.message.clone(), told.help.clone());
                let ignored = || Ignored { place: place.clone(), message, help };
                by_key.entry(key.clone()).or_insert_with(ignored);
            }
            match value {
                Value::Object(entries) => open.extend(entries.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }
    by_key
}

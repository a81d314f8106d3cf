//! What a schema says to people: descriptions, samples, and keywords that no type is made of.

use std::collections::HashMap;

use serde_json::Value;
use webhook_catalog::index::lints::Lint;
use webhook_catalog::index::names::is_rust_name;
use webhook_schema::model::{Keyword, REPLACED_BY, SUNSET, Schema, Stray, stray};
use webhook_schema::{Diagnostic, Location, closest, did_you_mean, is_slip};

use super::Lowering;
use super::discriminator::DISCRIMINATOR;
use crate::ir::Description;
use crate::markup::code;
use crate::rules;
use crate::words;

/// Marks what no source of the catalog says: one of the assumptions that an index lists, word for word.
pub(super) const ASSUMPTION: &str = "x-assumption";

/// Gives a type, a field or the values of an enum another name in code.
pub(super) const NAME: &str = "x-rust-name";

/// Our own words, and those of OpenAPI that something is made of.
const KNOWN: [&str; 6] = [ASSUMPTION, NAME, SUNSET, REPLACED_BY, DISCRIMINATOR, "nullable"];

impl Lowering<'_, '_> {
    /// The description of a schema, else the one of what it refers to; empty where neither has one, which is reported.
    pub(super) fn description(&mut self, schema: &Schema, referred: Option<Description>) -> Description {
        described(schema).or(referred).unwrap_or_else(|| {
            let finding = |rule| {
                let message = "missing `description`";
                let help = "add one: it becomes the documentation of the generated type and of the page";
                Diagnostic::at_value(rule, schema.location.clone(), message, help)
            };
            if let Some(found) = self.catalog.index.lints.finding(Lint::MissingDescription, finding) {
                self.report(found);
            }
            Description::default()
        })
    }

    /// Reports what is wrong with a schema's keywords, whatever it is used for.
    pub(super) fn check_keywords(&mut self, schema: &Schema, annotations: &mut Annotations) {
        self.check_assumption(schema);
        self.check_name(schema);
        for (name, _) in schema.unknown.iter() {
            let at = schema.location.child(name);
            let diagnostic = match stray(name, schema.dialect) {
                Stray::Slip(meant) => Diagnostic::at_key(
                    &rules::KEYWORD,
                    at,
                    format!("unknown keyword `{name}`"),
                    format!("did you mean `{}`?", meant.as_str()),
                ),
                // What only annotates does no harm.
                Stray::OtherDraft(keyword) if !keyword.is_annotation() => Diagnostic::at_key(
                    &rules::KEYWORD,
                    at,
                    format!("`{name}` is not a keyword of {}, and says nothing there", schema.dialect.name()),
                    "declare a draft that has it in `$schema`, or remove it",
                )
                .warning(),
                Stray::OtherDraft(_) | Stray::Annotation => {
                    match KNOWN.iter().find(|known| is_slip(name, known)) {
                        Some(meant) => Diagnostic::at_key(
                            &rules::KEYWORD,
                            at,
                            format!("`{name}` is an annotation that nothing is made of"),
                            format!("did you mean `{meant}`?"),
                        )
                        .warning(),
                        None => {
                            annotations.add(name, at);
                            continue;
                        }
                    }
                }
            };
            self.diagnostics.push(diagnostic);
        }
    }

    /// Refuses a name in code that is none, or is for a value that is not listed.
    fn check_name(&mut self, schema: &Schema) {
        let Some(name) = unknown(schema, NAME) else { return };
        let is_name = |name: &Value| name.as_str().is_some_and(is_rust_name);
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let listed = schema.values.iter().flatten().chain(&schema.constraints.constant);
        let listed: Vec<String> = listed.map(text).collect();
        let place = schema.location.child(NAME);
        let mut wrong = Vec::new();
        match name {
            Value::Object(names) => {
                for (value, name) in names {
                    let place = place.child(value);
                    if !listed.contains(value) {
                        // Of short ones, any is near.
                        let meant =
                            closest(value, listed.iter().map(String::as_str)).filter(|_| value.len() > 3);
                        let message = format!("{} is not a value of the list", code(value));
                        let help = did_you_mean(meant, "write a value as it is in the list, or remove it");
                        self.report(Diagnostic::at_key(&rules::RUST_NAME, place, message, help));
                    } else if !is_name(name) {
                        wrong.push(place);
                    }
                }
            }
            name if !is_name(name) => wrong.push(place),
            _ => {}
        }
        for place in wrong {
            self.report(Diagnostic::at_value(
                &rules::RUST_NAME,
                place,
                "expected a name of letters, digits and underscores, or an object with one for values of the list",
                "write `\"OtherName\"` for a type, `\"other_name\"` for a field, `{ \"value\": \"OtherName\" }` for a value",
            ));
        }
    }

    /// Refuses a mark for an assumption that no index lists: a reader could not find out what else rests on it.
    fn check_assumption(&mut self, schema: &Schema) {
        let Some(assumption) = unknown(schema, ASSUMPTION) else { return };
        let of_api = self.catalog.api.iter().flat_map(|api| &api.assumptions);
        let mut listed = self.catalog.index.contract.assumptions.iter().chain(of_api);
        if !listed.any(|listed| Some(listed.as_ref()) == assumption.as_str()) {
            self.diagnostics.push(Diagnostic::at_value(
                &rules::ASSUMPTION,
                schema.location.child(ASSUMPTION),
                "expected an assumption that the index lists, found another text",
                "add it to `contract.assumptions` in index.json, or copy it from there",
            ));
        }
    }
}

/// Annotations that nothing is made of: where each is first, and how often.
#[derive(Default)]
pub(super) struct Annotations(HashMap<String, (Location, usize)>);

impl Annotations {
    fn add(&mut self, name: &str, at: Location) {
        if !KNOWN.contains(&name) {
            self.0.entry(name.to_owned()).or_insert((at, 0)).1 += 1;
        }
    }

    pub(super) fn notes(self) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(|(name, (at, number))| {
            let times = words::counted(number, "place", "places");
            let message = format!("`{name}` is an annotation, in {times}");
            Diagnostic::at_key(&rules::KEYWORD, at, message, "nothing is made of it").note()
        })
    }
}

/// What a name in code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A field, in snake case.
    Field,
    /// A type, in camel case.
    Type,
}

impl Lowering<'_, '_> {
    /// The name that an author gives what a schema describes, there or in the index. One that starts in upper case is of a
    /// type, so that a property's field and its type can both have one.
    pub(super) fn alias(&self, schema: &Schema, named: Named) -> Option<String> {
        let there = unknown(schema, NAME).and_then(Value::as_str);
        let in_index = self.catalog.index.rust_name(&schema.location);
        let of_kind =
            |name: &&str| name.starts_with(|first: char| first.is_uppercase()) == (named == Named::Type);
        [in_index, there].into_iter().flatten().find(of_kind).map(str::to_owned)
    }

    /// The name that an author gives the type of a schema's values: there, or at what it includes, where a mistake in the type
    /// is told.
    pub(super) fn type_alias(&self, schema: &Schema) -> Option<String> {
        let included = || schema.list(Keyword::AllOf).unwrap_or_default();
        let of_included = || included().iter().rev().find_map(|part| self.type_alias(part));
        self.alias(schema, Named::Type).or_else(of_included)
    }

    /// The name that an author gives a value of an enum.
    pub(super) fn alias_of_value(&self, schema: &Schema, place: &Location, value: &Value) -> Option<String> {
        let key = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let there = unknown(schema, NAME).and_then(|names| names.get(key)).and_then(Value::as_str);
        self.catalog.index.rust_name(place).or(there).map(str::to_owned)
    }
}

/// The value of a property that the draft has no keyword for.
pub(super) fn unknown<'s>(schema: &'s Schema, name: &str) -> Option<&'s Value> {
    schema.unknown.iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// The description of a schema, with the assumption that it rests on.
pub(super) fn described(schema: &Schema) -> Option<Description> {
    let text = schema.annotations.description.clone()?;
    let assumption = unknown(schema, ASSUMPTION).and_then(Value::as_str).map(str::trim);
    Some(Description { text, assumption: assumption.filter(|text| !text.is_empty()).map(str::to_owned) })
}

/// The sample texts of a schema.
pub(super) fn examples(schema: &Schema) -> Vec<String> {
    schema.annotations.examples.iter().filter_map(|sample| sample.as_str().map(str::to_owned)).collect()
}

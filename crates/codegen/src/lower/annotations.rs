//! What a schema says to people: descriptions, samples, and keywords that no type is made of.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use webhook_catalog::Discriminator;
use webhook_catalog::index::lints::Lint;
use webhook_catalog::index::names::{NameOf, fault_of_rust_name, is_rust_name};
use webhook_schema::explain::brief;
use webhook_schema::model::{Keyword, REPLACED_BY, SUNSET, Schema, Stray, stray};
use webhook_schema::{Diagnostic, Location, Severity, closest, did_you_mean, is_slip};

use super::{Lowering, same};
use crate::ir::{Description, ShapeId};
use crate::markup::code;
use crate::names::type_ident;
use crate::rules;
use crate::words;

/// Marks what no source of the catalog says: one of the assumptions that an index lists, word for word.
pub(super) const ASSUMPTION: &str = "x-assumption";

/// Gives a type, a field or the values of an enum another name in code.
pub(super) const NAME: &str = "x-rust-name";

/// What other tools for OpenAPI call the values of an `enum`, in its order.
const ENUM_NAMES: [&str; 2] = ["x-enum-varnames", "x-enumNames"];

/// What they say of these.
pub(super) const ENUM_DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

/// Our own words, and those of OpenAPI and of tools for it that something is made of.
const KNOWN: [&str; 10] = [
    ASSUMPTION,
    NAME,
    SUNSET,
    REPLACED_BY,
    Discriminator::NAME,
    "nullable",
    ENUM_NAMES[0],
    ENUM_NAMES[1],
    ENUM_DESCRIPTIONS[0],
    ENUM_DESCRIPTIONS[1],
];

impl Lowering<'_, '_> {
    /// The description of a schema, else the one of what it refers to; empty where neither has one, which is reported.
    pub(super) fn description(&mut self, schema: &Schema, referred: Option<Description>) -> Description {
        described(schema).or(referred).unwrap_or_else(|| {
            self.report_missing_description(&schema.location);
            Description::default()
        })
    }

    fn report_missing_description(&mut self, at: &Location) {
        let finding = |rule| {
            let message = "missing `description`";
            let help = "add one: it becomes the documentation of the generated type and of the page";
            Diagnostic::at_value(rule, at.clone(), message, help)
        };
        if let Some(found) = self.catalog.index.lints.finding(Lint::MissingDescription, finding) {
            self.report(found);
        }
    }

    /// Reports the types without a description, as far as something is of them: lists of values that became one have none of
    /// their own. Where there are other mistakes, nobody knows yet.
    pub(super) fn report_undescribed(&mut self, roots: &[ShapeId]) {
        if self.undescribed.is_empty() {
            return;
        }
        let reached = same::reached(&self.shapes, &self.same, roots);
        let is_known = self.diagnostics.has_no_error();
        for (id, at) in std::mem::take(&mut self.undescribed) {
            if !is_known || reached[id.0] {
                self.report_missing_description(&at);
            }
        }
    }

    /// Reports what is wrong with a schema's keywords, whatever it is used for.
    pub(super) fn check_keywords(&mut self, schema: &Schema, annotations: &mut Annotations) {
        self.check_assumption(schema);
        self.check_name(schema);
        self.check_enum_texts(schema);
        for (name, _) in schema.seldom.unknown.iter() {
            let at = schema.location.child(name);
            let diagnostic = match stray(name, schema.dialect) {
                Stray::Slip(meant) => Diagnostic::at_key(
                    &rules::KEYWORD,
                    at,
                    format!("unknown keyword `{name}`"),
                    format!("did you mean `{}`?", meant.as_str()),
                ),
                Stray::Draft3(instead) => of_other_draft(schema, name, Some(instead)),
                // What only annotates does no harm.
                Stray::OtherDraft(keyword) if !keyword.is_annotation() => {
                    of_other_draft(schema, name, keyword.instead(schema.dialect))
                }
                Stray::OtherDraft(_) | Stray::Annotation => {
                    let is_known = KNOWN.contains(&name.as_str());
                    match KNOWN.iter().find(|known| !is_known && is_slip(name, known)) {
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
            if diagnostic.severity == Severity::Error {
                self.diagnostics.forget_what_follows(&schema.location);
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// Refuses a name in code that is none, or is for a value that is not listed.
    fn check_name(&mut self, schema: &Schema) {
        let Some(name) = schema.unknown_value(NAME) else { return };
        let is_name = |name: &Value, of: NameOf| {
            name.as_str().is_some_and(|name| fault_of_rust_name(name, of).is_none())
        };
        let of = NameOf::at(&schema.location.pointer);
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let listed: Vec<String> = schema.lists().flat_map(|(_, values)| values).map(text).collect();
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
                    } else if !is_name(name, NameOf::Variant) {
                        wrong.push((place, name, NameOf::Variant));
                    }
                }
            }
            name if !is_name(name, of) => wrong.push((place, name, of)),
            _ => {}
        }
        for (place, name, of) in wrong {
            let fault = name.as_str().and_then(|name| fault_of_rust_name(name, of));
            let (message, help) = fault.unwrap_or_else(|| (
                format!("expected a name, or an object with one for values of the list, found {}", brief(name)),
                "write `\"OtherName\"` for a type, `\"other_name\"` for a field, `{ \"value\": \"OtherName\" }` for a value"
                    .to_owned(),
            ));
            self.report(Diagnostic::at_value(&rules::RUST_NAME, place, message, help));
        }
    }

    /// Tells of names and descriptions of values that are not one for each.
    fn check_enum_texts(&mut self, schema: &Schema) {
        let Some(values) = &*schema.values else { return };
        for word in ENUM_NAMES.into_iter().chain(ENUM_DESCRIPTIONS) {
            if schema.unknown_value(word).is_none() {
                continue;
            }
            if let Some(texts) = enum_texts(schema, &[word]) {
                if ENUM_NAMES.contains(&word) {
                    self.check_enum_names(schema, word, &texts);
                }
                continue;
            }
            let finding = |rule| {
                let message = format!(
                    "`{word}` has no effect: expected a list of {} texts, one for each value",
                    values.len()
                );
                let help = "write one for each value of `enum`, in its order, or remove it";
                Diagnostic::at_value(rule, schema.location.child(word), message, help)
            };
            self.catalog.index.lints.report(Lint::NoEffect, finding, self.diagnostics);
        }
    }

    /// Tells of the first name of a value that is none, or another one's: no variant goes by any of them then. Where all values
    /// are texts, none would anyway.
    fn check_enum_names(&mut self, schema: &Schema, word: &str, texts: &[&str]) {
        if schema.values.iter().flatten().all(|value| value.is_string() || value.is_null()) {
            return;
        }
        let Some((number, fault)) = unusable_name(schema, texts) else { return };
        let nulls = schema.values.iter().flatten().take(number).filter(|value| value.is_null()).count();
        let has_text_for_null =
            schema.unknown_value(word).and_then(Value::as_array).map(Vec::len) == Some(texts.len());
        let index = if has_text_for_null { number } else { number - nulls };
        let place = schema.location.child(word).child(&index.to_string());
        let finding = |rule| {
            let name =
                if texts[number].is_empty() { "an empty text".to_owned() } else { code(texts[number]) };
            let message = format!("`{word}` has no effect: {name} {fault}");
            let help = "write another name, of letters, digits and underscores, or remove the list";
            Diagnostic::at_value(rule, place, message, help)
        };
        self.catalog.index.lints.report(Lint::NoEffect, finding, self.diagnostics);
    }

    /// Refuses a mark for an assumption that no index lists: a reader could not find out what else rests on it.
    fn check_assumption(&mut self, schema: &Schema) {
        let Some(assumption) = schema.unknown_value(ASSUMPTION) else { return };
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

/// Tells of a keyword that says nothing in the draft of its schema.
fn of_other_draft(schema: &Schema, name: &str, instead: Option<&str>) -> Diagnostic {
    let message = format!("`{name}` is not a keyword of {}, and says nothing there", schema.dialect.name());
    let help = match instead {
        Some(instead) => format!("write {instead}"),
        None => "declare a draft that has it in `$schema`, or remove it".to_owned(),
    };
    let at = schema.location.child(name);
    Diagnostic::at_key(&rules::KEYWORD, at.clone(), message, help).warning().following(vec![at])
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
        let there = schema.unknown_value(NAME).and_then(Value::as_str);
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
        let there = schema.unknown_value(NAME).and_then(|names| names.get(key)).and_then(Value::as_str);
        self.catalog.index.rust_name(place).or(there).map(str::to_owned)
    }
}

/// A text for each value that a schema lists, by the first of some words that has them; null may have none. `None` where there
/// are more or fewer.
pub(super) fn enum_texts<'s>(schema: &'s Schema, words: &[&str]) -> Option<Vec<&'s str>> {
    let texts = words.iter().find_map(|word| schema.unknown_value(word))?.as_array()?;
    let mut texts: Vec<&str> = texts.iter().map(Value::as_str).collect::<Option<_>>()?;
    let values = schema.values.as_ref()?;
    if texts.len() < values.len()
        && let Some(null) = values.iter().position(Value::is_null).filter(|null| *null <= texts.len())
    {
        texts.insert(null, "");
    }
    (texts.len() == values.len()).then_some(texts)
}

/// The names of the values that a schema lists, where each is one and none is there twice.
pub(super) fn enum_names(schema: &Schema) -> Option<Vec<String>> {
    let texts = enum_texts(schema, &ENUM_NAMES)?;
    unusable_name(schema, &texts).is_none().then(|| texts.into_iter().map(str::to_owned).collect())
}

/// Which of the names of the values that a schema lists is none, or is there already, and what is wrong with it.
fn unusable_name(schema: &Schema, texts: &[&str]) -> Option<(usize, &'static str)> {
    let mut known = BTreeSet::new();
    let names = texts.iter().zip(schema.values.iter().flatten()).enumerate();
    names.filter(|(_, (_, value))| !value.is_null()).find_map(|(number, (name, _))| match () {
        () if !is_rust_name(name) => Some((number, "is not a name in code")),
        () if !known.insert(type_ident(name)) => Some((number, "is the same in code as a name before it")),
        () => None,
    })
}

/// The description of a schema, with the assumption that it rests on.
pub(super) fn described(schema: &Schema) -> Option<Description> {
    let text = schema.annotations.description.clone()?;
    let assumption = schema.unknown_value(ASSUMPTION).and_then(Value::as_str).map(str::trim);
    let assumption = assumption.filter(|text| !text.is_empty()).map(str::to_owned);
    Some(Description { text, assumption: assumption.into() })
}

/// The sample texts of a schema.
pub(super) fn examples(schema: &Schema) -> Vec<String> {
    schema.seldom.examples.iter().filter_map(|sample| sample.as_str().map(str::to_owned)).collect()
}

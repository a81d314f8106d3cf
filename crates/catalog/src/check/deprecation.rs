//! Whether what is said of deprecated events and fields can be followed: when they may be gone, and what takes their place.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use webhook_schema::explain::brief;
use webhook_schema::model::{Applied, Keyword, REPLACED_BY, Role, SUNSET, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::check::index::check_date;
use crate::draft::Draft;
use crate::index::entries::Event;
use crate::index::names::is_calendar_date;
use crate::layout::INDEX;
use crate::references::MAX_ADVICE;
use crate::rules;
use crate::schemas::Schemas;

/// Reports sunsets and replacements that are wrong, in the index and in the schemas.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    check_events(&draft.index.events, diagnostics);
    for outermost in draft.schemas.references.schemas.outermost() {
        check_schemas(outermost, &draft.schemas, diagnostics);
    }
}

/// Something that may have a sunset and a replacement, in the words of its author.
struct Subject<'a> {
    /// What it is, as in "no event `b`".
    noun: &'a str,
    /// What to do about a replacement that is not there.
    advice: &'a str,
    name: &'a str,
    deprecated: bool,
    /// The keys of its sunset and of its replacement.
    keys: (&'a str, &'a str),
    location: Location,
}

impl Subject<'_> {
    fn report(&self, at: Location, message: String, help: &str, diagnostics: &mut Diagnostics) {
        diagnostics.push(Diagnostic::at_value(&rules::DEPRECATION, at, message, help));
    }

    /// Reports a sunset or replacement of what is not deprecated.
    fn check_deprecated(&self, key: &str, diagnostics: &mut Diagnostics) {
        if !self.deprecated {
            let message = format!("{} has `{key}`, but is not deprecated", self.called());
            let help = format!("write `\"deprecated\": true`, or remove `{key}`");
            let at = self.location.child(key);
            diagnostics.push(Diagnostic::at_key(&rules::DEPRECATION, at, message, help));
        }
    }

    /// Reports a replacement that is not there, or leads back. `next` gives the replacement of each name that there is.
    fn check_replacement<'n>(
        &self,
        name: &'n str,
        next: &BTreeMap<&'n str, Option<&'n str>>,
        diagnostics: &mut Diagnostics,
    ) {
        let at = self.location.child(self.keys.1);
        let Self { noun, .. } = self;
        if name == self.name {
            let message = format!("{} is replaced by itself", self.called());
            let help = format!("name the {noun} that takes its place, or remove `{}`", self.keys.1);
            self.report(at, message, &help, diagnostics);
        } else if !next.contains_key(name) {
            let with_advice = diagnostics.errors() < MAX_ADVICE;
            let others = next.keys().copied().filter(|other| *other != self.name);
            let meant = with_advice.then(|| closest(name, others)).flatten();
            let help = did_you_mean(meant, self.advice);
            self.report(at, format!("there is no {noun} `{name}`"), &help, diagnostics);
        } else if let Some(way) = way_back(self.name, next) {
            let help = format!("remove `{}` of the {noun} that stays", self.keys.1);
            let message =
                format!("the replacements of {} lead back to it: {}", self.called(), way.join(" → "));
            self.report(at, message, &help, diagnostics);
        }
    }

    fn called(&self) -> String {
        match self.name {
            "" => format!("the {}", self.noun),
            name => format!("`{name}`"),
        }
    }
}

/// The way from a name along the replacements and back to it; `None` where there is none, or it is told of another name on it.
fn way_back<'n>(start: &str, next: &BTreeMap<&'n str, Option<&'n str>>) -> Option<Vec<String>> {
    let (mut way, mut seen) = (vec![format!("`{start}`")], BTreeSet::new());
    let mut at = start;
    while let Some(name) = next.get(at).copied().flatten() {
        way.push(format!("`{name}`"));
        if name <= start {
            return (name == start).then_some(way);
        }
        if !seen.insert(name) {
            return None;
        }
        at = name;
    }
    None
}

fn check_events(events: &[Event], diagnostics: &mut Diagnostics) {
    let names: BTreeMap<&str, Option<&str>> =
        events.iter().map(|event| (event.name.as_str(), event.replaced_by.as_deref())).collect();
    for (number, event) in events.iter().enumerate() {
        let location = Location::new(INDEX, format!("/events/{number}"));
        let subject = Subject {
            noun: "event",
            advice: "name one of the events, or add this one to them",
            name: &event.name,
            deprecated: event.deprecated,
            keys: ("sunset", "replaced_by"),
            location,
        };
        if let Some(sunset) = &event.sunset {
            let at = subject.location.child("sunset");
            subject.check_deprecated("sunset", diagnostics);
            check_date(sunset, &at.pointer, None, diagnostics);
            if let Some(since) = event.since.as_ref().filter(|since| sunset < *since) {
                let message = format!("`{}` is before `since`, `{}`", sunset.0, since.0);
                subject.report(at, message, "correct one of the two", diagnostics);
            }
        }
        if let Some(name) = &event.replaced_by {
            subject.check_deprecated("replaced_by", diagnostics);
            subject.check_replacement(name, &names, diagnostics);
        }
    }
}

/// A schema, with the property that it is about.
struct Place<'s> {
    schema: &'s Schema,
    /// The outermost schema of the same value.
    whole: &'s Schema,
    /// The key of the value, and the schema of the object that has it.
    field: Option<(&'s str, &'s Schema)>,
}

fn check_schemas(outermost: &Schema, schemas: &Schemas, diagnostics: &mut Diagnostics) {
    let mut todo = vec![Place { schema: outermost, whole: outermost, field: None }];
    while let Some(place) = todo.pop() {
        check_schema(&place, schemas, diagnostics);
        let Place { schema, whole, field } = place;
        let before = todo.len();
        for (keyword, held) in schema.held() {
            let is_in_place = matches!(keyword.role(), Role::AppliesInPlace(_));
            match held {
                Applied::Map(properties) if keyword == Keyword::Properties => {
                    todo.extend(properties.iter().map(|(key, inner)| {
                        let field = Some((&**key, whole));
                        Place { schema: inner, whole: inner, field }
                    }));
                }
                held if is_in_place => {
                    todo.extend(held.schemas().map(|inner| Place { schema: inner, whole, field }));
                }
                held => {
                    let place = |inner| Place { schema: inner, whole: inner, field: None };
                    todo.extend(held.schemas().map(place));
                }
            }
        }
        todo[before..].reverse();
    }
}

fn check_schema(place: &Place<'_>, schemas: &Schemas, diagnostics: &mut Diagnostics) {
    let Place { schema, field, .. } = place;
    let (sunset, replacement) = (schema.unknown_value(SUNSET), schema.unknown_value(REPLACED_BY));
    if sunset.is_none() && replacement.is_none() {
        return;
    }
    let subject = Subject {
        noun: if field.is_some() { "property" } else { "schema" },
        advice: "name one of the properties next to it, or add this one to them",
        name: field.map_or("", |(key, _)| key),
        deprecated: schema.annotations.deprecated,
        keys: (SUNSET, REPLACED_BY),
        location: schema.location.clone(),
    };
    if let Some(sunset) = sunset {
        subject.check_deprecated(SUNSET, diagnostics);
        if !sunset.as_str().is_some_and(is_calendar_date) {
            let at = schema.location.child(SUNSET);
            let message = format!("expected a calendar date, found {}", brief(sunset));
            let help = "write an existing day as YYYY-MM-DD";
            diagnostics.push(Diagnostic::at_value(&rules::DATE, at, message, help));
        }
    }
    let Some(replacement) = replacement else { return };
    let at = schema.location.child(REPLACED_BY);
    let Some((_, object)) = field else {
        let help = "remove it, or write it in the property's own schema, next to its `$ref`";
        let message = format!("only a property of an object can have `{REPLACED_BY}`");
        diagnostics.push(Diagnostic::at_key(&rules::DEPRECATION, at, message, help));
        return;
    };
    subject.check_deprecated(REPLACED_BY, diagnostics);
    match replacement {
        Value::String(name) => {
            subject.check_replacement(name, &replacements(object, schemas), diagnostics);
        }
        other => {
            let message = format!("expected the name of a property, found {}", brief(other));
            subject.report(
                at,
                message,
                "name the property of the same object that takes its place",
                diagnostics,
            );
        }
    }
}

/// The properties of an object, each with its replacement: its own, and those of all that it is made of.
fn replacements<'s>(object: &'s Schema, schemas: &'s Schemas) -> BTreeMap<&'s str, Option<&'s str>> {
    let mut found = BTreeMap::new();
    let (mut todo, mut seen) = (vec![object], HashSet::new());
    while let Some(schema) = todo.pop() {
        if !seen.insert(&schema.location) {
            continue;
        }
        for (key, property) in schema.map(Keyword::Properties).into_iter().flatten() {
            let parts = std::iter::once(property).chain(property.in_place());
            let replaced_by = parts.filter_map(|part| part.seldom.replaced_by.as_deref()).next();
            let known: &mut Option<&str> = found.entry(&**key).or_default();
            *known = known.or(replaced_by);
        }
        todo.extend(schema.in_place());
        todo.extend(schemas.references.target(schema));
    }
    found
}

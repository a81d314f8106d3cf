//! Whether an example is an event as the layout says, as far as it can be said without a request's headers and query.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use webhook_contract::{BodyForm, Layout, NamePart, TimeUnit};
use webhook_runtime::{Reader, RequestParts};
use webhook_schema::explain::brief;
use webhook_schema::{Diagnostic, Diagnostics, Document, Location, join, parent};

use super::name::{fits, text};
use super::places::{Need, Place};
use super::unit::in_other_unit;
use crate::index::entries::Event;
use crate::rules;

/// Looks at examples by a layout.
pub(super) struct Examples<'l> {
    layout: &'l Layout,
    /// Reads the time as a receiver does; `None` where the layout is at fault itself.
    times: Option<Reader>,
}

impl<'l> Examples<'l> {
    pub(super) fn new(layout: &'l Layout) -> Self {
        let alone = Layout { time: layout.time.clone(), ..Layout::new() };
        Self { layout, times: Reader::new(&alone).ok() }
    }

    /// Reports what is not as the layout says, at places that the event's schema describes, each with whether the schema
    /// requires it. Returns the pointers at which something was reported.
    pub(super) fn check(
        &self,
        event: &Event,
        example: &Json,
        places: &[(&Place<'_>, bool)],
        diagnostics: &mut Diagnostics,
    ) -> BTreeSet<String> {
        let mut told = Told { file: event.example_file(), pointers: BTreeSet::new(), diagnostics };
        if self.layout.body == BodyForm::Form {
            check_form(example, &mut told);
        }
        self.check_name(event, example, places, &mut told);
        for (place, is_required) in places {
            let pointer = place.pointer();
            let value = example.pointer(&pointer);
            if value.is_none() && *is_required {
                // The schema says it.
                continue;
            }
            match (place.need, value) {
                (Need::Time, Some(value)) if !value.is_null() => self.check_time(&pointer, value, &mut told),
                (Need::Payload, None) => told.lacks(example, place),
                (Need::Id | Need::Resource, None | Some(Json::Null)) => told.lacks(example, place),
                (Need::Id | Need::Resource, Some(value))
                    if text(value).is_none_or(|text| text.is_empty()) =>
                {
                    let message = format!("expected what {}, found {}", place.need.what(), brief(value));
                    told.push(&pointer, message, "write a string, a number or a boolean");
                }
                _ => {}
            }
        }
        told.pointers
    }

    fn check_name(&self, event: &Event, example: &Json, places: &[(&Place<'_>, bool)], told: &mut Told<'_>) {
        let Layout { name: all, join, .. } = self.layout;
        if all.is_empty() {
            // It was reported.
            return;
        }
        let parts = places.iter().filter_map(|(place, _)| Some((place.name_part?, place.pointer())));
        let texts: Vec<(usize, String, Option<String>)> = parts
            .map(|(part, pointer)| {
                let found = example.pointer(&pointer).and_then(text);
                (part, pointer, found)
            })
            .collect();
        let expected = format!("expected an example of `{}`, found", event.name);
        let before = told.pointers.len();
        for (part, pointer, found) in &texts {
            let Some(found) = found else { continue };
            if !fits(self.layout, &event.name, *part, found) {
                let (message, help) = match all.len() {
                    1 => (format!("{expected} one of `{found}`"), format!("write `{}`", event.name)),
                    _ => (
                        format!("{expected} `{found}` as a part of its name"),
                        "write the part that the event's name has".to_owned(),
                    ),
                };
                told.push(pointer, message, &help);
            }
        }
        if told.pointers.len() > before {
            return;
        }
        let mut known: Vec<Option<NamePart<'_>>> = vec![Some(NamePart::Unknown); all.len()];
        for (part, _, found) in &texts {
            known[*part] = found.as_deref().map(NamePart::Known);
        }
        let known: Vec<NamePart<'_>> = known.into_iter().flatten().collect();
        if self.layout.name_parts(&event.name, &known).is_none() {
            let shown = known.iter().map(|part| match part {
                NamePart::Unknown => "…",
                NamePart::Known(text) => text,
            });
            let shown = shown.collect::<Vec<_>>().join(join);
            let found =
                if shown.is_empty() { "one without a name".to_owned() } else { format!("one of `{shown}`") };
            let place = texts.iter().rev().find(|(_, _, found)| found.is_some());
            let pointer = place.map_or("", |(_, pointer, _)| pointer);
            told.push(pointer, format!("{expected} {found}"), "write the parts that the event's name has");
        }
    }

    /// Reports a time that is not as the layout says, if the example has one. Returns the pointers at which something was reported.
    pub(super) fn check_time_alone(
        &self,
        event: &Event,
        example: &Document,
        time: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> BTreeSet<String> {
        let mut told = Told { file: event.example_file(), pointers: BTreeSet::new(), diagnostics };
        let field = time.tokens.first().and_then(|field| example.property(field));
        let inside = time.tokens.iter().skip(1).fold(String::new(), |way, token| join(&way, token));
        if let Some(value) = field.as_ref().and_then(|field| field.pointer(&inside))
            && !value.is_null()
        {
            self.check_time(&time.pointer(), value, &mut told);
        }
        told.pointers
    }

    fn check_time(&self, pointer: &str, value: &Json, told: &mut Told<'_>) {
        let (Some(rule), Some(times)) = (&self.layout.time, &self.times) else { return };
        if tell_other_unit(rule.unit, pointer, value, told) {
            return;
        }
        // The same value alone, at the same place.
        let keys: Vec<String> = webhook_schema::tokens(pointer).collect();
        let alone = keys
            .iter()
            .rev()
            .fold(value.clone(), |value, key| Json::Object([(key.clone(), value)].into_iter().collect()));
        let body = alone.to_string();
        const NO_HEADERS: &[(&str, &str)] = &[];
        let Ok(events) = times.events(&RequestParts::new(NO_HEADERS, body.as_bytes())) else { return };
        let time = events.first().and_then(|event| event.time.as_ref()?.unix_seconds());
        if time.is_none() {
            let message = format!("expected a time in {}, found {}", rule.unit, brief(value));
            told.push(pointer, message, CORRECT_TIME);
        }
    }
}

const CORRECT_TIME: &str = "write it so, or correct `time` in the contract's envelope";

/// Reports a time that is counted in another unit than was said; says whether it is.
fn tell_other_unit(said: TimeUnit, pointer: &str, value: &Json, told: &mut Told<'_>) -> bool {
    let message = in_other_unit(said, value);
    let is_other = message.is_some();
    message.into_iter().for_each(|message| told.push(pointer, message, CORRECT_TIME));
    is_other
}

/// A form stands for an object of texts.
fn check_form(example: &Json, told: &mut Told<'_>) {
    let help = "write it as a string: the body is a form, whose fields are strings";
    let Json::Object(fields) = example else {
        return told.push("", format!("expected an object, found {}", brief(example)), help);
    };
    for (key, value) in fields.iter().filter(|(_, value)| !value.is_string()) {
        told.push(&join("", key), format!("expected a string, found {}", brief(value)), help);
    }
}

/// What is reported of one example.
struct Told<'d> {
    file: String,
    pointers: BTreeSet<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Told<'_> {
    fn push(&mut self, pointer: &str, message: String, help: &str) {
        let location = Location::new(self.file.as_str(), pointer);
        if self.pointers.insert(pointer.to_owned()) {
            self.diagnostics.push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help));
        }
    }

    /// Reports a place that an example lacks, at what is there of the way to it.
    fn lacks(&mut self, example: &Json, place: &Place<'_>) {
        let pointer = place.pointer();
        let mut there = pointer.as_str();
        while example.pointer(there).is_none_or(Json::is_null) && !there.is_empty() {
            there = parent(there);
        }
        let message = format!("the example has no `{pointer}`, which {}", place.need.what());
        let location = Location::new(self.file.as_str(), there);
        self.diagnostics.push(Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, "add it"));
        self.pointers.insert(pointer);
    }
}

//! Where in a delivery the events are, as the contract of a catalog says: documents describe whole deliveries, and a catalog
//! has a schema for each event.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_contract::signature::{Location as Place, Pointer};
use webhook_contract::{BodyForm, Layout};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::bodies::{constant, members, parts, said_at};
use crate::documents::Documents;
use crate::found::{All, Found};
use crate::options::{Options, layout};
use crate::rules;

/// How the deliveries of a catalog are laid out, where somebody has said it: the index of a catalog that is there, who asked
/// for a new one, or the document itself.
pub(crate) fn stated(options: &Options, index: &Value, is_new: bool, found: &All) -> Option<Layout> {
    match &options.name_in {
        Some(place) if is_new && !options.is_laid_out => Some(Layout {
            name: vec![place.clone()].into(),
            // All bodies have to be in one form.
            body: found.events.first().map(|event| event.form.clone()).unwrap_or_default(),
            ..Layout::new()
        }),
        _ if is_new && !options.is_laid_out && (found.contract.is_none() || is_plain_asked(options)) => None,
        _ => layout(index),
    }
}

/// Whether somebody asked for the plain layout.
fn is_plain_asked(options: &Options) -> bool {
    options.bodies.is_some() || options.fields.iter().any(Option::is_some)
}

/// Finds the event in each delivery, and leaves a schema and examples of that. What is laid out in another way is noted.
pub(crate) fn find_events(documents: &Documents, found: &mut All, stated: Option<&Layout>) {
    let described = stated.map_or(&BodyForm::Json, |layout| &layout.body);
    let pointer = stated.and_then(Layout::events);
    let keys: Vec<&str> = pointer.iter().flat_map(|pointer| pointer.tokens()).map(|token| &**token).collect();
    for event in &mut found.events {
        // Bodies of JSON are events wherever they are sent.
        if event.form != BodyForm::Json && event.form != *described {
            event.misfit = Some(other_form(documents, event, described, stated.is_some()));
            continue;
        }
        match within(documents, &event.body, &keys) {
            Ok(body) => event.body = body,
            Err(lost) => event.misfit = Some(lost.mistake(documents, pointer)),
        }
        let examples = std::mem::take(&mut event.examples);
        event.examples = examples.into_iter().flat_map(|at| values(documents, at, &keys)).collect();
    }
}

/// Reports what was noted of events; returns whether nothing was. What is wrong with the form of one body is wrong with all.
pub(crate) fn are_as_stated(events: &[Found], diagnostics: &mut Diagnostics) -> bool {
    let misfits: Vec<&Diagnostic> = events.iter().filter_map(|event| event.misfit.as_ref()).collect();
    let mut told = BTreeSet::new();
    for misfit in &misfits {
        if told.insert((misfit.rule.id, &misfit.message)) {
            diagnostics.push((*misfit).clone());
        }
    }
    misfits.is_empty()
}

fn other_form(documents: &Documents, event: &Found, described: &BodyForm, is_stated: bool) -> Diagnostic {
    let words = |form: &BodyForm| match form {
        BodyForm::Json => "JSON".to_owned(),
        BodyForm::Form => "a form".to_owned(),
        BodyForm::JsonInForm(field) => format!("a form with JSON in `{field}`"),
    };
    let message = format!("expected a body of {}, found {}", words(described), words(&event.form));
    let help = match is_stated {
        true => "describe bodies as they are sent, or correct `body` in `contract.envelope` of the index",
        false => {
            "say with `--name-in` where deliveries have the name of an event: forms are not what a plain catalog has"
        }
    };
    documents.mistake(&rules::BODY, &event.at, message, help)
}

/// The end of a way that does not lead to events.
struct Lost<'k> {
    at: Location,
    key: &'k str,
}

impl Lost<'_> {
    fn mistake(&self, documents: &Documents, events: Option<&Pointer>) -> Diagnostic {
        let expected = match self.key {
            "*" => "an array of events".to_owned(),
            key => format!("a property `{key}` on the way to events"),
        };
        let pointer = events.map(Pointer::to_string).unwrap_or_default();
        let message = format!(
            "expected {expected}: `contract.envelope.events` says that a delivery holds several, at `{pointer}`"
        );
        let help = "describe whole deliveries, or correct `contract.envelope` in the index";
        documents.mistake(&rules::ENVELOPE, &self.at, message, help)
    }
}

/// The schema of what is at the end of a way, where `*` is any item.
fn within<'k>(documents: &Documents, body: &Location, keys: &[&'k str]) -> Result<Location, Lost<'k>> {
    let mut at = body.clone();
    for key in keys {
        let next = match *key {
            "*" => item(&parts(documents, &at)),
            key => members(documents, &at).properties.get(key).and_then(|all| all.last().copied()),
        };
        at = next.map(|schema| schema.location.clone()).ok_or(Lost { at, key })?;
    }
    Ok(at)
}

/// What is said of the items of an array: of one of them, if it is, or of all.
fn item<'d>(parts: &[&'d Schema]) -> Option<&'d Schema> {
    let first = |of: fn(&'d Schema) -> Option<&'d Schema>| parts.iter().copied().find_map(of);
    first(|schema| schema.one(Keyword::Contains))
        .or_else(|| first(Schema::rest_of_items))
        .or_else(|| first(|schema| schema.first_items().first()))
}

/// The values at the end of a way.
fn values(documents: &Documents, at: Location, keys: &[&str]) -> Vec<Location> {
    let mut places = vec![at];
    for key in keys {
        let next = places.iter().flat_map(|at| match (*key, documents.value(at)) {
            ("*", Some(Value::Array(items))) => {
                (0..items.len()).map(|number| at.child(&number.to_string())).collect()
            }
            ("*", _) => Vec::new(),
            (key, _) => vec![at.child(key)],
        });
        places = next.collect();
    }
    places.retain(|at| documents.value(at).is_some());
    places
}

/// The name that deliveries of an event have by a layout, and whether a part of it is taken from what the documents call the
/// event; nothing where they leave open more than that.
pub(crate) fn name(documents: &Documents, event: &Found, layout: &Layout) -> Option<(String, bool)> {
    let mut texts: Vec<Option<String>> = Vec::new();
    for place in layout.name.iter() {
        let Place::Body(pointer) = place else {
            let said = event.around.iter().find(|(other, _)| is_same(place, other));
            texts.push(said.map(|(_, text)| text.clone()));
            continue;
        };
        let pointer = pointer.to_string();
        match constant(documents, &event.body, &pointer) {
            Some(text) => texts.push(Some(text)),
            // A part that no delivery has is left out.
            None if said_at(documents, &event.body, &pointer).is_empty() => {}
            // Which parts what it is called is made of, nobody can tell.
            None => return event.names.key.clone().filter(|_| layout.name.len() > 1).map(|key| (key, true)),
        }
    }
    let open = texts.iter().position(Option::is_none);
    if let Some(open) = open {
        let after: Vec<&str> = texts[open + 1..].iter().map(Option::as_deref).collect::<Option<_>>()?;
        texts[open] = Some(without_end(event.names.key.as_ref()?, after.first().copied()).to_owned());
    }
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    (!texts.is_empty()).then(|| (texts.join(&layout.join), open.is_some()))
}

/// What an event is called, without what ends it and is a part of its name by itself, whatever stands between words.
fn without_end<'t>(called: &'t str, end: Option<&str>) -> &'t str {
    let is_between = |letter: char| !letter.is_alphanumeric();
    let Some(end) = end else { return called };
    let mut before = called;
    for letter in end.chars().rev() {
        let is_same = |own: char| own == letter || (is_between(own) && is_between(letter));
        let Some(shorter) = before.strip_suffix(is_same) else { return called };
        before = shorter;
    }
    before.strip_suffix(is_between).filter(|before| !before.is_empty()).unwrap_or(called)
}

/// Whether two places are one: names of headers differ in case alone.
fn is_same(one: &Place, other: &Place) -> bool {
    match (one, other) {
        (Place::Header(one), Place::Header(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}

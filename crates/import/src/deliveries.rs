//! Where in a delivery the events are, as the contract of a catalog says: documents describe whole deliveries, and a catalog
//! has a schema for each event.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_contract::signature::{Location as Place, Pointer};
use webhook_contract::{BodyForm, Layout};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::bodies::{members, parts, said_at, sent_text};
use crate::called::{Spelling, are_same_words, without_end};
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
pub(crate) fn name(
    documents: &Documents,
    event: &Found,
    layout: &Layout,
    spelling: &Spelling,
) -> Option<(String, bool)> {
    let around = |place: &Place| {
        let texts = event.around.iter().filter(move |(other, _)| is_same(place, other));
        texts.map(|(_, texts)| texts.as_slice()).collect::<Vec<_>>()
    };
    let (mut places, mut texts): (Vec<&Place>, Vec<Option<String>>) = Default::default();
    for place in layout.name.iter() {
        let Place::Body(pointer) = place else {
            let said = around(place).into_iter().find_map(|texts| match texts {
                [text] => Some(text.clone()),
                _ => None,
            });
            places.push(place);
            texts.push(said);
            continue;
        };
        let pointer = pointer.to_string();
        match sent_text(documents, &event.body, &pointer) {
            Some(text) => {
                places.push(place);
                texts.push(Some(text));
            }
            // A part that no delivery has is left out.
            None if said_at(documents, &event.body, &pointer).is_empty() => {}
            // Which parts what it is called is made of, nobody can tell.
            None => {
                let key = event.names.key.as_ref().filter(|_| layout.name.len() > 1)?;
                return Some((spelling.of(key), true));
            }
        }
    }
    let mut is_taken = false;
    if let Some(open) = texts.iter().position(Option::is_none) {
        let after: Vec<&str> = texts[open + 1..].iter().map(Option::as_deref).collect::<Option<_>>()?;
        let called = without_end(event.names.key.as_ref()?, after.first().copied());
        let listed = around(places[open]).concat();
        let listed = listed.into_iter().find(|text| are_same_words(text, called));
        is_taken = listed.is_none();
        texts[open] = Some(listed.unwrap_or_else(|| spelling.of(called)));
    }
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    (!texts.is_empty()).then(|| (texts.join(&layout.join), is_taken))
}

/// Whether two places are one: names of headers differ in case alone.
fn is_same(one: &Place, other: &Place) -> bool {
    match (one, other) {
        (Place::Header(one), Place::Header(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}

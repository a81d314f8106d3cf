//! An example per event: one of the document's that is valid, or else one that is made of the schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::layout::in_webhooks;
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::Keyword;
use webhook_schema::{Diagnostic, Diagnostics, Location, parallel};

use crate::bodies::members;
use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::event_ids::{Ids, ids, taken};
use crate::found::Found;
use crate::impossible::contradiction;
use crate::left_out::LeftOut;
use crate::options::Bodies;
use crate::rules;
use crate::times::CORRECT_TIME;
use crate::trace::Trace;

/// An event that is to have an example.
pub(crate) struct Wanted<'f> {
    pub found: &'f Found,
    pub name: String,
    /// The name of its schema's file.
    pub schema: String,
    /// The example that it has already.
    pub existing: Option<Value>,
}

/// What examples are made of, and for.
pub(crate) struct Makings<'m> {
    pub documents: &'m Documents,
    pub catalog: &'m Catalog,
    pub envelope: &'m Envelope,
    /// Examples that generated code does not read, by where they are in the documents, and of those that were made, by the
    /// body: for each, where in the body, and why.
    pub unread: &'m BTreeMap<Location, (String, String)>,
    /// What was left out of schemas.
    pub left_out: &'m LeftOut,
}

/// An event of which there is no example, by its body, and how that is told.
pub(crate) type Lacking = (Location, Diagnostic);

/// Where an example is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin<'f> {
    /// It was there.
    Existing,
    /// It is one of the document's, which is there.
    Document(&'f Location),
    /// It was made.
    Made,
}

/// An example for each event, in their order; `None` for one that lacks it, which `lacking` gets.
pub(crate) fn examples<'f>(
    makings: &Makings<'_>,
    wanted: &[Wanted<'f>],
    trace: &Trace,
    lacking: &mut Vec<Lacking>,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<(Value, Origin<'f>)>> {
    let Makings { documents, catalog, envelope, .. } = *makings;
    let there = catalog.index.events.iter().filter_map(|event| catalog.document(&event.example_file()));
    let shown = wanted.iter().filter(|_| envelope.bodies == Bodies::Kept);
    let shown = shown.flat_map(|wanted| &wanted.found.examples).filter_map(|at| documents.value(at));
    let bodies = there.map(|document| document.value()).chain(shown);
    let existing = wanted.iter().map(|wanted| wanted.existing.as_ref());
    let taken = taken(&envelope.fields.id, bodies);
    let ids = ids(&envelope.fields.id, &taken, existing);
    let identified: Vec<(Ids, &Wanted<'_>)> = ids.into_iter().zip(wanted).collect();
    let found = parallel::map(parallel::threads(), &identified, |(ids, wanted)| {
        // What keeps a schema from being used is reported when the catalog is checked.
        let Some(validator) = Validator::new(catalog, &root(wanted)) else { return (Err(None), Vec::new()) };
        let mut refused = Vec::new();
        let is_valid = |body: &Value| validator.is_valid(body);
        let example = example(makings, wanted, (ids, &taken), &is_valid, &mut refused);
        (example, refused)
    });
    for ((example, refused), wanted) in found.iter().zip(wanted) {
        for (at, body) in refused {
            report_refused(makings, wanted, at, body, diagnostics);
        }
        if let Err(tried) = example {
            let reason = tried.as_ref().and_then(|body| first_mistake(catalog, wanted, body));
            // What was tried was made up: where nothing could be right, that is what is wrong.
            let contradiction = reason.as_ref().and_then(|(pointer, _)| {
                let within = pointer.strip_prefix(&envelope.shown_pointer())?;
                contradiction(documents, &wanted.found.body, within)
            });
            if let Some(contradiction) = contradiction {
                lacking.push((wanted.found.body.clone(), contradiction));
                continue;
            }
            let reason =
                reason.map(|(pointer, message)| format!(": at `{pointer}`, {message}")).unwrap_or_default();
            let message = format!("found no example of `{}` that its schema accepts{reason}", wanted.name);
            let help = "give one in the document, or leave the event out with `--skip`";
            let mistake = documents.mistake(&rules::IMPORTED_EXAMPLE, &wanted.found.body, message, help);
            // The schema may be one that no value is valid by: then this is one of the two that contradict each other.
            let keyword =
                tried.as_ref().and_then(|body| Validator::new(catalog, &root(wanted))?.keyword(body));
            let keyword = keyword.and_then(|keyword| trace.source(&keyword));
            let mistake = match keyword {
                Some(keyword) => documents.label(mistake, &keyword, "it is refused by this"),
                None => mistake,
            };
            lacking.push((wanted.found.body.clone(), mistake));
        }
    }
    found.into_iter().map(|(example, _)| example.ok()).collect()
}

/// Warns of an example of a document that the schema does not accept, or generated code does not read, where it is wrong.
fn report_refused(
    makings: &Makings<'_>,
    wanted: &Wanted<'_>,
    at: &Location,
    body: &Value,
    diagnostics: &mut Diagnostics,
) {
    let Makings { documents, catalog, envelope, unread, left_out } = *makings;
    // One that a schema has of itself may be wrong there already.
    if left_out.is_told(at) {
        return;
    }
    const CORRECT: &str = "correct it, or the schema";
    let (found, why, help) = match (unread.get(at), first_mistake(catalog, wanted, body)) {
        (Some(found), _) => (Some(found.clone()), "generated code does not read it", CORRECT),
        (None, Some(found)) => (Some(found), "its schema does not accept it", CORRECT),
        (None, None) => (envelope.in_other_unit(body), "its time is in another unit", CORRECT_TIME),
    };
    let Some((pointer, message)) = found else { return };
    let within = pointer.strip_prefix(&envelope.shown_pointer()).unwrap_or_default();
    let place = at.at(within);
    let message = format!("this example of `{}` is left out, because {why}: {message}", wanted.name);
    diagnostics.push(documents.mistake(&rules::IMPORTED_EXAMPLE, &place, message, help).warning());
}

fn root(wanted: &Wanted<'_>) -> Location {
    Location::new(in_webhooks(&wanted.schema), "")
}

/// What is wrong with a body: where, and in words that end a message.
fn first_mistake(catalog: &Catalog, wanted: &Wanted<'_>, body: &Value) -> Option<(String, String)> {
    Validator::new(catalog, &root(wanted))?.check(body).into_iter().next()
}

/// The value at a location, as it is sent: a file says with `$schema` what it is an example of, unless bodies have that property.
fn shown(documents: &Documents, body: &Location, at: &Location) -> Option<Value> {
    let mut shown = documents.value(at)?.clone();
    let key = Keyword::Schema.as_str();
    if at.pointer.is_empty() && !members(documents, body).properties.contains_key(key) {
        shown.as_object_mut().map(|object| object.shift_remove(key));
    }
    Some(shown)
}

/// A valid body; or what was tried, if anything. `taken` are ids of other bodies. `refused` gets the document's that are not, each
/// with where it is.
fn example<'f>(
    makings: &Makings<'_>,
    wanted: &Wanted<'f>,
    (ids, taken): (&Ids, &BTreeSet<String>),
    is_valid: &dyn Fn(&Value) -> bool,
    refused: &mut Vec<(&'f Location, Value)>,
) -> Result<(Value, Origin<'f>), Option<Value>> {
    let Makings { documents, catalog, envelope, unread, .. } = *makings;
    let root = root(wanted);
    if let Some(existing) = wanted.existing.as_ref().filter(|existing| is_valid(existing)) {
        return Ok((existing.clone(), Origin::Existing));
    }
    for at in &wanted.found.examples {
        let Some(shown) = shown(documents, &wanted.found.body, at) else { continue };
        let body = match (envelope.bodies, ids.best.first()) {
            (Bodies::Wrapped, Some(id)) => envelope.delivery(&wanted.name, &shown, id),
            _ => shown,
        };
        // One of another event, where several share what they show.
        let named = envelope.name_pointer().and_then(|pointer| body.pointer(&pointer));
        if named.is_some_and(|name| *name != *wanted.name) {
            continue;
        }
        if is_valid(&body) && !unread.contains_key(at) && envelope.in_other_unit(&body).is_none() {
            return Ok((body, Origin::Document(at)));
        }
        refused.push((at, body));
    }
    let payload = root.with_pointer(envelope.payload_pointer());
    // What generated code does not read may be in what need not be there.
    let samples = match unread.contains_key(&wanted.found.body) {
        true => webhook_evolution::samples,
        false => webhook_evolution::typical_samples,
    };
    let (payloads, bodies) = (samples(catalog, &payload), samples(catalog, &root));
    let made = ids
        .best
        .iter()
        .flat_map(|id| payloads.iter().map(move |payload| envelope.delivery(&wanted.name, payload, id)));
    // An envelope that has more than ours: what it has is made, too, and the payload is put into it.
    let has_envelope = |body: &&Value| body.is_object() && envelope.bodies != Bodies::Whole;
    let larger = bodies.iter().filter(has_envelope).flat_map(|body| {
        payloads.iter().take(4).flat_map(|payload| {
            let mut body = body.clone();
            body[&*envelope.fields.data] = payload.clone();
            body[&*envelope.fields.name] = Value::from(wanted.name.as_str());
            let with_id = |id: &String| {
                let mut body = body.clone();
                body[&*envelope.fields.id] = Value::from(id.as_str());
                body
            };
            // The schema may ask for one of another form.
            let own = body[&*envelope.fields.id].as_str();
            let own = own.map(|own| ids.like(own, taken)).unwrap_or_default();
            ids.best.iter().chain(&own).map(with_id).chain([body.clone()]).collect::<Vec<_>>()
        })
    });
    let made = made.chain(larger).chain(bodies.iter().cloned());
    let mut made = made.map(|body| envelope.named(documents, wanted.found, &wanted.name, body));
    let shown = envelope.shown_pointer();
    // The schema may give the one that is not read, too.
    let is_refused =
        |body: &Value| refused.iter().any(|(_, refused)| refused.pointer(&shown) == body.pointer(&shown));
    let mut first = None;
    let found = made.find(|body| {
        first.get_or_insert_with(|| body.clone());
        is_valid(body) && !is_refused(body)
    });
    found.map(|body| (body, Origin::Made)).ok_or(first)
}

//! An example per event: one of the document's that is valid, or else one that is made of the schema.

use serde_json::Value;
use webhook_catalog::layout::in_webhooks;
use webhook_catalog::{Catalog, Validator};
use webhook_schema::{Diagnostics, Location, parallel};

use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::found::Found;
use crate::options::Bodies;
use crate::rules;

/// An event that is to have an example.
pub(crate) struct Wanted<'f> {
    pub found: &'f Found,
    pub name: String,
    /// The name of its schema's file.
    pub schema: String,
    /// The example that it has already.
    pub existing: Option<Value>,
}

/// Where an example is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was there.
    Existing,
    /// It is one of the document's.
    Document,
    /// It was made.
    Made,
}

/// An example for each event, in their order; `None` for one of which it was reported that there is none.
pub(crate) fn examples(
    documents: &Documents,
    catalog: &Catalog,
    envelope: &Envelope,
    wanted: &[Wanted<'_>],
    diagnostics: &mut Diagnostics,
) -> Vec<Option<(Value, Origin)>> {
    let numbered: Vec<(usize, &Wanted<'_>)> = wanted.iter().enumerate().collect();
    let found = parallel::map(parallel::threads(), &numbered, |(number, wanted)| {
        // What keeps a schema from being used is reported when the catalog is checked.
        let validator = Validator::new(catalog, &root(wanted)).ok_or(None)?;
        example(catalog, envelope, wanted, *number, &|body| validator.is_valid(body))
    });
    for (example, wanted) in found.iter().zip(wanted) {
        if let Err(tried) = example {
            let reason = tried.as_ref().and_then(|body| reason(catalog, wanted, body)).unwrap_or_default();
            let message = format!("found no example of `{}` that its schema accepts{reason}", wanted.name);
            let help = "give one in the document, or leave the event out with `--skip`";
            diagnostics.push(documents.mistake(&rules::IMPORTED_EXAMPLE, &wanted.found.body, message, help));
        }
    }
    found.into_iter().map(Result::ok).collect()
}

fn root(wanted: &Wanted<'_>) -> Location {
    Location::new(in_webhooks(&wanted.schema), "")
}

/// What is wrong with a body, in words that end a message.
fn reason(catalog: &Catalog, wanted: &Wanted<'_>, body: &Value) -> Option<String> {
    let (pointer, message) = Validator::new(catalog, &root(wanted))?.check(body).into_iter().next()?;
    Some(format!(": at `{pointer}`, {message}"))
}

/// A valid body; or what was tried, if anything.
fn example(
    catalog: &Catalog,
    envelope: &Envelope,
    wanted: &Wanted<'_>,
    number: usize,
    is_valid: &dyn Fn(&Value) -> bool,
) -> Result<(Value, Origin), Option<Value>> {
    let number = number + 1;
    let root = root(wanted);
    if let Some(existing) = wanted.existing.as_ref().filter(|existing| is_valid(existing)) {
        return Ok((existing.clone(), Origin::Existing));
    }
    let given = wanted.found.examples.iter().map(|example| match envelope.bodies {
        Bodies::Kept => example.clone(),
        Bodies::Wrapped => envelope.delivery(&wanted.name, example, number),
    });
    let mut given =
        given.filter(|example| example.get(&envelope.fields.name).is_none_or(|name| *name == *wanted.name));
    if let Some(example) = given.find(|example| is_valid(example)) {
        return Ok((example, Origin::Document));
    }
    let payload = root.child("properties").child(&envelope.fields.data);
    let payloads = webhook_evolution::samples(catalog, &payload);
    let bodies = webhook_evolution::samples(catalog, &root);
    let made = payloads.iter().map(|payload| envelope.delivery(&wanted.name, payload, number));
    // An envelope that has more than ours: what it has is made, too, and the payload is put into it.
    let larger = bodies.iter().filter(|body| body.is_object()).flat_map(|body| {
        payloads.iter().take(4).map(|payload| {
            let mut body = body.clone();
            body[&*envelope.fields.data] = payload.clone();
            body[&*envelope.fields.name] = Value::from(wanted.name.as_str());
            body
        })
    });
    let mut made = made.chain(larger).chain(bodies.iter().cloned());
    let mut first = None;
    let found = made.find(|body| {
        first.get_or_insert_with(|| body.clone());
        is_valid(body)
    });
    found.map(|body| (body, Origin::Made)).ok_or(first)
}

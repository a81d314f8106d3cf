//! What is around the payload in all bodies alike, so that they can be kept, and what is told where it is not.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Value, json};
use webhook_schema::{Diagnostic, Location};

use crate::bodies::Members;
use crate::definitions::Definitions;
use crate::documents::Documents;
use crate::found::Found;
use crate::narrowed::{Said, beyond, in_common, said};
use crate::options::Fields;
use crate::rules;
use crate::update::without_texts;

/// Why one body does not have the envelope of another.
pub(crate) struct Difference {
    at: Location,
    /// The same in the other body, if it is there.
    other: Option<Location>,
    message: String,
}

impl Difference {
    pub fn mistake(self, documents: &Documents) -> Diagnostic {
        let help = "describe what is next to the payload in the same way in all bodies, or move what differs into the payload";
        let mistake = documents.mistake(&rules::ENVELOPE, &self.at, self.message, help);
        match self.other {
            Some(other) => documents.label(mistake, &other, "the other one is here"),
            None => mistake,
        }
    }
}

/// What bodies have besides name and payload.
#[derive(Default)]
pub(crate) struct Shared {
    /// What all of them say of each field.
    pub fields: IndexMap<String, Value>,
    /// The fields that all of them require.
    pub required: Vec<String>,
    /// What some say of fields beyond that, by body.
    pub narrowed: BTreeMap<Location, Vec<(String, Said)>>,
}

/// What bodies have besides name and payload, where that is the same in all but for limits.
pub(crate) fn shared(
    documents: &Documents,
    events: &[Found],
    all: &[Members<'_>],
    fields: &Fields,
    definitions: &mut Definitions,
) -> Result<Shared, Difference> {
    let Some(first) = all.first() else { return Ok(Shared::default()) };
    for (event, members) in events.iter().zip(all) {
        if !members.is_plain {
            let message =
                "this body has keywords next to `properties` that an envelope cannot keep".to_owned();
            return Err(Difference { at: event.body.clone(), other: None, message });
        }
        // Whichever of the two has one more, that one is told.
        let more = more_of(members, first).or_else(|| more_of(first, members));
        if let Some((field, at)) = more {
            let message = format!("this body has `{field}` next to its payload, and others do not");
            return Err(Difference { at, other: None, message });
        }
    }
    let mut shared = Shared::default();
    for field in first.properties.keys().filter(|field| !is_own(fields, field)) {
        // What is taken apart should leave nothing behind.
        let mut tried = definitions.clone();
        let mut whole = |members: &Members<'_>| -> Value {
            let parts = members.properties[*field].iter();
            let mut schemas: Vec<Value> =
                parts.map(|part| tried.convert(documents, &part.location, "")).collect();
            if schemas.len() == 1 { schemas.remove(0) } else { json!({ "allOf": schemas }) }
        };
        // What it is for may be said for each event, and the first one's words are taken.
        let own = whole(first);
        let other = all.iter().find(|members| without_texts(&whole(members)) != without_texts(&own));
        let common = match other {
            None => {
                *definitions = tried;
                own
            }
            Some(other) => {
                let said = |members: &Members<'_>| said(documents, &members.properties[*field], definitions);
                let said: Vec<Said> = all.iter().map(said).collect();
                let common = in_common(&said).ok_or_else(|| difference(field, other, first))?;
                for (event, said) in events.iter().zip(said) {
                    let said = beyond(said, &common);
                    if !said.is_empty() {
                        let narrowed = shared.narrowed.entry(event.body.clone()).or_default();
                        narrowed.push(((*field).to_owned(), said));
                    }
                }
                common
            }
        };
        shared.fields.insert((*field).to_owned(), common);
    }
    let required =
        first.required.iter().filter(|field| all.iter().all(|members| members.required.contains(**field)));
    shared.required = required
        .filter(|field| first.properties.contains_key(**field))
        .map(|field| (*field).to_owned())
        .collect();
    Ok(shared)
}

fn difference(field: &str, body: &Members<'_>, other: &Members<'_>) -> Difference {
    let at = |members: &Members<'_>| members.properties[field][0].location.clone();
    let message = format!("`{field}` is next to the payload here, and another body describes it differently");
    Difference { at: at(body), other: Some(at(other)), message }
}

/// A field that one body has and another does not, with where it is described.
fn more_of<'d>(body: &Members<'d>, other: &Members<'_>) -> Option<(&'d str, Location)> {
    let field = body.properties.keys().find(|field| !other.properties.contains_key(*field))?;
    Some((field, location_of(body, field)?))
}

fn location_of(body: &Members<'_>, field: &str) -> Option<Location> {
    Some(body.properties.get(field)?.first()?.location.clone())
}

fn is_own(fields: &Fields, field: &str) -> bool {
    field == fields.name || field == fields.data
}

/// The same where somebody insists on keeping bodies.
pub(crate) fn not_kept(mistake: Diagnostic) -> Diagnostic {
    let help = format!("{}, or leave out `--bodies kept`: then bodies become payloads", mistake.help);
    Diagnostic { help, ..mistake }
}

/// The same as a warning, where nobody does.
pub(crate) fn given_up(mistake: Diagnostic) -> Diagnostic {
    let message = format!("{}: so all bodies became the payload of another envelope", mistake.message);
    let help = format!("{}; or accept it with `--bodies wrapped`", mistake.help);
    Diagnostic { message, help, ..mistake }.warning()
}

/// The bodies that do not have the fields of an envelope.
pub(crate) fn lacking(
    documents: &Documents,
    events: &[Found],
    all: &[Members<'_>],
    fields: &Fields,
) -> Vec<Diagnostic> {
    let mistake = |(event, members): (&Found, &Members<'_>)| {
        let missing = fields.all().into_iter().filter(|field| !members.properties.contains_key(*field));
        let missing: Vec<String> = missing.map(|field| format!("`{field}`")).collect();
        let message = format!("this body has no {} next to its payload", missing.join(", "));
        let help = "name the fields with `--type-field`, `--data-field`, `--time-field` and `--id-field`";
        (!missing.is_empty()).then(|| documents.mistake(&rules::ENVELOPE, &event.body, message, help))
    };
    events.iter().zip(all).filter_map(mistake).collect()
}

//! What is around payloads: the one module that knows which envelopes a catalog can have.
//!
//! The plain one is an object with a name, an id, a time and the payload, each in a field of its own. Bodies that have these are
//! kept; all others become the payload of such an envelope, which the provider does not send. Where somebody says how deliveries
//! are laid out in another way, each event is what that finds in a delivery, as it is.

mod written;

use serde_json::Value;
use webhook_contract::signature::Location as Place;
use webhook_contract::{Layout, TimeUnit};
use webhook_schema::{Diagnostic, Diagnostics, join};

use crate::bodies::{Members, members, sent_text};
use crate::called::Spelling;
use crate::definitions::{COMMON, Definitions, ENVELOPE};
use crate::deliveries;
use crate::documents::Documents;
use crate::found::{All, Found};
use crate::kept::{Shared, given_up, lacking, not_kept, shared};
use crate::options::{Bodies, Fields, Options};
use crate::{rules, times};

/// What is around the payloads of a catalog.
pub(crate) struct Envelope {
    pub fields: Fields,
    pub bodies: Bodies,
    /// The reference to its schema, from an event's; `None` where events have nothing in common that a schema says.
    reference: Option<String>,
    /// What bodies have besides name and payload, where they are kept.
    shared: Shared,
    /// How bodies write the time, where they are kept.
    time_unit: TimeUnit,
    /// How deliveries are laid out, where somebody has said it.
    layout: Option<Layout>,
    /// Whether the documents are an exported catalog, in which each event has a schema of its own.
    is_exported: bool,
    /// What such a catalog says of its envelope.
    described: Option<String>,
}

/// Fields that envelopes in the wild have in place of ours: those of CloudEvents, and of others of the same shape.
const KNOWN: [[&str; 4]; 3] = [
    ["type", "data", "time", "id"],
    ["type", "data", "timestamp", "id"],
    ["event", "data", "created_at", "id"],
];

impl Envelope {
    /// Chooses what becomes of bodies: by what was asked for, by how deliveries are stated to be laid out, and else by what
    /// they have.
    pub fn choose(
        documents: &Documents,
        found: &All,
        options: &Options,
        stated: Option<&Layout>,
        is_new: bool,
        definitions: &mut Definitions,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let events = &found.events;
        let own = Fields::of(stated).with(&options.fields);
        let described = found.contract.as_ref().and_then(|contract| {
            let envelope = documents.value(contract.envelope.as_ref()?)?;
            envelope.get("description")?.as_str().map(str::to_owned)
        });
        let of = |bodies, fields, reference| Self {
            fields,
            bodies,
            reference,
            shared: Shared::default(),
            time_unit: TimeUnit::Rfc3339,
            layout: stated.cloned(),
            is_exported: found.contract.is_some(),
            described: described.clone(),
        };
        if let Some(layout) = stated.filter(|layout| layout.plain().is_none()) {
            let exported = found.contract.as_ref().and_then(|contract| contract.envelope.as_ref());
            let reference = match (is_new, exported, layout.schema.as_deref()) {
                (true, Some(exported), Some(_)) => Some(definitions.reference(documents, exported, COMMON)),
                (true, ..) | (false, _, None) => None,
                (false, exported, Some(own)) => {
                    exported.into_iter().for_each(|exported| definitions.is_at(exported, own));
                    Some(own.to_owned())
                }
            };
            return of(Bodies::Whole, own, reference);
        }
        let schema = stated.filter(|_| !is_new).and_then(|layout| layout.schema.as_deref());
        let reference = schema.map_or_else(|| format!("{COMMON}#/$defs/{ENVELOPE}"), str::to_owned);
        let wrapped = |fields| of(Bodies::Wrapped, fields, Some(reference.clone()));
        if options.bodies == Some(Bodies::Wrapped) || events.is_empty() {
            return wrapped(own);
        }
        let all: Vec<Members<'_>> = events.iter().map(|event| members(documents, &event.body)).collect();
        let mut candidates = vec![own.clone()];
        let are_fields_asked = options.fields.iter().any(Option::is_some);
        if stated.is_none() && !are_fields_asked {
            candidates.extend(KNOWN.map(|known| {
                let [name, data, time, id] = known.map(str::to_owned);
                Fields { name, data, time, id }
            }));
        }
        let have_all = |fields: &Fields| {
            let has_all = |members: &&Members<'_>| {
                fields.all().iter().all(|field| members.properties.contains_key(field))
            };
            all.iter().filter(has_all).count()
        };
        let is_asked = options.bodies == Some(Bodies::Kept);
        let mistakes = match candidates.iter().find(|fields| have_all(fields) == all.len()) {
            Some(fields) => {
                // What is given up should leave nothing behind.
                let mut tried = definitions.clone();
                match shared(documents, events, &all, fields, &mut tried) {
                    Ok(mut shared) => {
                        *definitions = tried;
                        let fields = fields.clone();
                        let stated = stated.and_then(|layout| layout.time.as_ref());
                        let time_unit = stated.map_or_else(
                            || times::unit(documents, events, &all, &fields.time),
                            |time| time.unit,
                        );
                        if let Some(time) = shared.fields.get_mut(&fields.time).filter(|_| is_new) {
                            let left_out = &mut definitions.left_out;
                            times::leave_out_others(time, time_unit, documents, &all, &fields.time, left_out);
                        }
                        let kept = of(Bodies::Kept, fields, Some(reference));
                        return Self { shared, time_unit, ..kept };
                    }
                    Err(difference) => vec![difference.mistake(documents)],
                }
            }
            None if is_asked || are_fields_asked => lacking(documents, events, &all, &own),
            // Where most bodies have an envelope, the others are told.
            None => {
                let most = candidates.iter().find(|fields| have_all(fields) * 2 > all.len());
                most.map(|fields| lacking(documents, events, &all, fields)).unwrap_or_default()
            }
        };
        for mistake in mistakes {
            diagnostics.push(if is_asked { not_kept(mistake) } else { given_up(mistake) });
        }
        wrapped(own)
    }

    /// The same for events that have got their names: a body that gives its event another name cannot be kept. Names that were
    /// asked for, one by one, are what is sent.
    pub fn for_names(
        self,
        documents: &Documents,
        events: &[Found],
        names: &[Option<String>],
        options: &Options,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let Some(pointer) = self.name_pointer().filter(|_| self.bodies == Bodies::Kept) else {
            return Some(self);
        };
        let other = events.iter().zip(names).find_map(|(event, name)| {
            let name = name.as_ref().filter(|name| !options.renamed.values().any(|asked| asked == *name))?;
            let sent = sent_text(documents, &event.body, &pointer).filter(|sent| sent != name)?;
            Some((event, name, sent))
        });
        let Some((event, name, sent)) = other else { return Some(self) };
        let field = &self.fields.name;
        let message = format!("`{field}` of this body is always `{sent}`, and the event is named `{name}`");
        let help = "name events after what is sent with `--name-from` or `--rename`, or the field that names them with \
                    `--type-field`";
        let mistake = documents.mistake(&rules::ENVELOPE, &event.body, message, help);
        let is_asked = options.bodies == Some(Bodies::Kept);
        diagnostics.push(if is_asked { not_kept(mistake) } else { given_up(mistake) });
        is_asked.then_some(self)
    }

    /// Whether each event is what the layout finds, as it is.
    pub fn is_whole(&self) -> bool {
        self.bodies == Bodies::Whole
    }

    /// Where bodies have the name, where it is all in one place of them.
    pub fn name_pointer(&self) -> Option<String> {
        match (self.bodies, self.layout.as_ref().map(|layout| &*layout.name)) {
            (Bodies::Kept | Bodies::Wrapped, _) => Some(join("", &self.fields.name)),
            (Bodies::Whole, Some([Place::Body(pointer)])) => Some(pointer.to_string()),
            (Bodies::Whole, _) => None,
        }
    }

    /// The name that deliveries of an event have, and whether a part of it is what the documents call the event.
    /// `spelling` is that of [`Self::spelling`].
    pub fn name_of(
        &self,
        documents: &Documents,
        event: &Found,
        spelling: &Spelling,
    ) -> Option<(String, bool)> {
        match &self.layout {
            Some(layout) if self.bodies == Bodies::Whole => {
                deliveries::name(documents, event, layout, spelling)
            }
            _ => Some((sent_text(documents, &event.body, &self.name_pointer()?)?, false)),
        }
    }

    /// How deliveries spell what the documents call events, as far as that shows.
    pub fn spelling(&self, documents: &Documents, events: &[Found]) -> Spelling {
        let layout = self.layout.as_ref().filter(|_| self.is_whole());
        layout.map(|layout| Spelling::learned(documents, events, layout)).unwrap_or_default()
    }

    /// Where the schema of an event has that of the payload.
    pub fn payload_pointer(&self) -> String {
        match self.bodies {
            Bodies::Kept | Bodies::Wrapped => join("/properties", &self.fields.data),
            Bodies::Whole => String::new(),
        }
    }

    /// Where in the example of an event a value is that the documents show.
    pub fn shown_pointer(&self) -> String {
        match self.bodies {
            Bodies::Wrapped => join("", &self.fields.data),
            Bodies::Kept | Bodies::Whole => String::new(),
        }
    }

    /// What is wrong with the time of a body that is kept, with where that is, if it is surely in another unit.
    pub fn in_other_unit(&self, body: &Value) -> Option<(String, String)> {
        let pointer = join("", &self.fields.time);
        let found = webhook_catalog::in_other_unit(self.time_unit, body.pointer(&pointer)?)?;
        Some((pointer, found))
    }

    /// The mistake in an event whose deliveries do not have its name where those of others do.
    pub fn nameless(&self, documents: &Documents, event: &Found, name: &str) -> Diagnostic {
        let pointer = self.name_pointer().unwrap_or_default();
        let message = format!("this body has no `{pointer}`, where deliveries have the name of an event");
        let help = format!("describe it in `properties`, or leave the event out with `--skip {name}`");
        documents.mistake(&rules::ENVELOPE, &event.body, message, help)
    }
}

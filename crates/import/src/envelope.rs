//! What is around payloads: the one place that knows which envelopes a catalog can have.
//!
//! The plain one is an object with a name, an id, a time and the payload, each in a field of its own. Bodies that have these are
//! kept; all others become the payload of such an envelope, which the provider does not send. Where somebody says how deliveries
//! are laid out in another way, each event is what that finds in a delivery, as it is.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use webhook_contract::signature::Location as Place;
use webhook_contract::{BodyForm, Layout, NamePart};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, join, parent, tokens};

use crate::bodies::{Members, constant, members, said_at};
use crate::called::Spelling;
use crate::definitions::{COMMON, Definitions, ENVELOPE};
use crate::deliveries;
use crate::documents::Documents;
use crate::found::{All, Found};
use crate::kept::{given_up, lacking, not_kept, shared};
use crate::options::{Bodies, Fields, Options};
use crate::rules;

/// What is around the payloads of a catalog.
pub(crate) struct Envelope {
    pub fields: Fields,
    pub bodies: Bodies,
    /// The reference to its schema, from an event's; `None` where events have nothing in common that a schema says.
    reference: Option<String>,
    /// What all bodies have besides name and payload, where they are kept.
    shared: IndexMap<String, Value>,
    required: Vec<String>,
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
            shared: IndexMap::new(),
            required: Vec::new(),
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
        if stated.is_none() && options.fields.iter().all(Option::is_none) {
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
                    Ok((shared, required)) => {
                        *definitions = tried;
                        let fields = fields.clone();
                        return Self { shared, required, ..of(Bodies::Kept, fields, Some(reference)) };
                    }
                    Err(difference) => vec![difference.mistake(documents)],
                }
            }
            None if is_asked => lacking(documents, events, &all, &own),
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
            let sent = constant(documents, &event.body, &pointer).filter(|sent| sent != name)?;
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
            _ => Some((constant(documents, &event.body, &self.name_pointer()?)?, false)),
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

    /// The schema of the envelope, for a catalog that has none; `None` where each event is the whole body.
    pub fn schema(&self) -> Option<Value> {
        let Fields { name, data, time, id } = &self.fields;
        let mut properties = match self.bodies {
            Bodies::Whole => return None,
            Bodies::Kept => self.shared.clone(),
            Bodies::Wrapped => IndexMap::from_iter([
                (
                    id.clone(),
                    json!({ "description": "Identifies the event.", "type": "string", "minLength": 1 }),
                ),
                (
                    time.clone(),
                    json!({ "description": "When the event happened.", "type": "string", "format": "date-time" }),
                ),
            ]),
        };
        properties.insert(
            name.clone(),
            json!({ "description": "Name of the event.", "type": "string", "minLength": 1 }),
        );
        properties.insert(
            data.clone(),
            json!({ "description": "The payload, in the shape that the event's own schema gives it." }),
        );
        let mut required: Vec<&str> = vec![id, name, time, data];
        required.extend(
            self.required.iter().map(String::as_str).filter(|field| !self.fields.all().contains(field)),
        );
        let description = match (self.bodies, &self.described) {
            (Bodies::Kept, Some(described)) => described,
            (Bodies::Kept | Bodies::Whole, _) => "What every delivered body has around its payload.",
            (Bodies::Wrapped, _) => {
                "Placeholder: what a plain catalog has around payloads. The provider sends bodies in another form."
            }
        };
        Some(json!({
            "description": description,
            "type": "object",
            "required": required,
            "properties": properties.into_iter().collect::<Map<_, _>>(),
        }))
    }

    /// The schema of an event, with the schema that its payload is made of.
    pub fn event(
        &self,
        documents: &Documents,
        name: &str,
        event: &Found,
        definitions: &mut Definitions,
    ) -> (Map<String, Value>, Location) {
        let body = &event.body;
        let mut parts = match self.bodies {
            // An export has a component for each event, which is that event's schema.
            Bodies::Whole if self.is_exported => vec![target(documents, body)],
            Bodies::Wrapped | Bodies::Whole => vec![body.clone()],
            Bodies::Kept => payload(documents, body, &self.fields.data),
        };
        let branch = event.branch.as_ref().filter(|_| self.bodies != Bodies::Kept);
        let convert = |part: &Location| match branch {
            Some((keys, branch)) => definitions.convert_with(documents, part, (keys, branch), COMMON),
            None => definitions.convert(documents, part, COMMON),
        };
        let mut payload: Vec<Value> = parts.iter().map(convert).collect();
        let payload = if payload.len() == 1 { payload.remove(0) } else { json!({ "allOf": payload }) };
        if self.bodies == Bodies::Whole {
            let mut schema = match payload {
                Value::Object(schema) => schema,
                // A switch, which the other keywords of a file cannot stand next to.
                switch => Map::from_iter([("allOf".to_owned(), json!([switch]))]),
            };
            if let Some(reference) = &self.reference {
                include(&mut schema, reference);
            }
            return (schema, parts.remove(0));
        }
        let mut schema = Map::new();
        schema.insert("allOf".to_owned(), json!([{ "$ref": self.reference }]));
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("required".to_owned(), json!([self.fields.name, self.fields.data]));
        schema.insert(
            "properties".to_owned(),
            json!({
                &*self.fields.name: { "description": "Name of this event.", "const": name },
                &*self.fields.data: payload,
            }),
        );
        (schema, parts.into_iter().next().unwrap_or_else(|| body.clone()))
    }

    /// The example of an event with a payload; of one that is laid out in another way, the payload is the event.
    pub fn delivery(&self, name: &str, payload: &Value, number: usize) -> Value {
        if self.bodies == Bodies::Whole {
            return payload.clone();
        }
        json!({
            &*self.fields.id: format!("evt-{number}"),
            &*self.fields.name: name,
            &*self.fields.time: "2026-01-02T03:04:05Z",
            &*self.fields.data: payload,
        })
    }

    /// An event with the parts of its name in it that are in the body and that its schema leaves open.
    pub fn named(&self, documents: &Documents, event: &Found, name: &str, mut body: Value) -> Value {
        let Some(layout) = self.layout.as_ref().filter(|_| self.bodies == Bodies::Whole) else { return body };
        let texts: Vec<Option<String>> = layout
            .name
            .iter()
            .map(|place| match place {
                Place::Body(pointer) => constant(documents, &event.body, &pointer.to_string()),
                _ => None,
            })
            .collect();
        let known: Vec<NamePart<'_>> =
            texts.iter().map(|text| text.as_deref().map_or(NamePart::Unknown, NamePart::Known)).collect();
        let parts = layout.name_parts(name, &known).unwrap_or_default();
        for (place, part) in layout.name.iter().zip(parts) {
            let (Place::Body(pointer), Some(part)) = (place, part) else { continue };
            let pointer = pointer.to_string();
            if let Some(own) = body.pointer_mut(&pointer) {
                *own = part.into();
                continue;
            }
            // One that may be left out is there in what is delivered.
            let is_described = !said_at(documents, &event.body, &pointer).is_empty();
            let around = body.pointer_mut(parent(&pointer)).filter(|_| is_described);
            if let (Some(Value::Object(around)), Some(key)) = (around, tokens(&pointer).last()) {
                around.insert(key, part.into());
            }
        }
        body
    }

    /// Where in the example of an event a value is that the documents show.
    pub fn shown_pointer(&self) -> String {
        match self.bodies {
            Bodies::Wrapped => join("", &self.fields.data),
            Bodies::Kept | Bodies::Whole => String::new(),
        }
    }

    /// The mistake in an event whose deliveries do not have its name where those of others do.
    pub fn nameless(&self, documents: &Documents, event: &Found, name: &str) -> Diagnostic {
        let pointer = self.name_pointer().unwrap_or_default();
        let message = format!("this body has no `{pointer}`, where deliveries have the name of an event");
        let help = format!("describe it in `properties`, or leave the event out with `--skip {name}`");
        documents.mistake(&rules::ENVELOPE, &event.body, message, help)
    }

    /// What an index says of a layout that is not plain.
    fn describe_whole(&self, envelope: &mut Value, is_asked: bool) {
        let Some(layout) = &self.layout else { return };
        if is_asked {
            let parts: Vec<String> = layout.name.iter().map(Place::to_string).collect();
            *envelope = json!({ "name": parts });
            if layout.body != BodyForm::Json {
                envelope["body"] = json!(layout.body.to_string());
            }
        }
        match (&self.reference, envelope.as_object_mut()) {
            (Some(reference), Some(envelope)) => drop(envelope.insert("schema".to_owned(), json!(reference))),
            (None, Some(envelope)) => drop(envelope.shift_remove("schema")),
            _ => {}
        }
    }

    /// How the time is written, by its schema.
    fn unit(&self) -> &'static str {
        let time = self.shared.get(&self.fields.time);
        let is_number = time.is_some_and(|time| ["integer", "number"].iter().any(|ty| time["type"] == **ty));
        if is_number { "s" } else { "rfc3339" }
    }

    /// What an index says of it.
    /// `is_asked` says that only the place of the name is known.
    pub fn describe(&self, index: &mut Value, is_asked: bool) {
        if self.bodies == Bodies::Whole {
            self.describe_whole(&mut index["contract"]["envelope"], is_asked);
            return;
        }
        if let (Some(_), Bodies::Kept) = (&self.layout, self.bodies) {
            index["contract"]["envelope"]["schema"] = json!(self.reference);
            return;
        }
        let Fields { name, data, time, id } = &self.fields;
        let place = |field: &str| format!("body:{}", join("", field));
        // CloudEvents are told apart by both.
        let is_cloud = self.shared.contains_key("source") && self.shared.contains_key("specversion");
        let parts: Vec<String> = is_cloud.then_some("source").into_iter().chain([&**id]).map(place).collect();
        index["contract"]["envelope"] = json!({
            "schema": self.reference,
            "name": [place(name)],
            "id": parts,
            "time": { "in": place(time), "unit": self.unit() },
            "data": place(data),
        });
    }
}

/// Where the schema is in the end that one is nothing but references to.
fn target(documents: &Documents, body: &Location) -> Location {
    documents.follow(body.clone(), &mut Diagnostics::new()).map_or_else(|| body.clone(), |(place, _)| place)
}

/// Has a schema include another, unless it does.
fn include(schema: &mut Map<String, Value>, reference: &str) {
    let own = json!({ "$ref": reference });
    if schema.get("$ref") == own.get("$ref") {
        return;
    }
    match schema.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(all) if all.contains(&own) => {}
        Some(all) => all.insert(0, own),
        None => drop(schema.insert("allOf".to_owned(), json!([own]))),
    }
}

/// What is said of the payload of a body: everything, unless it only says that there is one.
fn payload(documents: &Documents, body: &Location, field: &str) -> Vec<Location> {
    let members = members(documents, body);
    let all = members.properties.get(field).map(Vec::as_slice).unwrap_or_default();
    let says_more = |schema: &&&Schema| {
        schema.keywords.iter().any(|keyword| !keyword.is_annotation() && *keyword != Keyword::Type)
    };
    let telling: Vec<Location> = all.iter().filter(says_more).map(|schema| schema.location.clone()).collect();
    match telling.is_empty() {
        true => all.last().map(|schema| schema.location.clone()).into_iter().collect(),
        false => telling,
    }
}

//! What is around payloads: the one place that knows which envelopes a catalog can have.
//!
//! The plain one is an object with a name, an id, a time and the payload, each in a field of its own. Bodies that have these are
//! kept; all others become the payload of such an envelope, which the provider does not send. Where somebody says how deliveries
//! are laid out in another way, each event is the whole body.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use webhook_contract::Layout;
use webhook_contract::signature::Location as Place;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostics, Location, join};

use crate::bodies::{Members, constant, members};
use crate::definitions::{COMMON, Definitions, ENVELOPE};
use crate::documents::Documents;
use crate::found::Found;
use crate::kept::{given_up, lacking, not_kept, shared};
use crate::options::{Bodies, Fields, Options, layout};
use crate::rules;

/// What is around the payloads of a catalog.
pub(crate) struct Envelope {
    pub fields: Fields,
    pub bodies: Bodies,
    /// The reference to its schema, from an event's.
    pub reference: String,
    /// What all bodies have besides name and payload, where they are kept.
    shared: IndexMap<String, Value>,
    required: Vec<String>,
    /// Where the name is, where bodies are whole.
    name: Vec<Place>,
}

/// Fields that envelopes in the wild have in place of ours: those of CloudEvents, and of others of the same shape.
const KNOWN: [[&str; 4]; 3] = [
    ["type", "data", "time", "id"],
    ["type", "data", "timestamp", "id"],
    ["event", "data", "created_at", "id"],
];

impl Envelope {
    /// Chooses what becomes of bodies: by what was asked for, and else by what they have. `has_index` says that an index is
    /// there already, whose fields count.
    pub fn choose(
        documents: &Documents,
        events: &[Found],
        options: &Options,
        index: &Value,
        has_index: bool,
        definitions: &mut Definitions,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let own = Fields::of_index(index).with(&options.fields);
        if let Some(name) = names_of_whole(options, index, has_index) {
            return Self {
                fields: own,
                bodies: Bodies::Whole,
                reference: String::new(),
                shared: IndexMap::new(),
                required: Vec::new(),
                name,
            };
        }
        let reference = match has_index {
            true => index
                .pointer("/contract/envelope/schema")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            false => format!("{COMMON}#/$defs/{ENVELOPE}"),
        };
        let wrapped = |fields| Self {
            fields,
            bodies: Bodies::Wrapped,
            reference: reference.clone(),
            shared: IndexMap::new(),
            required: Vec::new(),
            name: Vec::new(),
        };
        if options.bodies == Some(Bodies::Wrapped) || events.is_empty() {
            return wrapped(own);
        }
        let all: Vec<Members<'_>> = events.iter().map(|event| members(documents, &event.body)).collect();
        let mut candidates = vec![own.clone()];
        if !has_index && options.fields.iter().all(Option::is_none) {
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
                        return Self {
                            fields,
                            bodies: Bodies::Kept,
                            reference,
                            shared,
                            required,
                            name: Vec::new(),
                        };
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

    /// Where bodies have the name, where it is all in one place of them.
    pub fn name_pointer(&self) -> Option<String> {
        match (self.bodies, self.name.as_slice()) {
            (Bodies::Kept | Bodies::Wrapped, _) => Some(join("", &self.fields.name)),
            (Bodies::Whole, [Place::Body(pointer)]) => Some(pointer.to_string()),
            (Bodies::Whole, _) => None,
        }
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
        let description = match self.bodies {
            Bodies::Kept | Bodies::Whole => "What every delivered body has around its payload.",
            Bodies::Wrapped => {
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
        body: &Location,
        definitions: &mut Definitions,
    ) -> (Map<String, Value>, Location) {
        let parts = match self.bodies {
            Bodies::Wrapped | Bodies::Whole => vec![body.clone()],
            Bodies::Kept => payload(documents, body, &self.fields.data),
        };
        let mut payload: Vec<Value> =
            parts.iter().map(|part| definitions.convert(documents, part, COMMON)).collect();
        let payload = if payload.len() == 1 { payload.remove(0) } else { json!({ "allOf": payload }) };
        if self.bodies == Bodies::Whole {
            let schema = match payload {
                Value::Object(schema) => schema,
                // A switch, which the other keywords of a file cannot stand next to.
                switch => Map::from_iter([("allOf".to_owned(), json!([switch]))]),
            };
            return (schema, body.clone());
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

    /// A delivery of a payload.
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

    /// How the time is written, by its schema.
    fn unit(&self) -> &'static str {
        let time = self.shared.get(&self.fields.time);
        let is_number = time.is_some_and(|time| ["integer", "number"].iter().any(|ty| time["type"] == **ty));
        if is_number { "s" } else { "rfc3339" }
    }

    /// What an index says of it.
    pub fn describe(&self, index: &mut Value) {
        if self.bodies == Bodies::Whole {
            let parts: Vec<String> = self.name.iter().map(Place::to_string).collect();
            index["contract"]["envelope"] = json!({ "name": parts });
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

/// Where deliveries have the name of an event that is the whole body: by what was asked for, or by an index that is there
/// already. `None` where the envelope is a plain one.
fn names_of_whole(options: &Options, index: &Value, has_index: bool) -> Option<Vec<Place>> {
    match has_index {
        true => {
            layout(index).filter(|layout| Layout::plain(layout).is_none()).map(|layout| layout.name.to_vec())
        }
        false => options.name_in.clone().map(|place| vec![place]),
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

//! What of an envelope is in the files of a catalog: its schema, what events have around their payloads, and the index.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use webhook_contract::signature::Location as Place;
use webhook_contract::{BodyForm, Layout, NamePart, TimeUnit};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostics, Location, join, parent, tokens};

use super::Envelope;
use crate::bodies::{constant, members, said_at};
use crate::definitions::{COMMON, Definitions, ENVELOPE};
use crate::documents::Documents;
use crate::found::Found;
use crate::narrowed::Said;
use crate::options::{Bodies, Fields};
use crate::times;

impl Envelope {
    /// The schema of the envelope, for a catalog that has none; `None` where each event is the whole body.
    pub fn schema(&self) -> Option<Value> {
        let Fields { name, data, time, id } = &self.fields;
        let mut properties = match self.bodies {
            Bodies::Whole => return None,
            Bodies::Kept => self.shared.fields.clone(),
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
            self.shared
                .required
                .iter()
                .map(String::as_str)
                .filter(|field| !self.fields.all().contains(field)),
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

    /// The schema of the envelope in a catalog that has one, with what bodies say of the fields next to name and payload; `None`
    /// where these are not kept, or the catalog has its own elsewhere.
    pub fn updated(&self, own: &Value) -> Option<Value> {
        let is_ours = self.reference.as_deref() == Some(&*format!("{COMMON}#/$defs/{ENVELOPE}"));
        if self.bodies != Bodies::Kept || !is_ours {
            return None;
        }
        let mut schema = own.clone();
        // What documents do not have any more may be left out, unless the index names it: examples that are there may show it.
        let scope = self.layout.as_ref().and_then(Layout::plain).and_then(|plain| plain.scope);
        let is_named = |field: &str| self.fields.all().contains(&field) || scope == Some(field);
        let properties = schema.get_mut("properties")?.as_object_mut()?;
        properties.extend(self.shared.fields.iter().map(|(field, said)| (field.clone(), said.clone())));
        let required = schema.get_mut("required")?.as_array_mut()?;
        let is_required = |field: &Value| self.shared.required.iter().any(|own| own == field);
        required.retain(|field| field.as_str().is_some_and(is_named) || is_required(field));
        for field in &self.shared.required {
            if !required.iter().any(|own| own == field) {
                required.push(json!(field));
            }
        }
        Some(schema)
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
        let mut properties = Map::new();
        properties
            .insert(self.fields.name.clone(), json!({ "description": "Name of this event.", "const": name }));
        for (field, said) in self.narrowed(event) {
            let mut said: Vec<Value> = said.iter().map(|(_, part)| part.clone()).collect();
            let said = if said.len() == 1 { said.remove(0) } else { json!({ "allOf": said }) };
            properties.insert(field.clone(), said);
        }
        properties.insert(self.fields.data.clone(), payload);
        schema.insert("properties".to_owned(), properties.into());
        (schema, parts.into_iter().next().unwrap_or_else(|| body.clone()))
    }

    /// What the body of an event says of fields next to the payload beyond what all bodies say.
    fn narrowed(&self, event: &Found) -> &[(String, Said)] {
        self.shared.narrowed.get(&event.body).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where that is in the schema of the event, with where the documents say it.
    pub fn narrowed_at<'e>(&'e self, event: &'e Found) -> impl Iterator<Item = (String, &'e Location)> {
        self.narrowed(event).iter().flat_map(|(field, said)| {
            let at = join("/properties", field);
            said.iter().enumerate().map(move |(number, (source, _))| match said.len() {
                1 => (at.clone(), source),
                _ => (format!("{at}/allOf/{number}"), source),
            })
        })
    }

    /// The example of an event with an id and a payload; of one that is laid out in another way, the payload is the event.
    pub fn delivery(&self, name: &str, payload: &Value, id: &str) -> Value {
        if self.bodies == Bodies::Whole {
            return payload.clone();
        }
        json!({
            &*self.fields.id: id,
            &*self.fields.name: name,
            &*self.fields.time: "2026-01-02T03:04:05Z",
            &*self.fields.data: payload,
        })
    }

    /// An event with the parts of its name in it that are in the body and that its schema leaves open.
    pub fn named(&self, documents: &Documents, event: &Found, name: &str, mut body: Value) -> Value {
        let Some(layout) = self.layout.as_ref().filter(|_| self.bodies == Bodies::Whole) else {
            return times::in_unit(body, self.time_unit, &self.fields.time);
        };
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
        let unit = match self.time_unit {
            TimeUnit::Seconds => "s",
            TimeUnit::Milliseconds => "ms",
            TimeUnit::Rfc3339 => "rfc3339",
        };
        // CloudEvents are told apart by both.
        let is_cloud = ["source", "specversion"].iter().all(|field| self.shared.fields.contains_key(*field));
        let parts: Vec<String> = is_cloud.then_some("source").into_iter().chain([&**id]).map(place).collect();
        index["contract"]["envelope"] = json!({
            "schema": self.reference,
            "name": [place(name)],
            "id": parts,
            "time": { "in": place(time), "unit": unit },
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

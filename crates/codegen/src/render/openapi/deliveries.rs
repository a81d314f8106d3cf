//! What of a delivery is neither the same for all providers nor said by an event's schema: where the parts of a name and an id
//! are, what is around an event in the body, and what has to be answered.

use serde_json::{Map, Value, json};
use webhook_contract::{AnswerBody, AnswerPiece, AnswerRule, BodyForm, Layout, Location as Place, TimeUnit};
use webhook_schema::Location;

use super::object;
use crate::components::ANY_EVENT;
use crate::ir::{Event, Ir};
use crate::request::{self, Around};
use crate::words::handshakes;
use crate::words::layout::FORM;

/// Whether a body is one event in JSON, and nothing else.
pub fn is_whole_body(layout: &Layout) -> bool {
    layout.body == BodyForm::Json && layout.events().is_none()
}

/// The parts of an event's name that are outside of the body, as they are with its example.
pub fn name_parameters(ir: &Ir<'_>, event: &Event<'_>, example: &Value) -> Vec<Value> {
    let layout = &ir.index.contract.envelope;
    let parts = webhook_catalog::name_outside(layout, &event.entry.name, example).into_iter();
    let what = if layout.name.len() == 1 { "The event's name." } else { "A part of the event's name." };
    parts
        .filter_map(|(place, text)| parameter(place, what, json!({ "type": "string", "const": text })))
        .collect()
}

/// What else a layout has outside of the body, by what it is for.
pub fn parameters(layout: &Layout) -> Vec<(String, Value)> {
    let text = || json!({ "type": "string", "minLength": 1 });
    let id = match layout.id.len() {
        1 => "Identifies the event.",
        _ => "A part of what identifies the event.",
    };
    let ids = layout.id.iter().zip(1..).map(|(place, number)| {
        let number = if number == 1 { String::new() } else { format!("{number}") };
        (format!("EventId{number}"), parameter(place, id, text()))
    });
    let time = layout.time.iter().map(|time| {
        let said = format!("When the event happened, in {}.", time.unit);
        let schema = match time.unit {
            TimeUnit::Rfc3339 => json!({ "type": "string", "format": "date-time" }),
            TimeUnit::Seconds | TimeUnit::Milliseconds => json!({ "type": "string", "pattern": "^[0-9]+$" }),
        };
        ("EventTime".to_owned(), parameter(&time.location, &said, schema))
    });
    let one = |name: &str, place: &Option<Place>, said: &str| {
        (name.to_owned(), place.as_ref().and_then(|place| parameter(place, said, text())))
    };
    let others = [
        one("EventVersion", &layout.version, "The version that the payload is written in."),
        one("DeliveryAttempt", &layout.delivery, "Identifies the attempt to deliver, not the event."),
    ];
    ids.chain(time).chain(others).filter_map(|(name, parameter)| Some((name, parameter?))).collect()
}

/// A parameter; `None` for what is in the body.
pub fn parameter(place: &Place, description: &str, schema: Value) -> Option<Value> {
    let (at, name) = match place {
        Place::Header(name) => ("header", name.to_string()),
        Place::NumberedHeader { before, after } => ("header", format!("{before}1{after}")),
        Place::Query(name) => ("query", name.to_string()),
        Place::Body(_) => return None,
    };
    Some(json!({ "name": name, "in": at, "required": true, "description": description, "schema": schema }))
}

/// The body of a delivery that has an event in it, by its media type, with the event's example.
pub fn content(ir: &Ir<'_>, event: &Event<'_>, example: Value) -> Value {
    let layout = &ir.index.contract.envelope;
    let own = ir.components.reference(&Location::new(event.entry.schema_file(), ""));
    let any = json!({ "$ref": format!("#/components/schemas/{ANY_EVENT}") });
    let around = request::around(layout).rev();
    // Of the events in a list, one is this.
    let (_, schema) = around.fold((any, own), |(any, own), around| match around {
        Around::Field(key) => (object_with(key, any), object_with(key, own)),
        Around::Item => {
            let list = json!({ "type": "array", "items": any });
            (list, json!({ "type": "array", "items": any, "contains": own }))
        }
    });
    media(layout, schema, Some(request::body(layout, example)))
}

/// A body by its media type. In a form, a field may have JSON in it.
pub fn media(layout: &Layout, schema: Value, example: Option<Value>) -> Value {
    let media_type = if layout.body == BodyForm::Json { "application/json" } else { FORM };
    let mut media = json!({ "schema": schema });
    if let Some(example) = example {
        media["example"] = example;
    }
    if let BodyForm::JsonInForm(name) = &layout.body {
        media["encoding"] = object([(name.to_string(), json!({ "contentType": "application/json" }))]);
    }
    object([(media_type.to_owned(), media)])
}

/// An object with a field that is always there.
pub fn object_with(key: &str, schema: Value) -> Value {
    json!({
        "type": "object",
        "required": [key],
        "properties": Map::from_iter([(key.to_owned(), schema)]),
    })
}

/// An answer that is asked for.
pub fn response(rule: &AnswerRule) -> Value {
    const TYPE: &str = "content-type";
    let mut response = json!({ "description": format!("Answer with {}.", handshakes::answer(rule)) });
    let is_type = |name: &str| name.eq_ignore_ascii_case(TYPE);
    let headers = rule.headers.iter().filter(|(name, _)| !is_type(name));
    let headers: Map<String, Value> = headers
        .map(|(name, _)| (name.to_string(), json!({ "required": true, "schema": { "type": "string" } })))
        .collect();
    if !headers.is_empty() {
        response["headers"] = headers.into();
    }
    if let Some(body) = &rule.body {
        let (usual, text) = match body {
            AnswerBody::Text(text) => ("text/plain", text),
            AnswerBody::Json(text) => ("application/json", text),
        };
        let is_fixed = text.pieces().iter().all(|piece| matches!(piece, AnswerPiece::Text(_)));
        let schema = match body {
            AnswerBody::Text(text) if is_fixed => json!({ "type": "string", "const": text.to_string() }),
            AnswerBody::Text(_) => json!({ "type": "string" }),
            AnswerBody::Json(text) => match serde_json::from_str::<Value>(&text.to_string()) {
                Ok(value) if is_fixed => json!({ "const": value }),
                _ => json!({}),
            },
        };
        let stated = rule.headers.iter().find(|(name, _)| is_type(name));
        let media_type = stated.map_or_else(|| usual.to_owned(), |(_, value)| value.to_string());
        response["content"] = object([(media_type, json!({ "schema": schema }))]);
    }
    response
}

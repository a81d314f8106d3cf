//! What entries share, each once: headers, parameters, answers, security schemes and schemas.
//!
//! A header goes by what it is for, because two may have one name, and a name may have letters that no component has;
//! a parameter of a path goes by its own name, an answer by its status.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};
use webhook_contract::{
    Contract, EventReplay, Location as Place, Piece, Responses, RetryRule, SignatureRule, TimeLocation,
    TimeUnit, TimestampRule,
};
use webhook_schema::Location;

use super::info::NOT_STATED;
use super::{OneByOne, object};
use crate::components::ANY_EVENT;
use crate::ir::Ir;
use crate::ir::api::Api;
use crate::words::consequence;

/// The security scheme of a delivery.
pub const SIGNATURE: &str = "signature";
/// The security scheme of the endpoint API.
pub const BEARER: &str = "bearer";
/// The header of a replay's key.
pub const IDEMPOTENCY_KEY: &str = "IdempotencyKey";

/// Everything that entries share, by kind, as it is written.
pub struct Shared<'i>(pub &'i Ir<'i>);

impl Serialize for Shared<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ir) = self;
        let contract = &ir.index.contract;
        let mut parameters: Map<String, Value> =
            headers(contract).into_iter().map(|(name, header)| (name.to_owned(), header)).collect();
        let mut schemes = Map::from_iter([(SIGNATURE.to_owned(), signature(contract))]);
        if let Some(api) = &ir.api {
            parameters.extend(of_paths(ir, api));
            let replay =
                contract.replay.as_ref().and_then(|replay| replay.event.as_ref()).map(idempotency_header);
            parameters.extend(replay.map(|header| (IDEMPOTENCY_KEY.to_owned(), header)));
            schemes.insert(BEARER.to_owned(), bearer(api));
        }
        let responses = outcomes(contract)
            .into_iter()
            .map(|(_, name, description)| (name, json!({ "description": description })));
        let mut components = serializer.serialize_map(None)?;
        components.serialize_entry("securitySchemes", &schemes)?;
        components.serialize_entry("parameters", &parameters)?;
        components.serialize_entry("responses", &object(responses))?;
        components.serialize_entry("schemas", &OneByOne(|| schemas(ir)))?;
        components.end()
    }
}

fn bearer(api: &Api<'_>) -> Value {
    let authentication = &api.entry.authentication;
    let mut scheme = json!({ "type": "http", "scheme": "bearer" });
    if let Some(format) = &authentication.format {
        scheme["bearerFormat"] = format.as_str().into();
    }
    scheme["description"] = authentication.description.as_str().into();
    scheme
}

/// The headers of a delivery by what they are for: those that the signature rule has in headers, and the id's.
pub fn headers(contract: &Contract) -> Vec<(&'static str, Value)> {
    let (key, rule) = (&contract.idempotency_key, &contract.signature);
    let mut headers = Vec::new();
    if let Some(name) = &key.header {
        let same = contract.envelope.id_field().map(|field| format!(": the same as `{field}` of the body"));
        let id = format!("Identifies the event{}.", same.unwrap_or_default());
        headers.push(("WebhookId", header(name, &id, json!({ "type": "string", "minLength": 1 }))));
    }
    if let (Some(name), Some(timestamp)) = (rule.timestamp_header(), &rule.timestamp) {
        headers.push(("WebhookTimestamp", time_header(name, timestamp)));
    }
    if let Some(name) = rule.signature_header() {
        let message = rule.message.as_ref().map_or_else(
            || "What proves that the provider has sent it.".to_owned(),
            |message| format!("The signature of `{message}`."),
        );
        let mut schema = json!({ "type": "string" });
        // Other items may stand next to the signature.
        if rule.algorithm.signs() && rule.pair.as_deref().is_none_or(|pair| pair == "=") && !has_items(rule) {
            let label = rule.label().unwrap_or_default();
            schema["pattern"] = format!("^{label}{}$", rule.digest_pattern()).into();
        }
        headers.push(("WebhookSignature", header(name, &message, schema)));
    }
    headers
}

/// Whether a value of the signature header has more in it than signatures.
fn has_items(rule: &SignatureRule) -> bool {
    let timed = matches!(&rule.timestamp, Some(TimestampRule { location: TimeLocation::Item(_), .. }));
    timed || rule.take.len() > 1
}

fn time_header(name: &str, timestamp: &TimestampRule) -> Value {
    let refused = match (timestamp.past, timestamp.future) {
        (Some(past), Some(future)) if past == future => {
            format!(" Refuse one that is more than {} seconds from your clock, either way.", past.as_secs())
        }
        (past, future) => {
            let past =
                past.map(|past| format!(" Refuse one that is more than {} seconds old.", past.as_secs()));
            let future = future.map(|future| {
                format!(" Refuse one that is more than {} seconds ahead of your clock.", future.as_secs())
            });
            format!("{}{}", past.unwrap_or_default(), future.unwrap_or_default())
        }
    };
    let description = format!("When this attempt was sent, in {}.{refused}", timestamp.unit);
    let schema = match timestamp.unit {
        TimeUnit::Rfc3339 => json!({ "type": "string", "format": "date-time" }),
        _ => json!({ "type": "string", "pattern": "^[1-9][0-9]*$" }),
    };
    header(name, &description, schema)
}

fn idempotency_header(replay: &EventReplay) -> Value {
    header(
        &replay.idempotency_header,
        "Chosen by the sender: the same key with the same body gives the first result again.",
        json!({ "type": "string", "minLength": 1, "maxLength": replay.idempotency_key_max_length }),
    )
}

fn header(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "header", "required": true, "description": description, "schema": schema })
}

/// Each class of HTTP answers to a delivery: its status as OpenAPI has it, the name of its component, and what follows.
/// An operation has to have one, so where nothing is stated, that is said of all.
pub fn outcomes(contract: &Contract) -> Vec<(String, String, String)> {
    let is_answer = |rule: &&RetryRule| matches!(rule.responses, Responses::Status(_) | Responses::Class(_));
    let rules = contract.retry.iter().flat_map(|retry| retry.rules.iter());
    let mut outcomes: Vec<_> = rules.filter(is_answer).map(outcome).collect();
    if outcomes.is_empty() {
        let what = format!("What follows an answer: {}", NOT_STATED.to_lowercase());
        outcomes.push(("default".to_owned(), "DeliveryDefault".to_owned(), what));
    }
    outcomes
}

fn outcome(rule: &RetryRule) -> (String, String, String) {
    let status = rule.responses.to_string().to_ascii_uppercase();
    let consequence = consequence(rule);
    let mut letters = consequence.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase()).into_iter();
    let description = first.chain(letters).chain(['.']).collect();
    (status.clone(), format!("Delivery{status}"), description)
}

/// OpenAPI has no scheme for signatures; the one for keys in a header says at least which header counts.
fn signature(contract: &Contract) -> Value {
    let rule = &contract.signature;
    let algorithm = rule.algorithm;
    let message = rule.message.as_ref().map_or_else(String::new, |message| {
        let timestamp =
            rule.timestamp_header().map(|name| format!("`{{timestamp}}` is the text of `{name}`"));
        let body = message.has(&Piece::Body).then(|| "`{body}` is the raw body".to_owned());
        let told: Vec<String> = timestamp.into_iter().chain(body).collect();
        let told = if told.is_empty() { String::new() } else { format!(", where {}", told.join(" and ")) };
        format!(" of `{message}`{told}")
    });
    let written = rule.encoding.map_or_else(String::new, |encoding| match rule.label() {
        Some(label) => format!(", written as `{label}` and the digest in {encoding}"),
        None => format!(", written in {encoding}"),
    });
    let key = &rule.key;
    let description = match algorithm.signs() {
        true => format!(
            "{algorithm}{message}{written}. The key is {key}. It is a signature to be verified, not a key to be looked up."
        ),
        false => "The secret itself: nothing is signed.".to_owned(),
    };
    let (place, name) = match rule.locations.first() {
        Some(Place::Query(name)) => ("query", name.to_string()),
        Some(Place::NumberedHeader { before, after }) => ("header", format!("{before}1{after}")),
        _ => ("header", rule.signature_header().unwrap_or_default().to_owned()),
    };
    json!({ "type": "apiKey", "in": place, "name": name, "description": description })
}

fn of_paths(ir: &Ir<'_>, api: &Api<'_>) -> impl Iterator<Item = (String, Value)> {
    api.parameters.iter().map(|parameter| {
        let value = json!({
            "name": parameter.name,
            "in": "path",
            "required": true,
            "description": parameter.description,
            "schema": ir.components.reference(&parameter.schema),
        });
        (parameter.name.to_owned(), value)
    })
}

/// Every schema by its name, in order of the names.
fn schemas<'i>(ir: &'i Ir<'_>) -> impl Iterator<Item = (&'i str, Value)> {
    let components = &ir.components;
    let mut places: BTreeMap<&str, Option<&Location>> =
        components.iter().map(|(name, place)| (name, Some(place))).collect();
    places.insert(ANY_EVENT, None);
    let events: BTreeSet<Location> =
        ir.events.iter().map(|event| Location::new(event.entry.schema_file(), "")).collect();
    places.into_iter().map(move |(name, place)| {
        let Some(place) = place else { return (name, any_event(ir)) };
        let mut schema = components.schema(place);
        if let Some(schema) = schema.as_object_mut() {
            describe_once(ir, place, events.contains(place), schema);
            // Its statuses differ by operation, and it is one body: the example is with the schema.
            if let Some(api) = ir.api.as_ref().filter(|api| api.error.schema == *place) {
                schema.insert("examples".to_owned(), json!([api.error.example]));
            }
        }
        (name, schema)
    })
}

/// Takes the name and the payload out of the envelope, where every event describes them itself: tools that make types of
/// both intersect them, and the envelope's payload, an object without declared properties, is nothing to them but `{}`.
fn describe_once(ir: &Ir<'_>, place: &Location, is_event: bool, schema: &mut Map<String, Value>) {
    let Some(plain) = ir.plain else { return };
    let keys = [plain.type_field, plain.data_field];
    // An envelope that is no component has nothing taken out of it, so that events need not say more.
    let Some(envelope) = ir.envelope_place.as_ref().filter(|place| ir.components.name_of(place).is_some())
    else {
        return;
    };
    if place == envelope {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.retain(|key, _| !keys.contains(&key.as_str()));
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|key| !keys.iter().any(|own| key == own));
        }
    }
    if is_event {
        let required = schema.entry("required").or_insert_with(|| json!([]));
        let Some(required) = required.as_array_mut() else { return };
        for key in keys {
            if !required.iter().any(|own| own == key) {
                required.push(key.into());
            }
        }
    }
}

/// A body of whichever event, told apart by the field that has its name.
fn any_event(ir: &Ir<'_>) -> Value {
    let places = ir.events.iter().map(|event| Location::new(event.entry.schema_file(), ""));
    let references: Vec<Value> = places.map(|place| ir.components.reference(&place)).collect();
    let names = ir.events.iter().map(|event| event.entry.name.clone());
    let mapping = names.zip(references.iter().map(|reference| reference["$ref"].clone()));
    json!({
        "description": "A delivered body of any event that this document knows.",
        "oneOf": references,
        "discriminator": {
            "propertyName": ir.plain.map_or("", |plain| plain.type_field),
            "mapping": mapping.collect::<Map<_, _>>(),
        },
    })
}

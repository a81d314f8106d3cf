//! What entries share, each once: headers, parameters, answers, security schemes and schemas.
//!
//! A header goes by what it is for, because two may have one name, and a name may have letters that no component has;
//! a parameter of a path goes by its own name, an answer by its status.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};
use webhook_contract::{
    Algorithm, Contract, EventReplay, Location as Place, Responses, RetryRule, SignatureRule, TimeLocation,
    TimeUnit, TimestampRule,
};
use webhook_schema::Location;

use super::info::NOT_STATED;
use super::{deliveries, object};
use crate::components::ANY_EVENT;
use crate::ir::api::Api;
use crate::ir::{Event, Ir, Keyword};
use crate::words::{consequence, signature as words};

/// The security scheme of a delivery.
const SIGNATURE: &str = "signature";
/// The security scheme of the endpoint API.
pub const BEARER: &str = "bearer";
/// The answer that a delivery needs.
pub const ACCEPTED: &str = "DeliveryAccepted";
/// The header of a replay's key.
pub const IDEMPOTENCY_KEY: &str = "IdempotencyKey";

/// Everything that entries share, by kind, as it is written.
pub struct Shared<'i>(pub &'i Ir<'i>);

impl Serialize for Shared<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ir) = self;
        let contract = &ir.index.contract;
        let mut parameters: Map<String, Value> = parameters(contract).into_iter().collect();
        let signature = signature(contract).map(|scheme| (SIGNATURE.to_owned(), scheme));
        let mut schemes: Map<String, Value> = signature.into_iter().collect();
        if let Some(api) = &ir.api {
            parameters.extend(of_paths(ir, api));
            let replay =
                contract.replay.as_ref().and_then(|replay| replay.event.as_ref()).map(idempotency_header);
            parameters.extend(replay.map(|header| (IDEMPOTENCY_KEY.to_owned(), header)));
            schemes.insert(BEARER.to_owned(), bearer(api));
        }
        let accepted = accepted(contract).map(|(_, response)| (ACCEPTED.to_owned(), response));
        let responses = outcomes(contract)
            .into_iter()
            .map(|(_, name, description)| (name, json!({ "description": description })))
            .chain(accepted);
        let mut components = serializer.serialize_map(None)?;
        components.serialize_entry("securitySchemes", &schemes)?;
        components.serialize_entry("parameters", &parameters)?;
        components.serialize_entry("responses", &object(responses))?;
        components.serialize_entry("schemas", &Schemas(ir))?;
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

/// What an operation says of its security.
pub fn security(contract: &Contract) -> Value {
    match signature(contract) {
        Some(_) => json!([{ SIGNATURE: [] }]),
        None => json!([]),
    }
}

/// The answer that a delivery needs, where that is more than a status of success: its status, and the response.
pub fn accepted(contract: &Contract) -> Option<(String, Value)> {
    let rule = contract.envelope.answer.ok.as_ref()?;
    Some((rule.status.to_string(), deliveries::response(rule)))
}

/// What a delivery has next to its body, by what it is for, without the parts of its event's name: those differ by event.
pub fn parameters(contract: &Contract) -> Vec<(String, Value)> {
    let mut parameters: Vec<(String, Value)> =
        headers(contract).into_iter().map(|(name, header)| (name.to_owned(), header)).collect();
    for (name, parameter) in deliveries::parameters(&contract.envelope) {
        if !parameters.iter().any(|(_, other)| is_same(other, &parameter)) {
            parameters.push((name, parameter));
        }
    }
    parameters
}

/// Whether two parameters are one.
fn is_same(one: &Value, other: &Value) -> bool {
    let name = |parameter: &Value| parameter["name"].as_str().unwrap_or_default().to_ascii_lowercase();
    one["in"] == other["in"] && name(one) == name(other)
}

/// The headers of a delivery by what they are for: those that the signature rule has in headers, and the id's.
fn headers(contract: &Contract) -> Vec<(&'static str, Value)> {
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
    // Of what the security scheme says, OpenAPI knows the header.
    let in_header = rule.signature_header().filter(|_| rule.algorithm != Algorithm::Basic);
    if let Some(name) = in_header {
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

/// OpenAPI has no scheme for signatures; the one for keys in a header says at least which header counts. There is none for
/// what is in a body.
fn signature(contract: &Contract) -> Option<Value> {
    let rule = &contract.signature;
    let algorithm = rule.algorithm;
    if algorithm == Algorithm::Basic {
        return Some(
            json!({ "type": "http", "scheme": "basic", "description": "The secret is `user:password`." }),
        );
    }
    let message = words::message(contract).map_or_else(String::new, |message| format!(" of {message}"));
    let written = rule.encoding.map_or_else(String::new, |encoding| match rule.label() {
        Some(label) => format!(", written as `{label}` and the digest in {encoding}"),
        None => format!(", written in {encoding}"),
    });
    let key = &rule.key;
    let description = match algorithm.signs() {
        true => format!(
            "{algorithm}{message}{written}. The {} is {key}. It is a signature to be verified, not a key to be looked up.",
            words::key(contract).to_lowercase()
        ),
        false => "The secret itself: nothing is signed.".to_owned(),
    };
    let (place, name) = match rule.locations.first() {
        Some(Place::Query(name)) => ("query", name.to_string()),
        Some(Place::NumberedHeader { before, after }) => ("header", format!("{before}1{after}")),
        _ => ("header", rule.signature_header()?.to_owned()),
    };
    Some(json!({ "type": "apiKey", "in": place, "name": name, "description": description }))
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

/// Every schema, made as it is written: of a large catalog, they would take more memory than all else.
struct Schemas<'i>(&'i Ir<'i>);

impl Serialize for Schemas<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(schemas(self.0))
    }
}

/// Every schema by its name, in order of the names.
fn schemas<'i>(ir: &'i Ir<'_>) -> impl Iterator<Item = (&'i str, Value)> {
    let components = &ir.components;
    let mut places: BTreeMap<&str, Option<&Location>> =
        components.iter().map(|(name, place)| (name, Some(place))).collect();
    places.insert(ANY_EVENT, None);
    let events: BTreeSet<Location> =
        ir.events.iter().map(|event| Location::new(event.entry.schema_file(), "")).collect();
    let keys = described_by_events(ir);
    places.into_iter().map(move |(name, place)| {
        let Some(place) = place else { return (name, any_event(ir)) };
        let mut schema = components.schema(place);
        if let Some(schema) = schema.as_object_mut() {
            describe_once(ir, place, events.contains(place), &keys, schema);
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
fn describe_once(
    ir: &Ir<'_>,
    place: &Location,
    is_event: bool,
    keys: &[&str],
    schema: &mut Map<String, Value>,
) {
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
    if is_event && !keys.is_empty() {
        let required = schema.entry("required").or_insert_with(|| json!([]));
        let Some(required) = required.as_array_mut() else { return };
        for key in keys {
            if !required.iter().any(|own| own == key) {
                required.push((*key).into());
            }
        }
    }
}

/// The fields of the name and of the payload, where every event describes them itself.
fn described_by_events<'i>(ir: &'i Ir<'_>) -> Vec<&'i str> {
    if let Some(plain) = ir.plain {
        return vec![plain.type_field, plain.data_field];
    }
    let payload = ir.index.contract.envelope.payload().first().map(|key| &**key);
    let has = |event: &Event<'_>, key: &str| {
        let schema = ir.components.at(&Location::new(event.entry.schema_file(), ""));
        let properties = schema.and_then(|schema| schema.map(Keyword::Properties));
        properties.is_some_and(|properties| properties.iter().any(|(name, _)| **name == *key))
    };
    let keys = ir.told_by().into_iter().chain(payload);
    keys.filter(|key| ir.events.iter().all(|event| has(event, key))).collect()
}

/// Any event. Where a field has its name, that tells which; elsewhere a body may be that of several.
fn any_event(ir: &Ir<'_>) -> Value {
    let places = ir.events.iter().map(|event| Location::new(event.entry.schema_file(), ""));
    let references: Vec<Value> = places.map(|place| ir.components.reference(&place)).collect();
    let names = ir.events.iter().map(|event| event.entry.name.clone());
    let mapping = names.zip(references.iter().map(|reference| reference["$ref"].clone()));
    let description = match deliveries::is_whole_body(&ir.index.contract.envelope) {
        true => "A delivered body of any event that this document knows.",
        false => "Any event that this document knows, as it is in a delivered body.",
    };
    let Some(name) = ir.told_by() else {
        return json!({ "description": description, "anyOf": references });
    };
    json!({
        "description": description,
        "oneOf": references,
        "discriminator": { "propertyName": name, "mapping": mapping.collect::<Map<_, _>>() },
    })
}

//! An entry per handshake: a request that delivers nothing, and the answer that it asks for.

use serde_json::{Map, Value, json};
use webhook_contract::{AnswerPiece, BodyForm, Condition, Expected, Handshake, Location as Place, Text};

use super::components::security;
use super::deliveries::{media, object_with, parameter, response};
use super::object;
use crate::ir::Ir;
use crate::words::handshakes::conditions;

/// The methods that OpenAPI has an operation for, and whether a request with it has a body.
const METHODS: [(&str, bool); 8] = [
    ("get", false),
    ("put", true),
    ("post", true),
    ("delete", false),
    ("options", false),
    ("head", false),
    ("patch", true),
    ("trace", false),
];

/// Each handshake by a name that no event has. One by a method that OpenAPI does not know is left out.
pub fn webhooks(ir: &Ir<'_>) -> Vec<(String, Value)> {
    let is_taken = |name: &String| ir.events.iter().any(|event| event.entry.name == *name);
    let numbered = (2..).map(|number| format!("handshake{number}"));
    let names = std::iter::once("handshake".to_owned()).chain(numbered).filter(|name| !is_taken(name));
    let handshakes = ir.index.contract.envelope.handshakes.iter();
    handshakes
        .zip(names)
        .filter_map(|(handshake, name)| Some((name.clone(), entry(ir, handshake, &name)?)))
        .collect()
}

fn entry(ir: &Ir<'_>, handshake: &Handshake, name: &str) -> Option<Value> {
    let contract = &ir.index.contract;
    let method = handshake.when.iter().find_map(|condition| match condition {
        Condition::Method(method) => Some(method.to_ascii_lowercase()),
        Condition::Value { .. } => None,
    });
    let method = method.unwrap_or_else(|| "post".to_owned());
    let (method, has_body) = METHODS.into_iter().find(|(own, _)| *own == method)?;
    let mut operation = json!({
        "operationId": name,
        "summary": "A handshake",
        "description": format!(
            "A request that delivers nothing, and asks for a certain answer: where {}.",
            conditions(handshake)
        ),
        "x-handshake": true,
        "security": if handshake.signed { security(contract) } else { json!([]) },
        "parameters": parameters(handshake),
    });
    if has_body && let Some(schema) = body(handshake) {
        let schema = match &contract.envelope.body {
            BodyForm::JsonInForm(name) => object_with(name, schema),
            BodyForm::Json | BodyForm::Form => schema,
        };
        let content = media(&contract.envelope, schema, None);
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    let answer = &handshake.answer;
    operation["responses"] = object([(answer.status.to_string(), response(answer))]);
    Some(object([(method.to_owned(), operation)]))
}

/// What of the request is outside of its body: each value once, as the conditions have it.
fn parameters(handshake: &Handshake) -> Vec<Value> {
    let mut parameters: Vec<Value> = Vec::new();
    for (place, schema) in values(handshake) {
        let said = match answered(handshake).any(|answered| answered == place) {
            true => "The answer has it.",
            false => "Tells the handshake from a delivery.",
        };
        let is_new =
            |new: &Value| !parameters.iter().any(|own| own["in"] == new["in"] && own["name"] == new["name"]);
        let new = parameter(place, said, schema).filter(is_new);
        parameters.extend(new);
    }
    parameters
}

/// The schema of a body with all that a handshake looks at; `None` where that is nothing.
fn body(handshake: &Handshake) -> Option<Value> {
    let mut schema = None;
    for (place, leaf) in values(handshake) {
        if let Place::Body(pointer) = place {
            put(schema.get_or_insert_with(|| json!({})), pointer.tokens(), leaf);
        }
    }
    schema
}

/// Describes what is at a way. What is there already stays: conditions say more than answers, and come first.
fn put(schema: &mut Value, way: &[Text], leaf: Value) {
    let Some((key, way)) = way.split_first() else {
        if schema.as_object().is_some_and(Map::is_empty) {
            *schema = leaf;
        }
        return;
    };
    if schema.get("properties").is_none() {
        *schema = json!({ "type": "object", "required": [], "properties": {} });
    }
    if let Some(required) = schema["required"].as_array_mut()
        && !required.iter().any(|own| own == &**key)
    {
        required.push((&**key).into());
    }
    if let Some(properties) = schema["properties"].as_object_mut() {
        put(properties.entry(key.to_string()).or_insert_with(|| json!({})), way, leaf);
    }
}

/// The values that a handshake is told by, and those that its answer has, with what is known of each.
fn values(handshake: &Handshake) -> impl Iterator<Item = (&Place, Value)> {
    let told = handshake.when.iter().filter_map(|condition| match condition {
        Condition::Method(_) => None,
        Condition::Value { at, is } => Some((at, expected(at, is))),
    });
    told.chain(answered(handshake).map(|place| match place {
        Place::Body(_) => (place, json!({ "type": ["string", "number", "boolean"] })),
        _ => (place, json!({ "type": "string" })),
    }))
}

fn expected(at: &Place, is: &Expected) -> Value {
    match is {
        Expected::Anything if !matches!(at, Place::Body(_)) => json!({ "type": "string" }),
        Expected::Anything => json!({ "not": { "type": "null" } }),
        Expected::Text(text) => json!({ "type": "string", "const": text }),
        Expected::Integer(number) => json!({ "const": number }),
        Expected::Boolean(boolean) => json!({ "const": boolean }),
    }
}

/// The values that an answer has.
fn answered(handshake: &Handshake) -> impl Iterator<Item = &Place> {
    handshake.answer.pieces().filter_map(|piece| match piece {
        AnswerPiece::Text(_) => None,
        AnswerPiece::Value(place) | AnswerPiece::Hmac(place) => Some(place),
    })
}

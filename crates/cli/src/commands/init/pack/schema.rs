//! A schema of one example: its types, and as required what the layout goes by.

use serde_json::{Map, Value, json};
use webhook_contract::{Layout, Location};

/// The schema of an event, by its example.
pub(super) fn of_event(layout: &Layout, name: &str, id: &str, event: &Value) -> Value {
    let mut schema = of_value(event);
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id,
        "title": name,
    });
    if let (Some(schema), Value::Object(mut first)) = (schema.as_object_mut(), document) {
        first.append(schema);
        *schema = first;
    }
    let places = layout.name.iter().chain(layout.id.iter()).chain(&layout.data).chain(&layout.version);
    for place in places.chain(layout.time.iter().map(|time| &time.location)) {
        require(&mut schema, place);
    }
    // What the name is made of tells events apart.
    for place in layout.name.iter() {
        if let (Some(value), Some(schema)) = (at(event, place), schema_at(&mut schema, place)) {
            schema.remove("type");
            schema.insert("const".to_owned(), value.clone());
        }
    }
    schema
}

fn of_value(value: &Value) -> Value {
    let mut schema = Map::new();
    let mut put = |key: &str, value: Value| drop(schema.insert(key.to_owned(), value));
    match value {
        // Nobody knows what else it may be.
        Value::Null => {}
        Value::Bool(_) => put("type", "boolean".into()),
        Value::Number(number) if number.is_f64() => put("type", "number".into()),
        Value::Number(_) => put("type", "integer".into()),
        Value::String(_) => put("type", "string".into()),
        Value::Array(items) => {
            put("type", "array".into());
            if let Some(first) = items.first().filter(|first| items.iter().all(|item| is_alike(first, item)))
            {
                put("items", of_value(first));
            }
        }
        Value::Object(fields) => {
            put("type", "object".into());
            let fields = fields.iter().map(|(name, value)| (name.clone(), of_value(value)));
            put("properties", Value::Object(fields.collect()));
        }
    }
    Value::Object(schema)
}

/// Whether two values have one type, and objects the same fields.
fn is_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| is_alike(value, other)))
        }
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// Requires what is on the way to a place, as far as the example has it.
fn require(schema: &mut Value, place: &Location) {
    let Location::Body(pointer) = place else { return };
    let mut within = schema;
    for token in pointer.tokens() {
        if within["properties"].get(&**token).is_none() {
            return;
        }
        let Some(required) =
            within.as_object_mut().map(|within| within.entry("required").or_insert_with(|| json!([])))
        else {
            return;
        };
        if let Some(required) = required.as_array_mut()
            && !required.iter().any(|own| own == &**token)
        {
            required.push((&**token).into());
        }
        within = &mut within["properties"][&**token];
    }
}

/// The value at a place, which is not the event itself.
fn at<'v>(event: &'v Value, place: &Location) -> Option<&'v Value> {
    match place {
        Location::Body(pointer) if !pointer.tokens().is_empty() => event.pointer(&pointer.to_string()),
        _ => None,
    }
}

fn schema_at<'s>(schema: &'s mut Value, place: &Location) -> Option<&'s mut Map<String, Value>> {
    let Location::Body(pointer) = place else { return None };
    let mut within = schema;
    for token in pointer.tokens() {
        within = within.get_mut("properties")?.get_mut(&**token)?;
    }
    within.as_object_mut()
}

//! A schema of one example: its types, and as required what the layout goes by.

use serde_json::{Map, Value, json};
use webhook_contract::{Layout, Location, Text, TimeRule, TimeUnit};

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
    let time = layout.time.as_ref().map(|time| &time.location);
    let tokens = places.chain(time).filter_map(|place| match place {
        Location::Body(pointer) => Some(pointer.tokens()),
        _ => None,
    });
    for tokens in tokens.chain(layout.resource.as_ref().map(|resource| resource.tokens())) {
        require(&mut schema, tokens);
    }
    if let Some(TimeRule { location, unit: TimeUnit::Rfc3339 }) = &layout.time
        && let Some(schema) = schema_at(&mut schema, location)
        && schema.get("type").is_some_and(|ty| ty == "string")
    {
        schema.insert("format".to_owned(), "date-time".into());
    }
    // What the name is made of tells events apart.
    for place in layout.name.iter() {
        let value = place.within_body().and_then(|way| event.pointer(&way));
        if let (Some(value), Some(schema)) = (value, schema_at(&mut schema, place)) {
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

/// Requires what is on a way, as far as the example has it.
fn require(schema: &mut Value, tokens: &[Text]) {
    let mut within = schema;
    for token in tokens {
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

fn schema_at<'s>(schema: &'s mut Value, place: &Location) -> Option<&'s mut Map<String, Value>> {
    let Location::Body(pointer) = place else { return None };
    let mut within = schema;
    for token in pointer.tokens() {
        within = within.get_mut("properties")?.get_mut(&**token)?;
    }
    within.as_object_mut()
}

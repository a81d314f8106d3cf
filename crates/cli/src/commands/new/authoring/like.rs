//! The schema and the example of a new event, made of another event's.

use serde_json::{Map, Value, json};
use webhook_contract::{Location as Place, NamePart, Text};
use webhook_schema::model::{Dialect, Keyword};
use webhook_schema::{Location, fnv, join};

use super::asked::{NewEvent, Refusal, refusal};
use super::entries::UNWRITTEN;
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;

/// The other event's schema with the new one's names. Definitions stay where they are and are referred to: they are the
/// same shapes, and not some more that look alike.
pub(super) fn schema(
    catalog: &Catalog,
    like: &Event,
    new: NewEvent<'_>,
    file: &str,
) -> Result<Value, Refusal> {
    let dialect = catalog.at(&Location::new(like.schema_file(), "")).map(|schema| schema.dialect);
    let document = catalog.schema(like).map(|document| document.to_value());
    let (Some(dialect), Some(Value::Object(mut schema))) = (dialect, document) else {
        return Err(unusable(like));
    };
    for definitions in ["$defs", "definitions"] {
        schema.shift_remove(definitions);
    }
    let id = Keyword::id(dialect).as_str();
    let named = |text: &str| match text.contains(&like.name) {
        true => text.replace(&like.name, new.name),
        false => new.name.to_owned(),
    };
    for (key, value) in &mut schema {
        match value {
            Value::String(text) if key == id => *text = text.replace(&like.schema, file),
            Value::String(text) if key == "title" => *text = named(text),
            Value::String(text) if key == "description" => *text = text.replace(&like.name, new.name),
            _ => refer(value, &like.schema),
        }
    }
    if schema.get(id).and_then(Value::as_str).is_some_and(|id| !id.contains(file)) {
        schema.insert(id.to_owned(), json!(catalog.url(&webhook_catalog::layout::in_webhooks(file))));
    }
    let mut schema = Value::Object(schema);
    for (way, part) in name_parts(catalog, like, new)? {
        if let Some(Value::Object(of_part)) = described(&mut schema, way) {
            fix(of_part, dialect, &part);
        }
    }
    if let Some(Value::Object(payload)) = described(&mut schema, catalog.index.contract.envelope.payload()) {
        // Next to a reference, the older drafts have nothing.
        if !payload.contains_key("$ref") || payload.contains_key("description") {
            payload.insert("description".to_owned(), json!(new.description.unwrap_or(UNWRITTEN)));
            // The other event's name in Rust stays its own.
            payload.shift_remove("x-rust-name");
            if let Some(name) = new.rust_name {
                payload.insert("x-rust-name".to_owned(), json!(name));
            }
        }
    }
    Ok(schema)
}

/// The other event's example with the new one's name, and an id of its own where ids can be told to have a random part.
pub(super) fn example(catalog: &Catalog, like: &Event, new: NewEvent<'_>) -> Result<Value, Refusal> {
    let document = catalog.example(like).ok_or_else(|| unusable(like))?;
    let mut example = document.to_value();
    for (way, part) in name_parts(catalog, like, new)? {
        if let Some(of_part) = example.pointer_mut(&pointer(way)) {
            *of_part = json!(part);
        }
    }
    let id = catalog.index.contract.envelope.id.last();
    if let Some(Place::Body(way)) = id
        && let Some(Value::String(id)) = example.pointer_mut(&pointer(way.tokens()))
    {
        *id = another(id, new.name);
    }
    Ok(example)
}

/// The parts of the new name that are in the body where the other event has them, each with the way to it.
fn name_parts<'c>(
    catalog: &'c Catalog,
    like: &Event,
    new: NewEvent<'_>,
) -> Result<Vec<(&'c [Text], String)>, Refusal> {
    let layout = &catalog.index.contract.envelope;
    let example = catalog.example(like).ok_or_else(|| unusable(like))?;
    let is_there = |place: &&Place| match place {
        Place::Body(way) => example.value().pointer(&pointer(way.tokens())).is_some(),
        _ => true,
    };
    let places: Vec<&Place> = layout.name.iter().filter(is_there).collect();
    let unlike = || {
        let message = format!("the name `{}` does not have the parts that `{}` has", new.name, like.name);
        refusal(message, "name another event with `--like`, or a name with as many parts")
    };
    let parts = layout.name_parts(new.name, &vec![NamePart::Unknown; places.len()]).ok_or_else(unlike)?;
    let mut in_body = Vec::new();
    for (place, part) in places.into_iter().zip(parts) {
        if let Place::Body(way) = place {
            in_body.push((way.tokens(), part.ok_or_else(unlike)?.to_owned()));
        }
    }
    Ok(in_body)
}

/// What a schema itself says of the value at the end of a way.
fn described<'s>(schema: &'s mut Value, way: &[Text]) -> Option<&'s mut Value> {
    let inside = |schema: &'s mut Value, key: &Text| schema.get_mut("properties")?.get_mut(&**key);
    way.iter().try_fold(schema, inside)
}

fn pointer(way: &[Text]) -> String {
    way.iter().fold(String::new(), |pointer, token| join(&pointer, token))
}

/// Has the schema accept one name.
fn fix(of_name: &mut Map<String, Value>, dialect: Dialect, name: &str) {
    let is_enum = |key: &str| of_name.contains_key(key) || dialect == Dialect::Draft4;
    match !of_name.contains_key("const") && is_enum("enum") {
        true => of_name.insert("enum".to_owned(), json!([name])),
        false => of_name.insert("const".to_owned(), json!(name)),
    };
}

/// Has references to definitions lead to the file that has them.
fn refer(value: &mut Value, file: &str) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(reference)
                        if matches!(key.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef") =>
                    {
                        let is_kept = reference == "#" || reference.starts_with("#/properties/");
                        if reference.starts_with('#') && !is_kept {
                            reference.insert_str(0, file);
                        }
                    }
                    value => refer(value, file),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, file)),
        _ => {}
    }
}

/// Another id of the same kind: in its random part, digits are other digits and letters other letters, by the name.
fn another(id: &str, name: &str) -> String {
    let Some(start) = random_part(id) else { return id.to_owned() };
    let mut hash = fnv(name);
    let mut next = |from: u8, count: u8| {
        hash = hash.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(from + ((hash >> 33) % u64::from(count)) as u8)
    };
    let (prefix, random) = id.split_at(start);
    // In a UUID, the third and the fourth part begin with its version and variant.
    let kept: &[usize] = if is_uuid(random) { &[14, 19] } else { &[] };
    let random = random.chars().enumerate().map(|(at, letter)| match letter {
        letter if kept.contains(&at) => letter,
        '0'..='9' => next(b'0', 10),
        'a'..='f' => next(b'a', 6),
        'A'..='F' => next(b'A', 6),
        letter => letter,
    });
    random.fold(prefix.to_owned(), |id, letter| id + &letter.to_string())
}

/// Where an id's random part begins: at the UUID that it is or ends with, or after the last `-` or `_` that has a digit after
/// it. What is before says what the id is of.
fn random_part(id: &str) -> Option<usize> {
    const UUID: usize = 36;
    let uuid = id.len().checked_sub(UUID).filter(|start| id.get(*start..).is_some_and(is_uuid));
    uuid.or_else(|| {
        let mut separators = id.rmatch_indices(['-', '_']).map(|(at, _)| at + 1);
        separators.find(|start| id[*start..].contains(|letter: char| letter.is_ascii_digit()))
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

fn unusable(like: &Event) -> Refusal {
    let message = format!("`{}` has no schema or example to start from", like.name);
    refusal(message, "name another event with `--like`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_id_is_of_the_same_kind() {
        for (id, start) in [
            ("evt_live_9f86d081884c", 9),
            ("evt-1", 4),
            ("dead_beef_cafe", 14),
            ("evt_0b1c2d3e-0000-4000-8000-00000000abcd", 4),
            ("0b1c2d3e-0000-7000-a000-00000000abcd", 0),
            ("plain", 5),
        ] {
            let other = another(id, "order.paid");
            assert_eq!(other[..start], id[..start], "{id}");
            assert_eq!(other != *id, start < id.len(), "{id} became {other}");
            assert_eq!(other.len(), id.len());
            assert_eq!(is_uuid(&other[start..]), is_uuid(&id[start..]));
        }
        let uuid = another("evt_0b1c2d3e-0000-4000-8000-00000000abcd", "order.paid");
        assert_eq!((&uuid[18..19], &uuid[23..24]), ("4", "8"));
    }
}

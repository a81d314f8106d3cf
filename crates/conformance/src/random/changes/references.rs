//! Edits that change how something is said, and not what: references are inlined, extracted, and definitions renamed.

use serde_json::{Value, json};

use crate::random::dice::Dice;
use crate::random::document::{Document, Draft, child, encoded};

/// Changes how the schema at a place is said, or what a definition is called; says what was done.
pub(super) fn change(
    document: &mut Value,
    place: &str,
    draft: Draft,
    dice: &mut Dice<'_>,
) -> Option<&'static str> {
    let schema = document.pointer(place)?.clone();
    let reference = schema.get("$ref").and_then(Value::as_str).map(Document::target);
    match reference {
        Some(target) if dice.one_in(2) => {
            let held = document.pointer(&target)?.clone();
            // Next to a reference, other keywords count or not by the draft.
            let is_alone = schema.as_object()?.len() == 1;
            let inlined = if is_alone { held } else { json!({ "allOf": [held] }) };
            *document.pointer_mut(place)? = inlined;
            Some("in place of a reference, what it refers to")
        }
        None if dice.one_in(2) && place != definition_of(place) => {
            let name = format!("{} extracted", prefix(document, draft));
            document[draft.definitions()][&name] = schema;
            let at = child(&format!("/{}", draft.definitions()), &name);
            *document.pointer_mut(place)? = json!({ "$ref": format!("#{}", encoded(&at)) });
            Some("a definition of its own")
        }
        _ => rename(document, draft, dice),
    }
}

/// The definition or payload that a place is in.
fn definition_of(place: &str) -> String {
    let end = place.match_indices('/').nth(2).map_or(place.len(), |(at, _)| at);
    place[..end].to_owned()
}

/// No two documents of a catalog have definitions of one name.
fn prefix(document: &Value, draft: Draft) -> String {
    let names = document[draft.definitions()].as_object().into_iter().flat_map(|all| all.keys());
    names.filter_map(|name| name.split(' ').next()).next().unwrap_or("own").to_owned()
}

fn rename(document: &mut Value, draft: Draft, dice: &mut Dice<'_>) -> Option<&'static str> {
    let definitions = document[draft.definitions()].as_object_mut()?;
    let old = definitions.keys().nth(dice.below(definitions.len()))?.clone();
    let new = format!("{} renamed", old.split(' ').next().unwrap_or_default());
    let held = definitions.shift_remove(&old)?;
    definitions.insert(new.clone(), held);
    let at = |name: &str| child(&format!("/{}", draft.definitions()), name);
    refer(document, &at(&old), &at(&new));
    Some("another name of a definition")
}

fn refer(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_str().map(Document::target) {
                    Some(target) if key == "$ref" && target == old => {
                        *value = json!(format!("#{}", encoded(new)))
                    }
                    _ => refer(value, old, new),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| refer(value, old, new)),
        _ => {}
    }
}

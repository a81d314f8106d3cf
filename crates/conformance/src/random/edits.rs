//! Values that differ by little from values that are known: what is just allowed is found more often in this way than by
//! chance.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::document::{Document, PAYLOAD};
use super::words;

/// Edits that are tried for each value that is wanted.
const ATTEMPTS: usize = 20;

/// Up to `count` valid payloads that differ from these by one or two edits.
pub fn payloads(document: &Document, dice: &mut Dice<'_>, known: &[Value], count: usize) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for _ in 0..count * ATTEMPTS {
        if found.len() == count {
            break;
        }
        let mut value = dice.pick(known).clone();
        for _ in 0..1 + dice.below(2) {
            let part = dice.pick(known).clone();
            edit(&mut value, dice, &part, 0);
        }
        if !known.contains(&value) && !found.contains(&value) && document.accepts(PAYLOAD, &value) {
            found.push(value);
        }
    }
    found
}

/// Changes something in a value; `other` is one that parts may be taken from.
fn edit(value: &mut Value, dice: &mut Dice<'_>, other: &Value, depth: usize) {
    let is_here = depth > 5 || dice.one_in(3);
    match value {
        Value::Object(object) if !is_here && !object.is_empty() => {
            let key = object.keys().nth(dice.below(object.len())).cloned().unwrap_or_default();
            let below = other.get(&key).unwrap_or(other).clone();
            edit(&mut object[&key], dice, &below, depth + 1);
        }
        Value::Array(items) if !is_here && !items.is_empty() => {
            let at = dice.below(items.len());
            let below = other.get(at).unwrap_or(other).clone();
            edit(&mut items[at], dice, &below, depth + 1);
        }
        Value::Object(object) if !dice.one_in(4) => edit_object(object, dice, other),
        Value::Array(items) if !dice.one_in(4) => match dice.below(3) {
            0 if !items.is_empty() => drop(items.remove(dice.below(items.len()))),
            1 if !items.is_empty() => items.push(items[0].clone()),
            _ => items.push(any(dice)),
        },
        Value::String(text) if !dice.one_in(3) => match dice.below(5) {
            0 => text.push('x'),
            1 => drop(text.pop()),
            2 => *text = text.to_uppercase(),
            3 => text.clear(),
            _ => *text = (*dice.pick(words::TEXTS)).to_owned(),
        },
        Value::Number(number) if !dice.one_in(3) => {
            let by = *dice.pick(&[1.0, -1.0, 0.5, -0.5, 10.0, -100.0]);
            let moved = number.as_f64().unwrap_or_default() + by;
            *value =
                if moved.fract() == 0.0 && moved.abs() < 1e15 { json!(moved as i64) } else { json!(moved) };
        }
        _ => *value = if dice.one_in(3) { other.clone() } else { any(dice) },
    }
}

fn edit_object(object: &mut Map<String, Value>, dice: &mut Dice<'_>, other: &Value) {
    let key = object.keys().nth(dice.below(object.len())).cloned();
    match (dice.below(4), key) {
        (0 | 1, Some(key)) => drop(object.shift_remove(&key)),
        (2, Some(key)) => drop(object.insert(key, any(dice))),
        (3, _) if other.as_object().is_some_and(|other| !other.is_empty()) => {
            let other = other.as_object().into_iter().flatten();
            let (key, value) = dice.pick(&other.collect::<Vec<_>>()).to_owned();
            object.insert(key.clone(), value.clone());
        }
        _ => drop(object.insert((*dice.pick(words::KEYS)).to_owned(), any(dice))),
    }
}

fn any(dice: &mut Dice<'_>) -> Value {
    match dice.below(3) {
        0 => json!(dice.pick(words::TEXTS)),
        _ => dice.pick(&words::values()).clone(),
    }
}

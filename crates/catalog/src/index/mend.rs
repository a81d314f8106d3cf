//! An index of other times in today's shape: what it does not say, or says in another way, is taken from a newer index.

use serde_json::{Value, json};
use webhook_schema::explain::{Finding, explain};
use webhook_schema::validate::Validator;
use webhook_schema::{join, parent, tokens, typed};

use crate::index::before::{LAYOUT, RULE, renew};
use crate::index::entries::Index;
use crate::index::shape::schema_of;

/// Mending one thing may show another, but not endlessly.
const ROUNDS: usize = 16;

/// An older index in today's shape.
#[derive(Debug, PartialEq)]
pub(crate) struct Mended {
    pub(crate) index: Index,
    /// The same as JSON.
    pub(crate) value: Value,
    /// Where it says nothing that could be used: there, the newer index is assumed to hold for it too.
    pub(crate) assumed: Vec<String>,
}

/// Mends an older index. Properties that nobody knows any more are left out. `None` where it does not even list events by
/// their names.
pub(crate) fn mend(older: &Value, newer: &Value) -> Option<Mended> {
    older
        .get("events")?
        .as_array()?
        .iter()
        .map(|event| event.get("name")?.as_str())
        .collect::<Option<Vec<_>>>()?;
    let validator = Validator::of(&schema_of::<Index>());
    let mut mended = older.clone();
    renew(&mut mended);
    let mut assumed = Vec::new();
    // What does not say where the signature or the name is is not understood in parts either.
    for (place, known) in [(RULE, "in"), (LAYOUT, "name")] {
        if mended.pointer(place).is_some_and(|said| said.get(known).is_none()) {
            assume(&mut mended, newer, place.to_owned(), &mut assumed);
        }
    }
    for _ in 0..ROUNDS {
        let findings: Vec<Finding> = validator.all_errors(&mended).iter().flat_map(explain).collect();
        for Finding { pointer, key, missing, .. } in &findings {
            let place = missing.as_ref().map_or_else(|| pointer.clone(), |missing| join(pointer, missing));
            if *key {
                remove(&mut mended, pointer);
            } else {
                assume(&mut mended, newer, place, &mut assumed);
            }
        }
        match typed::<Index>(&mended) {
            Ok(index) if findings.is_empty() => return Some(Mended { index, value: mended, assumed }),
            // What a schema cannot say, a number too large for its field for one.
            Err(misfit) if findings.is_empty() => assume(&mut mended, newer, misfit.pointer(), &mut assumed),
            _ => {}
        }
    }
    None
}

/// Puts what the newer index says in a place of the older one.
fn assume(mended: &mut Value, newer: &Value, place: String, assumed: &mut Vec<String>) {
    match said(mended, newer, &place) {
        Some(value) => {
            put(mended, &place, value);
            assumed.push(place);
        }
        // What may not be without it goes with it.
        None if mended.pointer(&place).is_none() => remove(mended, parent(&place)),
        None => remove(mended, &place),
    }
}

/// What the newer index says in a place of the older one. Events and families go by their names, whatever their order.
fn said(older: &Value, newer: &Value, place: &str) -> Option<Value> {
    let way: Vec<String> = tokens(place).collect();
    let [list @ ("events" | "families"), number, rest @ ..] =
        &way.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return newer.pointer(place).cloned();
    };
    let rest = rest.iter().fold(String::new(), |pointer, token| join(&pointer, token));
    let entry = older.get(list)?.get(number.parse::<usize>().ok()?)?;
    let name = entry.get("name")?.as_str()?;
    let same = newer.get(list)?.as_array()?.iter().find(|entry| entry["name"] == name);
    let said = same.and_then(|entry| entry.pointer(&rest)).cloned();
    said.or_else(|| entry_of(list, name, older).pointer(&rest).cloned())
}

/// What is assumed of an entry that is in the older index only.
fn entry_of(list: &str, name: &str, older: &Value) -> Value {
    let family = older.pointer("/families/0/name");
    match list {
        "families" => json!({ "name": name, "title": name, "description": name }),
        _ => json!({
            "name": name,
            "family": family,
            "schema": format!("{name}.schema.json"),
            "example": format!("{name}.example.json"),
            "emission": { "component": "unknown", "trigger": "unknown", "status": "unknown" },
            "published": true,
        }),
    }
}

fn put(value: &mut Value, place: &str, new: Value) {
    if place.is_empty() {
        *value = new;
        return;
    }
    let Some(name) = tokens(place).last() else { return };
    match value.pointer_mut(parent(place)) {
        Some(Value::Object(object)) => drop(object.insert(name, new)),
        Some(Value::Array(items)) => {
            if let Some(item) = name.parse::<usize>().ok().and_then(|number| items.get_mut(number)) {
                *item = new;
            }
        }
        _ => {}
    }
}

/// Removes a property. Items stay where they are, so that places in the list still hold.
fn remove(value: &mut Value, place: &str) {
    let Some(name) = tokens(place).last() else { return };
    if let Some(Value::Object(object)) = value.pointer_mut(parent(place)) {
        object.shift_remove(&name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Value {
        let text = include_str!("../../tests/base/index.json");
        serde_json::from_str(text).expect("the base is JSON")
    }

    #[test]
    fn what_has_the_shape_stays_as_it_is() {
        let mended = mend(&index(), &index()).expect("an index");
        assert_eq!(Some(mended.index), serde_json::from_value(index()).ok());
        assert_eq!((mended.value, mended.assumed), (index(), Vec::new()));
    }

    #[test]
    fn what_is_missing_or_said_in_another_way_is_taken_from_the_newer_one() {
        let mut older = index();
        older["contract"].as_object_mut().expect("an object").shift_remove("name");
        older["contract"]["signature"] = json!("hmac");
        older["events"][0]["emission"] = json!("gateway");
        older["events"][0]["wrap"] = json!(true);
        let mut newer = index();
        newer["events"].as_array_mut().expect("an array").reverse();
        let Mended { index: mended, mut assumed, .. } = mend(&older, &newer).expect("an index");
        assert_eq!(Some(mended), serde_json::from_value(index()).ok());
        assumed.sort();
        assert_eq!(assumed, ["/contract/name", "/contract/signature", "/events/0/emission"]);
    }

    #[test]
    fn what_is_stated_in_part_and_by_no_other_is_left_out() {
        let mut older = index();
        older["contract"]["retry"].as_object_mut().expect("an object").shift_remove("promise");
        let mut newer = index();
        newer["contract"].as_object_mut().expect("an object").shift_remove("retry");
        let Mended { index: mended, assumed, .. } = mend(&older, &newer).expect("an index");
        assert_eq!((mended.contract.retry, assumed), (None, Vec::new()));
    }

    #[test]
    fn an_event_that_only_the_older_one_has_gets_what_it_lacks() {
        let mut older = index();
        older["events"][0]["name"] = json!("gone.away");
        older["events"][0].as_object_mut().expect("an object").shift_remove("emission");
        let mended = mend(&older, &index()).expect("an index");
        assert_eq!(mended.index.events[0].emission.component, "unknown");
        assert_eq!(mended.assumed, ["/events/0/emission"]);
    }

    #[test]
    fn what_is_no_index_is_none() {
        assert_eq!(mend(&json!({ "events": [17] }), &index()), None);
        assert_eq!(mend(&json!({ "events": [{ "name": 17 }] }), &index()), None);
        assert_eq!(mend(&json!([]), &index()), None);
    }
}

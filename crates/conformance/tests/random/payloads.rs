//! Payloads of random schemas are read and given back.

use std::path::Path;

use serde_json::{Value, json};
use webhook_conformance::random::catalog::RandomEvent;
use webhook_conformance::random::comparison::{difference, witnessed};
use webhook_conformance::random::document::{Document, Draft, PAYLOAD, child};
use webhook_conformance::random::words::LOOK_ALIKES;
use webhook_conformance::write;
use webhook_schema::tokens;

use crate::generated::{Made, Refusal, crates, events};
use crate::setting;
use crate::workspace::{NAME, Workspace, printed, reader};

/// Payloads of each event.
const PAYLOADS: usize = 6;

/// Rules by which a random schema may be refused: no value is valid, or two words of its author are one name.
const FAIR: [&str; 2] = ["value", "rust-name"];

#[test]
fn payloads_of_random_schemas_come_back() {
    let count = setting("RANDOM_EVENTS", 150) as usize;
    let Made { events, unsatisfied, refused } = events(setting("RANDOM_SEED", 1), count, PAYLOADS);
    let told: String = refused.iter().map(told).collect();
    println!("{count} schemas: {} generated, {unsatisfied} without values, refused:\n{told}", events.len());
    for (event, _) in &refused {
        keep(event, &event.payloads[0]);
    }
    for (event, refusals) in &refused {
        are_fair(event, refusals);
    }
    // Whether a schema without a value is found so by looking, or refused in one of its parts, is a matter of luck.
    assert!(events.len() * 12 > count * 5, "{} of {count} schemas are generated: too few", events.len());

    let mut tree = crates(NAME, &events.iter().collect::<Vec<_>>());
    tree.extend(reader(
        events.iter().flat_map(|event| event.payloads.iter().map(|payload| event.body(payload))),
    ));
    let workspace = Workspace::new("random", &tree);
    workspace.cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    let returned = printed(&workspace.cargo(&["run", "--quiet", "-p", "bodies"]));
    let mut lost = String::new();
    let all = events.iter().flat_map(|event| event.payloads.iter().map(move |payload| (event, payload)));
    for ((event, payload), returned) in all.zip(returned) {
        let difference = match returned.get("data") {
            Some(data) => difference(&event.document, payload, data),
            None => Some(returned.to_string()),
        };
        if let Some(difference) = difference {
            keep(event, payload);
            lost += &format!(
                "{}: {difference}\n  schema: {}\n  sent: {payload}\n",
                event.name, event.document.value
            );
        }
    }
    assert!(lost.is_empty(), "{lost}");
}

/// Writes down an event that something is wrong with: its draft, the schemas, and the payload.
fn keep(event: &RandomEvent, payload: &Value) {
    let Document { draft, value, .. } = &event.document;
    let kept = json!({
        "$schema": draft.uri(),
        "data": value["properties"]["data"],
        draft.definitions(): value[draft.definitions()],
        "example": payload,
    });
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("random-wrong").join(format!("{}.json", event.name));
    write(&path, format!("{kept:#}")).expect("written");
}

fn told((event, refusals): &(RandomEvent, Vec<Refusal>)) -> String {
    let all = refusals.iter().map(|it| format!("{}: {}: {} {}\n", event.name, it.rule, it.at, it.message));
    all.collect()
}

/// A refusal is located in the event's own schema, and no valid payload has a value at the place.
fn are_fair(event: &RandomEvent, refusals: &[Refusal]) {
    let witnessed: Vec<String> =
        event.payloads.iter().flat_map(|payload| witnessed(&event.document, payload)).collect();
    for Refusal { rule, at, places, message } in refusals {
        let places: Vec<String> = places.iter().map(|place| in_document(&event.document, place)).collect();
        let schema = &event.document.value;
        assert!(FAIR.contains(rule), "{}: {rule}: {at} {message}\n{schema}", event.name);
        assert!(at.contains(&event.name), "{}: {at}: {message}", event.name);
        assert!(
            *rule != "rust-name" || are_one_name(&event.document, &places),
            "{}: {at} {message}, but its author names nothing twice\n{schema}",
            event.name
        );
        let is_at = |place: &&String| {
            let quoted = |pointer: &str| at.contains(&format!("{pointer:?}"));
            quoted(place) || ["type", "enum", "const"].iter().any(|keyword| quoted(&child(place, keyword)))
        };
        let alone = witnessed.iter().filter(|place| is_alone(&event.document, place));
        let witness = alone.into_iter().find(is_at).filter(|_| *rule == "value");
        assert!(
            witness.is_none(),
            "{}: {message}, but there is a value at {witness:?}\n{schema}",
            event.name
        );
    }
}

/// A place in an event's files, where definitions may be under the keyword of other drafts, as one in its document.
fn in_document(document: &Document, place: &str) -> String {
    let mut keywords = ["/definitions/", "/$defs/"].into_iter();
    match keywords.find_map(|keyword| place.strip_prefix(keyword)) {
        Some(rest) => format!("/{}/{rest}", document.draft.definitions()),
        None => place.to_owned(),
    }
}

/// Whether two places differ in nothing but words that are one name in Rust: keys, or texts of an enum.
fn are_one_name(document: &Document, places: &[String]) -> bool {
    // A type that is made of a part may be the whole's.
    let is_part = |words: &[String]| {
        let [.., list, number] = words else { return false };
        list == "allOf" || ["anyOf", "oneOf"].contains(&list.as_str()) && number == "0"
    };
    let words = |place: &String| {
        let mut words: Vec<String> = tokens(place).collect();
        while is_part(&words) {
            words.truncate(words.len() - 2);
        }
        if let (Some(text), Some(last)) = (document.at(place).as_str(), words.last_mut()) {
            text.clone_into(last);
        }
        words
    };
    let is_one = |one: &str, other: &str| {
        let mut pairs = LOOK_ALIKES.iter();
        joined(one) == joined(other) || pairs.any(|pair| [(one, other), (other, one)].contains(pair))
    };
    let [one, other] = places else { return false };
    let (one, other) = (words(one), words(other));
    one != other && one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| is_one(one, other))
}

/// A word as Rust has it where its parts are joined by spaces or punctuation.
fn joined(word: &str) -> String {
    let parts = word.split(|it| " -_./".contains(it));
    match parts.clone().all(|part| part.starts_with(char::is_alphanumeric)) {
        true => parts.collect::<Vec<_>>().join("_").to_lowercase(),
        false => word.to_lowercase(),
    }
}

#[test]
fn only_words_that_look_alike_are_one_name() {
    let value = json!({ "properties": {
        "user_id": {}, "userId": {}, "+1": { "enum": ["a-b", "a_b", "c"] }, "-1": { "properties": { "user_id": {} } },
    } });
    let document = Document::of_value(Draft::Draft202012, value);
    let are_one =
        |one: &str, other: &str| are_one_name(&document, &[one, other].map(|it| format!("/properties/{it}")));
    assert!(are_one("user_id", "userId"));
    assert!(are_one("+1/enum/1", "+1/enum/0"));
    assert!(!are_one("+1/enum/1", "+1/enum/2"));
    assert!(!are_one("+1", "-1"));
    assert!(are_one("a b", "a.B"));
    assert!(are_one("user_id", "userId/allOf/1/oneOf/0"));
    assert!(!are_one("user_id", "user_id"));
    assert!(!are_one("user_id", "-1/properties/user_id"));
    assert!(!are_one_name(&document, &["/properties/user_id".to_owned()]));
}

/// Whether a schema of a payload is the only one for its values: one that is combined with others may have values here, and none
/// there.
fn is_alone(document: &Document, place: &str) -> bool {
    place.starts_with(PAYLOAD) && !is_combined(document, place)
}

/// Whether something on the way to a place is combined with other schemas.
fn is_combined(document: &Document, place: &str) -> bool {
    const COMBINED: [&str; 8] =
        ["allOf", "anyOf", "oneOf", "if", "$ref", "dependentSchemas", "dependencies", "patternProperties"];
    let ends = place.match_indices('/').map(|(at, _)| at).chain([place.len()]);
    let mut around = ends.map(|end| document.at(&place[..end]));
    around.any(|schema| COMBINED.iter().any(|keyword| schema.get(*keyword).is_some()))
}

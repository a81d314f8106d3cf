//! Objects whose keys match patterns, in two versions: what is said of some keys is said by something else, or of fewer or more.
//!
//! Receivers have a map of such keys, which is where closed objects are not as good as open ones. Random changes of random
//! schemas hardly ever come upon it.

use serde_json::{Map, Value, json};

use super::changes::Change;
use super::dice::Dice;
use super::document::{Document, Draft, PAYLOAD};
use super::{vocabulary, words};

/// What keys may be like, all of which are the same, narrower or wider.
const NAMES: [&str; 5] = ["^", "^[a-z]", "^[a-z]+(-|$)", "^(id|at|x)", "^[a-z-]*$"];

/// An object in two versions, and what is different.
pub fn versions(dice: &mut Dice<'_>, draft: Draft) -> (Document, Document, Change) {
    let mut held = json!({ "^x-": vocabulary::small(dice, draft) });
    if dice.one_in(3) {
        held["é"] = vocabulary::small(dice, draft);
    }
    let closing = match draft >= Draft::Draft201909 && dice.one_in(4) {
        true => "unevaluatedProperties",
        false => "additionalProperties",
    };
    let properties = json!({ "id": { "type": "string" }, "at": { "type": "integer" } });
    let mut older = json!({ "type": "object", "patternProperties": held });
    if !dice.one_in(4) {
        older["properties"] = properties;
    }
    if !dice.one_in(4) {
        older[closing] = json!(false);
    }
    if draft > Draft::Draft4 && dice.one_in(3) {
        older["propertyNames"] = json!({ "pattern": dice.pick(&NAMES) });
    }
    let mut newer = older.clone();
    // What fits is as likely as what does not.
    let allowed = match dice.one_in(2) {
        true => held["^x-"].clone(),
        false => vocabulary::small(dice, draft),
    };
    let patterns = |newer: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)| {
        newer["patternProperties"].as_object_mut().into_iter().for_each(change);
    };
    let what = match dice.below(12) {
        0 => {
            newer["patternProperties"]["[0-9]{2,4}"] = allowed;
            "another pattern"
        }
        1 => {
            newer[closing] = allowed;
            "other keys"
        }
        2 => {
            newer[closing] = json!(true);
            "any other keys"
        }
        3 | 4 => {
            let (like, has_both) = (*dice.pick(words::LIKE_X), dice.one_in(3));
            patterns(&mut newer, &mut |all| {
                if !has_both {
                    all.shift_remove("^x-");
                }
                all.insert(like.to_owned(), allowed.clone());
            });
            "a pattern like another"
        }
        5 => {
            patterns(&mut newer, &mut |all| drop(all.shift_remove("^x-")));
            newer["properties"]["x-a"] = allowed;
            "a name in place of a pattern"
        }
        6 => {
            patterns(&mut newer, &mut |all| drop(all.shift_remove("^x-")));
            newer[closing] = allowed;
            "all other keys in place of a pattern"
        }
        7 => {
            patterns(&mut newer, &mut |all| drop(all.shift_remove("^x-")));
            "a pattern less"
        }
        8 => {
            let of_older = dice.one_in(2);
            let one = if of_older { &mut older } else { &mut newer };
            one["patternProperties"][*dice.pick(words::LIKE_X)] = json!(false);
            "keys that are ruled out"
        }
        9 if draft > Draft::Draft4 => {
            newer["propertyNames"] = match dice.below(3) {
                0 => json!({ "enum": ["id", "at", "x-a"] }),
                1 => json!(true),
                _ => json!({ "pattern": dice.pick(&NAMES) }),
            };
            "what keys may be like"
        }
        _ => {
            newer["properties"]["added"] = allowed;
            "another property"
        }
    };
    let document = |payload: Value| Document::new(draft, payload, Default::default());
    (document(older), document(newer), Change { what, place: PAYLOAD.to_owned() })
}

//! Closed objects whose keys match patterns, in two versions: of what the older one ruled out, the newer one allows some.
//!
//! Receivers have a map of such keys, which is where closed objects are not as good as open ones. Random changes of random
//! schemas hardly ever come upon it.

use serde_json::{Value, json};

use super::changes::Change;
use super::dice::Dice;
use super::document::{Document, Draft, PAYLOAD};
use super::vocabulary;

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
    let older =
        json!({ "type": "object", "properties": properties, "patternProperties": held, closing: false });
    let mut newer = older.clone();
    // What fits is as likely as what does not.
    let allowed = match dice.one_in(2) {
        true => held["^x-"].clone(),
        false => vocabulary::small(dice, draft),
    };
    let what = match dice.below(6) {
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
        _ => {
            newer["properties"]["added"] = allowed;
            "another property"
        }
    };
    let document = |payload: Value| Document::new(draft, payload, Default::default());
    (document(older), document(newer), Change { what, place: PAYLOAD.to_owned() })
}

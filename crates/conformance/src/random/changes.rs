//! Random changes of random schemas: one edit somewhere in a document, of any keyword that there is.

mod arrays;
mod branches;
mod limits;
mod objects;
mod references;
mod values;

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::document::{Document, Draft};
use super::{places, vocabulary};

/// How many edits are tried until one applies.
const ATTEMPTS: usize = 200;

type Schema = Map<String, Value>;

/// What an edit has to choose with.
struct Tools<'d, 'b> {
    dice: &'d mut Dice<'b>,
    draft: Draft,
}

impl Tools<'_, '_> {
    /// A schema that was not there.
    fn fresh(&mut self) -> Value {
        vocabulary::small(self.dice, self.draft)
    }

    fn pick_key(&mut self, object: &Schema) -> Option<String> {
        object.keys().nth(self.dice.below(object.len())).cloned()
    }

    /// Puts a key in an object at a random position.
    fn insert(&mut self, object: &mut Schema, key: &str, value: Value) {
        let at = self.dice.below(object.len() + 1);
        object.shift_insert(at, key.to_owned(), value);
    }
}

/// An edit of one schema: its name, and what it does. Where it does not apply, it leaves the schema as it is.
type Edit = (&'static str, fn(&mut Schema, &mut Tools<'_, '_>));

/// What an edit changed, and in which schema.
pub struct Change {
    /// What it is about.
    pub what: &'static str,
    /// The schema's place.
    pub place: String,
}

/// A document with one thing that is different, and what that is. `None` where nothing was found to change.
pub fn changed(document: &Document, dice: &mut Dice<'_>) -> Option<(Document, Change)> {
    let edits: Vec<Edit> =
        [objects::EDITS, arrays::EDITS, values::EDITS, limits::EDITS, branches::EDITS, ANNOTATIONS].concat();
    for _ in 0..ATTEMPTS {
        let mut value = document.value.clone();
        let places = places::of_schemas(&value, document.draft);
        if places.is_empty() {
            return None;
        }
        let place = dice.pick(&places).clone();
        let what = match dice.below(12) {
            0 => match references::change(&mut value, &place, document.draft, dice) {
                Some(what) => what,
                None => continue,
            },
            _ => {
                let (what, edit) = *dice.pick(&edits);
                // Next to a reference, older drafts read nothing.
                let is_read =
                    |schema: &Schema| document.draft >= Draft::Draft201909 || !schema.contains_key("$ref");
                let Some(Value::Object(schema)) = value.pointer_mut(&place) else { continue };
                if !is_read(schema) {
                    continue;
                }
                edit(schema, &mut Tools { dice, draft: document.draft });
                what
            }
        };
        // Equal, but for the order of keys, is not the same here.
        let (before, after) = (document.value.to_string(), value.to_string());
        if before != after {
            return Some((Document::of_value(document.draft, value), Change { what, place }));
        }
    }
    None
}

const ANNOTATIONS: &[Edit] = &[
    ("a description", |schema, _| {
        schema.insert("description".to_owned(), json!("Says something else."));
    }),
    ("a default", |schema, tools| {
        let value = tools.dice.pick(&super::words::values()).clone();
        schema.insert("default".to_owned(), value);
    }),
    ("the order of keywords", |schema, tools| {
        let Some(key) = tools.pick_key(schema) else { return };
        let value = schema.shift_remove(&key).unwrap_or_default();
        tools.insert(schema, &key, value);
    }),
];

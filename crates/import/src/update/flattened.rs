//! Schemas whose only branch next to null is written without the branch now, as `anyOf` of a type and null is
//! `"type": ["string", "null"]`: what was written by hand in the branch has a place next to the rest.

use serde_json::{Map, Value, json};
use webhook_schema::model::{JsonType, Keyword};

use super::texts::{NAMES, is_in_place, is_written};

/// A schema of the catalog as it is without the one branch that a newer one does not have as such, with how many texts have no
/// place there; `None` where there is no such branch.
pub(super) fn flattened(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Option<(Map<String, Value>, usize)> {
    let mut gone = old.iter().filter(|(key, _)| is_in_place(key) && !new.contains_key(*key));
    let (choice, branches) = gone.next().filter(|_| gone.next().is_none())?;
    let null = json!(JsonType::Null.as_str());
    let is_null = |branch: &&Value| branch.get(Keyword::Type.as_str()) == Some(&null);
    let mut others = branches.as_array()?.iter().filter(|branch| !is_null(branch));
    let branch = others.next().filter(|_| others.next().is_none())?.as_object()?;
    let mut flat = old.clone();
    flat.shift_remove(choice);
    let mut lost = 0;
    for (key, value) in branch {
        // Names of values find their own way.
        if key == NAMES && value.is_object() {
            continue;
        }
        match flat.get(key) {
            Some(own) => lost += usize::from(is_written(key) && own != value),
            None => drop(flat.insert(key.clone(), value.clone())),
        }
    }
    Some((flat, lost))
}

//! What is written by hand in schemas, for people or for this program.

use serde_json::Value;
use webhook_schema::model::{Dialect, Holds, Keyword, Role};

/// Where a schema has names in Rust, and in an object those of its values.
pub(super) const NAMES: &str = "x-rust-name";

/// What became of texts that are in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// Those that stayed, though the document has another.
    pub kept: usize,
    /// Those in branches of a choice or a combination of which it cannot be told what has become of them, and names of values
    /// that found no place.
    pub lost: usize,
}

/// A schema without what is written by hand: two that are equal then allow the same values.
pub(crate) fn without_texts(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let own = object.iter().filter(|(key, _)| !is_written(key));
    own.map(|(key, value)| (key.clone(), with_schemas(key, value, &mut |schema| without_texts(schema))))
        .collect()
}

/// How many texts there are in a schema. Of a branch, names of values do not count: they may be in another one.
pub(super) fn count_texts(schema: &Value, is_branch: bool) -> usize {
    let mut count = 0;
    for (key, value) in schema.as_object().into_iter().flatten() {
        let is_of_values = is_branch && key == NAMES && value.is_object();
        count += usize::from(is_written(key) && !is_of_values);
        with_schemas(key, value, &mut |schema| {
            count += count_texts(schema, is_branch && is_in_place(key));
            Value::Null
        });
    }
    count
}

/// Whether a keyword has branches, which say more of the same value.
pub(super) fn is_in_place(key: &str) -> bool {
    Keyword::of(key, Dialect::Draft202012)
        .is_some_and(|keyword| matches!(keyword.role(), Role::AppliesInPlace(Holds::List)))
}

/// What a keyword holds, with other schemas in place of those in it.
pub(crate) fn with_schemas(key: &str, value: &Value, change: &mut dyn FnMut(&Value) -> Value) -> Value {
    match (holds(key), value) {
        (Some(Holds::Map), Value::Object(map)) => {
            map.iter().map(|(name, schema)| (name.clone(), change(schema))).collect()
        }
        (Some(Holds::List | Holds::OneOrList), Value::Array(list)) => list.iter().map(change).collect(),
        (Some(Holds::One | Holds::OneOrList), schema) => change(schema),
        _ => value.clone(),
    }
}

/// How a keyword holds schemas, if it does.
pub(super) fn holds(key: &str) -> Option<Holds> {
    match Keyword::of(key, Dialect::Draft202012)?.role() {
        Role::AppliesInPlace(holds) | Role::AppliesToParts(holds) => Some(holds),
        Role::Defines => Some(Holds::Map),
        Role::Identifies | Role::Annotates | Role::Asserts => None,
    }
}

/// Whether what a key says is of the authors' making: for people, or for this program.
pub(crate) fn is_written(key: &str) -> bool {
    let names = [Keyword::Schema, Keyword::Id].iter().any(|keyword| keyword.as_str() == key);
    let is_note = Keyword::of(key, Dialect::Draft202012).is_some_and(Keyword::is_annotation);
    (is_note && key != Keyword::Default.as_str() && key != Keyword::Deprecated.as_str())
        || names
        || key.starts_with("x-")
}

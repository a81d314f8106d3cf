//! Names in Rust of the values of an enum: they go with the values, however these are written.

use serde_json::{Map, Value, json};
use webhook_schema::join;
use webhook_schema::model::Keyword;

use super::texts::{NAMES, Texts, is_in_place};

/// Takes away the names of values that a schema does not list itself.
pub(super) fn forget(schema: &mut Map<String, Value>) {
    let listed: Vec<String> = values(schema).into_iter().map(|(_, value)| text(value)).collect();
    if let Some(Value::Object(names)) = schema.get_mut(NAMES) {
        names.retain(|value, _| listed.contains(value));
        if names.is_empty() {
            schema.shift_remove(NAMES);
        }
    }
}

/// Gives values the names that they had in another place of the schema: itself, or a branch of it.
pub(super) fn follow(old: &Value, schema: &mut Value, texts: &mut Texts) {
    let named = in_place(old).into_iter().filter_map(|(_, old)| old.get(NAMES)?.as_object()).flatten();
    let named: Vec<(&String, &Value)> = named.collect();
    for (value, name) in &named {
        let places = in_place(schema).into_iter();
        let places: Vec<_> = places
            .filter(|(_, own)| values(own).iter().any(|(_, listed)| text(listed) == **value))
            .map(|(at, own)| (at, own.get(NAMES).cloned().unwrap_or_else(|| json!({}))))
            .collect();
        // One that is gone has none.
        if places.is_empty() || places.iter().any(|(_, names)| names.get(value.as_str()).is_some()) {
            continue;
        }
        // The name of a type takes the place, and of two names, nobody knows which one is meant.
        let free = places.into_iter().find(|(_, names)| names.is_object());
        let is_only = named.iter().all(|(other, another)| other != value || another == name);
        match free.filter(|_| is_only) {
            Some((at, mut names)) => {
                names[value.as_str()] = (*name).clone();
                schema.pointer_mut(&at).into_iter().for_each(|own| own[NAMES] = names.clone());
            }
            None => texts.lost += 1,
        }
    }
}

/// Where a value that a schema lists is listed in a newer one, in itself or in a branch.
pub(super) fn moved(old: &Value, new: &Value, pointer: &str) -> Option<String> {
    let value = old.pointer(pointer)?;
    let places = in_place(new).into_iter().flat_map(|(at, own)| {
        values(own).into_iter().map(move |(below, listed)| (format!("{at}{below}"), listed))
    });
    places.into_iter().find(|(_, listed)| *listed == value).map(|(at, _)| at)
}

/// The pointer to a schema that a pointer to a value of an enum goes into, whose branches are on the way; with the rest.
pub(super) fn split(pointer: &str) -> Option<(&str, &str)> {
    let (before, last) = pointer.rsplit_once('/')?;
    let mut schema = match last == Keyword::Const.as_str() {
        true => before,
        false => before.strip_suffix(Keyword::Enum.as_str())?.strip_suffix('/')?,
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    while let Some((choice, number)) = schema.rsplit_once('/')
        && let Some((above, keyword)) = choice.rsplit_once('/')
        && is_number(number)
        && is_in_place(keyword)
    {
        schema = above;
    }
    Some((schema, &pointer[schema.len()..]))
}

/// A schema and its branches, each with where it is.
fn in_place(schema: &Value) -> Vec<(String, &Map<String, Value>)> {
    let Value::Object(own) = schema else { return Vec::new() };
    let mut found = vec![(String::new(), own)];
    for (keyword, branches) in own.iter().filter(|(keyword, _)| is_in_place(keyword)) {
        for (number, branch) in branches.as_array().into_iter().flatten().enumerate() {
            let at = join(&join("", keyword), &number.to_string());
            found.extend(in_place(branch).into_iter().map(|(below, inner)| (format!("{at}{below}"), inner)));
        }
    }
    found
}

/// The values that a schema lists itself, each with where it is.
fn values(schema: &Map<String, Value>) -> Vec<(String, &Value)> {
    let constant = schema.get(Keyword::Const.as_str()).map(|value| ("/const".to_owned(), value));
    let listed = schema.get(Keyword::Enum.as_str()).and_then(Value::as_array).into_iter().flatten();
    listed.enumerate().map(|(at, value)| (format!("/enum/{at}"), value)).chain(constant).collect()
}

/// What names of values call one.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

//! Names in Rust of the values of an enum: they go with the values, however these are written.

use serde_json::{Map, Value, json};
use webhook_schema::join;
use webhook_schema::model::Keyword;

use super::Texts;

/// Where a schema has names, and in an object those of its values.
pub(super) const NAMES: &str = "x-rust-name";

/// Where branches say more of the same value.
const BRANCHES: [Keyword; 3] = [Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf];

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
        && BRANCHES.iter().any(|branches| branches.as_str() == keyword)
    {
        schema = above;
    }
    Some((schema, &pointer[schema.len()..]))
}

/// A schema and its branches, each with where it is.
fn in_place(schema: &Value) -> Vec<(String, &Map<String, Value>)> {
    let Value::Object(own) = schema else { return Vec::new() };
    let mut found = vec![(String::new(), own)];
    for keyword in BRANCHES.map(Keyword::as_str) {
        let branches = own.get(keyword).and_then(Value::as_array).into_iter().flatten();
        for (number, branch) in branches.enumerate() {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{merged, moved};
    use super::*;

    #[test]
    fn names_of_values_go_with_the_values() {
        let names = |names: Value, list: Value| json!({ "x-rust-name": names, "enum": list });
        let old = names(json!({ "a": "First", "2": "Second", "null": "Nothing" }), json!(["a", 2, null]));
        let new = |list: Value| merged(&old, &json!({ "enum": list }), &mut Texts::default());
        assert_eq!(new(json!([2, "a", null, "b"]))["x-rust-name"], old["x-rust-name"]);
        assert_eq!(new(json!(["a", "b"])), names(json!({ "a": "First" }), json!(["a", "b"])));
        assert_eq!(new(json!(["b"])), json!({ "enum": ["b"] }));
        let constant = merged(&old, &json!({ "const": "a" }), &mut Texts::default());
        assert_eq!(constant, json!({ "x-rust-name": { "a": "First" }, "const": "a" }));
        // The name of a type is for whatever it allows.
        let old = json!({ "x-rust-name": "Mine", "enum": ["a"] });
        assert_eq!(merged(&old, &json!({ "type": "string" }), &mut Texts::default())["x-rust-name"], "Mine");
    }

    #[test]
    fn names_of_values_follow_another_way_to_write_them() {
        let names = json!({ "pro": "Professional" });
        let list = json!({ "enum": ["free", "pro"], "x-rust-name": names });
        let choice = json!({ "anyOf": [list, { "type": "null" }] });
        let nullable =
            json!({ "type": ["string", "null"], "enum": ["free", "pro", null], "x-rust-name": names });
        let constants = json!({ "oneOf": [{ "const": "free" }, { "const": "pro", "x-rust-name": names }] });
        let bare = |schema: &Value| super::super::without_texts(schema);
        let all = [&list, &choice, &nullable, &constants];
        for (old, new) in all.iter().flat_map(|old| all.iter().map(move |new| (*old, *new))) {
            let mut texts = Texts::default();
            let property = |schema: &Value| json!({ "properties": { "plan": schema } });
            assert_eq!(
                merged(&property(old), &property(&bare(new)), &mut texts),
                property(new),
                "{old} {new}"
            );
            assert_eq!(texts, Texts::default());
        }
        // So do those that the index gives.
        let place = "/properties/plan/anyOf/0/enum/1";
        let [choice, nullable, constants] =
            [&choice, &nullable, &constants].map(|schema| json!({ "properties": { "plan": schema } }));
        assert_eq!(moved(&choice, &nullable, place).as_deref(), Some("/properties/plan/enum/1"));
        assert_eq!(moved(&choice, &constants, place).as_deref(), Some("/properties/plan/oneOf/1/const"));
        assert_eq!(moved(&choice, &json!({ "properties": { "plan": true } }), place), None);
    }

    #[test]
    fn what_cannot_follow_is_counted() {
        let old = json!({ "anyOf": [
            { "enum": ["pro"], "description": "A plan.", "x-rust-name": { "pro": "Professional" } },
            { "type": "null" },
        ] });
        let lost = |new: Value| {
            let mut texts = Texts::default();
            merged(&old, &new, &mut texts);
            texts.lost
        };
        assert_eq!(lost(json!({ "enum": ["pro", null] })), 1);
        assert_eq!(lost(json!({ "enum": ["pro", null], "x-rust-name": "Plan" })), 2);
        // A value that is gone takes its name along.
        assert_eq!(lost(json!({ "type": "string" })), 1);
    }
}

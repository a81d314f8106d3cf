//! What the catalog that is there calls shared definitions. A new name depends on which of several with one key comes first; one
//! that is there stays when another file does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use webhook_catalog::Discriminator;
use webhook_schema::model::Keyword;

use crate::definitions::{Definitions, reference};
use crate::update::{counterparts, with_schemas, without_texts};

/// How references go on after the path to the shared shapes.
const DEFINITIONS: &str = "#/$defs/";

/// The names of shared definitions that are to be others, with these. `schemas` are those that the catalog has as well, as it has
/// them and as they were made; `kept` are those of the catalog that the documents do not have, which stay as they are.
pub(crate) fn renamed<'s>(
    definitions: &Definitions,
    schemas: Vec<(&'s Value, &'s Value)>,
    kept: Vec<&Value>,
    old: &'s Map<String, Value>,
    new: &BTreeMap<&'s str, &'s Value>,
) -> BTreeMap<String, String> {
    let known = known(definitions, schemas, old, new);
    let lower = |name: &str| name.to_ascii_lowercase();
    let mut taken: BTreeSet<String> = known.values().map(|name| lower(name)).collect();
    let others: Vec<&str> = new.keys().copied().filter(|name| !known.contains_key(*name)).collect();
    let unlike = unlike(&others, &known, &needed(kept, old), old, new);
    let (displaced, others): (Vec<&str>, Vec<&str>) =
        others.into_iter().partition(|name| unlike.contains(*name) || taken.contains(&lower(name)));
    // What nobody needs any more stays, too.
    taken.extend(others.into_iter().chain(old.keys().map(String::as_str)).map(lower));
    let mut names: BTreeMap<String, String> =
        known.into_iter().map(|(new, old)| (new.to_owned(), old.to_owned())).collect();
    for name in displaced {
        let free = definitions.names_for(name).find(|candidate| taken.insert(lower(candidate)));
        names.extend(free.map(|free| (name.to_owned(), free)));
    }
    names.retain(|new, name| new != name);
    names
}

/// The names in the catalog of definitions that the same parts of schemas refer to, as far as they could have these names.
fn known<'s>(
    definitions: &Definitions,
    schemas: Vec<(&'s Value, &'s Value)>,
    old: &'s Map<String, Value>,
    new: &BTreeMap<&'s str, &'s Value>,
) -> BTreeMap<&'s str, &'s str> {
    let most = old.len() + new.len();
    let could_be = |own: &str, name: &str| {
        own == name || definitions.names_for(own).take(most).any(|candidate| candidate == name)
    };
    // Names differ, and what they lead to does not.
    let of_old = |branch: &Value| {
        without_references(shared(branch).and_then(|(_, name)| old.get(name)).unwrap_or(branch))
    };
    let of_new = |branch: &Value| {
        without_references(shared(branch).and_then(|(_, name)| new.get(name).copied()).unwrap_or(branch))
    };
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut open = VecDeque::from(schemas);
    while let Some((before, after)) = open.pop_front() {
        let (Value::Object(own_before), Value::Object(own_after)) = (before, after) else { continue };
        open.extend(counterparts(own_before, own_after, [&of_old, &of_new]));
        let (Some((file, name)), Some((path, own))) = (shared(before), shared(after)) else { continue };
        let (Some(before), Some(after)) = (old.get(name), new.get(own)) else { continue };
        let is_new = file == path && !known.contains_key(own) && !taken.contains(name);
        if is_new && could_be(own, name) {
            known.insert(own, name);
            taken.insert(name);
            open.push_back((before, *after));
        }
    }
    known
}

/// The definitions of the catalog that some schemas refer to, with those that these need in turn.
fn needed<'o>(schemas: Vec<&Value>, old: &'o Map<String, Value>) -> BTreeSet<&'o str> {
    let (mut needed, mut open) = (BTreeSet::new(), schemas);
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => {
                let name = shared(value).and_then(|(_, name)| name.split('/').next());
                let own = name.and_then(|name| old.get_key_value(name));
                open.extend(own.filter(|(name, _)| needed.insert(name.as_str())).map(|(_, own)| own));
                open.extend(object.values());
            }
            _ => {}
        }
    }
    needed
}

/// Which new definitions are not those of the catalog that have their names, and that are needed as they are: another document has
/// the same key.
fn unlike<'s>(
    others: &[&'s str],
    known: &BTreeMap<&str, &str>,
    needed: &BTreeSet<&str>,
    old: &Map<String, Value>,
    new: &BTreeMap<&str, &Value>,
) -> BTreeSet<&'s str> {
    let mut names: BTreeMap<String, String> =
        known.iter().map(|(new, old)| ((*new).to_owned(), (*old).to_owned())).collect();
    let mut unlike = BTreeSet::new();
    loop {
        let is_other = |name: &&&str| match (old.get(**name), new.get(**name)) {
            (Some(before), Some(after)) if needed.contains(**name) => {
                !unlike.contains(**name) && without_texts(before) != without_texts(&with_names(after, &names))
            }
            _ => false,
        };
        let found: Vec<&str> = others.iter().filter(is_other).copied().collect();
        if found.is_empty() {
            return unlike;
        }
        // What refers to one of these is another one, too.
        names.extend(found.iter().map(|name| ((*name).to_owned(), String::new())));
        unlike.extend(found);
    }
}

/// The path to the shared shapes and the name of the definition that a schema refers to.
fn shared(schema: &Value) -> Option<(&str, &str)> {
    schema.get(Keyword::Ref.as_str())?.as_str()?.split_once(DEFINITIONS)
}

fn without_references(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let own = object.iter().filter(|(key, _)| *key != Keyword::Ref.as_str());
    own.map(|(key, value)| (key.clone(), with_schemas(key, value, &mut without_references))).collect()
}

/// A schema with other names of the definitions that it refers to.
pub(crate) fn with_names(schema: &Value, names: &BTreeMap<String, String>) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    let with_name = |text: &Value| -> Value {
        let parts = text.as_str().and_then(|text| text.split_once(DEFINITIONS));
        let renamed = parts.and_then(|(file, name)| Some(reference(file, names.get(name)?)));
        renamed.map_or_else(|| text.clone(), |renamed| json!(renamed))
    };
    let with_names = |(key, value): (&String, &Value)| {
        let value = match key.as_str() {
            key if key == Keyword::Ref.as_str() => with_name(value),
            Discriminator::NAME => {
                let mut value = value.clone();
                let mapping = value.get_mut("mapping").and_then(Value::as_object_mut);
                mapping.into_iter().flatten().for_each(|(_, target)| *target = with_name(target));
                value
            }
            key => with_schemas(key, value, &mut |schema| with_names(schema, names)),
        };
        (key.clone(), value)
    };
    object.iter().map(with_names).collect()
}

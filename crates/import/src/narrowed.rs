//! Fields of bodies that are one field, but for limits that some bodies have and others do not: what all of them say, and what
//! is left of each.

use serde_json::{Map, Value, json};
use webhook_schema::Location;
use webhook_schema::model::{Dialect, JsonType, Keyword, Role, Schema};

use crate::bodies::parts;
use crate::definitions::Definitions;
use crate::documents::Documents;
use crate::update::without_texts;

/// What one body says of a field, by where it says it.
pub(crate) type Said = Vec<(Location, Value)>;

/// Everything that is said of a field, without references, for the file of shared shapes.
pub(crate) fn said(documents: &Documents, field: &[&Schema], definitions: &mut Definitions) -> Said {
    let mut said = Said::new();
    for part in field.iter().flat_map(|schema| parts(documents, &schema.location)) {
        // What it includes is a part by itself, and not referred to.
        let includes = part.reference.is_some() || part.has(Keyword::AllOf);
        let mut value = match includes {
            true => definitions.clone().convert(documents, &part.location, ""),
            false => definitions.convert(documents, &part.location, ""),
        };
        let Some(object) = value.as_object_mut() else { continue };
        [Keyword::Ref, Keyword::AllOf].iter().for_each(|key| drop(object.shift_remove(key.as_str())));
        let is_telling = without_texts(&value).as_object().is_some_and(|object| !object.is_empty());
        if is_telling && said.iter().all(|(at, _)| *at != part.location) {
            said.push((part.location.clone(), value));
        }
    }
    said
}

/// What all bodies say of a field; `None` where they differ in more than limits.
pub(crate) fn in_common(bodies: &[Said]) -> Option<Value> {
    let (first, others) = bodies.split_first()?;
    let is_in_all =
        |part: &&Value| others.iter().all(|said| said.iter().any(|(_, other)| are_same(other, part)));
    let mut common: Vec<Value> = first.iter().map(|(_, part)| part).filter(is_in_all).cloned().collect();
    let rests =
        bodies.iter().map(|said| said.iter().map(|(_, part)| part).filter(|part| !is_among(&common, part)));
    let rests: Vec<Map<String, Value>> = rests.map(limits).collect::<Option<_>>()?;
    let (weakest, others) = rests.split_first()?;
    let mut weakest = weakest.clone();
    weakest.retain(|key, value| is_text(key) || others.iter().all(|rest| rest.get(key) == Some(value)));
    // What a field is, those say that they have in common, or each says it by itself.
    if !common.iter().any(|part| part.as_object().and_then(type_of).is_some()) {
        let ty = type_of(&rests[0])?;
        if !rests.iter().all(|rest| type_of(rest).as_ref() == Some(&ty)) {
            return None;
        }
        weakest.insert(Keyword::Type.as_str().to_owned(), ty);
    }
    if weakest.keys().any(|key| !is_text(key)) {
        common.push(weakest.into());
    }
    Some(if common.len() == 1 { common.remove(0) } else { json!({ (Keyword::AllOf.as_str()): common }) })
}

/// What a body says of a field beyond what all have in common, with where it says it.
pub(crate) fn beyond(said: Said, common: &Value) -> Said {
    let all = common.get(Keyword::AllOf.as_str()).and_then(Value::as_array);
    let common = all.map_or(std::slice::from_ref(common), Vec::as_slice);
    said.into_iter().filter(|(_, part)| !is_among(common, part)).collect()
}

fn is_among(parts: &[Value], part: &Value) -> bool {
    parts.iter().any(|other| are_same(other, part))
}

fn are_same(one: &Value, other: &Value) -> bool {
    without_texts(one) == without_texts(other)
}

fn is_text(key: &str) -> bool {
    [Keyword::Title, Keyword::Description].iter().any(|text| text.as_str() == key)
}

/// Several parts as one with their texts, if they have nothing but limits. Of two that say the same key, the first one counts.
fn limits<'v>(parts: impl Iterator<Item = &'v Value>) -> Option<Map<String, Value>> {
    let mut limits = Map::new();
    for (key, value) in parts.filter_map(Value::as_object).flatten() {
        match Keyword::of(key, Dialect::Draft202012).map(Keyword::role) {
            Some(Role::Asserts) => drop(limits.entry(key).or_insert_with(|| value.clone())),
            Some(Role::Annotates) if is_text(key) => drop(limits.entry(key).or_insert_with(|| value.clone())),
            Some(Role::Annotates) | None => {}
            Some(_) => return None,
        }
    }
    Some(limits)
}

/// The type of values, said as such or by the texts that there are.
fn type_of(schema: &Map<String, Value>) -> Option<Value> {
    let said = schema.get(Keyword::Type.as_str()).cloned();
    said.or_else(|| {
        let constant = schema.get(Keyword::Const.as_str()).map(std::slice::from_ref);
        let listed = schema.get(Keyword::Enum.as_str()).and_then(Value::as_array).map(Vec::as_slice);
        let values = constant.or(listed)?;
        values.iter().all(Value::is_string).then(|| json!(JsonType::String.as_str()))
    })
}

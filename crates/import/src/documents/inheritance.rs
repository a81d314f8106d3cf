//! Finds what others inherit from: a parent has a `discriminator` and no branches, children include it by `allOf`, and its
//! `mapping` may name them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::Discriminator;
use webhook_schema::model::{Keyword, Resource};
use webhook_schema::{Diagnostics, Location};

use super::Documents;
use super::parents::{Child, Parent, Parents, including};

/// What a `discriminator` says, and of which schema: the key, and the `mapping`.
type Said = (Location, String, Vec<(String, String)>);

impl Documents {
    /// Finds what others inherit from in all documents.
    pub(super) fn find_parents(&self) -> Parents {
        let mut said = Vec::new();
        for (file, value) in self.iter() {
            find_in(value, &Location::new(file, ""), &mut said);
        }
        if said.is_empty() {
            return Parents::default();
        }
        let mut includers: BTreeMap<Location, Vec<Location>> = BTreeMap::new();
        for place in components(self) {
            for included in included(self, &place) {
                includers.entry(included).or_default().push(place.clone());
            }
        }
        let parents = said.into_iter().filter_map(|(place, key, mapping)| {
            let is_choice = has_branches(self.value(&place)?);
            let parent = (!is_choice).then(|| of_place(self, &place, key, &mapping, &includers))?;
            (!parent.children.is_empty()).then_some((place, parent))
        });
        Parents(parents.collect())
    }
}

fn of_place(
    documents: &Documents,
    place: &Location,
    key: String,
    mapping: &[(String, String)],
    includers: &BTreeMap<Location, Vec<Location>>,
) -> Parent {
    let mut descendants = Vec::new();
    let mut open = vec![place];
    while let Some(at) = open.pop() {
        for includer in includers.get(at).into_iter().flatten() {
            if includer != place && !descendants.contains(includer) {
                descendants.push(includer.clone());
                open.push(includer);
            }
        }
    }
    let mut children: Vec<Child> = Vec::new();
    for (text, to) in mapping {
        let Some(to) = documents.mapped(&Resource::of_file(&place.file), to, place) else { continue };
        match children.iter_mut().find(|child| child.place == to) {
            Some(child) => child.texts.push(text.clone()),
            None => children.push(Child { place: to, texts: vec![text.clone()] }),
        }
    }
    let mut line = BTreeSet::new();
    let mut open: Vec<Location> = children.iter().map(|child| child.place.clone()).collect();
    while let Some(at) = open.pop().filter(|_| !mapping.is_empty()) {
        if descendants.contains(&at) && line.insert(at.clone()) {
            open.extend(included(documents, &at));
        }
    }
    // Next to those that are named, one that is between is no child, and neither is what only gives the parent another name.
    let order = components(documents).filter(|place| descendants.contains(place));
    for other in order.filter(|place| !line.contains(place)).collect::<Vec<_>>() {
        let Some(value) = documents.value(&other).filter(|value| value.get("nullable").is_none()) else {
            continue;
        };
        if mapping.is_empty() || adds(value) {
            children.push(Child { place: other, texts: Vec::new() });
        }
    }
    line.extend(children.iter().map(|child| child.place.clone()).filter(|child| descendants.contains(child)));
    let is_in_children = children.iter().all(|child| child.place == *place || line.contains(&child.place));
    Parent { key, children, is_in_children, line }
}

/// The named schemas of all documents.
fn components(documents: &Documents) -> impl Iterator<Item = Location> + '_ {
    documents.iter().flat_map(|(file, value)| {
        let schemas = value.pointer("/components/schemas").and_then(Value::as_object);
        let at = Location::new(file, "/components/schemas");
        schemas.into_iter().flatten().map(move |(name, _)| at.child(name))
    })
}

/// The schemas that one includes.
fn included(documents: &Documents, place: &Location) -> Vec<Location> {
    let mut included = Vec::new();
    let mut open: Vec<&Value> = documents.value(place).into_iter().collect();
    let from = Resource::of_file(&place.file);
    while let Some(value) = open.pop() {
        let parts = value.get(Keyword::AllOf.as_str()).and_then(Value::as_array).into_iter().flatten();
        for part in parts {
            let reference = part.get(Keyword::Ref.as_str()).and_then(Value::as_str);
            let to = reference.and_then(|to| documents.place(&from, to, place, &mut Diagnostics::new()));
            included.extend(to);
            open.push(part);
        }
    }
    included
}

/// Whether a schema says more than what it includes.
fn adds(schema: &Value) -> bool {
    let has_several = |parts: &Value| parts.as_array().is_some_and(|parts| parts.len() > 1);
    [Keyword::Properties, Keyword::Required].iter().any(|keyword| schema.get(keyword.as_str()).is_some())
        || schema.get(Keyword::AllOf.as_str()).is_some_and(has_several)
}

fn has_branches(schema: &Value) -> bool {
    [Keyword::OneOf, Keyword::AnyOf].iter().any(|keyword| schema.get(keyword.as_str()).is_some())
}

/// The key of the `discriminator` of what has no branches. In AsyncAPI it is the key alone.
fn key_of(value: &Value) -> Option<&str> {
    let said = value.get(Discriminator::NAME).filter(|_| !has_branches(value))?;
    said.get("propertyName").unwrap_or(said).as_str()
}

fn mapping(value: &Value) -> Vec<(String, String)> {
    let mapping = value.get(Discriminator::NAME).and_then(|said| said.get("mapping")?.as_object());
    let mapping = mapping.into_iter().flatten();
    mapping.filter_map(|(text, to)| Some((text.clone(), to.as_str()?.to_owned()))).collect()
}

/// Everything in a value that has the `discriminator` of a parent: of which schema it is, and what it says.
fn find_in(value: &Value, at: &Location, found: &mut Vec<Said>) {
    // Most values have none, and need no place.
    if !has_discriminator(value) {
        return;
    }
    if let Some(key) = key_of(value) {
        found.push((including(at), key.to_owned(), mapping(value)));
    }
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| find_in(value, &at.child(key), found)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| find_in(item, &at.child(&number.to_string()), found));
        }
        _ => {}
    }
}

fn has_discriminator(value: &Value) -> bool {
    match value {
        Value::Object(object) => {
            object.contains_key(Discriminator::NAME) || object.values().any(has_discriminator)
        }
        Value::Array(items) => items.iter().any(has_discriminator),
        _ => false,
    }
}

//! Finds what others inherit from: a parent has a `discriminator`, and children include it by `allOf`. Its `mapping` or its
//! branches may name them: branches that include what they are branches of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::Discriminator;
use webhook_schema::model::{Keyword, Resource};
use webhook_schema::{Diagnostics, Location};

use super::Documents;
use super::mapped::Mapped;
use super::parents::{Child, Parent, Parents, including};

/// What a `discriminator` says, and of which schema: the key, and the `mapping`.
type Said = (Location, String, Vec<(String, String)>);

impl Documents {
    /// Finds what others inherit from in all documents, and what each `mapping` says.
    pub(super) fn find_parents(&self) -> (Parents, Mapped) {
        let mut said = Vec::new();
        for (file, value) in self.iter() {
            find_in(value, &Location::new(file, ""), &mut said);
        }
        let mut mapped = Mapped::default();
        for (place, key, mapping) in &said {
            for (text, to) in mapping {
                let to = self.mapped_to(&Resource::of_file(&place.file), to, place);
                to.into_iter().for_each(|to| mapped.add(to, key, text));
            }
        }
        if said.is_empty() {
            return (Parents::default(), mapped);
        }
        let mut includers: BTreeMap<Location, Vec<Location>> = BTreeMap::new();
        for place in components(self) {
            for included in included(self, &place) {
                includers.entry(included).or_default().push(place.clone());
            }
        }
        let parents = said.into_iter().filter_map(|(place, key, mapping)| {
            let descendants = descendants(&place, &includers);
            let parent = of_place(self, &place, key, &mapping, &descendants)?;
            (!parent.children.is_empty()).then_some((place, parent))
        });
        let mut parents: BTreeMap<Location, Parent> = parents.collect();
        // What is the child of another is sent itself, whatever children it has.
        let among =
            parents.values().flat_map(|parent| parent.children.iter().map(|child| (&parent.key, child)));
        let among = among.filter(|(_, child)| parents.contains_key(&child.place));
        let among: Vec<(String, Child)> = among.map(|(key, child)| (key.clone(), child.clone())).collect();
        for (key, child) in among {
            let Some(parent) = parents.get_mut(&child.place) else { continue };
            if parent.children.iter().all(|own| own.place != child.place) {
                let texts = if parent.key == key { child.texts } else { Vec::new() };
                parent.children.insert(0, Child { texts, ..child });
            }
        }
        (Parents(parents), mapped)
    }
}

/// What includes a schema, or something that does.
fn descendants(place: &Location, includers: &BTreeMap<Location, Vec<Location>>) -> BTreeSet<Location> {
    let (mut descendants, mut open) = (BTreeSet::new(), vec![place]);
    while let Some(at) = open.pop() {
        for includer in includers.get(at).into_iter().flatten() {
            if includer != place && descendants.insert(includer.clone()) {
                open.push(includer);
            }
        }
    }
    descendants
}

/// `None` where a schema is a choice of others.
fn of_place(
    documents: &Documents,
    place: &Location,
    key: String,
    mapping: &[(String, String)],
    descendants: &BTreeSet<Location>,
) -> Option<Parent> {
    let mut children: Vec<Child> = Vec::new();
    for (text, to) in mapping {
        let Some(to) = documents.mapped_to(&Resource::of_file(&place.file), to, place) else { continue };
        match children.iter_mut().find(|child| child.place == to) {
            Some(child) => child.texts.push(text.clone()),
            None => children.push(Child { place: to, texts: vec![text.clone()] }),
        }
    }
    let is_choice = has_branches(documents.value(place)?);
    if is_choice {
        let branches = branches(documents, place)?;
        if !branches.iter().all(|branch| descendants.contains(branch)) {
            return None;
        }
        let texts = |place: &Location| {
            children.iter().find(|child| child.place == *place).map(|child| child.texts.clone())
        };
        children = branches
            .into_iter()
            .map(|place| Child { texts: texts(&place).unwrap_or_default(), place })
            .collect();
    }
    let mut line = BTreeSet::new();
    let mut open: Vec<Location> = children.iter().map(|child| child.place.clone()).collect();
    while let Some(at) = open.pop() {
        if descendants.contains(&at) && line.insert(at.clone()) {
            open.extend(included(documents, &at));
        }
    }
    // Next to those that are named, one that is between is no child, and neither is what only gives the parent another name.
    let is_other = |other: &Location| descendants.contains(other) && !line.contains(other);
    let is_child = |other: &Location| {
        let value = documents.value(other).filter(|value| value.get("nullable").is_none());
        value.is_some_and(|value| mapping.is_empty() || adds(value))
    };
    let others = components(documents).filter(|other| !is_choice && is_other(other) && is_child(other));
    let others: Vec<Location> = others.collect();
    line.extend(others.iter().cloned());
    children.extend(others.into_iter().map(|place| Child { place, texts: Vec::new() }));
    let is_in_children = children.iter().all(|child| child.place == *place || line.contains(&child.place));
    Some(Parent { key, children, is_in_children, line })
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

/// Where the branches of a schema lead, if all are references.
fn branches(documents: &Documents, place: &Location) -> Option<Vec<Location>> {
    let value = documents.value(place)?;
    let branches =
        [Keyword::OneOf, Keyword::AnyOf].iter().filter_map(|keyword| value.get(keyword.as_str())?.as_array());
    let from = Resource::of_file(&place.file);
    let places = branches.flatten().map(|branch| {
        let reference = branch.get(Keyword::Ref.as_str())?.as_str()?;
        documents.place(&from, reference, place, &mut Diagnostics::new())
    });
    places.collect()
}

/// The key of a `discriminator`. In AsyncAPI it is the key alone.
fn key_of(value: &Value) -> Option<&str> {
    let said = value.get(Discriminator::NAME)?;
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
    // A choice that is a part of a schema is one by itself.
    let place = including(at);
    if let Some(key) = key_of(value).filter(|_| place == *at || !has_branches(value)) {
        found.push((place, key.to_owned(), mapping(value)));
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

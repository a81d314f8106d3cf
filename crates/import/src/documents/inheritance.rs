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

/// What the `discriminator` of a schema says.
struct Said {
    /// Where the schema is.
    place: Location,
    /// Where the `discriminator` is, in it or in a part of it.
    at: Location,
    key: String,
    /// The texts of its `mapping`, each with where it leads, if anywhere.
    mapping: Vec<(String, Option<Location>)>,
}

/// The named schemas of all documents.
#[derive(Default)]
struct Components {
    /// Their numbers, in the order of the documents.
    numbers: BTreeMap<Location, usize>,
    /// What each includes.
    included: BTreeMap<Location, Vec<Location>>,
    /// What includes a schema.
    includers: BTreeMap<Location, Vec<Location>>,
}

impl Documents {
    /// Finds what others inherit from in all documents, and what each `mapping` says.
    pub(super) fn find_parents(&self) -> (Parents, Mapped) {
        let mut said = Vec::new();
        for (file, value) in self.iter() {
            find_in(self, value, &Location::new(file, ""), &mut said);
        }
        let mut mapped = Mapped::default();
        for Said { key, mapping, .. } in &said {
            for (text, to) in mapping {
                to.iter().for_each(|to| mapped.add(to.clone(), key, text));
            }
        }
        if said.is_empty() {
            return (Parents::default(), mapped);
        }
        let components = Components::of(self);
        let parents = said.into_iter().filter_map(|said| {
            let place = said.place.clone();
            let parent = of_place(self, said, &components)?;
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

impl Components {
    fn of(documents: &Documents) -> Self {
        let mut components = Self::default();
        for (file, value) in documents.iter() {
            let schemas = value.pointer("/components/schemas").and_then(Value::as_object);
            let at = Location::new(file, "/components/schemas");
            for (name, schema) in schemas.into_iter().flatten() {
                let place = at.child(name);
                let included = included(documents, &place, schema);
                for to in &included {
                    components.includers.entry(to.clone()).or_default().push(place.clone());
                }
                components.numbers.insert(place.clone(), components.numbers.len());
                components.included.insert(place, included);
            }
        }
        components
    }

    /// What includes a schema, or something that does.
    fn descendants(&self, place: &Location) -> BTreeSet<&Location> {
        let (mut descendants, mut open) = (BTreeSet::new(), vec![place]);
        while let Some(at) = open.pop() {
            for includer in self.includers.get(at).into_iter().flatten() {
                if includer != place && descendants.insert(includer) {
                    open.push(includer);
                }
            }
        }
        descendants
    }
}

/// `None` where a schema is a choice of others.
fn of_place(documents: &Documents, said: Said, components: &Components) -> Option<Parent> {
    let Said { place, at, key, mapping } = said;
    let descendants = components.descendants(&place);
    let mut children: Vec<Child> = Vec::new();
    for (text, to) in &mapping {
        let Some(to) = to else { continue };
        match children.iter_mut().find(|child| child.place == *to) {
            Some(child) => child.texts.push(text.clone()),
            None => children.push(Child { place: to.clone(), texts: vec![text.clone()] }),
        }
    }
    let has_branches = has_branches(documents.value(&place)?);
    if has_branches {
        let branches = branches(documents, &place)?;
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
    let mut open: Vec<&Location> = children.iter().map(|child| &child.place).collect();
    while let Some(at) = open.pop() {
        if descendants.contains(at) && line.insert(at.clone()) {
            open.extend(components.included.get(at).into_iter().flatten());
        }
    }
    // Next to those that are named, one that is between is no child, and neither is what only gives the parent another name.
    let is_child = |other: &Location| {
        let value = documents.value(other).filter(|value| value.get("nullable").is_none());
        value.is_some_and(|value| mapping.is_empty() || adds(value))
    };
    let others = descendants.into_iter().filter(|other| !has_branches && !line.contains(*other));
    let mut others: Vec<Location> = others.filter(|other| is_child(other)).cloned().collect();
    others.sort_by_key(|other| components.numbers.get(other));
    line.extend(others.iter().cloned());
    children.extend(others.into_iter().map(|place| Child { place, texts: Vec::new() }));
    let is_in_children = children.iter().all(|child| child.place == place || line.contains(&child.place));
    Some(Parent { key, at, children, is_in_children, has_branches, line })
}

/// The schemas that one includes.
fn included(documents: &Documents, place: &Location, schema: &Value) -> Vec<Location> {
    let mut included = Vec::new();
    let mut open: Vec<&Value> = vec![schema];
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

fn mapping(documents: &Documents, value: &Value, place: &Location) -> Vec<(String, Option<Location>)> {
    let mapping = value.get(Discriminator::NAME).and_then(|said| said.get("mapping")?.as_object());
    let from = Resource::of_file(&place.file);
    let leads = |to: &str| documents.mapped_to(&from, to, place);
    let mapping = mapping.into_iter().flatten();
    mapping.filter_map(|(text, to)| Some((text.clone(), leads(to.as_str()?)))).collect()
}

/// Everything in a value that has the `discriminator` of a parent: of which schema it is, and what it says.
fn find_in(documents: &Documents, value: &Value, at: &Location, found: &mut Vec<Said>) {
    // Most values have none, and need no place.
    if !has_discriminator(value) {
        return;
    }
    // A choice that is a part of a schema is one by itself.
    let place = including(at);
    if let Some(key) = key_of(value).filter(|_| place == *at || !has_branches(value)) {
        let mapping = mapping(documents, value, &place);
        found.push(Said { place, at: at.child(Discriminator::NAME), key: key.to_owned(), mapping });
    }
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| find_in(documents, value, &at.child(key), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| find_in(documents, item, &at.child(&number.to_string()), found));
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

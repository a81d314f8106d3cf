//! What is written of a schema that others inherit from: a choice of its children, and of itself where it may be sent.

use serde_json::{Map, Value, json};
use webhook_catalog::{Discriminator, texts_at};
use webhook_schema::model::{Dialect, JsonType, Keyword};
use webhook_schema::{Location, join, tokens};

use crate::bodies::{constant, members};
use crate::called::are_same_words;
use crate::documents::{Child, Documents, Parent};
use crate::untold;

/// One of what may be sent where a parent is referred to.
pub(crate) struct Branch<'d> {
    pub place: &'d Location,
    /// What the parent's key has for it; nothing where that is not known.
    pub texts: Vec<String>,
}

impl Branch<'_> {
    /// Where it is, and whether a text is known that it goes by.
    pub fn named(&self) -> (Location, bool) {
        (self.place.clone(), !self.texts.is_empty())
    }
}

/// What may be sent where a parent is referred to. `None` where one child is known, and what else is sent cannot be told from it.
pub(crate) fn branches<'d>(
    documents: &'d Documents,
    place: &'d Location,
    parent: &'d Parent,
) -> Option<Vec<Branch<'d>>> {
    let children = parent.children.iter();
    let mut branches: Vec<Branch<'d>> = children
        .map(|child| Branch { place: &child.place, texts: texts(documents, parent, child) })
        .collect();
    if parent.has_branches || branches.iter().any(|branch| branch.place == place) {
        return Some(branches);
    }
    let free = free_texts(documents, place, parent, &branches);
    if free.as_ref().is_some_and(Vec::is_empty) {
        return Some(branches);
    }
    let is_named =
        |branch: &Branch| !branch.texts.is_empty() && untold::is_told(documents, branch.place, parent);
    let itself = free.map(|texts| Branch { place, texts });
    let itself =
        itself.filter(|itself| parent.is_in_children && branches.iter().chain([itself]).all(is_named));
    // It comes first, as where it is the child of another.
    branches.splice(0..0, itself);
    (branches.len() > 1).then_some(branches)
}

/// Whether a parent may be sent itself, and is none of its branches, each of which requires more than it does.
pub(crate) fn lacks_itself(
    documents: &Documents,
    place: &Location,
    parent: &Parent,
    branches: &[Branch<'_>],
) -> bool {
    let required = |place: &Location| members(documents, place).required;
    let own = required(place);
    !parent.has_branches
        && branches.iter().all(|branch| branch.place != place && !required(branch.place).is_subset(&own))
        && free_texts(documents, place, parent, branches).is_none_or(|free| !free.is_empty())
}

/// The texts that a parent itself may have, next to its children: those that it lists and no child has, or its name. `None` where
/// that is the text of a child, so that any other text is its own.
fn free_texts(
    documents: &Documents,
    place: &Location,
    parent: &Parent,
    children: &[Branch<'_>],
) -> Option<Vec<String>> {
    let is_free = |text: &String| !children.iter().any(|child| child.texts.contains(text));
    if let Some(listed) = listed(documents, parent, place) {
        return Some(listed.into_iter().map(str::to_owned).filter(is_free).collect());
    }
    let name = tokens(&place.pointer).last().unwrap_or_default();
    Some(vec![name]).filter(|own| own.iter().all(is_free))
}

/// The texts that a child goes by: those that it is given, the one that it fixes, or its name, spelled as its schema lists it.
pub(crate) fn texts(documents: &Documents, parent: &Parent, child: &Child) -> Vec<String> {
    if !child.texts.is_empty() {
        return child.texts.clone();
    }
    if let Some(only) = constant(documents, &child.place, &join("", &parent.key)) {
        return vec![only];
    }
    let name = tokens(&child.place.pointer).last().unwrap_or_default();
    match listed(documents, parent, &child.place) {
        Some(listed) => {
            let own = listed.into_iter().find(|text| are_same_words(text, &name));
            own.map(str::to_owned).into_iter().collect()
        }
        None => vec![name],
    }
}

/// The texts that a schema lists at the key of a parent, if it does.
fn listed<'d>(documents: &'d Documents, parent: &Parent, place: &Location) -> Option<Vec<&'d str>> {
    texts_at(&parent.key, documents.schemas.at(place)?, &|schema| documents.target(schema))
}

/// Leaves what a schema says for people: the rest of it is in what its children include.
pub(crate) fn keep_texts(object: &mut Map<String, Value>) {
    object.retain(|key, _| {
        let keyword = Keyword::of(key, Dialect::Draft202012);
        key.starts_with("x-")
            || keyword.is_some_and(|keyword| keyword.is_annotation() && keyword != Keyword::Default)
    });
}

/// Shows values.
pub(crate) fn show(object: &mut Map<String, Value>, shown: Vec<Value>) {
    if !shown.is_empty() {
        object.insert(Keyword::Examples.as_str().to_owned(), shown.into());
    }
}

/// Writes branches, each by a reference and the texts that it goes by at a key, if they go by that.
pub(crate) fn write_choice(
    object: &mut Map<String, Value>,
    key: Option<&str>,
    branches: Vec<(String, Vec<String>)>,
    may_be_null: bool,
) {
    let mut any: Vec<Value> = branches.iter().map(|(to, _)| json!({ (Keyword::Ref.as_str()): to })).collect();
    if may_be_null {
        any.push(json!({ (Keyword::Type.as_str()): JsonType::Null.as_str() }));
    }
    object.insert(Keyword::AnyOf.as_str().to_owned(), any.into());
    let Some(key) = key else {
        object.shift_remove(Discriminator::NAME);
        return;
    };
    let mapping = branches
        .into_iter()
        .flat_map(|(to, texts)| texts.into_iter().map(move |text| (text, to.clone().into())));
    let mapping: Map<String, Value> = mapping.collect();
    object.insert(Discriminator::NAME.to_owned(), json!({ "propertyName": key, "mapping": mapping }));
}

//! Choices whose branches do not exclude each other. JSON Schema has exactly one branch of a `oneOf` hold, and documents mean one:
//! that which OpenAPI's `discriminator` names, or the one that a value was made by. Where others hold as well, what the provider
//! sends would not be valid.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use webhook_catalog::{Discriminator, texts_at};
use webhook_schema::join;
use webhook_schema::model::{JsonType, Keyword, Schema};

use crate::bodies::{Members, constant, members, parts};
use crate::closed::{CLOSING, closes};
use crate::documents::Documents;
use crate::left_out::LeftOut;
use crate::rules;

/// How many branches are held against each other.
const MOST_BRANCHES: usize = 100;

/// Writes the `oneOf` of a schema as `anyOf`, where its branches do not exclude each other. Says whether it did.
pub(crate) fn allow_any(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    left_out: &mut LeftOut,
) -> bool {
    let (one, any) = (Keyword::OneOf.as_str(), Keyword::AnyOf.as_str());
    let branches = schema.list(Keyword::OneOf).filter(|branches| branches.len() > 1);
    let Some(branches) = branches.filter(|_| object.contains_key(one) && !object.contains_key(any)) else {
        return false;
    };
    let said = Discriminator::of(schema).filter(|_| object.contains_key(Discriminator::NAME));
    let key = said.map(|said| said.key).filter(|key| !are_decided(documents, branches, key));
    let (message, help) = match key {
        Some(key) => (
            format!(
                "not every branch fixes `{key}`, which `discriminator` goes by, so several may hold: `oneOf` is read as `anyOf`"
            ),
            format!("give `{key}` in each branch a `const` or an `enum` of its own"),
        ),
        None if is_one_covered(documents, branches) => (
            "whatever one of the branches describes is valid by another one, too: `oneOf` is read as `anyOf`"
                .to_owned(),
            "require in each branch what tells it apart: with `anyOf`, nobody can say which branch is meant by a value \
             that fits several"
                .to_owned(),
        ),
        None => return false,
    };
    left_out.alike_in_key(&rules::UNDECIDED, schema.location_of(Keyword::OneOf), &message, &help);
    object.shift_remove(one).into_iter().for_each(|branches| drop(object.insert(any.to_owned(), branches)));
    true
}

/// Whether each branch for objects has texts of its own at a key.
fn are_decided(documents: &Documents, branches: &[Schema], key: &str) -> bool {
    let mut seen = BTreeSet::new();
    let may_be_object = |branch: &&Schema| {
        let types = documents.along(branch).find_map(|schema| schema.types.as_deref());
        types.is_none_or(|types| types.contains(&JsonType::Object))
    };
    let tags = branches.iter().filter(may_be_object).map(|branch| tags(documents, branch, key));
    tags.into_iter().all(|tags| tags.is_some_and(|tags| tags.into_iter().all(|tag| seen.insert(tag))))
}

/// The texts that a branch has at a key, where it lists them.
fn tags(documents: &Documents, branch: &Schema, key: &str) -> Option<BTreeSet<String>> {
    let listed = texts_at(key, branch, &|schema| documents.target(schema));
    let listed = listed.map(|texts| texts.into_iter().map(str::to_owned).collect());
    listed
        .or_else(|| constant(documents, &branch.location, &join("", key)).map(|text| BTreeSet::from([text])))
}

/// An object that a branch describes, and nothing but its properties.
struct Object<'d> {
    members: Members<'d>,
    /// Whether other keys than these may come.
    is_open: bool,
}

fn object_of<'d>(documents: &'d Documents, branch: &Schema) -> Option<Object<'d>> {
    let parts = parts(documents, &branch.location);
    let members = members(documents, &branch.location);
    let is_open = !parts.iter().any(|part| CLOSING.into_iter().any(|keyword| closes(part, keyword)));
    let is_object = parts.iter().any(|part| part.types.as_deref() == Some(&[JsonType::Object]));
    (members.is_plain && is_object && !members.properties.is_empty()).then_some(Object { members, is_open })
}

/// Whether all that one branch describes is valid by another.
fn is_one_covered(documents: &Documents, branches: &[Schema]) -> bool {
    let objects: Vec<Object<'_>> =
        branches.iter().take(MOST_BRANCHES).filter_map(|branch| object_of(documents, branch)).collect();
    let numbered = || objects.iter().enumerate();
    numbered().any(|(number, one)| {
        numbered().any(|(other, all)| number != other && covers(documents, all, &one.members))
    })
}

/// Whether an object is valid by another one's schema, as long as it has no keys but those that its own describes.
fn covers(documents: &Documents, all: &Object<'_>, one: &Members<'_>) -> bool {
    all.is_open
        && all.members.required.is_subset(&one.required)
        && all
            .members
            .properties
            .iter()
            .all(|(key, schemas)| one.properties.get(key).is_none_or(|own| are_same(documents, schemas, own)))
}

/// Whether two properties are described by one schema, or in the same words.
fn are_same(documents: &Documents, these: &[&Schema], those: &[&Schema]) -> bool {
    let target = |schema: &Schema| documents.along(schema).last().map(|schema| schema.location.clone());
    let value = |schema: &Schema| documents.value(&schema.location);
    these.len() == those.len()
        && these
            .iter()
            .zip(those)
            .all(|(this, that)| target(this) == target(that) || value(this) == value(that))
}

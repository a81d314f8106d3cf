//! Choices that OpenAPI's `discriminator` decides, and not what the branches say: JSON Schema has one branch of a `oneOf` be
//! valid, and where none of them fixes the text that the discriminator goes by, a value is valid by several.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::{Location, join};

use crate::bodies::{constant, said_at};
use crate::documents::Documents;
use crate::left_out::LeftOut;
use crate::read::texts;
use crate::rules;

/// Writes the `oneOf` of a schema as `anyOf`, where a discriminator is what decides it. Says whether it did.
pub(crate) fn allow_any(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    left_out: &mut LeftOut,
) -> bool {
    let (one, any) = (Keyword::OneOf.as_str(), Keyword::AnyOf.as_str());
    let branches =
        schema.list(Keyword::OneOf).filter(|_| object.contains_key(one) && !object.contains_key(any));
    let key = object.get("discriminator").and_then(key_of);
    let (Some(branches), Some(key)) = (branches, key) else { return false };
    if branches.len() < 2 || are_decided(documents, branches, key) {
        return false;
    }
    let message = format!(
        "not every branch fixes `{key}`, which `discriminator` goes by, so that several may hold for one value: `oneOf` is read as \
         `anyOf`"
    );
    let help = format!("give `{key}` in each branch a `const` or an `enum` of its own");
    left_out.alike_in_key(&rules::UNDECIDED, schema.location_of(Keyword::OneOf), &message, &help);
    object.shift_remove(one).into_iter().for_each(|branches| drop(object.insert(any.to_owned(), branches)));
    true
}

/// The key that a discriminator goes by. In AsyncAPI it is the key alone.
fn key_of(discriminator: &Value) -> Option<&str> {
    discriminator.get("propertyName").unwrap_or(discriminator).as_str()
}

/// Whether each branch for objects has texts of its own at a key.
fn are_decided(documents: &Documents, branches: &[Schema], key: &str) -> bool {
    let mut seen = BTreeSet::new();
    let pointer = join("", key);
    let objects = branches.iter().filter(|branch| may_be_object(documents, branch));
    objects
        .map(|branch| tags(documents, &branch.location, &pointer))
        .all(|tags| tags.is_some_and(|tags| tags.into_iter().all(|tag| seen.insert(tag))))
}

fn may_be_object(documents: &Documents, branch: &Schema) -> bool {
    let types = documents.along(branch).find_map(|schema| schema.types.as_deref());
    types.is_none_or(|types| types.contains(&JsonType::Object))
}

/// The texts that a branch has at a pointer, where it lists them.
fn tags(documents: &Documents, branch: &Location, pointer: &str) -> Option<BTreeSet<String>> {
    let listed = said_at(documents, branch, pointer).into_iter().find_map(|at| texts(documents, at));
    let tags = listed.or_else(|| constant(documents, branch, pointer).map(|text| vec![text]))?;
    Some(tags.into_iter().collect())
}

//! The keys that a schema describes.

use std::collections::HashSet;

use webhook_schema::model::{Keyword, Schema};

use crate::references::References;

/// The keys that are described or required for a schema's value, in whichever of its parts; `None` where any may be, or a
/// reference leads nowhere.
pub(crate) fn keys<'s>(schema: &'s Schema, references: &'s References) -> Option<HashSet<&'s str>> {
    let parts = closed_parts(schema, true, references)?;
    let required = parts.iter().flat_map(|part| part.required.iter().map(|required| required.key.as_str()));
    Some(parts.iter().flat_map(|part| names(part)).chain(required).collect())
}

/// The properties that are described of an object, whatever that depends on, but for those that only conditions name; `None` where
/// any may be, or a reference leads nowhere.
pub(crate) fn properties<'s>(schema: &'s Schema, references: &'s References) -> Option<HashSet<&'s str>> {
    let parts = closed_parts(schema, false, references)?;
    Some(parts.into_iter().flat_map(names).collect())
}

/// The parts of a schema; `None` where one describes properties that it does not name, or refers to what is not there.
fn closed_parts<'s>(
    schema: &'s Schema,
    with_tests: bool,
    references: &'s References,
) -> Option<Vec<&'s Schema>> {
    let parts = parts(vec![schema], with_tests, references);
    let is_lost = |part: &Schema| part.reference.is_some() && references.target(part).is_none();
    let is_open = parts.iter().any(|part| describes_by_pattern(part) || is_lost(part));
    (!is_open).then_some(parts)
}

/// Schemas with all that is said of the same value: what is in them, in an `if` or not, and what that refers to, each once.
pub(crate) fn parts<'s>(
    mut open: Vec<&'s Schema>,
    with_tests: bool,
    references: &'s References,
) -> Vec<&'s Schema> {
    let (mut parts, mut seen) = (Vec::new(), HashSet::new());
    while let Some(schema) = open.pop() {
        if seen.insert(&schema.location) {
            let test = schema.one(Keyword::If).filter(|_| !with_tests).map(|test| &test.location);
            open.extend(schema.in_place().filter(|part| Some(&part.location) != test));
            open.extend(references.target(schema));
            parts.push(schema);
        }
    }
    parts
}

/// The properties that a schema describes by name.
pub(crate) fn names(schema: &Schema) -> impl Iterator<Item = &str> {
    schema.map(Keyword::Properties).into_iter().flatten().map(|(name, _)| &**name)
}

/// Whether a schema describes properties that it does not name.
pub(crate) fn describes_by_pattern(schema: &Schema) -> bool {
    let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    let mut others = others.into_iter().filter_map(|keyword| schema.one(keyword));
    schema.has(Keyword::PatternProperties) || others.any(|others| others.boolean.is_none())
}

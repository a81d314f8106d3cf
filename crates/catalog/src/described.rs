//! The keys that a schema describes.

use std::collections::HashSet;

use webhook_schema::model::{Keyword, Schema};

use crate::references::References;

/// The keys that are described or required for a schema's value, in whichever of its parts; `None` where any may be, or a
/// reference leads nowhere.
pub(crate) fn keys<'s>(schema: &'s Schema, references: &'s References) -> Option<HashSet<&'s str>> {
    let mut keys = HashSet::new();
    let (mut open, mut seen) = (vec![schema], HashSet::new());
    while let Some(schema) = open.pop() {
        if !seen.insert(&schema.location) {
            continue;
        }
        if describes_by_pattern(schema) {
            return None;
        }
        keys.extend(names(schema).chain(schema.required.iter().map(|required| required.key.as_str())));
        open.extend(schema.in_place());
        if schema.reference.is_some() {
            open.push(references.target(schema)?);
        }
    }
    Some(keys)
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

//! All schemas that are about one value, and those of what is in it.

use std::collections::{HashSet, VecDeque};

use webhook_contract::Text;
use webhook_schema::model::{Keyword, Schema};

use crate::schemas::Schemas;

/// What the schema of an event says of a place in it.
pub(super) struct Found<'s> {
    pub(super) value: Value<'s>,
    /// Whether every event has it.
    pub(super) is_required: bool,
}

/// A way that ends before its place.
pub(super) struct Lost<'s> {
    /// The last value that is described.
    pub(super) value: Value<'s>,
    /// What it does not have.
    pub(super) token: &'s str,
}

/// Follows a way from the root of an event's schema.
pub(super) fn follow<'s>(
    schemas: &'s Schemas,
    root: &'s Schema,
    tokens: &'s [Text],
) -> Result<Found<'s>, Lost<'s>> {
    let mut found = Found { value: Value::of(schemas, root), is_required: true };
    for token in tokens {
        let Some(next) = found.value.step(schemas, token) else {
            return Err(Lost { value: found.value, token });
        };
        found = Found { is_required: found.is_required && found.value.requires(token), value: next };
    }
    Ok(found)
}

/// The schemas that are about one value.
pub(super) struct Value<'s> {
    /// Each with whether it always holds, or only as one of several.
    schemas: Vec<(&'s Schema, bool)>,
}

impl<'s> Value<'s> {
    /// Everything that is said of the value that a schema is for.
    fn of(schemas: &'s Schemas, schema: &'s Schema) -> Self {
        Self::all(schemas, [(schema, true)].into())
    }

    /// These schemas, what they refer to, and what is in them about the same value.
    fn all(schemas: &'s Schemas, mut open: VecDeque<(&'s Schema, bool)>) -> Self {
        let mut seen = HashSet::new();
        let mut all = Vec::new();
        while let Some((schema, always)) = open.pop_front() {
            if !seen.insert(&schema.location) {
                continue;
            }
            all.push((schema, always));
            let target = schemas.references.target(schema).map(|target| (target, always));
            let parts = schema.held().filter_map(|(keyword, held)| match keyword {
                Keyword::AllOf => Some((held, always)),
                Keyword::AnyOf | Keyword::OneOf | Keyword::Then | Keyword::Else => Some((held, false)),
                Keyword::Dependencies | Keyword::DependentSchemas => Some((held, false)),
                _ => None,
            });
            let parts = parts.flat_map(|(held, always)| held.schemas().map(move |part| (part, always)));
            for part in target.into_iter().chain(parts) {
                // What always holds comes first: it may be one of several as well.
                match part.1 {
                    true => open.push_front(part),
                    false => open.push_back(part),
                }
            }
        }
        Self { schemas: all }
    }

    /// What is said of the value at a key or a position; `None` where nothing is.
    fn step(&self, schemas: &'s Schemas, token: &str) -> Option<Self> {
        let position = token.parse::<usize>().ok();
        let named = self.schemas.iter().filter_map(|(schema, always)| {
            let property = || schema.map(Keyword::Properties)?.get(token);
            let item = || schema.first_items().get(position?).or_else(|| schema.rest_of_items());
            Some((property().or_else(item)?, *always))
        });
        let mut next: VecDeque<_> = named.filter(|(schema, _)| schema.boolean != Some(false)).collect();
        if next.is_empty() {
            let others = self.schemas.iter().flat_map(|(schema, _)| others(schema));
            next.extend(others.map(|schema| (schema, false)));
        }
        (!next.is_empty()).then(|| Self::all(schemas, next))
    }

    /// The schema that is closest to what an author wrote of the value.
    pub(super) fn nearest(&self) -> &'s Schema {
        let describes = |(schema, _): &&(&Schema, bool)| schema.has(Keyword::Properties);
        self.schemas.iter().find(describes).unwrap_or(&self.schemas[0]).0
    }

    /// The schemas that hold whatever the value is.
    pub(super) fn certain(&self) -> impl Iterator<Item = &'s Schema> {
        self.schemas.iter().filter(|(_, always)| *always).map(|(schema, _)| *schema)
    }

    /// The properties that are described by name.
    pub(super) fn names(&self) -> impl Iterator<Item = &'s str> {
        let all = self.schemas.iter().filter_map(|(schema, _)| schema.map(Keyword::Properties));
        all.flatten().map(|(name, _)| &**name)
    }

    /// Whether the value always has a property.
    fn requires(&self, key: &str) -> bool {
        self.certain().flat_map(|schema| schema.required.iter()).any(|required| required.key == key)
    }
}

/// What a schema says of properties that it does not name.
fn others(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let rest = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    let rest = rest.into_iter().filter_map(|keyword| schema.one(keyword));
    let by_pattern = schema.map(Keyword::PatternProperties).into_iter().flat_map(|all| all.values());
    rest.chain(by_pattern).filter(|schema| schema.boolean.is_none())
}

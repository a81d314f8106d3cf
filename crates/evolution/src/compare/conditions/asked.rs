//! Keys that are asked for only where a condition holds, whether or not something describes them.

use std::collections::HashSet;

use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::super::One;
use super::gather::{Condition, conditions};
use crate::facts::kinds::Kinds;
use crate::facts::{Entries, address, parts};

/// Where a key is asked for under a condition.
pub(in crate::compare) fn asked_for<'c>(catalog: &'c Catalog, one: &One<'c>, name: &str) -> Option<Location> {
    let by_another = one.members.iter().find_map(|member| asked_by_another(member.schema, name));
    by_another.or_else(|| {
        let mut todo: Entries<'c> =
            conditions(one, Kinds::OBJECT).iter().flat_map(Condition::asked).collect();
        let (mut seen, mut next) = (HashSet::new(), 0);
        while let Some(schema) = todo.get(next).copied() {
            next += 1;
            for part in parts(catalog, schema) {
                if seen.insert(address(part)) {
                    if let Some(at) = asked_by(part, name) {
                        return Some(at);
                    }
                    todo.extend(follows(part));
                }
            }
        }
        None
    })
}

/// Where a schema asks for a key by itself.
fn asked_by(schema: &Schema, name: &str) -> Option<Location> {
    let required = schema.required.iter().find(|entry| entry.key == name);
    let required = required.map(|entry| schema.location_of_required(entry));
    required.or_else(|| asked_by_another(schema, name))
}

/// Where a schema asks for a key because of another one.
fn asked_by_another(schema: &Schema, name: &str) -> Option<Location> {
    let all = &schema.seldom.dependent_required;
    let (key, _) = all.iter().find(|(_, asked)| asked.iter().any(|asked| asked == name))?;
    let keywords = [Keyword::DependentRequired, Keyword::Dependencies];
    let keyword = keywords.into_iter().find(|keyword| schema.has(*keyword))?;
    Some(schema.location_of(keyword).child(key))
}

/// The schemas that a value may have to be valid against, by conditions of a schema.
fn follows(schema: &Schema) -> Entries<'_> {
    let has_test = schema.has(Keyword::If);
    let ones = [Keyword::Then, Keyword::Else].into_iter().filter_map(|keyword| schema.one(keyword));
    let lists = [Keyword::AnyOf, Keyword::OneOf].into_iter().filter_map(|keyword| schema.list(keyword));
    let maps = [Keyword::DependentSchemas, Keyword::Dependencies].into_iter();
    let by_key = maps.filter_map(|keyword| schema.map(keyword)).flatten().map(|(_, asked)| asked);
    ones.filter(|_| has_test).chain(lists.flatten()).chain(by_key).collect()
}

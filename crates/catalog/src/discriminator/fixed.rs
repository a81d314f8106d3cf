//! The texts that a schema fixes at a key, by `const` and `enum`. They hold in JSON Schema, to which a `discriminator` is an
//! annotation.

use std::collections::HashSet;

use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

/// What a schema refers to.
type Target<'s, 't> = &'t dyn Fn(&'s Schema) -> Option<&'s Schema>;

/// The texts that an object may have at a key; `None` where its schema does not list them. `target` tells what a schema refers
/// to.
pub fn texts_at<'s>(key: &str, schema: &'s Schema, target: Target<'s, '_>) -> Option<Vec<&'s str>> {
    let described = parts(schema, target, &mut HashSet::new())
        .into_iter()
        .filter_map(|part| texts(part.map(Keyword::Properties)?.get(key)?, target, &mut HashSet::new()));
    common(described).filter(|texts| !texts.is_empty())
}

/// A schema and what it includes.
fn parts<'s>(
    schema: &'s Schema,
    target: Target<'s, '_>,
    seen: &mut HashSet<&'s Location>,
) -> Vec<&'s Schema> {
    let (mut open, mut parts) = (vec![schema], Vec::new());
    while let Some(schema) = open.pop() {
        if seen.insert(&schema.location) {
            open.extend(schema.list(Keyword::AllOf).into_iter().flatten());
            open.extend(target(schema));
            parts.push(schema);
        }
    }
    parts
}

/// The texts that are values of a schema; `None` where it does not list them.
fn texts<'s>(
    schema: &'s Schema,
    target: Target<'s, '_>,
    seen: &mut HashSet<&'s Location>,
) -> Option<Vec<&'s str>> {
    let mut all = Vec::new();
    for part in parts(schema, target, seen) {
        for (_, values) in part.lists() {
            all.push(values.iter().filter_map(|value| value.as_str()).collect());
        }
        for branches in part.choices() {
            let each = branches.iter().map(|branch| texts(branch, target, seen));
            all.extend(each.collect::<Option<Vec<_>>>().map(|each| each.concat()));
        }
    }
    common(all.into_iter())
}

/// What all of several lists have, in the order of the first.
fn common<'s>(lists: impl Iterator<Item = Vec<&'s str>>) -> Option<Vec<&'s str>> {
    lists.reduce(|known, list| known.into_iter().filter(|text| list.contains(text)).collect())
}

//! Whether two schemas say the same, keyword by keyword, wherever what they refer to is.

use std::collections::{BTreeSet, HashSet};

use webhook_catalog::Catalog;
use webhook_schema::Rare;
use webhook_schema::model::{Constraints, Keyword, Role, Schema};
use webhook_schema::validate::{Pattern, identity};

use super::{address, says_only};

/// How many schemas may be in each other, so that the stack holds all of them: deeper ones are taken for different.
const DEEPEST: usize = 500;

/// Two catalogs whose schemas are held next to each other.
pub(crate) struct Same<'c> {
    before: &'c Catalog,
    after: &'c Catalog,
    /// How many schemas are in each other here.
    depth: usize,
    /// Pairs that are the same unless something else tells them apart.
    seen: HashSet<(usize, usize)>,
}

impl<'c> Same<'c> {
    pub(crate) fn new(before: &'c Catalog, after: &'c Catalog) -> Self {
        Self { before, after, depth: 0, seen: HashSet::new() }
    }

    /// Whether two schemas say the same of a value; what they say to people does not count.
    pub(crate) fn are(&mut self, before: &'c Schema, after: &'c Schema) -> bool {
        let before = resolved(self.before, before);
        let after = resolved(self.after, after);
        if !self.seen.insert((address(before), address(after))) {
            return true;
        }
        self.depth += 1;
        let are_same = self.depth < DEEPEST && self.say_the_same(before, after);
        self.depth -= 1;
        are_same
    }

    fn say_the_same(&mut self, before: &'c Schema, after: &'c Schema) -> bool {
        if before.boolean == Some(false) && after.boolean == Some(false) {
            return true;
        }
        before.boolean == after.boolean
            && before.nullable == after.nullable
            && keywords(before) == keywords(after)
            && set(before.types.iter().flatten().map(|ty| ty.as_str().to_owned()))
                == set(after.types.iter().flatten().map(|ty| ty.as_str().to_owned()))
            && listed(before) == listed(after)
            && promise_the_same(before, after)
            && set(before.required.iter().map(|entry| entry.key.clone()))
                == set(after.required.iter().map(|entry| entry.key.clone()))
            && self.say_the_same_raw(before, after)
            && self.hold_the_same(before, after)
            && match (self.before.target(before), self.after.target(after)) {
                (Some(before), Some(after)) => self.are(before, after),
                (before, after) => before.is_none() && after.is_none(),
            }
    }

    fn say_the_same_raw(&self, before: &Schema, after: &Schema) -> bool {
        const RAW: [Keyword; 6] = [
            Keyword::DependentRequired,
            Keyword::Dependencies,
            Keyword::MinContains,
            Keyword::MaxContains,
            Keyword::ContentEncoding,
            Keyword::ContentMediaType,
        ];
        RAW.into_iter().filter(|keyword| before.has(*keyword)).all(|keyword| {
            let value = |catalog: &Catalog, schema: &Schema| {
                catalog.value(&schema.location_of(keyword)).map(identity)
            };
            // The schemas in it are compared as such.
            keyword == Keyword::Dependencies && before.map(keyword).is_some_and(|map| !map.is_empty())
                || value(self.before, before) == value(self.after, after)
        })
    }

    fn hold_the_same(&mut self, before: &'c Schema, after: &'c Schema) -> bool {
        keywords(before).into_iter().all(|keyword| {
            if !matches!(keyword.role(), Role::AppliesInPlace(_) | Role::AppliesToParts(_)) {
                return true;
            }
            if let (Some(before), Some(after)) = (before.one(keyword), after.one(keyword)) {
                return self.are(before, after);
            }
            if let (Some(before), Some(after)) = (before.list(keyword), after.list(keyword)) {
                return before.len() == after.len()
                    && before.iter().zip(after).all(|(before, after)| self.are(before, after));
            }
            if let (Some(before), Some(after)) = (before.map(keyword), after.map(keyword)) {
                return before.len() == after.len()
                    && before
                        .iter()
                        .all(|(name, before)| after.get(name).is_some_and(|after| self.are(before, after)));
            }
            false
        })
    }
}

/// What a schema that only refers to another is.
fn resolved<'c>(catalog: &'c Catalog, schema: &'c Schema) -> &'c Schema {
    let mut schema = schema;
    for _ in 0..32 {
        match catalog.target(schema).filter(|_| says_only(schema, &[Keyword::Ref])) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

fn keywords(schema: &Schema) -> HashSet<Keyword> {
    let counts = |keyword: &&Keyword| {
        matches!(keyword.role(), Role::Asserts | Role::AppliesInPlace(_) | Role::AppliesToParts(_))
    };
    let all = schema.keywords.iter().filter(counts).copied();
    all.map(|keyword| if keyword == Keyword::Const { Keyword::Enum } else { keyword }).collect()
}

/// The values that are allowed: `const` is an `enum` of one.
fn listed(schema: &Schema) -> Option<BTreeSet<String>> {
    let constant = schema.constraints.constant.as_ref().map(identity);
    match &*schema.values {
        Some(values) => {
            let is_left = |value: &String| constant.as_ref().is_none_or(|constant| constant == value);
            Some(set(values.iter().map(identity).filter(is_left)))
        }
        None => constant.map(|constant| set([constant].into_iter())),
    }
}

/// Whether limits and the like are the same, and patterns match the same texts.
fn promise_the_same(before: &Schema, after: &Schema) -> bool {
    let rest = |schema: &Schema| Constraints {
        pattern: None,
        constant: Rare::empty(),
        ..(*schema.constraints).clone()
    };
    let patterns = [before, after].map(|schema| schema.constraints.pattern.as_deref());
    let match_the_same = match patterns {
        [Some(before), Some(after)] if before != after => {
            Pattern::always(&[before, after], |matched| matched[0] == matched[1])
        }
        [before, after] => before == after,
    };
    match_the_same && rest(before) == rest(after)
}

fn set(all: impl Iterator<Item = String>) -> BTreeSet<String> {
    all.collect()
}

//! What is said of arrays.

use serde_json::Value;

use super::at::{At, Token};
use super::equal::are_distinct;
use super::error::{Found, Kind};
use super::links::Links;
use super::run::{Check, NodeId, Out, Place, Run};
use crate::model::{Keyword, Schema};

/// What holds of an array, and of whatever is not one.
#[derive(Debug)]
pub(super) enum Items {
    AtLeast(u64),
    AtMost(u64),
    Distinct,
    /// Schemas by position.
    First(Vec<NodeId>),
    /// The schema of the items after the first ones.
    Rest {
        first: usize,
        schema: NodeId,
    },
    Contains {
        schema: NodeId,
        least: u64,
        most: Option<u64>,
    },
    /// The schema of the items that nothing has described.
    Unevaluated(NodeId),
}

impl Items {
    /// What one of these keywords says; `None` for any other.
    pub(super) fn new(keyword: Keyword, schema: &Schema, links: &Links<'_>) -> Option<Self> {
        let own = &schema.constraints;
        let rest = |first, rest: &Schema| Self::Rest { first, schema: links.id(rest) };
        let first = |schemas: &[Schema]| Self::First(schemas.iter().map(|schema| links.id(schema)).collect());
        Some(match keyword {
            Keyword::MinItems => Self::AtLeast(own.min_items?),
            Keyword::MaxItems => Self::AtMost(own.max_items?),
            Keyword::UniqueItems if own.unique_items => Self::Distinct,
            Keyword::PrefixItems => first(schema.list(keyword)?),
            Keyword::Items => match schema.list(keyword) {
                Some(schemas) => first(schemas),
                None => rest(schema.list(Keyword::PrefixItems).map_or(0, <[_]>::len), schema.one(keyword)?),
            },
            Keyword::AdditionalItems => rest(schema.list(Keyword::Items)?.len(), schema.one(keyword)?),
            Keyword::Contains => Self::Contains {
                schema: links.id(schema.one(keyword)?),
                least: schema.seldom.min_contains.unwrap_or(1),
                most: schema.seldom.max_contains,
            },
            Keyword::UnevaluatedItems => Self::Unevaluated(links.id(schema.one(keyword)?)),
            _ => return None,
        })
    }
}

impl Check for Items {
    fn holds<'v>(&self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, 'v>, mut out: Out<'_, 'v>) -> bool {
        let Value::Array(items) = at.value else { return true };
        let count = items.len() as u64;
        match self {
            Self::AtLeast(least) => count >= *least || out.fail(run, place, at, || Kind::MinItems(*least)),
            Self::AtMost(most) => count <= *most || out.fail(run, place, at, || Kind::MaxItems(*most)),
            Self::Distinct => are_distinct(items) || out.fail(run, place, at, || Kind::UniqueItems),
            Self::First(schemas) => {
                if let Some(seen) = &mut out.seen {
                    seen.add_first_items(schemas.len());
                }
                each(run, at, out, schemas.iter().copied().zip(items.iter().enumerate()))
            }
            Self::Rest { first, schema } => {
                if let Some(seen) = &mut out.seen {
                    seen.add_all();
                }
                let is_closed = place.is(Keyword::AdditionalItems) && run.is_false(*schema);
                if is_closed && items.len() > *first {
                    return out.fail(run, place, at, || Kind::AdditionalItems(*first));
                }
                each(run, at, out, items.iter().enumerate().skip(*first).map(|item| (*schema, item)))
            }
            Self::Contains { schema, least, most } => {
                let limits = (*least, *most);
                // Before 2020-12 it was not said whether it describes the items that match; here it does.
                let (found, matches) = count_matches(run, items, *schema, limits, out.seen.is_some());
                if let Some(seen) = &mut out.seen {
                    matches.into_iter().for_each(|index| seen.add_item(index));
                }
                if found < *least {
                    return out.fail(run, place, at, || Kind::Contains { least: *least, found });
                }
                match most.filter(|most| found > *most) {
                    Some(most) => out.fail(run, place, at, || Kind::MaxContains(most)),
                    None => true,
                }
            }
            Self::Unevaluated(schema) => {
                let Some(seen) = out.seen.take() else { return true };
                let is_left = |(index, _): &(usize, &Value)| !seen.has_item(*index);
                let left: Vec<(usize, &'v Value)> = items.iter().enumerate().filter(is_left).collect();
                seen.add_all();
                if run.is_false(*schema) && !left.is_empty() {
                    let unexpected = || left.iter().map(|(_, item)| Found::of(item)).collect();
                    return out.fail(run, place, at, || Kind::UnevaluatedItems(unexpected()));
                }
                each(run, at, out, left.into_iter().map(|item| (*schema, item)))
            }
        }
    }
}

/// Whether each item is valid against its schema.
fn each<'v>(
    run: &mut Run<'_>,
    at: &At<'_, 'v>,
    mut out: Out<'_, 'v>,
    items: impl Iterator<Item = (NodeId, (usize, &'v Value))>,
) -> bool {
    let mut is_valid = true;
    for (schema, (index, item)) in items {
        is_valid &= run.schema(schema, &at.part(Token::Item(index), item), out.of_part());
        if !is_valid && out.is_brief() {
            return false;
        }
    }
    is_valid
}

/// How many items match a schema, and which, where that is asked for; no more are counted than it takes to know whether
/// there are as many as there have to be and may be.
fn count_matches(
    run: &mut Run<'_>,
    items: &[Value],
    schema: NodeId,
    (least, most): (u64, Option<u64>),
    lists: bool,
) -> (u64, Vec<usize>) {
    let (mut found, mut matches) = (0, Vec::new());
    for (index, item) in items.iter().enumerate() {
        let is_enough = match most {
            Some(most) => found > most,
            None => found >= least,
        };
        if is_enough && !lists {
            break;
        }
        if run.schema(schema, &At::root(item), Out::default()) {
            found += 1;
            matches.push(index);
        }
    }
    (found, if lists { matches } else { Vec::new() })
}

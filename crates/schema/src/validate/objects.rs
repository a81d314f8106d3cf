//! What is said of objects.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::at::{At, Token};
use super::error::Kind;
use super::links::Links;
use super::pattern::Pattern;
use super::run::{Check, NodeId, Out, Place, Run};
use crate::model::{Keyword, Schema};

/// What holds of an object, and of whatever is not one.
#[derive(Debug)]
pub(super) enum Properties {
    AtLeast(u64),
    AtMost(u64),
    Required(Vec<String>),
    /// Properties that have to be there when another one is.
    RequiredWith(Vec<(String, Vec<String>)>),
    Named(HashMap<Arc<str>, NodeId>),
    /// Schemas of the properties whose names match.
    Matching(Vec<(Pattern, NodeId)>),
    /// The schema of the properties that have none by name.
    Others {
        named: HashMap<Arc<str>, NodeId>,
        matching: Vec<(Pattern, NodeId)>,
        schema: NodeId,
    },
    /// The schema of names.
    Names(NodeId),
    /// The schema of the properties that nothing has described.
    Unevaluated(NodeId),
}

impl Properties {
    /// What one of these keywords says; `None` for any other.
    pub(super) fn new<'s>(keyword: Keyword, schema: &'s Schema, links: &mut Links<'s>) -> Option<Self> {
        let own = &schema.constraints;
        Some(match keyword {
            Keyword::MinProperties => Self::AtLeast(own.min_properties?),
            Keyword::MaxProperties => Self::AtMost(own.max_properties?),
            Keyword::Required => {
                Self::Required(schema.required.iter().map(|required| required.key.clone()).collect())
            }
            Keyword::DependentRequired | Keyword::Dependencies
                if !schema.seldom.dependent_required.is_empty() =>
            {
                Self::RequiredWith(schema.seldom.dependent_required.to_vec())
            }
            Keyword::Properties => Self::Named(named(schema, links)),
            Keyword::PatternProperties => Self::Matching(matching(schema, links)),
            Keyword::AdditionalProperties => Self::Others {
                named: named(schema, links),
                matching: matching(schema, links),
                schema: links.id(schema.one(keyword)?),
            },
            Keyword::PropertyNames => Self::Names(links.id(schema.one(keyword)?)),
            Keyword::UnevaluatedProperties => Self::Unevaluated(links.id(schema.one(keyword)?)),
            _ => return None,
        })
    }
}

fn named(schema: &Schema, links: &Links<'_>) -> HashMap<Arc<str>, NodeId> {
    let properties = schema.map(Keyword::Properties).into_iter().flatten();
    properties.map(|(name, schema)| (Arc::clone(name), links.id(schema))).collect()
}

/// A pattern that cannot be used matches no name.
fn matching<'s>(schema: &'s Schema, links: &mut Links<'s>) -> Vec<(Pattern, NodeId)> {
    let patterns = schema.map(Keyword::PatternProperties).into_iter().flatten();
    patterns.filter_map(|(pattern, schema)| Some((links.pattern(pattern)?, links.id(schema)))).collect()
}

impl Check for Properties {
    fn holds<'v>(&self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, 'v>, mut out: Out<'_, 'v>) -> bool {
        let Value::Object(object) = at.value else { return true };
        let count = object.len() as u64;
        match self {
            Self::AtLeast(least) => {
                count >= *least || out.fail(run, place, at, || Kind::MinProperties(*least))
            }
            Self::AtMost(most) => count <= *most || out.fail(run, place, at, || Kind::MaxProperties(*most)),
            Self::Required(names) => has_all(object, names, run, place, at, &mut out),
            Self::RequiredWith(dependencies) => {
                let mut is_valid = true;
                for (_, names) in dependencies.iter().filter(|(name, _)| object.contains_key(name)) {
                    is_valid &= has_all(object, names, run, place, at, &mut out);
                }
                is_valid
            }
            Self::Named(schemas) => {
                let schema = |name: &String| schemas.get(name.as_str()).copied();
                each(
                    run,
                    at,
                    out,
                    object.iter().filter_map(|(name, value)| Some((schema(name)?, name, value))),
                )
            }
            Self::Matching(patterns) => {
                let schemas = |name: &'v String, value: &'v Value| {
                    let matching = patterns.iter().filter(|(pattern, _)| pattern.is_match(name));
                    matching.map(move |(_, schema)| (*schema, name, value))
                };
                each(run, at, out, object.iter().flat_map(|(name, value)| schemas(name, value)))
            }
            Self::Others { named, matching, schema } => {
                let is_other = |(name, _): &(&String, &Value)| {
                    !named.contains_key(name.as_str())
                        && !matching.iter().any(|(pattern, _)| pattern.is_match(name))
                };
                rest(run, place, at, out, *schema, object.iter().filter(is_other).collect())
            }
            Self::Names(schema) => {
                let mut is_valid = true;
                for name in object.keys() {
                    is_valid &= has_valid_name(run, *schema, name, place, at, &mut out);
                }
                is_valid
            }
            Self::Unevaluated(schema) => {
                let Some(seen) = &out.seen else { return true };
                let is_left = |(name, _): &(&String, &Value)| !seen.has_property(name);
                let left = object.iter().filter(is_left).collect();
                rest(run, place, at, out, *schema, left)
            }
        }
    }
}

fn has_all(
    object: &Map<String, Value>,
    names: &[String],
    run: &mut Run<'_>,
    place: Place<'_>,
    at: &At<'_, '_>,
    out: &mut Out<'_, '_>,
) -> bool {
    let mut is_valid = true;
    for name in names.iter().filter(|name| !object.contains_key(*name)) {
        is_valid = out.fail(run, place, at, || Kind::Required(name.clone()));
    }
    is_valid
}

/// Whether each property is valid against its schema, which describes it.
fn each<'v>(
    run: &mut Run<'_>,
    at: &At<'_, 'v>,
    mut out: Out<'_, 'v>,
    properties: impl Iterator<Item = (NodeId, &'v String, &'v Value)>,
) -> bool {
    let mut is_valid = true;
    for (schema, name, value) in properties {
        if let Some(seen) = &mut out.seen {
            seen.add_property(name);
        }
        is_valid &= run.schema(schema, &at.part(Token::Property(name), value), out.of_part());
        if !is_valid && out.is_brief() {
            return false;
        }
    }
    is_valid
}

/// Whether the properties that are left are valid against a schema, which describes all of them.
fn rest<'v>(
    run: &mut Run<'_>,
    place: Place<'_>,
    at: &At<'_, 'v>,
    mut out: Out<'_, 'v>,
    schema: NodeId,
    left: Vec<(&'v String, &'v Value)>,
) -> bool {
    if let Some(seen) = &mut out.seen {
        seen.add_all();
    }
    if run.is_false(schema) && !left.is_empty() {
        let unexpected = || left.iter().map(|(name, _)| (*name).clone()).collect();
        return out.fail(run, place, at, || match place.is(Keyword::UnevaluatedProperties) {
            true => Kind::UnevaluatedProperties(unexpected()),
            false => Kind::AdditionalProperties(unexpected()),
        });
    }
    each(run, at, out, left.into_iter().map(|(name, value)| (schema, name, value)))
}

fn has_valid_name(
    run: &mut Run<'_>,
    schema: NodeId,
    name: &str,
    place: Place<'_>,
    at: &At<'_, '_>,
    out: &mut Out<'_, '_>,
) -> bool {
    let value = Value::from(name);
    let mut errors = (!out.is_brief()).then(Vec::new);
    let is_valid = run.schema(schema, &At::root(&value), Out { errors: errors.as_mut(), seen: None });
    for error in errors.into_iter().flatten() {
        out.fail(run, place, at, || Kind::PropertyNames(Box::new(error)));
    }
    is_valid
}

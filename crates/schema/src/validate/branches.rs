//! What other schemas say of the same value: by reference, as branches, or under a condition.

use std::sync::Arc;

use serde_json::Value;

use super::at::At;
use super::error::{Error, Kind};
use super::links::Links;
use super::run::{Check, NodeId, Out, Place, Run};
use super::seen::Seen;
use crate::model::{Keyword, Schema};

/// What other schemas say of the same value.
#[derive(Debug)]
pub(super) enum Branches {
    Reference(NodeId),
    /// A reference that leads nowhere.
    Lost(Arc<str>),
    All(Vec<NodeId>),
    Any(Vec<NodeId>),
    One(Vec<NodeId>),
    Not(NodeId),
    If {
        condition: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
    },
    /// Of objects with a property.
    With(Vec<(Arc<str>, NodeId)>),
}

impl Branches {
    /// What one of these keywords says; `None` for any other.
    pub(super) fn new(keyword: Keyword, schema: &Schema, links: &Links<'_>) -> Option<Self> {
        let one = |keyword: Keyword| schema.one(keyword).map(|schema| links.id(schema));
        let list = || -> Option<Vec<NodeId>> {
            Some(schema.list(keyword)?.iter().map(|schema| links.id(schema)).collect())
        };
        Some(match keyword {
            Keyword::Ref | Keyword::DynamicRef | Keyword::RecursiveRef
                if keyword == schema.reference_keyword() =>
            {
                let reference = schema.reference.clone()?;
                links.target(schema).map_or(Self::Lost(reference), Self::Reference)
            }
            Keyword::AllOf => Self::All(list()?),
            Keyword::AnyOf => Self::Any(list()?),
            Keyword::OneOf => Self::One(list()?),
            Keyword::Not => Self::Not(one(keyword)?),
            Keyword::If => {
                Self::If { condition: one(keyword)?, then: one(Keyword::Then), otherwise: one(Keyword::Else) }
            }
            Keyword::DependentSchemas | Keyword::Dependencies => {
                let schemas = schema.map(keyword)?.iter();
                Self::With(schemas.map(|(name, schema)| (Arc::clone(name), links.id(schema))).collect())
            }
            _ => return None,
        })
    }
}

impl Check for Branches {
    fn holds<'v>(&self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, 'v>, mut out: Out<'_, 'v>) -> bool {
        match self {
            Self::Reference(schema) => run.schema(*schema, at, out),
            Self::Lost(reference) => out.fail(run, place, at, || Kind::Lost(reference.clone())),
            Self::All(schemas) => all(run, at, out, schemas.iter().copied()),
            Self::Any(schemas) => {
                let stops_after = if out.seen.is_some() { usize::MAX } else { 1 };
                let tried = Tried::each(run, at, &mut out, schemas, stops_after);
                !tried.matching.is_empty() || out.fail(run, place, at, || Kind::AnyOf(tried.errors))
            }
            Self::One(schemas) => {
                let stops_after = if out.is_brief() { 2 } else { usize::MAX };
                let tried = Tried::each(run, at, &mut out, schemas, stops_after);
                match tried.matching[..] {
                    [_] => true,
                    [] => out.fail(run, place, at, || Kind::OneOf(tried.errors)),
                    _ => out.fail(run, place, at, || Kind::OneOfSeveral(tried.matching)),
                }
            }
            Self::Not(schema) => {
                !run.schema(*schema, at, Out::default()) || out.fail(run, place, at, || Kind::Not)
            }
            Self::If { condition, then, otherwise } => {
                let holds = run.schema(*condition, at, Out { errors: None, seen: out.seen.as_deref_mut() });
                let schema = if holds { then } else { otherwise };
                schema.is_none_or(|schema| run.schema(schema, at, out))
            }
            Self::With(schemas) => {
                let Value::Object(object) = at.value else { return true };
                let schemas = schemas.iter().filter(|(name, _)| object.contains_key(&**name));
                all(run, at, out, schemas.map(|(_, schema)| *schema))
            }
        }
    }
}

fn all<'v>(
    run: &mut Run<'_>,
    at: &At<'_, 'v>,
    mut out: Out<'_, 'v>,
    schemas: impl Iterator<Item = NodeId>,
) -> bool {
    let mut is_valid = true;
    for schema in schemas {
        is_valid &= run.schema(schema, at, out.in_place());
        if !is_valid && out.is_brief() {
            return false;
        }
    }
    is_valid
}

/// Alternatives that were tried.
#[derive(Default)]
struct Tried {
    /// Those that match, by number.
    matching: Vec<usize>,
    /// What is wrong with the value for each, where that is asked for; nothing for those that match.
    errors: Vec<Vec<Error>>,
}

impl Tried {
    /// Tries alternatives until as many match. What those describe that match is described, and where none does, what any
    /// of them describes: it is wrong already.
    fn each<'v>(
        run: &mut Run<'_>,
        at: &At<'_, 'v>,
        out: &mut Out<'_, 'v>,
        schemas: &[NodeId],
        stops_after: usize,
    ) -> Self {
        let told = run.told;
        let mut tried = Self::default();
        let mut missed: Vec<Seen<'v>> = Vec::new();
        for (number, schema) in schemas.iter().enumerate() {
            let mut errors = (!out.is_brief()).then(Vec::new);
            let mut seen = out.seen.is_some().then(Seen::default);
            let is_valid = run.schema(*schema, at, Out { errors: errors.as_mut(), seen: seen.as_mut() });
            tried.errors.extend(errors);
            match (&mut out.seen, seen) {
                (Some(all), Some(seen)) if is_valid => all.merge(seen),
                (_, seen) => missed.extend(seen),
            }
            if is_valid {
                tried.matching.push(number);
            }
            if !tried.matching.is_empty() {
                // What is wrong with the value for the others will not be told.
                run.told = told;
            }
            if tried.matching.len() == stops_after {
                return tried;
            }
        }
        if let (Some(all), true) = (&mut out.seen, tried.matching.is_empty()) {
            missed.into_iter().for_each(|seen| all.merge(seen));
        }
        tried
    }
}

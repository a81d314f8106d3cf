//! What a body is made of, in whichever of its parts that is said.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Location, tokens};

use crate::documents::Documents;

/// How deep choices within choices are looked into.
const MOST_CHOICES: usize = 2;

/// The properties of a body, out of all parts that hold for it.
#[derive(Default)]
pub(crate) struct Members<'d> {
    /// Each with everything that is said of it.
    pub properties: IndexMap<&'d str, Vec<&'d Schema>>,
    pub required: BTreeSet<&'d str>,
    /// Whether nothing is said of the body but which properties it has.
    pub is_plain: bool,
}

/// What the schema at a location says of an object.
pub(crate) fn members<'d>(documents: &'d Documents, body: &Location) -> Members<'d> {
    let mut members = Members { is_plain: true, ..Members::default() };
    for schema in parts(documents, body) {
        for (name, property) in schema.map(Keyword::Properties).into_iter().flatten() {
            members.properties.entry(name).or_default().push(property);
        }
        members.required.extend(schema.required.iter().map(|required| required.key.as_str()));
        members.is_plain &=
            schema.boolean.is_none() && schema.keywords.iter().all(|keyword| says_properties(*keyword));
    }
    members
}

/// The schemas that hold for the value that the one at a location is for: that one, what it refers to and what it includes.
pub(crate) fn parts<'d>(documents: &'d Documents, body: &Location) -> Vec<&'d Schema> {
    let mut open: Vec<&Schema> = documents.schemas.at(body).into_iter().collect();
    let (mut parts, mut seen) = (Vec::new(), BTreeSet::new());
    // From the outside in, and what a part refers to before what is next to the reference.
    while let Some(schema) = open.pop() {
        if seen.insert(&schema.location) {
            parts.push(schema);
            open.extend(schema.list(Keyword::AllOf).into_iter().flatten().rev());
            open.extend(documents.target(schema));
        }
    }
    parts
}

fn says_properties(keyword: Keyword) -> bool {
    use Keyword::*;
    keyword.is_annotation()
        || matches!(
            keyword,
            Schema
                | Id
                | OldId
                | Defs
                | Definitions
                | Anchor
                | Ref
                | AllOf
                | Type
                | Properties
                | Required
                | AdditionalProperties
                | UnevaluatedProperties
        )
}

/// Where a body says what is at a pointer; nothing where it does not.
pub(crate) fn said_at(documents: &Documents, body: &Location, pointer: &str) -> Vec<Location> {
    let mut at: Vec<Location> = vec![body.clone()];
    for token in tokens(pointer) {
        let next = at
            .iter()
            .flat_map(|at| members(documents, at).properties.swap_remove(token.as_str()).unwrap_or_default());
        at = next.map(|schema| schema.location.clone()).collect();
    }
    at
}

/// The one text that a body may have at a pointer; of a choice of bodies, the one that all of them have.
pub(crate) fn constant(documents: &Documents, body: &Location, pointer: &str) -> Option<String> {
    of_all(documents, body, pointer, 0)
}

/// Two places that fix what a body has at a pointer, each to another value, in words: no body is valid by both.
pub(crate) fn contradicting(
    documents: &Documents,
    body: &Location,
    pointer: &str,
) -> Option<[(Location, String); 2]> {
    let all = said_at(documents, body, pointer).into_iter();
    let mut all = all.filter_map(|at| only_value(documents, &at).map(|value| (at, value)));
    let (first, only) = all.next()?;
    let (other, found) = all.find(|(_, value)| *value != only)?;
    let words = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some([(first, words(only)), (other, words(found))])
}

/// The one text that deliveries have at a pointer into a body: the one that its schema fixes, or that a `mapping` gives to it.
pub(crate) fn sent_text(documents: &Documents, body: &Location, pointer: &str) -> Option<String> {
    let mapped = || {
        let mut keys = tokens(pointer);
        let key = keys.next().filter(|_| keys.next().is_none())?;
        documents.mapped_text(body, &key).map(str::to_owned)
    };
    constant(documents, body, pointer).or_else(mapped)
}

fn of_all(documents: &Documents, body: &Location, pointer: &str, depth: usize) -> Option<String> {
    let own = said_at(documents, body, pointer).iter().find_map(|at| only_text(documents, at));
    if own.is_some() || depth == MOST_CHOICES {
        return own;
    }
    let parts = parts(documents, body);
    let choices = [Keyword::OneOf, Keyword::AnyOf].into_iter();
    let choices = choices.flat_map(|keyword| parts.iter().filter_map(move |part| part.list(keyword)));
    choices.filter(|branches| !branches.is_empty()).find_map(|branches| {
        let mut texts = branches.iter().map(|one| of_all(documents, &one.location, pointer, depth + 1));
        let first = texts.next()??;
        texts.all(|text| text.as_ref() == Some(&first)).then_some(first)
    })
}

/// The one text that a schema allows.
fn only_text(documents: &Documents, at: &Location) -> Option<String> {
    only_value(documents, at)?.as_str().map(str::to_owned)
}

/// The one value that a schema allows.
fn only_value<'d>(documents: &'d Documents, at: &Location) -> Option<&'d Value> {
    let mut schemas = documents.along(documents.schemas.at(at)?);
    schemas.find_map(|schema| match (documents.only_value(schema), schema.values.as_deref()) {
        (Some(only), _) | (None, Some([only])) => Some(only),
        _ => None,
    })
}

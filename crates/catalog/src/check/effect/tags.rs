//! Alternatives that have one text at the key that tells the others apart: probably one was copied.

use std::collections::BTreeMap;

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::identity;
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::described::keys;
use crate::discriminator::{Discriminator, texts_at};
use crate::index::lints::{Lint, Lints};
use crate::references::References;

/// Alternatives from which on a key is seen to tell them apart: of two that have one text there, it may just be the same in both,
/// unless a `discriminator` names it.
const FEWEST: usize = 3;

/// Keys that are looked at.
const MAX_CANDIDATES: usize = 1_000;

/// Reports the one alternative of several that has the text of another, and that nothing else tells from it.
pub(super) fn check(schema: &Schema, references: &References, lints: &Lints, diagnostics: &mut Diagnostics) {
    for keyword in [Keyword::OneOf, Keyword::AnyOf] {
        let branches = schema.list(keyword).unwrap_or_default();
        let named = || Discriminator::of(schema).map(|discriminator| discriminator.key);
        let only = (branches.len() == 2).then(named).flatten();
        if branches.len() < FEWEST && only.is_none() {
            continue;
        }
        let Some((key, text, one, other)) = repeated(branches, only, references) else { continue };
        let finding = |rule| {
            let message =
                format!("`{key}` does not tell alternatives apart: `{text}` is that of another one");
            let help = "give each alternative a text of its own, or make the two one";
            Diagnostic::at_value(rule, place(other, key), message, help)
                .label(place(one, key), "the other one")
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// A key at which all alternatives have a text, each another but for two of them; with that text, and these. It may be that `only`
/// one counts.
fn repeated<'s>(
    branches: &'s [Schema],
    only: Option<&str>,
    references: &'s References,
) -> Option<(&'s str, &'s str, &'s Schema, &'s Schema)> {
    let target = |schema| references.target(schema);
    let mut candidates: Vec<&str> = keys(branches.first()?, references)?.into_iter().collect();
    candidates.retain(|key| only.is_none_or(|only| *key == only));
    candidates.sort_unstable();
    let mut found = None;
    for key in candidates.into_iter().take(MAX_CANDIDATES) {
        let text = |branch| match &texts_at(key, branch, &target)?[..] {
            [only] => Some(*only),
            _ => None,
        };
        let texts: Option<Vec<&str>> = branches.iter().map(text).collect();
        let Some(texts) = texts else { continue };
        let mut first = BTreeMap::new();
        let twice = texts.iter().enumerate().filter_map(|(at, text)| {
            let first = *first.entry(*text).or_insert(at);
            (first != at).then_some((*text, first, at))
        });
        match twice.collect::<Vec<_>>()[..] {
            // It tells them all apart.
            [] => return None,
            [(text, one, other)] => found = found.or(Some((key, text, &branches[one], &branches[other]))),
            _ => {}
        }
    }
    found.filter(|(_, _, one, other)| !are_told_apart(one, other, references))
}

/// Whether a key that both have is of values or types that exclude each other.
fn are_told_apart(one: &Schema, other: &Schema, references: &References) -> bool {
    let (Some(of_one), Some(of_other)) = (keys(one, references), keys(other, references)) else {
        return true;
    };
    let target = |schema| references.target(schema);
    of_one.intersection(&of_other).any(|key| {
        let texts = [one, other].map(|branch| texts_at(key, branch, &target));
        let properties = [one, other].map(|branch| property_at(key, branch, references));
        let values = properties.map(|property| property.and_then(values_of));
        let types = properties.map(|property| property?.types.as_deref());
        exclude(&texts) || exclude(&values) || exclude(&types)
    })
}

/// Whether two lists are there that have nothing in common.
fn exclude<T: PartialEq>(lists: &[Option<impl AsRef<[T]>>; 2]) -> bool {
    let [Some(one), Some(other)] = lists else { return false };
    !one.as_ref().iter().any(|item| other.as_ref().contains(item))
}

/// A property of an alternative, as far as that or what it refers to describes it.
fn property_at<'s>(key: &str, branch: &'s Schema, references: &'s References) -> Option<&'s Schema> {
    let object = references.target(branch).unwrap_or(branch);
    let property = object.map(Keyword::Properties)?.get(key)?;
    Some(references.target(property).unwrap_or(property))
}

/// The values that a schema lists.
fn values_of(schema: &Schema) -> Option<Vec<String>> {
    let (_, values) = schema.lists().next()?;
    Some(values.iter().map(identity).collect())
}

/// Where an alternative has its text, or else the alternative.
fn place(branch: &Schema, key: &str) -> Location {
    let property = branch.map(Keyword::Properties).and_then(|properties| properties.get(key));
    let list = property.and_then(|property| Some(property.location_of(property.lists().next()?.0)));
    list.unwrap_or_else(|| branch.location.clone())
}

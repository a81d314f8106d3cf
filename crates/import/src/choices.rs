//! Bodies that are a choice of several, or have one in them, told apart by the event's name: each is an event.

use std::collections::BTreeSet;

use webhook_contract::Layout;
use webhook_contract::signature::Location as Place;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostics, Location, join, tokens};

use crate::bodies::{constant, sent_text};
use crate::called::are_same_words;
use crate::documents::Documents;
use crate::found::{Found, Names};
use crate::inherited;
use crate::options::{Naming, Options};
use crate::read::{shown, text};

/// Fields that have the name of an event where nobody says another.
const USUAL: [&str; 2] = ["type", "event"];

/// Puts the events of a choice in place of the choice.
pub(crate) fn split(
    documents: &Documents,
    events: &mut Vec<Found>,
    options: &Options,
    stated: Option<&Layout>,
) {
    let by = By::of(options, stated);
    let found = std::mem::take(events);
    for event in found {
        let Some((keys, mut named)) = choice(documents, &event.body, &by) else {
            events.push(event);
            continue;
        };
        // Where each event is listed with the choice of all, its key says which of them it is.
        let is_own = |name: &str| event.names.key.as_deref().is_some_and(|key| are_same_words(key, name));
        if named.iter().filter(|(name, _)| is_own(name)).count() == 1 {
            named.retain(|(name, _)| is_own(name));
        }
        for (name, branch) in named {
            let is_known =
                events.iter().any(|other| other.chosen.as_ref() == Some(&name) && other.at == branch);
            if !is_known {
                events.push(one(documents, &event, name, &keys, branch));
            }
        }
    }
}

/// The branches of a choice by the names of their events.
type Named = Vec<(String, Location)>;

/// The first choice on the way to what tells bodies apart: the keys that lead there, and the branches by their names.
fn choice(documents: &Documents, body: &Location, by: &By) -> Option<(Vec<String>, Named)> {
    let way: Vec<String> = match by {
        By::Pointer(pointer) => tokens(pointer).collect(),
        By::Discriminator(_) => Vec::new(),
    };
    let mut at = body.clone();
    for (number, key) in way.iter().enumerate() {
        let rest = By::Pointer(way[number..].iter().fold(String::new(), |pointer, key| join(&pointer, key)));
        let found = branches(documents, &at).and_then(|choice| named(documents, &choice, &rest));
        if let Some(named) = found {
            return Some((way[..number].to_vec(), named));
        }
        at = property(documents, &at, key)?;
    }
    let named = way.is_empty().then(|| named(documents, &branches(documents, &at)?, by)).flatten()?;
    Some((way, named))
}

/// The key that a discriminator tells the bodies of a choice apart by.
pub(crate) fn key<'d>(documents: &'d Documents, body: &Location) -> Option<&'d str> {
    branches(documents, body)?.key
}

/// The texts that deliveries have at a pointer into a body: one, or where the body is a choice, those of each branch.
pub(crate) fn sent_texts(documents: &Documents, body: &Location, pointer: &str) -> Vec<String> {
    if let Some(only) = sent_text(documents, body, pointer) {
        return vec![only];
    }
    match choice(documents, body, &By::Pointer(pointer.to_owned())) {
        Some((keys, named)) if keys.is_empty() => named.into_iter().map(|(name, _)| name).collect(),
        _ => Vec::new(),
    }
}

/// The schema of a property, where an object says it itself.
fn property(documents: &Documents, at: &Location, key: &str) -> Option<Location> {
    let schema = documents.along(documents.schemas.at(at)?).last()?;
    let mut properties = schema.map(Keyword::Properties)?.iter();
    properties.find(|(name, _)| &***name == key).map(|(_, property)| property.location.clone())
}

/// What tells the bodies of a choice apart.
enum By {
    /// The text at this pointer.
    Pointer(String),
    /// The property of a discriminator, if it is one of these.
    Discriminator(Vec<String>),
}

impl By {
    fn of(options: &Options, stated: Option<&Layout>) -> Self {
        // Of a plain catalog, whether it was there before decides nothing.
        let stated = stated.filter(|layout| layout.plain().is_none());
        match (&options.naming, stated.map(|layout| &*layout.name), &options.fields[0]) {
            (Some(Naming::Constant(pointer)), ..) => Self::Pointer(pointer.clone()),
            (None, Some([Place::Body(pointer)]), _) => Self::Pointer(pointer.to_string()),
            (None, None, Some(field)) => Self::Pointer(join("", field)),
            (None, None, None) => Self::Discriminator(USUAL.map(|field| join("", field)).into()),
            _ => Self::Discriminator(Vec::new()),
        }
    }
}

/// A schema that is nothing but a choice.
struct Choice<'d> {
    /// The key that its discriminator names.
    key: Option<&'d str>,
    branches: Vec<Branch<'d>>,
}

/// A branch, or a child of what others inherit from.
struct Branch<'d> {
    schema: &'d Schema,
    /// What the discriminator calls it.
    texts: Vec<String>,
}

fn branches<'d>(documents: &'d Documents, body: &Location) -> Option<Choice<'d>> {
    let schema = documents.along(documents.schemas.at(body)?).last()?;
    if let Some(parent) = documents.parent(&schema.location) {
        let branches = parent.children.iter().filter_map(|child| {
            let schema = documents.schemas.at(&child.place)?;
            Some(Branch { schema, texts: inherited::texts(documents, parent, child) })
        });
        return Some(Choice { key: Some(&parent.key), branches: branches.collect() });
    }
    let branches = schema.list(Keyword::OneOf).or_else(|| schema.list(Keyword::AnyOf))?;
    let is_plain = ![Keyword::Properties, Keyword::AllOf].into_iter().any(|keyword| schema.has(keyword));
    let discriminator = documents.value(&schema.location)?.get("discriminator");
    let key = discriminator.and_then(|it| it.get("propertyName")?.as_str());
    let mapping = discriminator.and_then(|it| it.get("mapping")?.as_object());
    let branches = branches.iter().map(|branch| {
        let target = &documents.target(branch).unwrap_or(branch).location;
        let leads = |to: &str| documents.mapped_branch(schema, to).as_ref() == Some(target);
        let texts = mapping.into_iter().flatten().filter(|(_, to)| to.as_str().is_some_and(leads));
        Branch { schema: branch, texts: texts.map(|(text, _)| text.clone()).collect() }
    });
    let branches: Vec<Branch<'_>> = branches.collect();
    (is_plain && branches.len() > 1).then_some(Choice { key, branches })
}

/// The branches by the names of their events, where each has some of its own.
fn named(documents: &Documents, choice: &Choice<'_>, by: &By) -> Option<Named> {
    let property = choice.key.map(|key| join("", key));
    let pointer = match by {
        By::Pointer(pointer) => pointer,
        By::Discriminator(known) => property.as_ref().filter(|property| known.contains(property))?,
    };
    let is_by_discriminator = property.as_ref() == Some(pointer);
    let names = choice.branches.iter().map(|Branch { schema, texts }| {
        if is_by_discriminator && !texts.is_empty() {
            return Some(texts.clone());
        }
        let target = &documents.target(schema).unwrap_or(schema).location;
        // Without a text, a discriminator has the key of the schema.
        let key = || is_by_discriminator.then(|| tokens(&target.pointer).last()).flatten();
        let name = constant(documents, &schema.location, pointer).or_else(key)?;
        Some(vec![name])
    });
    let names: Vec<Vec<String>> = names.collect::<Option<_>>()?;
    let distinct: BTreeSet<&String> = names.iter().flatten().collect();
    let is_each_its_own = distinct.len() == names.iter().map(Vec::len).sum::<usize>();
    let branches = choice.branches.iter().map(|branch| &branch.schema.location).zip(names);
    let named = branches.flat_map(|(at, names)| names.into_iter().map(|name| (name, at.clone())));
    is_each_its_own.then(|| named.collect())
}

/// One event of a choice; `keys` lead to the choice, which may be of what is within bodies.
fn one(documents: &Documents, event: &Found, name: String, keys: &[String], branch: Location) -> Found {
    let target = documents.follow(branch.clone(), &mut Diagnostics::new()).map(|(_, value)| value);
    let said = target.and_then(|value| text(value, "description"));
    let (choice, mut event) = (event.body.clone(), event.clone());
    match keys {
        [] => {
            event.examples.extend(shown(documents, &branch));
            event.body = branch.clone();
        }
        _ => event.branch = Some((keys.to_vec(), branch.clone())),
    }
    Found {
        names: Names { key: Some(name.clone()), ..Names::default() },
        chosen: Some(name),
        choice: Some(choice),
        description: said.unwrap_or(event.description),
        at: branch,
        ..event
    }
}

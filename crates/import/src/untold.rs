//! Choices whose `discriminator` tells no objects apart: these go by what else is in them, and where that fits several, are kept
//! as they come. Only the document can say more.

use webhook_catalog::{Discriminator, branch_name};
use webhook_schema::Location;
use webhook_schema::model::{JsonType, Schema};

use crate::bodies::{members, parts};
use crate::documents::{Documents, Parent};
use crate::left_out::LeftOut;
use crate::rules;

/// How many branches are named in a message.
const MOST: usize = 5;

/// Why an object does not go by its text at a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It may lack the key.
    Optional,
    /// It may have other than a string there.
    OtherType,
    /// Nothing says which text it has.
    Unnamed,
}

/// Tells of a `discriminator` next to the branches of a schema, and says whether it did.
pub(crate) fn in_choice(documents: &Documents, schema: &Schema, left_out: &mut LeftOut) -> bool {
    let Some(said) = Discriminator::of(schema) else { return false };
    let branches = schema.choices().flatten().map(|branch| (branch.location.clone(), true));
    tell(documents, (&said.place, said.key), &schema.location, branches, left_out)
}

/// The same of that of a schema which others inherit from; `branches` are the places of these, each with whether a text is known
/// that it goes by.
pub(crate) fn in_children(
    documents: &Documents,
    place: &Location,
    parent: &Parent,
    branches: impl Iterator<Item = (Location, bool)>,
    left_out: &mut LeftOut,
) -> bool {
    tell(documents, (&parent.at, &parent.key), place, branches, left_out)
}

/// Tells of a schema that is not among what may be sent where it is referred to, though its children are.
pub(crate) fn itself(documents: &Documents, place: &Location, parent: &Parent, left_out: &mut LeftOut) {
    let (key, name) = (&parent.key, branch_name(place));
    let message =
        format!("`{name}` itself is not valid where it is referred to: nothing tells it from its children");
    let help = format!(
        "if it is sent, include it in each child by `allOf`, require `{key}` in it, a string, and list in `enum` what it may be; if it is not, list there what the children have"
    );
    let mistake = documents.mistake_in_key(&rules::UNDECIDED, &parent.at, message, help).warning();
    left_out.told(parent.at.clone(), mistake);
}

/// Tells of a schema whose only child is left out, because what else is sent could not be told from it.
pub(crate) fn only_child(documents: &Documents, parent: &Parent, left_out: &mut LeftOut) {
    let Some(child) = parent.children.first() else { return };
    let (key, name) = (&parent.key, branch_name(&child.place));
    let message = format!(
        "`discriminator` names one child, `{name}`: what it adds is left out, because others may be sent"
    );
    let help = format!(
        "to have it told apart, include this schema in it by `allOf`, and require `{key}` here, a string; or list in `enum` what is sent"
    );
    let mistake = documents.mistake_in_key(&rules::UNDECIDED, &parent.at, message, help).warning();
    left_out.told(parent.at.clone(), documents.label(mistake, &child.place, "it is here"));
}

/// Whether the text at the key of a parent tells what an object is.
pub(crate) fn is_told(documents: &Documents, place: &Location, parent: &Parent) -> bool {
    fault(documents, &[place], &parent.key).is_none()
}

/// Tells of a `discriminator` at a place; what `owner` says, which has it, is said of each branch.
fn tell(
    documents: &Documents,
    (at, key): (&Location, &str),
    owner: &Location,
    branches: impl Iterator<Item = (Location, bool)>,
    left_out: &mut LeftOut,
) -> bool {
    let objects: Vec<_> = branches.filter(|(branch, _)| is_object(documents, branch)).collect();
    let faults = objects.iter().filter_map(|(branch, is_named)| {
        let unnamed = (!is_named).then_some(Fault::Unnamed);
        Some((documents.end(branch), fault(documents, &[branch, owner], key).or(unnamed)?))
    });
    let faults: Vec<(Location, Fault)> = faults.take(MOST).collect();
    let Some((first, fault)) = faults.first().filter(|_| objects.len() > 1) else { return false };
    let help = match fault {
        Fault::Optional => format!("list `{key}` in `required` wherever it is always sent"),
        Fault::OtherType => format!("say that `{key}` is a string, and not null"),
        Fault::Unnamed => format!("name it in `mapping`, or give `{key}` a `const` there"),
    };
    let message = format!(
        "`discriminator` tells no objects apart, because {}: one that fits several is kept as it comes",
        fault.of(first, key)
    );
    let mut mistake = documents.mistake_in_key(&rules::UNDECIDED, at, message, help).warning();
    for (branch, fault) in &faults {
        mistake = documents.label(mistake, branch, fault.of(branch, key));
    }
    left_out.told(at.clone(), mistake);
    true
}

impl Fault {
    /// What is wrong with a branch.
    fn of(self, branch: &Location, key: &str) -> String {
        let name = branch_name(branch);
        let name = match name.parse::<usize>() {
            Ok(number) => format!("branch {}", number + 1),
            Err(_) => format!("`{name}`"),
        };
        match self {
            Self::Optional => format!("{name} does not require `{key}`"),
            Self::OtherType => format!("{name} may have other than a string in `{key}`"),
            Self::Unnamed => format!("nothing says which text {name} has in `{key}`"),
        }
    }
}

/// Whether a branch is of objects that are not a choice themselves.
fn is_object(documents: &Documents, branch: &Location) -> bool {
    let parts = parts(documents, branch);
    let types = parts.iter().find_map(|part| part.types.as_deref());
    types.is_none_or(|types| types.contains(&JsonType::Object))
        && parts.iter().all(|part| {
            // Of what others inherit from, the choice is not what these include.
            part.choices().next().is_none() || documents.parent(&part.location).is_some()
        })
}

/// What keeps objects that all of these are of from being told by the text at a key, if anything.
fn fault(documents: &Documents, places: &[&Location], key: &str) -> Option<Fault> {
    let all: Vec<_> = places.iter().map(|place| members(documents, place)).collect();
    if !all.iter().any(|members| members.required.contains(key)) {
        return Some(Fault::Optional);
    }
    let described: Vec<&Schema> =
        all.iter().filter_map(|members| members.properties.get(key)).flatten().copied().collect();
    let any = |schema: &Schema, is: fn(&Schema) -> bool| documents.along(schema).any(is);
    let is_only_text = described.iter().any(|schema| any(schema, is_text))
        && !described.iter().all(|schema| any(schema, |schema| schema.nullable));
    (!is_only_text).then_some(Fault::OtherType)
}

/// Whether a schema allows nothing but strings.
fn is_text(schema: &Schema) -> bool {
    let only = schema.constraints.constant.as_ref().map(std::slice::from_ref);
    let listed = only.or(schema.values.as_deref());
    schema.types.as_deref() == Some(&[JsonType::String])
        || listed.is_some_and(|values| !values.is_empty() && values.iter().all(|value| value.is_string()))
}

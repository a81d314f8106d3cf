//! How [`object_union!`](crate::object_union) tells its branches apart.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::apart::error_in;
use super::next_key;
use crate::RawJson;
use crate::json::strict::strictly;
use crate::json::value::{same_value, types_of};

/// What is known of the objects of a branch.
pub struct Branch {
    /// The keys that it declares.
    pub keys: &'static [Key],
}

/// A key of a branch.
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Whether every object of the branch has it.
    pub required: bool,
    /// The JSON types of its value, as bits; 0 for any.
    pub types: u8,
    /// The JSON texts of the values that it can have; empty for any.
    pub values: &'static [&'static str],
    /// The JSON texts of the values that no other branch has.
    pub own: &'static [&'static str],
}

/// The words for [`Key::required`].
#[allow(non_upper_case_globals, reason = "the macros take the words as they are written")]
pub mod presence {
    /// Every object has the key.
    pub const required: bool = true;
    /// An object may lack the key.
    pub const optional: bool = false;
}

/// The members of an object, in their order, or the items of an array by their positions.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// Reads a value, which starts with `opening`, as the one branch that it fits; `ambiguous` keeps it if there are several,
/// `other` if there are none. `read` has a function for each branch.
pub fn read_branch<T, E: Error>(
    raw: RawJson,
    opening: char,
    branches: &'static [Branch],
    read: &[fn(&str) -> serde_json::Result<T>],
    ambiguous: fn(RawJson) -> T,
    other: fn(RawJson) -> T,
) -> Result<T, E> {
    if !raw.get().starts_with(opening) {
        return Ok(other(raw));
    }
    let result = match choose(raw.get(), branches) {
        Ok(Choice::Branch(index)) => read[index](raw.get()),
        Ok(Choice::Rest(index)) => {
            let rest = strictly(|| read[index](raw.get()));
            return Ok(rest.unwrap_or_else(|_| other(raw)));
        }
        // It may be one of the others: then what is inside does not have to be what this one says.
        Ok(Choice::Likely(index)) => {
            let likely = strictly(|| read[index](raw.get()));
            return Ok(likely.unwrap_or_else(|_| ambiguous(raw)));
        }
        Ok(Choice::Ambiguous) => return Ok(ambiguous(raw)),
        Ok(Choice::Other) => return Ok(other(raw)),
        Err(error) => Err(error),
    };
    result.map_err(|error| error_in(raw.get(), &error))
}

enum Choice {
    /// The only one that it fits.
    Branch(usize),
    /// The only one that it fits, which declares no keys, such as a map.
    Rest(usize),
    /// One of several, and the only one that declares all of its keys.
    Likely(usize),
    Ambiguous,
    Other,
}

#[inline]
fn choose(object: &str, branches: &[Branch]) -> serde_json::Result<Choice> {
    let members = serde_json::Deserializer::from_str(object).deserialize_any(MembersVisitor)?;
    let fitting = || branches.iter().enumerate().filter(|(_, branch)| branch.fits(&members, branches));
    Ok(match only(fitting()) {
        Ok(index) if branches[index].keys.is_empty() => Choice::Rest(index),
        Ok(index) => Choice::Branch(index),
        Err(0) => Choice::Other,
        Err(_) => {
            let is_known = |name: &str| branches.iter().any(|branch| branch.knows(name));
            let known: Vec<&str> = members.names().filter(|name| is_known(name)).collect();
            let covering = fitting().filter(|(_, branch)| known.iter().all(|name| branch.knows(name)));
            only(covering).map_or(Choice::Ambiguous, Choice::Likely)
        }
    })
}

/// The index of the only branch, or how many there are.
fn only<'a>(mut branches: impl Iterator<Item = (usize, &'a Branch)>) -> Result<usize, usize> {
    match (branches.next(), branches.next()) {
        (Some((index, _)), None) => Ok(index),
        (None, _) => Err(0),
        _ => Err(2),
    }
}

impl Branch {
    #[inline]
    fn knows(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    #[inline]
    fn fits(&self, members: &Members<'_>, all: &[Branch]) -> bool {
        self.keys.iter().all(|key| {
            let mut values = members.0.iter().filter(|(name, _)| *name == key.name).peekable();
            if values.peek().is_none() {
                return !key.required;
            }
            values.all(|(_, value)| key.takes(value.get()) && !key.leaves(value.get(), all))
        })
    }

    fn owns(&self, name: &str, value: &str) -> bool {
        self.keys.iter().any(|key| key.name == name && is_among(value, key.own))
    }
}

impl Key {
    #[inline]
    fn takes(&self, value: &str) -> bool {
        let has_type = self.types == 0 || self.types & types_of(value) != 0;
        has_type && (self.values.is_empty() || is_among(value, self.values))
    }

    /// Whether a value is one of another branch. One that no branch has may be new to this one.
    #[inline]
    fn leaves(&self, value: &str, all: &[Branch]) -> bool {
        let is_other = !self.own.is_empty() && !is_among(value, self.own);
        is_other && all.iter().any(|branch| branch.owns(self.name, value))
    }
}

fn is_among(value: &str, known: &[&str]) -> bool {
    known.iter().any(|known| same_value(known, value))
}

impl<'a> Members<'a> {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = next_key(&mut map)? {
            members.push((name, map.next_value()?));
        }
        Ok(Members(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(item) = items.next_element()? {
            members.push((Cow::Owned(members.len().to_string()), item));
        }
        Ok(Members(members))
    }
}

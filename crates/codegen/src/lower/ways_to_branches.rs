//! The ways to branches: what each goes by among the others.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::Lowering;
use super::members::{Member, required_of};
use crate::names::{Way, spelled};

impl<'c> Lowering<'c, '_> {
    /// The way to a branch of a schema that something refers to, as it goes where the whole is looked at; `None` where the
    /// branches of that are others.
    pub(super) fn way_to_branch(&self, whole: &'c Schema, place: &Location) -> Option<Way> {
        let known =
            |known: &HashMap<_, HashMap<_, Way>>| Some(known.get(&whole.location)?.get(place).cloned());
        if let Some(way) = known(&self.ways_to_branches.borrow()) {
            return way;
        }
        let ways = self.ways_within(whole, &self.way_of(whole)).unwrap_or_default();
        let way = ways.get(place).cloned();
        self.ways_to_branches.borrow_mut().insert(&whole.location, ways);
        way
    }

    /// The ways to all branches of a schema, by where they are.
    fn ways_within(&self, whole: &'c Schema, way: &Way) -> Option<HashMap<&'c Location, Way>> {
        let members = self.nameless_members(&[Member::new(whole, way)]).ok()?;
        let (own, branches) = self.branches_of(&members)?;
        let beside = self.beside(&members, own, branches);
        let values = self.values_of(&beside, members[own].schema, branches).ok()?;
        let places = values.iter().map(|(_, branch)| &branch.location);
        // A branch that has keys beside it is one type with them, and another by itself.
        let has_keys = |member: &Member<'_>| {
            member.schema.has(Keyword::Properties) || member.schema.has(Keyword::Required)
        };
        let is_part = beside.iter().any(has_keys);
        let ways = self.ways_to_branches(&values, way).into_iter();
        Some(places.zip(ways.map(|way| if is_part { way.to("alone") } else { way })).collect())
    }

    /// The ways to branches, each with its number. What they go by is the name that their author gives them, the text that one alone has, at a key that has to be there,
    /// the key that it alone requires, or the number; the only one goes by no name of its own.
    pub(super) fn ways_to_branches(&self, branches: &[(usize, &'c Schema)], way: &Way) -> Vec<Way> {
        if branches.len() == 1 {
            return vec![way.clone()];
        }
        let all: Vec<Vec<Member<'c>>> = branches
            .iter()
            .map(|(_, branch)| self.nameless_members(&[Member::new(branch, way)]).unwrap_or_default())
            .collect();
        let constants: Vec<Vec<&str>> = all.iter().map(|members| constants_of(members)).collect();
        let required: Vec<Vec<&str>> = all.iter().map(|members| required_of(members)).collect();
        let (texts, keys) = (of_one(&constants), of_one(&required));
        let name = |number: usize| {
            if let Some(alias) = self.type_alias(branches[number].1) {
                return Some(alias);
            }
            let text = constants[number].iter().find(|text| texts.contains(*text));
            let key = required[number].iter().find(|key| keys.contains(*key));
            // Not the key alone: what is under it goes by that. A sign in it is spelled as if nothing were before it.
            // What is in brackets of a value is no step of a path.
            let text = text.map(|text| if text.contains('[') { spelled(text) } else { (*text).to_owned() });
            text.or(key.map(|key| format!("with_{}", spelled(key))))
        };
        let numbered = branches.iter().enumerate();
        numbered.map(|(at, (number, _))| way.to(&name(at).unwrap_or_else(|| case(*number)))).collect()
    }
}

/// What goes by its number, counted from one. Not the number alone: a key may end in it, such as `address2` next to `address`.
pub(super) fn case(number: usize) -> String {
    format!("case_{}", number + 1)
}

/// What only one branch has.
fn of_one<T: Copy + Eq + Hash>(branches: &[Vec<T>]) -> HashSet<T> {
    let mut times: HashMap<T, usize> = HashMap::new();
    for branch in branches {
        let distinct: HashSet<T> = branch.iter().copied().collect();
        distinct.into_iter().for_each(|one| *times.entry(one).or_default() += 1);
    }
    times.into_iter().filter(|(_, times)| *times == 1).map(|(one, _)| one).collect()
}

/// The texts of keys that have to be there, and can hold one only.
fn constants_of<'c>(members: &[Member<'c>]) -> Vec<&'c str> {
    let required = required_of(members);
    let properties = members.iter().filter_map(|member| member.schema.map(Keyword::Properties)).flatten();
    let constants = properties.filter(|(key, _)| required.contains(&&***key)).filter_map(|(_, schema)| {
        let constant = schema.constraints.constant.as_ref().and_then(Value::as_str);
        let only = match schema.values.as_deref() {
            Some([only]) => only.as_str(),
            _ => None,
        };
        constant.or(only)
    });
    constants.collect()
}

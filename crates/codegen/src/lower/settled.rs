//! Lists of branches that are settled by a branch of another list: each of theirs holds then, or is ruled out.
//!
//! What holds already says nothing new. Without such lists, a definition that is in several of them is its own type, and not
//! another one with each list that it is in, whose parts would be others again.

use std::collections::{BTreeSet, HashSet};

use webhook_schema::Location;
use webhook_schema::model::{JsonType, Keyword, Schema};

use super::members::{Branches, Member};
use super::types::{common_types, types_listed};
use super::{Lowered, Lowering};
use crate::names::Way;

/// How many lists in each other are followed.
const DEEPEST: usize = 16;

/// What is known of a schema of which nothing is said yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Each value is valid by it, and it says nothing new.
    Holds,
    /// No value is.
    RuledOut,
    /// It may say something new.
    Open,
}

/// What is known of a value that is of a branch.
struct Chosen<'c, 'a> {
    /// All that is said of it.
    members: &'a [Member<'c>],
    /// The same, with what that refers to and includes.
    all: Vec<Member<'c>>,
    /// The schemas that the branch consists of.
    holding: HashSet<&'c Location>,
    types: Option<BTreeSet<JsonType>>,
}

impl<'c> Lowering<'c, '_> {
    /// Members without the lists that the last one settles, a branch that was chosen.
    pub(super) fn without_settled(&mut self, mut members: Vec<Member<'c>>) -> Lowered<Vec<Member<'c>>> {
        let known = self.known_of_lists(&members)?;
        self.looked_at += known.iter().map(|(number, _)| branches_in(members[*number].schema)).sum::<usize>();
        for (number, _) in known.into_iter().filter(|(_, known)| *known == Known::Holds) {
            members[number].branches = Branches::Chosen;
        }
        let last = members.pop();
        members.retain(Member::says_something);
        members.extend(last);
        Ok(members)
    }

    /// Whether a list next to the last of some members, a branch that was chosen, has no branch that may hold with it.
    pub(super) fn leaves_no_branch(&self, members: &[Member<'c>]) -> Lowered<bool> {
        Ok(self.known_of_lists(members)?.iter().any(|(_, known)| *known == Known::RuledOut))
    }

    /// What is known of the lists of each member that has some, by its number, where the last one was chosen.
    fn known_of_lists(&self, members: &[Member<'c>]) -> Lowered<Vec<(usize, Known)>> {
        let Some((last, beside)) = members.split_last() else { return Ok(Vec::new()) };
        let is_open =
            |member: &Member<'c>| member.branches != Branches::Chosen && branches_in(member.schema) > 0;
        if !beside.iter().any(is_open) {
            return Ok(Vec::new());
        }
        let of_branch = self.nameless_members(std::slice::from_ref(last))?;
        let all = self.nameless_members(members)?;
        let types = common_types(&all).unwrap_or_default();
        let holding = of_branch.iter().map(|member| &member.schema.location).collect();
        let chosen = Chosen { members, all, holding, types };
        let open = beside.iter().enumerate().filter(|(_, member)| is_open(member));
        Ok(open.map(|(number, member)| (number, self.known_of_all(member.schema, &chosen, 0))).collect())
    }

    /// What is known of all lists of a schema together.
    fn known_of_all(&self, schema: &'c Schema, chosen: &Chosen<'c, '_>, depth: usize) -> Known {
        let one = |list: &'c [Schema]| {
            let mut is_held = false;
            for branch in list {
                match self.known_of(schema, branch, chosen, depth) {
                    Known::Holds => is_held = true,
                    Known::RuledOut => {}
                    Known::Open => return Known::Open,
                }
            }
            if is_held { Known::Holds } else { Known::RuledOut }
        };
        all_of(lists(schema).map(one))
    }

    fn known_of(
        &self,
        owner: &'c Schema,
        branch: &'c Schema,
        chosen: &Chosen<'c, '_>,
        depth: usize,
    ) -> Known {
        let Ok(parts) = self.nameless_members(&[Member::new(branch, &Way::new(""))]) else {
            return Known::Open;
        };
        let part = |part: &Member<'c>| match part.schema {
            schema if chosen.holding.contains(&schema.location) => Known::Holds,
            schema if depth < DEEPEST && only_lists(schema, chosen.types.as_ref()) => {
                self.known_of_all(schema, chosen, depth + 1)
            }
            _ => Known::Open,
        };
        match all_of(parts.iter().map(part)) {
            Known::Open => {
                let ruled_out = self.is_branch_ruled_out(chosen.members, &chosen.all, owner, branch, true);
                if matches!(ruled_out, Ok(true)) { Known::RuledOut } else { Known::Open }
            }
            known => known,
        }
    }
}

/// What is known of a value for which all of some schemas have to hold.
fn all_of(known: impl Iterator<Item = Known>) -> Known {
    known.fold(Known::Holds, |all, one| match (all, one) {
        (Known::RuledOut, _) | (_, Known::RuledOut) => Known::RuledOut,
        (Known::Open, _) | (_, Known::Open) => Known::Open,
        (Known::Holds, Known::Holds) => Known::Holds,
    })
}

/// The lists of branches of a schema that say more than types.
fn lists(schema: &Schema) -> impl Iterator<Item = &[Schema]> {
    schema.choices().filter(|list| types_listed(list).is_none())
}

fn branches_in(schema: &Schema) -> usize {
    lists(schema).map(<[Schema]>::len).sum()
}

/// Whether a schema has lists of branches, and says nothing else of values of some types.
fn only_lists(schema: &Schema, types: Option<&BTreeSet<JsonType>>) -> bool {
    let says_no_more = |keyword: &Keyword| match keyword {
        Keyword::OneOf | Keyword::AnyOf => true,
        Keyword::Type => {
            let own: BTreeSet<JsonType> = schema.types.iter().flatten().copied().collect();
            types.is_some_and(|types| types.iter().all(|ty| ty.is_among(&own)))
        }
        // What these lead to is a part by itself.
        Keyword::Ref | Keyword::AllOf => true,
        keyword => keyword.is_annotation(),
    };
    !schema.nullable
        && schema.boolean.is_none()
        && lists(schema).next().is_some()
        && schema.keywords.iter().all(says_no_more)
}

//! `oneOf` and `anyOf`: which branches a value may be of, and what each is with what stands next to them.

use std::collections::HashSet;

use serde_json::Value;
use webhook_schema::model::{JsonType, Keyword, Schema, Types};

use super::annotations::described;
use super::members::{Branches, Member, has_chosen};
use super::typed::Typed;
use super::types::{common_types, types_listed};
use super::{Lowered, Lowering, Reported};
use crate::ir::Type;
use crate::names::Way;
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// The first branches that say more of the value than which of its keys have to be there: where they are among the
    /// members, and the branches.
    pub(super) fn branches_of(&self, members: &[Member<'c>]) -> Option<(usize, &'c [Schema])> {
        members.iter().enumerate().find_map(|(number, member)| {
            if member.branches != Branches::Alternatives {
                return None;
            }
            let branches = member.schema.choices().find(|branches| {
                let types: Vec<_> =
                    members.iter().filter_map(|member| member.schema.types.as_ref()).collect();
                types_listed(branches).is_none()
                    && branches.iter().any(|branch| self.shapes_value(branch, &types))
            })?;
            Some((number, branches))
        })
    }

    /// Whether a branch says more than which keys have to be there, or what is promised of a value of the same type.
    pub(super) fn shapes_value(&self, branch: &'c Schema, types: &[&Types]) -> bool {
        if branch.reference.is_some() {
            return true;
        }
        let Ok(members) = self.nameless_members(&[Member::new(branch, &Way::new(""))]) else {
            return false;
        };
        members.iter().any(|member| {
            let schema = member.schema;
            schema.keywords.iter().any(|keyword| match keyword {
                Keyword::Type => schema.types.as_ref().is_some_and(|own| !types.contains(&own)),
                Keyword::AdditionalProperties => {
                    schema.one(*keyword).is_some_and(|others| others.boolean.is_none())
                }
                keyword => keyword.shapes(),
            })
        })
    }

    /// The type of a value that is one of several branches; what stands beside them holds for each.
    pub(super) fn typed_by_branches(
        &mut self,
        members: &[Member<'c>],
        own: usize,
        branches: &'c [Schema],
        way: &Way,
    ) -> Lowered<Typed> {
        let beside = self.beside(members, own, branches);
        let values = self.values_of(&beside, members[own].schema, branches)?;
        let nullable = branches.iter().any(Schema::is_null) && self.allows_null(&beside);
        let ways = self.ways_to_branches(&values, way);
        let all: Vec<Lowered<Typed>> = values
            .iter()
            .zip(&ways)
            .map(|((_, branch), way)| {
                let mut members = beside.clone();
                members.push(Member::new(branch, way));
                let members = self.without_settled(members)?;
                self.typed_by(&members, way)
            })
            .collect();
        let all = all.into_iter().collect::<Lowered<Vec<Typed>>>()?;
        let typed = match all.len() {
            0 if !nullable => self.without_branches(members, branches)?,
            0 => Typed::any(),
            1 => {
                let only = all.into_iter().next().ok_or(Reported)?;
                let said = values.first().and_then(|(_, branch)| described(branch));
                Typed { description: said.or(only.description.clone()), ..only }
            }
            _ => {
                let said = self.said_of_branches(&values, &all);
                let types = all.iter().map(|typed| typed.ty.clone());
                let types: Vec<(&Schema, Type)> =
                    values.iter().map(|(_, branch)| *branch).zip(types).collect();
                let mut typed = self.united(members, all, way)?;
                self.note_said(said, &types, &mut typed);
                self.note_names(types.iter().map(|(_, ty)| ty).zip(&ways), &typed.ty);
                self.note_discriminator(members[own].schema, &types, &typed.ty);
                typed
            }
        };
        let mut typed = typed;
        // No variant is for null, which says something all the same.
        if nullable {
            typed.remarks.meanings.extend(meanings_of_null(branches));
        }
        // As OpenAPI 3.0 has it: whatever the branches are.
        let is_said = members.iter().any(|member| member.schema.nullable)
            && common_types(members)
                .is_ok_and(|types| types.is_none_or(|types| types.contains(&JsonType::Null)));
        Ok(Typed { nullable: typed.nullable || nullable || is_said, ..typed })
    }

    /// What a value is that can be none of its branches. Within a branch that was chosen, another choice may have a value.
    fn without_branches(&mut self, members: &[Member<'c>], branches: &'c [Schema]) -> Lowered<Typed> {
        self.common_types(members)?;
        let Some(first) = branches.first().filter(|_| !has_chosen(members)) else { return Ok(Typed::any()) };
        let message = "no value is valid here: what stands next to these alternatives rules each of them out";
        let help = "allow there what one of them allows, or correct an alternative";
        Err(self.refuse(&rules::VALUE, &first.location.parent(), message, help))
    }

    /// What stands beside the branches of one of the members.
    pub(super) fn beside(&self, members: &[Member<'c>], own: usize, branches: &[Schema]) -> Vec<Member<'c>> {
        let beside = members.iter().enumerate().map(|(number, member)| {
            // Of several lists of branches, all but one tell what else there may be: as many types as there are
            // combinations would help nobody.
            let both =
                member.schema.choices().filter(|branches| types_listed(branches).is_none()).count() > 1;
            // The same list once more, as where an included schema says it, too; or one of which a branch was chosen on the way
            // here, and has branches itself.
            let is_chosen = number == own
                || member.branches == Branches::Chosen
                || self.has_branches(member.schema, branches);
            let branches = if is_chosen && !both { Branches::Chosen } else { Branches::Conditional };
            let has_any = member.schema.has(Keyword::OneOf) || member.schema.has(Keyword::AnyOf);
            Member { branches: if has_any { branches } else { member.branches }, ..member.clone() }
        });
        beside.filter(Member::says_something).collect()
    }

    /// The branches of a schema that a value which is not null may be of, each with its number.
    pub(super) fn values_of(
        &self,
        beside: &[Member<'c>],
        owner: &'c Schema,
        branches: &'c [Schema],
    ) -> Lowered<Vec<(usize, &'c Schema)>> {
        let mut values = Vec::new();
        let all_beside = self.nameless_members(beside)?;
        for (number, branch) in branches.iter().enumerate() {
            if branch.is_null() || branch.boolean == Some(false) {
                continue;
            }
            if !self.is_branch_ruled_out(beside, &all_beside, owner, branch, !beside.is_empty())? {
                values.push((number, branch));
            }
        }
        self.without_other_choices(beside, values)
    }

    /// Those of some branches that another list beside them has a branch for; all of them where it has one for none.
    fn without_other_choices(
        &self,
        beside: &[Member<'c>],
        values: Vec<(usize, &'c Schema)>,
    ) -> Lowered<Vec<(usize, &'c Schema)>> {
        let mut members = beside.to_vec();
        let mut left = Vec::new();
        for (number, branch) in &values {
            members.push(Member::new(branch, &Way::new("")));
            if !self.leaves_no_branch(&members)? {
                left.push((*number, *branch));
            }
            members.pop();
        }
        Ok(if left.is_empty() { values } else { left })
    }

    /// Whether the branches of a schema are these.
    fn has_branches(&self, schema: &Schema, branches: &[Schema]) -> bool {
        schema.choices().any(|own| {
            own.len() == branches.len() && own.iter().zip(branches).all(|(a, b)| self.is_same_branch(a, b))
        })
    }

    /// Whether two branches are both there for null, or say the same of a value.
    fn is_same_branch(&self, a: &Schema, b: &Schema) -> bool {
        a.is_null() && b.is_null() || self.say_the_same(a, b)
    }

    /// Whether two schemas say the same of a value, in the same words: what they say to people does not count.
    fn say_the_same(&self, a: &Schema, b: &Schema) -> bool {
        let keywords = |schema: &Schema| -> HashSet<Keyword> {
            schema.keywords.iter().copied().filter(|keyword| !keyword.is_annotation()).collect()
        };
        let required =
            |schema: &Schema| schema.required.iter().map(|required| required.key.clone()).collect::<Vec<_>>();
        let target = |schema: &Schema| self.catalog.target(schema).map(|target| &target.location);
        let hold_the_same = |keyword: &Keyword| {
            let one = a.one(*keyword).into_iter().zip(b.one(*keyword));
            let list = a.list(*keyword).into_iter().zip(b.list(*keyword));
            let map = a.map(*keyword).into_iter().zip(b.map(*keyword));
            one.map(|(a, b)| self.say_the_same(a, b))
                .chain(list.map(|(a, b)| {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.say_the_same(a, b))
                }))
                .chain(map.map(|(a, b)| {
                    let is_same = |(key, a)| b.get(key).is_some_and(|b| self.say_the_same(a, b));
                    a.len() == b.len() && a.iter().all(is_same)
                }))
                .all(|is_same| is_same)
        };
        a.boolean == b.boolean
            && a.nullable == b.nullable
            && a.types == b.types
            && *a.values == *b.values
            && *a.constraints == *b.constraints
            && *a.seldom == *b.seldom
            && required(a) == required(b)
            && a.reference.is_some() == b.reference.is_some()
            && target(a) == target(b)
            && keywords(a) == keywords(b)
            && keywords(a).iter().all(hold_the_same)
    }

    /// Whether what stands beside the branches leaves null to them.
    fn allows_null(&self, beside: &[Member<'c>]) -> bool {
        beside.iter().all(|member| {
            let schema = member.schema;
            schema.types.as_ref().is_none_or(|types| types.contains(&JsonType::Null))
                && schema.values.as_ref().is_none_or(|values| values.contains(&Value::Null))
        })
    }
}

/// What branches that are there for null say of it.
pub(super) fn meanings_of_null(branches: &[Schema]) -> impl Iterator<Item = (Value, String)> {
    let nulls = branches.iter().filter(|branch| branch.is_null());
    nulls.filter_map(|null| Some((Value::Null, null.annotations.description.as_deref()?.to_owned())))
}

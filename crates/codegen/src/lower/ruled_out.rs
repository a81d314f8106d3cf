//! Branches that what stands next to them rules out, and what is left of an optional key where only that is ruled out.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};
use webhook_schema::validate::{Own, identity};

use super::limits::limits_of;
use super::members::{Branches, Member, Properties, properties_of, required_of};
use super::never::denying;
use super::object::not_allowed;
use super::types::common_types;
use super::values::{listed_by, ruled_out_by};
use super::{Lowered, Lowering};
use crate::names::Way;

impl<'c> Lowering<'c, '_> {
    /// Whether the types of schemas rule each other out, or the values that they list; with `and_parts`, also those of what an
    /// object has to have.
    pub(super) fn is_ruled_out(&self, members: &[Member<'c>], and_parts: bool) -> Lowered<bool> {
        let members = self.nameless_members(members)?;
        let Ok(types) = common_types(&members) else { return Ok(true) };
        if has_no_value(&members) || denying(&members, types.as_ref(), None).is_some() {
            return Ok(true);
        }
        let is_object = types.is_some_and(|types| types.iter().all(|ty| *ty == JsonType::Object));
        if !and_parts || !is_object {
            return Ok(false);
        }
        let required = required_of(&members);
        for (_, described) in properties_of(&members).iter().filter(|(key, _)| required.contains(*key)) {
            if described.len() > 1 && self.leave_no_value(described)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what stands beside a branch rules it out: then it is none.
    pub(super) fn is_branch_ruled_out(
        &self,
        beside: &[Member<'c>],
        all_beside: &[Member<'c>],
        owner: &'c Schema,
        branch: &'c Schema,
        and_parts: bool,
    ) -> Lowered<bool> {
        let mut members = beside.to_vec();
        members.push(Member::new(branch, &Way::new("")));
        Ok(self.is_ruled_out(&members, and_parts)?
            || self.is_ruled_out_by_limits(all_beside, branch)?
            || self.is_ruled_out_by_keys(all_beside, owner, branch)?)
    }

    /// Whether schemas rule each other out, or each of the branches that one of them has.
    pub(super) fn leave_no_value(&self, members: &[Member<'c>]) -> Lowered<bool> {
        if self.is_ruled_out(members, false)? {
            return Ok(true);
        }
        let members = self.nameless_members(members)?;
        let Some((own, branches)) = self.branches_of(&members) else { return Ok(false) };
        let beside = self.beside(&members, own, branches);
        let all_beside = self.nameless_members(&beside)?;
        for branch in branches.iter().filter(|branch| branch.boolean != Some(false)) {
            if !self.is_branch_ruled_out(&beside, &all_beside, members[own].schema, branch, false)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the limits of what stands beside a branch and those of the branch leave no value, though each by itself does.
    pub(super) fn is_ruled_out_by_limits(&self, beside: &[Member<'c>], branch: &'c Schema) -> Lowered<bool> {
        if beside.iter().all(|member| *member.schema.constraints == Constraints::default()) {
            return Ok(false);
        }
        let branch = self.nameless_members(&[Member::new(branch, &Way::new(""))])?;
        let both: Vec<Member<'c>> = beside.iter().chain(&branch).cloned().collect();
        Ok(limits_leave_none(&both) && !limits_leave_none(beside) && !limits_leave_none(&branch))
    }

    /// Whether a branch requires a key that another schema beside it does not allow: who included that one chose among the
    /// branches. What the schema that has them does not allow is its author's mistake, and told as such.
    pub(super) fn is_ruled_out_by_keys(
        &self,
        beside: &[Member<'c>],
        owner: &'c Schema,
        branch: &'c Schema,
    ) -> Lowered<bool> {
        if not_allowed(beside).is_some() {
            return Ok(false);
        }
        let branch = self.nameless_members(&[Member::new(branch, &Way::new(""))])?;
        let both: Vec<Member<'c>> = beside.iter().chain(&branch).cloned().collect();
        Ok(not_allowed(&branch).is_none()
            && not_allowed(&both).is_some_and(|found| found.closed.location != owner.location))
    }

    /// Leaves out what a branch says of an optional key where that and what stands beside it allow no value: then the key is not
    /// there, and should it be sent all the same, it is read as in the other branches.
    pub(super) fn without_ruled_out(
        &self,
        members: &[Member<'c>],
        properties: &mut Properties<'c>,
    ) -> Lowered<()> {
        let chosen = members.iter().filter(|member| member.branches == Branches::Chosen);
        let chosen: Vec<&'c Schema> = chosen.map(|member| member.schema).collect();
        if chosen.is_empty() {
            return Ok(());
        }
        let required = required_of(members);
        for (key, described) in properties.iter_mut() {
            if described.len() < 2 || required.contains(key) {
                continue;
            }
            if !self.leave_no_value(described)? {
                continue;
            }
            let mut of_branches = HashSet::new();
            for branch in chosen.iter().flat_map(|schema| schema.choices().flatten()) {
                let parts = self.nameless_members(&[Member::new(branch, &Way::new(""))])?;
                of_branches.extend(
                    parts
                        .iter()
                        .filter_map(|part| part.schema.map(Keyword::Properties)?.get(*key))
                        .map(|schema| &schema.location),
                );
            }
            let beside = described.iter().filter(|one| !of_branches.contains(&one.schema.location));
            let beside: Vec<Member<'c>> = beside.cloned().collect();
            if !beside.is_empty() && !self.is_ruled_out(&beside, false)? {
                *described = beside;
            }
        }
        Ok(())
    }
}

/// Whether schemas list values, and none that is in each list, or that the limits of the others allow.
fn has_no_value(members: &[Member<'_>]) -> bool {
    let lists = members.iter().flat_map(|member| member.schema.lists());
    let lists: Vec<&[Value]> = lists.map(|(_, values)| values).collect();
    let Some((first, others)) = lists.split_first() else { return false };
    let others: Vec<BTreeSet<String>> =
        others.iter().map(|values| values.iter().map(identity).collect()).collect();
    let is_in_all = |value: &&Value| others.iter().all(|other| other.contains(&identity(value)));
    let listed: Vec<&Value> = first.iter().filter(is_in_all).collect();
    if listed.is_empty() {
        return !others.is_empty();
    }
    // What a schema says of its own list is its author's mistake, and told as such.
    let others = members.iter().map(|member| member.schema).filter(|schema| listed_by(schema) == 0);
    let limits: Vec<(&Schema, Own)> = others.map(|schema| (schema, Own::new(schema))).collect();
    let is_ruled_out =
        |value: &Value| limits.iter().any(|(schema, own)| ruled_out_by(schema, own, value).is_some());
    !members.iter().any(|member| member.schema.nullable) && listed.into_iter().all(is_ruled_out)
}

/// Whether limits leave no value of any of the types that schemas allow.
fn limits_leave_none(members: &[Member<'_>]) -> bool {
    let Ok(Some(types)) = common_types(members) else { return false };
    let all = limits_of(members);
    types.iter().all(|ty| all.of_type(*ty).contradiction().is_some())
}

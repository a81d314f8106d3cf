//! `oneOf` and `anyOf`: which branches a value may be of, what each is with what stands next to them, and what it is called.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema, Types};
use webhook_schema::validate::{Own, identity};

use super::annotations::described;
use super::members::{Branches, Member, Properties, properties_of};
use super::object::not_allowed;
use super::typed::Typed;
use super::types::{common_types, types_listed};
use super::values::{listed_by, ruled_out_by};
use super::{Lowered, Lowering, Reported};
use crate::ir::{Keys, Remarks, ShapeKind, Type, Which};
use crate::names::{Way, spelled};
use crate::{rules, words};

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
        let nullable = branches.iter().any(is_null) && self.allows_null(&beside);
        let ways = self.ways_to_branches(&values, way);
        let all: Vec<Lowered<Typed>> = values
            .iter()
            .zip(&ways)
            .map(|((_, branch), way)| {
                let mut members = beside.clone();
                members.push(Member::new(branch, way));
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
                let is_same =
                    |other: &Typed| other.ty == all[0].ty && other.constraints == all[0].constraints;
                let differ = !all.iter().all(is_same);
                let said = values.iter().zip(&all).map(|((_, branch), typed)| {
                    let plain = self.said_of_alternative(branch, typed, differ);
                    (plain, self.said_of_list(branch, typed))
                });
                let said: Vec<_> = said.collect();
                let types = all.iter().map(|typed| typed.ty.clone());
                let types: Vec<(&Schema, Type)> =
                    values.iter().map(|(_, branch)| *branch).zip(types).collect();
                let of_shapes: Vec<Option<Keys>> = values
                    .iter()
                    .zip(&all)
                    .map(|((_, branch), typed)| self.said_of_shape(branch, typed))
                    .collect();
                let mut typed = self.united(members, all, way)?;
                let of_shapes: Vec<Option<Keys>> = of_shapes
                    .into_iter()
                    .zip(&types)
                    .map(|(said, (_, ty))| said.filter(|said| !self.note_remarks(ty, said, &typed.ty)))
                    .collect();
                let said = said.into_iter().zip(of_shapes).map(|((plain, list), shape)| (plain, list, shape));
                let said = self.said_of_all(said.collect(), &typed);
                typed.remarks.under_keys.extend(said.into_iter().map(|said| (String::new(), said)));
                self.note_names(types.iter().map(|(_, ty)| ty).zip(&ways), &typed.ty);
                self.note_discriminator(members[own].schema, &types, &typed.ty);
                typed
            }
        };
        let mut typed = typed;
        // No variant is for null, which says something all the same.
        let nulls = branches.iter().filter(|branch| nullable && is_null(branch));
        let meanings = nulls.filter_map(|null| Some((Value::Null, null.annotations.description.clone()?)));
        typed.remarks.meanings.extend(meanings);
        // As OpenAPI 3.0 has it: whatever the branches are.
        let is_said = members.iter().any(|member| member.schema.nullable)
            && common_types(members)
                .is_ok_and(|types| types.is_none_or(|types| types.contains(&JsonType::Null)));
        Ok(Typed { nullable: typed.nullable || nullable || is_said, ..typed })
    }

    /// What a value is that can be none of its branches. Within a branch that was chosen, another choice may have a value.
    fn without_branches(&mut self, members: &[Member<'c>], branches: &'c [Schema]) -> Lowered<Typed> {
        self.common_types(members)?;
        let is_chosen = members.iter().any(|member| member.branches == Branches::Chosen);
        let Some(first) = branches.first().filter(|_| !is_chosen) else { return Ok(Typed::any()) };
        let message = "no value is valid here: what stands next to these alternatives rules each of them out";
        let help = "allow there what one of them allows, or correct an alternative";
        Err(self.refuse(&rules::VALUE, &first.location.parent(), message, help))
    }

    /// What one of several branches says that is neither an object nor a value out of a list, which say it themselves.
    /// Limits are those of the type, unless branches differ in them.
    fn said_of_alternative(&self, branch: &'c Schema, typed: &Typed, differ: bool) -> Option<Keys> {
        let is_plain = !matches!(typed.ty, Type::Shape(_) | Type::Any) && typed.only.is_none();
        let said = is_plain.then(|| self.said_of(branch, Which::Alternative, typed))?;
        let description = said.description.clone().or(typed.description.clone().map(|said| said.text));
        let constraints =
            typed.ty.json_type().map_or_else(Constraints::default, |ty| said.constraints.of_type(ty));
        let has_limits = typed.ty == Type::Timestamp || !words::constraints(&constraints).is_empty();
        Some(Keys { description, constraints, ..said })
            .filter(|said| said.has_words() || differ && has_limits)
    }

    /// What a branch says that is values out of a list, of one type of JSON.
    fn said_of_list(&self, branch: &'c Schema, typed: &Typed) -> Option<Keys> {
        let values = match typed.ty {
            Type::Shape(id) => self.values_of_enum(id)?,
            _ => vec![typed.only.clone()?],
        };
        let mut said = self.said_of(branch, Which::Alternative, typed);
        let meanings = values.iter().filter(|_| values.len() > 1);
        let meanings = meanings.filter_map(|it| Some((it.value.clone(), it.meaning.clone()?)));
        said.remarks = Remarks {
            meanings: meanings.collect(),
            narrowed: Some(values.iter().map(|it| it.value.clone()).collect()),
            ..(*said.remarks).clone()
        }
        .into();
        (said.types.len() == 1).then_some(said)
    }

    /// What a branch says of values whose type says what they are.
    fn said_of_shape(&self, branch: &'c Schema, typed: &Typed) -> Option<Keys> {
        let Type::Shape(id) = typed.ty else { return None };
        let shape = &self.shapes[id.0];
        let mut said = match self.values_of_enum(id) {
            // What is said of one value is its meaning.
            Some(values) if values.len() == 1 => return None,
            Some(_) if typed.remarks == Remarks::default() => return None,
            Some(_) => self.said_of_list(branch, typed)?,
            None => self.said_of(branch, Which::Alternative, typed),
        };
        let is_title_said =
            |title: &String| shape.description.text == format!("{}.", title.trim_end_matches('.'));
        let title = said.remarks.title.clone().filter(|title| !is_title_said(title));
        said.remarks = Remarks { title, ..(*said.remarks).clone() }.into();
        // A list has limits of its own only to say which of its values there are.
        let is_list = matches!(shape.kind, ShapeKind::Enum(_));
        let constraints = if is_list { Constraints::default() } else { said.constraints.clone() };
        Some(Keys { description: None, constraints, ..said })
            .filter(|said| said.has_words() || !words::constraints(&said.constraints).is_empty())
    }

    /// What all branches say, each with what it says as a list, and of what its type says. A list has a type that tells its
    /// values, unless other values of the same type of JSON may come: then it is told as they are.
    fn said_of_all(&self, all: Vec<(Option<Keys>, Option<Keys>, Option<Keys>)>, typed: &Typed) -> Vec<Keys> {
        let arms = self.arms_of(&typed.ty, &typed.constraints).unwrap_or_default();
        let is_lost = |list: &Keys| {
            let is_told = |(value, _): &(Value, String)| {
                list.remarks.narrowed.as_ref().is_some_and(|values| values.contains(value))
            };
            let mut same = arms.iter().filter(|(json, ..)| list.types.contains(json));
            same.any(|(_, ty, _)| ty.shape().is_none()) && !typed.remarks.meanings.iter().any(is_told)
        };
        let is_any_plain = all.iter().any(|(plain, ..)| plain.is_some());
        let said = |(plain, list, shape): (Option<Keys>, Option<Keys>, Option<Keys>)| {
            plain.or(list.filter(|list| is_any_plain && is_lost(list))).or(shape)
        };
        all.into_iter().filter_map(said).collect()
    }

    /// What stands beside the branches of one of the members.
    fn beside(&self, members: &[Member<'c>], own: usize, branches: &[Schema]) -> Vec<Member<'c>> {
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
    fn values_of(
        &self,
        beside: &[Member<'c>],
        owner: &'c Schema,
        branches: &'c [Schema],
    ) -> Lowered<Vec<(usize, &'c Schema)>> {
        let mut values = Vec::new();
        let all_beside = self.nameless_members(beside)?;
        for (number, branch) in branches.iter().enumerate() {
            if is_null(branch) || branch.boolean == Some(false) {
                continue;
            }
            // A branch that what stands beside rules out is none.
            let mut members = beside.to_vec();
            members.push(Member::new(branch, &Way::new("")));
            let is_ruled_out = self.is_ruled_out(&members, !beside.is_empty())?
                || self.is_ruled_out_by_limits(&all_beside, branch)?
                || self.is_ruled_out_by_keys(&all_beside, owner, branch)?;
            if !is_ruled_out {
                values.push((number, branch));
            }
        }
        Ok(values)
    }

    /// The way to a branch of a schema, as it goes where the whole is looked at; `None` where the branches of that are others.
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
        let values =
            self.values_of(&self.beside(&members, own, branches), members[own].schema, branches).ok()?;
        let places = values.iter().map(|(_, branch)| &branch.location);
        Some(places.zip(self.ways_to_branches(&values, way)).collect())
    }

    /// Whether the types of schemas rule each other out, or the values that they list; with `and_parts`, also those of what an
    /// object has to have.
    pub(super) fn is_ruled_out(&self, members: &[Member<'c>], and_parts: bool) -> Lowered<bool> {
        let members = self.nameless_members(members)?;
        let Ok(types) = common_types(&members) else { return Ok(true) };
        if has_no_value(&members) {
            return Ok(true);
        }
        let is_object = types.is_some_and(|types| types.iter().all(|ty| *ty == JsonType::Object));
        if !and_parts || !is_object {
            return Ok(false);
        }
        let required = required_of(&members);
        for (_, described) in properties_of(&members).iter().filter(|(key, _)| required.contains(*key)) {
            if described.len() > 1 && self.is_ruled_out(described, false)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the limits of what stands beside a branch and those of the branch leave no value, though each by itself does.
    fn is_ruled_out_by_limits(&self, beside: &[Member<'c>], branch: &'c Schema) -> Lowered<bool> {
        if beside.iter().all(|member| *member.schema.constraints == Constraints::default()) {
            return Ok(false);
        }
        let branch = self.nameless_members(&[Member::new(branch, &Way::new(""))])?;
        let both: Vec<Member<'c>> = beside.iter().chain(&branch).cloned().collect();
        Ok(limits_leave_none(&both) && !limits_leave_none(beside) && !limits_leave_none(&branch))
    }

    /// Whether a branch requires a key that another schema beside it does not allow: who included that one chose among the
    /// branches. What the schema that has them does not allow is its author's mistake, and told as such.
    fn is_ruled_out_by_keys(
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
            if described.len() < 2 || required.contains(key) || !self.is_ruled_out(described, false)? {
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

    /// Whether the branches of a schema are these.
    fn has_branches(&self, schema: &Schema, branches: &[Schema]) -> bool {
        schema.choices().any(|own| {
            own.len() == branches.len() && own.iter().zip(branches).all(|(a, b)| self.is_same_branch(a, b))
        })
    }

    /// Whether two branches are both there for null, or refer to one definition and say nothing else.
    fn is_same_branch(&self, a: &Schema, b: &Schema) -> bool {
        let target = |branch: &'_ Schema| {
            let says = |keyword: &Keyword| *keyword != Keyword::Ref && !keyword.is_annotation();
            let only_refers = branch.reference.is_some() && !branch.keywords.iter().any(says);
            only_refers.then(|| self.catalog.target(branch)).flatten().map(|target| &target.location)
        };
        is_null(a) && is_null(b) || target(a).is_some_and(|a| Some(a) == target(b))
    }

    /// Whether what stands beside the branches leaves null to them.
    fn allows_null(&self, beside: &[Member<'c>]) -> bool {
        beside.iter().all(|member| {
            let schema = member.schema;
            schema.types.as_ref().is_none_or(|types| types.contains(&JsonType::Null))
                && schema.values.as_ref().is_none_or(|values| values.contains(&Value::Null))
        })
    }

    /// The ways to branches, each with its number. What they go by is the text that one alone has at a key that has to be there,
    /// the key that it alone requires, or the number; the only one goes by no name of its own.
    fn ways_to_branches(&self, branches: &[(usize, &'c Schema)], way: &Way) -> Vec<Way> {
        if branches.len() == 1 {
            return vec![way.clone()];
        }
        let all: Vec<Vec<Member<'c>>> = branches
            .iter()
            .map(|(_, branch)| self.nameless_members(&[Member::new(branch, way)]).unwrap_or_default())
            .collect();
        let constants: Vec<Vec<(&str, &str)>> = all.iter().map(|members| constants_of(members)).collect();
        let required: Vec<Vec<&str>> = all.iter().map(|members| required_of(members)).collect();
        let (texts, keys) = (of_one(&constants), of_one(&required));
        let name = |number: usize| {
            let text = constants[number].iter().find(|text| texts.contains(*text));
            let key = required[number].iter().find(|key| keys.contains(*key));
            // Not the key alone: what is under it goes by that. A sign in it is spelled as if nothing were before it.
            // What is in brackets of a value is no step of a path.
            let text =
                text.map(|(_, text)| if text.contains('[') { spelled(text) } else { (*text).to_owned() });
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

/// Whether schemas list values, and none that is in each list, or that the limits of the others allow.
fn has_no_value(members: &[Member<'_>]) -> bool {
    let lists = members.iter().flat_map(|member| {
        let constant = member.schema.constraints.constant.as_ref().map(std::slice::from_ref);
        [member.schema.values.as_deref(), constant].into_iter().flatten()
    });
    let lists: Vec<&[Value]> = lists.collect();
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
    let mut all = Constraints::default();
    members.iter().for_each(|member| all.tighten(&member.schema.constraints));
    types.iter().all(|ty| all.of_type(*ty).contradiction().is_some())
}

fn required_of<'c>(members: &[Member<'c>]) -> Vec<&'c str> {
    members
        .iter()
        .flat_map(|member| member.schema.required.iter())
        .map(|required| required.key.as_str())
        .collect()
}

/// The keys that have to be there, and can hold one text only, with that.
fn constants_of<'c>(members: &[Member<'c>]) -> Vec<(&'c str, &'c str)> {
    let required = required_of(members);
    let properties = members.iter().filter_map(|member| member.schema.map(Keyword::Properties)).flatten();
    let constants =
        properties.filter(|(key, _)| required.contains(&key.as_str())).filter_map(|(key, schema)| {
            let constant = schema.constraints.constant.as_ref().and_then(Value::as_str);
            let only = match schema.values.as_deref() {
                Some([only]) => only.as_str(),
                _ => None,
            };
            Some((key.as_str(), constant.or(only)?))
        });
    constants.collect()
}

/// Whether a branch is there for null only.
pub(super) fn is_null(branch: &Schema) -> bool {
    branch.types.as_deref() == Some(&[JsonType::Null])
        || *branch.constraints.constant == Some(Value::Null)
        || branch.values.as_deref() == Some(&[Value::Null])
}

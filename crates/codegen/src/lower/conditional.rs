//! What holds under a condition only: `if`, `then`, `else` and dependencies.
//!
//! A key that only a condition describes is an optional field. Where the condition does not hold, there may be any value, so
//! its type takes any other, too. What a condition says of the parts of a value that has a type already adds to these: such a
//! part is sent where the condition holds.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use webhook_catalog::NamePattern;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::clauses::{Object, When};
use super::members::{Branches, Member, Properties, properties_of};
use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{self, Condition};
use crate::names::Way;

/// What does not hold for every value.
pub(super) struct Conditional<'c> {
    pub member: Member<'c>,
    /// Whether it is a condition, or in one, and so need not hold at all.
    pub is_test: bool,
    /// When it holds: where all of these do. `None` where that takes more to say.
    pub when: Option<Vec<When<'c>>>,
}

/// What a condition around a value says of it.
#[derive(Clone)]
pub(super) struct Possible<'c> {
    pub schema: &'c Schema,
    /// Whether it is the condition that says so.
    pub is_test: bool,
}

impl<'c> Lowering<'c, '_> {
    /// The properties that are described under a condition only. What only a condition itself describes has no schemas: any
    /// value may be there where it does not hold.
    pub(super) fn conditional_properties(&self, members: &[Member<'c>]) -> Lowered<Properties<'c>> {
        let conditional = self.conditional_members(members)?;
        // Those that come last are looked at first; people read the first ones first.
        let keys = conditional.iter().rev().flat_map(|one| properties_of(std::slice::from_ref(&one.member)));
        let mut found: Properties<'c> = keys.map(|(key, _)| (key, Vec::new())).collect();
        for Conditional { member, is_test, .. } in conditional {
            for (key, members) in properties_of(&[member]) {
                found.entry(key).or_default().extend(members.into_iter().filter(|_| !is_test));
            }
        }
        Ok(found)
    }

    /// What holds under a condition only, with what is in that, and the conditions.
    pub(super) fn conditional_members(&self, members: &[Member<'c>]) -> Lowered<Vec<Conditional<'c>>> {
        let mut todo: Vec<_> =
            members.iter().flat_map(|member| conditional(member, false, Some(&[]))).collect();
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut is_repeated = false;
        while let Some(Conditional { member, is_test, when }) = todo.pop() {
            for member in self.members(&[member])? {
                if !seen.insert((&member.schema.location, is_test)) {
                    is_repeated = true;
                    continue;
                }
                // Whatever its branches are, they are no more than possible here.
                let member = Member { branches: Branches::Conditional, ..member };
                todo.extend(conditional(&member, is_test, when.as_deref()));
                found.push(Conditional { member, is_test, when: when.clone() });
            }
        }
        // What holds under several conditions was looked at under the first.
        if is_repeated {
            found.iter_mut().for_each(|one| one.when = None);
        }
        Ok(found)
    }

    /// Who may describe each key of an object under a condition.
    pub(super) fn describing<'a>(
        &self,
        members: &'a [Member<'c>],
        conditional: &'a [Conditional<'c>],
    ) -> Describing<'c, 'a> {
        let mut by_key: HashMap<&str, Vec<&Conditional<'c>>> = HashMap::new();
        for one in conditional {
            for (key, _) in one.member.schema.map(Keyword::Properties).into_iter().flatten() {
                by_key.entry(key).or_default().push(one);
            }
        }
        let mut seen = HashMap::new();
        let mut always = Some(HashSet::new());
        members.iter().for_each(|member| add(&mut always, self.always_described(member.schema, &mut seen)));
        let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
        let bounds = |member: &&Member<'c>| others.iter().any(|keyword| member.schema.has(*keyword));
        Describing { by_key, always, bounding: members.iter().filter(bounds).collect(), members, conditional }
    }

    /// When the value at a key is as conditional schemas say, and whether there may be any other. There is none where one of two
    /// holds in any case, or where what is said of all other keys holds besides.
    pub(super) fn conditions_of(
        key: &str,
        describing: &Describing<'c, '_>,
        object: &Object<'_>,
    ) -> Option<ir::Conditional> {
        if describing.always.as_ref().is_none_or(|always| always.contains(key)) {
            return None;
        }
        let all = describing.of(key).iter().filter(|one| !one.is_test).rev();
        let when = all.map(|one| object.conditions(one.when.as_deref()?));
        let when: Vec<Vec<Condition>> = when.collect::<Option<_>>().unwrap_or_default();
        let is_open = !has_others_bound(key, describing);
        (is_open || !when.is_empty()).then_some(ir::Conditional { when, is_open })
    }

    /// When keys have to be there that need not always be, as far as that is simple.
    pub(super) fn required_where(
        &self,
        members: &[Member<'c>],
        conditional: &[Conditional<'c>],
        object: &Object<'_>,
    ) -> HashMap<&'c str, Vec<Vec<Condition>>> {
        let mut all: HashMap<&str, Vec<Vec<Condition>>> = HashMap::new();
        let mut add = |key: &'c str, when: &[Condition]| {
            let known = all.entry(key).or_default();
            if !when.is_empty() && !known.iter().any(|known| known == when) {
                known.push(when.to_vec());
            }
        };
        let always = members.iter().map(|member| (member.schema, Vec::new()));
        let possible = conditional.iter().rev().filter(|one| !one.is_test);
        let possible =
            possible.filter_map(|one| Some((one.member.schema, object.conditions(one.when.as_deref()?)?)));
        for (schema, when) in always.chain(possible) {
            schema.required.iter().for_each(|required| add(&required.key, &when));
            for (other, keys) in schema.seldom.dependent_required.iter() {
                let Some(more) = object.condition(&When::Has(other)) else { continue };
                let when: Vec<Condition> = when.iter().cloned().chain([more]).collect();
                keys.iter().filter(|key| *key != other).for_each(|key| add(key, &when));
            }
        }
        all
    }

    /// The keys of which a schema says something for each value that is valid, whatever holds of its conditions; `None` for all.
    fn always_described(&self, schema: &'c Schema, seen: &mut HashMap<&'c Location, Keys<'c>>) -> Keys<'c> {
        if schema.boolean == Some(false) {
            return None;
        }
        // A definition that includes itself says nothing by that.
        match seen.entry(&schema.location) {
            Entry::Occupied(known) => return known.get().clone(),
            Entry::Vacant(unknown) => unknown.insert(Some(HashSet::new())),
        };
        let own = schema.map(Keyword::Properties).into_iter().flatten();
        let mut all: Keys<'c> = Some(own.map(|(key, _)| &**key).collect());
        let referred = schema.reference.as_ref().and_then(|_| self.target(schema).ok());
        for part in schema.list(Keyword::AllOf).into_iter().flatten().chain(referred) {
            add(&mut all, self.always_described(part, seen));
        }
        if let [Some(then), Some(or_else)] = [Keyword::Then, Keyword::Else].map(|keyword| schema.one(keyword))
            && schema.has(Keyword::If)
        {
            add(&mut all, self.described_by_each([then, or_else], seen));
        }
        for branches in schema.choices() {
            add(&mut all, self.described_by_each(branches, seen));
        }
        seen.insert(&schema.location, all.clone());
        all
    }

    /// The keys of which each of some schemas says something.
    fn described_by_each(
        &self,
        schemas: impl IntoIterator<Item = &'c Schema>,
        seen: &mut HashMap<&'c Location, Keys<'c>>,
    ) -> Keys<'c> {
        let mut common: Keys<'c> = None;
        for schema in schemas {
            match (&mut common, self.always_described(schema, seen)) {
                (Some(common), Some(own)) => common.retain(|key| own.contains(key)),
                (common @ None, own) => *common = own,
                (Some(_), None) => {}
            }
        }
        common
    }

    /// Those that may describe parts of a value: fields, or those of items.
    pub(super) fn with_parts(&self, all: impl Iterator<Item = Possible<'c>>) -> Vec<Possible<'c>> {
        let describes = |member: &Member<'c>| {
            let inner = member.schema.all();
            inner.iter().any(|inner| inner.has(Keyword::Properties) || inner.reference.is_some())
        };
        let way = Way::new("");
        all.filter(|one| {
            let members = self.nameless_members(&[Member::new(one.schema, &way)]);
            members.is_ok_and(|members| members.iter().any(describes))
        })
        .collect()
    }

    /// The type of the values that several schemas hold for, with the parts that a condition around them describes.
    /// What that makes has a name of its own, by the way.
    pub(super) fn typed_with(
        &mut self,
        members: &[Member<'c>],
        mut possible: Vec<Possible<'c>>,
        way: &Way,
    ) -> Lowered<Typed> {
        // What holds in any case is said once more by a condition.
        possible.retain(|one| members.iter().all(|member| member.schema.location != one.schema.location));
        let nearest = &members.last().ok_or(Reported)?.way;
        // What several definitions make together goes by what includes them: with another one, each may make something else.
        let is_of_one = members.iter().all(|member| member.way.root() == nearest.root());
        let typed = self.typed_by(members, if is_of_one { nearest } else { way })?;
        if possible.iter().all(|one| self.only_picks(&typed.ty, one.schema, 1)) {
            return Ok(typed);
        }
        let mut members = members.to_vec();
        if let Some(nearest) = members.last_mut() {
            *nearest = Member { way: way.clone(), possible, ..nearest.clone() };
        }
        self.typed_by(&members, way)
    }
}

/// Keys; `None` for all.
type Keys<'c> = Option<HashSet<&'c str>>;

fn add<'c>(all: &mut Keys<'c>, more: Keys<'c>) {
    match (all.as_mut(), more) {
        (Some(all), Some(more)) => all.extend(more),
        _ => *all = None,
    }
}

/// Who may describe each key of an object.
pub(super) struct Describing<'c, 'a> {
    by_key: HashMap<&'c str, Vec<&'a Conditional<'c>>>,
    /// The keys that are described whatever holds.
    always: Keys<'c>,
    /// Those that say something of all other keys.
    bounding: Vec<&'a Member<'c>>,
    members: &'a [Member<'c>],
    conditional: &'a [Conditional<'c>],
}

impl<'c, 'a> Describing<'c, 'a> {
    /// The conditional schemas that describe a key.
    pub fn of(&self, key: &str) -> &[&'a Conditional<'c>] {
        self.by_key.get(key).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Whether what is said of all other keys holds for one that conditional schemas are about.
fn has_others_bound(key: &str, describing: &Describing<'_, '_>) -> bool {
    let Describing { bounding, members, conditional, .. } = describing;
    bounding.iter().any(|member| {
        let schema = member.schema;
        let bounds = |keyword: Keyword| {
            let others = schema.one(keyword);
            others.is_some_and(|others| others.boolean == Some(false) || !others.keywords.is_empty())
        };
        // What another keyword is about is evaluated.
        let others = [Keyword::AdditionalProperties, Keyword::PatternProperties];
        let evaluates = |schema: &Schema| others.iter().any(|keyword| schema.has(*keyword));
        let is_all_evaluated = || {
            members.iter().any(|member| evaluates(member.schema))
                || conditional.iter().any(|one| evaluates(one.member.schema))
        };
        let mut patterns = schema.map(Keyword::PatternProperties).into_iter().flat_map(|map| map.keys());
        let has_pattern = patterns.any(|pattern| NamePattern::new(pattern).matches(key));
        bounds(Keyword::AdditionalProperties) && !has_pattern
            || bounds(Keyword::UnevaluatedProperties) && !is_all_evaluated()
    })
}

/// What a member says under a condition, and the condition, which adds to those that it is within.
fn conditional<'c>(
    member: &Member<'c>,
    is_within_test: bool,
    within: Option<&[When<'c>]>,
) -> Vec<Conditional<'c>> {
    let test = member.schema.one(Keyword::If);
    let own = member.conditional().map(|(schema, when)| {
        let is_test = test.is_some_and(|test| test.location == schema.location);
        let when = within.zip(when).map(|(within, when)| within.iter().copied().chain([when]).collect());
        (schema, is_test, when)
    });
    let around = member.possible.iter().map(|one| (one.schema, one.is_test, None));
    let of = |(schema, is_test, when)| Conditional {
        member: Member::new(schema, &member.way),
        is_test: is_within_test || is_test,
        when,
    };
    own.chain(around).map(of).collect()
}

impl<'c> Member<'c> {
    /// The schemas that hold for a value under a condition only, with that; branches are told apart by more than one.
    pub(super) fn conditional(&self) -> impl Iterator<Item = (&'c Schema, Option<When<'c>>)> {
        let schema = self.schema;
        let test = schema.one(Keyword::If);
        let one = [
            (Keyword::If, test.map(When::If)),
            (Keyword::Then, test.map(When::If)),
            (Keyword::Else, test.map(When::Unless)),
        ];
        let one = one.into_iter().filter_map(|(keyword, when)| Some((schema.one(keyword)?, when)));
        let maps = [Keyword::DependentSchemas, Keyword::Dependencies];
        let maps = maps.into_iter().filter_map(|keyword| schema.map(keyword)).flatten();
        let maps = maps.map(|(key, schema)| (schema, Some(When::Has(key))));
        let lists = match self.branches {
            Branches::Conditional => [Keyword::OneOf, Keyword::AnyOf].as_slice(),
            Branches::Alternatives | Branches::Chosen => &[],
        };
        let lists = lists.iter().filter_map(|keyword| schema.list(*keyword)).flatten();
        one.chain(maps).chain(lists.map(|schema| (schema, None)))
    }
}

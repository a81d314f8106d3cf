//! Schemas that say little enough of a value to be told in words: conditions, what holds under them, and what is ruled out.

use webhook_schema::Rare;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};

use crate::ir::{About, Choice, Condition, Consequence, Contained, Fact, Presence, Says};

/// Facts and values that people read in passing; a condition of more is told as it stands.
const MOST: usize = 8;

/// A condition.
#[derive(Clone, Copy)]
pub(super) enum When<'c> {
    /// The value is valid against a schema.
    If(&'c Schema),
    /// It is not.
    Unless(&'c Schema),
    /// It has a key.
    Has(&'c str),
}

/// What is known of an object that a clause is about.
pub(super) struct Object<'a> {
    /// Whether a key is always there.
    pub is_sure: &'a dyn Fn(&str) -> bool,
    /// Whether a field is made of what a schema says of a key, so that it tells that itself.
    pub is_field: &'a dyn Fn(&str, &Schema) -> bool,
}

impl Object<'_> {
    /// Conditions that hold at once; `None` where one of them is not simple.
    pub fn conditions(&self, when: &[When<'_>]) -> Option<Vec<Condition>> {
        when.iter().map(|one| self.condition(one)).collect()
    }

    /// One of them. What may be absent is told alone: with others, nobody could tell what `or` joins.
    pub fn condition(&self, when: &When<'_>) -> Option<Condition> {
        let (facts, is_met) = match when {
            When::If(test) => (self.facts(test, true)?, true),
            When::Unless(test) => (self.facts(test, true)?, false),
            When::Has(key) => (vec![Fact { key: (*key).to_owned(), about: About::Present }], true),
        };
        let is_open = |fact: &Fact| matches!(fact.about, About::Value(_, Presence::Open));
        let is_clear = facts.len() == 1 || !facts.iter().any(is_open);
        let few = 1..=MOST;
        (few.contains(&facts.len()) && is_clear).then_some(Condition { facts, is_met })
    }

    /// What a schema says of an object, by itself; `None` where it says more than facts about keys.
    pub fn facts(&self, schema: &Schema, is_test: bool) -> Option<Vec<Fact>> {
        if schema.boolean == Some(false) || schema.reference.is_some() || schema.nullable {
            return None;
        }
        let mut facts = Vec::new();
        let requires = |key: &str| schema.required.iter().any(|required| required.key == key);
        for (key, inner) in schema.map(Keyword::Properties).into_iter().flatten() {
            let mut add = |about| facts.push(Fact { key: key.to_string(), about });
            if inner.boolean == Some(false) {
                add(About::Absent);
            } else if is_test || !(self.is_field)(key, inner) {
                // Of a value that a field is made of already, a description would be lost.
                if !is_test && inner.annotations.description.is_some() {
                    return None;
                }
                let presence = match (requires(key), (self.is_sure)(key)) {
                    (_, true) => Presence::Sure,
                    (true, false) => Presence::Said,
                    (false, false) => Presence::Open,
                };
                says(inner)?.into_iter().for_each(|says| add(About::Value(says, presence)));
            }
        }
        for keyword in schema.keywords.iter().filter(|keyword| !keyword.is_annotation()) {
            match keyword {
                Keyword::Properties => {}
                Keyword::Type if schema.types.as_deref() == Some(&[JsonType::Object]) => {}
                Keyword::Required => {
                    let is_told = |key: &str| is_test && facts.iter().any(|fact: &Fact| fact.key == key);
                    let keys = schema.required.iter().map(|required| &required.key);
                    let keys: Vec<&String> =
                        keys.filter(|key| !(self.is_sure)(key) && !is_told(key)).collect();
                    let present = |key: &String| Fact { key: key.clone(), about: About::Present };
                    facts.extend(keys.into_iter().map(present));
                }
                Keyword::Not => {
                    facts.push(Fact { key: absent(schema.one(*keyword)?)?, about: About::Absent })
                }
                Keyword::AllOf => {
                    for part in schema.list(*keyword)? {
                        facts.extend(self.facts(part, is_test)?);
                    }
                }
                _ => return None,
            }
        }
        Some(facts)
    }

    /// What holds under conditions: the keywords that say so, as far as what they say is simple, each with that.
    pub fn consequences(&self, schema: &Schema) -> Vec<(Vec<Keyword>, Vec<Consequence>)> {
        let mut all = Vec::new();
        let mut add = |keywords: &[Keyword], found: Option<Vec<Consequence>>| {
            all.extend(found.map(|found| (keywords.to_vec(), found)));
        };
        if let Some(test) = schema.one(Keyword::If) {
            let branches = [(Keyword::Then, When::If(test)), (Keyword::Else, When::Unless(test))];
            let branches =
                branches.into_iter().filter_map(|(keyword, when)| Some((when, schema.one(keyword)?)));
            let found: Option<Vec<_>> = branches.map(|(when, then)| self.consequence(&when, then)).collect();
            add(&[Keyword::If, Keyword::Then, Keyword::Else], found.map(flat));
        }
        let present = |key: &str| Fact { key: key.to_owned(), about: About::Present };
        let lists = schema.seldom.dependent_required.iter().map(|(key, keys)| {
            let keys = keys.iter().filter(|own| *own != key && !(self.is_sure)(own));
            let facts: Vec<Fact> = keys.map(|key| present(key)).collect();
            let when = Condition { facts: vec![present(key)], is_met: true };
            (!facts.is_empty()).then_some(Consequence { when, facts })
        });
        let lists: Vec<Consequence> = lists.flatten().collect();
        let of_schemas = |keyword: Keyword| -> Option<Vec<Consequence>> {
            let map = schema.map(keyword).into_iter().flatten();
            let all: Option<Vec<_>> =
                map.map(|(key, then)| self.consequence(&When::Has(key), then)).collect();
            all.map(flat)
        };
        if schema.has(Keyword::DependentRequired) {
            add(&[Keyword::DependentRequired], Some(lists.clone()));
        }
        if schema.has(Keyword::DependentSchemas) {
            add(&[Keyword::DependentSchemas], of_schemas(Keyword::DependentSchemas));
        }
        if schema.has(Keyword::Dependencies) {
            let found = of_schemas(Keyword::Dependencies);
            add(&[Keyword::Dependencies], found.map(|found| lists.into_iter().chain(found).collect()));
        }
        all
    }

    /// What a schema says under a condition, if that is more than fields say themselves.
    fn consequence(&self, when: &When<'_>, then: &Schema) -> Option<Option<Consequence>> {
        let (when, facts) = (self.condition(when)?, self.facts(then, false)?);
        Some((!facts.is_empty()).then_some(Consequence { when, facts }))
    }

    /// Keys of which branches ask, where they ask for nothing else.
    pub fn choice(&self, schema: &Schema, keyword: Keyword) -> Option<Choice> {
        let keys = |branch: &Schema| -> Option<Vec<String>> {
            let facts = self.facts(branch, true)?;
            let is_present = |fact: &Fact| fact.about == About::Present;
            let is_few = (1..=MOST).contains(&facts.len());
            (is_few && facts.iter().all(is_present)).then(|| facts.into_iter().map(|fact| fact.key).collect())
        };
        let branches = schema.list(keyword)?;
        let is_few = (2..=MOST).contains(&branches.len());
        let branches = is_few.then(|| branches.iter().map(keys).collect::<Option<_>>())??;
        Some(Choice { branches, is_exclusive: keyword == Keyword::OneOf })
    }

    /// What `contains` says; `None` where it is not simple.
    pub fn contained(&self, schema: &Schema) -> Option<Contained> {
        let inner = schema.one(Keyword::Contains)?;
        let of_scalars = says(inner).filter(|says| !says.is_empty());
        let facts = match &of_scalars {
            Some(_) => Vec::new(),
            None => self.facts(inner, true).filter(|facts| !facts.is_empty())?,
        };
        Some(Contained {
            least: schema.seldom.min_contains.unwrap_or(1),
            most: schema.seldom.max_contains,
            says: of_scalars.unwrap_or_default(),
            facts,
        })
    }
}

fn flat(all: Vec<Option<Consequence>>) -> Vec<Consequence> {
    all.into_iter().flatten().collect()
}

/// The key that an object does not have which a schema is not valid for.
fn absent(not: &Schema) -> Option<String> {
    match (&not.required[..], &not.keywords[..]) {
        ([only], [Keyword::Required]) => Some(only.key.clone()),
        _ => None,
    }
}

/// What a schema says of a value; `None` where that is more than values, types and limits.
pub(super) fn says(schema: &Schema) -> Option<Vec<Says>> {
    let is_plain = schema.boolean != Some(false) && schema.reference.is_none() && !schema.nullable;
    let lists_few = schema.values.as_ref().is_none_or(|values| values.len() <= MOST);
    if is_plain && lists_few && !schema.has(Keyword::AllOf) { says_itself(schema) } else { None }
}

/// What a schema says of a value itself, apart from what it includes and refers to.
pub(super) fn says_itself(schema: &Schema) -> Option<Vec<Says>> {
    let mut all = Vec::new();
    let mut has_limits = false;
    for keyword in schema.keywords.iter().filter(|keyword| !keyword.is_annotation()) {
        match keyword {
            Keyword::Const => all.push(Says::OneOf(vec![schema.constraints.constant.as_ref()?.clone()])),
            Keyword::Enum => {
                let values = schema.values.as_ref().filter(|values| !values.is_empty())?;
                all.push(Says::OneOf(values.clone()));
            }
            Keyword::Not => all.push(ruled_out(schema.one(*keyword)?)?),
            Keyword::Type | Keyword::Ref | Keyword::AllOf => {}
            limit if Constraints::KEYWORDS.contains(limit) => has_limits = true,
            _ => return None,
        }
    }
    // Values have their types.
    if let Some(types) = schema.types.as_ref().filter(|_| all.is_empty()) {
        all.push(Says::Types(types.to_vec()));
    }
    if has_limits {
        let limits = Constraints { constant: Rare::empty(), ..(*schema.constraints).clone() };
        all.push(Says::Keeps(Box::new(limits)));
    }
    Some(all)
}

/// What a value is that a schema is not valid for.
pub(super) fn ruled_out(not: &Schema) -> Option<Says> {
    match &says(not)?[..] {
        [Says::OneOf(values)] => Some(Says::NoneOf(values.clone())),
        [Says::Types(types)] => Some(Says::NoneOfTypes(types.clone())),
        _ => None,
    }
}

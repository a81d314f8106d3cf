//! Values that are listed: by `enum` and `const`, or by branches that have nothing but those.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::{Validator, identity};

use super::kinds::Kinds;
use super::{Alternative, Member, says_only};

/// What branches list that say nothing but types or values.
#[derive(Clone, Debug)]
pub(crate) struct Listing<'c> {
    pub owner: &'c Schema,
    pub keyword: Keyword,
    pub kinds: Kinds,
    pub values: Option<Vec<One>>,
}

/// A value with its location.
#[derive(Clone, Debug)]
pub(crate) struct One {
    pub value: Value,
    pub at: Location,
}

/// The values that are allowed.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub values: Vec<One>,
    /// The keyword that lists them.
    pub at: Location,
    /// Whether it is a `const`.
    pub is_const: bool,
    /// What the schema says of whether there may be more, if it does.
    pub is_extensible: Option<bool>,
}

impl Listed {
    /// Whether every value of a kind is listed.
    pub(crate) fn is_every(&self, kind: Kinds) -> bool {
        let has = |value: bool| self.values.iter().any(|one| one.value.as_bool() == Some(value));
        kind == Kinds::BOOLEAN && has(true) && has(false)
    }
}

/// What branches list, where each lists types or values and says nothing else.
pub(crate) fn listing<'c>(
    owner: &'c Schema,
    keyword: Keyword,
    branches: &[&'c Schema],
    or_null: bool,
) -> Option<Listing<'c>> {
    let null = if or_null { Kinds::NULL } else { Kinds::NONE };
    if branches.iter().all(|branch| says_only(branch, &[Keyword::Type])) {
        let each = branches.iter().map(|branch| branch.types.as_deref().map(Kinds::of_types));
        let kinds = each.fold(null, |all, own| all | own.unwrap_or(Kinds::ANY));
        return Some(Listing { owner, keyword, kinds, values: None });
    }
    const VALUES: [Keyword; 3] = [Keyword::Type, Keyword::Const, Keyword::Enum];
    if !branches.iter().all(|branch| says_only(branch, &VALUES) && branch.lists().next().is_some()) {
        return None;
    }
    let mut values: Vec<One> = Vec::new();
    for branch in branches {
        let alternative = Alternative {
            members: vec![Member { schema: branch, or_null: false }],
            kinds: branch.types.as_deref().map_or(Kinds::ANY, Kinds::of_types),
            ..Alternative::default()
        };
        values.extend(of(&alternative).map(|listed| listed.values).unwrap_or_default());
    }
    if or_null {
        values.push(One { value: Value::Null, at: owner.location_of(keyword) });
    }
    let kinds = values.iter().map(|one| Kinds::of_value(&one.value)).fold(Kinds::NONE, |a, b| a | b);
    Some(Listing { owner, keyword, kinds, values: Some(values) })
}

/// The values that all members of an alternative allow, where any lists them.
pub(super) fn of(alternative: &Alternative<'_>) -> Option<Listed> {
    let mut common: Option<Listed> = None;
    for (values, at, is_const, schema) in lists(alternative) {
        let own: BTreeMap<String, One> = values.into_iter().map(|one| (identity(&one.value), one)).collect();
        let values = match &common {
            None => own.into_values().collect(),
            Some(before) => {
                let kept = before.values.iter().filter_map(|one| own.get(&identity(&one.value)));
                kept.cloned().collect::<Vec<One>>()
            }
        };
        let said = is_extensible(schema).or(common.as_ref().and_then(|common| common.is_extensible));
        common = Some(Listed { values, at, is_const, is_extensible: said });
    }
    let mut common = common?;
    // Whoever refers to a list may say it, too.
    let said = alternative.members.iter().rev().find_map(|member| is_extensible(member.schema));
    common.is_extensible = said.or(common.is_extensible);
    // What the type rules out is not a value.
    common.values.retain(|one| {
        alternative.kinds.has(Kinds::of_value(&one.value)) && is_allowed(&one.value, alternative)
    });
    Some(common)
}

type List<'c> = (Vec<One>, Location, bool, &'c Schema);

fn lists<'c>(alternative: &Alternative<'c>) -> Vec<List<'c>> {
    let mut lists = Vec::new();
    for Member { schema, or_null } in &alternative.members {
        let null = |at: &Location| or_null.then(|| One { value: Value::Null, at: at.clone() });
        if let Some(values) = &*schema.values {
            let at = schema.location_of(Keyword::Enum);
            let all = values.iter().enumerate();
            let all =
                all.map(|(index, value)| One { value: value.clone(), at: at.child(&index.to_string()) });
            lists.push((all.chain(null(&at)).collect(), at, false, *schema));
        }
        if let Some(value) = &*schema.constraints.constant {
            let at = schema.location_of(Keyword::Const);
            let one = One { value: value.clone(), at: at.clone() };
            lists.push(([one].into_iter().chain(null(&at)).collect(), at, true, *schema));
        }
    }
    for listing in &alternative.listings {
        if let Some(values) = &listing.values {
            lists.push((values.clone(), listing.owner.location_of(listing.keyword), false, listing.owner));
        }
    }
    lists
}

/// What a schema says of whether its list may grow. Some write the values that are known there, in place of `true`.
pub(crate) fn is_extensible(schema: &Schema) -> Option<bool> {
    let said = schema.unknown_value("x-extensible-enum")?;
    said.as_bool().or(said.is_array().then_some(true))
}

/// Whether the limits of an alternative allow a value.
pub(crate) fn is_allowed(value: &Value, alternative: &Alternative<'_>) -> bool {
    let all = alternative.members.iter().map(|member| &member.schema.constraints);
    let kind = Kinds::of_value(value);
    all.filter(|constraints| **constraints != Default::default()).all(|constraints| {
        let mut schema = Map::new();
        let mut put = |keyword: Keyword, value: Option<Value>| {
            schema.extend(value.map(|value| (keyword.as_str().to_owned(), value)));
        };
        if kind == Kinds::STRING {
            put(Keyword::Pattern, constraints.pattern.as_ref().map(|text| json!(text)));
            put(Keyword::Format, constraints.format.as_ref().map(|text| json!(text)));
            put(Keyword::MinLength, constraints.min_length.map(|count| json!(count)));
            put(Keyword::MaxLength, constraints.max_length.map(|count| json!(count)));
        } else if Kinds::NUMBER.has(kind) {
            put(Keyword::Minimum, constraints.bounds.minimum.clone().map(Value::from));
            put(Keyword::Maximum, constraints.bounds.maximum.clone().map(Value::from));
            put(Keyword::ExclusiveMinimum, constraints.bounds.exclusive_minimum.clone().map(Value::from));
            put(Keyword::ExclusiveMaximum, constraints.bounds.exclusive_maximum.clone().map(Value::from));
            put(Keyword::MultipleOf, constraints.bounds.multiple_of.clone().map(Value::from));
        }
        schema.is_empty() || Validator::of(&Value::Object(schema)).is_valid(value)
    })
}

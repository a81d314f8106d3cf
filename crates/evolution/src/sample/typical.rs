//! Values of a schema, made of what it says of them.

use std::cell::Cell;

use serde_json::{Map, Value, json};
use webhook_catalog::Catalog;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::Pattern;

use super::checked::{asked, grown, missed, valid_by};
use super::discriminator::tag;
use super::place::At;
use super::scalars::{LONGEST, any_of_kinds, implied, limit, numbers, strings};
use crate::facts::arrays::Array;
use crate::facts::kinds::Kinds;
use crate::facts::objects::{Object, Property};
use crate::facts::{Alternative, Member, facts, parts};

/// Properties that are added to an object, one at a time, where the required ones alone are not valid.
const MOST_ADDED: usize = 16;

/// How often conditions are looked at again, once what others ask for is there.
const MOST_CONDITIONS: usize = 4;

/// How many values within one are looked for until one is valid: with choices in choices, there may be no end to it.
const MOST_LOOKS: usize = 2_000;

/// Values of some kinds that an alternative probably allows.
pub(crate) fn sample(catalog: &Catalog, alternative: &Alternative<'_>, kinds: Kinds) -> Vec<Value> {
    values_of(catalog, alternative, kinds, At::top(&Cell::new(MOST_LOOKS)))
}

/// Values that schemas probably allow.
pub(crate) fn sample_of(catalog: &Catalog, entries: &[&Schema]) -> Vec<Value> {
    of_entries(catalog, entries, At::top(&Cell::new(MOST_LOOKS)))
}

/// Values that schemas probably allow, with optional properties in them: as much as people look at, and not as much as there is.
pub(super) fn shown_of(catalog: &Catalog, entries: &[&Schema]) -> Vec<Value> {
    of_entries(catalog, entries, At::top_showing(&Cell::new(MOST_LOOKS)))
}

/// An array of so many items, as far as an alternative allows that.
pub(super) fn sample_array(catalog: &Catalog, alternative: &Alternative<'_>, count: usize) -> Value {
    items(catalog, alternative, count, At::top(&Cell::new(MOST_LOOKS)))
}

/// An object with what an alternative requires.
pub(super) fn sample_object(catalog: &Catalog, alternative: &Alternative<'_>) -> Option<Value> {
    object(catalog, alternative, At::top(&Cell::new(MOST_LOOKS)))
}

fn of_entries(catalog: &Catalog, entries: &[&Schema], at: At<'_>) -> Vec<Value> {
    let facts = facts(catalog, entries);
    if !at.look() {
        if at.is_deepest_unseen() {
            return Vec::new();
        }
        let mut values =
            in_order(&facts.alternatives, at).map(|(one, kinds)| values_of(catalog, one, kinds, at));
        return values.find(|values| !values.is_empty()).unwrap_or_default();
    }
    let is_valid = &valid_by(catalog, entries);
    let mut values = Vec::new();
    for (alternative, kinds) in in_order(&facts.alternatives, at) {
        let from = values.len();
        values.extend(values_of(catalog, alternative, kinds, at));
        let mut valid = values[from..].iter().position(is_valid);
        if let Some(plain) = valid.filter(|plain| *plain > 0 && at.shows())
            && let Some(grown) = grown(&values[from], &values[from + plain], is_valid)
        {
            values.insert(from, grown);
            valid = Some(0);
        }
        if valid.is_none() {
            let more = values.len() - from;
            values.extend(wider(catalog, alternative, &facts.alternatives, at));
            valid = values[from + more..].iter().position(is_valid).map(|at| more + at);
        }
        // Within a value, one will do, and it comes first.
        if let Some(at) = valid.filter(|_| at.is_inside()) {
            values[..=from + at].rotate_right(1);
            break;
        }
    }
    values
}

/// Alternatives, each with kinds of values of it: what leads back to an object or an array around the value comes last, as it
/// may do so again and again.
fn in_order<'a, 'c>(
    alternatives: &'a [Alternative<'c>],
    at: At<'a>,
) -> impl Iterator<Item = (&'a Alternative<'c>, Kinds)> {
    let back =
        move |one: &Alternative<'_>| if at.is_again(one) { one.kinds & Kinds::HOLDING } else { Kinds::NONE };
    let ahead = alternatives.iter().map(move |one| (one, one.kinds - back(one)));
    let last = alternatives.iter().map(move |one| (one, back(one)));
    ahead.chain(last).filter(|(_, kinds)| !kinds.is_empty())
}

fn values_of(catalog: &Catalog, alternative: &Alternative<'_>, kinds: Kinds, at: At<'_>) -> Vec<Value> {
    let kinds = kinds & alternative.kinds;
    if let Some(listed) = &alternative.values {
        let values = listed.values.iter().map(|one| one.value.clone());
        return values.filter(|value| kinds.has(Kinds::of_value(value))).collect();
    }
    let given = alternative.members.iter().rev().flat_map(|member| member.schema.seldom.examples.iter());
    let mut values: Vec<Value> = given.filter(|value| kinds.has(Kinds::of_value(value))).cloned().collect();
    if at.is_inside() && !values.is_empty() {
        return values;
    }
    let given = values.len();
    // What is shown may not go together; then what has to be there does.
    let ways = [at, at.plain()].into_iter().take(if at.shows() { 2 } else { 1 });
    for at in ways {
        if kinds.meets(Kinds::OBJECT) {
            values.extend(object(catalog, alternative, at));
        }
        if kinds.meets(Kinds::ARRAY) {
            values.extend(array(catalog, alternative, at));
        }
    }
    if kinds.meets(Kinds::STRING) {
        values.extend(strings(alternative));
    }
    if kinds.meets(Kinds::NUMBER) {
        values.extend(numbers(alternative));
    }
    values.extend(any_of_kinds(kinds & (Kinds::BOOLEAN | Kinds::NULL)));
    let implied = implied(alternative);
    values[given..].sort_by_key(|value| !implied.meets(Kinds::of_value(value)));
    values
}

fn object(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Option<Value> {
    let described = Object::of(alternative);
    let around = at.made(alternative);
    let below = at.within(&around);
    let mut left = around.most_shown;
    let mut is_there = |property: &Property<'_>| {
        let is_shown = property.required.is_none() && left > 0 && is_worth_showing(catalog, property);
        left -= usize::from(is_shown);
        is_shown || property.required.is_some()
    };
    let there = described.properties.iter().filter(|(_, property)| is_there(property));
    let mut open: Vec<&str> = there.map(|(name, _)| *name).collect();
    open.reverse();
    let mut object = Map::new();
    while let Some(name) = open.pop() {
        if object.contains_key(name) {
            continue;
        }
        if at.is_deepest() {
            return None;
        }
        let rest = || described.rest_for(name).entries;
        let entries = described.properties.get(name).map_or_else(rest, |property| property.entries.clone());
        let value = tag(catalog, alternative, name, &entries)
            .or_else(|| of_entries(catalog, &entries, below).into_iter().next());
        object.insert(name.to_owned(), value.unwrap_or_else(|| json!("text")));
        // With one, others may be required.
        let dependent =
            alternative.members.iter().flat_map(|member| member.schema.seldom.dependent_required.iter());
        let dependent = dependent.filter(|(key, _)| key == name).flat_map(|(_, others)| others);
        open.extend(dependent.map(String::as_str));
    }
    Some(Value::Object(object))
}

fn array(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Option<Value> {
    let least = limit(alternative, Keyword::MinItems).and_then(|limit| limit.value.as_u64()).unwrap_or(0);
    if at.is_deepest() || least > LONGEST {
        return None;
    }
    let described = Array::of(alternative);
    let mut count = usize::try_from(least).ok()?.max(described.first);
    // One shows what the others are like.
    let is_empty = limit(alternative, Keyword::MaxItems).is_some_and(|limit| limit.value.as_u64() == Some(0));
    if at.shows_item() && !is_empty && !described.item(0).entries.is_empty() {
        count = count.max(1);
    }
    Some(items(catalog, alternative, count, at))
}

/// An array of so many items.
fn items(catalog: &Catalog, alternative: &Alternative<'_>, count: usize, at: At<'_>) -> Value {
    let described = Array::of(alternative);
    let around = at.made(alternative);
    let mut items = Vec::new();
    for position in 0..count {
        let entries = described.item(position).entries;
        let values = of_entries(catalog, &entries, at.item_of(&around));
        let is_fresh = |value: &Value| !items.contains(value);
        // The first one is valid, if any is.
        let item = match values.first() {
            Some(first) if !is_fresh(first) => {
                let is_valid = valid_by(catalog, &entries);
                values.iter().find(|value| is_fresh(value) && is_valid(value)).or(Some(first))
            }
            first => first,
        };
        items.push(item.cloned().unwrap_or_else(|| json!(position)));
    }
    Value::Array(items)
}

/// Whether an optional property is in a typical object: not one that nothing is said of, that is never sent, or on its way out.
fn is_worth_showing(catalog: &Catalog, property: &Property<'_>) -> bool {
    if property.is_forbidden {
        return false;
    }
    let facts = facts(catalog, &property.entries);
    let mut members = facts.alternatives.iter().flat_map(|alternative| &alternative.members);
    facts.kinds != Kinds::ANY
        && !members.any(|member| member.schema.annotations.deprecated || member.schema.annotations.write_only)
}

/// Values with more in them than what is required, which may be valid where what is smaller is not.
fn wider(
    catalog: &Catalog,
    alternative: &Alternative<'_>,
    all: &[Alternative<'_>],
    at: At<'_>,
) -> Vec<Value> {
    let mut values = Vec::new();
    if at.is_deepest() || alternative.values.is_some() {
        return values;
    }
    if alternative.kinds.meets(Kinds::OBJECT) {
        values.extend(wider_objects(catalog, alternative, at));
        values.extend(set_apart(catalog, alternative, all, at));
    }
    if alternative.kinds.meets(Kinds::ARRAY) {
        values.extend(wider_arrays(catalog, alternative, at));
    }
    values
}

/// Objects with what conditions and choices ask for, with each other property alone, since one of several may have to be
/// there, and with as many as have to be.
fn wider_objects(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Vec<Value> {
    let Some((asked, base)) = conditioned(catalog, alternative, at) else { return Vec::new() };
    let mut objects = with_others(catalog, &asked, &base, at);
    // A condition may hold only as long as something is missing.
    if asked.members.len() > alternative.members.len()
        && let Some(Value::Object(plain)) = object(catalog, alternative, at)
    {
        objects.extend(with_others(catalog, alternative, &plain, at));
    }
    objects
}

/// Objects with a property that only another alternative describes, of each kind: where exactly one of several has to hold
/// that all allow an empty object, a value of another kind rules the other one out.
fn set_apart(
    catalog: &Catalog,
    alternative: &Alternative<'_>,
    all: &[Alternative<'_>],
    at: At<'_>,
) -> Vec<Value> {
    if alternative.exclusive.is_empty() {
        return Vec::new();
    }
    let Some(Value::Object(base)) = object(catalog, alternative, at) else { return Vec::new() };
    let own = Object::of(alternative).properties;
    let others = all.iter().flat_map(|other| Object::of(other).properties.into_keys());
    let mut objects = Vec::new();
    for name in others.filter(|name| !own.contains_key(name)).take(MOST_ADDED) {
        for value in any_of_kinds(Kinds::ANY) {
            let mut object = base.clone();
            object.insert(name.to_owned(), value);
            objects.push(Value::Object(object));
        }
    }
    objects
}

/// Arrays with each of the values that the first item may have, since an empty one may be what several alternatives allow, and
/// one with what has to be among the items.
fn wider_arrays(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Vec<Value> {
    let Some(Value::Array(base)) = array(catalog, alternative, at) else { return Vec::new() };
    let described = Array::of(alternative);
    let contained = alternative.members.iter().filter_map(|member| member.schema.one(Keyword::Contains));
    let contained = contained.filter_map(|contained| {
        let mut entries = described.item(base.len()).entries;
        entries.push(contained);
        of_entries(catalog, &entries, at.below()).into_iter().next()
    });
    let whole: Value = base.iter().cloned().chain(contained).collect();
    let first = of_entries(catalog, &described.item(0).entries, at.below()).into_iter();
    let arrays = first.map(|first| [first].into_iter().chain(base.iter().skip(1).cloned()).collect());
    arrays.chain([whole]).collect()
}

/// An object alone, with each other property, and with as many as have to be there.
fn with_others(
    catalog: &Catalog,
    alternative: &Alternative<'_>,
    base: &Map<String, Value>,
    at: At<'_>,
) -> Vec<Value> {
    let described = Object::of(alternative);
    let others = described.properties.iter().filter(|(name, _)| !base.contains_key(**name));
    let others: Vec<(&str, Value)> = others
        .filter_map(|(name, property)| {
            Some((*name, of_entries(catalog, &property.entries, at.below()).into_iter().next()?))
        })
        .take(MOST_ADDED)
        .collect();
    let with = |(name, value): &(&str, Value)| {
        let mut object = base.clone();
        object.insert((*name).to_owned(), value.clone());
        Value::Object(object)
    };
    let mut objects = vec![Value::Object(base.clone())];
    objects.extend(others.iter().map(with));
    let least = limit(alternative, Keyword::MinProperties).and_then(|limit| limit.value.as_u64());
    let least = least.and_then(|least| usize::try_from(least).ok()).filter(|least| *least <= MOST_ADDED);
    let mut whole = base.clone();
    whole.extend(others.into_iter().map(|(name, value)| (name.to_owned(), value)));
    if let Some(least) = least.filter(|least| whole.len() < *least) {
        let of_patterns = described.patterns.keys().flat_map(|pattern| Pattern::texts(pattern));
        let mut keys = of_patterns.chain((whole.len()..least).map(|number| format!("key{}", number + 1)));
        while whole.len() < least
            && let Some(key) = keys.next()
        {
            if whole.contains_key(&key) {
                continue;
            }
            let rest = of_entries(catalog, &described.rest_for(&key).entries, at.below()).into_iter().next();
            whole.insert(key, rest.unwrap_or_else(|| json!("text")));
        }
    }
    objects.push(Value::Object(whole));
    objects
}

/// An object with what is asked for by the conditions that hold for it and by the choices that do not hold yet, and an
/// alternative that says all of that.
fn conditioned<'c>(
    catalog: &'c Catalog,
    alternative: &Alternative<'c>,
    at: At<'_>,
) -> Option<(Alternative<'c>, Map<String, Value>)> {
    let mut alternative = alternative.clone();
    let mut made = object(catalog, &alternative, at)?;
    // What one asks for may make another one hold.
    for _ in 0..MOST_CONDITIONS {
        let known: Vec<&Schema> = alternative.members.iter().map(|member| member.schema).collect();
        let asked = known.iter().flat_map(|schema| asked(catalog, schema, &made));
        let asked = asked.chain(alternative.tests.iter().filter_map(|test| missed(catalog, *test, &made)));
        let asked = asked.flat_map(|schema| parts(catalog, schema));
        let asked: Vec<&Schema> =
            asked.filter(|schema| known.iter().all(|known| !std::ptr::eq(*known, *schema))).collect();
        if asked.is_empty() {
            break;
        }
        alternative.members.extend(asked.into_iter().map(|schema| Member { schema, or_null: false }));
        made = object(catalog, &alternative, at)?;
    }
    match made {
        Value::Object(made) => Some((alternative, made)),
        _ => None,
    }
}

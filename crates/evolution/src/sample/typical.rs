//! Values of a schema, made of what it says of them.

use std::cell::Cell;
use std::ops::BitOr;

use serde_json::{Map, Value, json};
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::{Keyword, Schema};

use super::discriminator::tag;
use super::place::At;
use super::scalars::{LONGEST, limit, numbers, of_format, strings};
use super::wider::wider;
use crate::facts::arrays::Array;
use crate::facts::kinds::Kinds;
use crate::facts::objects::{Object, Property};
use crate::facts::{Alternative, facts};

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

/// An object with what an alternative requires.
pub(super) fn sample_object(catalog: &Catalog, alternative: &Alternative<'_>) -> Option<Value> {
    object(catalog, alternative, At::top(&Cell::new(MOST_LOOKS)))
}

/// A value or two of each kind.
pub(crate) fn any_of_kinds(kinds: Kinds) -> Vec<Value> {
    let plain = [
        json!("text"),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(true),
        json!(false),
        json!({}),
        json!([]),
        Value::Null,
    ];
    plain.into_iter().filter(|value| kinds.has(Kinds::of_value(value))).collect()
}

pub(super) fn of_entries(catalog: &Catalog, entries: &[&Schema], at: At<'_>) -> Vec<Value> {
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

/// Whether a value is valid by all of some schemas.
fn valid_by(catalog: &Catalog, entries: &[&Schema]) -> impl Fn(&Value) -> bool {
    let validators: Option<Vec<Validator>> =
        entries.iter().map(|schema| Validator::new(catalog, &schema.location)).collect();
    move |value| validators.iter().flatten().all(|validator| validator.is_valid(value))
}

/// As much of an object that is not valid as goes together with one that is.
fn grown(larger: &Value, plain: &Value, is_valid: &dyn Fn(&Value) -> bool) -> Option<Value> {
    let (mut object, mut has_more) = (plain.as_object()?.clone(), false);
    for (name, value) in larger.as_object()? {
        if !object.contains_key(name) {
            object.insert(name.clone(), value.clone());
            match is_valid(&Value::Object(object.clone())) {
                true => has_more = true,
                false => drop(object.shift_remove(name)),
            }
        }
    }
    has_more.then_some(Value::Object(object))
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

/// The kinds that keywords are about: where no `type` is given, a value is probably meant to be of one of these.
fn implied(alternative: &Alternative<'_>) -> Kinds {
    let members = || alternative.members.iter().map(|member| member.schema);
    let keywords =
        members().flat_map(|schema| schema.keywords.iter()).filter_map(|keyword| keyword.implies());
    let formats = members().filter_map(|schema| schema.constraints.format.as_deref());
    let formats = formats.filter_map(|format| match format {
        "int32" | "int64" | "float" | "double" => Some(Kinds::NUMBER),
        _ => of_format(format).map(|_| Kinds::STRING),
    });
    keywords.map(Kinds::of_type).chain(formats).fold(Kinds::NONE, BitOr::bitor)
}

pub(super) fn object(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Option<Value> {
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

pub(super) fn array(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Option<Value> {
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
    Some(Value::Array(items))
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

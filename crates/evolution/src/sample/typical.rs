//! Values of a schema, made of what it says of them.

use std::cell::Cell;
use std::cmp::Ordering;
use std::ops::BitOr;

use serde_json::{Map, Number, Value, json};
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::number::{ceil, compare, floor};
use webhook_schema::validate::Pattern;

use crate::facts::arrays::Array;
use crate::facts::kinds::Kinds;
use crate::facts::limits::{FAMILIES, Family, Limit};
use crate::facts::objects::Object;
use crate::facts::{Alternative, Member, facts, parts};

/// How deep a value is made.
const DEEPEST: usize = 32;

/// The same once nothing is looked at any more.
const DEEPEST_UNSEEN: usize = 6;

/// How many values within one are looked for until one is valid: with choices in choices, there may be no end to it.
const MOST_LOOKS: usize = 2_000;

/// Properties that are added to an object, one at a time, where the required ones alone are not valid.
const MOST_ADDED: usize = 16;

/// How often conditions are looked at again, once what others ask for is there.
const MOST_CONDITIONS: usize = 4;

/// Texts of each of several patterns that are put together, and how many of those there are at most.
const MOST_JOINED: (usize, usize) = (4, 256);

/// The longest text or array that is made.
const LONGEST: u64 = 10_000;

/// Where in a value another is made.
#[derive(Clone, Copy)]
struct At<'l> {
    depth: usize,
    /// Looks that are left, for all of the value.
    left: &'l Cell<usize>,
}

impl<'l> At<'l> {
    fn top(left: &'l Cell<usize>) -> Self {
        Self { depth: 0, left }
    }

    fn below(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Whether nothing is made within the value any more.
    fn is_deepest(self) -> bool {
        self.depth >= DEEPEST
    }

    /// Whether another look is left, which this one takes. Without, the first value that comes has to do.
    fn look(self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}

/// Values of some kinds that an alternative probably allows.
pub(crate) fn sample(catalog: &Catalog, alternative: &Alternative<'_>, kinds: Kinds) -> Vec<Value> {
    values_of(catalog, alternative, kinds, At::top(&Cell::new(MOST_LOOKS)))
}

/// Values that schemas probably allow.
pub(crate) fn sample_of(catalog: &Catalog, entries: &[&Schema]) -> Vec<Value> {
    of_entries(catalog, entries, At::top(&Cell::new(MOST_LOOKS)))
}

/// One value of each kind.
pub(crate) fn any_of_kinds(kinds: Kinds) -> Vec<Value> {
    let plain =
        [json!("text"), json!(1), json!(-1), json!(0.5), json!(true), json!({}), json!([]), Value::Null];
    plain.into_iter().filter(|value| kinds.has(Kinds::of_value(value))).collect()
}

fn of_entries(catalog: &Catalog, entries: &[&Schema], at: At<'_>) -> Vec<Value> {
    let facts = facts(catalog, entries);
    if !at.look() {
        if at.depth >= DEEPEST_UNSEEN {
            return Vec::new();
        }
        let values = facts.alternatives.iter().map(|one| values_of(catalog, one, one.kinds, at));
        return values.into_iter().find(|values| !values.is_empty()).unwrap_or_default();
    }
    let validators: Option<Vec<Validator>> =
        entries.iter().map(|schema| Validator::new(catalog, &schema.location)).collect();
    let is_valid = |value: &Value| validators.iter().flatten().all(|validator| validator.is_valid(value));
    let mut values = Vec::new();
    for alternative in &facts.alternatives {
        let from = values.len();
        values.extend(values_of(catalog, alternative, alternative.kinds, at));
        let mut valid = values[from..].iter().position(is_valid);
        if valid.is_none() {
            let more = values.len() - from;
            values.extend(wider(catalog, alternative, at));
            valid = values[from + more..].iter().position(is_valid).map(|at| more + at);
        }
        // Within a value, one will do, and it comes first.
        if let Some(at) = valid.filter(|_| at.depth > 0) {
            values[..=from + at].rotate_right(1);
            break;
        }
    }
    values
}

/// Objects with more than what is required: with what conditions ask for, with each other property alone, since one of several
/// may have to be there, and with as many as have to be.
fn wider(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Vec<Value> {
    if at.is_deepest() || !alternative.kinds.meets(Kinds::OBJECT) || alternative.values.is_some() {
        return Vec::new();
    }
    let Some((alternative, base)) = conditioned(catalog, alternative, at) else { return Vec::new() };
    let described = Object::of(&alternative);
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
    let least = limit(&alternative, Keyword::MinProperties).and_then(|limit| limit.value.as_u64());
    let least = least.and_then(|least| usize::try_from(least).ok()).filter(|least| *least <= MOST_ADDED);
    let mut whole = base.clone();
    whole.extend(others.into_iter().map(|(name, value)| (name.to_owned(), value)));
    if let Some(least) = least.filter(|least| whole.len() < *least) {
        let rest = of_entries(catalog, &described.rest.entries, at.below()).into_iter().next();
        let rest = rest.unwrap_or_else(|| json!("text"));
        whole.extend((whole.len()..least).map(|number| (format!("key{}", number + 1), rest.clone())));
    }
    objects.push(Value::Object(whole));
    objects
}

/// An object with what the conditions that hold for it ask for, and an alternative that says all of that.
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

/// What a schema says of an object under conditions that hold for it.
fn asked<'c>(catalog: &Catalog, schema: &'c Schema, object: &Value) -> Vec<&'c Schema> {
    let condition = schema.one(Keyword::If);
    let validator = condition.and_then(|condition| Validator::new(catalog, &condition.location));
    let branch = validator.and_then(|condition| {
        schema.one(if condition.is_valid(object) { Keyword::Then } else { Keyword::Else })
    });
    let dependent = [Keyword::DependentSchemas, Keyword::Dependencies].into_iter();
    let dependent = dependent.filter_map(|keyword| schema.map(keyword)).flatten();
    let dependent = dependent.filter(|(key, _)| object.get(key.as_str()).is_some());
    branch.into_iter().chain(dependent.map(|(_, schema)| schema)).collect()
}

fn values_of(catalog: &Catalog, alternative: &Alternative<'_>, kinds: Kinds, at: At<'_>) -> Vec<Value> {
    let kinds = kinds & alternative.kinds;
    if let Some(listed) = &alternative.values {
        let values = listed.values.iter().map(|one| one.value.clone());
        return values.filter(|value| kinds.has(Kinds::of_value(value))).collect();
    }
    let given = alternative.members.iter().rev().flat_map(|member| &member.schema.annotations.examples);
    let mut values: Vec<Value> = given.filter(|value| kinds.has(Kinds::of_value(value))).cloned().collect();
    if at.depth > 0 && !values.is_empty() {
        return values;
    }
    let given = values.len();
    if kinds.meets(Kinds::OBJECT) {
        values.extend(object(catalog, alternative, at));
    }
    if kinds.meets(Kinds::ARRAY) {
        values.extend(array(catalog, alternative, at));
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
    let keywords = members().flat_map(|schema| &schema.keywords).filter_map(|keyword| keyword.implies());
    let formats = members().filter_map(|schema| schema.constraints.format.as_deref());
    let formats = formats.filter_map(|format| match format {
        "int32" | "int64" | "float" | "double" => Some(Kinds::NUMBER),
        _ => of_format(format).map(|_| Kinds::STRING),
    });
    keywords.map(Kinds::of_type).chain(formats).fold(Kinds::NONE, BitOr::bitor)
}

fn object(catalog: &Catalog, alternative: &Alternative<'_>, at: At<'_>) -> Option<Value> {
    let described = Object::of(alternative);
    let required = described.properties.iter().filter(|(_, property)| property.required.is_some());
    let mut open: Vec<&str> = required.map(|(name, _)| *name).rev().collect();
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
        let value = of_entries(catalog, &entries, at.below()).into_iter().next();
        object.insert(name.to_owned(), value.unwrap_or_else(|| json!("text")));
        // With one, others may be required.
        let dependent = alternative.members.iter().flat_map(|member| &member.schema.dependent_required);
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
    let count = usize::try_from(least).ok()?.max(described.first);
    let mut items = Vec::new();
    for position in 0..count {
        let values = of_entries(catalog, &described.item(position).entries, at.below());
        let fresh = values.iter().find(|value| !items.contains(*value)).or(values.first()).cloned();
        items.push(fresh.unwrap_or_else(|| json!(position)));
    }
    Some(Value::Array(items))
}

fn strings(alternative: &Alternative<'_>) -> Vec<Value> {
    let formats = alternative.members.iter().filter_map(|member| member.schema.constraints.format.as_deref());
    let mut texts: Vec<String> = formats.filter_map(of_format).map(str::to_owned).collect();
    let patterns =
        alternative.members.iter().filter_map(|member| member.schema.constraints.pattern.as_deref());
    texts.extend(of_patterns(patterns.collect()));
    let count = |keyword| limit(alternative, keyword).and_then(|limit| limit.value.as_u64());
    let (least, most) =
        (count(Keyword::MinLength).unwrap_or(1), count(Keyword::MaxLength).unwrap_or(LONGEST));
    if least <= LONGEST {
        texts.push("a".repeat(usize::try_from(least.max(1).min(most)).unwrap_or_default()));
        texts.push("text".to_owned());
        texts.push("0".repeat(usize::try_from(least).unwrap_or_default()));
    }
    texts.sort_by_key(|text| !(least.min(most)..=most).contains(&(text.chars().count() as u64)));
    texts.into_iter().map(Value::from).collect()
}

/// Texts that match patterns; of several, first those that match the most of them.
fn of_patterns(mut patterns: Vec<&str>) -> Vec<String> {
    patterns.sort_unstable();
    patterns.dedup();
    let all: Vec<Vec<String>> = patterns.iter().map(|pattern| Pattern::texts(pattern)).collect();
    if all.len() < 2 {
        return all.concat();
    }
    // One may be about how a text starts, and another about how it ends, which may be told twice.
    let (of_each, most) = MOST_JOINED;
    let few = || all.iter().flat_map(|texts| texts.iter().take(of_each));
    let pairs = few().flat_map(|start| few().map(move |end| (start, end)));
    let joined = pairs.flat_map(|(start, end)| {
        let shared = end.chars().next().and_then(|first| start.find(first)).unwrap_or(start.len());
        [format!("{start}{end}"), format!("{}{end}", &start[..shared])]
    });
    let joined = joined.take(most);
    let mut texts: Vec<String> = all.iter().flatten().cloned().chain(joined).collect();
    let patterns: Vec<Pattern> = patterns.iter().filter_map(|pattern| Pattern::new(pattern).ok()).collect();
    texts.sort_by_cached_key(|text| patterns.iter().filter(|pattern| !pattern.is_match(text)).count());
    texts
}

/// A text of a format.
fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-02T03:04:05Z",
        "date" => "2026-01-02",
        "time" => "03:04:05Z",
        "duration" => "P1D",
        "email" | "idn-email" => "a@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" | "uri-reference" | "iri-reference" => "https://example.com/",
        "uuid" => "6f1c2b9e-0d4a-4c58-9b7e-2a51c8d03f64",
        "json-pointer" => "/a",
        _ => return None,
    })
}

fn numbers(alternative: &Alternative<'_>) -> Vec<Value> {
    let bounds =
        [Keyword::Minimum, Keyword::Maximum].into_iter().filter_map(|keyword| limit(alternative, keyword));
    let mut numbers: Vec<Value> = bounds
        .flat_map(|limit| [Some(limit.value.clone()), beyond(&limit.value, 1), beyond(&limit.value, -1)])
        .flatten()
        .map(Value::from)
        .collect();
    let steps = alternative.members.iter().filter_map(|member| member.schema.constraints.multiple_of.clone());
    numbers.extend(steps.map(Value::from));
    numbers.extend([json!(1), json!(0), json!(10), json!(-1), json!(0.5)]);
    numbers.retain(|number| alternative.kinds.has(Kinds::of_value(number)));
    numbers.sort_by_key(|number| !is_within(alternative, number));
    numbers
}

/// Whether a number keeps to the limits.
fn is_within(alternative: &Alternative<'_>, number: &Value) -> bool {
    let Some(number) = number.as_number() else { return true };
    let keeps_to = |keyword, side: Ordering| {
        limit(alternative, keyword).is_none_or(|limit| {
            let order = compare(number, &limit.value);
            order == side || (order.is_eq() && !limit.is_exclusive)
        })
    };
    keeps_to(Keyword::Minimum, Ordering::Greater) && keeps_to(Keyword::Maximum, Ordering::Less)
}

fn beyond(number: &Number, by: i32) -> Option<Number> {
    const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| float.abs() < MOST_WHOLE && number.as_i128().is_none());
    match float {
        Some(float) => Number::from_f64(float + f64::from(by)),
        // A float this far from 0 has no fraction, and may not change by 1.
        None => {
            let nearest = if by < 0 { ceil(number) } else { floor(number) };
            nearest?.checked_add(i128::from(by)).and_then(Number::from_i128)
        }
    }
}

fn limit(alternative: &Alternative<'_>, keyword: Keyword) -> Option<Limit> {
    FAMILIES.iter().find(|family| family.keywords.contains(&keyword))?.of(alternative)
}

/// Values that the newer version allows and an older limit does not.
pub(crate) fn at_limit(
    catalog: &Catalog,
    newer: &Alternative<'_>,
    limit: &Limit,
    family: &Family,
) -> Vec<Value> {
    let by = if family.is_lower { -1 } else { 1 };
    if family.kind == Kinds::NUMBER {
        let mut values: Vec<Value> =
            [beyond(&limit.value, by)].into_iter().flatten().map(Value::from).collect();
        values.extend(limit.is_exclusive.then(|| Value::from(limit.value.clone())));
        values.extend(numbers(newer));
        return values;
    }
    let Some(count) = limit.value.as_u64().filter(|count| *count <= LONGEST) else { return Vec::new() };
    let count = usize::try_from(count.saturating_add_signed(i64::from(by))).unwrap_or_default();
    let items = || Array::of(newer).rest().entries;
    match family.kind {
        Kinds::STRING => ["a", "A", "0"].into_iter().map(|text| Value::from(text.repeat(count))).collect(),
        Kinds::ARRAY => {
            let values = sample_of(catalog, &items());
            let value = |position: usize| {
                values.get(position).or(values.first()).cloned().unwrap_or_else(|| json!(position))
            };
            vec![Value::Array((0..count).map(value).collect())]
        }
        _ => {
            let mut objects: Vec<Value> =
                object(catalog, newer, At::top(&Cell::new(MOST_LOOKS))).into_iter().collect();
            let described = Object::of(newer);
            let mut names = described
                .properties
                .keys()
                .map(|name| (*name).to_owned())
                .chain((0..count).map(|number| format!("key{number}")));
            if let Some(Value::Object(object)) = objects.last_mut() {
                while object.len() < count {
                    let Some(name) = names.next() else { break };
                    let entries = described.properties.get(name.as_str()).map(|property| &property.entries);
                    let value =
                        sample_of(catalog, entries.unwrap_or(&described.rest.entries)).into_iter().next();
                    object.entry(name).or_insert_with(|| value.unwrap_or_else(|| json!("text")));
                }
            }
            objects
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_all_of_several_patterns() {
        for patterns in [
            &["^tool--", "^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-f]{8}$"][..],
            &["^a", "b$", "^a"],
            &["^[0-9]{4}-[0-9]{2}T[0-9]{2}(\\.[0-9]+)?Z$", "T[0-9]{2}\\.[0-9]{3,}Z$"],
        ] {
            let text = of_patterns(patterns.to_vec()).swap_remove(0);
            let is_match =
                |pattern: &&str| Pattern::new(pattern).is_ok_and(|pattern| pattern.is_match(&text));
            assert!(patterns.iter().all(is_match), "{text} {patterns:?}");
        }
    }
}

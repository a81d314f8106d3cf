//! Values with more in them than what is required: what conditions and choices ask for, and what sets an object apart from what
//! another alternative allows.

use serde_json::{Map, Value, json};
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::Pattern;

use super::place::At;
use super::scalars::limit;
use super::typical::{any_of_kinds, array, object, of_entries};
use crate::facts::arrays::Array;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::facts::{Alternative, Member, parts};

/// Properties that are added to an object, one at a time, where the required ones alone are not valid.
const MOST_ADDED: usize = 16;

/// How often conditions are looked at again, once what others ask for is there.
const MOST_CONDITIONS: usize = 4;

/// Values with more in them than what is required, which may be valid where what is smaller is not.
pub(super) fn wider(
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

/// The first branch of those that only say which properties have to be there, if none holds for an object.
fn missed<'c>(catalog: &Catalog, test: (&'c Schema, Keyword), object: &Value) -> Option<&'c Schema> {
    let branches = test.0.list(test.1)?;
    let holds =
        |branch| Validator::new(catalog, branch).is_none_or(|branch: Validator| branch.is_valid(object));
    branches.first().filter(|_| !branches.iter().any(|branch| holds(&branch.location)))
}

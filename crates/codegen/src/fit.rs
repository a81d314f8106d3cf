//! Which object of a union without a tag a value is: what generated code is told, and what it makes of that.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use webhook_schema::validate::{equal, identity};

use crate::ir::{Field, Item, JsonType, Shape, ShapeId, ShapeKind, Type, Variant};

/// What is known of a key of an object.
pub struct Key<'i> {
    /// The key.
    pub name: &'i str,
    /// Whether it is always there.
    pub required: bool,
    /// The types in JSON that its value may have; empty for any.
    pub types: Vec<JsonType>,
    /// The values that it may have; empty for any.
    pub values: Vec<Value>,
    /// The values that, of the objects that list any, no other has; empty where `values` has them.
    pub own: Vec<Value>,
}

/// The keys of each object of a union.
pub fn keys<'i>(shapes: &'i [Shape], union: &[Variant]) -> Vec<(ShapeId, Vec<Key<'i>>)> {
    let listed = Listed::new(shapes, union);
    let key = |field: &'i Field| {
        let mut key = Key {
            name: &field.key,
            required: field.required,
            types: types_of(shapes, field),
            values: Vec::new(),
            own: Vec::new(),
        };
        let values = values_of(shapes, field).filter(|_| !field.implied);
        match (values, listed.telling(&field.key)) {
            (Some(values), Telling::All) if listed.are_alone(&field.key, &values) => key.values = values,
            (Some(mut values), Telling::Several) if listed.are_alone(&field.key, &values) => {
                values.retain(|value| !value.is_null());
                key.own = values;
            }
            _ => {}
        }
        key
    };
    let of_object = |id: ShapeId| shapes[id.0].kind.members().iter().map(key).collect();
    union.iter().map(|variant| (variant.shape, of_object(variant.shape))).collect()
}

/// What generated code takes an object for.
pub enum Choice {
    /// The only one that it fits.
    Only(ShapeId),
    /// One of several that it fits: the only one that has all of its keys; or the only one that it fits, which has no keys to tell by.
    /// Where it cannot be read as that, it is kept.
    Likely(ShapeId),
    /// Several, or none: it is kept as it came.
    Kept,
}

/// What generated code takes an object for, or the items of an array by their positions, by the rules of the runtime's
/// `object_union!`.
pub fn choose(shapes: &[Shape], union: &[Variant], entries: &Map<String, Value>) -> Choice {
    let all = keys(shapes, union);
    let fitting: Vec<&(ShapeId, Vec<Key<'_>>)> =
        all.iter().filter(|(_, keys)| keys.iter().all(|key| fits(key, entries, &all))).collect();
    match fitting[..] {
        // It takes whatever the others do not.
        [(rest, keys)] if keys.is_empty() => return Choice::Likely(*rest),
        [(only, _)] => return Choice::Only(*only),
        _ => {}
    }
    let has = |keys: &[Key<'_>], name: &str| keys.iter().any(|key| key.name == name);
    let is_known = |name: &str| all.iter().any(|(_, keys)| has(keys, name));
    let known: Vec<&String> = entries.keys().filter(|name| is_known(name)).collect();
    let covering: Vec<&(ShapeId, Vec<Key<'_>>)> =
        fitting.into_iter().filter(|(_, keys)| known.iter().all(|name| has(keys, name))).collect();
    match covering[..] {
        [(likely, _)] => Choice::Likely(*likely),
        _ => Choice::Kept,
    }
}

fn fits(key: &Key<'_>, entries: &Map<String, Value>, all: &[(ShapeId, Vec<Key<'_>>)]) -> bool {
    let Some(value) = entries.get(key.name) else { return !key.required };
    let has_type = key.types.is_empty() || JsonType::of_value(value).is_among(&key.types);
    let is_among = |values: &[Value]| values.iter().any(|known| equal(known, value));
    let mut same_key = all.iter().flat_map(|(_, keys)| keys).filter(|other| other.name == key.name);
    let is_of_other =
        !key.own.is_empty() && !is_among(&key.own) && same_key.any(|other| is_among(&other.own));
    has_type && (key.values.is_empty() || is_among(&key.values)) && !is_of_other
}

/// How many objects of a union list values at a key.
enum Telling {
    All,
    /// Several, but not all. What one of these lists is not of the others, and says nothing of those that list none.
    Several,
    /// One, or none: lists say nothing of which object it is.
    OneAtMost,
}

/// What the objects of a union list at their keys.
struct Listed<'i> {
    /// How many objects there are.
    objects: usize,
    /// How many list values at a key, and how many of these list each value but null.
    by_key: HashMap<&'i str, (usize, HashMap<String, usize>)>,
}

impl<'i> Listed<'i> {
    fn new(shapes: &'i [Shape], union: &[Variant]) -> Self {
        let mut by_key: HashMap<&str, (usize, HashMap<String, usize>)> = HashMap::new();
        for field in union.iter().flat_map(|variant| shapes[variant.shape.0].kind.members()) {
            let Some(values) = values_of(shapes, field) else { continue };
            let (objects, times) = by_key.entry(&field.key).or_default();
            *objects += 1;
            let distinct: HashSet<String> = values.iter().filter(|it| !it.is_null()).map(identity).collect();
            distinct.into_iter().for_each(|value| *times.entry(value).or_default() += 1);
        }
        Self { objects: union.len(), by_key }
    }

    fn telling(&self, key: &str) -> Telling {
        match self.by_key.get(key) {
            Some((objects, _)) if *objects == self.objects => Telling::All,
            Some((2.., _)) => Telling::Several,
            _ => Telling::OneAtMost,
        }
    }

    /// Whether every other object that lists values at a key lists other ones than one does. Lists say nothing of which
    /// object it is where they have values in common; and they may grow.
    fn are_alone(&self, key: &str, values: &[Value]) -> bool {
        let Some((_, times)) = self.by_key.get(key) else { return false };
        values.iter().all(|value| value.is_null() || times.get(&identity(value)) == Some(&1))
    }
}

/// Whether no value of a field may be an item of a map.
pub fn are_apart(shapes: &[Shape], field: &Field, item: &Item) -> bool {
    let (own, mut others) = (types_of(shapes, field), item.ty.json_types(shapes));
    let is_open = |ty: &Type| {
        let Type::Shape(id) = ty else { return false };
        matches!(shapes[id.0].kind, ShapeKind::Types { is_open: true, .. })
    };
    let is_known = !own.is_empty() && !others.is_empty() && !is_open(&field.ty) && !is_open(&item.ty);
    if item.nullable {
        others.push(JsonType::Null);
    }
    is_known && !own.iter().any(|ty| ty.is_among(&others)) && !others.iter().any(|ty| ty.is_among(&own))
}

/// The types of JSON that a field may have; empty for any.
fn types_of(shapes: &[Shape], field: &Field) -> Vec<JsonType> {
    let mut types = field.ty.json_types(shapes);
    if field.implied || types.is_empty() {
        return Vec::new();
    }
    // An optional field may be null without the schema saying so.
    if field.nullable || !field.required {
        types.push(JsonType::Null);
    }
    types.sort_unstable();
    types
}

/// The values that a field is told from others by: the one that it always has, or those of an enum.
fn values_of(shapes: &[Shape], field: &Field) -> Option<Vec<Value>> {
    let narrowed = field.remarks.narrowed.clone();
    let mut values = narrowed.or_else(|| match &field.ty {
        Type::Shape(id) => match &shapes[id.0].kind {
            ShapeKind::Enum(values) => Some(values.iter().map(|value| value.value.clone()).collect()),
            _ => None,
        },
        _ => None,
    })?;
    if (field.nullable || !field.required) && !values.contains(&Value::Null) {
        values.push(Value::Null);
    }
    Some(values)
}

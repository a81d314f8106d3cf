//! Which object of a union without a tag a value is: what generated code is told, and what it makes of that.

use serde_json::{Map, Value};
use webhook_schema::validate::equal;

use crate::ir::{Field, JsonType, Shape, ShapeId, ShapeKind, Type, Variant};

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
}

/// The keys of an object of a union.
pub fn keys<'i>(shapes: &'i [Shape], union: &[Variant], object: ShapeId) -> Vec<Key<'i>> {
    let fields = shapes[object.0].kind.fields().iter();
    let key = |field: &'i Field| Key {
        name: &field.key,
        required: field.required,
        types: types_of(shapes, field),
        values: values_of(shapes, field)
            .filter(|values| !field.implied && tells_apart(shapes, union, object, &field.key, values))
            .unwrap_or_default(),
    };
    fields.map(key).collect()
}

/// What generated code takes an object for.
pub enum Choice {
    /// The only one that it fits.
    Only(ShapeId),
    /// One of several that it fits: the only one that has all of its keys. Where it cannot be read as that, it is kept.
    Likely(ShapeId),
    /// Several, or none: it is kept as it came.
    Kept,
}

/// What generated code takes an object for, by the rules of the runtime's `object_union!`.
pub fn choose(shapes: &[Shape], union: &[Variant], entries: &Map<String, Value>) -> Choice {
    let all: Vec<(ShapeId, Vec<Key<'_>>)> =
        union.iter().map(|variant| (variant.shape, keys(shapes, union, variant.shape))).collect();
    let fitting: Vec<&(ShapeId, Vec<Key<'_>>)> =
        all.iter().filter(|(_, keys)| keys.iter().all(|key| fits(key, entries))).collect();
    if let [(only, _)] = fitting[..] {
        return Choice::Only(*only);
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

fn fits(key: &Key<'_>, entries: &Map<String, Value>) -> bool {
    let Some(value) = entries.get(key.name) else { return !key.required };
    let has_type = key.types.is_empty() || JsonType::of_value(value).is_among(&key.types);
    has_type && (key.values.is_empty() || key.values.iter().any(|known| equal(known, value)))
}

/// Whether every other object of a union lists other values at a key. Lists say nothing of which object it is where they
/// have values in common, or where an object has none; and they may grow.
fn tells_apart(shapes: &[Shape], union: &[Variant], id: ShapeId, key: &str, values: &[Value]) -> bool {
    let is_listed =
        |value: &Value, others: &[Value]| !value.is_null() && others.iter().any(|other| equal(value, other));
    union.iter().filter(|variant| variant.shape != id).all(|other| {
        let field = shapes[other.shape.0].kind.fields().iter().find(|field| field.key == key);
        let others = field.and_then(|field| values_of(shapes, field));
        others.is_some_and(|others| !values.iter().any(|value| is_listed(value, &others)))
    })
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

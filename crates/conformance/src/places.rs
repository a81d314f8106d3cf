//! The values in a body, and what the schema says of each.
//!
//! That decides which changes to a body a receiver must tolerate. The generated crates are not used.

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;

use crate::schema::Schema;

/// A value in a body.
#[derive(Clone, Debug)]
pub struct Place {
    /// JSON Pointer into the body.
    pub pointer: String,
    /// The same as people read it: `data.concerns[1].severity`, `data.labels["a key"]`.
    pub path: String,
    /// What the schema says of it.
    pub kind: Kind,
    /// Whether it is an item of a list or a value of a map: nothing is said of which there are.
    pub is_item: bool,
    /// Whether the object around it has to have it.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether it is inside an object that is told apart by its tag.
    pub in_union: bool,
}

/// What the schema says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whatever comes.
    Any,
    /// An object with known fields.
    Object,
    /// An object with any keys.
    Map,
    /// One of several objects.
    Union,
    /// A list.
    Array,
    /// A string out of a list, or the tag of an object.
    Enum,
    /// A date and time.
    Timestamp,
    /// Any other string.
    String,
    /// A whole number.
    Integer {
        /// Whether it is never negative.
        unsigned: bool,
    },
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// Every value of a body's payload, the payload itself first: values in maps as well, but not what is in a value of
/// which nothing is said.
///
/// # Panics
///
/// When the body does not fit the schema.
pub fn places(catalog: &Catalog, event: &Event, body: &Value) -> Vec<Place> {
    let key = catalog.index.contract.plain().expect("a plain layout").data_field;
    let members = Schema::of_body(catalog, event).object().expect("a body is an object").members;
    let (_, schema) = members.into_iter().find(|(other, _)| other == key).expect("a payload");
    let mut places = Vec::new();
    let nowhere = Place {
        pointer: String::new(),
        path: String::new(),
        kind: Kind::Object,
        is_item: false,
        required: true,
        nullable: false,
        in_union: false,
    };
    visit(&mut places, schema, &body[key], nowhere.member(key, true));
    places
}

impl Place {
    /// A field of the object at this place. What kind of value it is comes later.
    fn member(&self, key: &str, required: bool) -> Place {
        let is_plain =
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let path = match is_plain {
            true if self.path.is_empty() => key.to_owned(),
            true => format!("{}.{key}", self.path),
            false => format!("{}[{}]", self.path, Value::from(key)),
        };
        let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
        Place { pointer, path, is_item: false, required, nullable: false, ..self.clone() }
    }

    /// An item of the list at this place.
    fn item(&self, index: usize) -> Place {
        let pointer = format!("{}/{index}", self.pointer);
        let path = format!("{}[{index}]", self.path);
        Place { pointer, path, is_item: true, required: false, nullable: false, ..self.clone() }
    }
}

fn visit(places: &mut Vec<Place>, schema: Schema<'_>, value: &Value, mut at: Place) {
    let schema = schema.target();
    if let Some(wider) = schema.wider()
        && !schema.has_known_fields()
    {
        // It is of the same type, whichever of the values are left.
        let first = places.len();
        visit(places, wider, value, at);
        places[first].nullable &= schema.leaves_null();
        return;
    }
    at.nullable |= schema.is_nullable();
    let Some(mut branches) = schema.branches() else { return visit_typed(places, &schema, value, at) };
    branches.retain(|branch| !branch.is_null());
    if let [branch] = &branches[..] {
        return visit(places, branch.clone(), value, at);
    }
    at.kind = Kind::Union;
    places.push(at.clone());
    at.in_union = true;
    if let Some(branch) = branches.into_iter().map(Schema::target).find(|branch| has_tag(branch, value)) {
        visit_members(places, &branch, value, &at);
    }
}

fn visit_typed(places: &mut Vec<Place>, schema: &Schema<'_>, value: &Value, mut at: Place) {
    at.kind = kind_of(schema);
    places.push(at.clone());
    match at.kind {
        Kind::Object => visit_members(places, schema, value, &at),
        Kind::Map => {
            for (key, value) in value.as_object().into_iter().flatten() {
                let at = Place { is_item: true, ..at.member(key, false) };
                visit(places, schema.child("additionalProperties"), value, at);
            }
        }
        Kind::Array => {
            for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                visit(places, schema.child("items"), item, at.item(index));
            }
        }
        _ => {}
    }
}

fn visit_members(places: &mut Vec<Place>, schema: &Schema<'_>, value: &Value, at: &Place) {
    let object = schema.object().unwrap_or_default();
    for (key, member) in object.members {
        if let Some(value) = value.get(&key) {
            visit(places, member, value, at.member(&key, object.required.contains(key.as_str())));
        }
    }
}

fn kind_of(schema: &Schema<'_>) -> Kind {
    if schema.get("enum").is_some() || schema.get("const").is_some_and(Value::is_string) {
        return Kind::Enum;
    }
    let mut types = schema.types();
    types.retain(|name| *name != "null");
    match types[..] {
        ["object"] if schema.object().is_some() => Kind::Object,
        ["object"] => Kind::Map,
        ["array"] => Kind::Array,
        ["string"] if schema.get("format").is_some_and(|format| format == "date-time") => Kind::Timestamp,
        ["string"] => Kind::String,
        ["integer"] => Kind::Integer { unsigned: schema.is_unsigned() },
        ["number"] => Kind::Number,
        ["boolean"] => Kind::Boolean,
        _ => Kind::Any,
    }
}

/// Whether an object's required fields of one value only have it: those tell the objects of a union apart.
fn has_tag(schema: &Schema<'_>, value: &Value) -> bool {
    let object = schema.object().unwrap_or_default();
    object.members.into_iter().filter(|(key, _)| object.required.contains(key.as_str())).all(
        |(key, member)| {
            member.target().constant().is_none_or(|text| value.get(&key).is_some_and(|found| found == text))
        },
    )
}

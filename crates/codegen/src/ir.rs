//! What the catalog says, with everything resolved: the one input of every renderer.
//!
//! It is about events, named shapes and their fields. There is no syntax in it, neither JSON Schema's keywords nor Rust's
//! tokens, and no sentence that a catalog does not have.

pub mod api;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::index::Index;
use webhook_catalog::index::entries::{Event as Entry, Family as FamilyEntry};
use webhook_schema::Location;
pub use webhook_schema::model::{Constraints, JsonType, Keyword};

use crate::components::Components;

/// The catalog, resolved.
pub struct Ir<'c> {
    /// The index as written: provider, version, contract.
    pub index: &'c Index,
    /// Families, in the index's order.
    pub families: Vec<Family<'c>>,
    /// Events, in the index's order.
    pub events: Vec<Event<'c>>,
    /// The fields of the envelope, in the schema's order; the payload's and the name's fields among them.
    pub envelope: Vec<Field>,
    /// Where the envelope is described.
    pub envelope_place: Option<Location>,
    /// Every named shape; a [`ShapeId`] is an index into this.
    pub shapes: Vec<Shape>,
    /// The shapes of each home, in order of their names.
    pub homes: BTreeMap<Home, Vec<ShapeId>>,
    /// Schema files that several events refer to: `$id` and text, in order of the file's name.
    pub shared_schemas: Vec<(String, &'c str)>,
    /// The list of the names of all events, as the text of a JSON Schema.
    pub event_types: &'c str,
    /// The API that endpoints are managed with, where there is one.
    pub api: Option<api::Api<'c>>,
    /// The schemas of all bodies as they stand, for targets that speak JSON Schema themselves.
    pub components: Components,
}

/// A family of events.
pub struct Family<'c> {
    /// The family as the index has it.
    pub entry: &'c FamilyEntry,
    /// Its events, in order of their names.
    pub events: Vec<EventId>,
}

/// An event.
pub struct Event<'c> {
    /// The event as the index has it.
    pub entry: &'c Entry,
    /// Its name in camel case.
    pub ident: String,
    /// Its family.
    pub family: FamilyId,
    /// That it is on its way out, where it is.
    pub deprecation: Option<Deprecation>,
    /// The shape of its payload.
    pub payload: ShapeId,
    /// What its payload as a whole says.
    pub payload_description: Description,
    /// What this event says of its payload beyond the payload's type.
    pub payload_remarks: Remarks,
    /// The text of its schema.
    pub schema: &'c str,
    /// The text of its example.
    pub example: &'c str,
    /// What that text says.
    pub example_value: &'c serde_json::Value,
}

/// A family of [`Ir::families`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyId(pub usize);

/// An event of [`Ir::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventId(pub usize);

/// A shape of [`Ir::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShapeId(pub usize);

/// What an author says of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The author's text.
    pub text: String,
    /// The assumption that the text rests on, where there is one.
    pub assumption: Option<String>,
}

/// A type with a name.
pub struct Shape {
    /// The name, in camel case: of the definition, or of the event and the path to it.
    pub ident: String,
    /// Names of equal shapes that it is in the place of.
    pub other_names: Vec<String>,
    /// The definition or event that it is in, where it has no name of its own.
    pub within: Option<String>,
    /// What it is.
    pub description: Description,
    /// Where the schema has it.
    pub place: Location,
    /// The families whose events reach it.
    pub families: BTreeSet<FamilyId>,
    /// Whether the envelope reaches it.
    pub in_envelope: bool,
    /// Whether an answer of the API reaches it.
    pub in_api: bool,
    /// What is in it.
    pub kind: ShapeKind,
}

impl Shape {
    /// Its name, and those of shapes that it is in the place of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.ident).chain(&self.other_names).map(String::as_str)
    }

    /// Where it belongs; `None` where nothing reaches it.
    pub fn home(&self) -> Option<Home> {
        match (self.in_envelope, self.in_api, self.families.len()) {
            (false, false, 0) => None,
            (false, true, 0) => Some(Home::Api),
            (false, false, 1) => self.families.first().copied().map(Home::Family),
            _ => Some(Home::Common),
        }
    }
}

/// Where a shape belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// Several of families and API share it, or the envelope has it.
    Common,
    /// One family has it to itself.
    Family(FamilyId),
    /// The API has it to itself.
    Api,
}

/// What is in a shape.
pub enum ShapeKind {
    /// An object with known fields.
    Object {
        /// The fields, in the schema's order.
        fields: Vec<Field>,
        /// What the other keys hold, where the schema describes that.
        rest: Option<Box<Item>>,
    },
    /// A value out of a list that may grow.
    Enum(Vec<EnumValue>),
    /// A string that identifies something.
    Id {
        /// What is promised of its texts.
        constraints: Box<Constraints>,
        /// Samples of its texts.
        examples: Vec<String>,
    },
    /// One of several objects, told apart by the text at one key, or by what is in them.
    Union {
        /// The key, where there is one.
        tag: Option<String>,
        /// The objects, in the schema's order.
        variants: Vec<Variant>,
    },
    /// A value of one of several JSON types: at most one arm for each, in the order of [`JsonType`].
    Types(Vec<Arm>),
    /// An array whose first items have types by their position, in the schema's order, and the others another one.
    Tuple {
        /// The first items. Their keys are their positions.
        fields: Vec<Field>,
        /// The others.
        rest: Box<Item>,
    },
    /// A list, a map or a scalar that has a name.
    Named(Box<Item>),
}

/// A known value of an enum.
#[derive(Clone)]
pub struct EnumValue {
    /// The value in JSON.
    pub value: Value,
    /// The name that the author gives it in code.
    pub alias: Option<String>,
    /// Where the schema has it.
    pub place: Location,
}

/// A variant of a union.
pub struct Variant {
    /// The text of its tag; empty where there is none.
    pub text: String,
    /// The object.
    pub shape: ShapeId,
    /// Where the schema has it.
    pub place: Location,
}

/// The values of one JSON type.
pub struct Arm {
    /// The type in JSON.
    pub json: JsonType,
    /// The type of a value.
    pub ty: Type,
    /// What is promised of its values.
    pub constraints: Constraints,
}

/// A field of an object.
pub struct Field {
    /// The key in JSON.
    pub key: String,
    /// The name that the author gives it in code.
    pub alias: Option<String>,
    /// The type of a value that is there and not null.
    pub ty: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it says.
    pub description: Description,
    /// What is promised of its values beyond the type.
    pub constraints: Constraints,
    /// What else the schema says of it.
    pub remarks: Remarks,
    /// Where the schema has it.
    pub place: Location,
}

/// What a schema says of a value that neither its type nor its constraints say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remarks {
    /// A name that people have for it.
    pub title: Option<String>,
    /// That it is on its way out, where it is.
    pub deprecation: Option<Deprecation>,
    /// Whether only the provider sets it.
    pub read_only: bool,
    /// Whether it is never sent.
    pub write_only: bool,
    /// What an absent one means.
    pub default: Option<Value>,
    /// Samples of it.
    pub examples: Vec<Value>,
    /// The values out of those of its type that occur here.
    pub narrowed: Option<Vec<Value>>,
    /// What is fixed of parts of it: the way to each, and its values.
    pub inside: Vec<(String, Vec<Value>)>,
    /// What is promised of parts of it beyond their types: the way to each, and that.
    pub limits: Vec<(String, Constraints)>,
    /// Keys that are always there here, though the type does not say so.
    pub required: Vec<String>,
    /// Keywords that do not shape a type, with their values.
    pub others: Vec<(Keyword, Value)>,
}

/// That something is on its way out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// The first day on which it may be gone, as `YYYY-MM-DD`.
    pub sunset: Option<String>,
    /// What takes its place: an event, or a field next to it.
    pub replaced_by: Option<String>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Any text.
    String,
    /// A text that nothing may show.
    Secret,
    /// A date and time of RFC 3339.
    Timestamp,
    /// A whole number; `unsigned` where the schema rules negative ones out.
    Integer {
        /// Whether it is never negative.
        unsigned: bool,
    },
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Any JSON.
    Any,
    /// A list.
    List(Box<Item>),
    /// An object whose keys are data.
    Map(Box<Item>),
    /// A named shape.
    Shape(ShapeId),
}

/// What a list or map holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The type of a value that is not null.
    pub ty: Type,
    /// Whether it may be null.
    pub nullable: bool,
}

impl Ir<'_> {
    /// The family of an id.
    pub fn family(&self, id: FamilyId) -> &Family<'_> {
        &self.families[id.0]
    }

    /// The families with their ids, in the index's order.
    pub fn numbered_families(&self) -> impl Iterator<Item = (FamilyId, &Family<'_>)> {
        self.families.iter().enumerate().map(|(number, family)| (FamilyId(number), family))
    }

    /// The events of a family, in order of their names.
    pub fn events_of(&self, family: &Family<'_>) -> impl Iterator<Item = &Event<'_>> {
        family.events.iter().map(|id| &self.events[id.0])
    }

    /// The shape of an id.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    /// Whether a value of a shape holds a secret, and so is never written.
    pub fn holds_secret(&self, shape: &Shape) -> bool {
        let mut seen = BTreeSet::new();
        let mut todo = vec![shape];
        while let Some(Shape { kind, .. }) = todo.pop() {
            if kind.types().iter().any(|ty| ty.any(&|ty| matches!(ty, Type::Secret))) {
                return true;
            }
            let parts = kind.parts().into_iter().filter(|part| seen.insert(*part));
            todo.extend(parts.map(|part| self.shape(part)));
        }
        false
    }

    /// The homes that there are crates for.
    pub fn crates(&self) -> impl Iterator<Item = Home> {
        let families = (0..self.families.len()).map(|number| Home::Family(FamilyId(number)));
        std::iter::once(Home::Common).chain(families).chain(self.api.as_ref().map(|_| Home::Api))
    }

    /// The ids of the shapes of a home, in order of their names.
    pub fn ids_in(&self, home: Home) -> &[ShapeId] {
        self.homes.get(&home).map_or(&[], Vec::as_slice)
    }

    /// The shapes of a home, in order of their names.
    pub fn shapes_in(&self, home: Home) -> Vec<&Shape> {
        self.ids_in(home).iter().map(|id| self.shape(*id)).collect()
    }
}

impl Type {
    /// Whether a type, or what it holds, is such a one.
    pub fn any(&self, is_such: &dyn Fn(&Type) -> bool) -> bool {
        let inside = match self {
            Type::List(item) | Type::Map(item) => item.ty.any(is_such),
            _ => false,
        };
        inside || is_such(self)
    }

    /// Goes through a type and those that it holds.
    pub fn for_each(&mut self, change: &mut dyn FnMut(&mut Type)) {
        change(self);
        if let Type::List(item) | Type::Map(item) = self {
            item.ty.for_each(change);
        }
    }

    /// The type in JSON; `None` for any, and for a shape, which may have several.
    pub fn json_type(&self) -> Option<JsonType> {
        Some(match self {
            Type::String | Type::Secret | Type::Timestamp => JsonType::String,
            Type::Integer { .. } => JsonType::Integer,
            Type::Number => JsonType::Number,
            Type::Boolean => JsonType::Boolean,
            Type::List(_) => JsonType::Array,
            Type::Map(_) => JsonType::Object,
            Type::Any | Type::Shape(_) => return None,
        })
    }

    /// The types in JSON, those of a shape among them; empty for any.
    pub fn json_types(&self, shapes: &[Shape]) -> Vec<JsonType> {
        match self {
            Type::Shape(id) => shapes[id.0].kind.json_types(),
            ty => ty.json_type().into_iter().collect(),
        }
    }

    /// How many lists and maps are in each other.
    pub fn collections(&self) -> usize {
        match self {
            Type::List(item) | Type::Map(item) => 1 + item.ty.collections(),
            _ => 0,
        }
    }

    /// The shape that a value of this type holds, directly or in lists and maps.
    pub fn shape(&self) -> Option<ShapeId> {
        match self {
            Type::Shape(id) => Some(*id),
            Type::List(item) | Type::Map(item) => item.ty.shape(),
            _ => None,
        }
    }
}

impl ShapeKind {
    /// The fields of an object; nothing else has any.
    pub fn fields(&self) -> &[Field] {
        match self {
            ShapeKind::Object { fields, .. } => fields,
            _ => &[],
        }
    }

    /// The types that it is made of, in the order in which it has them; those of a union are shapes.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            ShapeKind::Object { fields, rest } => {
                fields.iter().map(|field| &field.ty).chain(rest.iter().map(|rest| &rest.ty)).collect()
            }
            ShapeKind::Tuple { fields, rest } => {
                fields.iter().map(|field| &field.ty).chain([&rest.ty]).collect()
            }
            ShapeKind::Types(arms) => arms.iter().map(|arm| &arm.ty).collect(),
            ShapeKind::Named(item) => vec![&item.ty],
            ShapeKind::Union { .. } | ShapeKind::Enum(_) | ShapeKind::Id { .. } => Vec::new(),
        }
    }

    /// Goes through the types that it is made of, and those in lists and maps.
    pub fn for_each_type(&mut self, change: &mut dyn FnMut(&mut Type)) {
        match self {
            ShapeKind::Object { fields, rest } => {
                fields.iter_mut().for_each(|field| field.ty.for_each(change));
                rest.iter_mut().for_each(|rest| rest.ty.for_each(change));
            }
            ShapeKind::Tuple { fields, rest } => {
                fields.iter_mut().for_each(|field| field.ty.for_each(change));
                rest.ty.for_each(change);
            }
            ShapeKind::Types(arms) => arms.iter_mut().for_each(|arm| arm.ty.for_each(change)),
            ShapeKind::Named(item) => item.ty.for_each(change),
            ShapeKind::Union { .. } | ShapeKind::Enum(_) | ShapeKind::Id { .. } => {}
        }
    }

    /// The shapes that this one is made of.
    pub fn parts(&self) -> Vec<ShapeId> {
        let variants = match self {
            ShapeKind::Union { variants, .. } => variants.as_slice(),
            _ => &[],
        };
        let types = self.types().into_iter().filter_map(Type::shape);
        types.chain(variants.iter().map(|variant| variant.shape)).collect()
    }

    /// The types of JSON that a value has; empty for any.
    pub fn json_types(&self) -> Vec<JsonType> {
        match self {
            ShapeKind::Object { .. } | ShapeKind::Union { .. } => vec![JsonType::Object],
            ShapeKind::Enum(values) => {
                let types: BTreeSet<JsonType> =
                    values.iter().map(|value| JsonType::of_value(&value.value)).collect();
                types.into_iter().collect()
            }
            ShapeKind::Id { .. } => vec![JsonType::String],
            ShapeKind::Types(arms) => arms.iter().map(|arm| arm.json).collect(),
            ShapeKind::Tuple { .. } => vec![JsonType::Array],
            ShapeKind::Named(item) => item.ty.json_type().into_iter().collect(),
        }
    }
}

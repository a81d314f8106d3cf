//! Types that have a name, and what is in them.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::{Location, Rare};

use super::{Constraints, Description, FamilyId, Item, JsonType, Keys, Remarks, ShapeId, Type};

/// A type with a name.
pub struct Shape {
    /// The name, in camel case: of the definition, or of the event and the path to it.
    pub ident: String,
    /// Names of equal shapes that it is in the place of.
    pub other_names: Vec<String>,
    /// The shapes that it is in the place of, in order of their names. What they say may be worded otherwise.
    pub others: Vec<ShapeId>,
    /// The definition or event that it is in, where it has no name of its own.
    pub within: Option<String>,
    /// What it is.
    pub description: Description,
    /// Where the schema has it.
    pub place: Location,
    /// The families whose events reach it, in their order. Nearly always one: a tree has room for more from the start.
    pub families: Vec<FamilyId>,
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
        /// What is said of these, by what they match.
        keys: Vec<Keys>,
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
    /// One of several objects, told apart by the text at one key, or by what is in them; or of several tuples.
    Union {
        /// What all of them are in JSON: objects or arrays.
        json: JsonType,
        /// The key, where there is one.
        tag: Option<String>,
        /// The objects, in the schema's order.
        variants: Vec<Variant>,
    },
    /// A value of one of several JSON types, or of any.
    Types {
        /// At most one for each type, in the order of [`JsonType`].
        arms: Vec<Arm>,
        /// Whether there may be any other value, too.
        is_open: bool,
    },
    /// An array whose first items have types by their position, in the schema's order, and the others another one.
    Tuple {
        /// The first items. Their keys are their positions.
        fields: Vec<Field>,
        /// The others.
        rest: Box<Item>,
        /// Whether the schema allows no others. One that is sent all the same is no reason to lose an event.
        is_closed: bool,
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
    /// What its own schema says of it, where it has one.
    pub meaning: Option<String>,
    /// Where the schema has it.
    pub place: Location,
}

/// A variant of a union.
pub struct Variant {
    /// The text of its tag; empty where there is none. One object may go by several texts, with a variant for each.
    pub text: String,
    /// What it goes by in its union, where its schema is written there.
    pub name: Option<String>,
    /// The object.
    pub shape: ShapeId,
    /// The one that words it as it is here, where that is not the same.
    pub told: Option<ShapeId>,
    /// What is said of it as one of the union.
    pub remarks: Rare<Remarks>,
    /// Where the schema has it.
    pub place: Location,
}

/// The values of one JSON type.
pub struct Arm {
    /// The type in JSON.
    pub json: JsonType,
    /// The type of a value.
    pub ty: Type,
    /// The shape that words it as it is here, where that is not the type's own.
    pub told: Option<ShapeId>,
    /// What is promised of its values.
    pub constraints: Constraints,
}

/// A field of an object.
pub struct Field {
    /// The key in JSON.
    pub key: String,
    /// The name that the author gives it in code.
    pub alias: Rare<Option<String>>,
    /// The type of a value that is there and not null.
    pub ty: Type,
    /// The shape that words it as it is here, where that is not the type's own.
    pub told: Option<ShapeId>,
    /// Whether that is only what is meant: no `type` says so, or only under a condition. By the schema, there may be a value of
    /// another type.
    pub implied: bool,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it says.
    pub description: Description,
    /// What is promised of its values beyond the type.
    pub constraints: Rare<Constraints>,
    /// What else the schema says of it.
    pub remarks: Rare<Remarks>,
    /// Where the schema has it.
    pub place: Location,
}

impl Field {
    /// Whether it is never anything but null, by what is known so far.
    pub fn is_null(&self) -> bool {
        self.ty == Type::Any && self.remarks.narrowed.as_deref() == Some(&[Value::Null])
    }
}

impl ShapeKind {
    /// What an object has by key, or a tuple by position: what tells it from others.
    pub fn members(&self) -> &[Field] {
        match self {
            ShapeKind::Object { fields, .. } | ShapeKind::Tuple { fields, .. } => fields,
            _ => &[],
        }
    }

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
            ShapeKind::Object { fields, rest, .. } => {
                fields.iter().map(|field| &field.ty).chain(rest.iter().map(|rest| &rest.ty)).collect()
            }
            ShapeKind::Tuple { fields, rest, .. } => {
                fields.iter().map(|field| &field.ty).chain([&rest.ty]).collect()
            }
            ShapeKind::Types { arms, .. } => arms.iter().map(|arm| &arm.ty).collect(),
            ShapeKind::Named(item) => vec![&item.ty],
            ShapeKind::Union { .. } | ShapeKind::Enum(_) | ShapeKind::Id { .. } => Vec::new(),
        }
    }

    /// Goes through the shapes that it is made of, each with the one that words it as it is there.
    pub fn for_each_told(&mut self, change: &mut dyn FnMut(Option<ShapeId>, &mut Option<ShapeId>)) {
        match self {
            ShapeKind::Object { fields, .. } | ShapeKind::Tuple { fields, .. } => {
                fields.iter_mut().for_each(|field| change(field.ty.shape(), &mut field.told));
            }
            ShapeKind::Types { arms, .. } => {
                arms.iter_mut().for_each(|arm| change(arm.ty.shape(), &mut arm.told));
            }
            ShapeKind::Union { variants, .. } => {
                variants.iter_mut().for_each(|variant| change(Some(variant.shape), &mut variant.told));
            }
            ShapeKind::Enum(_) | ShapeKind::Id { .. } | ShapeKind::Named(_) => {}
        }
    }

    /// Goes through the types that it is made of, and those in lists and maps.
    pub fn for_each_type(&mut self, change: &mut dyn FnMut(&mut Type)) {
        match self {
            ShapeKind::Object { fields, rest, .. } => {
                fields.iter_mut().for_each(|field| field.ty.for_each(change));
                rest.iter_mut().for_each(|rest| rest.ty.for_each(change));
            }
            ShapeKind::Tuple { fields, rest, .. } => {
                fields.iter_mut().for_each(|field| field.ty.for_each(change));
                rest.ty.for_each(change);
            }
            ShapeKind::Types { arms, .. } => arms.iter_mut().for_each(|arm| arm.ty.for_each(change)),
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

    /// Whether it mixes types, which the runtime reads by its feature `mixed` only.
    pub fn is_mixed(&self) -> bool {
        match self {
            ShapeKind::Enum(values) => values.iter().any(|value| !value.value.is_string()),
            ShapeKind::Union { tag, .. } => tag.is_none(),
            ShapeKind::Types { .. } | ShapeKind::Tuple { .. } => true,
            ShapeKind::Object { .. } | ShapeKind::Id { .. } | ShapeKind::Named(_) => false,
        }
    }

    /// The types of JSON that a value has; empty for any.
    pub fn json_types(&self) -> Vec<JsonType> {
        match self {
            ShapeKind::Object { .. } => vec![JsonType::Object],
            ShapeKind::Union { json, .. } => vec![*json],
            ShapeKind::Enum(values) => {
                let types: BTreeSet<JsonType> =
                    values.iter().map(|value| JsonType::of_value(&value.value)).collect();
                types.into_iter().collect()
            }
            ShapeKind::Id { .. } => vec![JsonType::String],
            ShapeKind::Types { arms, .. } => arms.iter().map(|arm| arm.json).collect(),
            ShapeKind::Tuple { .. } => vec![JsonType::Array],
            ShapeKind::Named(item) => item.ty.json_type().into_iter().collect(),
        }
    }
}
